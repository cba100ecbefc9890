/**
 * Readings that are safe on this machine's disk while the real store is away, first in, first out.
 *
 * Segment files, numbered; each a row of frames (spool-frame.ts), each synced before its readings are acknowledged. A
 * segment is deleted once all of it is stored; killed in between, it is sent again, which a store must bear anyway. A
 * torn or damaged frame ends its segment: what stands before it is kept, the rest was never acknowledged.
 *
 * The size is bounded. Beyond it the oldest segment is given up for the newest readings, with a line in dropped.jsonl
 * that says what is missing: a kitchen needs the present, and the past of weeks would otherwise stop the present.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { Problem } from '../../core/contract/error.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import type { Logger } from '../services.ts'
import {
  eachReading,
  FRAME_READINGS,
  HEADER_BYTES,
  READING_BYTES,
  toFrame,
  toReading,
  wholeFrames,
} from './spool-frame.ts'
import { firstLine, StoreFault } from './store-fault.ts'

const SPOOL_BYTES = 1024 * 1024 * 1024
const SEGMENT_BYTES = 4 * 1024 * 1024
/** A small spool has small segments, so that little is given up at a time. */
const SEGMENTS_MIN = 8
const DROPPED_FILE = 'dropped.jsonl'

interface Segment {
  readonly path: string
  /** Still waiting, and what stands in the file. */
  readings: number
  bytes: number
  from: number
  to: number
}

interface Taken {
  readonly segment: Segment
  readonly bytes: number
  readonly readings: number
}

export class Spool {
  readonly #folder: string
  readonly #log: Logger
  readonly #limitBytes: number
  readonly #segmentBytes: number
  readonly #segments: Segment[] = []
  /** The newest waiting reading of each point that an earlier run left. */
  readonly newest = new Map<PointId, Reading>()
  /** Readings given up since it was last empty. */
  dropped = 0
  /** Why the last batch could not be kept here; undefined when it was. */
  failure: string | undefined
  #size = 0
  #bytes = 0
  #next = 1
  #file: FileHandle | undefined
  /** How far the oldest segment is stored, and what was taken from there last. */
  #offset = 0
  #taken: Taken | undefined
  /** Whatever touches the files waits for its turn. */
  #turn: Promise<unknown> = Promise.resolve()

