/**
 * The way into InfluxDB: at once when it is there, by way of the spool when it is away, in order.
 *
 * A batch that is refused is written again in parts, of about the square root of its size and then one by one, so that a
 * reading nobody will ever take has been tried three times when it is set aside. A batch that is too large is halved,
 * and those after it are no larger.
 */
import type { PointId, Reading } from '../../core/contract/reading.ts'
import type { Logger } from '../services.ts'
import { Refused } from './influx-refused.ts'
import type { Repeats } from './influx-repeats.ts'
import type { InfluxServer } from './influx-server.ts'
import type { Spool } from './spool.ts'
import { firstLine } from './store-fault.ts'

const WRITE_READINGS = 5000
const RETRY_MS = 1000
/** So few are written before the next batch instead of behind it, so that a busy spool comes to an end. */
const FEW = 20_000
/** A refused batch of so few is written one by one. */
const FEW_REFUSED = 100

export interface InfluxWriterParts {
  readonly server: InfluxServer
  readonly spool: Spool
  readonly folder: string
  /** The newest reading of each point that is safe, here or there; kept up here. */
  readonly last: Map<PointId, Reading>
  /** Tells `repeats` what the server has. Rejects when it is away. */
  readonly begin: () => Promise<void>
  readonly repeats: Repeats
  readonly log: Logger
}

export class InfluxWriter {
  readonly #parts: InfluxWriterParts
  readonly #refused: Refused
  #batchReadings = WRITE_READINGS
  /** What stops us that is not the server's fault: a full disk. */
  #fault: string | undefined
  #draining: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined
  #closed = false

  constructor(parts: InfluxWriterParts) {
    this.#parts = parts
    this.#refused = new Refused(parts.folder, parts.log)
    if (parts.spool.size > 0) this.#retryLater()
  }

  get refused(): number {
    return this.#refused.count
  }

  get failure(): string | undefined {
    return this.#parts.spool.failure ?? this.#fault ?? this.#parts.server.failure
  }

  /** Undefined unless the server wants smaller batches than ours. */
  get smallerBatch(): number | undefined {
    return this.#batchReadings < WRITE_READINGS ? this.#batchReadings : undefined
  }

  /** Resolves when every reading is on a disk: the server's or this machine's. Not to be called again before that. */
  async commit(batch: readonly Reading[]): Promise<void> {
    const { spool, last, log } = this.#parts
    if (spool.size > 0 && spool.size <= FEW && this.failure === undefined) await this.drain()
    const left = spool.size > 0 ? batch : await this.#write(batch)
    if (left.length > 0) {
      if (spool.size === 0)
        log.warn({ reason: this.failure }, 'InfluxDB is away: readings are kept on this disk')
      await spool.append(left)
      this.#retryLater()
    }
    for (const reading of batch)
      if (reading.at > (last.get(reading.point)?.at ?? Number.NEGATIVE_INFINITY))
        last.set(reading.point, reading)
  }

  /** Writes what waits in the spool, in order, until it is empty or the server is away again. */
  drain(): Promise<void> {
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined
      if (this.#parts.spool.size > 0) this.#retryLater()
    })
    return this.#draining
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#retry)
    await this.#draining
    await this.#parts.spool.close()
  }

  /** What could not be written because the server is away, in order. */
  async #write(readings: readonly Reading[]): Promise<readonly Reading[]> {
    const { repeats, begin } = this.#parts
    for (let start = 0; start < readings.length; ) {
      const part = readings.slice(start, start + this.#batchReadings)
      try {
        if (!repeats.begun) await begin()
        const fresh = await repeats.fresh(part)
        if (!(await this.#send(fresh))) return readings.slice(start)
        repeats.kept(fresh, part)
        this.#fault = undefined
      } catch (error) {
        if (this.#parts.server.failure === undefined) this.#fault = firstLine(error)
        return readings.slice(start)
      }
      start += part.length
    }
    return []
  }

  /** True when each of them is written or set aside. Rejects when it cannot be set aside. */
  async #send(readings: readonly Reading[]): Promise<boolean> {
    if (readings.length === 0) return true
    const { server } = this.#parts
    const outcome = await server.write(readings)
    if (outcome === 'kept') return true
    if (outcome === 'away') return false
    if (outcome === 'all-refused' || readings.length === 1) {
      await this.#refused.setAside(readings, server.failure)
      server.isWell()
      return true
    }
    if (outcome === 'refused') return this.#sendInParts(readings, partOf(readings.length))
    this.#batchReadings = Math.ceil(readings.length / 2)
    return this.#sendInParts(readings, this.#batchReadings)
  }

  async #sendInParts(readings: readonly Reading[], size: number): Promise<boolean> {
    for (let start = 0; start < readings.length; start += size)
      if (!(await this.#send(readings.slice(start, start + size)))) return false
    return true
  }

  async #drain(): Promise<void> {
    const { spool, log } = this.#parts
    while (spool.size > 0 && !this.#closed) {
      const left = await this.#write(await spool.oldest())
      if (left.length > 0) return
      await spool.forget()
      if (spool.size === 0) log.info({}, 'InfluxDB is back: all spooled readings are stored')
    }
  }

  /** A retry that is due already stays due: a busy site must not put it off with every batch. */
  #retryLater(): void {
    if (this.#closed || this.#retry !== undefined || this.#draining !== undefined) return
    this.#retry = setTimeout(() => {
      this.#retry = undefined
      this.drain().catch(error =>
        this.#parts.log.error({ error: String(error) }, 'the spool cannot be written back'),
      )
    }, RETRY_MS)
  }
}

const partOf = (refused: number) => (refused <= FEW_REFUSED ? 1 : Math.ceil(Math.sqrt(refused)))
