/**
 * Second-generation Shellys, each with its own connection.
 *
 * `<id>/events/rpc`   { "src": "<id>", "dst": "<id>/events", "method": "NotifyFullStatus", "params": { "ts": 1772409600.5, "temperature:0": {...} } }
 * `<id>/online`       true | false, retained, the will
 * `<id>/rpc`          { "id": 7, "src": "<who asks>", "method": "Switch.Set", "params": { "id": 0, "on": true, "toggle_after": 600 } }
 * `<who asks>/rpc`    the answer
 *
 * Energy is watt-hours. A device that has not been told the time sends seconds since it was switched on. Source:
 * shelly-api-docs.shelly.cloud/gen2.
 */
import type { Sensed } from '../models.ts'
import type { ScenarioDevice } from '../scenario.ts'
import type { Dialect, Frame, Heard } from './dialect.ts'

const WH_PER_KWH = 1000

type Parts = Record<string, Record<string, unknown>>

export const shellyGen2: Dialect = (spec, { timestamps, bootedAt }) => {
  const id = nameOf(spec)
  const ts = (at: number) => (timestamps ? at / 1000 : (at - bootedAt) / 1000)
  const notify = (method: string, params: object, at: number): Frame =>
    frame(`${id}/events/rpc`, { src: id, dst: `${id}/events`, method, params: { ts: ts(at), ...params } })
  let on = false
  return {
    address: id,
    connection: spec.id,
    orders: spec.kind === 'valve' ? [`${id}/rpc`] : [],
    birth: [online(id, true)],
    will: online(id, false),
    report(values, at) {
      on = isOn(values) ?? on
      const device = {
        sys: { mac: id.slice(-12).toUpperCase(), uptime: Math.max(0, Math.round((at - bootedAt) / 1000)) },
        wifi: {
          sta_ip: '192.168.1.76',
          status: 'got ip',
          ssid: 'CANTEEN',
          rssi: -50 - (spec.id.length % 20),
        },
      }
      return [notify('NotifyFullStatus', { ...partsOf(values), ...device }, at)]
    },
    changed(values, at) {
      on = isOn(values) ?? on
      return [notify('NotifyStatus', partsOf(values), at)]
    },
    hear: (topic, payload) => (topic === `${id}/rpc` ? hear(id, payload, on) : undefined),
  }
}

/** Model and hardware address, as it leaves the factory. */
function nameOf({ id, kind }: ScenarioDevice): string {
  const model = MODELS[kind] ?? 'shelly1pmg3'
  const address = [...id].reduce((sum, letter) => (sum * 131 + letter.charCodeAt(0)) % 0xffffff, 7)
  return `${model}-84fce6${address.toString(16).padStart(6, '0')}`
}

const MODELS: Partial<Record<ScenarioDevice['kind'], string>> = {
  fridge: 'shellyhtg3',
  freezer: 'shellyhtg3',
  leak: 'shellyfloodg4',
  'electricity-meter': 'shellypmminig3',
  valve: 'shellyplus1',
}

function frame(topic: string, body: object): Frame {
  return { topic, payload: JSON.stringify(body), retain: false, qos: 1 }
}

function online(id: string, is: boolean): Frame {
  return { topic: `${id}/online`, payload: String(is), retain: true, qos: 1 }
}

function isOn(values: readonly Sensed[]): boolean | undefined {
  const value = values.find(({ metric }) => metric === 'switch_on')?.value
  return value === undefined ? undefined : Boolean(value)
}

function partsOf(values: readonly Sensed[]): Parts {
  const parts: Parts = {}
  const add = (name: string, fields: object) => {
    parts[name] = { id: 0, ...parts[name], ...fields }
  }
  for (const { metric, value } of values) {
    const number = Number(value)
    if (metric === 'temperature')
      add('temperature:0', { tC: number, tF: Number((number * 1.8 + 32).toFixed(2)) })
    else if (metric === 'humidity') add('humidity:0', { rh: number })
    else if (metric === 'water_leak') add('flood:0', { alarm: value, mute: false })
    else if (metric === 'switch_on') add('switch:0', { source: 'MQTT', output: value })
    else if (metric === 'power_active') add('pm1:0', { apower: number })
    else if (metric === 'voltage') add('pm1:0', { voltage: number })
    else if (metric === 'energy_import_total')
      add('pm1:0', { aenergy: { total: Number((number * WH_PER_KWH).toFixed(3)), by_minute: [0, 0, 0] } })
  }
  return parts
}

function hear(id: string, payload: string, on: boolean): Heard {
  const body = objectOf(payload)
  const { src, method, params } = body
  if (typeof src !== 'string') return { answers: [] }
  const answer = (rest: object) => frame(`${src}/rpc`, { id: body.id, src: id, dst: src, ...rest })
  const set = typeof params === 'object' && params !== null ? (params as Record<string, unknown>) : {}
  if (method !== 'Switch.Set' || set.id !== 0 || typeof set.on !== 'boolean')
    return { answers: [answer({ error: { code: -103, message: 'Invalid argument' } })] }
  const forS = typeof set.toggle_after === 'number' && set.toggle_after > 0 ? set.toggle_after : null
  return { order: { open: set.on, forS }, answers: [answer({ result: { was_on: on } })] }
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
