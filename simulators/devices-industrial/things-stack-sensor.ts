/**
 * A Dragino LHT65N with its probe in a cabinet, behind The Things Stack v3, without a payload formatter.
 *
 * `v3/<application>/devices/<id>/up`   the JSON of the network server, the sensor's 11 bytes in base64
 *
 * Without a probe its place holds 7FFF. Source: The Things Stack documentation, Data formats; the vendor's user manual.
 */
import type { Machine } from './machine.ts'

export interface ThingsStackSensorOptions {
  /** With its tenant: `canteen@ttn`. */
  readonly application: string
  readonly id: string
  readonly devEui: string
  /** `probeC` null: the probe has been pulled out. */
  readonly climate: (at: number) => {
    readonly probeC: number | null
    readonly temperatureC: number
    readonly humidity: number
  }
}

const BATTERY_MV = 3062
const BATTERY_GOOD = 0xc000
const KIND_DS18B20 = 1
const NO_PROBE = 0x7fff
const NO_SECOND_VALUE = 0x7fff

export function createThingsStackSensor(options: ThingsStackSensorOptions): Machine {
  const { application, id, devEui, climate } = options
  let count = 0
  return {
    connection: 'the-things-stack',
    orders: [],
    report(at) {
      const { probeC, temperatureC, humidity } = climate(at)
      const frame = Buffer.alloc(11)
      frame.writeUInt16BE(BATTERY_GOOD | BATTERY_MV, 0)
      frame.writeInt16BE(Math.round(temperatureC * 100), 2)
      frame.writeUInt16BE(Math.round(humidity * 10), 4)
      frame.writeUInt8(KIND_DS18B20, 6)
      frame.writeInt16BE(probeC === null ? NO_PROBE : Math.round(probeC * 100), 7)
      frame.writeUInt16BE(NO_SECOND_VALUE, 9)
      const received = new Date(at).toISOString()
      const body = {
        end_device_ids: {
          device_id: id,
          application_ids: { application_id: application.split('@')[0] },
          dev_eui: devEui.toUpperCase(),
        },
        received_at: received,
        uplink_message: {
          f_port: 2,
          f_cnt: count,
          frm_payload: frame.toString('base64'),
          rx_metadata: [
            {
              gateway_ids: { gateway_id: 'roof' },
              time: received,
              timestamp: 1_276_394_164,
              rssi: -83,
              snr: 7.5,
            },
          ],
          settings: { frequency: '867700000', timestamp: 1_276_394_164, time: received },
          received_at: received,
          version_ids: { brand_id: 'dragino', model_id: 'lht65n' },
        },
      }
      count += 1
      return [{ topic: `v3/${application}/devices/${id}/up`, payload: Buffer.from(JSON.stringify(body)) }]
    },
  }
}
