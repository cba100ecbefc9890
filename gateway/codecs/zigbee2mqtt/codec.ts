/**
 * Zigbee2MQTT.
 *
 * `<base>/<friendly name>`               one JSON object; the name may hold `/` and spaces
 * `<base>/<friendly name>/<attribute>`   a bare value, where `output` is set to attributes
 * `<base>/<friendly name>/availability`  { "state": "online" }, or the bare word in older versions
 * `<base>/<friendly name>/set`, `/get`   orders and questions of anybody: never readings
 * `<base>/bridge/state`                  like availability, of the bridge
 * `<base>/bridge/devices`                [{ "friendly_name", "definition": { "vendor", "model", "exposes": [{ "property", "unit" }] } }], retained
 * `<base>/bridge/...`                    about the bridge itself
 *
 * The base is `zigbee2mqtt`, a word that begins so, or whatever a bridge has spoken under. Null is "not known". Battery
 * voltage is in mV, mains voltage in V; flow is m³/h; `contact` true means shut; the `temperature` of a leak sensor, a
 * detector, a relay or a contact is its own chip's, unless the device's definition knows better. A device is its friendly
 * name, with the base before it when another base has one of that name. Source: zigbee2mqtt.io, "MQTT topics and messages"
 * and "Exposes", and the device pages.
 */
import type { Decoding } from '../../../core/contract/reading.ts'
import { instantOf } from '../../../core/points/spoken.ts'
import type { Order } from '../../../core/ports.ts'
import type { Codec, Dialect } from '../codec.ts'
import {
  availabilityOf,
  bodyOf,
  isFields,
  type Fields as Json,
  rejected,
  reportOf,
  textOf,
  UNREADABLE_TIME,
} from '../json.ts'
import { type Known, rememberDevices } from './bridge.ts'
import { FIELDS, type Fields, fieldsWith, MARK } from './fields.ts'
import { readFields } from './reading.ts'

const DEFAULT_BASE = /^zigbee2mqtt[^/]*$/
const BRIDGE = /^(.+)\/bridge\/(.+)$/
/** By which an unknown base makes itself known. */
const INTRODUCTIONS: ReadonlySet<string> = new Set(['state', 'info', 'devices'])
const ASKED = /\/(set|get)(\/|$)/
const AVAILABILITY = '/availability'
const PLACES_MAX = 20_000
const EVENT_MAX_CHARS = 40
const OBJECT = 0x7b
/** A valve of which nothing is known is most likely the one that is sold most. */
const UNKNOWN: Known = { timer: 'cyclic' }
const NO_EVENTS: readonly string[] = []

/** What a topic is about. Found once for each; forgotten when a bridge says something new. */
interface Place {
  readonly kind: 'device' | 'availability' | 'bridge' | 'silent'
  readonly base: string
  /** The path beneath the base, or what a bridge speaks about. */
  readonly name: string
  readonly device: string
  readonly known: Known
  readonly fields: Fields
  /** The device itself, when this may be one of its attributes. */
  readonly owner: Place | undefined
  marks: number
  /** It sends whole objects, so its attributes only repeat them. */
  whole: boolean
  /** Where it is found is remembered. */
  placed: boolean
}

interface At {
  readonly base: string
  readonly name: string
}