  /** Takes up what an earlier run left. Throws a {@link StoreFault} when the folder cannot be used. */
  constructor(folder: string, log: Logger, limitBytes = SPOOL_BYTES) {
    this.#folder = folder
    this.#log = log
    this.#limitBytes = limitBytes
    this.#segmentBytes = Math.min(SEGMENT_BYTES, Math.ceil(limitBytes / SEGMENTS_MIN))
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const names = readdirSync(folder).filter(one => one.endsWith('.spool'))
      for (const name of names.sort()) this.#takeUp(name)
    } catch (error) {
      throw new StoreFault(folder, `the spool cannot be read (${firstLine(error)})`, error)
    }
  }

  /** How many readings wait here. */
  get size(): number {
    return this.#size
  }

  /** How much of the space it may take is taken, 0 to 1. */
  get fill(): number {
    return this.#bytes / this.#limitBytes
  }

  /** Resolves when the batch would survive a power cut; rejects when the disk does not take it. */
  append(batch: readonly Reading[]): Promise<void> {
    return this.#inTurn(() => this.#append(batch))
  }

  /** The oldest readings in the order they came, at most 5,000; the same again until `forget`. */
  oldest(): Promise<Reading[]> {
    return this.#inTurn(() => this.#oldest())
  }

  /** Forgets what `oldest` answered last, all of which is stored. */
  forget(): Promise<void> {
    return this.#inTurn(() => this.#forget())
  }

  /** What waits here and was measured after a time, by time. */
  since(at: number): Promise<Reading[]> {
    return this.#inTurn(async () => {
      const found: Reading[] = []
      for (const { path, to } of this.#segments) if (to > at) readInto(found, path, at)
      return found.sort((a, b) => a.at - b.at || a.point - b.point)
    })
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
    try {
      for (let start = 0; start < batch.length; start += FRAME_READINGS)
        await this.#appendFrame(batch.slice(start, start + FRAME_READINGS))
      await this.#file?.datasync()
      this.failure = undefined
    } catch (error) {
      this.failure = `the spool cannot be written: ${firstLine(error)}`
      await this.#giveUpSegment()
      throw new Problem('store.unavailable', this.failure)
    }
  }

  /** Half a frame may stand at its end: nothing may be written behind that. */
  async #giveUpSegment(): Promise<void> {
    await this.#closeSegment().catch(() => undefined)
    const newest = this.#segments.at(-1)
    if (newest === undefined || newest.bytes > 0) return
    this.#segments.pop()
    rmSync(newest.path, { force: true })
  }

  async #appendFrame(batch: readonly Reading[]): Promise<void> {
    const frame = toFrame(batch)
    await this.#makeRoom(frame.length)
    const segment = await this.#openSegment()
    await this.#file?.appendFile(frame)
    segment.readings += batch.length
    segment.bytes += frame.length
    for (const { at } of batch) reach(segment, at)
    this.#size += batch.length
    this.#bytes += frame.length
  }

  async #oldest(): Promise<Reading[]> {
    const segment = this.#segments[0]
    if (segment === undefined) return []
    const readings: Reading[] = []
    const handle = await open(segment.path, 'r')
    let offset = this.#offset
    try {
      while (offset < segment.bytes) {
        const payloadBytes = (await readAt(handle, offset, HEADER_BYTES)).readUInt32LE(0)
        if (readings.length > 0 && readings.length + payloadBytes / READING_BYTES > FRAME_READINGS) break
        const payload = await readAt(handle, offset + HEADER_BYTES, payloadBytes)
        for (let at = 0; at < payloadBytes; at += READING_BYTES) readings.push(toReading(payload, at))
        offset += HEADER_BYTES + payloadBytes
      }
    } finally {
      await handle.close()
    }
    this.#taken = { segment, bytes: offset - this.#offset, readings: readings.length }
    return readings
  }

  async #forget(): Promise<void> {
    const taken = this.#taken
    this.#taken = undefined
    // Given up meanwhile, to make room.
    if (taken === undefined || taken.segment !== this.#segments[0]) return
    this.#offset += taken.bytes
    taken.segment.readings -= taken.readings
    this.#size -= taken.readings
    if (this.#offset >= taken.segment.bytes) await this.#removeOldest()
    if (this.#size === 0) this.dropped = 0
  }

  async #removeOldest(): Promise<void> {
    if (this.#segments.length === 1) await this.#closeSegment()
    const segment = this.#segments.shift()
    if (segment === undefined) return
    this.#offset = 0
    this.#size -= segment.readings
    this.#bytes -= segment.bytes
    rmSync(segment.path, { force: true })
  }

  async #makeRoom(bytes: number): Promise<void> {
    while (this.#segments.length > 0 && this.#bytes + bytes > this.#limitBytes) {
      const { readings, from, to } = this.#segments[0] as Segment
      if (this.dropped === 0)
        this.#log.error({ folder: this.#folder }, 'the spool is full: its oldest readings are given up')
      this.dropped += readings
      const file = await open(join(this.#folder, DROPPED_FILE), 'a', 0o600)
      await file.appendFile(`${JSON.stringify({ readings, from, to })}\n`).finally(() => file.close())
      await this.#removeOldest()
    }
  }

  #takeUp(name: string): void {
    const path = join(this.#folder, name)
    const bytes = readFileSync(path)
    const whole = wholeFrames(bytes)
    if (whole < bytes.length)
      this.#log.warn(
        { path, tornBytes: bytes.length - whole },
        'the end of the spool was torn and is left out',
      )
    this.#next = Math.max(this.#next, Number.parseInt(name, 10) + 1)
    const segment = newSegment(path)
    eachReading(bytes, whole, (point, at, payload, offset) => {
      segment.readings += 1
      reach(segment, at)
      const known = this.newest.get(point)
      if (known === undefined || at > known.at) this.newest.set(point, toReading(payload, offset))
    })
    if (segment.readings === 0) {
      rmSync(path)
      return
    }
    segment.bytes = whole
    this.#segments.push(segment)
    this.#size += segment.readings
    this.#bytes += whole
  }

  async #openSegment(): Promise<Segment> {
    const newest = this.#segments.at(-1)
    if (this.#file && newest && newest.bytes < this.#segmentBytes) return newest
    await this.#file?.datasync()
    await this.#closeSegment()
    const path = join(this.#folder, `${String(this.#next).padStart(10, '0')}.spool`)
    this.#next += 1
    this.#file = await open(path, 'ax', 0o600)
    await syncFolder(this.#folder)
    const segment = newSegment(path)
    this.#segments.push(segment)
    return segment
  }

  async #closeSegment(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.close()
  }
}

function newSegment(path: string): Segment {
  return { path, readings: 0, bytes: 0, from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }
}

function reach(segment: Segment, at: number): void {
  if (at < segment.from) segment.from = at
  if (at > segment.to) segment.to = at
}

function readInto(found: Reading[], path: string, after: number): void {
  const bytes = readFileSync(path)
  eachReading(bytes, wholeFrames(bytes), (_, at, payload, offset) => {
    if (at > after) found.push(toReading(payload, offset))
  })
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position)
  if (bytesRead < length) throw new Problem('store.unavailable', 'the spool ends before it should')
  return buffer
}

/** A new file's name survives a power cut only when its folder was synced too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}
