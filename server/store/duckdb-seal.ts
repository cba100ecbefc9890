/**
 * Moves days that are over out of the hot table into sealed files, and months that nothing late can reach any more into
 * a few larger ones. A crash at any moment leaves either the old or the new: a file is written under another name, put
 * on the disk, renamed, and only then, in the one transaction that takes its readings out of the table, put on the list.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import type { Logger } from '../services.ts'
import { hoursOf } from './duckdb-hours.ts'
import { type Manifest, quoted, type SealedFile, sizeOf } from './duckdb-manifest.ts'
import { firstLine } from './store-fault.ts'

const DAY_MS = 86_400_000
/** How long a day is over before it is sealed: most of what is late comes within it. */
const GRACE_MS = 6 * 3_600_000
/** A sealed file takes late readings in at most this often. */
const MERGE_EVERY_MS = 86_400_000
/** Readings older than 30 days are refused on the way in; a month that ended this long ago is complete. */
const COMPLETE_AFTER_MS = 35 * DAY_MS
/** Sorting so many takes about a quarter of the memory the engine may use. */
const CHUNK_READINGS = 3_000_000
const LAST_POINT = 65_535
const FORMAT = '(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)'

type Range = Pick<SealedFile, 'from' | 'to' | 'minPoint' | 'maxPoint'>

export class Sealer {
  readonly #connection: DuckDBConnection
  readonly #manifest: Manifest
  readonly #log: Logger
  #garbage: readonly SealedFile[] = []
  #written = 0
  #stopping = false

  /** The connection is used for nothing else. */
  constructor(connection: DuckDBConnection, manifest: Manifest, log: Logger) {
    this.#connection = connection
    this.#manifest = manifest
    this.#log = log
  }

  /** What is under way ends with the file it is at. */
  stop(): void {
    this.#stopping = true
  }