export const zigbee2mqtt: Dialect = memory => {
  const places = new Map<string, Place>()

  const baseOf = (topic: string): string | undefined => {
    for (let end = topic.indexOf('/'); end > 0; end = topic.indexOf('/', end + 1)) {
      const base = topic.slice(0, end)
      if (DEFAULT_BASE.test(base) || memory.get(`base ${base}`) === true) return base
    }
    return undefined
  }

  const deviceOf = (base: string, name: string): string => {
    const first = memory.get(`at ${name}`) as At | undefined
    return first === undefined || first.base === base ? name : `${base}/${name}`
  }

  const placeOf = (base: string, name: string): Place => {
    const known = (memory.get(`known ${base}/${name}`) as Known | undefined) ?? {}
    const marks = known.marks ?? Number(memory.get(`marks ${base}/${name}`) ?? 0)
    const fields = known.units === undefined ? FIELDS : fieldsWith(known.units)
    const device = deviceOf(base, name)
    return {
      kind: 'device',
      base,
      name,
      device,
      known,
      fields,
      owner: undefined,
      marks,
      whole: false,
      placed: false,
    }
  }

  const locate = (topic: string): Place => {
    const base = baseOf(topic)
    const name = base === undefined ? '' : topic.slice(base.length + 1)
    const [, unknownBase = '', subject = ''] = BRIDGE.exec(topic) ?? []
    if (base === undefined || name.startsWith('bridge/'))
      return {
        ...placeOf(base ?? unknownBase, 'bridge'),
        kind: 'bridge',
        name: base ? name.slice(7) : subject,
      }
    if (name === 'bridge' || ASKED.test(`/${name}`)) return { ...placeOf(base, name), kind: 'silent' }
    if (name.endsWith(AVAILABILITY))
      return { ...placeOf(base, name.slice(0, -AVAILABILITY.length)), kind: 'availability' }
    const cut = name.lastIndexOf('/')
    const isField = cut > 0 && (FIELDS.has(name.slice(cut + 1)) || name.startsWith('state_', cut + 1))
    const owner = isField ? placeAt(`${base}/${name.slice(0, cut)}`) : undefined
    return { ...placeOf(base, name), owner }
  }

  const placeAt = (topic: string): Place => {
    const found = places.get(topic)
    if (found !== undefined) return found
    const place = locate(topic)
    if (places.size >= PLACES_MAX) places.clear()
    places.set(topic, place)
    return place
  }

  const remember = (key: string, value: unknown) => {
    memory.put(key, value)
    places.clear()
  }

  /** Kept, because the next message may hold nothing but a temperature. */
  const mark = (place: Place, marks: number) => {
    if (marks === place.marks) return
    place.marks = marks
    if (place.known.marks === undefined) memory.put(`marks ${place.base}/${place.name}`, marks)
  }

  const bridge = ({ base, name, device }: Place, payload: Uint8Array): Decoding => {
    if (name === 'state') {
      const decoded = availability(device, payload)
      if (!('rejected' in decoded) && memory.get(`base ${base}`) !== true && !DEFAULT_BASE.test(base))
        remember(`base ${base}`, true)
      return decoded
    }
    if (name !== 'devices' && name !== 'info') return []
    let body: unknown
    try {
      body = JSON.parse(textOf(payload))
    } catch {
      return rejected('payload.not-json', 'the packet is not JSON', device)
    }
    if (name === 'devices') rememberDevices(memory, base, body)
    if ((Array.isArray(body) || isFields(body)) && !DEFAULT_BASE.test(base)) remember(`base ${base}`, true)
    places.clear()
    return []
  }

  const report = (place: Place, json: Json): Decoding => {
    const seen = json.last_seen
    const at = instantOf(seen)
    const { values, marks, action } = readFields(json, place.fields, place.marks, place.known, at)
    const events = eventsOf(action)
    if (values.length === 0 && events.length === 0)
      return rejected('payload.no-metric', 'no field of it is a known reading', place.device)
    mark(place, marks)
    if (!place.placed) {
      place.placed = true
      memory.put(`at ${place.device}`, { base: place.base, name: place.name } satisfies At)
    }
    // "N/A" and null stand for a device that was not heard since the bridge started.
    const untimed = at === undefined && seen != null && seen !== 'N/A'
    const decoded = reportOf(place.device, values, events, untimed ? [UNREADABLE_TIME] : [])
    return [place.known.model === undefined ? decoded : { ...decoded, model: place.known.model }]
  }

  /** One attribute says too little about the device to tell what its temperature, voltage or state is. */
  const attribute = (owner: Place, name: string, text: string): Decoding => {
    if (owner.whole) return []
    const field = owner.fields.get(name)
    const undecided = field === undefined || owner.known.marks === undefined
    if (
      undecided &&
      (field?.kind === 'temperature' || field?.kind === 'voltage' || field?.kind === 'switch')
    ) {
      const decisive = {
        temperature: MARK.chip | MARK.humidity,
        voltage: MARK.battery | MARK.mains,
        switch: MARK.valve,
      }
      if ((owner.marks & decisive[field.kind]) === 0) return []
    }
    return report(owner, { [name]: scalarOf(text) })
  }

  return {
    name: 'zigbee2mqtt',
    claims(topic) {
      if (baseOf(topic) !== undefined) return true
      const [, , subject] = BRIDGE.exec(topic) ?? []
      return subject !== undefined && INTRODUCTIONS.has(subject)
    },
    decode({ topic, payload }) {
      const place = placeAt(topic)
      if (place.kind === 'silent') return []
      if (place.kind === 'bridge') return bridge(place, payload)
      if (place.kind === 'availability') return availability(place.device, payload)
      if (place.owner !== undefined && payload[0] !== OBJECT)
        return attribute(place.owner, topic.slice(topic.lastIndexOf('/') + 1), textOf(payload).trim())
      const body = bodyOf(payload, place.device)
      if (!body.ok) return body.rejected
      place.whole = true
      return report(place, body.fields)
    },
    encode(order, address) {
      const { base, name } =
        (memory.get(`at ${address}`) as At | undefined) ?? apart(address, baseOf(address))
      const known = (memory.get(`known ${base}/${name}`) as Known | undefined) ?? UNKNOWN
      return [{ topic: `${base}/${name}/set`, payload: JSON.stringify(setting(order, known)) }]
    },
  } satisfies Codec
}

