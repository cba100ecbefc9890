/**
 * The closed vocabulary of what can be measured, with the one unit each is kept in.
 *
 * A codec converts to this unit with a table of its own family and field (never by guessing from the
 * magnitude); the store, the rules and the pages know no other.
 */
import { oneOf } from './schema.ts'

export const UNITS = [
  'degC',
  '%RH',
  '%',
  'kWh',
  'kvarh',
  'GJ',
  'W',
  'VA',
  'var',
  'V',
  'A',
  'Hz',
  'm3',
  'm3/h',
  'L',
  'L/min',
  '%LEL',
  'ppm',
  'bool',
  'Pa',
  'hPa',
  'mm',
  'm/s',
  'deg',
  's',
  'min',
  'lqi',
  'dBm',
  'dB',
  'pulses',
  'CNY',
  'uS/cm',
  'lx',
  'W/m2',
  'Ah',
  '',
] as const
export type Unit = (typeof UNITS)[number]
export const UnitSchema = oneOf(UNITS)

/** gauge: a quantity now. counter: a register that only rises. state: true or false, kept as 1 or 0. text: kept only as the latest. */
export type MetricKind = 'gauge' | 'counter' | 'state' | 'text'

interface MetricFacts {
  readonly unit: Unit
  readonly kind: MetricKind
  /** Values outside are kept but marked `suspect`: no sensor of this kind can truly read them. */
  readonly range?: readonly [min: number, max: number]
  /** About the device itself, not about the room or cabinet it watches. */
  readonly diagnostic?: true
  readonly digits?: number
}

const facts = <T extends Record<string, MetricFacts>>(table: T): { readonly [K in keyof T]: MetricFacts } =>
  table

