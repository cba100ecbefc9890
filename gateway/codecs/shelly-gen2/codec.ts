/**
 * Shelly, second generation and later: JSON-RPC over MQTT.
 *
 * `<prefix>/events/rpc`       { "src": "shellyplusht-...", "method": "NotifyFullStatus", "params": { "ts": 1680962879.62, "temperature:0": {...} } }
 *                             NotifyStatus (what changed) · NotifyEvent { "events": [{ "component": "input:0", "event": "single_push" }] }
 * `<prefix>/status/<part>`    { "id": 0, "output": false, "apower": 0, "aenergy": { "total": 2690.7 } }, without a time
 * `<prefix>/online`           true | false, retained, the will
 * `<prefix>/rpc`              orders and questions; the answer goes to `<src of the question>/rpc`
 *
 * The prefix is the owner's choice. Energy is Wh (`by_minute` is mWh). `ts` is seconds since 1970, or since the device was
 * switched on while it does not know the time. Re-published Bluetooth sensors (`bthomesensor:202`) give a bare value; what
 * it is, is asked once with BTHomeSensor.GetConfig. "RPC status notifications" or "Generic status update" must be on in
 * the device's MQTT settings. Source: shelly-api-docs.shelly.cloud/gen2 (Mqtt, Notifications, components).
 */
import type { Ask, Decoded, Decoding } from '../../../core/contract/reading.ts'
import { numberOf } from '../../../core/points/spoken.ts'
import type { Codec, Dialect } from '../codec.ts'
import { availabilityOf, bodyOf, type Fields, isFields, rejected, textOf } from '../json.ts'
import { type Gathered, isPart, readPart, timeOf } from './components.ts'
import { Identities } from './identity.ts'

const EVENTS = '/events/rpc'
const STATUS = '/status/'
const ONLINE = '/online'
/** Ours beneath the device's own prefix, so that whoever may publish there may answer. */
const OWN = '/steward'
const ANSWER = `${OWN}/rpc`
const ASK_EVERY_MS = 600_000
const ASKED_MAX = 1000
const PARTS_MAX = 100
const EVENTS_MAX = 20
const WORD_MAX_CHARS = 60

type Leaf = 'events' | 'status' | 'online' | 'answer' | 'order'

interface Address {
  readonly leaf: Leaf
  readonly prefix: string
  readonly part: string
}

