/**
 * A frame of the spool: length of the payload (u32), its CRC-32 (u32), then readings of 19 bytes (point u16, time f64,
 * value f64, quality u8), little endian.
 */
import { crc32 } from 'node:zlib'
import { QUALITIES, type Reading } from '../../core/contract/reading.ts'

export const READING_BYTES = 19
export const HEADER_BYTES = 8
/** Readings in one frame, at most. */
export const FRAME_READINGS = 5000

export function toFrame(batch: readonly Reading[]): Buffer {
  const frame = Buffer.alloc(HEADER_BYTES + batch.length * READING_BYTES)
  for (const [n, { point, at, value, quality }] of batch.entries()) {
    const offset = HEADER_BYTES + n * READING_BYTES
    frame.writeUInt16LE(point, offset)
    frame.writeDoubleLE(at, offset + 2)
    frame.writeDoubleLE(value, offset + 10)
    frame.writeUInt8(QUALITIES.indexOf(quality), offset + 18)
  }
  frame.writeUInt32LE(frame.length - HEADER_BYTES, 0)
  frame.writeUInt32LE(crc32(frame.subarray(HEADER_BYTES)), 4)
  return frame
}

/** How many bytes from the start are whole, undamaged frames. */
export function wholeFrames(bytes: Buffer): number {
  let start = 0
  while (start + HEADER_BYTES <= bytes.length) {
    const length = bytes.readUInt32LE(start)
    const payload = bytes.subarray(start + HEADER_BYTES, start + HEADER_BYTES + length)
    if (payload.length !== length || length === 0 || length % READING_BYTES !== 0) break
    if (crc32(payload) !== bytes.readUInt32LE(start + 4)) break
    start += HEADER_BYTES + length
  }
  return start
}

/** Point and time of every reading in whole frames, with where it stands; nothing is made for those nobody wants. */
export function eachReading(
  bytes: Buffer,
  whole: number,
  tell: (point: number, at: number, bytes: Buffer, offset: number) => void,
): void {
  for (let start = 0; start < whole; ) {
    const end = start + HEADER_BYTES + bytes.readUInt32LE(start)
    for (let offset = start + HEADER_BYTES; offset < end; offset += READING_BYTES)
      tell(bytes.readUInt16LE(offset), bytes.readDoubleLE(offset + 2), bytes, offset)
    start = end
  }
}

export function toReading(bytes: Buffer, offset: number): Reading {
  return {
    point: bytes.readUInt16LE(offset),
    at: bytes.readDoubleLE(offset + 2),
    value: bytes.readDoubleLE(offset + 10),
    quality: QUALITIES[bytes.readUInt8(offset + 18)] ?? 'suspect',
  }
}
