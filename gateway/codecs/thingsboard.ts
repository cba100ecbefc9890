/**
 * ThingsBoard's gateway API: many devices in one message.
 *
 * `v1/gateway/telemetry`     { "Cold room": [{ "ts": 1483228800000, "values": { "temperature": 4.2 } }], "Freezer": [{ "temperature": -18 }] }
 * `v1/gateway/attributes`    { "Cold room": { "temperature_unit": "C" } }: settings, no readings
 * `v1/gateway/connect`, `/disconnect`   { "device": "Cold room" }
 * `v1/gateway/rpc`, `v1/devices/me/rpc/...`   orders: never readings
 * `v1/devices/me/telemetry`  of one device, which is named by its access token only and so by nothing in the packet
 *
 * `ts` is ms since 1970. Keys are free, so only certain names are read. Source: thingsboard.io, reference/gateway-mqtt-api.
 */
import type { Decoded, DecodedValue, Decoding } from '../../core/contract/reading.ts'
import { instantOf } from '../../core/points/spoken.ts'
import { namedValue } from '../vocabulary.ts'
import type { Codec } from './codec.ts'
import { bodyOf, decodedOf, type Fields, isFields, rejected } from './json.ts'

const GATEWAY = 'v1/gateway/'
const OWN = 'v1/devices/me/'
const DEVICES_MAX = 500
const RECORDS_MAX = 1000
const KEYS_MAX = 200
const NAME_MAX_CHARS = 120

export const thingsboard: Codec = {
  name: 'thingsboard',
  claims: topic => topic.startsWith(GATEWAY) || topic.startsWith(OWN),
  decode({ topic, payload }) {
    if (topic === `${OWN}telemetry`)
      return rejected(
        'payload.no-metric',
        'it does not say which device it is: use v1/gateway/telemetry',
        'me',
      )
    if (!topic.startsWith(GATEWAY)) return []
    const leaf = topic.slice(GATEWAY.length)
    if (leaf !== 'telemetry' && leaf !== 'connect' && leaf !== 'disconnect') return []
    const body = bodyOf(payload, 'gateway')
    if (!body.ok) return body.rejected
    return leaf === 'telemetry' ? telemetry(body.fields) : presence(body.fields, leaf)
  },
}

function telemetry(fields: Fields): Decoding {
  const parts: Decoded[] = []
  let left = RECORDS_MAX
  for (const device of Object.keys(fields).slice(0, DEVICES_MAX)) {
    const records = fields[device]
    if (device === '' || device.length > NAME_MAX_CHARS || !Array.isArray(records)) continue
    const values = records
      .slice(0, left)
      .flatMap((record: unknown) => (isFields(record) ? valuesOf(record) : []))
    left -= records.length
    if (values.length > 0) parts.push({ device, values, events: [] })
    if (left <= 0) break
  }
  return parts.length > 0
    ? parts
    : rejected('payload.no-metric', 'no key of it has a name that is certain', 'gateway')
}

function valuesOf(record: Fields): DecodedValue[] {
  const timed = isFields(record.values)
  const fields = timed ? (record.values as Fields) : record
  const at = timed ? instantOf(record.ts) : undefined
  return Object.keys(fields)
    .slice(0, KEYS_MAX)
    .flatMap(key => {
      const named = namedValue(key, fields[key])
      return typeof named === 'string'
        ? []
        : [decodedOf(named.metric, named.value, named.label || undefined, at)]
    })
}

function presence({ device }: Fields, leaf: string): Decoding {
  if (typeof device !== 'string' || device === '' || device.length > NAME_MAX_CHARS)
    return rejected('value.unknown', 'it names no device', 'gateway')
  return [{ device, values: [], events: [], availability: leaf === 'connect' ? 'online' : 'offline' }]
}
