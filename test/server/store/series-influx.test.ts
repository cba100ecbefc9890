import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InfluxDB } from 'influx'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Reading } from '../../../core/contract/reading.ts'
import type { SeriesStore } from '../../../core/ports.ts'
import { openInfluxStore } from '../../../server/store/series-influx.ts'
import { seriesStoreContract } from '../../contract/series-store.ts'
import { type Influxd, startInfluxd } from '../../support/influxd.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const clock = new VirtualClock()
const warnings: string[] = []
const log = {
  debug() {},
  info() {},
  error() {},
  warn: (_: object, message: string) => void warnings.push(message),
}

const client = (influxd: Influxd) =>
  new InfluxDB({ host: '127.0.0.1', port: influxd.port, database: 'steward' })

describe('Influx series store: the contract', () =>
  seriesStoreContract(async () => {
    const influxd = await startInfluxd()
    const spoolFolder = mkdtempSync(join(tmpdir(), 'steward-spool-'))
    const url = `influx://127.0.0.1:${influxd.port}/steward`
    return {
      open: () => openInfluxStore({ url, spoolFolder, clock, log }),
      clear: () => client(influxd).dropDatabase('steward'),
      end: async () => {
        await influxd.stop()
        rmSync(spoolFolder, { recursive: true })
      },
    }
  }))

