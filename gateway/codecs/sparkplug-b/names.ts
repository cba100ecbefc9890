/**
 * Which metric and unit a Sparkplug metric is, from its name and its engineering unit.
 *
 * Names are free in Sparkplug, so only names that can mean nothing else are known here, and a quantity is read only when
 * its unit is said: by the property `engUnit` (as Ignition and Tahu write it), in brackets or as the last word of the
 * name, or because the name is a unit (LEL). Everything else gives no reading.
 */
import { METRICS, type Metric, type Unit } from '../../../core/contract/metric.ts'

/** Last word or words of a name, in lower case -> metric. */
const NAMES: Readonly<Record<string, Metric>> = {
  temperature: 'temperature',
  temp: 'temperature',
  humidity: 'humidity',
  'relative humidity': 'humidity',
  pressure: 'pressure',
  'air pressure': 'pressure_air',
  'door open': 'door_open',
  'water leak': 'water_leak',
  leak: 'water_leak',
  'smoke alarm': 'smoke_alarm',
  'gas alarm': 'gas_alarm',
  lel: 'gas_lel',
  'carbon monoxide': 'co',
  co: 'co',
  ammonia: 'nh3',
  nh3: 'nh3',
  h2s: 'h2s',
  'heat alarm': 'heat_alarm',
  tamper: 'tamper',
  'active energy': 'energy_import_total',
  'energy total': 'energy_import_total',
  'total energy': 'energy_import_total',
  'energy import': 'energy_import_total',
  'energy export': 'energy_export_total',
  'active power': 'power_active',
  'reactive power': 'power_reactive',
  'apparent power': 'power_apparent',
  'power factor': 'power_factor',
  voltage: 'voltage',
  current: 'current',
  frequency: 'frequency',
  'water total': 'water_total',
  'total water': 'water_total',
  'water volume': 'water_total',
  'water flow': 'water_flow',
  'gas total': 'gas_total',
  'gas volume': 'gas_total',
  valve: 'valve_open',
  'valve open': 'valve_open',
  switch: 'switch_on',
  'switch on': 'switch_on',
  relay: 'switch_on',
  'soil moisture': 'soil_moisture',
  'soil temperature': 'soil_temperature',
  'wind speed': 'wind_speed',
  'wind direction': 'wind_direction',
  'rain total': 'rain_total',
  'solar radiation': 'solar_radiation',
  illuminance: 'illuminance',
  'battery level': 'battery',
  'battery voltage': 'battery_voltage',
  'battery low': 'battery_low',
  'supply voltage': 'supply_voltage',
  温度: 'temperature',
  湿度: 'humidity',
  电压: 'voltage',
  电流: 'current',
  频率: 'frequency',
  有功功率: 'power_active',
  无功功率: 'power_reactive',
  视在功率: 'power_apparent',
  功率因数: 'power_factor',
  正向有功电能: 'energy_import_total',
  反向有功电能: 'energy_export_total',
  漏水: 'water_leak',
  阀门: 'valve_open',
  土壤温度: 'soil_temperature',
  土壤湿度: 'soil_moisture',
}

/** Metrics whose name says their unit: parts of the lower explosive limit, and the volts of a supply. */
const SELF_EVIDENT: ReadonlySet<Metric> = new Set<Metric>(['gas_lel', 'supply_voltage', 'power_factor'])

