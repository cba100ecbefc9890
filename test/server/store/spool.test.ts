import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Reading } from '../../../core/contract/reading.ts'
import { Spool } from '../../../server/store/spool.ts'
import { createRandom } from '../../support/random.ts'
import { silentLog } from '../../support/silent-log.ts'
import { batchOf, T0 } from './influx-rig.ts'

const SEED = Number(process.env.SEED ?? 20260302)

let folder: string
const opened: Spool[] = []
const open = (limitBytes?: number) => {
  const spool = new Spool(folder, silentLog, limitBytes)
  opened.push(spool)
  return spool
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-spool-'))
})
afterEach(async () => {
  for (const spool of opened.splice(0)) await spool.close()
  rmSync(folder, { recursive: true })
})

/** Everything that waits, in order, as the writer takes it. */
async function empty(spool: Spool): Promise<Reading[]> {
  const all: Reading[] = []
  for (let next = await spool.oldest(); next.length > 0; next = await spool.oldest()) {
    all.push(...next)
    await spool.forget()
  }
  return all
}

const segments = () => readdirSync(folder).filter(name => name.endsWith('.spool'))

test('what comes out is what went in, in order, in bites, across restarts and beside new readings', async () => {
  const random = createRandom(SEED)
  const [expected, taken]: Reading[][] = [[], []]
  let spool = open(3_000_000)
  for (let turn = 0, at = T0; turn < 150; turn += 1) {
    const batch = batchOf(random.integer(turn % 30 === 0 ? 12_000 : 400), at)
    at += batch.length
    await spool.append(batch)
    expected?.push(...batch)
    if (random.next() < 0.3) {
      const next = await spool.oldest()
      expect(next.length).toBeLessThanOrEqual(5000)
      // Killed before it was forgotten, it is said again.
      if (random.next() < 0.3) expect(await spool.oldest()).toEqual(next)
      taken?.push(...next)
      await spool.forget()
    }
    expect(spool.size).toBe((expected?.length ?? 0) - (taken?.length ?? 0))
  }
  await spool.close()
  const before = spool.size
  spool = open(3_000_000)
  // A segment that was half done is done again as a whole.
  expect(spool.size).toBeGreaterThanOrEqual(before)
  const rest = await empty(spool)
  const again = (taken?.length ?? 0) + rest.length - (expected?.length ?? 0)
  expect([...(taken ?? []).slice(0, (taken?.length ?? 0) - again), ...rest]).toEqual(expected)
  expect(segments()).toEqual([])
  expect(spool.size).toBe(0)
})

test('a tail that is cut anywhere, or has a bit turned, loses only itself', async () => {
  const spool = open()
  const frames = [batchOf(10), batchOf(10, T0 + 10), batchOf(5, T0 + 20)]
  for (const frame of frames) await spool.append(frame)
  await spool.close()
  const path = join(folder, segments()[0] ?? '')
  const whole = readFileSync(path)
  const firstTwo = [...batchOf(10), ...batchOf(10, T0 + 10)]
  const lastBytes = 8 + 5 * 19
  const random = createRandom(SEED)
  for (let n = 1; n <= 200; n += 1) {
    const damaged = Buffer.from(n <= lastBytes ? whole.subarray(0, whole.length - n) : whole)
    if (n > lastBytes) {
      const at = whole.length - 1 - random.integer(lastBytes)
      damaged.writeUInt8((damaged[at] ?? 0) ^ (1 << random.integer(8)), at)
    }
    writeFileSync(path, damaged)
    const again = open()
    expect([n, again.size]).toEqual([n, 20])
    expect(await again.oldest()).toEqual(firstTwo)
    await again.append(batchOf(3, T0 + 500))
    expect(again.size).toBe(23)
    await again.close()
    for (const name of segments()) rmSync(join(folder, name))
  }
})

test('it knows the newest of each point, and what was measured after a time', async () => {
  const spool = open(500_000)
  for (let n = 0; n < 20; n += 1) await spool.append(batchOf(1000, T0 + n * 1000))
  expect((await spool.since(T0 + 18_999)).map(({ at }) => at - T0)).toEqual(
    Array.from({ length: 1000 }, (_, n) => 19_000 + n),
  )
  await spool.close()
  const again = open(500_000)
  expect([...again.newest.values()].map(({ at }) => at - T0).sort()).toEqual([
    19995, 19996, 19997, 19998, 19999,
  ])
})

test('its size stays within the limit, and what is given up while it is being taken is not forgotten twice', async () => {
  const limit = 200_000
  const spool = open(limit)
  await spool.append(batchOf(1000))
  await spool.oldest()
  for (let n = 1; n < 40; n += 1) {
    await spool.append(batchOf(1000, T0 + n * 1000))
    expect(spool.fill).toBeLessThanOrEqual(1)
  }
  const { size, dropped } = spool
  await spool.forget()
  expect(spool.size).toBe(size)
  expect(size + dropped).toBe(40_000)
  const all = Array.from({ length: 40 }, (_, n) => batchOf(1000, T0 + n * 1000)).flat()
  expect(await empty(spool)).toEqual(all.slice(dropped))
  expect(spool.dropped).toBe(0)
})
