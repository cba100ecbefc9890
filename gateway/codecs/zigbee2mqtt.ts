/**
 * Zigbee2MQTT.
 *
 * `<base>/<friendly name>`               one JSON object; the name may hold `/` and spaces
 * `<base>/<friendly name>/availability`  { "state": "online" }, or the bare word in older versions
 * `<base>/<friendly name>/set`, `/get`   orders and questions of anybody: never readings
 * `<base>/bridge/...`                    about the bridge itself
 *
 * The base is `zigbee2mqtt` or a word that begins so. Null is "not known". Battery voltage is in mV, mains voltage in V;
 * flow is m³/h; `contact` true means shut; the `temperature` of a leak sensor, a detector, a relay or a contact is its own chip's.
 * Limit: `device` is the friendly name whatever the base; orders go to the base `zigbee2mqtt`.
 * Source: zigbee2mqtt.io, "MQTT topics and messages", and the exposes of zigbee-herdsman-converters.
 */
import { METRICS, type Metric } from '../../core/contract/metric.ts'
import type { DecodedValue, Decoding } from '../../core/contract/reading.ts'
import type { Order } from '../../core/ports.ts'
import type { Codec } from './codec.ts'
import {
  bodyOf,
  type Fields,
  instantOf,
  isFields,
  measuredOf,
  numberOf,
  rejected,
  reportOf,
  textOf,
  UNREADABLE_TIME,
} from './json.ts'

const TOPIC = /^(zigbee2mqtt[^/]*)\/(.+)$/
const PHASED = /^(power|current|energy|produced_energy)_(?:(l[1-9])|phase_([bc]))$/
const PHASE_VOLTAGES = [
  ['voltage_l1', 'l1'],
  ['voltage_l2', 'l2'],
  ['voltage_l3', 'l3'],
  ['voltage_phase_b', 'L2'],
  ['voltage_phase_c', 'L3'],
] as const
const LPM_PER_M3H = 1000 / 60
const MV_PER_V = 1000

/** Field -> metric, and what its unit must be multiplied by to be the metric's. */
const NUMBERS: Readonly<Record<string, { readonly metric: Metric; readonly factor?: number }>> = {
  temperature: { metric: 'temperature' },
  device_temperature: { metric: 'device_temperature' },
  humidity: { metric: 'humidity' },
  pressure: { metric: 'pressure_air' },
  soil_moisture: { metric: 'soil_moisture' },
  illuminance: { metric: 'illuminance' },
  co: { metric: 'co' },
  gas_density: { metric: 'gas_density_raw' },
  smoke_density: { metric: 'smoke_density_raw' },
  power: { metric: 'power_active' },
  current: { metric: 'current' },
  ac_frequency: { metric: 'frequency' },
  energy: { metric: 'energy_import_total' },
  produced_energy: { metric: 'energy_export_total' },
  flow: { metric: 'water_flow', factor: LPM_PER_M3H },
  water_consumed: { metric: 'water_volume_last_run' },
  timer_time_left: { metric: 'timer_remaining' },
  battery: { metric: 'battery' },
  linkquality: { metric: 'link_quality' },
}

const STATES: Readonly<Record<string, { readonly metric: Metric; readonly inverted?: true }>> = {
  contact: { metric: 'door_open', inverted: true },
  water_leak: { metric: 'water_leak' },
  smoke: { metric: 'smoke_alarm' },
  gas: { metric: 'gas_alarm' },
  tamper: { metric: 'tamper' },
  battery_low: { metric: 'battery_low' },
}

/** Fields only a water valve has; with one of them, `state` is the valve and not a switch. */
const VALVE_FIELDS = [
  'flow',
  'water_consumed',
  'timer',
  'timer_time_left',
  'cyclic_timed_irrigation',
  'cyclic_quantity_irrigation',
  'last_irrigation_duration',
  'current_device_status',
  'irrigation_target',
  'weather_delay',
]
/** Fields of devices whose `temperature` is that of their own chip, unless they measure humidity too. */
const CHIP_FIELDS = [
  'water_leak',
  'smoke',
  'gas',
  'gas_density',
  'smoke_density',
  'contact',
  'state',
  'state_l1',
  'power',
]
/** A device with a battery measures that one's voltage, also a valve with a `state`. */
const BATTERY_FIELDS = ['battery', 'battery_low']
const MAINS_FIELDS = ['power', 'current', 'energy', 'state', 'state_l1']

export const zigbee2mqtt: Codec = {
  name: 'zigbee2mqtt',
  claims: topic => TOPIC.test(topic),
  decode({ topic, payload }) {
    const [, , path = ''] = TOPIC.exec(topic) ?? []
    if (path === 'bridge/state') return availability('bridge', payload)
    if (path === 'bridge' || path.startsWith('bridge/') || /\/(set|get)(\/|$)/.test(path)) return []
    if (path.endsWith('/availability')) return availability(path.slice(0, -'/availability'.length), payload)
    const parsedBody = bodyOf(payload, path)
    if (!parsedBody.ok) return parsedBody.rejected
    const fields = parsedBody.fields
    const values = valuesOf(fields)
    const events = eventsOf(fields)
    if (values.length === 0 && events.length === 0)
      return rejected('payload.no-metric', 'no field of it is a known reading', path)
    const at = instantOf(fields.last_seen)
    // "N/A" and null stand for a device that was not heard since the bridge started.
    const untimed = at === undefined && fields.last_seen != null && fields.last_seen !== 'N/A'
    const timed = at === undefined ? values : values.map(value => ({ ...value, at }))
    return [reportOf(path, timed, events, untimed ? [UNREADABLE_TIME] : [])]
  },
  encode(order, address) {
    return [{ topic: `zigbee2mqtt/${address}/set`, payload: JSON.stringify(setting(order)) }]
  },
}

