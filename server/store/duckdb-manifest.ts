/**
 * Where the readings are: the hot table, in the order of arrival, and the sealed files, sorted by point and time, each
 * with the hours it sums up beside it. A query names its scope and is given what to read from.
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '../services.ts'

/** What a query answers with, column by column. */
export type Columns = readonly (readonly unknown[])[]

/** One sealed file: all readings of its points in its time that were there when it was written. */
export interface SealedFile {
  /** Without its ending; `.parquet` holds the readings and `.hours.parquet` the hours. */
  readonly name: string
  /** [from, to), ms. */
  readonly from: number
  readonly to: number
  readonly minPoint: number
  readonly maxPoint: number
  readonly readings: number
  readonly bytes: number
  readonly earliest: number
  readonly sealedAt: number
}

/** What a query is about: [from, to), ms, and points when they are known. */
export interface Scope {
  readonly from: number
  readonly to: number
  readonly points?: readonly number[]
}

export const MANIFEST_SCHEMA = `
  CREATE TABLE IF NOT EXISTS sealed (name VARCHAR NOT NULL, from_ms BIGINT NOT NULL, to_ms BIGINT NOT NULL,
    min_point USMALLINT NOT NULL, max_point USMALLINT NOT NULL, readings BIGINT NOT NULL, bytes BIGINT NOT NULL,
    earliest BIGINT NOT NULL, sealed_at BIGINT NOT NULL);
  CREATE TABLE IF NOT EXISTS newest (
    point USMALLINT NOT NULL, at_ms BIGINT NOT NULL, value DOUBLE NOT NULL, quality UTINYINT NOT NULL)`

export const MANIFEST_QUERY = `SELECT name, from_ms::DOUBLE, to_ms::DOUBLE, min_point, max_point, readings::DOUBLE,
  bytes::DOUBLE, earliest::DOUBLE, sealed_at::DOUBLE FROM sealed ORDER BY from_ms, min_point`

export class Manifest {
  readonly folder: string
  #files: readonly SealedFile[]
  #version = 0
  #changing: Promise<void> | undefined
  /** Names of files that should be there and are not, or not whole. */
  readonly missing: readonly string[]

  private constructor(folder: string, files: readonly SealedFile[], missing: readonly string[]) {
    this.folder = folder
    this.#files = files
    this.missing = missing
  }

  /** Takes what the table says; files it does not name are the remains of a crash, and go. */
  static load(folder: string, columns: Columns, log: Logger): Manifest {
    const all = filesOf(columns)
    const names = new Set(all.flatMap(({ name }) => [`${name}.parquet`, `${name}.hours.parquet`]))
    for (const name of existsSync(folder) ? readdirSync(folder) : [])
      if (!names.has(name)) rmSync(join(folder, name), { force: true })
    const isWhole = ({ name, bytes }: SealedFile) => sizeOf(folder, name) === bytes
    const missing = all.filter(file => !isWhole(file)).map(({ name }) => join(folder, `${name}.parquet`))
    for (const file of missing) log.error({ file }, 'a file of sealed readings is missing or damaged')
    return new Manifest(folder, all.filter(isWhole), missing)
  }

  get files(): readonly SealedFile[] {
    return this.#files
  }

  within({ from, to, points }: Scope): SealedFile[] {
    const asked = (file: SealedFile) =>
      points === undefined || points.some(point => point >= file.minPoint && point <= file.maxPoint)
    return this.#files.filter(file => file.from < to && file.to > from && asked(file))
  }

  /** SQL for a table of `point, at_ms, value, quality` that holds at least the readings of the scope. */
  source(scope: Scope): string {
    const sealed = this.within(scope)
    const hot = 'SELECT point, at_ms, value, quality FROM readings'
    return sealed.length === 0 ? `(${hot})` : `(${hot} UNION ALL ${this.readings(sealed)})`
  }

  readings(files: readonly SealedFile[]): string {
    return `SELECT point, at_ms, value, quality FROM read_parquet([${this.#paths(files, 'parquet')}])`
  }

  /** SQL for the hours of some files, as `HOURS` of duckdb-hours.ts writes them. */
  hours(files: readonly SealedFile[]): string {
    return `SELECT * FROM read_parquet([${this.#paths(files, 'hours.parquet')}])`
  }

  #paths(files: readonly SealedFile[], ending: string): string {
    return files.map(({ name }) => quoted(join(this.folder, `${name}.${ending}`))).join(', ')
  }

  /**
   * Asks again when files changed meanwhile: a statement sees the table as it was when it began, and the list of files
   * is older than that by the time it took to begin.
   */
  async steady<T>(ask: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.#changing
      const version = this.#version
      const answer = await ask().catch((error: unknown) => {
        if (version === this.#version && this.#changing === undefined) throw error
      })
      if (version === this.#version && this.#changing === undefined) return answer as T
    }
  }

  /** Puts files in the place of others; `commit` makes it durable. */
  async replace(
    gone: readonly SealedFile[],
    come: readonly SealedFile[],
    commit: () => Promise<void>,
  ): Promise<void> {
    const changed = Promise.withResolvers<void>()
    this.#changing = changed.promise
    try {
      await commit()
      const kept = this.#files.filter(file => !gone.includes(file))
      this.#files = [...kept, ...come].sort((a, b) => a.from - b.from || a.minPoint - b.minPoint)
    } finally {
      this.#version += 1
      this.#changing = undefined
      changed.resolve()
    }
  }

  /** Takes files off the disk that no list names any more. */
  remove(files: readonly SealedFile[]): void {
    for (const { name } of files)
      for (const ending of ['parquet', 'hours.parquet'])
        rmSync(join(this.folder, `${name}.${ending}`), { force: true })
  }
}

/** What both files of a name take on the disk. */
export function sizeOf(folder: string, name: string): number {
  const size = (ending: string) =>
    statSync(join(folder, `${name}.${ending}`), { throwIfNoEntry: false })?.size ?? Number.NaN
  return size('parquet') + size('hours.parquet')
}

/** A text as SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

function filesOf(columns: Columns): SealedFile[] {
  const [
    names = [],
    froms = [],
    tos = [],
    mins = [],
    maxs = [],
    counts = [],
    bytes = [],
    firsts = [],
    ats = [],
  ] = columns
  return names.map((name, row) => ({
    name: String(name),
    from: froms[row] as number,
    to: tos[row] as number,
    minPoint: mins[row] as number,
    maxPoint: maxs[row] as number,
    readings: counts[row] as number,
    bytes: bytes[row] as number,
    earliest: firsts[row] as number,
    sealedAt: ats[row] as number,
  }))
}
