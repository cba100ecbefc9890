/**
 * A cold-water meter that speaks CJ/T 188-2004, behind a DTU that wraps the bytes in JSON as hexadecimal text.
 *
 * `dtu/<name>/up`   { "id": "<name>", "ts": 1772409600, "data": "FEFEFE6810..." }
 *
 * Its clock was never set. Source: CJ/T 188-2004, 5 and annex A.
 */
import { Register } from '../physics/meters.ts'
import type { Machine } from './machine.ts'

export interface DtuWaterMeterOptions {
  readonly dtu: string
  /** The 14 digits on its plate. */
  readonly address: string
  readonly startM3: number
  readonly flowLpm: (at: number) => number
}

const COLD_WATER = 0x10
const CUBIC_METRES = 0x2c
const ANSWERED = 0x81
const PREAMBLE = Buffer.alloc(3, 0xfe)

export function createDtuWaterMeter({ dtu, address, startM3, flowLpm }: DtuWaterMeterOptions): Machine {
  const register = new Register(startM3, 2)
  let lastAt: number | undefined
  return {
    connection: `dtu-${dtu}`,
    orders: [],
    report(at) {
      if (lastAt !== undefined) register.add((flowLpm(at) * (at - lastAt)) / 60_000 / 1000)
      lastAt = at
      const reading = Buffer.from([...decimals(register.shown()), CUBIC_METRES])
      const clock = Buffer.alloc(7)
      const status = Buffer.alloc(2)
      const data = Buffer.concat([Buffer.of(0x90, 0x1f, 0x01), reading, reading, clock, status])
      const line = Buffer.concat([PREAMBLE, frameOf(address, data)])
      const body = { id: dtu, ts: Math.floor(at / 1000), data: line.toString('hex').toUpperCase() }
      return [{ topic: `dtu/${dtu}/up`, payload: Buffer.from(JSON.stringify(body)) }]
    },
  }
}

/** XXXXXX.XX, least significant byte first. */
function decimals(m3: number): Buffer {
  return Buffer.from(String(Math.round(m3 * 100)).padStart(8, '0'), 'hex').reverse()
}

function frameOf(address: string, data: Uint8Array): Buffer {
  const plate = Buffer.from(address, 'hex').reverse()
  const body = Buffer.from([0x68, COLD_WATER, ...plate, ANSWERED, data.length, ...data])
  return Buffer.concat([body, Buffer.from([body.reduce((sum, byte) => (sum + byte) & 0xff, 0), 0x16])])
}
