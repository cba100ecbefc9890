/**
 * Adds readings to DuckDB, each point + time once, without an index.
 *
 * A primary key costs 53 bytes a reading and two thirds of the speed. Instead the newest time of each point is kept in
 * memory: what is newer cannot be there yet. Only the rest (resent, late) is looked up in the table.
 */
import {
  BIGINT,
  DOUBLE,
  DuckDBDataChunk,
  type DuckDBPreparedStatement,
  LIST,
  listValue,
  USMALLINT,
  UTINYINT,
} from '@duckdb/node-api'
import { Problem } from '../../core/contract/error.ts'
import { type PointId, QUALITIES, type Reading } from '../../core/contract/reading.ts'
import type { DuckDbFile } from './duckdb-file.ts'
import { firstLine } from './store-fault.ts'

const COLUMNS = [USMALLINT, BIGINT, DOUBLE, UTINYINT]
/** The engine's own size of a piece. */
const CHUNK_ROWS = 2048
/** So many at most are worth a statement of their own, which costs less than half of an appender's set-up. */
const FEW = 32

/** Point + time as one thing to look up. */
const key = (point: number, at: number) => `${point} ${at}`

export class DuckDbAppender {
  readonly #file: DuckDbFile
  /** By the number of rows they take. */
  readonly #inserts = new Map<number, DuckDBPreparedStatement>()
  /** The newest reading of each point that is durable. */
  readonly last: Map<PointId, Reading>
  duplicates = 0

  constructor(file: DuckDbFile, last: Map<PointId, Reading>) {
    this.#file = file
    this.last = last
  }

  /** One transaction, durable when it resolves. Not to be called again before that. */
  async commit(batch: readonly Reading[]): Promise<void> {
    const { newer, others, last } = this.#sort(batch)
    const late = others.length === 0 ? others : await this.#unknown(others, newer)
    await this.#write(newer, late)
    this.duplicates += others.length - late.length
    for (const [point, reading] of last) this.last.set(point, reading)
  }

  /** `newer` ascends for each point, so it holds no point + time twice. */
  #sort(batch: readonly Reading[]) {
    const last = new Map<PointId, Reading>()
    const newer: Reading[] = []
    const others: Reading[] = []
    for (const reading of batch) {
      const known = last.get(reading.point) ?? this.last.get(reading.point)
      if (known !== undefined && reading.at <= known.at) others.push(reading)
      else {
        newer.push(reading)
        last.set(reading.point, reading)
      }
    }
    return { newer, others, last }
  }

  /** Those whose point + time is in neither this batch nor the table yet; the first of several wins. */
  async #unknown(others: readonly Reading[], newer: readonly Reading[]): Promise<Reading[]> {
    const seen = new Set(newer.map(({ point, at }) => key(point, at)))
    const candidates = others.filter(({ point, at }) => !seen.has(key(point, at)) && seen.add(key(point, at)))
    if (candidates.length === 0) return []
    const from = candidates.reduce((least, { at }) => Math.min(least, at), Number.MAX_SAFE_INTEGER)
    const to = candidates.reduce((most, { at }) => Math.max(most, at), Number.MIN_SAFE_INTEGER)
    const [points = [], times = []] = await this.#file.readToWrite(
      { from, to: to + 1, points: [...new Set(candidates.map(({ point }) => point))] },
      source => `SELECT r.point, r.at_ms::DOUBLE FROM ${source} r
       JOIN (SELECT unnest($points) AS point, unnest($times) AS at_ms) c ON r.point = c.point AND r.at_ms = c.at_ms
       WHERE r.at_ms BETWEEN $from::BIGINT AND $to::BIGINT`,
      {
        points: listValue(candidates.map(reading => reading.point)),
        times: listValue(candidates.map(reading => BigInt(reading.at))),
        from: BigInt(from),
        to: BigInt(to),
      },
      { points: LIST(USMALLINT), times: LIST(BIGINT) },
    )
    const stored = new Set(points.map((point, row) => key(point as number, times[row] as number)))
    return candidates.filter(({ point, at }) => !stored.has(key(point, at)))
  }

  async #write(...parts: readonly Reading[][]): Promise<void> {
    const rows = parts.reduce((sum, part) => sum + part.length, 0)
    if (rows === 0) return
    try {
      if (rows <= FEW) await this.#insert(parts.flat())
      else await this.#append(parts)
    } catch (error) {
      throw new Problem('store.unavailable', `DuckDB: ${firstLine(error)}`)
    }
  }

  /** A transaction by itself. */
  async #insert(readings: readonly Reading[]): Promise<void> {
    const statement = await this.#insertOf(readings.length)
    for (const [row, { point, at, value, quality }] of readings.entries()) {
      const first = row * COLUMNS.length
      statement.bindUSmallInt(first + 1, point)
      statement.bindBigInt(first + 2, BigInt(at))
      statement.bindDouble(first + 3, value)
      statement.bindUTinyInt(first + 4, QUALITIES.indexOf(quality))
    }
    await statement.run()
  }

  async #insertOf(rows: number): Promise<DuckDBPreparedStatement> {
    const kept = this.#inserts.get(rows)
    if (kept !== undefined) return kept
    const marks = Array.from({ length: rows }, () => '(?, ?, ?, ?)').join(', ')
    const statement = await this.#file.writer.prepare(`INSERT INTO readings VALUES ${marks}`)
    this.#inserts.set(rows, statement)
    return statement
  }

  /** The rows go in on this thread, in memory; the commit with its fsync runs on another one. */
  async #append(parts: readonly Reading[][]): Promise<void> {
    const connection = this.#file.writer
    try {
      await connection.run('BEGIN')
      const appender = await connection.createAppender('readings')
      for (const part of parts)
        for (let from = 0; from < part.length; from += CHUNK_ROWS)
          appender.appendDataChunk(chunkOf(part.slice(from, from + CHUNK_ROWS)))
      appender.closeSync()
      await connection.run('COMMIT')
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => undefined)
      throw error
    }
  }
}

/** Column by column, which is how the engine keeps them and half the work of row by row. */
function chunkOf(readings: readonly Reading[]): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(COLUMNS, readings.length)
  chunk.setColumns([
    readings.map(({ point }) => point),
    readings.map(({ at }) => BigInt(at)),
    readings.map(({ value }) => value),
    readings.map(({ quality }) => QUALITIES.indexOf(quality)),
  ])
  return chunk
}
