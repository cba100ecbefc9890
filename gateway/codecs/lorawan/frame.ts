/** What a radio frame's decoder gives, and reading numbers out of one. */
import type { Metric } from '../../../core/contract/metric.ts'
import type { DecodedValue, Fault } from '../../../core/contract/reading.ts'
import { decodedOf } from '../json.ts'

export interface FrameReport {
  readonly values: readonly DecodedValue[]
  readonly events: readonly string[]
  readonly faults: readonly Fault[]
}

/** Decodes the frames of one model. Never reads beyond the end; what is cut or unknown becomes a fault. */
export type FrameDecoder = (bytes: Uint8Array, fPort: number) => FrameReport

/** A metric, its value (undefined when the sensor has none), and which of several. */
export type Part = readonly [metric: Metric, value: number | boolean | undefined, channel?: string]

/** The parts that have a value; `at` is ms since 1970. */
export function valuesOf(parts: readonly Part[], at?: number, historical = false): DecodedValue[] {
  const values: DecodedValue[] = []
  for (const part of parts) {
    const value = part[1]
    if (value === undefined) continue
    const decoded = decodedOf(part[0], value, part[2], at)
    values.push(historical ? { ...decoded, historical: true } : decoded)
  }
  return values
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** 0 or 1; undefined for anything else. */
export function flagOf(byte: number): boolean | undefined {
  return byte === 0 ? false : byte === 1 ? true : undefined
}

/** A number over a divisor, unless it is one of those by which the sensor says that it has none. */
export function scaled(raw: number, divisor: number, ...none: readonly number[]): number | undefined {
  return none.includes(raw) ? undefined : raw / divisor
}

export function broken(message: string): FrameReport {
  return { values: [], events: [], faults: [{ code: 'frame.broken', message }] }
}
