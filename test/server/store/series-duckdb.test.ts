import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SeriesStore } from '../../../core/ports.ts'
import { openDuckDbStore } from '../../../server/store/series-duckdb.ts'
import { StoreFault } from '../../../server/store/store-fault.ts'
import { seriesStoreContract } from '../../contract/series-store.ts'

const DAY = 86_400_000
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const STORE = new URL('../../../server/store/series-duckdb.ts', import.meta.url).pathname

describe('DuckDB series store: the contract', () =>
  seriesStoreContract(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'steward-duckdb-'))
    return {
      open: () => openDuckDbStore({ folder, log: silent }),
      clear: async () => rmSync(folder, { recursive: true, force: true }),
      end: async () => rmSync(folder, { recursive: true, force: true }),
    }
  }))

describe.each([
  // Two days further each time, so that a sealed file takes late readings in again.
  { sealed: 'every reading sealed at once', from: Date.parse('2040-01-01T00:00:00Z'), step: 2 * DAY },
  { sealed: 'the older half of it sealed', from: Date.parse('2026-03-06T12:00:00Z'), step: 0 },
])('DuckDB series store: the contract, with $sealed', ({ from, step }) =>
  seriesStoreContract(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'steward-duckdb-'))
    let now = from
    const open = async (): Promise<SeriesStore> => {
      const store = await openDuckDbStore({ folder, log: silent })
      const append = store.append.bind(store)
      store.append = async batch => {
        await append(batch)
        now += step
        await store.maintain?.(now)
      }
      return store
    }
    const clear = async () => rmSync(folder, { recursive: true, force: true })
    return { open, clear, end: clear }
  }),
)

describe('DuckDB series store: the file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'steward-duckdb-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('a second start on the same folder is refused, here and in another process', async () => {
    const store = await openDuckDbStore({ folder, log: silent })
    await expect(openDuckDbStore({ folder, log: silent })).rejects.toThrow(`${folder}: is in use`)
    const other = spawn(process.execPath, ['-e', opener(folder)], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [said] = await once(createInterface(other.stdout), 'line')
    expect(said).toBe(`StoreFault ${folder}: is in use by another Steward (process ${process.pid})`)
    await store.close()
    await (await openDuckDbStore({ folder, log: silent })).close()
  })

  test('a damaged file is refused with one line that names it', async () => {
    const path = join(folder, 'readings.duckdb')
    writeFileSync(path, 'no database at all '.repeat(1000))
    const fault = await openDuckDbStore({ folder, log: silent }).catch((error: Error) => error)
    expect(fault).toBeInstanceOf(StoreFault)
    expect((fault as Error).message).toContain(path)
    expect((fault as Error).message).not.toContain('\n')
  })

  test('a torn or damaged end of the log costs no more than the commits it held, and damage is said', async () => {
    const source = join(folder, 'source')
    const child = spawn(process.execPath, ['-e', writer(source, 0)], { stdio: ['ignore', 'pipe', 'inherit'] })
    const lines = createInterface(child.stdout)
    for await (const said of lines) if (Number(said) >= 40) child.kill('SIGKILL')
    const cut = (bytes: number) => (log: string) => truncateSync(log, statSync(log).size - bytes)
    const flip = (bytes: number) => (log: string) => {
      const content = readFileSync(log)
      content[content.length - bytes] = (content.at(-bytes) ?? 0) ^ 4
      writeFileSync(log, content)
    }
    // The kill itself may have torn the last commit, and damage inside of what is torn anyway goes unseen.
    const harms = [cut(1), cut(20), cut(200), flip(1), flip(20), flip(200), flip(2000)]
    const warnings: string[] = []
    const log = { ...silent, warn: (_: object, message: string) => void warnings.push(message) }
    for (const [n, harm] of harms.entries()) {
      const copy = join(folder, `copy-${n}`)
      cpSync(source, copy, { recursive: true })
      harm(join(copy, 'readings.duckdb.wal'))
      const store = await openDuckDbStore({ folder: copy, log })
      const times = (await store.range(1, 0, Number.MAX_SAFE_INTEGER)).map(one => one.at)
      expect(times.length).toBeGreaterThanOrEqual(harm === harms.at(-1) ? 12 : 32)
      expect(times).toEqual(times.map((_, at) => at))
      await store.append([{ point: 1, at: 1e6, value: 1, quality: 'good' }])
      await store.close()
    }
    expect(warnings).toContain('the damaged end of the log is left out')
  })

  test('the log stays small however long it runs', async () => {
    const store = await openDuckDbStore({ folder, log: silent })
    for (let n = 0; n < 60; n += 1) {
      const batch = Array.from({ length: 20_000 }, (_, i) => ({
        point: (i % 500) + 1,
        at: n * 40_000 + Math.floor(i / 500),
        value: Math.sin(i * n),
        quality: 'good' as const,
      }))
      await store.append(batch)
    }
    const logBytes = statSync(join(folder, 'readings.duckdb.wal'), { throwIfNoEntry: false })?.size ?? 0
    expect(logBytes).toBeLessThan(40e6)
    expect((await store.stats()).readings).toBe(1_200_000)
    await store.close()
  })

  test('twelve times killed at a random moment: nothing acknowledged is missing, nothing is there twice', async () => {
    let acknowledged = 0
    for (let round = 0; round < 12; round += 1) acknowledged = await appendUntilKilled(folder, acknowledged)
    expect(acknowledged).toBeGreaterThan(0)
    const store = await openDuckDbStore({ folder, log: silent })
    for (const point of [1, 2, 3]) {
      const times = (await store.range(point, 0, Number.MAX_SAFE_INTEGER, 1_000_000)).map(one => one.at)
      expect(new Set(times).size).toBe(times.length)
      const kept = new Set(times)
      const missing = Array.from({ length: acknowledged + 1 }, (_, at) => at).filter(at => !kept.has(at))
      expect(missing).toEqual([])
    }
    await store.close()
  })
})

const opener = (folder: string) => `
  import { openDuckDbStore } from ${JSON.stringify(STORE)}
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  openDuckDbStore({ folder: ${JSON.stringify(folder)}, log })
    .catch(error => console.log(error.name, error.message))`

/** Each batch is three points at one time; the last five times before `from` are sent again, as a device would. */
const writer = (folder: string, from: number) => `
  import { openDuckDbStore } from ${JSON.stringify(STORE)}
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const store = await openDuckDbStore({ folder: ${JSON.stringify(folder)}, log })
  const quality = 'good'
  const send = async at => {
    await store.append([1, 2, 3].map(point => ({ point, at, value: at, quality })))
    process.stdout.write(at + '\\n')
  }
  for (let at = ${Math.max(0, from - 5)}; ; at += 4) await Promise.all([at, at + 1, at + 2, at + 3].map(send))`

async function appendUntilKilled(folder: string, from: number): Promise<number> {
  const child = spawn(process.execPath, ['-e', writer(folder, from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let newest = from
  const lines = createInterface(child.stdout)
  lines.on('line', said => {
    newest = Math.max(newest, Number(said))
  })
  await once(lines, 'line')
  setTimeout(() => child.kill('SIGKILL'), Math.random() * 150)
  await once(child, 'exit')
  if (child.stdout.readable) await once(lines, 'close').catch(() => undefined)
  return newest
}