  /** Seals, merges and compacts what is due. Rejects when the disk does not take it; everything is then as before. */
  async run(now: number): Promise<void> {
    // No query that began before the last run still reads them.
    this.#manifest.remove(this.#garbage)
    this.#garbage = []
    for (const day of await this.#hotDays(now - GRACE_MS)) {
      if (this.#stopping) return
      const files = this.#manifest.within({ from: day, to: day + DAY_MS })
      if (files.length === 0)
        await this.#seal({ from: day, to: day + DAY_MS, minPoint: 0, maxPoint: LAST_POINT }, undefined, now)
      for (const file of files)
        if (now - file.sealedAt >= MERGE_EVERY_MS && (await this.#hasHot(file)))
          await this.#seal(file, file, now)
    }
    await this.#compact(now)
  }

  /** Forgets all readings before a time. */
  async drop(before: number, now: number): Promise<void> {
    const old = this.#manifest.files.filter(({ from }) => from < before)
    const cut = old.filter(({ to }) => to > before)
    const come: SealedFile[] = []
    for (const file of cut) {
      const rest = `(${this.#manifest.readings([file])} WHERE at_ms >= ${before})`
      const written = await this.#write(rest, file, now)
      if (written !== undefined) come.push(written)
    }
    await this.#exchange(old, come, [
      `DELETE FROM readings WHERE at_ms < ${before}`,
      `DELETE FROM newest WHERE at_ms < ${before}`,
    ])
  }

  /** The whole days before a time that the hot table has readings of, oldest first. */
  async #hotDays(before: number): Promise<number[]> {
    const end = Math.floor(before / DAY_MS) * DAY_MS
    const [days = []] = (
      await this.#connection.runAndReadAll(
        `SELECT DISTINCT (floor(at_ms / ${DAY_MS}.0) * ${DAY_MS})::DOUBLE AS day FROM readings WHERE at_ms < ${end} ORDER BY day`,
      )
    ).getColumns()
    return days as number[]
  }

  async #hasHot(range: Range): Promise<boolean> {
    const reader = await this.#connection.runAndReadAll(
      `SELECT 1 FROM readings WHERE ${inRange(range)} LIMIT 1`,
    )
    return reader.currentRowCount > 0
  }

  /**
   * What the table has of a range, and what its file has, into a new file. One transaction sees the table as it was at
   * its beginning, so it takes out exactly what it wrote, whatever arrives meanwhile.
   */
  async #seal(range: Range, old: SealedFile | undefined, now: number): Promise<void> {
    const hot = `SELECT point, at_ms, value, quality FROM readings WHERE ${inRange(range)}`
    const all = old === undefined ? `(${hot})` : `(${hot} UNION ALL ${this.#manifest.readings([old])})`
    await this.#transaction(async () => {
      const file = await this.#write(all, range, now)
      if (file === undefined) return
      await this.#exchangeInside(
        old === undefined ? [] : [old],
        [file],
        [`DELETE FROM readings WHERE ${inRange(range)}`, newestWith(this.#manifest.readings([file]))],
      )
    })
  }

  /** The oldest complete month that still lies in days, in chunks of points. */
  async #compact(now: number): Promise<void> {
    const due = this.#manifest.files.filter(
      ({ from, to }) => to - from <= DAY_MS && now - monthAfter(from) >= COMPLETE_AFTER_MS,
    )
    const first = due[0]
    if (first === undefined) return
    const [from, to] = [monthOf(first.from), monthAfter(first.from)]
    const days = due.filter(file => file.from < to)
    const source = this.#manifest.readings(days)
    const come: SealedFile[] = []
    for (const [minPoint, maxPoint] of await this.#chunks(source)) {
      // What was written without being put on the list goes at the next start.
      if (this.#stopping) return
      const points = `(SELECT * FROM (${source}) WHERE point BETWEEN ${minPoint} AND ${maxPoint})`
      const file = await this.#write(points, { from, to, minPoint, maxPoint }, now)
      if (file !== undefined) come.push(file)
    }
    await this.#exchange(days, come, [])
  }

  /** Neighbouring points with about as many readings as can be sorted at once; together all points there can be. */
  async #chunks(source: string): Promise<[number, number][]> {
    const [points = [], counts = []] = (
      await this.#connection.runAndReadAll(
        `SELECT point, count(*)::DOUBLE FROM (${source}) GROUP BY point ORDER BY point`,
      )
    ).getColumns()
    const chunks: [number, number][] = []
    let begin = 0
    let readings = 0
    for (const [row, point] of points.entries()) {
      const more = counts[row] as number
      if (readings > 0 && readings + more > CHUNK_READINGS) {
        chunks.push([begin, (point as number) - 1])
        begin = point as number
        readings = 0
      }
      readings += more
    }
    return [...chunks, [begin, LAST_POINT]]
  }

  /** Undefined when there is nothing to write. */
  async #write(source: string, range: Range, now: number): Promise<SealedFile | undefined> {
    const { folder } = this.#manifest
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.#written += 1
    const name = `${new Date(range.from).toISOString().slice(0, 10)}.${now}-${this.#written}`
    const [readings, hours] = [join(folder, `${name}.parquet`), join(folder, `${name}.hours.parquet`)]
    try {
      await this.#copy(`SELECT point, at_ms, value, quality FROM ${source} ORDER BY point, at_ms`, readings)
      await this.#copy(hoursOf(`read_parquet(${quoted(readings)})`), hours)
      const [counts = [], firsts = []] = (
        await this.#connection.runAndReadAll(
          `SELECT count(*)::DOUBLE, min(at_ms)::DOUBLE FROM read_parquet(${quoted(readings)})`,
        )
      ).getColumns()
      const count = counts[0] as number
      if (count === 0) throw new Nothing()
      const { from, to, minPoint, maxPoint } = range
      const bytes = sizeOf(folder, name)
      const earliest = firsts[0] as number
      return { name, from, to, minPoint, maxPoint, readings: count, bytes, earliest, sealedAt: now }
    } catch (error) {
      for (const path of [readings, hours]) rmSync(path, { force: true })
      if (error instanceof Nothing) return undefined
      throw error
    }
  }

  async #copy(query: string, path: string): Promise<void> {
    const unfinished = `${path}.unfinished`
    try {
      await this.#connection.run(`COPY (${query}) TO ${quoted(unfinished)} ${FORMAT}`)
      sync(unfinished)
      renameSync(unfinished, path)
      sync(this.#manifest.folder)
    } catch (error) {
      rmSync(unfinished, { force: true })
      throw error
    }
  }

  async #exchange(gone: readonly SealedFile[], come: readonly SealedFile[], also: readonly string[]) {
    await this.#transaction(() => this.#exchangeInside(gone, come, also))
  }

  async #exchangeInside(
    gone: readonly SealedFile[],
    come: readonly SealedFile[],
    also: readonly string[],
  ): Promise<void> {
    for (const statement of also) await this.#connection.run(statement)
    for (const { name } of gone) await this.#connection.run(`DELETE FROM sealed WHERE name = ${quoted(name)}`)
    for (const file of come) await this.#connection.run(`INSERT INTO sealed VALUES (${rowOf(file)})`)
    await this.#manifest.replace(gone, come, async () => void (await this.#connection.run('COMMIT')))
    this.#garbage = [...this.#garbage, ...gone]
  }

  /** `work` commits. */
  async #transaction(work: () => Promise<void>): Promise<void> {
    await this.#connection.run('BEGIN')
    try {
      await work()
    } catch (error) {
      this.#log.warn({ error: firstLine(error) }, 'readings could not be sealed; they stay where they are')
      throw error
    } finally {
      // Nothing to undo after a commit.
      await this.#connection.run('ROLLBACK').catch(() => undefined)
    }
  }
}

class Nothing extends Error {}

function inRange({ from, to, minPoint, maxPoint }: Range): string {
  return `at_ms >= ${from} AND at_ms < ${to} AND point BETWEEN ${minPoint} AND ${maxPoint}`
}

/** The newest reading of each point must be known at the next start without reading all files. */
function newestWith(readings: string): string {
  return `CREATE OR REPLACE TABLE newest AS
    SELECT point, max(at_ms) AS at_ms, arg_max(value, at_ms) AS value, arg_max(quality, at_ms) AS quality
    FROM (SELECT * FROM newest UNION ALL ${readings}) GROUP BY point`
}

function rowOf(file: SealedFile): string {
  const { name, from, to, minPoint, maxPoint, readings, bytes, earliest, sealedAt } = file
  return [quoted(name), from, to, minPoint, maxPoint, readings, bytes, earliest, sealedAt].join(', ')
}

function monthOf(at: number): number {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
}

function monthAfter(at: number): number {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