/** Base and friendly name of a device whose name holds its base, or of one that has not been heard. */
function apart(address: string, base = ''): At {
  return base === '' ? { base: 'zigbee2mqtt', name: address } : { base, name: address.slice(base.length + 1) }
}

/** An open valve is given its end in its own way, a switch in the form of Zigbee's "on with timed off". */
function setting({ kind, channel, forS }: Order, { timer, words = ['ON', 'OFF'] }: Known): object {
  const [on, off] = words
  const key = channel === null ? 'state' : `state_${channel}`
  if (kind === 'valve.close' || kind === 'switch.off') return { [key]: off }
  if (forS === null) return { [key]: on }
  if (kind === 'switch.on') return { [key]: on, on_time: forS }
  const minutes = Math.ceil(forS / 60)
  if (timer === 'minutes') return { timer: minutes, [key]: on }
  if (timer === 'target-minutes') return { mode: 'duration', irrigation_target: minutes, [key]: on }
  if (timer === 'target-seconds') return { mode: 'duration', irrigation_target: forS, [key]: on }
  if (timer === undefined) return { [key]: on, on_time: forS }
  const cyclic_timed_irrigation = {
    current_count: 0,
    total_number: 1,
    irrigation_duration: forS,
    irrigation_interval: 0,
  }
  return { cyclic_timed_irrigation, [key]: on }
}

function availability(device: string, payload: Uint8Array): Decoding {
  const word = availabilityOf(stateWord(textOf(payload)), 'online', 'offline')
  if (word === undefined) return rejected('value.unknown', 'availability is online or offline', device)
  return [{ device, values: [], events: [], availability: word }]
}

function stateWord(text: string): string {
  const body = scalarOf(text)
  const word = isFields(body) ? body.state : body
  return typeof word === 'string' ? word : ''
}

/** A button's word. */
function eventsOf(action: unknown): readonly string[] {
  return typeof action === 'string' && action !== ''
    ? [`action.${action.slice(0, EVENT_MAX_CHARS)}`]
    : NO_EVENTS
}

/** A bare value: a number, true or false, else the word itself. */
function scalarOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