describe('Influx series store: the server away', () => {
  let influxd: Influxd
  let spoolFolder: string
  let store: SeriesStore
  const opened = () =>
    openInfluxStore({ url: `influx://127.0.0.1:${influxd.port}/steward`, spoolFolder, clock, log })
  const batch = (from: number, count: number): Reading[] =>
    Array.from({ length: count }, (_, n) => ({
      point: (n % 5) + 1,
      at: from + n,
      value: n / 7,
      quality: 'good',
    }))
  const drained = () =>
    expect.poll(async () => (await store.stats()).spooled, { timeout: 15_000, interval: 100 }).toBe(0)
  const stored = async () => (await store.since(0, 1_000_000)).map(reading => reading.at)

  beforeAll(async () => {
    influxd = await startInfluxd()
  })
  afterAll(() => influxd.stop())
  beforeEach(async () => {
    spoolFolder = mkdtempSync(join(tmpdir(), 'steward-spool-'))
    await client(influxd).dropDatabase('steward')
    store = await opened()
  })
  afterEach(async () => {
    await store.close()
    rmSync(spoolFolder, { recursive: true })
    if (influxd.pid < 0) await influxd.start()
  })

  test('readings taken while it is away are kept, counted, and stored in order when it returns', async () => {
    await store.append(batch(1000, 100))
    await influxd.halt()
    for (let n = 0; n < 20; n += 1) await store.append(batch(2000 + n * 100, 100))
    expect(await store.stats()).toMatchObject({ healthy: false, spooled: 2000 })
    expect((await store.last()).get(5)?.at).toBe(3999)
    await expect(store.range(1, 0, 1e9)).rejects.toMatchObject({ code: 'store.unavailable' })
    await influxd.start()
    await store.append(batch(9000, 10))
    await drained()
    expect(await stored()).toEqual(
      [...batch(1000, 100), ...batch(2000, 2000), ...batch(9000, 10)].map(one => one.at),
    )
    expect(await store.stats()).toMatchObject({ healthy: true, spooled: 0 })
  }, 30_000)

  test('the spool comes to an end although new readings never stop coming', async () => {
    let at = 1000
    let running = true
    const senders = Array.from({ length: 4 }, async () => {
      while (running) await store.append([{ point: 1, at: at++, value: 1, quality: 'good' }])
    })
    for (let outage = 0; outage < 2; outage += 1) {
      await influxd.halt()
      await expect.poll(async () => (await store.stats()).spooled).toBeGreaterThan(0)
      await influxd.start()
      await drained()
    }
    running = false
    await Promise.all(senders)
    expect(await stored()).toEqual(Array.from({ length: at - 1000 }, (_, n) => 1000 + n))
  }, 40_000)

  test('it starts without the server, keeps the spool over its own restart, and makes the database later', async () => {
    await store.close()
    await influxd.halt()
    store = await opened()
    await store.append(batch(1000, 50))
    expect((await store.stats()).healthy).toBe(false)
    await expect(store.last()).rejects.toMatchObject({ code: 'store.unavailable' })
    await store.close()
    store = await opened()
    expect((await store.stats()).spooled).toBe(50)
    await influxd.start()
    await drained()
    expect(await stored()).toEqual(batch(1000, 50).map(one => one.at))
    expect((await store.last()).size).toBe(5)
  }, 30_000)

  test('a torn end of the spool loses only what was never acknowledged, and is said', async () => {
    await influxd.halt()
    await store.append(batch(1000, 50))
    await store.append(batch(2000, 50))
    await store.close()
    const path = join(spoolFolder, readdirSync(spoolFolder).find(name => name.endsWith('.spool')) ?? '')
    truncateSync(path, statSync(path).size - 7)
    warnings.length = 0
    store = await opened()
    expect((await store.stats()).spooled).toBe(50)
    expect(warnings).toContain('the end of the spool was torn and is left out')
    await store.close()
    appendFileSync(path, 'garbage behind it')
    store = await opened()
    await store.append(batch(3000, 10))
    await influxd.start()
    await drained()
    expect(await stored()).toEqual([...batch(1000, 50), ...batch(3000, 10)].map(one => one.at))
  }, 30_000)

  test('a full spool gives up its oldest readings for the newest, says so, and is well again when it is empty', async () => {
    await store.close()
    await influxd.halt()
    const url = `influx://127.0.0.1:${influxd.port}/steward`
    store = await openInfluxStore({ url, spoolFolder, clock, log, spoolLimitBytes: 20_000 })
    for (let n = 0; n < 40; n += 1) await store.append(batch(1000 + n * 100, 100))
    const { spooled, dropped = 0, healthy, detail } = await store.stats()
    expect(healthy).toBe(false)
    expect(spooled + dropped).toBe(4000)
    expect(spooled).toBeGreaterThan(800)
    expect(detail).toContain(`the oldest ${dropped} readings were given up`)
    const lines = readFileSync(join(spoolFolder, 'dropped.jsonl'), 'utf8').trim().split('\n')
    const given = lines.map(line => JSON.parse(line) as { readings: number; from: number; to: number })
    expect(given[0]?.from).toBe(1000)
    expect(given.reduce((sum, { readings }) => sum + readings, 0)).toBe(dropped)
    await influxd.start()
    await drained()
    expect(await stored()).toEqual(batch(5000 - spooled, spooled).map(one => one.at))
    expect(await store.stats()).toMatchObject({ healthy: true })
  }, 30_000)

  test('what waits in the spool is judged again after a crash: `since` knows it, in order, in whole moments', async () => {
    await store.append(batch(1000, 10))
    await influxd.halt()
    await store.append(batch(1005, 20).map(reading => ({ ...reading, point: reading.point + 10 })))
    await influxd.start()
    const all = await store.since(1000, 1000)
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort((a, b) => a - b))
    expect(all).toHaveLength(9 + 20)
    const paged = []
    for (
      let page = await store.since(1000, 4);
      page.length > 0;
      page = await store.since(page.at(-1)?.at ?? 0, 4)
    )
      paged.push(...page)
    expect(paged).toEqual(all)
    await drained()
    expect(await store.since(1000, 1000)).toEqual(all)
  }, 30_000)

  test('the first value stays: of an older repeat, of one in the spool, and of one after a restart', async () => {
    const first = batch(1000, 100)
    const other = first.map(reading => ({ ...reading, value: reading.value + 50 }))
    await store.append(first)
    await store.append(other.slice(10, 20))
    await store.append([...other.slice(30, 40), ...batch(5000, 5)])
    await store.close()
    store = await opened()
    await store.append(other)
    await influxd.halt()
    await store.append([...other.slice(0, 50), ...batch(6000, 5)])
    await store.append(batch(6000, 5).map(reading => ({ ...reading, value: 99 })))
    await influxd.start()
    await drained()
    expect(await store.since(0, 1000)).toEqual([...first, ...batch(5000, 5), ...batch(6000, 5)])
    expect((await store.stats()).duplicates).toBe(100 + 50 + 5)
  }, 30_000)

  test('a reading that the server refuses is set aside, the others are stored', async () => {
    const odd = {
      measurement: 'reading',
      tags: { point: '9' },
      fields: { value: 'text' },
      timestamp: new Date(1000),
    }
    await client(influxd).writePoints([odd])
    const other = batch(700_000_000_000, 40)
    const poisoned: Reading = { point: 9, at: 2000, value: 1, quality: 'good' }
    await store.append([...other.slice(0, 20), poisoned, ...other.slice(20)])
    expect(readFileSync(join(spoolFolder, 'refused.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1)
    expect((await store.range(1, 0, 1e13)).length).toBe(8)
    expect((await store.stats()).spooled).toBe(0)
  }, 30_000)

  test('a bad address is refused with one line', async () => {
    for (const url of ['influx://127.0.0.1:8086', 'http://127.0.0.1:8086/x'])
      await expect(openInfluxStore({ url, spoolFolder: join(spoolFolder, 'x'), clock, log })).rejects.toThrow(
        'must look like',
      )
  })
})
