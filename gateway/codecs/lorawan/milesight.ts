/**
 * Milesight sensors: a row of channel (1 byte), type (1 byte), data (length by type), little-endian, on port 85.
 *
 * `01 75 5C  03 67 34 01  04 68 65`   battery 92 %, temperature 30.8 °C, humidity 50.5 %
 * `20 CE <unix s> ...`                a record the device had kept, with its own time
 * `FF ..` / `FE ..`                   about itself, and answers to its configuration
 *
 * The same pair means different things in different models (03 00 is a door or a leak), so nothing is read without the
 * model. Source: the READMEs of github.com/Milesight-IoT/SensorDecoders and the vendor's user guides.
 */
import type { DecodedValue, Fault } from '../../../core/contract/reading.ts'
import { broken, type FrameDecoder, type FrameReport, valuesOf, viewOf } from './frame.ts'
import { type Entry, TABLES } from './milesight-models.ts'

const PORT = 85
/** Lengths of what a device says of itself; after anything else on these channels the rest cannot be told apart. */
const ATTRIBUTE_LENGTHS: Readonly<Record<number, number>> = {
  ...{ 1: 1, 9: 2, 10: 2, 11: 1, 15: 1, 22: 8, 254: 1, 255: 2 },
}

/** By model, in lower case. */
export const MILESIGHT: Readonly<Record<string, FrameDecoder>> = Object.fromEntries(
  Object.entries(TABLES).map(([model, table]) => {
    const entries = new Map(Object.entries(table).map(([key, entry]) => [Number.parseInt(key, 16), entry]))
    return [model, (bytes, fPort) => decode(entries, bytes, fPort)]
  }),
)

interface Draft {
  readonly values: DecodedValue[]
  readonly events: string[]
  readonly faults: Fault[]
}

/** `entries` by channel and type, as one number of 16 bits. */
function decode(entries: ReadonlyMap<number, Entry>, bytes: Uint8Array, fPort: number): FrameReport {
  if (fPort !== PORT) return broken(`port ${fPort} where Milesight uses ${PORT}`)
  const report: Draft = { values: [], events: [], faults: [] }
  const view = viewOf(bytes)
  let at = 0
  while (at + 2 <= bytes.length) {
    const key = view.getUint16(at)
    const channel = key >> 8
    const known = entries.get(key)
    const length = known?.length ?? (channel === 0xff ? ATTRIBUTE_LENGTHS[key & 0xff] : undefined)
    if (length === undefined) {
      // The answer to a downlink has a length of its own; what is not known hides all that follows.
      if (channel < 0xf8) report.faults.push(unknown(key))
      return report
    }
    at += 2
    if (at + length > bytes.length) return cut(report)
    if (known !== undefined) read(known, new DataView(view.buffer, view.byteOffset + at, length), report)
    at += length
  }
  return at === bytes.length ? report : cut(report)
}

function unknown(key: number): Fault {
  const pair = key.toString(16).padStart(4, '0')
  return { code: 'payload.no-metric', message: `channel and type ${pair} are not known` }
}

function cut(report: FrameReport): FrameReport {
  const fault = { code: 'frame.broken', message: 'the frame ends within a value' } as const
  return { ...report, faults: [...report.faults, fault] }
}

function read(known: Entry, data: DataView, into: Draft): void {
  if (known.record) {
    const rest = new DataView(data.buffer, data.byteOffset + 4, data.byteLength - 4)
    into.values.push(...valuesOf(known.read(rest), data.getUint32(0, true) * 1000, true))
    return
  }
  into.values.push(...valuesOf(known.read(data)))
  const event = known.event?.(data)
  if (event !== undefined) into.events.push(event)
}

/** Shuts itself after this many seconds, in 24 bits. */
const DURATION_MAX_S = 0xff_ffff
const DELAY_MAX_S = 0xffff

/**
 * The downlink of an order, or undefined for one the model cannot carry out with its own time limit.
 *
 * UC511: `FF 1D`, control (bit 7 by time, bit 5 open, bits 0-2 valve), sequence (0: at once), seconds (3), pulses (4).
 * WS523: `08 01|00 FF FF` now; `FF 22 00`, seconds (2), `10` switches it off after them.
 */
export function milesightOrder(
  model: string,
  action: {
    readonly valve: boolean
    readonly on: boolean
    readonly forS: number | null
    readonly channel: string | null
  },
): Uint8Array | undefined {
  const { valve, on, forS, channel } = action
  if (on && forS === null) return undefined
  if (model === 'uc511' && valve && (channel === '1' || channel === '2')) {
    const seconds = on ? (forS ?? 0) : 0
    if (seconds > DURATION_MAX_S) return undefined
    const control = (on ? 0xa0 : 0) | (Number(channel) - 1)
    return Uint8Array.of(
      0xff,
      0x1d,
      control,
      0,
      seconds & 255,
      (seconds >> 8) & 255,
      seconds >> 16,
      0,
      0,
      0,
      0,
    )
  }
  if (model === 'ws523' && !valve && channel === null) {
    if (!on) return Uint8Array.of(0x08, 0x00, 0xff, 0xff)
    const seconds = forS ?? 0
    if (seconds > DELAY_MAX_S) return undefined
    return Uint8Array.of(0xff, 0x22, 0x00, seconds & 255, seconds >> 8, 0x10, 0x08, 0x01, 0xff, 0xff)
  }
  return undefined
}
