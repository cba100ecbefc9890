/** Days that are over move into files; nothing is lost, doubled or hidden on the way, whenever it is cut off. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Reading } from '../../../core/contract/reading.ts'
import type { SeriesStore } from '../../../core/ports.ts'
import { openDuckDbStore } from '../../../server/store/series-duckdb.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const T0 = Date.parse('2026-03-01T00:00:00Z')
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const STORE = new URL('../../../server/store/series-duckdb.ts', import.meta.url).pathname

let folder: string
let store: SeriesStore
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'steward-sealing-'))
  store = await openDuckDbStore({ folder, log: silent })
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

const reading = (point: number, at: number, value = 1, quality: Reading['quality'] = 'good'): Reading => ({
  ...{ point, at, value, quality },
})
/** One reading a minute of some points. */
const minutes = (points: number, from: number, to: number) =>
  Array.from({ length: (to - from) / 60_000 }, (_, n) =>
    Array.from({ length: points }, (_, p) =>
      reading(p + 1, from + n * 60_000, Math.round(40 + 20 * Math.sin(n / 90 + p)) / 10),
    ),
  ).flat()
const files = () => readdirSync(join(folder, 'days'))
const reopen = async () => {
  await store.close()
  store = await openDuckDbStore({ folder, log: silent })
}
const all = async (point = 1) => (await store.range(point, 0, T0 + 999 * DAY, 1e6)).map(({ at }) => at)

test('a day is sealed six hours after its end, and not before', async () => {
  await store.append(minutes(2, T0, T0 + DAY + 2 * HOUR))
  await store.maintain?.(T0 + DAY + 5 * HOUR)
  expect((await store.stats()).readings).toBe(2 * 26 * 60)
  await store.maintain?.(T0 + DAY + 6 * HOUR)
  expect(
    files()
      .map(name => name.replace(/\.\d.*?\./, '.'))
      .sort(),
  ).toEqual(['2026-03-01.hours.parquet', '2026-03-01.parquet'])
  expect((await store.stats()).readings).toBe(2 * 26 * 60)
  expect(await all()).toHaveLength(26 * 60)
  await reopen()
  expect(await all(2)).toHaveLength(26 * 60)
  expect((await store.stats()).earliest).toBe(T0)
})

test('what comes late is found at once, and taken into the file a day later', async () => {
  await store.append(minutes(1, T0, T0 + HOUR))
  await store.maintain?.(T0 + 2 * DAY)
  const late = reading(1, T0 + 30_000, 9, 'late')
  await store.append([late, reading(1, T0, 77), late])
  expect((await store.stats()).duplicates).toBe(2)
  expect(await all()).toHaveLength(61)
  const before = files()
  await store.maintain?.(T0 + 2.5 * DAY)
  expect(files()).toEqual(before)
  await store.maintain?.(T0 + 3 * DAY)
  await store.maintain?.(T0 + 3 * DAY + HOUR)
  expect(files()).toHaveLength(2)
  expect(files()).not.toEqual(before)
  await reopen()
  expect((await store.range(1, T0, T0 + 60_000)).map(({ value }) => value)).toEqual([4, 9])
  expect((await store.stats()).readings).toBe(61)
})

test('a complete month becomes one file, with its late readings', async () => {
  for (let day = 0; day < 31; day++) await store.append(minutes(1, T0 + day * DAY, T0 + day * DAY + HOUR))
  await store.maintain?.(T0 + 32 * DAY)
  expect(files()).toHaveLength(62)
  await store.append([reading(1, T0 + 5 * DAY - 1, 3)])
  await store.maintain?.(T0 + 70 * DAY)
  await store.maintain?.(T0 + 70 * DAY + 1)
  expect(files()).toHaveLength(2)
  expect(await all()).toHaveLength(31 * 60 + 1)
  await store.append([reading(1, T0 + 6 * DAY - 1, 3)])
  await store.maintain?.(T0 + 72 * DAY)
  expect(await all()).toHaveLength(31 * 60 + 2)
  expect((await store.stats()).readings).toBe(31 * 60 + 2)
})

test('sorted and packed, a reading takes a few bytes', async () => {
  await store.append(minutes(50, T0, T0 + DAY))
  await store.maintain?.(T0 + 2 * DAY)
  const bytes = files().reduce((sum, name) => sum + statSync(join(folder, 'days', name)).size, 0)
  expect(bytes / (50 * 1440)).toBeLessThan(4)
})

