/**
 * What arrives while one commit runs goes into the next one together, and everybody in it is answered together: the disk
 * is asked once for many, and the more there is to do the less each costs.
 */
import type { Reading } from '../core/contract/reading.ts'
import type { Clock, ReadingSink } from '../core/ports.ts'
import {
  BATCH_MAX_READINGS,
  COMMIT_EVERY_MS,
  STORE_RETRY_FIRST_MS,
  STORE_RETRY_LONGEST_MS,
  STORE_RETRY_MAX_MS,
} from './limits.ts'

/** Who waits to hear that a packet is durable. `id` is whatever was given with the packet. */
export interface Receipt {
  durable(id: number): void
  lost(error: Error, id: number): void
}

interface Batch {
  readonly readings: Reading[]
  readonly receipts: Receipt[]
  readonly ids: number[]
  /** Steady: when the first of it came. */
  readonly since: number
}

export interface GroupCommitParts {
  readonly clock: Clock
  readonly sink: ReadingSink
  /** How long the first packet of a commit waited, ms. */
  readonly onDurable: (ms: number) => void
}

export class GroupCommit {
  readonly #parts: GroupCommitParts
  readonly #batches: Batch[] = []
  #queued = 0
  /** When the last commit began, steady. */
  #committedAt = Number.NEGATIVE_INFINITY
  #running: Promise<void> | null = null
  /** When the store was first seen to fail, steady, and how long to wait before it is asked again. */
  #downSince: number | null = null
  #pauseMs = STORE_RETRY_FIRST_MS

  constructor(parts: GroupCommitParts) {
    this.#parts = parts
  }

  /** Readings on their way to the disk. */
  get queued(): number {
    return this.#queued
  }

  /** Receipts are answered in the order in which they were added, also those without readings. */
  add(readings: readonly Reading[], receipt: Receipt | null, id: number): void {
    const last = this.#batches.at(-1)
    const batch = last === undefined || last.readings.length >= BATCH_MAX_READINGS ? this.#begin() : last
    for (const reading of readings) batch.readings.push(reading)
    this.#queued += readings.length
    if (receipt === null) return
    batch.receipts.push(receipt)
    batch.ids.push(id)
  }

  /** Resolves when nothing is on its way to the store any more. */
  async settled(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  #begin(): Batch {
    const batch = { readings: [], receipts: [], ids: [], since: this.#parts.clock.monotonic() }
    this.#batches.push(batch)
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
    return batch
  }

  async #run(): Promise<void> {
    // What the sockets have ready in this turn shares the first commit.
    await new Promise(resolve => setImmediate(resolve))
    while (this.#batches.length > 0) {
      await this.#rest()
      const batch = this.#batches.shift() as Batch
      await this.#commit(batch)
      this.#queued -= batch.readings.length
    }
  }

  /** A commit costs the same for one reading as for a hundred: under a steady load they are kept apart. */
  async #rest(): Promise<void> {
    const restMs = this.#committedAt + COMMIT_EVERY_MS - this.#parts.clock.monotonic()
    if (restMs > 0 && this.#queued < BATCH_MAX_READINGS) await pause(restMs)
    this.#committedAt = this.#parts.clock.monotonic()
  }

  async #commit({ readings, receipts, ids, since }: Batch): Promise<void> {
    try {
      if (readings.length > 0) await this.#persist(readings)
    } catch (error) {
      for (let n = 0; n < receipts.length; n++) receipts[n]?.lost(error as Error, ids[n] as number)
      return
    }
    this.#parts.onDurable(this.#parts.clock.monotonic() - since)
    for (let n = 0; n < receipts.length; n++) receipts[n]?.durable(ids[n] as number)
  }

  /**
   * Asks a store that fails again and again, for 10 s from its first failure. From then on each batch is tried once,
   * after the pause: its sender hears of it and neither side turns in a tight circle.
   */
  async #persist(readings: readonly Reading[]): Promise<void> {
    for (;;) {
      try {
        await this.#parts.sink.accept(readings)
        this.#downSince = null
        this.#pauseMs = STORE_RETRY_FIRST_MS
        return
      } catch (error) {
        const now = this.#parts.clock.monotonic()
        this.#downSince ??= now
        const givenUp = now - this.#downSince >= STORE_RETRY_MAX_MS
        await pause(this.#pauseMs)
        this.#pauseMs = Math.min(STORE_RETRY_LONGEST_MS, this.#pauseMs * 2)
        if (givenUp) throw error
      }
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
