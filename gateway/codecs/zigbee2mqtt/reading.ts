/** One message of a device, read in one pass over its fields. */
import { METRICS } from '../../../core/contract/metric.ts'
import type { DecodedValue } from '../../../core/contract/reading.ts'
import { measuredOf, numberOf } from '../../../core/points/spoken.ts'
import type { Fields as Json } from '../json.ts'
import type { Known } from './bridge.ts'
import { FIELDS, type Field, type Fields, MARK } from './fields.ts'

const TEXT_MAX_CHARS = 120
const CHANNEL_MAX_CHARS = 40
const SWITCH = FIELDS.get('state') as Field
const VALVE: Field = { ...SWITCH, metric: 'valve_open', unit: METRICS.valve_open.unit }
const VOLTAGE = FIELDS.get('voltage') as Field
const BATTERY_VOLTAGE: Field = {
  ...VOLTAGE,
  metric: 'battery_voltage',
  unit: METRICS.battery_voltage.unit,
  per: 1000,
}
const TEMPERATURE = FIELDS.get('temperature') as Field
const CHIP: Field = {
  ...TEMPERATURE,
  metric: 'device_temperature',
  unit: METRICS.device_temperature.unit,
}

export interface Read {
  readonly values: DecodedValue[]
  /** What the device has shown itself to be, here and before. */
  readonly marks: number
  /** A button's word. */
  readonly action: unknown
}

/** `shown`: the marks of earlier messages. `definition`: what the bridge knows of the device; no message overrules it. */
export function readFields(
  json: Json,
  fields: Fields,
  shown: number,
  definition: Known,
  at: number | undefined,
): Read {
  const values: DecodedValue[] = []
  let marks = shown
  let temperature: unknown
  let voltage: unknown
  let action: unknown
  let switches: [channel: string, word: unknown][] | undefined
  for (const name in json) {
    const field = fields.get(name)
    if (field === undefined) {
      if (!name.startsWith('state_')) continue
      switches ??= []
      switches.push([name.slice('state_'.length, CHANNEL_MAX_CHARS), json[name]])
      marks |= name === 'state_l1' ? SWITCH.marks : 0
      continue
    }
    const raw = json[name]
    marks |= field.marks
    if (raw === null) continue
    switch (field.kind) {
      case 'number':
        add(values, field, raw, at)
        break
      case 'state':
        if (typeof raw === 'boolean') values.push(kept(field, raw !== field.inverted, at))
        break
      case 'temperature':
        temperature = raw
        break
      case 'voltage':
        voltage = raw
        break
      case 'action':
        action = raw
        break
      case 'switch':
        switches ??= []
        switches.push(['', raw])
        break
      case 'text':
        if (typeof raw === 'string') values.push(kept(field, raw.slice(0, TEXT_MAX_CHARS), at))
        break
      case 'clock': {
        const seconds = secondsOf(raw)
        if (seconds !== undefined) values.push(kept(field, seconds, at))
        break
      }
    }
  }
  marks = definition.marks ?? marks
  if (temperature !== undefined) {
    const chip = definition.ambient !== true && (marks & MARK.chip) !== 0 && (marks & MARK.humidity) === 0
    if (!chip) add(values, fields.get('temperature') ?? TEMPERATURE, temperature, at)
    // What it calls so is the same once more.
    else if ((marks & MARK.chipNamed) === 0) add(values, CHIP, temperature, at)
  }
  if (voltage !== undefined) {
    const mains = (marks & MARK.battery) === 0 && (marks & MARK.mains) !== 0
    add(values, mains ? VOLTAGE : BATTERY_VOLTAGE, voltage, at)
  }
  if (switches !== undefined) {
    const valve = (marks & MARK.valve) !== 0
    const field = valve ? VALVE : SWITCH
    for (const [channel, word] of switches) {
      const on = onOf(word, valve)
      if (on !== undefined) values.push(kept(channel === '' ? field : { ...field, channel }, on, at))
    }
  }
  return { values, marks, action }
}

function add(values: DecodedValue[], field: Field, raw: unknown, at: number | undefined): void {
  const number = measuredOf(field.metric, raw)
  if (number === undefined) return
  const { offset, times, per } = field
  const own = times === per && offset === 0 ? number : ((number + offset) * times) / per
  values.push(kept(field, own, at))
}

function kept(
  { metric, unit, channel }: Field,
  value: number | boolean | string,
  at: number | undefined,
): DecodedValue {
  if (at === undefined)
    return channel === undefined ? { metric, value, unit } : { metric, value, unit, channel }
  return channel === undefined ? { metric, value, unit, at } : { metric, value, unit, channel, at }
}

/** A blind says OPEN as well, which is neither on nor a valve. */
function onOf(raw: unknown, valve: boolean): boolean | undefined {
  if (raw === 'ON' || raw === true || (valve && raw === 'OPEN')) return true
  if (raw === 'OFF' || raw === false || (valve && (raw === 'CLOSE' || raw === 'CLOSED'))) return false
  return undefined
}

/** `HH:MM:SS,n` of Tuya's valves. */
function secondsOf(raw: unknown): number | undefined {
  const [, hours, minutes, seconds] = typeof raw === 'string' ? (/^(\d+):(\d\d):(\d\d)/.exec(raw) ?? []) : []
  return numberOf(
    hours === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds),
  )
}
