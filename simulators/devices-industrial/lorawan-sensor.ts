/**
 * A Milesight EM300-TH behind ChirpStack v4, without a decoder in its device profile.
 *
 * `application/<application>/device/<devEui>/event/up`   the JSON of the network server, the sensor's frame in base64
 *
 * The battery is told with every sixth frame. Source: ChirpStack documentation, Events; the vendor's payload tables.
 */
import { upBody } from './chirpstack.ts'
import type { Machine } from './machine.ts'

export interface LorawanSensorOptions {
  readonly application: string
  /** 16 hexadecimal digits, lower case. */
  readonly devEui: string
  readonly name: string
  readonly climate: (at: number) => { readonly temperatureC: number; readonly humidity: number }
  /** %. */
  readonly battery: number
}

const BATTERY_EVERY = 6
const PORT = 85

export function createLorawanSensor(options: LorawanSensorOptions): Machine {
  const { application, devEui, name, climate, battery } = options
  let count = 0
  return {
    connection: 'chirpstack-sensor',
    orders: [],
    report(at) {
      const { temperatureC, humidity } = climate(at)
      const values = Buffer.from([0x03, 0x67, 0, 0, 0x04, 0x68, Math.round(humidity * 2)])
      values.writeInt16LE(Math.round(temperatureC * 10), 2)
      const told = count % BATTERY_EVERY === 0 ? [Buffer.of(0x01, 0x75, battery), values] : [values]
      const frame = Buffer.concat(told)
      const body = upBody({
        devEui,
        name,
        profile: 'Milesight EM300-TH',
        deviceClass: 'A',
        fPort: PORT,
        count,
        frame,
        at,
      })
      count += 1
      const topic = `application/${application}/device/${devEui}/event/up`
      return [{ topic, payload: Buffer.from(JSON.stringify(body)) }]
    },
  }
}