export const METRICS = facts({
  temperature: { unit: 'degC', kind: 'gauge', range: [-60, 400], digits: 1 },
  humidity: { unit: '%RH', kind: 'gauge', range: [0, 100], digits: 0 },
  pressure: { unit: 'Pa', kind: 'gauge', range: [0, 4e6], digits: 0 },
  pressure_air: { unit: 'hPa', kind: 'gauge', range: [300, 1100], digits: 0 },
  door_open: { unit: 'bool', kind: 'state' },
  water_leak: { unit: 'bool', kind: 'state' },
  smoke_alarm: { unit: 'bool', kind: 'state' },
  smoke_density_raw: { unit: '', kind: 'gauge', digits: 0 },
  gas_alarm: { unit: 'bool', kind: 'state' },
  gas_lel: { unit: '%LEL', kind: 'gauge', range: [0, 100], digits: 0 },
  gas_density_raw: { unit: '', kind: 'gauge', digits: 0 },
  co: { unit: 'ppm', kind: 'gauge', range: [0, 2000], digits: 0 },
  co2: { unit: 'ppm', kind: 'gauge', range: [0, 20000], digits: 0 },
  nh3: { unit: 'ppm', kind: 'gauge', range: [0, 1000], digits: 1 },
  h2s: { unit: 'ppm', kind: 'gauge', range: [0, 1000], digits: 2 },
  heat_alarm: { unit: 'bool', kind: 'state' },
  flame_alarm: { unit: 'bool', kind: 'state' },
  /** Somebody has broken the glass of a manual call point. */
  manual_alarm: { unit: 'bool', kind: 'state' },
  tamper: { unit: 'bool', kind: 'state', diagnostic: true },
  energy_import_total: { unit: 'kWh', kind: 'counter', digits: 2 },
  energy_export_total: { unit: 'kWh', kind: 'counter', digits: 2 },
  power_active: { unit: 'W', kind: 'gauge', range: [-1e7, 1e7], digits: 0 },
  power_reactive: { unit: 'var', kind: 'gauge', digits: 0 },
  power_apparent: { unit: 'VA', kind: 'gauge', digits: 0 },
  power_factor: { unit: '', kind: 'gauge', range: [-1, 1], digits: 2 },
  voltage: { unit: 'V', kind: 'gauge', range: [0, 1000], digits: 0 },
  current: { unit: 'A', kind: 'gauge', range: [-10000, 10000], digits: 2 },
  current_total: { unit: 'Ah', kind: 'counter', digits: 2 },
  frequency: { unit: 'Hz', kind: 'gauge', range: [0, 500], digits: 2 },
  prepaid_balance: { unit: 'CNY', kind: 'gauge', digits: 2 },
  water_total: { unit: 'm3', kind: 'counter', digits: 3 },
  water_flow: { unit: 'L/min', kind: 'gauge', range: [-1e5, 1e5], digits: 1 },
  water_volume_last_run: { unit: 'L', kind: 'gauge', digits: 0 },
  /** Reactive energy drawn: what a power factor is made of. */
  energy_reactive_total: { unit: 'kvarh', kind: 'counter', digits: 2 },
  heat_total: { unit: 'GJ', kind: 'counter', digits: 3 },
  gas_total: { unit: 'm3', kind: 'counter', digits: 2 },
  pulse_count: { unit: 'pulses', kind: 'counter', digits: 0 },
  valve_open: { unit: 'bool', kind: 'state' },
  valve_fault: { unit: '', kind: 'text' },
  switch_on: { unit: 'bool', kind: 'state' },
  input_on: { unit: 'bool', kind: 'state' },
  external_power: { unit: 'bool', kind: 'state', diagnostic: true },
  timer_remaining: { unit: 'min', kind: 'gauge', digits: 0 },
  irrigation_duration_last_run: { unit: 's', kind: 'gauge', digits: 0 },
  soil_moisture: { unit: '%', kind: 'gauge', range: [0, 100], digits: 0 },
  soil_temperature: { unit: 'degC', kind: 'gauge', range: [-60, 100], digits: 1 },
  soil_ec: { unit: 'uS/cm', kind: 'gauge', range: [0, 20000], digits: 0 },
  rain_total: { unit: 'mm', kind: 'counter', digits: 1 },
  wind_speed: { unit: 'm/s', kind: 'gauge', range: [0, 100], digits: 1 },
  wind_direction: { unit: 'deg', kind: 'gauge', range: [0, 360], digits: 0 },
  solar_radiation: { unit: 'W/m2', kind: 'gauge', range: [0, 2000], digits: 0 },
  illuminance: { unit: 'lx', kind: 'gauge', range: [0, 300000], digits: 0 },
  battery: { unit: '%', kind: 'gauge', range: [0, 100], diagnostic: true, digits: 0 },
  battery_low: { unit: 'bool', kind: 'state', diagnostic: true },
  battery_voltage: { unit: 'V', kind: 'gauge', range: [0, 60], diagnostic: true, digits: 2 },
  supply_voltage: { unit: 'V', kind: 'gauge', range: [0, 60], diagnostic: true, digits: 2 },
  device_temperature: { unit: 'degC', kind: 'gauge', range: [-60, 150], diagnostic: true, digits: 0 },
  link_quality: { unit: 'lqi', kind: 'gauge', range: [0, 255], diagnostic: true, digits: 0 },
  wifi_quality: { unit: '%', kind: 'gauge', range: [0, 100], diagnostic: true, digits: 0 },
  rssi: { unit: 'dBm', kind: 'gauge', range: [-200, 20], diagnostic: true, digits: 0 },
  snr: { unit: 'dB', kind: 'gauge', range: [-60, 60], diagnostic: true, digits: 1 },
  link_margin: { unit: 'dB', kind: 'gauge', range: [-60, 60], diagnostic: true, digits: 0 },
  uptime: { unit: 's', kind: 'gauge', diagnostic: true, digits: 0 },
  /** A Bluetooth sensor's number whose quantity its gateway has not told yet. */
  unknown_bthome_value: { unit: '', kind: 'gauge', diagnostic: true },
})

export type Metric = keyof typeof METRICS
export const METRIC_NAMES = Object.keys(METRICS) as Metric[]
export const MetricSchema = oneOf(METRIC_NAMES)

/** True for a word of the vocabulary, so that a codec can test what a device sent. */
export function isMetric(word: string): word is Metric {
  return Object.hasOwn(METRICS, word)
}
