/** Which metric an announced part is, and in which unit it comes. */
import type { RejectionCode } from '../../../core/contract/error.ts'
import { METRICS, type Metric } from '../../../core/contract/metric.ts'
import { type Conversion, conversionFor } from '../../../core/points/units.ts'
import { meaningOf, wordsOf } from '../../vocabulary.ts'
import type { Fields } from '../json.ts'

/** Device classes that are one metric whatever the part is called. */
const SENSORS: Readonly<Record<string, Metric>> = {
  humidity: 'humidity',
  moisture: 'soil_moisture',
  battery: 'battery',
  current: 'current',
  power: 'power_active',
  apparent_power: 'power_apparent',
  reactive_power: 'power_reactive',
  power_factor: 'power_factor',
  frequency: 'frequency',
  water: 'water_total',
  gas: 'gas_total',
  volume_flow_rate: 'water_flow',
  precipitation: 'rain_total',
  wind_speed: 'wind_speed',
  wind_direction: 'wind_direction',
  irradiance: 'solar_radiation',
  illuminance: 'illuminance',
  atmospheric_pressure: 'pressure_air',
  carbon_monoxide: 'co',
  carbon_dioxide: 'co2',
  signal_strength: 'rssi',
  conductivity: 'soil_ec',
}
const BINARY_SENSORS: Readonly<Record<string, Metric>> = {
  door: 'door_open',
  garage_door: 'door_open',
  opening: 'door_open',
  window: 'door_open',
  moisture: 'water_leak',
  smoke: 'smoke_alarm',
  gas: 'gas_alarm',
  // The alarm of a detector; what it detects is its device's kind.
  carbon_monoxide: 'gas_alarm',
  heat: 'heat_alarm',
  tamper: 'tamper',
  battery: 'battery_low',
}
/** Units that only barometers use, and those of pipes. */
const AIR_UNITS: ReadonlySet<string> = new Set(['hPa', 'mbar', 'mmHg', 'inHg'])
/** Words by which a meter's second register gives itself away. */
const EXPORTED: ReadonlySet<string> = new Set([
  'export',
  'exported',
  'returned',
  'return',
  'produced',
  'production',
  'feedin',
  'reverse',
])
/** Registers that begin again each day are no registers. */
const PERIODS: ReadonlySet<string> = new Set([
  'today',
  'yesterday',
  'daily',
  'hourly',
  'weekly',
  'monthly',
  'yearly',
  'last',
])
const ITS_OWN: ReadonlySet<string> = new Set([
  'device',
  'chip',
  'cpu',
  'internal',
  'board',
  'esp',
  'esp32',
  'core',
])

export interface Quantity {
  readonly metric: Metric
  readonly conversion?: Conversion
}

/** Undefined for what is of no use here; a code when it would be, if it said its unit. */
export function quantityOf(platform: string, options: Fields): Quantity | RejectionCode | undefined {
  if (platform === 'switch') return { metric: 'switch_on' }
  if (platform === 'valve') return { metric: 'valve_open' }
  const names = [options.name, options.object_id, lastKey(options.value_template)].filter(
    name => typeof name === 'string',
  )
  const kind = typeof options.device_class === 'string' ? options.device_class : undefined
  if (platform === 'binary_sensor') {
    const metric = kind === undefined ? stateNamed(names) : own(BINARY_SENSORS, kind)
    return metric === undefined ? undefined : { metric }
  }
  if (platform !== 'sensor') return undefined
  const unit = typeof options.unit_of_measurement === 'string' ? options.unit_of_measurement : undefined
  const words = new Set(names.flatMap(wordsOf))
  const metric = kind === undefined ? numberNamed(names, unit) : classed(kind, words, unit, options)
  if (metric === undefined) return undefined
  if (unit === undefined) return METRICS[metric].unit === '' ? { metric } : 'unit.unknown'
  const conversion = conversionFor(metric, unit)
  return conversion === undefined ? 'unit.unknown' : { metric, conversion }
}

function classed(
  kind: string,
  words: ReadonlySet<string>,
  unit: string | undefined,
  { entity_category: category, state_class: state }: Fields,
): Metric | undefined {
  const has = (set: ReadonlySet<string>) => [...words].some(word => set.has(word))
  if (has(PERIODS)) return undefined
  if (kind === 'temperature') {
    if (words.has('soil')) return 'soil_temperature'
    return category === 'diagnostic' || has(ITS_OWN) ? 'device_temperature' : 'temperature'
  }
  if (kind === 'voltage')
    return category === 'diagnostic' || words.has('battery') ? 'battery_voltage' : 'voltage'
  if (kind === 'pressure') return unit !== undefined && AIR_UNITS.has(unit) ? 'pressure_air' : 'pressure'
  if (kind === 'energy') {
    if (state === 'measurement') return undefined
    return has(EXPORTED) ? 'energy_export_total' : 'energy_import_total'
  }
  if (kind === 'duration') return words.has('uptime') ? 'uptime' : undefined
  return own(SENSORS, kind)
}

/** Without a class, a name that is certain and a unit that fits it. */
function numberNamed(names: readonly string[], unit: string | undefined): Metric | undefined {
  if (unit === undefined) return undefined
  if (unit === 'lqi') return 'link_quality'
  for (const name of names) {
    const metric = meaningOf(name)?.metric
    if (metric !== undefined && METRICS[metric].kind !== 'state' && conversionFor(metric, unit) !== undefined)
      return metric
  }
  return undefined
}

function stateNamed(names: readonly string[]): Metric | undefined {
  const metrics = names.map(name => meaningOf(name)?.metric)
  return metrics.find(metric => metric !== undefined && METRICS[metric].kind === 'state')
}

function own(table: Readonly<Record<string, Metric>>, key: string): Metric | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

/** The field that a template reads. */
function lastKey(template: unknown): string | undefined {
  return typeof template === 'string' ? /value_json(?:\.|\[['"])(\w+)/.exec(template)?.[1] : undefined
}
