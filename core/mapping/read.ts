/** Reads one packet by a mapping. The gateway and the preview in the browser do it with this same code. */
import type { MappingField, MappingRules } from '../contract/mapping.ts'
import { METRICS, type Unit } from '../contract/metric.ts'
import type { Decoded, DecodedValue, Decoding, Fault, Rejected } from '../contract/reading.ts'
import { instantOf, measuredOf } from '../points/spoken.ts'
import { type Conversion, conversionFor, converted } from '../points/units.ts'
import { type Step, stepsOf, valueAt } from './path.ts'
import { matchOf } from './topic.ts'

const TEXT_LENGTH_MAX = 120
const NAME_LENGTH_MAX = 120
/** A number below this is seconds since 1970, above it milliseconds: the year 1973 in ms, 5138 in s. */
const SECONDS_BELOW = 1e11
const SAME: Conversion = { offset: 0, times: 1, per: 1 }
const TRUE_WORDS: ReadonlySet<string> = new Set(['true', '1', 'on'])
const FALSE_WORDS: ReadonlySet<string> = new Set(['false', '0', 'off'])

/**
 * What a packet says. The device is `<mapping>/<name>`, the name from the topic's `{device}`, the payload, or else the
 * topic itself. Null, missing and the numbers that stand for nothing are no reading and no fault.
 */
export function readMapped(rules: MappingRules, topic: string, text: string): Decoding {
  const match = matchOf(rules.topic, topic)
  if (match === undefined) return rejection('topic.unknown', 'the mapping is for another topic')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return text.trim() === ''
      ? rejection('payload.empty', 'the packet is empty')
      : rejection('payload.not-json', 'the packet is not JSON')
  }
  const device = `${rules.id}/${match.device ?? nameIn(json, rules.devicePath) ?? topic}`
  return decodedFrom(rules, json, device.slice(0, NAME_LENGTH_MAX))
}

function decodedFrom(rules: MappingRules, json: unknown, device: string): Decoding {
  const values: DecodedValue[] = []
  const faults: Fault[] = []
  const sentTime = rules.timePath === null ? undefined : pick(json, rules.timePath)
  const at = timeOf(sentTime)
  const untimed = at === undefined && sentTime != null
  let present = 0
  for (const field of rules.fields) {
    const raw = pick(json, field.path)
    if (raw === undefined) continue
    present += 1
    const read = saidBy(field, raw)
    if (read === undefined) continue
    if (typeof read === 'object') faults.push(read)
    else values.push(named(field, read, at))
  }
  const name = device.slice(device.indexOf('/') + 1)
  if (values.length > 0 || (present > 0 && faults.length === 0))
    return [{ device, name, siteId: rules.siteId, values, events: [], ...marks(faults, untimed) }]
  const [first] = faults
  return first === undefined
    ? rejection('payload.no-metric', 'none of the mapped fields is in it', device)
    : rejection(first.code, first.message, device)
}

function marks(faults: Fault[], untimed: boolean): Pick<Decoded, 'faults' | 'untimed'> {
  if (untimed) faults.push({ code: 'time.unreadable', message: 'its time cannot be read' })
  return { ...(faults.length === 0 ? {} : { faults }), ...(untimed ? { untimed: true as const } : {}) }
}

function named(field: MappingField, value: number | boolean | string, at: number | undefined): DecodedValue {
  return {
    metric: field.metric,
    value,
    unit: METRICS[field.metric].unit as Unit,
    ...(field.channel === null ? {} : { channel: field.channel }),
    ...(at === undefined ? {} : { at }),
  }
}

/** The value in the metric's unit, a fault, or undefined for no reading. */
function saidBy(field: MappingField, raw: unknown): number | boolean | string | Fault | undefined {
  if (raw === null) return undefined
  const { kind } = METRICS[field.metric]
  if (kind === 'state') return stateOf(field, raw)
  if (kind === 'text')
    return typeof raw === 'object' ? fault('value.unknown', field) : String(raw).slice(0, TEXT_LENGTH_MAX)
  if (typeof raw === 'boolean' || typeof raw === 'object') return fault('value.not-a-number', field)
  if (raw === '') return undefined
  const sent = measuredOf(field.metric, raw)
  if (sent === undefined || field.nothing.includes(sent))
    return sent === undefined && typeof raw === 'string' ? fault('value.not-a-number', field) : undefined
  return inUnit(field, sent * field.scale + field.offset)
}

function inUnit(field: MappingField, value: number): number | Fault {
  const conversion = field.unit === null ? SAME : conversionFor(field.metric, field.unit)
  if (conversion === undefined) return fault('unit.unknown', field)
  const kept = converted(value, conversion)
  return Number.isFinite(kept) ? kept : fault('value.not-a-number', field)
}

function stateOf(field: MappingField, raw: unknown): boolean | Fault {
  const word = String(raw).trim().toLowerCase()
  const says = (words: readonly string[]) => words.some(one => one.trim().toLowerCase() === word)
  // Somebody's own words first: a door contact may say 0 for open.
  if (says(field.trueWords)) return true
  if (says(field.falseWords)) return false
  if (TRUE_WORDS.has(word)) return true
  if (FALSE_WORDS.has(word)) return false
  return fault('value.unknown', field)
}

/** Seconds, milliseconds, or ISO 8601 with a zone. */
function timeOf(sent: unknown): number | undefined {
  const number = typeof sent === 'string' && /^\d{9,13}$/.test(sent) ? Number(sent) : sent
  return instantOf(typeof number === 'number' && number < SECONDS_BELOW ? number * 1000 : number)
}

function nameIn(json: unknown, path: string | null): string | undefined {
  const name = path === null ? undefined : pick(json, path)
  if (typeof name !== 'string' && typeof name !== 'number') return undefined
  const text = String(name).trim()
  return text === '' ? undefined : text
}

/** Paths are few and come with every packet: each is taken apart once. */
const known = new Map<string, readonly Step[] | undefined>()
const PATHS_REMEMBERED = 20_000

function pick(json: unknown, path: string): unknown {
  let steps = known.get(path)
  if (steps === undefined) {
    steps = stepsOf(path)
    if (known.size >= PATHS_REMEMBERED) known.clear()
    known.set(path, steps)
  }
  return steps === undefined ? undefined : valueAt(json, steps)
}

function fault(code: Fault['code'], { path, metric }: MappingField): Fault {
  return { code, message: `${path} cannot be read as ${metric}` }
}

function rejection(code: Fault['code'], message: string, device?: string): Rejected {
  return { rejected: { code, message }, ...(device === undefined ? {} : { device }) }
}
