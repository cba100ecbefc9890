/** A backup made while readings come in, and going back to it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Value } from 'typebox/value'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Config } from '../../core/contract/config.ts'
import { createBackups, restoreBackup } from '../../server/backup.ts'
import { openStores, type Stores } from '../../server/stores.ts'
import { silentLog } from '../support/silent-log.ts'
import { VirtualClock } from '../support/virtual-clock.ts'

const T0 = Date.parse('2026-03-01T00:00:00Z')
const MINUTE = 60_000
const DAY = 1440 * MINUTE

let folder: string
let stores: Stores
const clock = new VirtualClock(T0 + 9 * DAY)
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'steward-backup-'))
  stores = await open(folder)
})
afterEach(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

function open(data: string): Promise<Stores> {
  return openStores(Value.Default(Config, { data }) as Config, clock, silentLog)
}
async function close(): Promise<void> {
  await stores.series.close()
  stores.state.close()
}
const append = (n: number) =>
  stores.series.append([{ point: 1, at: T0 + n * MINUTE, value: n, quality: 'good' }])
const times = async ({ series }: Stores) =>
  (await series.range(1, 0, T0 + 99 * DAY, 1e6)).map(({ at }) => (at - T0) / MINUTE)

test('holds all that was acknowledged before it began, sealed or not, and what it holds has no gap', async () => {
  for (let n = 0; n < 3000; n += 10) await append(n)
  await stores.series.maintain?.(T0 + 1.5 * DAY)
  stores.state.settings.put({ id: 'a', value: 1 })
  let writing = true
  let last = 3000
  const writer = (async () => {
    for (; writing; last += 10) await append(last)
  })()
  const before = last
  const backup = await createBackups({ data: folder, clock, ...stores }).create()
  writing = false
  await writer
  expect(backup).toMatchObject({ name: '2026-03-10T00-00-00', readings: true })
  const copy = await open(join(folder, 'backups', backup.name))
  const kept = await times(copy)
  expect(kept.length).toBeGreaterThanOrEqual(before / 10)
  expect(kept).toEqual(kept.map((_, index) => index * 10))
  expect(copy.state.settings.get('a')).toEqual({ id: 'a', value: 1 })
  // It is a store like any other.
  await copy.series.append([{ point: 1, at: T0 + 8 * DAY, value: 1, quality: 'good' }])
  await copy.series.maintain?.(T0 + 9 * DAY)
  expect(await times(copy)).toHaveLength(kept.length + 1)
  await copy.series.close()
  copy.state.close()
  expect((await times(stores)).length).toBe(last / 10)
})

test('going back puts what is there aside', async () => {
  await append(1)
  const backups = createBackups({ data: folder, clock, ...stores })
  const { name } = await backups.create()
  expect(backups.list()).toMatchObject([{ name }])
  await append(2)
  stores.state.settings.put({ id: 'later', value: true })
  await close()
  const aside = restoreBackup(folder, join(folder, 'backups', name), clock)
  stores = await open(folder)
  expect(await times(stores)).toEqual([1])
  expect(stores.state.settings.get('later')).toBeUndefined()
  expect(readdirSync(aside).sort()).toEqual(['series', 'state.sqlite'])
  expect(() => restoreBackup(folder, aside.replace('before', 'no'), clock)).toThrow('is no backup')
})

test('one at a time, and one that failed leaves nothing', async () => {
  const backups = createBackups({ data: folder, clock, ...stores })
  const first = backups.create()
  await expect(backups.create()).rejects.toThrow('being made')
  await first
  clock.advance?.(DAY)
  const failing = createBackups({
    ...{ data: folder, clock, state: stores.state },
    series: { backup: () => Promise.reject(new Error('disk full')) },
  })
  await expect(failing.create()).rejects.toThrow('disk full')
  expect(readdirSync(join(folder, 'backups'))).toHaveLength(1)
})
