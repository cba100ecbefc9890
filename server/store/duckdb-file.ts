/** The DuckDB file and the sealed files beside it: opened, their connections, and reading from them. */
import { copyFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance, type DuckDBType, type DuckDBValue } from '@duckdb/node-api'
import { Problem } from '../../core/contract/error.ts'
import type { Logger } from '../services.ts'
import { type Columns, MANIFEST_QUERY, MANIFEST_SCHEMA, Manifest, type Scope } from './duckdb-manifest.ts'
import { firstLine, StoreFault } from './store-fault.ts'

/**
 * Queries at once. Each holds one of libuv's four threads; the commits need theirs whatever people look at.
 */
const READERS = 2

/** With less memory than this the machine is a very small one. */
const SMALL_MB = 128

/** Bytes of log after which DuckDB moves it into the table file. */
const CHECKPOINT_AT = '16MB'

/**
 * DuckDB itself leaves out a log's cut-off end, but refuses one whose end is there and wrong, as some disks leave it
 * when the power goes. Damage this near the end is cut off; further in, a person has to decide.
 */
const DAMAGED_END_BYTES = 64 * 1024

const SCHEMA = `CREATE TABLE IF NOT EXISTS readings (
  point USMALLINT NOT NULL, at_ms BIGINT NOT NULL, value DOUBLE NOT NULL, quality UTINYINT NOT NULL)`

export class DuckDbFile {
  readonly path: string
  /** The one connection that writes; used for nothing else. */
  readonly writer: DuckDBConnection
  /** The one that seals; used for nothing else. */
  readonly keeper: DuckDBConnection
  readonly manifest: Manifest
  readonly #instance: DuckDBInstance
  readonly #idle: DuckDBConnection[]
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = []

  constructor(path: string, instance: DuckDBInstance, connections: DuckDBConnection[], manifest: Manifest) {
    const [writer, keeper, ...readers] = connections
    if (writer === undefined || keeper === undefined) throw new TypeError('no connection')
    this.path = path
    this.writer = writer
    this.keeper = keeper
    this.manifest = manifest
    this.#instance = instance
    this.#idle = readers
  }

  /** The columns of the answer. Rejects with a `Problem` of code `store.unavailable`. */
  async query(
    sql: string,
    values: Record<string, DuckDBValue> = {},
    types: Record<string, DuckDBType> = {},
  ): Promise<Columns> {
    const connection = this.#idle.pop() ?? (await this.#nextIdle())
    try {
      return await ask(connection, sql, values, types)
    } finally {
      const next = this.#waiting.shift()
      if (next) next(connection)
      else this.#idle.push(connection)
    }
  }

  /** Asks of the readings of a scope, wherever they are; `sql` is given what to read them from. */
  read(
    scope: Scope,
    sql: (source: string) => string,
    values: Record<string, DuckDBValue> = {},
    types: Record<string, DuckDBType> = {},
  ): Promise<Columns> {
    return this.manifest.steady(() => this.query(sql(this.manifest.source(scope)), values, types))
  }

  /** As `read`, on the connection that writes and between two commits: they wait for nobody who looks at the past. */
  readToWrite(
    scope: Scope,
    sql: (source: string) => string,
    values: Record<string, DuckDBValue>,
    types: Record<string, DuckDBType>,
  ): Promise<Columns> {
    return this.manifest.steady(() => ask(this.writer, sql(this.manifest.source(scope)), values, types))
  }

  #nextIdle(): Promise<DuckDBConnection> {
    return new Promise(resolve => this.#waiting.push(resolve))
  }

  /** Moves the log into the table file, so that the next start has nothing to replay. */
  async close(): Promise<void> {
    await this.writer.run('CHECKPOINT').catch(() => undefined)
    for (const connection of [this.writer, this.keeper, ...this.#idle]) connection.closeSync()
    this.#instance.closeSync()
  }
}

async function ask(
  connection: DuckDBConnection,
  sql: string,
  values: Record<string, DuckDBValue>,
  types: Record<string, DuckDBType>,
): Promise<Columns> {
  try {
    return (await connection.runAndReadAll(sql, values, types)).getColumns()
  } catch (error) {
    throw new Problem('store.unavailable', `DuckDB: ${firstLine(error)}`)
  }
}

/** Rejects with a {@link StoreFault} that names the file when it is damaged or cannot be opened. */
export async function openDuckDbFile(
  folder: string,
  memoryLimitMb: number,
  log: Logger,
): Promise<DuckDbFile> {
  const path = join(folder, 'readings.duckdb')
  const settings = {
    memory_limit: `${memoryLimitMb}MB`,
    // A commit costs more processor time the more threads wait for something to do.
    threads: String(memoryLimitMb < SMALL_MB ? 1 : 2),
    temp_directory: join(folder, 'tmp'),
    checkpoint_threshold: CHECKPOINT_AT,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  }
  try {
    const instance = await DuckDBInstance.create(path, settings).catch(error => {
      if (!cutDamagedEnd(`${path}.wal`, error, log)) throw error
      return DuckDBInstance.create(path, settings)
    })
    const connections: DuckDBConnection[] = []
    for (let n = 0; n < READERS + 2; n += 1) connections.push(await instance.connect())
    await connections[0]?.run(`${SCHEMA}; ${MANIFEST_SCHEMA}`)
    const sealed = (await connections[0]?.runAndReadAll(MANIFEST_QUERY))?.getColumns() ?? []
    const manifest = Manifest.load(join(folder, 'days'), sealed, log)
    return new DuckDbFile(path, instance, connections, manifest)
  } catch (error) {
    throw new StoreFault(path, `the readings cannot be opened (${firstLine(error)})`, error)
  }
}

/** Whether the log can be read again. The log as it was is kept beside it. */
function cutDamagedEnd(path: string, error: unknown, log: Logger): boolean {
  const position = Number(
    /Corrupt WAL file: entry at byte position (\d+)/.exec(String(error))?.[1] ?? Number.NaN,
  )
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (Number.isNaN(position) || size - position > DAMAGED_END_BYTES) return false
  copyFileSync(path, `${path}.damaged`)
  truncateSync(path, position)
  log.warn({ kept: `${path}.damaged`, bytes: size - position }, 'the damaged end of the log is left out')
  return true
}
