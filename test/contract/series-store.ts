/** What every SeriesStore must do. `open()` opens the same readings again after a close; `clear()` forgets them. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CounterFacts } from '../../core/contract/point.ts'
import { QUALITIES, type Reading } from '../../core/contract/reading.ts'
import { type CounterUse, counterUse, knownUse } from '../../core/points/counter.ts'
import type { SeriesStore } from '../../core/ports.ts'

export interface SeriesSubject {
  open(): Promise<SeriesStore>
  clear(): Promise<void>
  /** Once, after all tests. */
  end(): Promise<void>
}

const DAY = 86_400_000
const HOUR = 3_600_000
const T0 = Date.parse('2026-03-01T00:00:00Z')
const reading = (
  point: number,
  at: number,
  value: number,
  quality: Reading['quality'] = 'good',
): Reading => ({
  point,
  at,
  value,
  quality,
})
const line = (point: number, values: readonly number[], stepMs = 1000, from = T0) =>
  values.map((value, n) => reading(point, from + n * stepMs, value))

export function seriesStoreContract(prepare: () => Promise<SeriesSubject>): void {
  let subject: SeriesSubject
  let store: SeriesStore
  beforeAll(async () => {
    subject = await prepare()
  })
  afterAll(() => subject.end())
  beforeEach(async () => {
    await subject.clear()
    store = await subject.open()
  })
  afterEach(() => store.close())
  const reopen = async () => {
    await store.close()
    store = await subject.open()
  }

  test('an empty store answers with nothing', async () => {
    expect(await store.range(1, 0, T0)).toEqual([])
    expect(await store.buckets(1, 0, T0, 10)).toEqual([])
    expect((await store.last()).size).toBe(0)
    expect(await store.before(1, T0)).toBeUndefined()
    expect(await store.since(0)).toEqual([])
    expect(knownUse((await store.deltas([{ point: 1, facts: null }], [T0, T0 + DAY]))[0])).toBeNull()
    expect(await store.deltas([], [T0, T0 + DAY])).toEqual([])
    expect(await store.stats()).toMatchObject({ healthy: true, spooled: 0, duplicates: 0, earliest: null })
    await store.append([])
  })

  test('keeps values and qualities exactly, also after a restart', async () => {
    const values = [0, -0.5, 0.1, 1e-12, -273.15, 123456789.123, Number.MAX_SAFE_INTEGER, 1e300]
    const batch = values.map((value, n) => reading(7, T0 + n, value, QUALITIES[n % QUALITIES.length]))
    await store.append(batch)
    expect(await store.range(7, T0, T0 + DAY)).toEqual(batch)
    await reopen()
    expect(await store.range(7, T0, T0 + DAY)).toEqual(batch)
    expect((await store.last()).get(7)).toEqual(batch.at(-1))
  })

  test('a value that is no number is never kept and never in the way of others', async () => {
    await store.append([
      reading(1, T0, Number.NaN),
      reading(1, T0 + 1, 5),
      reading(1, T0 + 2, Number.POSITIVE_INFINITY),
    ])
    expect(await store.range(1, 0, T0 + DAY)).toEqual([reading(1, T0 + 1, 5)])
  })

  test('a range includes its start, excludes its end, ascends and is limited', async () => {
    const all = line(1, [1, 2, 3, 4, 5])
    await store.append([...all].reverse())
    await store.append(line(2, [9, 9, 9]))
    expect(await store.range(1, T0 + 1000, T0 + 3000)).toEqual(all.slice(1, 3))
    expect(await store.range(1, T0, T0 + DAY, 2)).toEqual(all.slice(0, 2))
    expect(await store.range(3, T0, T0 + DAY)).toEqual([])
  })

  test('a reading sent again is kept once, with its first value', async () => {
    const first = line(1, [1, 2, 3])
    await store.append(first)
    await store.append(first)
    await store.append([...first, ...first, reading(1, T0 + 9000, 4), reading(1, T0 + 9000, 4)])
    expect(await store.range(1, 0, T0 + DAY)).toEqual([...first, reading(1, T0 + 9000, 4)])
    expect((await store.stats()).duplicates).toBeGreaterThanOrEqual(3)
    await reopen()
    await store.append(first)
    expect(await store.range(1, 0, T0 + DAY)).toHaveLength(4)
  })

  test('late readings find their place and do not become the last one', async () => {
    await store.append([reading(1, T0 + 5000, 5)])
    await store.append([reading(1, T0 + 1000, 1, 'late'), reading(1, T0 + 3000, 3, 'late')])
    expect((await store.range(1, 0, T0 + DAY)).map(one => one.value)).toEqual([1, 3, 5])
    expect((await store.last()).get(1)?.value).toBe(5)
    await reopen()
    expect((await store.last()).get(1)?.value).toBe(5)
  })

  test('many appends at once are all kept', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => store.append(line(n + 1, [n, n + 1, n + 2]))))
    expect((await store.last()).size).toBe(50)
    expect((await store.since(0, 1000)).length).toBe(150)
  })

  test('buckets: minimum, mean, maximum and count of equal stretches; a gap is a gap', async () => {
    await store.append([
      ...line(1, [1, 2, 6, 4], 1000),
      reading(1, T0 + 8000, 7),
      reading(1, T0 + 10_000, 99),
      reading(2, T0, 55),
    ])
    expect(await store.buckets(1, T0, T0 + 10_000, 5)).toEqual([
      { at: T0, min: 1, avg: 1.5, max: 2, count: 2 },
      { at: T0 + 2000, min: 4, avg: 5, max: 6, count: 2 },
      { at: T0 + 8000, min: 7, avg: 7, max: 7, count: 1 },
    ])
  })

  test('buckets of a stretch that does not divide evenly lose nothing', async () => {
    await store.append(
      line(
        1,
        Array.from({ length: 100 }, (_, n) => n),
        1,
      ),
    )
    const buckets = await store.buckets(1, T0, T0 + 100, 7)
    expect(buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(100)
    expect(buckets.map(bucket => bucket.min)[0]).toBe(0)
    expect(buckets.at(-1)?.max).toBe(99)
  })

  test('the newest reading before a moment, however long ago', async () => {
    await store.append([reading(1, T0, 1), reading(1, T0 + 100 * DAY, 2), reading(1, T0 + 400 * DAY, 3)])
    expect(await store.before(1, T0)).toBeUndefined()
    expect((await store.before(1, T0 + 1))?.value).toBe(1)
    expect((await store.before(1, T0 + 100 * DAY))?.value).toBe(1)
    expect((await store.before(1, T0 + 399 * DAY))?.value).toBe(2)
    expect((await store.before(1, T0 + 500 * DAY))?.value).toBe(3)
  })

  test('readings of all points after a moment, ascending; a page never parts readings of one moment', async () => {
    await store.append([...line(3, [1, 2, 3]), ...line(1, [4, 5, 6]), ...line(2, [7, 8, 9])])
    const page = await store.since(T0, 2)
    expect(page.map(({ point, at }) => [point, at - T0])).toEqual([
      [1, 1000],
      [2, 1000],
      [3, 1000],
    ])
    expect((await store.since(page.at(-1)?.at ?? 0, 100)).map(({ at }) => at - T0)).toEqual([
      2000, 2000, 2000,
    ])
  })

  test('drop forgets what is older', async () => {
    await store.append([...line(1, [1, 2, 3], DAY), reading(2, T0, 5)])
    await store.drop(T0 + DAY)
    expect((await store.range(1, 0, T0 + 9 * DAY)).map(one => one.value)).toEqual([2, 3])
    expect([...(await store.last()).keys()]).toEqual([1])
    expect((await store.stats()).earliest).toBe(T0 + DAY)
  })

  test('stats count what is there', async () => {
    await store.append(line(1, [1, 2, 3]))
    const stats = await store.stats()
    expect(stats).toMatchObject({ healthy: true, earliest: T0 })
    expect(stats.readings === null || stats.readings === 3).toBe(true)
  })

  describe('counter use', () => {
    test('readings outside of the edges bracket them; suspect ones are left out', async () => {
      await store.append([
        reading(1, T0 - 40 * DAY, 100),
        reading(1, T0 + HOUR, 9e9, 'suspect'),
        reading(1, T0 + 40 * DAY, 180),
      ])
      const [uses] = await store.deltas([{ point: 1, facts: null }], [T0, T0 + 10 * DAY, T0 + 20 * DAY])
      expect([...(uses?.use ?? [])]).toEqual([expect.closeTo(10, 9), expect.closeTo(10, 9)])
    })

    test('several counters in the order asked, unknown ones with nulls', async () => {
      await store.append([...line(5, [0, 1, 2], HOUR), ...line(4, [0, 10, 20], HOUR)])
      const asked = [5, 6, 4].map(point => ({ point, facts: null }))
      const uses = await store.deltas(asked, [T0, T0 + HOUR, T0 + 2 * HOUR])
      expect(uses.map(({ use }) => [...use])).toEqual([
        [1, 1],
        [Number.NaN, Number.NaN],
        [10, 10],
      ])
    })

    const SEEDS = [1, 2, 3, 4, 5, 6]
    test.each(SEEDS)('equals counterUse over wild registers (seed %i)', async seed => {
      const random = mulberry(seed)
      const facts = Array.from({ length: 12 }, () => wildFacts(random))
      // Every other time they speak so often that a store may leave most of it out.
      const usualMs = seed % 2 === 0 ? HOUR / 12 : HOUR
      const registers = facts.map((rules, n) => wildRegister(n + 1, rules, usualMs, random))
      await store.append(registers.flat())
      const grids = [gridEdges(T0, HOUR / 2), gridEdges(T0 + 7 * 60_000, HOUR / 4)]
      for (const edges of [dailyEdges(random), oddEdges(random), [T0 + HOUR, T0 + 5 * DAY], ...grids]) {
        const asked = facts.map((rules, n) => ({ point: n + 1, facts: rules }))
        const uses = await store.deltas(asked, edges)
        for (const [n, list] of uses.entries())
          expectSame(list, counterUse(bracketed(registers[n] ?? [], edges), edges, facts[n] ?? null))
      }
    })
  })
}

