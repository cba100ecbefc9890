/**
 * Readings that are safe on this machine's disk while the real store is away.
 *
 * Segment files, numbered; each a row of frames: length (u32), CRC-32 of the payload (u32), payload of 19-byte readings
 * (point u16, time f64, value f64, quality u8), little endian. A frame is one append, fsync'd before it resolves. A
 * segment is deleted once all of it is stored; killed in between, it is sent again, which a store must bear anyway. A
 * torn or damaged frame ends its segment: what stands before it is kept, the rest was never acknowledged.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { Problem } from '../../core/contract/error.ts'
import { QUALITIES, type Reading } from '../../core/contract/reading.ts'
import type { Logger } from '../services.ts'
import { firstLine, StoreFault } from './store-fault.ts'

const READING_BYTES = 19
const HEADER_BYTES = 8
const SEGMENT_BYTES = 4 * 1024 * 1024
/** About 50 million readings; beyond, nothing more is acknowledged. */
const SPOOL_BYTES = 1024 * 1024 * 1024

interface Segment {
  readonly path: string
  readings: number
  bytes: number
}

export class Spool {
  readonly #folder: string
  readonly #log: Logger
  readonly #limitBytes: number
  readonly #segments: Segment[] = []
  #next = 1
  #file: FileHandle | undefined
  /** Appending and taking the oldest segment wait for each other: a segment is never read while it is written. */
  #turn: Promise<unknown> = Promise.resolve()

  /** Takes up what an earlier run left. Throws a {@link StoreFault} when the folder cannot be used. */
  constructor(folder: string, log: Logger, limitBytes = SPOOL_BYTES) {
    this.#folder = folder
    this.#log = log
    this.#limitBytes = limitBytes
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      for (const name of readdirSync(folder)
        .filter(one => one.endsWith('.spool'))
        .sort())
        this.#takeUp(name)
    } catch (error) {
      throw new StoreFault(folder, `the spool cannot be read (${firstLine(error)})`, error)
    }
  }

  /** How many readings wait here. */
  get size(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.readings, 0)
  }

  /** Resolves when the batch would survive a power cut. */
  append(batch: readonly Reading[]): Promise<void> {
    return this.#inTurn(() => this.#append(batch))
  }

  /** The oldest segment's readings in the order they came; appends go to a later one from now on. */
  oldest(): Promise<Reading[]> {
    return this.#inTurn(() => this.#oldest())
  }

  /** Forgets the oldest segment, all of which is stored. */
  removeOldest(): void {
    const segment = this.#segments.shift()
    if (segment) rmSync(segment.path, { force: true })
  }

  /** Every waiting reading, oldest first, a segment at a time. */
  *all(): Generator<Reading> {
    for (const segment of this.#segments) yield* fromFrames(readFileSync(segment.path)).readings
  }

  close(): Promise<void> {
    return this.#inTurn(() => this.#closeSegment())
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined)
    return result
  }

  async #append(batch: readonly Reading[]): Promise<void> {
    if (this.#segments.reduce((sum, { bytes }) => sum + bytes, 0) > this.#limitBytes)
      throw new Problem('store.unavailable', 'the spool is full')
    try {
      const segment = await this.#openSegment()
      const frame = toFrame(batch)
      await this.#file?.appendFile(frame)
      await this.#file?.datasync()
      segment.readings += batch.length
      segment.bytes += frame.length
    } catch (error) {
      // Half a frame may stand at the end of this segment: nothing may be written behind it.
      await this.#closeSegment()
      throw new Problem('store.unavailable', `the spool cannot be written: ${firstLine(error)}`)
    }
  }

  async #oldest(): Promise<Reading[]> {
    const segment = this.#segments[0]
    if (segment === undefined) return []
    if (this.#segments.length === 1) await this.#closeSegment()
    return fromFrames(readFileSync(segment.path)).readings
  }

  #takeUp(name: string): void {
    const path = join(this.#folder, name)
    const { readings, tornBytes } = fromFrames(readFileSync(path))
    if (tornBytes > 0) this.#log.warn({ path, tornBytes }, 'the end of the spool was torn and is left out')
    this.#next = Math.max(this.#next, Number.parseInt(name, 10) + 1)
    if (readings.length === 0) rmSync(path)
    else this.#segments.push({ path, readings: readings.length, bytes: statSync(path).size })
  }

  async #openSegment(): Promise<Segment> {
    const newest = this.#segments.at(-1)
    if (this.#file && newest && newest.bytes < SEGMENT_BYTES) return newest
    await this.#closeSegment()
    const path = join(this.#folder, `${String(this.#next).padStart(10, '0')}.spool`)
    this.#next += 1
    this.#file = await open(path, 'ax', 0o600)
    await syncFolder(this.#folder)
    const segment = { path, readings: 0, bytes: 0 }
    this.#segments.push(segment)
    return segment
  }

  async #closeSegment(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }
}

/** A new file's name survives a power cut only when its folder was synced too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

function toFrame(batch: readonly Reading[]): Buffer {
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

function fromFrames(bytes: Buffer): { readings: Reading[]; tornBytes: number } {
  const readings: Reading[] = []
  let start = 0
  while (start + HEADER_BYTES <= bytes.length) {
    const payload = bytes.subarray(start + HEADER_BYTES, start + HEADER_BYTES + bytes.readUInt32LE(start))
    const whole = payload.length === bytes.readUInt32LE(start) && payload.length % READING_BYTES === 0
    if (!whole || crc32(payload) !== bytes.readUInt32LE(start + 4)) break
    for (let offset = 0; offset < payload.length; offset += READING_BYTES)
      readings.push(toReading(payload, offset))
    start += HEADER_BYTES + payload.length
  }
  return { readings, tornBytes: bytes.length - start }
}

function toReading(bytes: Buffer, offset: number): Reading {
  return {
    point: bytes.readUInt16LE(offset),
    at: bytes.readDoubleLE(offset + 2),
    value: bytes.readDoubleLE(offset + 10),
    quality: QUALITIES[bytes.readUInt8(offset + 18)] ?? 'suspect',
  }
}