/** An open valve is given its own timer in the form of the SONOFF SWV, a switch in the form of Zigbee's "on with timed off". */
function setting({ kind, channel, forS }: Order): object {
  const key = channel === null ? 'state' : `state_${channel}`
  if (kind === 'valve.close' || kind === 'switch.off') return { [key]: 'OFF' }
  if (forS === null) return { [key]: 'ON' }
  if (kind === 'switch.on') return { [key]: 'ON', on_time: forS }
  const cyclic_timed_irrigation = {
    current_count: 0,
    total_number: 1,
    irrigation_duration: forS,
    irrigation_interval: 0,
  }
  return { cyclic_timed_irrigation, [key]: 'ON' }
}

function availability(device: string, payload: Uint8Array): Decoding {
  const text = textOf(payload).trim()
  const word = /^\{/.test(text) ? stateWord(text) : text
  if (word !== 'online' && word !== 'offline')
    return rejected('value.unknown', 'availability is online or offline', device)
  return [{ device, values: [], events: [], availability: word }]
}

function stateWord(json: string): unknown {
  try {
    const body: unknown = JSON.parse(json)
    return isFields(body) ? body.state : undefined
  } catch {
    return undefined
  }
}

function valuesOf(fields: Fields): DecodedValue[] {
  const has = (names: readonly string[]) => names.some(name => name in fields)
  const chip = has(CHIP_FIELDS) && !('humidity' in fields)
  const values: DecodedValue[] = []
  const add = (metric: Metric, value: number | boolean | string, channel?: string) =>
    values.push({ metric, value, unit: METRICS[metric].unit, ...(channel === undefined ? {} : { channel }) })

  for (const [name, raw] of Object.entries(fields)) {
    const { field, channel } = phaseOf(name)
    const number = Object.hasOwn(NUMBERS, field) ? NUMBERS[field] : undefined
    const state = Object.hasOwn(STATES, name) ? STATES[name] : undefined
    if (name === 'temperature' && chip && 'device_temperature' in fields) continue
    if (number !== undefined) {
      const metric = name === 'temperature' && chip ? 'device_temperature' : number.metric
      const value = measuredOf(metric, raw)
      if (value !== undefined)
        add(metric, number.factor === undefined ? value : value * number.factor, channel)
    } else if (state !== undefined) {
      if (typeof raw === 'boolean') add(state.metric, state.inverted ? !raw : raw)
    } else if (name === 'state' || name.startsWith('state_')) {
      const on = switchOf(raw)
      if (on !== undefined)
        add(
          has(VALVE_FIELDS) ? 'valve_open' : 'switch_on',
          on,
          name === 'state' ? undefined : name.slice('state_'.length),
        )
    }
  }
  for (const [name, channel] of PHASE_VOLTAGES) {
    const phaseVolts = numberOf(fields[name])
    if (phaseVolts !== undefined) add('voltage', phaseVolts, channel)
  }
  const volts = numberOf(fields.voltage)
  if (volts !== undefined) {
    if (!has(BATTERY_FIELDS) && has(MAINS_FIELDS)) add('voltage', volts)
    else add('battery_voltage', volts / MV_PER_V)
  }
  if (typeof fields.current_device_status === 'string')
    add('valve_fault', fields.current_device_status.slice(0, 120))
  const lastRunS = secondsOf(fields.last_irrigation_duration)
  if (lastRunS !== undefined) add('irrigation_duration_last_run', lastRunS)
  return values
}

/** `power_l1` is the first of several sockets; `power_phase_b` is a phase of a meter, whose first has no suffix. */
function phaseOf(name: string): { readonly field: string; readonly channel?: string } {
  const [, field, socket, phase] = PHASED.exec(name) ?? []
  if (field === undefined) return { field: name }
  return { field, channel: socket ?? (phase === 'b' ? 'L2' : 'L3') }
}

function switchOf(raw: unknown): boolean | undefined {
  if (raw === 'ON' || raw === 'OPEN' || raw === true) return true
  if (raw === 'OFF' || raw === 'CLOSE' || raw === 'CLOSED' || raw === false) return false
  return undefined
}

/** `HH:MM:SS,n` of Tuya's valves. */
function secondsOf(raw: unknown): number | undefined {
  const [, hours, minutes, seconds] = typeof raw === 'string' ? (/^(\d+):(\d\d):(\d\d)/.exec(raw) ?? []) : []
  return hours === undefined ? undefined : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
}

/** A button's word. */
function eventsOf({ action }: Fields): string[] {
  return typeof action === 'string' && action !== '' ? [`action.${action.slice(0, 40)}`] : []
}
