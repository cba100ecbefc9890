/**
 * Tasmota.
 *
 * `tele/<topic>/SENSOR`   { "Time": "...", "DS18B20-1": { "Id": "...", "Temperature": 3.4 }, "ENERGY": {...}, "COUNTER": {...} }
 * `tele/<topic>/STATE`    { "Time": "...", "UptimeSec": 13, "POWER": "ON", "Vcc": 3.4, "Wifi": { "RSSI": 86, "Signal": -57 } }
 * `tele/<topic>/LWT`      Online | Offline
 * `stat/<topic>/STATUS8`, `STATUS10`, `RESULT`, `POWER<n>`   answers
 * `cmnd/<topic>/...`      orders: never readings
 *
 * FullTopic can be set, so prefix and name may stand in another order; what is neither prefix nor last word is the
 * device. Probes are told apart by their Id, because their numbers move when one fails. Times have no zone unless one is
 * configured, and then are not used. RSSI is a percentage, Signal is dBm. Source: tasmota.github.io/docs (MQTT, DS18x20,
 * Energy, Counters, Commands).
 */
import { METRICS, type Metric } from '../../core/contract/metric.ts'
import type { DecodedValue, Decoding } from '../../core/contract/reading.ts'
import type { Order } from '../../core/ports.ts'
import type { Codec } from './codec.ts'
import { bodyOf, type Fields, instantOf, isFields, measuredOf, rejected, textOf } from './json.ts'

const LEAF = /^(SENSOR|STATE|LWT|STATUS\d*|INFO[123]|RESULT|POWER\d*)$/
/** About the device's settings: understood, and no reading. STATUS8 and STATUS10 carry sensors, STATUS11 the state. */
const SILENT = /^(?:INFO[123]|STATUS(?!8$|10$|11$)\d*)$/
const HPA_PER_MMHG = 1.333_223_684
/** A DS18B20 that lost its wire, and one that lost its power since it was asked (data sheet: power-on value). */
const DS18B20_NONE: ReadonlySet<number> = new Set([-127, 85])
const NUMBERED = /^(Temperature|Illuminance)(\d+)$/
/** PulseTime counts tenths of a second up to 111, and seconds plus 100 from there. */
const PULSE_SECONDS_OFFSET = 100
const PULSE_TENTHS_MAX_S = 11
/** Three phases, and one more of four-channel meters. */
const PHASES_MAX = 4
const PULSE_MAX_S = 64_800

const ENERGY: Readonly<Record<string, Metric>> = {
  Total: 'energy_import_total',
  ExportTotal: 'energy_export_total',
  Power: 'power_active',
  ApparentPower: 'power_apparent',
  ReactivePower: 'power_reactive',
  Factor: 'power_factor',
  Voltage: 'voltage',
  Current: 'current',
  Frequency: 'frequency',
}

const SENSOR: Readonly<Record<string, Metric>> = {
  Temperature: 'temperature',
  Humidity: 'humidity',
  Pressure: 'pressure_air',
  Illuminance: 'illuminance',
  Battery: 'battery',
}

export const tasmota: Codec = {
  name: 'tasmota',
  claims: topic => parse(topic) !== undefined,
  decode({ topic, payload }) {
    const parsed = parse(topic)
    if (parsed === undefined || parsed.prefix === 'cmnd') return []
    const { device, leaf } = parsed
    if (SILENT.test(leaf)) return []
    if (leaf === 'LWT') return lastWill(device, textOf(payload))
    if (leaf.startsWith('POWER')) return power(device, leaf, textOf(payload))
    const parsedBody = bodyOf(payload, device)
    if (!parsedBody.ok) return parsedBody.rejected
    const body = parsedBody.fields
    const fields = isFields(body.StatusSNS)
      ? body.StatusSNS
      : isFields(body.StatusSTS)
        ? body.StatusSTS
        : body
    const values =
      leaf === 'STATE' || leaf === 'STATUS11' || leaf === 'RESULT'
        ? stateValues(fields)
        : sensorValues(fields)
    const at = instantOf(fields.Time)
    if (values.length === 0)
      return leaf === 'RESULT'
        ? []
        : rejected('payload.no-metric', 'no field of it is a known reading', device)
    return [
      { device, events: [], values: at === undefined ? values : values.map(value => ({ ...value, at })) },
    ]
  },
  encode(order, address) {
    const commands = backlog(order)
    return commands === undefined ? undefined : [{ topic: `cmnd/${address}/Backlog`, payload: commands }]
  },
}

function parse(topic: string): { prefix: string; device: string; leaf: string } | undefined {
  const parts = topic.split('/')
  const prefix = parts.find(part => part === 'tele' || part === 'stat' || part === 'cmnd')
  const leaf = parts.at(-1) ?? ''
  if (prefix === undefined || (prefix !== 'cmnd' && !LEAF.test(leaf))) return undefined
  const device = parts
    .slice(0, -1)
    .filter(part => part !== prefix)
    .join('/')
  return device === '' ? undefined : { prefix, device, leaf }
}

/** The off-timer first, so that it is in force when the relay closes the circuit. */
function backlog({ kind, channel, forS }: Order): string | undefined {
  const relay = channel ?? '1'
  if (kind === 'valve.close' || kind === 'switch.off') return `Power${relay} OFF`
  if (forS === null) return `Power${relay} ON`
  if (forS > PULSE_MAX_S) return undefined
  const pulse = forS <= PULSE_TENTHS_MAX_S ? forS * 10 : forS + PULSE_SECONDS_OFFSET
  return `PulseTime${relay} ${pulse}; Power${relay} ON`
}

