import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Migration } from '../../../server/store/migrations/index.ts'
import { openSqliteFile } from '../../../server/store/sqlite-file.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { StoreFault } from '../../../server/store/store-fault.ts'
import { stateStoreContract } from '../../contract/state-store.ts'

describe('SQLite state store: the contract', () => stateStoreContract(openStateStore))

describe('SQLite state store: the file', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'steward-state-'))
    path = join(folder, 'state.db')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('it and its journal are readable by the owner alone', () => {
    const store = openStateStore(path)
    store.settings.put({ id: 'a', value: 1 })
    const modes = ['', '-wal', '-shm'].map(suffix => statSync(path + suffix).mode & 0o777)
    expect(modes).toEqual([0o600, 0o600, 0o600])
    store.close()
  })

  test.each([
    ['audit', 'audit', 500_000],
    ['deliveries', 'deliveries', 200_000],
  ] as const)('%s keeps its newest and no more', (table, noun, kept) => {
    openStateStore(path).close()
    const database = new DatabaseSync(path)
    database.exec(`INSERT INTO ${table} (id, body) VALUES (1, '{}'), (2, '{}'), (${kept}, '{}')`)
    database.close()
    const store = openStateStore(path)
    const log: { add(entry: object): unknown; list(): { id: number }[] } = store[noun]
    log.add({ at: 0 })
    expect(log.list().map(({ id }) => id)).toEqual([kept + 1, kept, 2])
    store.close()
  })

  test('lists use the indexes', () => {
    openStateStore(path).close()
    const database = new DatabaseSync(path)
    const plan = (sql: string) => JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all())
    expect(plan(`SELECT body FROM alarms WHERE body ->> '$.closedAt' IS NULL`)).toContain('alarms_closedAt')
    expect(plan(`SELECT body FROM tokens WHERE body ->> '$.hash' IS ?`)).toContain('tokens_hash')
    expect(plan(`SELECT body FROM alarms ORDER BY body ->> '$.raisedAt' DESC, id DESC`)).toContain(
      'alarms_raisedAt',
    )
    database.close()
  })

  const fault = (work: () => unknown): string => {
    try {
      work()
    } catch (error) {
      expect(error).toBeInstanceOf(StoreFault)
      const { message } = error as StoreFault
      expect(message).toContain(path)
      expect(message).not.toContain('\n')
      return message
    }
    throw new Error('opened')
  }

  test('a damaged one, a foreign one and one from a newer version are refused with one line that names it', () => {
    writeFileSync(path, 'this is no database, but long enough to be looked at '.repeat(100))
    expect(fault(() => openStateStore(path))).toContain('damaged')
    rmSync(path)

    new DatabaseSync(path).exec('CREATE TABLE recipes (id)')
    expect(fault(() => openStateStore(path))).toContain('not a state database of Steward')
    rmSync(path)

    openStateStore(path).close()
    new DatabaseSync(path).exec('PRAGMA user_version = 999')
    expect(fault(() => openStateStore(path))).toContain('newer version')
  })

  test('a file that lost its end is refused', () => {
    const store = openStateStore(path)
    for (let n = 0; n < 500; n += 1) store.settings.put({ id: `s${n}`, value: 'x'.repeat(200) })
    store.close()
    truncateSync(path, statSync(path).size - 8192)
    expect(fault(() => openStateStore(path))).toContain('damaged')
  })

  test('a folder in its place is refused', () => {
    path = folder
    expect(fault(() => openStateStore(path))).toContain('cannot be opened')
  })

  test('a migration that fails changes nothing, and the next start goes on from there', () => {
    const first: Migration = { name: '1', sql: 'CREATE TABLE a (id); INSERT INTO a VALUES (1)' }
    const broken: Migration = { name: '2', sql: 'INSERT INTO a VALUES (2); INSERT INTO missing VALUES (1)' }
    const mended: Migration = { name: '2', sql: 'INSERT INTO a VALUES (3)' }
    fault(() => openSqliteFile(path, [first, broken]))
    const database = openSqliteFile(path, [first, mended])
    expect(database.prepare('SELECT id FROM a ORDER BY id').all()).toEqual([{ id: 1 }, { id: 3 }])
    database.close()
  })

  test('killed at any moment of its first start, the next start is whole', async () => {
    for (let kill = 0; kill < 8; kill += 1) {
      rmSync(path, { force: true })
      rmSync(`${path}-wal`, { force: true })
      rmSync(`${path}-shm`, { force: true })
      const child = spawn(process.execPath, ['-e', opener(path)], { stdio: ['ignore', 'pipe', 'inherit'] })
      await once(child.stdout, 'data')
      await new Promise(resolve => setTimeout(resolve, kill * 2))
      child.kill('SIGKILL')
      await once(child, 'exit')
      const store = openStateStore(path)
      store.settings.put({ id: 'alive', value: kill })
      expect(store.settings.get('alive')?.value).toBe(kill)
      store.close()
    }
  })

  test('what a transaction kept is there after kill -9', () => {
    const script = `${imports}
      const store = openStateStore(${JSON.stringify(path)})
      store.transaction(() => { for (let n = 0; n < 50; n += 1) store.settings.put({ id: 's' + n, value: n }) })
      process.kill(process.pid, 'SIGKILL')`
    expect(() => execFileSync(process.execPath, ['-e', script], { stdio: 'pipe' })).toThrow()
    const store = openStateStore(path)
    expect(store.settings.list()).toHaveLength(50)
    store.close()
  })
})

const imports = `import { openStateStore } from ${JSON.stringify(
  new URL('../../../server/store/state-sqlite.ts', import.meta.url).pathname,
)};`

const opener = (path: string) => `${imports} console.log('ready'); openStateStore(${JSON.stringify(path)})`
