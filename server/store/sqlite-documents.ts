/** Documents of one noun in one SQLite table, and numbered logs, as the StateStore port describes them. */
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import { Problem } from '../../core/contract/error.ts'
import type { Collection, Log } from '../../core/ports.ts'
import { firstLine } from './store-fault.ts'

/** Listed at once when the caller names no limit. */
const LOG_LIST_LIMIT = 10_000

/** `body ->> '$.field'` gives SQL values (true is 1, JSON null is NULL): the expression the indexes are made on. */
const field = (name: string) => `body ->> '$.${name}'`

/** Runs SQL on one database; every text is prepared once. */
export class SqliteRunner {
  readonly #database: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()
  #depth = 0

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  all(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[] {
    return unavailable(() => this.#prepare(sql).all(...values))
  }

  /** Rows changed, and the number the newest row was given. */
  run(sql: string, ...values: SQLInputValue[]): { changes: number; rowId: number } {
    const { changes, lastInsertRowid } = unavailable(() => this.#prepare(sql).run(...values))
    return { changes: Number(changes), rowId: Number(lastInsertRowid) }
  }

  /** All or nothing. Nested calls are savepoints: an inner failure that the outer work catches leaves no half of it. */
  transaction<T>(work: () => T): T {
    const [begin, commit, rollback] = bounds(this.#depth)
    unavailable(() => this.#database.exec(begin))
    this.#depth += 1
    try {
      const result = work()
      if (result instanceof Promise) throw new TypeError('a transaction cannot wait for anything')
      unavailable(() => this.#database.exec(commit))
      return result
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec(rollback)
      throw error
    } finally {
      this.#depth -= 1
    }
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql)
    if (known) return known
    const statement = this.#database.prepare(sql)
    this.#prepared.set(sql, statement)
    return statement
  }
}

export class SqliteDocuments<T extends { readonly id: string | number }> implements Collection<T> {
  protected readonly table: string
  protected readonly sql: SqliteRunner

  constructor(sql: SqliteRunner, table: string) {
    this.sql = sql
    this.table = table
  }

  get(id: T['id']): T | undefined {
    return this.rows(`SELECT body FROM ${this.table} WHERE id = ?`, id)[0]
  }

  list(where: Partial<T> = {}): T[] {
    const [filter, values] = condition(where)
    return this.rows(`SELECT body FROM ${this.table} WHERE ${filter} ORDER BY id`, ...values)
  }

  put(document: T): void {
    this.sql.run(
      `INSERT INTO ${this.table} (id, body) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET body = excluded.body`,
      document.id,
      JSON.stringify(document),
    )
  }

  remove(id: T['id']): boolean {
    return this.sql.run(`DELETE FROM ${this.table} WHERE id = ?`, id).changes > 0
  }

  protected rows(sql: string, ...values: SQLInputValue[]): T[] {
    return this.sql.all(sql, ...values).map(row => JSON.parse(row.body as string) as T)
  }
}

export class SqliteLog<T extends { readonly id: number }> implements Log<T> {
  protected readonly table: string
  protected readonly sql: SqliteRunner
  readonly #keep: number | null

  /** `keep`: the oldest entries are dropped beyond this many; null keeps all. */
  constructor(sql: SqliteRunner, table: string, keep: number | null = null) {
    this.sql = sql
    this.table = table
    this.#keep = keep
  }

  add(entry: Omit<T, 'id'>): T {
    const { rowId } = this.sql.run(`INSERT INTO ${this.table} (body) VALUES (?)`, bodyOf(entry))
    if (this.#keep !== null) this.sql.run(`DELETE FROM ${this.table} WHERE id <= ?`, rowId - this.#keep)
    return { ...entry, id: rowId } as unknown as T
  }

  list(where: Partial<T> = {}, options: { limit?: number; before?: number } = {}): T[] {
    const [filter, values] = condition(where)
    const { limit = LOG_LIST_LIMIT, before = Number.MAX_SAFE_INTEGER } = options
    return this.rows(
      `SELECT id, body FROM ${this.table} WHERE ${filter} AND id < ? ORDER BY id DESC LIMIT ?`,
      ...values,
      before,
      limit,
    )
  }

  protected replace(entry: T): void {
    this.sql.run(`UPDATE ${this.table} SET body = ? WHERE id = ?`, bodyOf(entry), entry.id)
  }

  protected rows(sql: string, ...values: SQLInputValue[]): T[] {
    return this.sql.all(sql, ...values).map(row => ({ ...JSON.parse(row.body as string), id: row.id }) as T)
  }
}

/** `field IS ?` for each: `IS` also finds null. Fields that are undefined are not asked for. */
export function condition(where: object): [string, SQLInputValue[]] {
  const entries = Object.entries(where).filter(([, value]) => value !== undefined)
  if (entries.length === 0) return ['true', []]
  return [
    entries.map(([name]) => `${column(name)} IS ?`).join(' AND '),
    entries.map(([, value]) => sqlValue(value)),
  ]
}

function column(name: string): string {
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) throw new TypeError(`not a field: ${name}`)
  return name === 'id' ? 'id' : field(name)
}

/** What `->>` makes of the same value in JSON. */
function sqlValue(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value
  return typeof value === 'boolean' ? Number(value) : JSON.stringify(value)
}

function bodyOf(entry: object): string {
  return JSON.stringify({ ...entry, id: undefined })
}

function bounds(depth: number): [begin: string, commit: string, rollback: string] {
  if (depth === 0) return ['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK']
  const name = `nested_${depth}`
  return [`SAVEPOINT ${name}`, `RELEASE ${name}`, `ROLLBACK TO ${name}; RELEASE ${name}`]
}

/** SQLite's result codes for a disk or file that fails: busy, read-only, I/O, corrupt, full, cannot open, not a database. */
const FAILING = new Set([5, 8, 10, 11, 13, 14, 26])

function unavailable<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    const code = (error as { errcode?: number }).errcode
    if (code === undefined || !FAILING.has(code & 0xff)) throw error
    throw new Problem('store.unavailable', `the state database failed: ${firstLine(error)}`)
  }
}
