/**
 * Wiren Board.
 *
 * `/devices/<device>/controls/<control>`              23.31 · 0 | 1 of a switch; retained
 * `/devices/<device>/controls/<control>/meta`         { "type": "temperature", "units": "deg C", "readonly": true }, retained
 * `/devices/<device>/controls/<control>/meta/type`, `/meta/units`   the same in older firmware, as text
 * `/devices/<device>/controls/<control>/meta/error`   r | w | p in any mixture; empty when it is well again
 * `/devices/<device>/controls/<control>/on`           orders: never readings
 * `/devices/<device>/meta/error`                      not empty: the device, or whoever speaks for it, is gone
 * `/devices/<device>/meta/...`                        about the device itself
 *
 * The first character is a slash. Type and unit are said in `meta` only; a control with a read error keeps its last value,
 * which is no reading any more. Without `meta` the control's name must be certain. Source: the conventions on
 * github.com/wirenboard.
 */
import { METRICS, type Metric } from '../../core/contract/metric.ts'
import type { Decoding } from '../../core/contract/reading.ts'
import { meaningOf, namedValue, readingOf, wordsOf } from '../vocabulary.ts'
import type { Dialect, DialectMemory } from './codec.ts'
import { decodedOf, isFields, rejected, textOf } from './json.ts'

const TOPIC = /^\/devices\/([^/]+)\/(.+)$/
const CONTROL = /^controls\/([^/]+)(?:\/(on|meta|meta\/type|meta\/units|meta\/error|.+))?$/
const WORD_MAX_CHARS = 64

interface Typed {
  readonly metric: Metric
  /** What it is in when `meta` does not say. */
  readonly unit?: string
}

const TYPES: Readonly<Record<string, Typed>> = {
  switch: { metric: 'switch_on' },
  temperature: { metric: 'temperature', unit: '°C' },
  rel_humidity: { metric: 'humidity', unit: '%' },
  atmospheric_pressure: { metric: 'pressure_air', unit: 'mbar' },
  pressure: { metric: 'pressure', unit: 'bar' },
  power: { metric: 'power_active', unit: 'W' },
  power_consumption: { metric: 'energy_import_total', unit: 'kWh' },
  voltage: { metric: 'voltage', unit: 'V' },
  current: { metric: 'current', unit: 'A' },
  water_flow: { metric: 'water_flow', unit: 'm³/h' },
  water_consumption: { metric: 'water_total', unit: 'm³' },
  wind_speed: { metric: 'wind_speed', unit: 'm/s' },
  illuminance: { metric: 'illuminance', unit: 'lx' },
  lux: { metric: 'illuminance', unit: 'lx' },
}
/** Ways of writing units that are its own. */
const UNITS: Readonly<Record<string, string>> = {
  '%, RH': '%',
  'deg C': '°C',
  'm^3': 'm³',
  'm^3/h': 'm³/h',
  'deg.C': '°C',
}

/** Units that leave no doubt about the quantity, for controls whose name says nothing. */
const BY_UNIT: Readonly<Record<string, Metric>> = {
  'deg C': 'temperature',
  '%, RH': 'humidity',
  W: 'power_active',
  kWh: 'energy_import_total',
  V: 'voltage',
  mV: 'voltage',
  A: 'current',
  mA: 'current',
}
/** Names of what is set or counted the other way round. */
const NOT_THAT = /set\s?point|target|limit|min|max|reverse|export|return|reactive|\bRP\b/i

/** What it remembers of a control. */
interface Meta {
  readonly type?: string
  readonly unit?: string
  readonly broken?: true
  /** People may set it, so it is no measurement. */
  readonly writable?: true
}