/** Unit as written -> factor to ours (and what is added first), by our unit. Case tells mW from MW. */
const CONVERSIONS: Partial<Record<Unit, Readonly<Record<string, number>>>> = {
  degC: {
    ...{ degC: 1, '°C': 1, '℃': 1, C: 1, Celsius: 1, celsius: 1, K: 1 },
    ...{ degF: 5 / 9, '°F': 5 / 9, F: 5 / 9, Fahrenheit: 5 / 9 },
  },
  '%RH': { '%': 1, '%RH': 1, '% RH': 1, percent: 1 },
  '%': { '%': 1, percent: 1 },
  '%LEL': { '%LEL': 1, '% LEL': 1, '%': 1 },
  ppm: { ppm: 1, ppb: 0.001 },
  kWh: { kWh: 1, kW·h: 1, 度: 1, Wh: 0.001, MWh: 1000 },
  W: { W: 1, kW: 1000, MW: 1e6 },
  VA: { VA: 1, kVA: 1000 },
  var: { var: 1, VAr: 1, kvar: 1000, kVAr: 1000 },
  V: { V: 1, mV: 0.001, kV: 1000 },
  A: { A: 1, mA: 0.001, kA: 1000 },
  Hz: { Hz: 1 },
  m3: { m3: 1, 'm³': 1, 立方米: 1, L: 0.001, l: 0.001 },
  'L/min': { 'L/min': 1, 'l/min': 1, 'm3/h': 1000 / 60, 'm³/h': 1000 / 60, 'L/h': 1 / 60, 'L/s': 60 },
  Pa: { Pa: 1, hPa: 100, kPa: 1000, MPa: 1e6, bar: 1e5, mbar: 100 },
  hPa: { hPa: 1, mbar: 1, Pa: 0.01, kPa: 10 },
  mm: { mm: 1 },
  'm/s': { 'm/s': 1, 'km/h': 1 / 3.6 },
  deg: { deg: 1, '°': 1 },
  lx: { lx: 1, lux: 1 },
  'W/m2': { 'W/m2': 1, 'W/m²': 1 },
  '': { '': 1 },
}
/** What is added before the factor. */
const OFFSETS: Readonly<Record<string, number>> = {
  degF: -32,
  '°F': -32,
  F: -32,
  Fahrenheit: -32,
  K: -273.15,
}
/** As the last word of a name, where no phase or tag is called so. */
const UNIT_WORDS: ReadonlySet<string> = new Set([
  'degC',
  'degF',
  'kWh',
  'Wh',
  'MWh',
  'kW',
  'kPa',
  'bar',
  'm3',
  'ppm',
  'Hz',
])

export interface Meaning {
  readonly metric: Metric
  /** ours = (theirs + offset) * factor */
  readonly factor: number
  readonly offset: number
}

/** Undefined for a name or a unit that is not certain. `isBoolean` is the data type. */
export function meaningOf(
  name: string,
  engUnit: string | undefined,
  isBoolean: boolean,
): Meaning | undefined {
  const { words, unit } = unitIn(name)
  const metric = metricOf(words)
  if (metric === undefined) return undefined
  const { kind, unit: ours } = METRICS[metric]
  if (kind === 'state') return isBoolean ? { metric, factor: 1, offset: 0 } : undefined
  if (isBoolean) return undefined
  const theirs = engUnit?.trim() || unit || (SELF_EVIDENT.has(metric) ? ours : undefined)
  if (theirs === undefined) return undefined
  const factor = factorOf(CONVERSIONS[ours], theirs)
  return factor === undefined ? undefined : { metric, factor, offset: factorOf(OFFSETS, theirs) ?? 0 }
}

function factorOf(table: Readonly<Record<string, number>> = {}, unit: string): number | undefined {
  return Object.hasOwn(table, unit) ? table[unit] : undefined
}

/** `Cold Room/Temperature [degC]` -> the words, and the unit when the name ends with one. */
function unitIn(name: string): { words: string; unit?: string } {
  const bracketed = /^(.*\S)\s*[([]([^)\]]+)[)\]]$/.exec(name)
  if (bracketed?.[1] !== undefined && bracketed[2] !== undefined)
    return { words: bracketed[1], unit: bracketed[2] }
  const [, words, last] = /^(.*\S)[\s_]+([A-Za-z0-9]+)$/.exec(name) ?? []
  return words !== undefined && last !== undefined && UNIT_WORDS.has(last)
    ? { words, unit: last }
    : { words: name }
}

/** `Water/Total` is looked up as "total" and as "water total"; `Inputs/A` is a digital input. */
function metricOf(name: string): Metric | undefined {
  const parts = name.split('/').map(part =>
    part
      .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replaceAll(/[\s_.-]+/g, ' ')
      .trim(),
  )
  const last = parts.at(-1) ?? ''
  const both = `${parts.at(-2) ?? ''} ${last}`.trim()
  if (Object.hasOwn(NAMES, both)) return NAMES[both]
  if (Object.hasOwn(NAMES, last)) return NAMES[last]
  return parts.at(-2) === 'inputs' ? 'input_on' : undefined
}