function expectSame(actual: CounterUse, expected: CounterUse) {
  expect(actual.estimated).toEqual(expected.estimated)
  expect(Array.from(actual.use, Number.isNaN)).toEqual(Array.from(expected.use, Number.isNaN))
  for (const [period, wanted] of expected.use.entries()) {
    if (Number.isNaN(wanted)) continue
    const off = Math.abs((actual.use[period] ?? Number.NaN) - wanted)
    expect(off).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)) * 1e3)
  }
}

/** From the newest at or before the first edge to the oldest at or after the last. */
function bracketed(readings: readonly Reading[], edges: readonly number[]): Reading[] {
  const first = edges[0] ?? 0
  const end = edges.at(-1) ?? 0
  const from = readings.findLastIndex(one => one.at <= first)
  const to = readings.findIndex(one => one.at >= end)
  return readings.slice(Math.max(from, 0), to < 0 ? undefined : to + 1)
}

function wildFacts(random: () => number): CounterFacts | null {
  if (random() < 0.2) return null
  return {
    modulus: random() < 0.5 ? 1000 : null,
    noise: random() < 0.5 ? 0.3 : 0,
    maxPerHour: random() < 0.5 ? 40 : null,
  }
}

/** Ten days of a register with resets, rollovers, noise, spikes, exchanges and gaps. */
function wildRegister(
  point: number,
  facts: CounterFacts | null,
  usualMs: number,
  random: () => number,
): Reading[] {
  const readings: Reading[] = []
  const calm = random() < 0.3
  let register = random() * 1000
  for (
    let at = T0 - DAY;
    at < T0 + 10 * DAY;
    at += Math.ceil(random() * (random() < (0.01 * usualMs) / HOUR ? DAY : usualMs))
  ) {
    register += (random() * 5 * usualMs) / HOUR
    const chance = calm ? 1 : random()
    if (chance < 0.01) register = random() * 3
    else if (chance < 0.02) register += 400
    if (facts?.modulus) register %= facts.modulus
    const shown =
      chance > 0.9 && !calm ? register - random() * 0.5 : chance > 0.88 && !calm ? register + 5000 : register
    readings.push(reading(point, at, shown))
  }
  return readings
}

const dailyEdges = (random: () => number) => {
  const offset = Math.floor(random() * 24) * HOUR
  return Array.from({ length: 40 }, (_, n) => T0 + offset + n * 6 * HOUR)
}

/** Nine days of edges closer than an hour. */
const gridEdges = (from: number, widthMs: number) =>
  Array.from({ length: (9 * DAY) / widthMs + 1 }, (_, n) => from + n * widthMs)

const oddEdges = (random: () => number) =>
  [...new Set(Array.from({ length: 20 }, () => T0 + Math.floor(random() * 12 * DAY)))].sort((a, b) => a - b)

/** A small seeded generator, so that a failing case can be repeated. */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
