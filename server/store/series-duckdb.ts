/**
 * Readings in DuckDB, a columnar engine inside this process: the default.
 *
 * A table in the order of arrival for the last days, files sorted by point and time for those before, one process (a
 * lock in the folder). Batches that arrive while a commit runs share the next one. The newest reading of each point lives
 * in memory and is rebuilt at start.
 */
import { statSync } from 'node:fs'
import type { DuckDBValue } from '@duckdb/node-api'
import { type Bucket, type PointId, QUALITIES, type Reading } from '../../core/contract/reading.ts'
import type { CounterUse } from '../../core/points/counter.ts'
import type { CounterQuery, SeriesStats, SeriesStore } from '../../core/ports.ts'
import type { Logger } from '../services.ts'
import { AppendQueue, isStorable } from './append-queue.ts'
import { DuckDbAppender } from './duckdb-append.ts'
import { backUp } from './duckdb-backup.ts'
import { duckDbDeltas } from './duckdb-deltas.ts'
import { type DuckDbFile, openDuckDbFile } from './duckdb-file.ts'
import type { Columns, Scope, SealedFile } from './duckdb-manifest.ts'
import { Sealer } from './duckdb-seal.ts'
import { lockFolder } from './folder-lock.ts'
import { firstLine } from './store-fault.ts'

const DEFAULT_MEMORY_MB = 160
const DEFAULT_LIMIT = 10_000
const LIMITS = { commitReadings: 50_000, waitingReadings: 500_000 }
/** How far back the reading before a moment is looked for first: a day, a month, then everything. */
const REACHES_MS = [86_400_000, 32 * 86_400_000, Number.MAX_SAFE_INTEGER]

export interface DuckDbOptions {
  /** Made when missing; nothing else may live in it. */
  readonly folder: string
  readonly memoryLimitMb?: number
  readonly log: Logger
}

/** Rejects with a `StoreFault` when the folder is in use, cannot be used, or its file is damaged. */
export async function openDuckDbStore(options: DuckDbOptions): Promise<SeriesStore> {
  const release = lockFolder(options.folder)
  try {
    const file = await openDuckDbFile(options.folder, options.memoryLimitMb ?? DEFAULT_MEMORY_MB, options.log)
    return new DuckDbStore(file, await readLast(file), release, options.log)
  } catch (error) {
    release()
    throw error
  }
}

class DuckDbStore implements SeriesStore {
  readonly #file: DuckDbFile
  readonly #appender: DuckDbAppender
  readonly #queue: AppendQueue
  readonly #release: () => void
  readonly #log: Logger
  readonly #sealer: Sealer
  #kept: Promise<void> = Promise.resolve()
  #failure: string | undefined

  constructor(file: DuckDbFile, last: Map<PointId, Reading>, release: () => void, log: Logger) {
    this.#file = file
    this.#appender = new DuckDbAppender(file, last)
    this.#queue = new AppendQueue(batch => this.#commit(batch), LIMITS)
    this.#sealer = new Sealer(file.keeper, file.manifest, log)
    this.#release = release
    this.#log = log
  }

