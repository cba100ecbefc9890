/**
 * Cayenne LPP: channel (1 byte), type (1 byte), data (length by type), big-endian.
 *
 * `03 67 01 10  05 67 00 FF`   27.2 °C on channel 3, 25.5 °C on channel 5
 *
 * Analogue values have no unit and are passed over. Source: the LPP 1.0 data types (IPSO object id - 3200).
 */
import type { DecodedValue } from '../../../core/contract/reading.ts'
import { broken, type FrameReport, flagOf, type Part, scaled, valuesOf, viewOf } from './frame.ts'

interface Type {
  readonly length: number
  read(data: DataView, channel: string): readonly Part[]
}

const TYPES: Readonly<Record<number, Type>> = {
  0: { length: 1, read: (data, channel) => [['input_on', flagOf(data.getUint8(0)), channel]] },
  1: { length: 1, read: () => [] },
  2: { length: 2, read: () => [] },
  3: { length: 2, read: () => [] },
  101: {
    length: 2,
    read: (data, channel) => [['illuminance', scaled(data.getUint16(0), 1, 0xffff), channel]],
  },
  102: { length: 1, read: () => [] },
  103: {
    length: 2,
    read: (data, channel) => [['temperature', scaled(data.getInt16(0), 10, 0x7fff, -0x8000), channel]],
  },
  104: { length: 1, read: (data, channel) => [['humidity', scaled(data.getUint8(0), 2, 0xff), channel]] },
  113: { length: 6, read: () => [] },
  115: {
    length: 2,
    read: (data, channel) => [['pressure_air', scaled(data.getUint16(0), 10, 0xffff), channel]],
  },
  134: { length: 6, read: () => [] },
  136: { length: 9, read: () => [] },
}

export function cayenne(bytes: Uint8Array): FrameReport {
  const values: DecodedValue[] = []
  let at = 0
  while (at + 2 <= bytes.length) {
    const type = TYPES[bytes[at + 1] ?? -1]
    if (type === undefined || at + 2 + type.length > bytes.length)
      return { ...broken('no Cayenne LPP, or cut short'), values }
    const data = viewOf(bytes.subarray(at + 2, at + 2 + type.length))
    values.push(...valuesOf(type.read(data, String(bytes[at]))))
    at += 2 + type.length
  }
  return at === bytes.length ? { values, events: [], faults: [] } : { ...broken('cut short'), values }
}
