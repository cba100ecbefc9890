/**
 * What people call things where a protocol leaves the name to them: ESPHome's objects, properties of cloud platforms, keys
 * of telemetry. Only names that can hardly mean anything else; whatever is not here is no reading.
 */
import type { RejectionCode } from '../core/contract/error.ts'
import { METRICS, type Metric } from '../core/contract/metric.ts'
import { measuredOf } from '../core/points/spoken.ts'
import { conversionFor, converted } from '../core/points/units.ts'

export interface Meaning {
  readonly metric: Metric
  /** The unit that the name itself ends with: `temperature_f`. */
  readonly unit?: string
  /** What else the name says, which tells several of one kind apart: `freezer_temperature`. Empty when nothing. */
  readonly label: string
}

/** Last words of a name -> metric. */
const NAMES: Readonly<Record<string, Metric>> = {
  temperature: 'temperature',
  temp: 'temperature',
  tempc: 'temperature',
  'device temperature': 'device_temperature',
  'chip temperature': 'device_temperature',
  'cpu temperature': 'device_temperature',
  'esp temperature': 'device_temperature',
  'esp32 temperature': 'device_temperature',
  'board temperature': 'device_temperature',
  'internal temperature': 'device_temperature',
  'soil temperature': 'soil_temperature',
  humidity: 'humidity',
  hum: 'humidity',
  'soil humidity': 'soil_moisture',
  'soil moisture': 'soil_moisture',
  'soil ec': 'soil_ec',
  'soil conductivity': 'soil_ec',
  pressure: 'pressure',
  'water pressure': 'pressure',
  'pipe pressure': 'pressure',
  'air pressure': 'pressure_air',
  'atmospheric pressure': 'pressure_air',
  'barometric pressure': 'pressure_air',
  barometer: 'pressure_air',
  door: 'door_open',
  'door state': 'door_open',
  'door status': 'door_open',
  'door open': 'door_open',
  'contact state': 'door_open',
  'water leak': 'water_leak',
  leak: 'water_leak',
  leakage: 'water_leak',
  flood: 'water_leak',
  'leak alarm': 'water_leak',
  'leak state': 'water_leak',
  'water sensor state': 'water_leak',
  'water leach state': 'water_leak',
  smoke: 'smoke_alarm',
  'smoke alarm': 'smoke_alarm',
  'smoke sensor state': 'smoke_alarm',
  'smoke alarm state': 'smoke_alarm',
  'gas alarm': 'gas_alarm',
  'gas leak': 'gas_alarm',
  'gas alarm state': 'gas_alarm',
  'gas sensor state': 'gas_alarm',
  'co alarm': 'gas_alarm',
  'co alarm state': 'gas_alarm',
  'gas lel': 'gas_lel',
  lel: 'gas_lel',
  co: 'co',
  'carbon monoxide': 'co',
  co2: 'co2',
  'carbon dioxide': 'co2',
  'heat alarm': 'heat_alarm',
  'flame alarm': 'flame_alarm',
  'manual alarm': 'manual_alarm',
  tamper: 'tamper',
  'tamper state': 'tamper',
  power: 'power_active',
  'active power': 'power_active',
  'reactive power': 'power_reactive',
  'apparent power': 'power_apparent',
  'power factor': 'power_factor',
  voltage: 'voltage',
  current: 'current',
  frequency: 'frequency',
  energy: 'energy_import_total',
  'total energy': 'energy_import_total',
  'energy total': 'energy_import_total',
  'active energy': 'energy_import_total',
  'energy consumption': 'energy_import_total',
  'electric consumption': 'energy_import_total',
  'power consumption': 'energy_import_total',
  'energy import': 'energy_import_total',
  'energy export': 'energy_export_total',
  'export energy': 'energy_export_total',
  'water total': 'water_total',
  'total water': 'water_total',
  'water consumption': 'water_total',
  'water volume': 'water_total',
  'water meter': 'water_total',
  'water flow': 'water_flow',
  'flow rate': 'water_flow',
  flow: 'water_flow',
  'gas total': 'gas_total',
  'gas volume': 'gas_total',
  'gas consumption': 'gas_total',
  'gas meter': 'gas_total',
  pulses: 'pulse_count',
  'pulse count': 'pulse_count',
  'pulse counter': 'pulse_count',
  valve: 'valve_open',
  'valve state': 'valve_open',
  'valve open': 'valve_open',
  switch: 'switch_on',
  'light switch': 'switch_on',
  'power switch': 'switch_on',
  'switch state': 'switch_on',
  relay: 'switch_on',
  'relay state': 'switch_on',
  lamp: 'switch_on',
  socket: 'switch_on',
  outlet: 'switch_on',
  plug: 'switch_on',
  siren: 'switch_on',
  'rain total': 'rain_total',
  rainfall: 'rain_total',
  'wind speed': 'wind_speed',
  'wind direction': 'wind_direction',
  'solar radiation': 'solar_radiation',
  illuminance: 'illuminance',
  lux: 'illuminance',
  battery: 'battery',
  'battery level': 'battery',
  'battery percentage': 'battery',
  'battery low': 'battery_low',
  'low battery': 'battery_low',
  'battery voltage': 'battery_voltage',
  'supply voltage': 'supply_voltage',
  rssi: 'rssi',
  'wifi rssi': 'rssi',
  'wifi signal': 'rssi',
  'wifi signal strength': 'rssi',
  'wifi signal db': 'rssi',
  uptime: 'uptime',
}

