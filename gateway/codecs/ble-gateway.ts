/**
 * Bluetooth sensors heard by OpenMQTTGateway and Theengs Gateway.
 *
 * `<base>/<gateway>/BTtoMQTT/<MAC>`   { "id": "A4:C1:38:6E:4A:E8", "rssi": -91, "model_id": "LYWSD03MMC_ATC", "tempc": 14.2, "hum": 56, "batt": 75, "volt": 2.887 }
 * `<base>/<gateway>/BTtoMQTT`         the same, where subtopics are switched off
 * `<base>/<gateway>/LWT`              online | offline, of the gateway
 * `<base>/<gateway>/SYStoMQTT`        { "uptime": 3720, "rssi": -48, "version": "..." }, of the gateway
 * `<base>/<gateway>/commands/...`     orders to the gateway
 *
 * A sensor is its MAC, whoever heard it. A message without a decoded sensor is mere presence: a sign of life of a known
 * model, and nothing at all of a stranger's telephone. `tempf` repeats `tempc`. Source: docs.openmqttgateway.com and
 * decoder.theengs.io (properties).
 */
import type { Metric } from '../../core/contract/metric.ts'
import type { DecodedValue, Decoding } from '../../core/contract/reading.ts'
import type { Codec } from './codec.ts'
import { addNumber, addState, availabilityOf, bodyOf, type Fields, rejected, textOf } from './json.ts'

const TOPIC = /^(.+)\/BTtoMQTT(?:\/([^/]+))?$/
const GATEWAY =
  /^(?:.*\/)?((?:OpenMQTTGateway|OMG|TheengsGateway)[^/]*)\/(LWT|SYStoMQTT|version|commands\/.+)$/
const MAC = /^[0-9A-F]{12}$/
const MODEL_MAX_CHARS = 60
const TYRE = 'TPMS'
const BAR_PER_PA = 1e-5

const NUMBERS: readonly (readonly [field: string, metric: Metric, channel?: string])[] = [
  ['tempc', 'temperature'],
  ['tempc1', 'temperature', '1'],
  ['tempc2', 'temperature', '2'],
  ['tempc3', 'temperature', '3'],
  ['tempc4', 'temperature', '4'],
  ['tempc5', 'temperature', '5'],
  ['tempc6', 'temperature', '6'],
  ['hum', 'humidity'],
  ['moi', 'soil_moisture'],
  ['fer', 'soil_ec'],
  ['lux', 'illuminance'],
  ['co2', 'co2'],
  ['batt', 'battery'],
  ['volt', 'battery_voltage'],
  ['rssi', 'rssi'],
]
const STATES: readonly (readonly [field: string, metric: Metric])[] = [
  ['open', 'door_open'],
  ['lowbatt', 'battery_low'],
]

export const bleGateway: Codec = {
  name: 'ble-gateway',
  claims: topic => TOPIC.test(topic) || GATEWAY.test(topic),
  decode({ topic, payload }) {
    const heard = TOPIC.exec(topic)
    return heard === null ? gateway(topic, payload) : sensor(heard[2], payload)
  },
}

function sensor(named: string | undefined, payload: Uint8Array): Decoding {
  const body = bodyOf(payload, named ?? '')
  if (!body.ok) return body.rejected
  const { fields } = body
  const device = macOf(fields.mac) ?? macOf(fields.id) ?? macOf(named)
  if (device === undefined) return rejected('value.unknown', 'it names no Bluetooth address', named ?? '')
  const values: DecodedValue[] = []
  for (const [field, metric, channel] of NUMBERS) addNumber(values, metric, fields[field], channel)
  for (const [field, metric] of STATES) addState(values, metric, fields[field])
  const { contact, pres } = fields
  if (contact === 'open' || contact === 'closed') addState(values, 'door_open', contact === 'open')
  // Of a barometer hPa, of a tyre bar.
  if (fields.model_id === TYRE) addNumber(values, 'pressure', pres, undefined, undefined, BAR_PER_PA)
  else addNumber(values, 'pressure_air', pres)
  const model = modelOf(fields)
  if (model === undefined && values.every(({ metric }) => metric === 'rssi')) return []
  const { name } = fields
  return [
    {
      ...{ device, values, events: [] },
      ...(model === undefined ? {} : { model }),
      ...(typeof name === 'string' && name !== '' ? { name: name.slice(0, MODEL_MAX_CHARS) } : {}),
    },
  ]
}

/** The address that is printed on it, without colons: two gateways may write it differently. */
function macOf(raw: unknown): string | undefined {
  const text = typeof raw === 'string' ? raw.replaceAll(':', '').toUpperCase() : ''
  return MAC.test(text) ? text : undefined
}

function modelOf({ brand, model, model_id: id }: Fields): string | undefined {
  const words = [brand, typeof model === 'string' ? model : id].filter(word => typeof word === 'string')
  return words.length === 0 ? undefined : words.join(' ').slice(0, MODEL_MAX_CHARS)
}

function gateway(topic: string, payload: Uint8Array): Decoding {
  const [, device = '', leaf] = GATEWAY.exec(topic) ?? []
  if (leaf === 'LWT') {
    const availability = availabilityOf(textOf(payload), 'online', 'offline')
    if (availability === undefined) return rejected('value.unknown', 'LWT is online or offline', device)
    return [{ device, values: [], events: [], availability }]
  }
  if (leaf !== 'SYStoMQTT') return []
  const body = bodyOf(payload, device)
  if (!body.ok) return body.rejected
  const values: DecodedValue[] = []
  addNumber(values, 'uptime', body.fields.uptime)
  addNumber(values, 'rssi', body.fields.rssi)
  return [{ device, values, events: [] }]
}
