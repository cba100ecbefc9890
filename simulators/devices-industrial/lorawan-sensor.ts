/**
 * A Milesight EM300-TH behind ChirpStack v4, without a decoder in its device profile.
 *
 * `application/<application>/device/<devEui>/event/up`   the JSON of the network server, the sensor's frame in base64
 *
 * The battery is told with every sixth frame. The network leaves out what is 0 or false (proto3 JSON): the first frame has
 * no count. Source: ChirpStack documentation, Events; the vendor's payload tables.
 */
import type { Machine } from './machine.ts'

export interface LorawanSensorOptions {
  readonly application: string
  /** 16 hexadecimal digits, lower case. */
  readonly devEui: string
  readonly name: string
  readonly climate: (at: number) => { readonly temperatureC: number; readonly humidity: number }
  /** %, at the moment. */
  readonly battery?: number
}

const BATTERY_EVERY = 6
const PORT = 85

export function createLorawanSensor(options: LorawanSensorOptions): Machine {
  const { application, devEui, name, climate, battery = 92 } = options
  let count = 0
  return {
    connection: 'chirpstack',
    orders: [],
    report(at) {
      const { temperatureC, humidity } = climate(at)
      const frame = Buffer.alloc(7)
      Buffer.of(0x03, 0x67).copy(frame)
      frame.writeInt16LE(Math.round(temperatureC * 10), 2)
      Buffer.of(0x04, 0x68, Math.round(humidity * 2)).copy(frame, 4)
      const whole =
        count % BATTERY_EVERY === 0 ? Buffer.concat([Buffer.of(0x01, 0x75, battery), frame]) : frame
      const body = {
        deduplicationId: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`,
        time: `${new Date(at).toISOString().slice(0, -1)}000000+00:00`,
        deviceInfo: {
          applicationName: application,
          deviceProfileName: 'Milesight EM300-TH',
          deviceName: name,
          devEui,
        },
        devAddr: '00189440',
        dr: 5,
        ...(count === 0 ? {} : { fCnt: count }),
        fPort: PORT,
        data: whole.toString('base64'),
        rxInfo: [{ gatewayId: '0016c001f153a14c', uplinkId: count + 1, rssi: -71, snr: 9.2 }],
        txInfo: { frequency: 868_100_000, modulation: { lora: { bandwidth: 125_000, spreadingFactor: 7 } } },
      }
      count += 1
      const topic = `application/${application}/device/${devEui}/event/up`
      return [{ topic, payload: Buffer.from(JSON.stringify(body)) }]
    },
  }
}