/** A name with one of these is about a wish, a limit or a summary and not about what is there now. */
const OTHERWISE: ReadonlySet<string> = new Set([
  ...['target', 'set', 'setpoint', 'desired', 'limit', 'threshold', 'offset', 'calibration', 'correction'],
  ...['min', 'max', 'minimum', 'maximum', 'high', 'low', 'upper', 'lower', 'avg', 'average', 'mean', 'delta'],
  ...['today', 'yesterday', 'daily', 'hourly', 'weekly', 'monthly', 'yearly', 'last', 'previous', 'peak'],
  ...['reverse', 'reversed', 'export', 'exported', 'return', 'returned', 'produced', 'reactive', 'apparent'],
  ...['dew', 'feels', 'forecast', 'alarm', 'error', 'fault', 'enable', 'enabled', 'mode', 'interval', 'raw'],
])
/** Words that say nothing about which of several it is. */
const FILLERS: ReadonlySet<string> = new Set(['current', 'actual', 'measured', 'value', 'sensor', 'reading'])
const UNIT_WORDS: Readonly<Record<string, string>> = {
  ...{ c: '°C', degc: '°C', celsius: '°C', f: '°F', degf: '°F', fahrenheit: '°F' },
  ...{ pct: '%', percent: '%', rh: '%', lel: '%LEL', ppm: 'ppm', ppb: 'ppb' },
  ...{ kwh: 'kWh', wh: 'Wh', mwh: 'MWh', kw: 'kW', w: 'W', kva: 'kVA', kvar: 'kvar' },
  ...{ v: 'V', mv: 'mV', a: 'A', ma: 'mA', hz: 'Hz' },
  ...{ m3: 'm³', l: 'L', liters: 'L', litres: 'L', lpm: 'L/min', m3h: 'm³/h', lph: 'L/h' },
  ...{ pa: 'Pa', hpa: 'hPa', kpa: 'kPa', mpa: 'MPa', bar: 'bar', mbar: 'mbar', psi: 'psi' },
  ...{ mm: 'mm', ms: 'm/s', kmh: 'km/h', dbm: 'dBm', db: 'dBm', seconds: 's', s: 's', lx: 'lx' },
}
/** Quantities that every maker measures in a unit of his own: without one they are no reading. */
const UNIT_NEEDED: ReadonlySet<Metric> = new Set<Metric>([
  ...(['pressure', 'pressure_air', 'water_total', 'water_flow', 'gas_total'] as const),
  ...(['soil_ec', 'wind_speed', 'power_reactive', 'uptime'] as const),
])
const WORDS_MAX = 3
const NAME_MAX_CHARS = 100
const LABEL_MAX_CHARS = 64
const REMEMBERED_MAX = 5000