test('who asks while files change sees every reading once', async () => {
  for (let day = 0; day < 12; day++) await store.append(minutes(3, T0 + day * DAY, T0 + day * DAY + 3 * HOUR))
  let sealing = true
  const sealed = (async () => {
    for (let day = 1; day <= 14; day++) {
      await store.maintain?.(T0 + day * DAY)
      await store.append([reading(9, T0 + day * HOUR, day)])
    }
    await store.maintain?.(T0 + 90 * DAY)
  })().finally(() => {
    sealing = false
  })
  let asked = 0
  while (sealing) {
    expect(await all(2)).toHaveLength(12 * 180)
    asked += 1
  }
  await sealed
  expect(asked).toBeGreaterThan(3)
  expect(await all(9)).toHaveLength(14)
})

test('forgetting takes whole files and parts of files', async () => {
  await store.append(minutes(1, T0, T0 + 3 * DAY))
  await store.maintain?.(T0 + 2.5 * DAY)
  await store.drop(T0 + 1.5 * DAY)
  expect(await all()).toHaveLength(1.5 * 1440)
  await reopen()
  expect((await all())[0]).toBe(T0 + 1.5 * DAY)
  await store.drop(T0 + 9 * DAY)
  expect((await store.stats()).readings).toBe(0)
  expect((await store.last()).size).toBe(0)
})

describe('on the disk', () => {
  test('remains of a crash go; a file that is missing is said and hides no other', async () => {
    await store.append(minutes(1, T0, T0 + 2 * DAY))
    await store.maintain?.(T0 + 3 * DAY)
    await store.close()
    writeFileSync(join(folder, 'days', '2026-03-01.1-1.parquet.unfinished'), 'half')
    writeFileSync(join(folder, 'days', 'orphan.parquet'), 'nobody knows me')
    const [first = ''] = files().filter(name => /^2026-03-01\.\d+-\d+\.parquet$/.test(name))
    truncateSync(join(folder, 'days', first), 100)
    const errors: object[] = []
    store = await openDuckDbStore({ folder, log: { ...silent, error: fields => void errors.push(fields) } })
    expect(files().some(name => /unfinished|orphan/.test(name))).toBe(false)
    expect(errors).toEqual([{ file: join(folder, 'days', first) }])
    expect((await store.stats()).detail).toContain(first)
    expect(await all()).toHaveLength(1440)
  })

  test('a disk that takes no file leaves everything as it was', async () => {
    await store.append(minutes(1, T0, T0 + HOUR))
    writeFileSync(join(folder, 'days'), 'in the way')
    await expect(store.maintain?.(T0 + 2 * DAY)).rejects.toThrow()
    expect(await all()).toHaveLength(60)
    await store.append([reading(1, T0 + 2 * HOUR)])
    rmSync(join(folder, 'days'))
    await store.maintain?.(T0 + 2 * DAY)
    expect(await all()).toHaveLength(61)
  })

  test('killed again and again while it seals: nothing missing, nothing twice', async () => {
    await store.close()
    let acknowledged = 0
    for (let round = 0; round < 8; round++)
      acknowledged = await sealUntilKilled(folder, acknowledged, 40 * round)
    store = await openDuckDbStore({ folder, log: silent })
    const times = await all()
    expect(new Set(times).size).toBe(times.length)
    const kept = new Set(times)
    const missing = Array.from({ length: acknowledged + 1 }, (_, n) => T0 + n * HOUR).filter(
      at => !kept.has(at),
    )
    expect(missing).toEqual([])
    expect((await store.stats()).readings).toBe(times.length)
  }, 60_000)
})

/** An hour with each append, sealed up to a day ago all the time; what is acknowledged is said. */
const sealer = (path: string, from: number) => `
  import { openDuckDbStore } from ${JSON.stringify(STORE)}
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  const store = await openDuckDbStore({ folder: ${JSON.stringify(path)}, log })
  const T0 = ${T0}
  let now = ${Math.max(0, from - 30)}
  ;(async () => { for (;;) { await store.maintain(T0 + now * ${HOUR} + 40 * ${DAY}).catch(() => {}) ; await new Promise(r => setTimeout(r, 1)) } })()
  for (; ; now++) {
    await store.append([{ point: 1, at: T0 + now * ${HOUR}, value: now, quality: 'good' }])
    process.stdout.write(now + '\\n')
  }`

async function sealUntilKilled(path: string, from: number, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, ['-e', sealer(path, from)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let newest = from
  const lines = createInterface(child.stdout)
  lines.on('line', said => {
    newest = Math.max(newest, Number(said))
  })
  await once(lines, 'line')
  setTimeout(() => child.kill('SIGKILL'), 200 + afterMs)
  await once(child, 'exit')
  if (child.stdout.readable) await once(lines, 'close').catch(() => undefined)
  return newest
}
