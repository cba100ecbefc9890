/**
 * Battery sensors and valves behind one Zigbee2MQTT bridge.
 *
 * `zigbee2mqtt/<name>`               one JSON object with everything known, e.g. Xiaomi WSDCGQ01LM
 *                                    { "battery": 97, "humidity": 65.59, "linkquality": 90, "temperature": 3.84, "voltage": 3035 }
 * `zigbee2mqtt/<name>/availability`  { "state": "online" }, retained
 * `zigbee2mqtt/<name>/set`           { "state": "ON" } · { "cyclic_timed_irrigation": { ... } } for the SONOFF SWV valve
 * `zigbee2mqtt/bridge/state`         { "state": "online" }, retained, the bridge's will
 *
 * Battery voltage is millivolts, flow m³/h, a contact is true when shut. Source: the project's documentation of MQTT
 * topics and of each device's exposes.
 */
import type { Sensed } from '../models.ts'
import type { ScenarioDevice } from '../scenario.ts'
import type { Dialect, Frame, Heard } from './dialect.ts'

const BASE = 'zigbee2mqtt'
const LPM_TO_M3H = 0.06
const YEAR_MS = 365 * 86_400_000
const BATTERY_YEARS = 4

type Fields = Record<string, number | boolean | string | null>

export const zigbee2mqtt: Dialect = (spec, { timestamps, bootedAt }) => {
  const topic = `${BASE}/${spec.id}`
  const quality = 40 + (letters(spec.id) % 160)
  const report = (values: readonly Sensed[], at: number): Frame[] => {
    const fields: Fields = {
      ...radio(spec, at - bootedAt, quality + Math.round((at / 60_000) % 7)),
      ...modelFields(spec),
      ...Object.assign({}, ...values.map(fieldOf)),
      ...(timestamps ? { last_seen: new Date(at).toISOString() } : {}),
    }
    const sorted = Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)))
    return [{ topic, payload: JSON.stringify(sorted), retain: false, qos: 1 }]
  }
  return {
    address: spec.id,
    connection: 'zigbee2mqtt-bridge',
    orders: spec.kind === 'valve' ? [`${topic}/set`] : [],
    birth: [
      bridge('online'),
      { topic: `${topic}/availability`, payload: JSON.stringify({ state: 'online' }), retain: true, qos: 1 },
    ],
    will: bridge('offline'),
    report,
    changed: report,
    hear: (heardTopic, payload) => (heardTopic === `${topic}/set` ? hear(payload) : undefined),
  }
}

function bridge(state: 'online' | 'offline'): Frame {
  return { topic: `${BASE}/bridge/state`, payload: JSON.stringify({ state }), retain: true, qos: 1 }
}

function fieldOf({ metric, value }: Sensed): Fields {
  if (metric === 'door_open') return { contact: !value }
  if (metric === 'smoke_alarm') return { smoke: value }
  if (metric === 'smoke_density_raw') return { smoke_density: value }
  if (metric === 'gas_alarm') return { gas: value }
  if (metric === 'gas_density_raw') return { gas_density: value }
  if (metric === 'valve_open') return { state: value ? 'ON' : 'OFF' }
  if (metric === 'water_flow') return { flow: Number((Number(value) * LPM_TO_M3H).toFixed(3)) }
  return { [metric]: value }
}

/** What a model says besides what it measures. */
function modelFields({ kind }: ScenarioDevice): Fields {
  if (kind === 'valve')
    return { auto_close_when_water_shortage: 'ENABLE', current_device_status: 'normal_state' }
  if (kind === 'gas') return { battery_low: false, sensitivity: 'medium', tamper: false }
  if (kind === 'leak') return { battery_low: false, device_temperature: 22, tamper: false }
  return {}
}

/** Battery and link; the gas detector hangs on the mains. A cell's voltage falls with its charge. */
function radio({ id, kind }: ScenarioDevice, ageMs: number, linkquality: number): Fields {
  if (kind === 'gas') return { linkquality }
  const fresh = 100 - (letters(id) % 30)
  const battery = Math.max(1, Math.round(fresh - (100 * ageMs) / (BATTERY_YEARS * YEAR_MS)))
  if (kind === 'valve' || kind === 'soil') return { battery, linkquality }
  return { battery, linkquality, voltage: 2700 + 4 * battery }
}

/** A number that is always the same for a name. */
function letters(id: string): number {
  return [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 10_007, 7)
}

function hear(payload: string): Heard {
  const body = objectOf(payload)
  if (body === undefined) return { answers: [] }
  const forS = timerOf(body)
  const state = typeof body.state === 'string' ? body.state.toUpperCase() : undefined
  if (state === 'OFF') return { order: { open: false, forS: null }, answers: [] }
  if (state === 'ON' || forS !== null) return { order: { open: true, forS }, answers: [] }
  return { answers: [] }
}

/** The valve's own timer: a cyclic irrigation (all its rounds and pauses), or Zigbee's "on with timed off". */
function timerOf(body: Record<string, unknown>): number | null {
  const cyclic = body.cyclic_timed_irrigation
  if (typeof cyclic === 'object' && cyclic !== null) {
    const { total_number, irrigation_duration, irrigation_interval } = cyclic as Record<string, unknown>
    const rounds = Math.max(1, Number(total_number ?? 1))
    const seconds = rounds * Number(irrigation_duration) + (rounds - 1) * Number(irrigation_interval ?? 0)
    if (Number.isFinite(seconds) && seconds > 0) return seconds
  }
  return typeof body.on_time === 'number' && body.on_time > 0 ? body.on_time : null
}

/** Bare `ON` and `OFF` are understood as well. */
function objectOf(text: string): Record<string, unknown> | undefined {
  if (/^\s*(on|off)\s*$/i.test(text)) return { state: text.trim() }
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
