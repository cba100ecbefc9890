/** Opens the state file safely: private, whole, ours, and of this version. */
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { MIGRATIONS, type Migration } from './migrations/index.ts'
import { firstLine, StoreFault } from './store-fault.ts'

/** 'StwD': tells a Steward state file from any other SQLite file. */
const APPLICATION_ID = 0x53747744

/** How long a write waits for another program (a backup tool, a person with a shell) to let go of the file. */
const BUSY_TIMEOUT_MS = 5000

/** Throws a {@link StoreFault} that names the path when the file cannot be used as it is. */
export function openSqliteFile(path: string, migrations: readonly Migration[] = MIGRATIONS): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    makePrivateFile(path)
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true })
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
    checkWhole(path, database)
    checkOurs(path, database, migrations.length)
    migrate(database, migrations)
    return database
  } catch (error) {
    if (database?.isOpen) database.close()
    throw error instanceof StoreFault ? error : new StoreFault(path, reason(error), error)
  }
}

/** Secrets live in it: readable by its owner alone from its first byte on. SQLite gives its journals the same mode. */
function makePrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

function checkWhole(path: string, database: DatabaseSync): void {
  const result = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0]
  if (result !== 'ok')
    throw new StoreFault(path, `the state database is damaged (${result}); restore a backup`)
}

function checkOurs(path: string, database: DatabaseSync, known: number): void {
  const version = pragma(database, 'user_version')
  const owner = pragma(database, 'application_id')
  const empty = database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n === 0
  if (empty) database.exec(`PRAGMA application_id = ${APPLICATION_ID}`)
  else if (owner !== APPLICATION_ID) throw new StoreFault(path, 'is not a state database of Steward')
  if (version > known)
    throw new StoreFault(
      path,
      `was written by a newer version of Steward (schema ${version}, this one knows ${known}); update Steward or restore an older backup`,
    )
}

/** The version moves in the same transaction as the change: killed anywhere, the next start goes on from there. */
function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  for (const [index, migration] of migrations.entries()) {
    if (index < pragma(database, 'user_version')) continue
    database.exec(`BEGIN IMMEDIATE; ${migration.sql}; PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0)
}

function reason(error: unknown): string {
  const text = firstLine(error)
  if (/not a database|malformed/.test(text))
    return `the state database is damaged (${text}); restore a backup`
  return `the state database cannot be opened (${text})`
}
