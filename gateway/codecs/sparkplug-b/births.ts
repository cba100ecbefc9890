/** What a node or device said of itself when it was born, boiled down to what is needed for its later packets. */
import type { Metric } from '../../../core/contract/metric.ts'
import { meaningOf } from './names.ts'
import { DATATYPE, type SparkplugMetric, valueIn } from './payload.ts'

const KNOWN_MAX = 250
const OTHERS_MAX = 2000
const NAME_MAX_CHARS = 120
/** As long as a point's channel may be; the end of a name tells more than its beginning. */
const CHANNEL_MAX_CHARS = 64
/** Offered for commanding, or about the session: no telemetry. */
const RESERVED = /^(?:Node Control|Device Control|Properties)\/|^bdSeq$/
/** Beside a valve or relay: how long it stays on. In seconds unless its unit says minutes. */
const TIMER = /^(?:duration|run time|off timer)$/i
const TIMER_UNITS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  seconds: 1,
  min: 1 / 60,
  minutes: 1 / 60,
}

/** One metric that gives readings. */
export interface Known {
  readonly name: string
  readonly alias?: string
  readonly datatype: number
  readonly metric: Metric
  readonly factor: number
  readonly offset: number
  readonly channel?: string
  /** Not to be written. */
  readonly readOnly?: true
  readonly timer?: Timer
}

interface Timer {
  readonly name: string
  readonly datatype: number
  /** Of the timer's unit in a second. */
  readonly perS: number
}

export interface Birth {
  /** False from its death, or its node's next birth, until it is born again: its aliases are void, its names are not. */
  readonly alive: boolean
  readonly bdSeq?: number
  readonly model?: string
  readonly known: readonly Known[]
  /** Aliases of metrics that give no reading. */
  readonly others: readonly string[]
}

interface Index {
  readonly byName: ReadonlyMap<string, Known>
  readonly byAlias: ReadonlyMap<string, Known>
  readonly others: ReadonlySet<string>
}

/** A birth is remembered as one object until the next, so its index is made once. */
const indexes = new WeakMap<Birth, Index>()

function indexOf(birth: Birth): Index {
  let index = indexes.get(birth)
  if (index === undefined) {
    index = {
      byName: new Map(birth.known.map(one => [one.name, one])),
      byAlias: new Map(birth.known.flatMap(one => (one.alias === undefined ? [] : [[one.alias, one]]))),
      others: new Set(birth.others),
    }
    indexes.set(birth, index)
  }
  return index
}

/** By its name when it says one, as births do; by its alias otherwise. */
export function knownIn(birth: Birth, { alias, name }: SparkplugMetric): Known | undefined {
  const { byName, byAlias } = indexOf(birth)
  return name === undefined ? byAlias.get(alias ?? '') : byName.get(name)
}

/** True for a metric that was born, under this alias, and gives no reading. */
export function isUnread(birth: Birth, { alias = '' }: SparkplugMetric): boolean {
  return indexOf(birth).others.has(alias)
}

/** The birth, and the names of what gives no reading. */
export function birthOf(metrics: readonly SparkplugMetric[]): { birth: Birth; unread: string[] } {
  const known: Known[] = []
  const unread: string[] = []
  const others: string[] = []
  for (const metric of metrics) {
    const one = known.length < KNOWN_MAX ? knownOf(metric, metrics) : undefined
    if (one !== undefined) known.push(one)
    else {
      const { name, alias } = metric
      if (alias !== undefined && others.length < OTHERS_MAX) others.push(alias)
      if (name !== undefined && !RESERVED.test(name) && !isTimer(metric)) unread.push(name)
    }
  }
  const bdSeq = bdSeqOf(metrics)
  const model = modelOf(metrics)
  const birth: Birth = {
    alive: true,
    ...(bdSeq === undefined ? {} : { bdSeq }),
    ...(model === '' ? {} : { model }),
    known: withChannels(known),
    others,
  }
  return { birth, unread }
}

/** The number that ties a death to its birth. Some send it signed, some unsigned. */
export function bdSeqOf(metrics: readonly SparkplugMetric[]): number | undefined {
  const metric = metrics.find(({ name }) => name === 'bdSeq')
  const value = metric && valueIn(metric, metric.datatype ?? DATATYPE.uint64)
  return typeof value === 'number' ? value : undefined
}

function modelOf(metrics: readonly SparkplugMetric[]): string {
  const text = (name: string) => {
    const metric = metrics.find(one => one.name === `Properties/${name}`)
    const value = metric && valueIn(metric, metric.datatype)
    return typeof value === 'string' ? value : ''
  }
  return `${text('Hardware Make')} ${text('Hardware Model')}`.trim().slice(0, NAME_MAX_CHARS)
}

/** A metric named in a packet, without its device's birth. */
export function namedOf(metric: SparkplugMetric): Known | undefined {
  const { name, alias, datatype, properties } = metric
  if (name === undefined || name.length > NAME_MAX_CHARS || RESERVED.test(name) || datatype === undefined)
    return undefined
  const unit = properties.get('engUnit')
  const meaning = meaningOf(name, typeof unit === 'string' ? unit : undefined, datatype === DATATYPE.boolean)
  if (meaning === undefined) return undefined
  return {
    name,
    ...(alias === undefined ? {} : { alias }),
    datatype,
    ...meaning,
    ...(meaning.metric === 'input_on' ? { channel: name.slice(-CHANNEL_MAX_CHARS) } : {}),
  }
}

function knownOf(metric: SparkplugMetric, all: readonly SparkplugMetric[]): Known | undefined {
  const named = namedOf(metric)
  if (named === undefined) return undefined
  if (named.metric !== 'valve_open' && named.metric !== 'switch_on') return named
  const timer = timerOf(named.name, all)
  return {
    ...named,
    ...(metric.properties.get('readOnly') === true ? { readOnly: true as const } : {}),
    ...(timer === undefined ? {} : { timer }),
  }
}

function isTimer({ name = '', datatype = 0 }: SparkplugMetric): boolean {
  return datatype >= DATATYPE.int8 && datatype <= DATATYPE.double && TIMER.test(name.split('/').at(-1) ?? '')
}

/** `Bed 1/Valve` is closed by itself after `Bed 1/Duration`. */
function timerOf(name: string, all: readonly SparkplugMetric[]): Timer | undefined {
  const timer = all.find(one => isTimer(one) && folderOf(one.name ?? '') === folderOf(name))
  const unit = timer?.properties.get('engUnit') ?? 's'
  const perS = typeof unit === 'string' && Object.hasOwn(TIMER_UNITS, unit) ? TIMER_UNITS[unit] : undefined
  if (timer?.name === undefined || timer.datatype === undefined || perS === undefined) return undefined
  return { name: timer.name, datatype: timer.datatype, perS }
}

const folderOf = (name: string) => name.slice(0, name.lastIndexOf('/') + 1)

/** One temperature needs no name; of several each has its own. */
function withChannels(known: readonly Known[]): Known[] {
  const counts = new Map<Metric, number>()
  for (const { metric } of known) counts.set(metric, (counts.get(metric) ?? 0) + 1)
  return known.map(one =>
    (counts.get(one.metric) ?? 0) > 1 ? { ...one, channel: one.name.slice(-CHANNEL_MAX_CHARS) } : one,
  )
}
