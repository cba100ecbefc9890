/**
 * A three-phase electricity meter that speaks DL/T 645-2007, behind a transparent DTU which asks it by itself.
 *
 * `dtu/<name>/up`   the bytes of the line as they come: the DTU's question, a preamble, the meter's answer; a long answer
 * comes in two packets, as modems cut where their buffer is full.
 *
 * Source: DL/T 645-2007, 5.2 and annex A.
 */
import { Register } from '../physics/meters.ts'
import type { Machine, MachineFrame } from './machine.ts'

export interface DtuMeterOptions {
  readonly dtu: string
  /** The 12 digits on its plate. */
  readonly address: string
  /** What it has counted so far, kWh. */
  readonly startKwh: number
  /** The load of the three phases together, W; negative when it feeds in. */
  readonly loadW: (at: number) => number
}

const VOLTS = 230.4
const POWER_FACTOR = 0.93
const READ = 0x11
const ANSWERED = 0x91
const PREAMBLE = Buffer.alloc(4, 0xfe)
const MODEM_BUFFER_BYTES = 32

export function createDtuMeter({ dtu, address, startKwh, loadW }: DtuMeterOptions): Machine {
  const register = new Register(startKwh, 2)
  let lastAt: number | undefined
  const up = (payload: Uint8Array): MachineFrame => ({ topic: `dtu/${dtu}/up`, payload })
  const answered = (identifier: string, data: Uint8Array): MachineFrame[] => {
    const id = Buffer.from(identifier, 'hex').reverse()
    const question = frameOf(address, READ, id)
    const line = Buffer.concat([question, PREAMBLE, frameOf(address, ANSWERED, Buffer.concat([id, data]))])
    return line.length <= MODEM_BUFFER_BYTES + question.length
      ? [up(line)]
      : [up(line.subarray(0, MODEM_BUFFER_BYTES)), up(line.subarray(MODEM_BUFFER_BYTES))]
  }
  return {
    connection: `dtu-${dtu}`,
    orders: [],
    report(at) {
      const watts = loadW(at)
      if (lastAt !== undefined) register.add((watts * (at - lastAt)) / 3_600_000_000)
      lastAt = at
      const each = watts / 3
      const amperes = Math.abs(each) / (VOLTS * POWER_FACTOR)
      return [
        ...answered('00010000', digits(register.shown() * 100, 4)),
        ...answered('0201ff00', Buffer.concat([1, 2, 3].map(() => digits(VOLTS * 10, 2)))),
        ...answered('0202ff00', Buffer.concat([1, 2, 3].map(() => digits(amperes * 1000, 3)))),
        ...answered('0203ff00', Buffer.concat([watts, each, each, each].map(power => digits(power * 10, 3)))),
        ...answered('02060000', digits(POWER_FACTOR * 1000, 2)),
      ]
    },
  }
}

/** Decimals, least significant byte first; the top bit of the last byte is the sign. */
function digits(value: number, bytes: number): Buffer {
  const text = String(Math.round(Math.abs(value)))
    .padStart(bytes * 2, '0')
    .slice(-bytes * 2)
  const coded = Buffer.from(text, 'hex').reverse()
  if (value < 0) coded[bytes - 1] = (coded[bytes - 1] ?? 0) | 0x80
  return coded
}

function frameOf(address: string, control: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0x68, ...Buffer.from(address, 'hex').reverse(), 0x68, control, data.length])
  const body = Buffer.concat([head, Buffer.from(data).map(byte => (byte + 0x33) & 0xff)])
  return Buffer.concat([body, Buffer.from([body.reduce((sum, byte) => (sum + byte) & 0xff, 0), 0x16])])
}
