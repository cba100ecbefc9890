/**
 * Tasmota.
 *
 * `tele/<topic>/SENSOR`   { "Time": "...", "DS18B20-1": { "Id": "...", "Temperature": 3.4 }, "ENERGY": {...}, "COUNTER": {...} }
 * `tele/<topic>/STATE`    { "Time": "...", "UptimeSec": 13, "POWER": "ON", "Vcc": 3.4, "Wifi": { "RSSI": 86, "Signal": -57 } }
 * `tele/<topic>/LWT`      Online | Offline
 * `stat/<topic>/STATUS8`, `STATUS10`, `STATUS11`, `STATUS0`, `RESULT`, `POWER<n>`   answers
 * `stat/<topic>/DEEPSLEEP`, or RESULT with "DeepSleep"   it goes to sleep now: the Offline that follows is no fault
 * `cmnd/<topic>/...`      orders: never readings
 * `tasmota/discovery/<mac>/config`   { "t": "<topic>", "ft": "%prefix%/%topic%/", "tp": ["cmnd", "stat", "tele"], "md": "<module>" }, retained
 *
 * Probes are told apart by their Id, because their numbers move when one fails. Times have no zone unless one is
 * configured, and then are not used. RSSI is a percentage, Signal is dBm. Source: tasmota.github.io/docs (MQTT, DS18x20,
 * Energy, Counters, Commands, DeepSleep, Home Assistant).
 */
import type { DecodedValue, Decoding } from '../../../core/contract/reading.ts'
import { instantOf } from '../../../core/points/spoken.ts'
import type { Order } from '../../../core/ports.ts'
import type { Codec, Dialect } from '../codec.ts'
import { availabilityOf, bodyOf, type Fields, isFields, rejected, textOf } from '../json.ts'
import { type Place, Places } from './places.ts'
import { relayValue, sensorValues, stateValues } from './sensors.ts'

const DISCOVERY = /^tasmota\/discovery\/[^/]+\/(config|sensors)$/
/** PulseTime counts tenths of a second up to 111, and seconds plus 100 from there. */
const PULSE_SECONDS_OFFSET = 100
const PULSE_TENTHS_MAX_S = 11
const PULSE_MAX_S = 64_800

/** What an answer or a report carries; anything else is about settings: understood, and no reading. */
const STATES: ReadonlySet<string> = new Set(['STATE', 'STATUS11', 'RESULT'])
const SENSORS: ReadonlySet<string> = new Set(['SENSOR', 'STATUS8', 'STATUS10', 'STATUS0'])

export const tasmota: Dialect = memory => {
  const places = new Places(memory)
  const asleep = (device: string): Decoding => {
    places.sleeper(device)
    return []
  }
  return {
    name: 'tasmota',
    claims: topic => DISCOVERY.test(topic) || places.at(topic) !== undefined,
    decode({ topic, payload }) {
      const place = places.at(topic)
      if (place === undefined) return topic.endsWith('/config') ? discovered(places, payload) : []
      const { prefix, device, leaf } = place
      if (prefix === 'cmnd') return []
      if (STATES.has(leaf) || SENSORS.has(leaf)) return report(places, topic, place, payload)
      if (leaf === 'LWT') return lastWill(device, textOf(payload), places.of(device).sleeps === true)
      if (leaf === 'DEEPSLEEP') return asleep(device)
      return leaf.startsWith('POWER') ? power(device, leaf, textOf(payload)) : []
    },
    encode(order, address) {
      const commands = backlog(order)
      if (commands === undefined) return undefined
      return [{ topic: places.orderTo(address, 'Backlog'), payload: commands }]
    },
  } satisfies Codec
}

function report(places: Places, topic: string, place: Place, payload: Uint8Array): Decoding {
  const { device, leaf } = place
  const body = bodyOf(payload, device)
  if (!body.ok) return body.rejected
  if (isFields(body.fields.DeepSleep)) places.sleeper(device)
  const values = valuesOf(leaf, body.fields)
  if (values.length === 0)
    return leaf === 'RESULT' ? [] : rejected('payload.no-metric', 'no field of it is a known reading', device)
  places.heard(topic, place)
  return [{ device, values, events: [] }]
}

/** An answer has the report inside; the one to "Status 0" has both. */
function valuesOf(leaf: string, fields: Fields): DecodedValue[] {
  const { StatusSNS: sensors, StatusSTS: state } = fields
  if (isFields(sensors)) {
    const values = sensorValues(sensors, instantOf(sensors.Time))
    return isFields(state) ? [...values, ...stateValues(state, instantOf(state.Time))] : values
  }
  if (isFields(state)) return stateValues(state, instantOf(state.Time))
  const at = instantOf(fields.Time)
  return STATES.has(leaf) ? stateValues(fields, at) : sensorValues(fields, at)
}

function discovered(places: Places, payload: Uint8Array): Decoding {
  const body = bodyOf(payload, '')
  if (!body.ok) return body.rejected
  const told = places.announced(body.fields)
  if (told === undefined) return rejected('value.unknown', 'it names no topic', '')
  return [{ ...told, values: [], events: ['announced'] }]
}

/** The off-timer first, so that it is in force when the relay closes the circuit. */
function backlog({ kind, channel, forS }: Order): string | undefined {
  const relay = channel ?? '1'
  if (kind === 'valve.close' || kind === 'switch.off') return `Power${relay} OFF`
  if (forS === null) return `Power${relay} ON`
  if (forS > PULSE_MAX_S) return undefined
  const pulse = forS <= PULSE_TENTHS_MAX_S ? forS * 10 : forS + PULSE_SECONDS_OFFSET
  return `PulseTime${relay} ${pulse}; Power${relay} ON`
}

function lastWill(device: string, text: string, sleeps: boolean): Decoding {
  const availability = availabilityOf(text, 'online', 'offline')
  if (availability === undefined) return rejected('value.unknown', 'LWT is Online or Offline', device)
  const part = { device, values: [], events: [], availability }
  return sleeps ? [{ ...part, sleeps }] : [part]
}

function power(device: string, leaf: string, text: string): Decoding {
  const value = relayValue(leaf, text.trim())
  if (value === undefined) return rejected('value.unknown', 'POWER is ON or OFF', device)
  return [{ device, events: [], values: [value] }]
}