const remembered = new Map<string, Meaning | undefined>()

/** What a name means. Undefined for one that is not certain. */
export function meaningOf(name: string): Meaning | undefined {
  if (remembered.has(name)) return remembered.get(name)
  const meaning = name.length > NAME_MAX_CHARS ? undefined : found(wordsOf(name))
  if (remembered.size >= REMEMBERED_MAX) remembered.clear()
  remembered.set(name, meaning)
  return meaning
}

/** The words of a name in whatever style it is written: `LightSwitch`, `living_room_temperature`, `Pump 2`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')
}

function found(words: string[]): Meaning | undefined {
  const end = [...words]
  const number = /^\d{1,3}$/.test(end.at(-1) ?? '') && end.length > 1 ? end.pop() : undefined
  const direct =
    matched(end, number) ?? (FILLERS.has(end.at(-1) ?? '') ? matched(end.slice(0, -1), number) : undefined)
  if (direct !== undefined || end.length < 2) return direct
  const unit = UNIT_WORDS[end.at(-1) ?? '']
  const meaning = unit === undefined ? undefined : matched(end.slice(0, -1), number)
  return meaning === undefined || unit === undefined ? undefined : { ...meaning, unit }
}

function matched(words: readonly string[], number: string | undefined): Meaning | undefined {
  for (let count = Math.min(WORDS_MAX, words.length); count > 0; count -= 1) {
    const name = words.slice(-count).join(' ')
    const metric = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined
    if (metric === undefined) continue
    const before = words.slice(0, -count)
    if (before.some(word => OTHERWISE.has(word))) return undefined
    const rest = before.filter(word => !FILLERS.has(word))
    if (number !== undefined) rest.push(number)
    return { metric, label: rest.join('_').slice(0, LABEL_MAX_CHARS) }
  }
  return undefined
}

export interface NamedValue {
  readonly metric: Metric
  readonly value: number | boolean
  readonly label: string
}

/**
 * A value by its name, in its metric's unit; or why it is no reading: the name is not certain, the unit is of another kind
 * or is not said where it must be, or the value is none. `unit` is what the device says beside it.
 */
export function namedValue(name: string, raw: unknown, unit?: string): NamedValue | RejectionCode {
  const meaning = meaningOf(name)
  if (meaning === undefined) return 'payload.no-metric'
  const { metric, label } = meaning
  const value = readingOf(metric, raw, unit ?? meaning.unit)
  return typeof value === 'string' ? value : { metric, value, label }
}

/** A raw value in a metric's unit, or as a state; or why there is none. */
export function readingOf(metric: Metric, raw: unknown, unit?: string): number | boolean | RejectionCode {
  if (METRICS[metric].kind === 'state') return yesOrNo(raw) ?? 'value.unknown'
  const number = METRICS[metric].kind === 'text' ? undefined : measuredOf(metric, raw)
  if (number === undefined) return 'value.not-a-number'
  if (unit === undefined) return UNIT_NEEDED.has(metric) ? 'unit.unknown' : number
  const conversion = conversionFor(metric, unit)
  return conversion === undefined ? 'unit.unknown' : converted(number, conversion)
}

const YES: ReadonlySet<string> = new Set(['on', 'true', '1', 'open', 'opened', 'yes'])
const NO: ReadonlySet<string> = new Set(['off', 'false', '0', 'closed', 'close', 'no'])

/** A state in the words of whoever says it; undefined for any other word, and for no word at all. */
export function yesOrNo(raw: unknown): boolean | undefined {
  if (typeof raw === 'boolean') return raw
  if (raw === 0 || raw === 1) return raw === 1
  const word = typeof raw === 'string' ? raw.trim().toLowerCase() : ''
  return YES.has(word) ? true : NO.has(word) ? false : undefined
}
