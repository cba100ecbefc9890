/**
 * ChirpStack v4, its MQTT integration with JSON.
 *
 * `application/<application>/device/<devEui>/event/up`      { "time", "deviceInfo": { "deviceProfileName", "devEui", "tags" }, "fPort", "data", "object", "rxInfo" }
 * `.../event/status`   { "margin", "batteryLevel" | "externalPowerSource" | "batteryLevelUnavailable" }
 * `.../event/join`, `ack`, `txack`, `log`, `location`, `integration`
 * `.../command/down`   { "devEui", "confirmed", "fPort", "data" }, from Steward, to devices of class C
 *
 * Fields that are 0, false or empty are left out (proto3 JSON). Times have nanoseconds. Source: chirpstack-docs,
 * Integrations, Events and MQTT.
 */
import type { DecodedValue, Decoding } from '../../../core/contract/reading.ts'
import { instantOf, numberOf } from '../../../core/points/spoken.ts'
import type { Codec, Dialect, DialectMemory } from '../codec.ts'
import { bodyOf, decodedOf, type Fields, isFields, rejected, reportOf } from '../json.ts'
import { called, frameFor, ORDER_PORT, rememberDevice } from './devices.ts'
import { radioValues, readUplink } from './uplink.ts'

const TOPIC = /^application\/([^/]+)\/device\/([0-9A-Fa-f]{16})\/(event|command)\/([a-z]+)$/
const LOG_MAX_CHARS = 200

export const chirpstack: Dialect = memory => createChirpstack(memory)

function createChirpstack(memory: DialectMemory): Codec {
  return {
    name: 'chirpstack',
    claims: topic => TOPIC.test(topic),
    decode({ topic, payload }) {
      const [, application = '', eui = '', branch, event] = TOPIC.exec(topic) ?? []
      const device = eui.toLowerCase()
      if (branch !== 'event') return []
      const body = bodyOf(payload, device)
      if (!body.ok) return body.rejected
      if (event === 'up') return up(body.fields, device, application, memory)
      if (event === 'status') return status(body.fields, device)
      if (event === 'join') return [{ device, values: [], events: ['join'] }]
      return event === 'log' ? log(body.fields, device) : []
    },
    encode(order, address) {
      const known = frameFor(order, address, memory)
      // Its queue can only grow. A device that seldom listens would hear each repeat, hours late, an open after a close.
      if (known === undefined || !known.device.listens) return undefined
      const { device, frame } = known
      // Unconfirmed: the order is repeated by who gave it until the device reports, and never by the network.
      const down = { devEui: address, confirmed: false, fPort: ORDER_PORT, data: frame }
      const topic = `application/${device.application}/device/${address}/command/down`
      return [{ topic, payload: JSON.stringify(down) }]
    },
  }
}

function up(fields: Fields, device: string, application: string, memory: DialectMemory): Decoding {
  const info = isFields(fields.deviceInfo) ? fields.deviceInfo : {}
  const tags = isFields(info.tags) ? info.tags : {}
  const at = instantOf(fields.time)
  const { values, events, faults, model } = readUplink({
    eui: device,
    hints: [tags.model, info.deviceProfileName, info.deviceName],
    fPort: fields.fPort,
    frame: fields.data,
    object: fields.object,
    at,
  })
  if (model !== undefined)
    rememberDevice(memory, device, {
      ...{ application, id: device, model: model.name },
      listens: info.deviceClassEnabled === 'CLASS_C',
    })
  const report = reportOf(device, [...values, ...radioValues(fields.rxInfo, at)], events, faults)
  return [{ ...report, ...called(model?.name, info.deviceName) }]
}

/** A battery of 0 stands for outside power in LoRaWAN, and is left out. */
function status(fields: Fields, device: string): Decoding {
  const at = instantOf(fields.time)
  const values: DecodedValue[] = []
  const battery = numberOf(fields.batteryLevel)
  const margin = numberOf(fields.margin)
  const noBattery = fields.externalPowerSource === true || fields.batteryLevelUnavailable === true
  if (battery !== undefined && battery > 0 && battery <= 100 && !noBattery)
    values.push(decodedOf('battery', battery, undefined, at))
  if (margin !== undefined) values.push(decodedOf('link_margin', margin, undefined, at))
  return [{ device, values, events: [] }]
}

/** Said by the network about a device: no sign of life from it. */
function log(fields: Fields, device: string): Decoding {
  if (fields.level !== 'ERROR' && fields.level !== 'WARNING') return []
  const text = [fields.code, fields.description].filter(part => typeof part === 'string').join(': ')
  return rejected('device.error', text.slice(0, LOG_MAX_CHARS), device)
}