export const shellyGen2: Dialect = memory => {
  const who = new Identities(memory)
  const asked = new Map<string, number>()

  const addressOf = (topic: string): Address | undefined => {
    if (topic.endsWith(EVENTS)) return { leaf: 'events', prefix: topic.slice(0, -EVENTS.length), part: '' }
    const status = topic.lastIndexOf(STATUS)
    const part = topic.slice(status + STATUS.length)
    if (status > 0 && (isPart(part) || (!part.includes('/') && who.isKnown(topic.slice(0, status)))))
      return { leaf: 'status', prefix: topic.slice(0, status), part }
    const [prefix = '', leaf] = leafOf(topic)
    return leaf !== undefined && who.isKnown(prefix) ? { leaf, prefix, part: '' } : undefined
  }

  /** Its sensors whose quantity nobody has told, each asked for once in a while. */
  const asksFor = (prefix: string, device: string, sensors: readonly string[], now: number): Ask[] =>
    sensors.flatMap(sensor => {
      const key = `${device} ${sensor}`
      const last = asked.get(key)
      if (last !== undefined && Math.abs(now - last) < ASK_EVERY_MS) return []
      if (asked.size >= ASKED_MAX) asked.clear()
      asked.set(key, now)
      return [question(prefix, 'BTHomeSensor.GetConfig', { id: Number(sensor) })]
    })

  const gather = (device: string, at: number | undefined): Gathered => ({
    values: [],
    at,
    objectOf: sensor => who.objectOf(device, sensor),
    unnamed: [],
  })

  const decodedOf = (prefix: string, device: string, out: Gathered, now: number, events: string[] = []) => {
    const asks = asksFor(prefix, device, out.unnamed, now)
    const decoded: Decoded = { device, values: out.values, events }
    return asks.length === 0 ? decoded : { ...decoded, asks }
  }

  const status = (prefix: string, part: string, payload: Uint8Array, now: number): Decoding => {
    const body = bodyOf(payload, who.at(prefix)?.device ?? prefix)
    if (!body.ok) return body.rejected
    const known = who.at(prefix)?.device ?? prefix
    const out = gather(known, undefined)
    readPart(out, part, body.fields)
    if (out.values.length === 0) return []
    return [decodedOf(prefix, who.resolve(prefix).device, out, now)]
  }

  const notification = (prefix: string, payload: Uint8Array, now: number): Decoding => {
    const body = bodyOf(payload, prefix)
    if (!body.ok) return body.rejected
    const { src, method, params } = body.fields
    if (typeof src !== 'string' || src === '' || src.length > WORD_MAX_CHARS || !isFields(params))
      return rejected('value.unknown', 'an RPC message names its source and its parameters', prefix)
    if (method !== 'NotifyStatus' && method !== 'NotifyFullStatus' && method !== 'NotifyEvent') return []
    const { device } = who.resolve(prefix, src)
    const out = gather(device, timeOf(params.ts))
    for (const [name, fields] of Object.entries(params).slice(0, PARTS_MAX)) readPart(out, name, fields)
    const { sys } = params
    if (isFields(sys) && (numberOf(sys.wakeup_period) ?? 0) > 0) who.sleeper(prefix)
    const events = method === 'NotifyEvent' ? eventsOf(params) : []
    const decoded = decodedOf(prefix, device, out, now, events)
    return [method === 'NotifyFullStatus' ? { ...decoded, model: src.split('-')[0] ?? src } : decoded]
  }

  const answer = (prefix: string, payload: Uint8Array): Decoding => {
    const { device } = who.resolve(prefix)
    const body = bodyOf(payload, device)
    if (!body.ok) return body.rejected
    const { result, error } = body.fields
    if (isFields(error)) {
      const said =
        typeof error.message === 'string' ? error.message.slice(0, WORD_MAX_CHARS) : 'no reason given'
      return rejected('device.error', `the device refuses: ${said}`, device)
    }
    if (isFields(result) && Number.isInteger(result.id) && Number.isInteger(result.obj_id))
      who.learnObject(device, String(result.id), Number(result.obj_id))
    return []
  }

  return {
    name: 'shelly-gen2',
    claims: topic => addressOf(topic) !== undefined,
    decode({ topic, payload, receivedAt }) {
      const address = addressOf(topic)
      if (address === undefined) return []
      const { leaf, prefix, part } = address
      if (leaf === 'status') return status(prefix, part, payload, receivedAt)
      if (leaf === 'events') return notification(prefix, payload, receivedAt)
      if (leaf === 'answer') return answer(prefix, payload)
      return leaf === 'online' ? online(who, prefix, textOf(payload)) : []
    },
    encode({ kind, channel, forS }, device) {
      const on = kind === 'valve.open' || kind === 'switch.on'
      const id = Number(channel ?? 0)
      if (!Number.isInteger(id)) return undefined
      const params = on && forS !== null ? { id, on, toggle_after: forS } : { id, on }
      return [question(who.prefixOf(device), 'Switch.Set', params)]
    },
  } satisfies Codec
}

function leafOf(topic: string): readonly [prefix?: string, leaf?: Leaf] {
  if (topic.endsWith(ONLINE)) return [topic.slice(0, -ONLINE.length), 'online']
  if (topic.endsWith(ANSWER)) return [topic.slice(0, -ANSWER.length), 'answer']
  const [, prefix] = /^(.+)\/(?:rpc|command(?:\/.*)?)$/.exec(topic) ?? []
  return prefix === undefined ? [] : [prefix, 'order']
}

function online(who: Identities, prefix: string, text: string): Decoding {
  const { device, sleeps } = who.resolve(prefix)
  const availability = availabilityOf(text, 'true', 'false')
  if (availability === undefined) return rejected('value.unknown', 'online is true or false', device)
  const part = { device, values: [], events: [], availability }
  return sleeps ? [{ ...part, sleeps }] : [part]
}

function question(prefix: string, method: string, params: Fields): Ask {
  return { topic: `${prefix}/rpc`, payload: JSON.stringify({ id: 1, src: prefix + OWN, method, params }) }
}

function eventsOf({ events }: Fields): string[] {
  if (!Array.isArray(events)) return []
  return events.slice(0, EVENTS_MAX).flatMap((one: unknown) => {
    if (!isFields(one) || typeof one.event !== 'string') return []
    const part = typeof one.component === 'string' ? one.component : 'device'
    return [`${part}.${one.event}`.slice(0, WORD_MAX_CHARS)]
  })
}