function lastWill(device: string, text: string): Decoding {
  const word = text.trim().toLowerCase()
  if (word !== 'online' && word !== 'offline')
    return rejected('value.unknown', 'LWT is Online or Offline', device)
  return [{ device, values: [], events: [], availability: word }]
}

function power(device: string, leaf: string, text: string): Decoding {
  const on = switchOf(text.trim())
  if (on === undefined) return rejected('value.unknown', 'POWER is ON or OFF', device)
  return [{ device, events: [], values: [value('switch_on', on, relayOf(leaf))] }]
}

function stateValues(fields: Fields): DecodedValue[] {
  const values: DecodedValue[] = []
  for (const [name, raw] of Object.entries(fields)) {
    const on = /^POWER\d*$/.test(name) ? switchOf(raw) : undefined
    if (on !== undefined) values.push(value('switch_on', on, relayOf(name)))
  }
  const wifi = isFields(fields.Wifi) ? fields.Wifi : {}
  return [
    ...values,
    ...numberValue('supply_voltage', fields.Vcc),
    ...numberValue('wifi_quality', wifi.RSSI),
    ...numberValue('rssi', wifi.Signal),
    ...numberValue('uptime', fields.UptimeSec),
  ]
}

function sensorValues(fields: Fields): DecodedValue[] {
  const groups = Object.entries(fields).filter((entry): entry is [string, Fields] => isFields(entry[1]))
  const fahrenheit = fields.TempUnit === 'F'
  // One sensor needs no name; of several each has its own.
  const several = groups.filter(([name, group]) => isSensor(name, group)).length > 1
  return [
    ...stateValues(fields).filter(({ metric }) => metric === 'switch_on'),
    ...groups.flatMap(([name, group]) => {
      if (name === 'ENERGY') return energyValues(group)
      if (name === 'COUNTER') return counterValues(group)
      if (name === 'ESP32') return numberValue('device_temperature', celsius(group.Temperature, fahrenheit))
      const probe = name.startsWith('DS18')
      if (probe && DS18B20_NONE.has(celsius(group.Temperature, fahrenheit) ?? 0)) return []
      const mmHg = fields.PressureUnit === 'mmHg'
      return groupValues(group, channelOf(name, group, several), fahrenheit, mmHg)
    }),
  ]
}

function isSensor(name: string, group: Fields): boolean {
  return (
    name !== 'ENERGY' &&
    name !== 'COUNTER' &&
    name !== 'ESP32' &&
    Object.keys(SENSOR).some(field => field in group)
  )
}

function channelOf(name: string, { Id }: Fields, several: boolean): string | undefined {
  if (typeof Id === 'string' && Id !== '') return Id.slice(0, 64)
  return several ? name.slice(0, 64) : undefined
}

function groupValues(
  group: Fields,
  channel: string | undefined,
  fahrenheit: boolean,
  mmHg: boolean,
): DecodedValue[] {
  return Object.entries(group).flatMap(([field, raw]) => {
    // The inputs of ANALOG are numbered: Temperature1, Illuminance2.
    const [, word = field, input] = NUMBERED.exec(field) ?? []
    const metric = Object.hasOwn(SENSOR, word) ? SENSOR[word] : undefined
    if (metric === undefined) return []
    return numberValue(metric, converted(metric, raw, fahrenheit, mmHg), input ?? channel)
  })
}

function converted(metric: Metric, raw: unknown, fahrenheit: boolean, mmHg: boolean): unknown {
  if (metric === 'temperature') return celsius(raw, fahrenheit)
  const number = metric === 'pressure_air' && mmHg ? measuredOf(metric, raw) : undefined
  return number === undefined ? raw : number * HPA_PER_MMHG
}

/** A meter of several phases sends lists; their channels are the phases. */
function energyValues(group: Fields): DecodedValue[] {
  return Object.entries(ENERGY).flatMap(([field, metric]) => {
    const raw = group[field]
    return Array.isArray(raw)
      ? raw.slice(0, PHASES_MAX).flatMap((one, n) => numberValue(metric, one, `L${n + 1}`))
      : numberValue(metric, raw)
  })
}

function counterValues(group: Fields): DecodedValue[] {
  return Object.entries(group).flatMap(([name, raw]) =>
    /^C\d+$/.test(name) ? numberValue('pulse_count', raw, name) : [],
  )
}

function celsius(raw: unknown, fahrenheit: boolean): number | undefined {
  const degrees = measuredOf('temperature', raw)
  return degrees === undefined || !fahrenheit ? degrees : (degrees - 32) / 1.8
}

function numberValue(metric: Metric, raw: unknown, channel?: string): DecodedValue[] {
  const number = measuredOf(metric, raw)
  return number === undefined ? [] : [value(metric, number, channel)]
}

function value(metric: Metric, of: number | boolean, channel?: string): DecodedValue {
  return { metric, value: of, unit: METRICS[metric].unit, ...(channel === undefined ? {} : { channel }) }
}

function switchOf(raw: unknown): boolean | undefined {
  return raw === 'ON' ? true : raw === 'OFF' ? false : undefined
}

/** POWER is the only relay; POWER1 the first of several. */
function relayOf(name: string): string | undefined {
  const number = name.slice('POWER'.length)
  return number === '' ? undefined : number
}
