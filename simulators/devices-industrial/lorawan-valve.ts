/**
 * A Milesight UC511 with one valve, class C, behind ChirpStack v4.
 *
 * `application/<application>/device/<devEui>/event/up`      valve 1 and its pulses: `03 01 ..  04 C8 ....`
 * `application/<application>/device/<devEui>/command/down`  `FF 1D`, control, sequence, seconds (3), pulses (4)
 *
 * With bit 7 of the control it shuts itself after the seconds. It answers an order and tells its state at once. Source: the
 * vendor's payload tables; ChirpStack documentation, MQTT.
 */
import { upBody } from './chirpstack.ts'
import type { Machine, MachineFrame } from './machine.ts'

export interface LorawanValveOptions {
  readonly application: string
  readonly devEui: string
  readonly name: string
}

const NEVER = Number.POSITIVE_INFINITY
const PORT = 85
const PULSES_PER_S = 4

export class LorawanValve implements Machine {
  readonly connection = 'chirpstack-valve'
  readonly orders: readonly string[]
  open = false
  readonly #options: LorawanValveOptions
  readonly #topic: string
  #count = 0
  #pulses = 0
  #countedAt: number | undefined
  #shutsAt = NEVER

  constructor(options: LorawanValveOptions) {
    this.#options = options
    this.#topic = `application/${options.application}/device/${options.devEui}`
    this.orders = [`${this.#topic}/command/down`]
  }

  report(at: number): MachineFrame[] {
    this.#flow(at)
    if (at >= this.#shutsAt) this.#turn(false, NEVER)
    const frame = Buffer.from([0x03, 0x01, this.open ? 1 : 0, 0x04, 0xc8, 0, 0, 0, 0])
    frame.writeUInt32LE(Math.floor(this.#pulses), 5)
    return [this.#up(frame, at)]
  }

  hear(_topic: string, payload: Uint8Array, at: number): MachineFrame[] {
    const { data = '', fPort } = JSON.parse(Buffer.from(payload).toString())
    const order = Buffer.from(data, 'base64')
    if (fPort !== PORT || order.length !== 11 || order.readUInt16BE(0) !== 0xff1d) return []
    this.#flow(at)
    const control = order[2] ?? 0
    const timed = (control & 0x80) !== 0
    if ((control & 7) === 0)
      this.#turn((control & 0x20) !== 0, timed ? at + order.readUIntLE(4, 3) * 1000 : NEVER)
    const answer = Buffer.concat([Buffer.of(0xfe), order.subarray(1)])
    return [this.#up(answer, at), ...this.report(at)]
  }

  #turn(open: boolean, shutsAt: number): void {
    this.open = open
    this.#shutsAt = open ? shutsAt : NEVER
  }

  #flow(at: number): void {
    if (this.open && this.#countedAt !== undefined)
      this.#pulses += ((at - this.#countedAt) / 1000) * PULSES_PER_S
    this.#countedAt = at
  }

  #up(frame: Uint8Array, at: number): MachineFrame {
    const { devEui, name } = this.#options
    const body = upBody({
      devEui,
      name,
      profile: 'Milesight UC511',
      deviceClass: 'C',
      fPort: PORT,
      count: this.#count++,
      frame,
      at,
    })
    return { topic: `${this.#topic}/event/up`, payload: Buffer.from(JSON.stringify(body)) }
  }
}
