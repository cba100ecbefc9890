/**
 * The way into InfluxDB: at once when it is there, by way of the spool when it is away, in order.
 *
 * A reading that the server refuses for ever (a field of another type under our name) would block all behind it: the
 * batch is halved until the reading stands alone, and that one is set aside in `refused.jsonl`, in the spool's folder.
 */
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import type { Logger } from '../services.ts'
import { type InfluxServer, WRITE_READINGS } from './influx-server.ts'
import type { Spool } from './spool.ts'

const RETRY_MS = 1000
/** So few are written before the next batch instead of behind it, so that a busy spool comes to an end. */
const FEW = 20_000

export class InfluxWriter {
  readonly #server: InfluxServer
  readonly #spool: Spool
  readonly #folder: string
  readonly #log: Logger
  /** The newest reading of each point that is safe, here or there. */
  readonly last: Map<PointId, Reading>
  duplicates = 0
  refused = 0
  #draining: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined
  #closed = false

  constructor(server: InfluxServer, spool: Spool, folder: string, last: Map<PointId, Reading>, log: Logger) {
    this.#server = server
    this.#spool = spool
    this.#folder = folder
    this.#log = log
    this.last = last
    if (spool.size > 0) this.#retryLater()
  }

  /** Resolves when every reading is on a disk: the server's or this machine's. Not to be called again before that. */
  async commit(batch: readonly Reading[]): Promise<void> {
    const { fresh, newest } = this.#withoutRepeats(batch)
    if (this.#spool.size > 0 && this.#spool.size <= FEW && this.#server.failure === undefined)
      await this.drain()
    const left = this.#spool.size > 0 ? fresh : await this.#write(fresh)
    if (left.length > 0) {
      if (this.#spool.size === 0)
        this.#log.warn({ reason: this.#server.failure }, 'InfluxDB is away: readings are kept on this disk')
      await this.#spool.append(left)
      this.#retryLater()
    }
    for (const [point, reading] of newest) this.last.set(point, reading)
  }

  /** Writes what waits in the spool, in order, until it is empty or the server is away again. */
  drain(): Promise<void> {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined
      if (this.#spool.size > 0) this.#retryLater()
    })
    return this.#draining
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    await this.#draining
    await this.#spool.close()
  }

  /** Twice in one batch, or exactly the newest again: cheap to know. Older repeats overwrite themselves over there. */
  #withoutRepeats(batch: readonly Reading[]) {
    const newest = new Map<PointId, Reading>()
    const seen = new Set<string>()
    const fresh = batch.filter(reading => {
      const known = newest.get(reading.point) ?? this.last.get(reading.point)
      const key = `${reading.point} ${reading.at}`
      if (known?.at === reading.at || seen.has(key)) return false
      seen.add(key)
      if (known === undefined || reading.at > known.at) newest.set(reading.point, reading)
      return true
    })
    this.duplicates += batch.length - fresh.length
    return { fresh, newest }
  }

  /** What could not be written because the server is away, in order. */
  async #write(readings: readonly Reading[]): Promise<readonly Reading[]> {
    for (let start = 0; start < readings.length; start += WRITE_READINGS) {
      const part = readings.slice(start, start + WRITE_READINGS)
      const outcome = await this.#server.write(part)
      if (outcome === 'away') return readings.slice(start)
      if (outcome === 'kept') continue
      const left = await this.#writeRefused(part)
      if (left.length > 0) return [...left, ...readings.slice(start + part.length)]
    }
    return []
  }

  async #writeRefused(part: readonly Reading[]): Promise<readonly Reading[]> {
    if (part.length === 1) {
      await this.#setAside(part)
      return []
    }
    const middle = Math.ceil(part.length / 2)
    const left = await this.#write(part.slice(0, middle))
    if (left.length > 0) return [...left, ...part.slice(middle)]
    return this.#write(part.slice(middle))
  }

  async #setAside(readings: readonly Reading[]): Promise<void> {
    const reason = this.#server.failure
    const file = await open(join(this.#folder, 'refused.jsonl'), 'a', 0o600)
    try {
      await file.appendFile(readings.map(reading => `${JSON.stringify({ ...reading, reason })}\n`).join(''))
      await file.datasync()
    } finally {
      await file.close()
    }
    this.refused += readings.length
    this.#log.error(
      { reading: readings[0], reason },
      'InfluxDB refuses a reading; it is set aside in refused.jsonl',
    )
  }

  async #drain(): Promise<void> {
    while (this.#spool.size > 0 && !this.#closed) {
      const left = await this.#write(await this.#spool.oldest())
      if (left.length > 0) return
      this.#spool.removeOldest()
      if (this.#spool.size === 0) this.#log.info({}, 'InfluxDB is back: all spooled readings are stored')
    }
  }

  /** A retry that is due already stays due: a busy site must not put it off with every batch. */
  #retryLater(): void {
    if (this.#closed || this.#retry !== undefined || this.#draining !== undefined) return
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.drain().catch(error =>
        this.#log.error({ error: String(error) }, 'the spool cannot be written back'),
      )
    }, RETRY_MS)
  }
}