  append(batch: readonly Reading[]): Promise<void> {
    if (batch.every(isStorable)) return this.#queue.append(batch)
    this.#log.warn(
      { reading: batch.find(one => !isStorable(one)) },
      'a reading that is no number is not kept',
    )
    return this.#queue.append(batch.filter(isStorable))
  }

  async range(point: PointId, from: number, to: number, limit = DEFAULT_LIMIT): Promise<Reading[]> {
    const where = 'point = $point::USMALLINT AND at_ms >= $from::BIGINT AND at_ms < $to::BIGINT'
    return this.#readings(
      { from, to, points: [point] },
      `WHERE ${where} ORDER BY at_ms LIMIT $limit::BIGINT`,
      {
        point,
        from: whole(from),
        to: whole(to),
        limit: whole(limit),
      },
    )
  }

  async buckets(point: PointId, from: number, to: number, count: number): Promise<Bucket[]> {
    const widthMs = (to - from) / count
    const [indexes = [], mins = [], avgs = [], maxs = [], counts = []] = await this.#file.read(
      { from, to, points: [point] },
      source => `SELECT floor((at_ms - $from::BIGINT) / $width::DOUBLE) AS bucket,
         min(value), avg(value), max(value), count(*)::DOUBLE
       FROM ${source} WHERE point = $point::USMALLINT AND at_ms >= $from::BIGINT AND at_ms < $to::BIGINT
       GROUP BY bucket ORDER BY bucket`,
      { point, from: whole(from), to: whole(to), width: widthMs },
    )
    return indexes.map((index, row) => ({
      at: Math.round(from + (index as number) * widthMs),
      min: mins[row] as number,
      avg: avgs[row] as number,
      max: maxs[row] as number,
      count: counts[row] as number,
    }))
  }

  async last(): Promise<Map<PointId, Reading>> {
    return new Map(this.#appender.last)
  }

  async before(point: PointId, at: number): Promise<Reading | undefined> {
    const newest = this.#appender.last.get(point)
    if (newest === undefined || newest.at < at) return newest
    for (const reachMs of REACHES_MS) {
      const from = Math.max(at - reachMs, Number.MIN_SAFE_INTEGER)
      const found = await this.#readings(
        { from, to: at, points: [point] },
        `WHERE point = $point::USMALLINT AND at_ms < $at::BIGINT AND at_ms >= $from::BIGINT ORDER BY at_ms DESC LIMIT 1`,
        { point, at: whole(at), from: whole(from) },
      )
      if (found[0]) return found[0]
    }
    return undefined
  }

  deltas(points: readonly CounterQuery[], edges: readonly number[]): Promise<CounterUse[]> {
    return duckDbDeltas(this.#file, this.#appender.last, points, edges)
  }

  /** A page never ends between two readings of one moment, so that the next page can start after it. */
  async since(at: number, limit = DEFAULT_LIMIT): Promise<Reading[]> {
    const page = await this.#readings(
      { from: at, to: Number.MAX_SAFE_INTEGER },
      'WHERE at_ms > $at::BIGINT ORDER BY at_ms, point LIMIT $limit::BIGINT',
      {
        at: whole(Math.floor(at)),
        limit: whole(limit),
      },
    )
    const end = page.at(-1)
    if (end === undefined || page.length < limit) return page
    const rest = await this.#readings(
      { from: end.at, to: end.at + 1 },
      'WHERE at_ms = $at::BIGINT AND point > $point::USMALLINT ORDER BY point',
      {
        at: whole(end.at),
        point: end.point,
      },
    )
    return page.concat(rest)
  }

  async drop(before: number): Promise<void> {
    await this.#keeping(() => this.#sealer.drop(Math.ceil(before), before))
    for (const [point, { at }] of this.#appender.last) if (at < before) this.#appender.last.delete(point)
  }

  maintain(now: number): Promise<void> {
    return this.#keeping(() => this.#sealer.run(now))
  }

  backup(folder: string): Promise<void> {
    return this.#keeping(() => backUp(this.#file, folder))
  }

  async stats(): Promise<SeriesStats> {
    const { manifest, path } = this.#file
    const [counts = [], earliest = []] = await this.#file.query(
      'SELECT count(*)::DOUBLE, min(at_ms)::DOUBLE FROM readings',
    )
    const sum = (of: (file: SealedFile) => number) => manifest.files.reduce((all, file) => all + of(file), 0)
    const firsts = [earliest[0] as number | null, ...manifest.files.map(file => file.earliest)]
    const known = firsts.filter(at => at !== null)
    const [missing] = manifest.missing
    const fault =
      missing === undefined ? undefined : `${missing} is missing or damaged; the other readings are there`
    return {
      kind: 'duckdb',
      healthy: this.#failure === undefined,
      detail: this.#failure ?? fault ?? `readings in ${path}`,
      readings: (counts[0] as number) + sum(({ readings }) => readings),
      bytes: sizeOf(path) + sizeOf(`${path}.wal`) + sum(({ bytes }) => bytes),
      spooled: 0,
      duplicates: this.#appender.duplicates,
      earliest: known.length === 0 ? null : known.reduce((least, at) => Math.min(least, at)),
    }
  }

  async close(): Promise<void> {
    this.#sealer.stop()
    await this.#queue.close()
    await this.#kept
    await this.#file.close()
    this.#release()
  }

  /** One at a time; what failed is said where it was asked for, and harms no other. */
  #keeping(work: () => Promise<void>): Promise<void> {
    const done = this.#kept.then(work)
    this.#kept = done.catch(() => undefined)
    return done
  }

  async #commit(batch: readonly Reading[]): Promise<void> {
    try {
      await this.#appender.commit(batch)
      if (this.#failure !== undefined) this.#log.info({}, 'readings can be kept again')
      this.#failure = undefined
    } catch (error) {
      if (this.#failure === undefined) this.#log.error({ error: firstLine(error) }, 'readings cannot be kept')
      this.#failure = firstLine(error)
      throw error
    }
  }

  async #readings(scope: Scope, rest: string, values: Record<string, DuckDBValue>): Promise<Reading[]> {
    const sql = (source: string) => `SELECT point, at_ms::DOUBLE, value, quality FROM ${source} ${rest}`
    return toReadings(await this.#file.read(scope, sql, values))
  }
}

async function readLast(file: DuckDbFile): Promise<Map<PointId, Reading>> {
  const columns = await file.query(
    `SELECT point, max(at_ms)::DOUBLE, arg_max(value, at_ms), arg_max(quality, at_ms)
     FROM (SELECT point, at_ms, value, quality FROM readings UNION ALL SELECT * FROM newest) GROUP BY point`,
  )
  return new Map(toReadings(columns).map(reading => [reading.point, reading]))
}

function toReadings([points = [], ats = [], values = [], qualities = []]: Columns): Reading[] {
  return points.map((point, row) => ({
    point: point as number,
    at: ats[row] as number,
    value: values[row] as number,
    quality: QUALITIES[qualities[row] as number] ?? 'suspect',
  }))
}

/** For a BIGINT parameter: `x >= 1.5` and `x < 1.5` of whole numbers are `x >= 2` and `x < 2`. */
function whole(value: number): bigint {
  return BigInt(Math.ceil(Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER)))
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
