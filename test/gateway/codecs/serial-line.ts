/** Frames of meters as they stand on a serial line, and a DTU that carries them. */
import { type Decoded, isRejected } from '../../../core/contract/reading.ts'
import { createDialects } from '../../../gateway/codecs/index.ts'

const NOW = Date.parse('2026-03-02T12:00:00Z')

/** A DL/T 645 frame: the address as it is printed on the meter, data before 33H is added, all hexadecimal. */
export function dlt645(address: string, control: number, data: string): Buffer {
  const plain = Buffer.from(data, 'hex')
  const head = Buffer.from([0x68, ...Buffer.from(address, 'hex').reverse(), 0x68, control, plain.length])
  return ended(Buffer.concat([head, plain.map(byte => (byte + 0x33) & 0xff)]))
}

export function cjt188(address: string, kind: number, control: number, data: string): Buffer {
  const bytes = Buffer.from(data, 'hex')
  const head = Buffer.from([0x68, kind, ...Buffer.from(address, 'hex').reverse(), control, bytes.length])
  return ended(Buffer.concat([head, bytes]))
}

function ended(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.from([bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0), 0x16])])
}

/** Tells what each packet of one DTU gave: a rejection's code, or `meter metric@channel` -> value. */
export function openDtu() {
  const { decode } = createDialects()
  const hear = (payload: string | Uint8Array, { at = NOW, retained = false } = {}) =>
    decode({ topic: 'dtu/kitchen/up', payload: Buffer.from(payload), retained, receivedAt: at }).decoding
  const values = (...told: Parameters<typeof hear>) => {
    const decoding = hear(...told)
    return isRejected(decoding) ? decoding.rejected.code : rows(decoding)
  }
  return { decode, hear, values, now: NOW }
}

function rows(reports: readonly Decoded[]) {
  return Object.fromEntries(
    reports.flatMap(({ device, values }) =>
      values.map(({ metric, channel, value }) => [
        `${device} ${metric}${channel === undefined ? '' : `@${channel}`}`,
        value,
      ]),
    ),
  )
}
