/**
 * The Things Stack v3 (The Things Network), its MQTT server.
 *
 * `v3/<application>[@<tenant>]/devices/<id>/up`   { "end_device_ids": { "device_id", "dev_eui" }, "received_at", "uplink_message": {
 *     "f_port", "frm_payload", "decoded_payload", "normalized_payload", "rx_metadata", "settings": { "time" }, "received_at", "version_ids" } }
 * `.../join`, `down/queued|sent|ack|nack|failed`, `service/data`, `location/solved`
 * `.../down/replace`   { "downlinks": [{ "f_port", "frm_payload", "priority" }] }, from Steward
 *
 * The inner `received_at` is the network server's, the outer one the application server's; `rx_metadata[].timestamp` counts
 * microseconds from nowhere. Source: The Things Stack documentation, MQTT server and Data formats.
 */
import type { Decoding } from '../../../core/contract/reading.ts'
import { instantOf } from '../../../core/points/spoken.ts'
import type { Codec, Dialect, DialectMemory } from '../codec.ts'
import { bodyOf, type Fields, isFields, rejected, reportOf } from '../json.ts'
import { called, frameFor, ORDER_PORT, rememberDevice } from './devices.ts'
import { radioValues, readUplink } from './uplink.ts'

const TOPIC = /^v3\/([^/]+)\/devices\/([^/]+)\/(.+)$/
/** How far a gateway's clock may be from the network server's. */
const CLOCK_TOLERANCE_MS = 300_000

export const ttn: Dialect = memory => createTtn(memory)

function createTtn(memory: DialectMemory): Codec {
  return {
    name: 'ttn',
    claims: topic => TOPIC.test(topic),
    decode({ topic, payload }) {
      const [, application = '', id = '', leaf] = TOPIC.exec(topic) ?? []
      if (leaf !== 'up' && leaf !== 'join') return []
      const body = bodyOf(payload, id)
      if (!body.ok) return body.rejected
      const device = deviceOf(body.fields, id)
      if (leaf === 'join') return [{ device, values: [], events: ['join'] }]
      return up(body.fields, device, { application, id }, memory)
    },
    encode(order, address) {
      const known = frameFor(order, address, memory)
      if (known === undefined) return undefined
      const { device, frame } = known
      // Replaces what waits: an open that was not fetched yet must not come after the close that follows it.
      const downlinks = [{ f_port: ORDER_PORT, frm_payload: frame, priority: 'HIGH' }]
      const topic = `v3/${device.application}/devices/${device.id}/down/replace`
      return [{ topic, payload: JSON.stringify({ downlinks }) }]
    },
  }
}

/** The EUI, which is its own wherever it is registered; a device without one goes by its id. */
function deviceOf({ end_device_ids: ids }: Fields, id: string): string {
  return isFields(ids) && typeof ids.dev_eui === 'string' && /^[0-9A-Fa-f]{16}$/.test(ids.dev_eui)
    ? ids.dev_eui.toUpperCase()
    : id
}

function up(
  fields: Fields,
  device: string,
  { application, id }: { application: string; id: string },
  memory: DialectMemory,
): Decoding {
  const message = fields.uplink_message
  if (!isFields(message)) return rejected('payload.no-metric', 'it holds no uplink_message', device)
  const version = isFields(message.version_ids) ? message.version_ids : {}
  const at = receivedAt(message, fields)
  const { values, events, faults, model } = readUplink({
    eui: device,
    hints: [version.model_id, id],
    fPort: message.f_port,
    frame: message.frm_payload,
    object: message.decoded_payload,
    normalized: message.normalized_payload,
    at,
  })
  if (model !== undefined) rememberDevice(memory, device, { application, id, model: model.name })
  const report = reportOf(device, [...values, ...radioValues(message.rx_metadata, at)], events, faults)
  return [{ ...report, ...called(model?.name, id) }]
}

/** The gateway's time, when its clock agrees with the network's. */
function receivedAt(message: Fields, fields: Fields): number | undefined {
  const server = instantOf(message.received_at) ?? instantOf(fields.received_at)
  const gateway = instantOf(isFields(message.settings) ? message.settings.time : undefined)
  if (server === undefined || gateway === undefined) return server
  return Math.abs(server - gateway) <= CLOCK_TOLERANCE_MS ? gateway : server
}
