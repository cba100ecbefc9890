/**
 * The object a decoder upstream made of a frame, when the model is not one we decode ourselves.
 *
 * Whoever wrote that decoder chose the names, so only names are read whose unit is certain: those of The Things Stack's
 * normalized payload, of Cayenne LPP (`temperature_3`), of Dragino's decoders, and a few that everybody uses alike.
 * `battery` is volts for some and percent for others, and is not read.
 */
import type { Metric } from '../../../core/contract/metric.ts'
import type { DecodedValue } from '../../../core/contract/reading.ts'
import { measuredOf } from '../../../core/points/spoken.ts'
import { decodedOf, type Fields, isFields } from '../json.ts'

interface Meaning {
  readonly metric: Metric
  readonly channel?: string
  readonly factor?: number
  /** The words for true and for false. */
  readonly words?: readonly [on: string, off: string]
}

const FIELDS: Readonly<Record<string, Meaning>> = {
  temperature: { metric: 'temperature' },
  sensorTemperature: { metric: 'temperature' },
  humidity: { metric: 'humidity' },
  relativeHumidity: { metric: 'humidity' },
  relative_humidity: { metric: 'humidity' },
  batteryVoltage: { metric: 'battery_voltage' },
  battery_voltage: { metric: 'battery_voltage' },
  barometric_pressure: { metric: 'pressure_air' },
  magnet_status: { metric: 'door_open', words: ['open', 'close'] },
  leakage_status: { metric: 'water_leak', words: ['leak', 'normal'] },
  BatV: { metric: 'battery_voltage' },
  BAT_V: { metric: 'battery_voltage' },
  TempC_SHT: { metric: 'temperature', channel: 'internal' },
  Hum_SHT: { metric: 'humidity', channel: 'internal' },
  TempC_DS: { metric: 'temperature', channel: 'probe' },
  TempC_DS18B20: { metric: 'temperature', channel: 'ds18b20' },
  temp_SOIL: { metric: 'soil_temperature' },
  water_SOIL: { metric: 'soil_moisture' },
  conduct_SOIL: { metric: 'soil_ec' },
}

/** Below `normalized_payload[]`, by their path. */
const NORMALIZED: Readonly<Record<string, Meaning>> = {
  'air.temperature': { metric: 'temperature' },
  'air.relativeHumidity': { metric: 'humidity' },
  'air.pressure': { metric: 'pressure_air' },
  'air.lightIntensity': { metric: 'illuminance' },
  'soil.moisture': { metric: 'soil_moisture' },
  'soil.temperature': { metric: 'soil_temperature' },
  // dS/m
  'soil.ec': { metric: 'soil_ec', factor: 1000 },
  'wind.speed': { metric: 'wind_speed' },
  'wind.direction': { metric: 'wind_direction' },
  battery: { metric: 'battery_voltage' },
  'water.leak': { metric: 'water_leak' },
  'action.contactState': { metric: 'door_open', words: ['open', 'closed'] },
}

const FIELDS_MAX = 100
const SINGLE_DIGITS = 7

/** Of `decoded_payload` or ChirpStack's `object`. */
export function fieldValues(object: unknown): DecodedValue[] {
  if (!isFields(object)) return []
  return Object.entries(object)
    .slice(0, FIELDS_MAX)
    .flatMap(([key, raw]) => {
      const own = Object.hasOwn(FIELDS, key) ? FIELDS[key] : undefined
      if (own !== undefined) return meant(own, raw)
      const [, name = '', channel] = /^([a-z_]+)_(\d{1,3})$/.exec(key) ?? []
      const numbered = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined
      return numbered === undefined || channel === undefined ? [] : meant({ ...numbered, channel }, raw)
    })
}

/** Of the first entry of The Things Stack's `normalized_payload`: further ones are older measurements. */
export function normalizedValues(list: unknown): DecodedValue[] {
  const [first] = Array.isArray(list) ? list : []
  if (!isFields(first)) return []
  return Object.entries(NORMALIZED).flatMap(([path, meaning]) => {
    const raw = path
      .split('.')
      .reduce<unknown>((at, key) => (isFields(at) ? ownOf(at, key) : undefined), first)
    return meant(meaning, raw)
  })
}

function ownOf(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined
}

function meant({ metric, channel, factor = 1, words }: Meaning, raw: unknown): DecodedValue[] {
  if (words !== undefined)
    return raw === words[0] || raw === words[1]
      ? [decodedOf(metric, raw === words[0], channel, undefined)]
      : []
  if (metric === 'water_leak')
    return typeof raw === 'boolean' ? [decodedOf(metric, raw, channel, undefined)] : []
  const number = measuredOf(metric, raw)
  return number === undefined ? [] : [decodedOf(metric, withoutNoise(number) * factor, channel, undefined)]
}

/** A number that is exact in single precision came through it: 27.200000762939453 was 27.2. */
function withoutNoise(number: number): number {
  return Math.fround(number) === number ? Number(number.toPrecision(SINGLE_DIGITS)) : number
}
