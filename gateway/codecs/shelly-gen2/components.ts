/** What the parts of a second-generation Shelly report: `switch:0`, `em:0`, `temperature:100` ... */
import type { Metric } from '../../../core/contract/metric.ts'
import type { DecodedValue } from '../../../core/contract/reading.ts'
import { numberOf } from '../../../core/points/spoken.ts'
import { addNumber, addState, decodedOf, type Fields, isFields } from '../json.ts'
import { bthomeValue } from './bthome.ts'

/** What is gathered from one packet. */
export interface Gathered {
  readonly values: DecodedValue[]
  readonly at: number | undefined
  /** BTHome object of a re-published Bluetooth sensor, when the device has told it. */
  readonly objectOf: (sensor: string) => number | undefined
  /** Sensors whose object is not known. */
  readonly unnamed: string[]
}

type Part = (out: Gathered, fields: Fields, id: string) => void

const WH_PER_KWH = 1000
/** Seconds since 1970 are beyond this; seconds since the device was switched on are not. */
const EPOCH_MIN_S = 1.2e9

const ELECTRIC: readonly (readonly [field: string, metric: Metric])[] = [
  ['apower', 'power_active'],
  ['act_power', 'power_active'],
  ['aprt_power', 'power_apparent'],
  ['voltage', 'voltage'],
  ['current', 'current'],
  ['pf', 'power_factor'],
  ['freq', 'frequency'],
]
const PHASES = [
  ['a_', 'L1'],
  ['b_', 'L2'],
  ['c_', 'L3'],
] as const

/** ms since 1970 of a number of seconds; a device that does not know the time sends seconds since it was switched on. */
export function timeOf(seconds: unknown): number | undefined {
  const number = numberOf(seconds)
  return number === undefined || number < EPOCH_MIN_S || number > 1e11 ? undefined : Math.round(number * 1000)
}

/** Relays, dimmers, shutters and single-phase meters. */
const electric: Part = (out, fields, id) => {
  addState(out.values, 'switch_on', fields.output, id, out.at)
  for (const [field, metric] of ELECTRIC) addNumber(out.values, metric, fields[field], id, out.at)
  const { aenergy, ret_aenergy: returned, temperature } = fields
  if (isFields(aenergy)) addNumber(out.values, 'energy_import_total', aenergy.total, id, out.at, WH_PER_KWH)
  if (isFields(returned)) addNumber(out.values, 'energy_export_total', returned.total, id, out.at, WH_PER_KWH)
  if (isFields(temperature) && out.values.every(({ metric }) => metric !== 'device_temperature'))
    addNumber(out.values, 'device_temperature', temperature.tC, undefined, out.at)
}

const threePhase: Part = ({ values, at }, fields) => {
  for (const [prefix, phase] of PHASES)
    for (const [field, metric] of ELECTRIC) addNumber(values, metric, fields[prefix + field], phase, at)
  addNumber(values, 'current', fields.n_current, 'N', at)
  addNumber(values, 'power_active', fields.total_act_power, 'total', at)
  addNumber(values, 'power_apparent', fields.total_aprt_power, 'total', at)
  // The sum of three amounts, not what flows in the neutral.
  addNumber(values, 'current', fields.total_current, 'sum', at)
}

const threePhaseEnergy: Part = ({ values, at }, fields) => {
  for (const [prefix, phase] of PHASES) {
    addNumber(values, 'energy_import_total', fields[`${prefix}total_act_energy`], phase, at, WH_PER_KWH)
    addNumber(values, 'energy_export_total', fields[`${prefix}total_act_ret_energy`], phase, at, WH_PER_KWH)
  }
  addNumber(values, 'energy_import_total', fields.total_act, 'total', at, WH_PER_KWH)
  addNumber(values, 'energy_export_total', fields.total_act_ret, 'total', at, WH_PER_KWH)
}

const energy: Part = ({ values, at }, fields, id) => {
  addNumber(values, 'energy_import_total', fields.total_act_energy, id, at, WH_PER_KWH)
  addNumber(values, 'energy_export_total', fields.total_act_ret_energy, id, at, WH_PER_KWH)
}

const number =
  (field: string, metric: Metric): Part =>
  ({ values, at }, fields, id) =>
    addNumber(values, metric, fields[field], id, at)

const alarm =
  (metric: Metric): Part =>
  ({ values, at }, fields, id) =>
    addState(values, metric, fields.alarm, id, at)

/** A digital input has a state, or counts pulses. */
const input: Part = ({ values, at }, fields, id) => {
  addState(values, 'input_on', fields.state, id, at)
  if (isFields(fields.counts)) addNumber(values, 'pulse_count', fields.counts.total, id, at)
}

/** On outside power the battery compartment is empty: its 0 % is nobody's battery. */
const power: Part = ({ values, at }, { battery, external }) => {
  const outside = isFields(external) ? external.present : undefined
  addState(values, 'external_power', outside, undefined, at)
  if (outside === true || !isFields(battery)) return
  addNumber(values, 'battery', battery.percent, undefined, at)
  addNumber(values, 'battery_voltage', battery.V, undefined, at)
}

const bluetoothSensor: Part = (out, { value, last_updated_ts: updated }, id) => {
  const object = out.objectOf(id)
  if (object === undefined) out.unnamed.push(id)
  const decoded = bthomeValue(object, value)
  const at = timeOf(updated) ?? out.at
  if (decoded !== undefined) out.values.push(decodedOf(decoded.metric, decoded.value, id, at))
}

const bluetoothDevice: Part = (out, { battery, rssi, last_updated_ts: updated }, id) => {
  const at = timeOf(updated) ?? out.at
  addNumber(out.values, 'battery', battery, id, at)
  addNumber(out.values, 'rssi', rssi, id, at)
}

const PARTS: Readonly<Record<string, Part>> = {
  switch: electric,
  light: electric,
  cover: electric,
  rgb: electric,
  rgbw: electric,
  cct: electric,
  pm1: electric,
  em1: electric,
  em: threePhase,
  emdata: threePhaseEnergy,
  em1data: energy,
  temperature: number('tC', 'temperature'),
  humidity: number('rh', 'humidity'),
  illuminance: number('lux', 'illuminance'),
  voltmeter: number('voltage', 'voltage'),
  flood: alarm('water_leak'),
  smoke: alarm('smoke_alarm'),
  input,
  devicepower: power,
  bthomesensor: bluetoothSensor,
  bthomedevice: bluetoothDevice,
  wifi: ({ values, at }, { rssi }) => addNumber(values, 'rssi', rssi, undefined, at),
}

const NAME = /^([a-z0-9_]+)(?::(\d+))?$/

/** Whether a numbered part of this kind is known here. */
export function isPart(name: string): boolean {
  const [, kind = '', id] = NAME.exec(name) ?? []
  return id !== undefined && Object.hasOwn(PARTS, kind)
}

/** Adds what one part says. Parts about the device's own settings say nothing. */
export function readPart(out: Gathered, name: string, fields: unknown): void {
  if (!isFields(fields)) return
  const [, kind = '', id = '0'] = NAME.exec(name) ?? []
  const part = Object.hasOwn(PARTS, kind) ? PARTS[kind] : undefined
  part?.(out, fields, id)
}