export const wirenBoard: Dialect = memory => ({
  name: 'wiren-board',
  claims: topic => TOPIC.test(topic),
  decode({ topic, payload }) {
    const [, device = '', path = ''] = TOPIC.exec(topic) ?? []
    const [, control, leaf] = CONTROL.exec(path) ?? []
    if (control === undefined) return path === 'meta/error' ? presence(device, textOf(payload)) : []
    const key = `${device}\n${control}`
    const meta = (memory.get(key) as Meta | undefined) ?? {}
    const text = textOf(payload).trim()
    if (leaf === undefined) return reading(device, control, meta, text)
    if (leaf === 'meta') return learnt(memory, key, meta, text, device)
    if (leaf === 'meta/type') memory.put(key, { ...meta, type: text.slice(0, WORD_MAX_CHARS) })
    if (leaf === 'meta/units') memory.put(key, { ...meta, unit: text.slice(0, WORD_MAX_CHARS) })
    if (leaf !== 'meta/error') return []
    memory.put(key, broken(meta, text))
    return text.includes('r')
      ? [{ device, values: [], events: [`unreadable.${control}`.slice(0, WORD_MAX_CHARS)] }]
      : []
  },
  encode({ kind, channel }, address) {
    if (channel === null) return undefined
    const on = kind === 'valve.open' || kind === 'switch.on'
    return [{ topic: `/devices/${address}/controls/${channel}/on`, payload: on ? '1' : '0' }]
  },
})

function reading(device: string, control: string, meta: Meta, text: string): Decoding {
  const { type, unit } = meta
  if (meta.broken) return rejected('device.error', `${control} cannot be read by its device`, device)
  const typed = type !== undefined && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined
  const said = unit === undefined ? undefined : (UNITS[unit] ?? unit)
  // What its type says nothing about ("value", "range") its name and unit may.
  const named =
    typed === undefined
      ? (byUnit(control, unit, text) ?? namedValue(control, text, said))
      : { ...typed, value: readingOf(typed.metric, text, said ?? typed.unit) }
  if (typeof named === 'string') return rejected(named, `${control}: nothing says what it is`, device)
  const { metric, value } = named
  if (typeof value === 'string') return rejected(value, `${control} has no such value`, device)
  if (meta.writable && METRICS[metric].kind !== 'state') return []
  return [{ device, values: [decodedOf(metric, value, channelOf(control, metric), undefined)], events: [] }]
}

/** What the name leaves open and the unit does not. */
function byUnit(control: string, unit: string | undefined, text: string) {
  const metric = unit !== undefined && Object.hasOwn(BY_UNIT, unit) ? BY_UNIT[unit] : undefined
  if (metric === undefined || meaningOf(control) !== undefined || NOT_THAT.test(control)) return undefined
  return { metric, value: readingOf(metric, text, UNITS[unit ?? ''] ?? unit) }
}

/** A device's own error is also the will of whoever speaks for it. */
function presence(device: string, error: string): Decoding {
  const availability = error.trim() === '' || error.trim() === 'null' ? 'online' : 'offline'
  return [{ device, values: [], events: [], availability }]
}

/** A control that is called what it measures needs no other name. What can be switched always has one. */
function channelOf(control: string, metric: Metric): string | undefined {
  const isPlain = METRICS[metric].kind !== 'state' && meaningOf(wordsOf(control).join(' '))?.label === ''
  return isPlain ? undefined : control.slice(0, WORD_MAX_CHARS)
}

function learnt(memory: DialectMemory, key: string, before: Meta, text: string, device: string): Decoding {
  if (text === '') {
    memory.forget(key)
    return []
  }
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return rejected('payload.not-json', 'meta is no JSON', device)
  }
  if (!isFields(body)) return rejected('payload.not-object', 'meta is no JSON object', device)
  const { type, units, error, readonly } = body
  memory.put(key, {
    ...(error === undefined ? before : broken(before, typeof error === 'string' ? error : '')),
    ...(typeof type === 'string' ? { type: type.slice(0, WORD_MAX_CHARS) } : {}),
    ...(typeof units === 'string' ? { unit: units.slice(0, WORD_MAX_CHARS) } : {}),
    ...(readonly === false ? { writable: true } : {}),
  })
  return []
}

/** Only a failure to read makes the value worthless; one to write or to keep the pace does not. */
function broken({ broken: _, ...meta }: Meta, error: string): Meta {
  return error.includes('r') ? { ...meta, broken: true } : meta
}
