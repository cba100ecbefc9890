/** Bluetooth sensors that a Shelly re-publishes: the quantity is in the BTHome object's number. Source: bthome.io/format. */
import type { Metric } from '../../../core/contract/metric.ts'
import { measuredOf } from '../../../core/points/spoken.ts'

interface BthomeObject {
  readonly metric: Metric
  readonly per?: number
}

const L_PER_M3 = 1000
const M3H_PER_LPM = 0.06
const TEMPERATURE: BthomeObject = { metric: 'temperature' }
const HUMIDITY: BthomeObject = { metric: 'humidity' }
const POWER: BthomeObject = { metric: 'power_active' }
const ENERGY: BthomeObject = { metric: 'energy_import_total' }
const CURRENT: BthomeObject = { metric: 'current' }
const GAS: BthomeObject = { metric: 'gas_total' }
const OPENING: BthomeObject = { metric: 'door_open' }
const BATTERY_VOLTAGE: BthomeObject = { metric: 'battery_voltage' }

const OBJECTS: Readonly<Record<number, BthomeObject>> = {
  1: { metric: 'battery' },
  2: TEMPERATURE,
  3: HUMIDITY,
  4: { metric: 'pressure_air' },
  5: { metric: 'illuminance' },
  10: ENERGY,
  11: POWER,
  12: BATTERY_VOLTAGE,
  17: OPENING,
  18: { metric: 'co2' },
  20: { metric: 'soil_moisture' },
  21: { metric: 'battery_low' },
  23: { metric: 'gas_alarm' },
  26: OPENING,
  27: OPENING,
  28: { metric: 'gas_alarm' },
  32: { metric: 'water_leak' },
  41: { metric: 'smoke_alarm' },
  43: { metric: 'tamper' },
  45: OPENING,
  46: HUMIDITY,
  47: { metric: 'soil_moisture' },
  67: CURRENT,
  68: { metric: 'wind_speed' },
  69: TEMPERATURE,
  73: { metric: 'water_flow', per: M3H_PER_LPM },
  74: BATTERY_VOLTAGE,
  75: GAS,
  76: GAS,
  77: ENERGY,
  79: { metric: 'water_total', per: L_PER_M3 },
  86: { metric: 'soil_ec' },
  87: TEMPERATURE,
  88: TEMPERATURE,
  92: POWER,
  93: CURRENT,
  94: { metric: 'wind_direction' },
  95: { metric: 'rain_total' },
}

/** A sensor's value; a bare number with its own name while its object is not known or is none of ours. */
export function bthomeValue(
  object: number | undefined,
  raw: unknown,
): { readonly metric: Metric; readonly value: number | boolean } | undefined {
  const { metric, per = 1 } = (object === undefined ? undefined : OBJECTS[object]) ?? {
    metric: 'unknown_bthome_value' as const,
  }
  if (typeof raw === 'boolean') return STATES.has(metric) ? { metric, value: raw } : undefined
  const value = STATES.has(metric) ? undefined : measuredOf(metric, raw)
  return value === undefined ? undefined : { metric, value: value / per }
}

const STATES: ReadonlySet<Metric> = new Set<Metric>([
  'door_open',
  'battery_low',
  'gas_alarm',
  'water_leak',
  'smoke_alarm',
  'tamper',
])
