/**
 * What management looks at, over a year of 200 meters that report every quarter of an hour: a day beside the usual one,
 * a year by the hour, a fair baseline, and the year's money of all meters by half hours under a time-of-use tariff. With
 * the books open, as they are while the product runs; after a start, when they are read back; and once for a year that
 * was never settled, as after a great import.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Meter } from '../core/contract/energy.ts'
import type { Reading } from '../core/contract/reading.ts'
import { costOf } from '../core/energy/cost.ts'
import { pricesOn } from '../core/energy/tariff.ts'
import { createChangeFeed } from '../server/change-feed.ts'
import { Directory } from '../server/directory.ts'
import { UseBooks } from '../server/energy/books.ts'
import { kindsAt } from '../server/energy/calendars.ts'
import { createEnergy } from '../server/energy/energy.ts'
import { LatestReadings } from '../server/latest-values.ts'
import { openDuckDbStore } from '../server/store/series-duckdb.ts'
import { openStateStore } from '../server/store/state-sqlite.ts'
import { type BenchLine, median } from './report.ts'

const BENCH = 'energy'
const METERS = 200
const YEAR = 2025
const SITE = 'canteen'
const ZONE = 'Asia/Shanghai'
const QUARTER_MS = 900_000
const DAY_MS = 86_400_000
/** 1 January 2025, midnight in Shanghai. */
const START = Date.UTC(YEAR - 1, 11, 31, 16)
const DAYS = 365
const STATION_POINT = 1000
const REPEATS = 7

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** `seconds` is not used: the year is what it is. */
export async function run(): Promise<BenchLine[]> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bench-energy-'))
  const state = openStateStore(join(folder, 'state.sqlite'))
  const series = await openDuckDbStore({ folder: join(folder, 'series'), log: quiet })
  try {
    const clock = { now: () => START + DAYS * DAY_MS + 3_600_000, monotonic: () => performance.now() }
    const directory = new Directory(state, createChangeFeed(quiet), clock)
    const meters = furnish(state, directory)
    for (let day = 0; day < DAYS; day += 5) await series.append(readingsOf(day, Math.min(5, DAYS - day)))
    await series.maintain?.(clock.now())
    const latest = new LatestReadings(await series.last())
    const open = () => {
      const books = new UseBooks({ state, series, latest, clock })
      return createEnergy({
        state,
        series,
        latest,
        directory,
        books,
        clock,
        log: quiet,
        alarms: { ruleChanged() {} },
      })
    }
    const cold = open()
    const first = await timed(() => costs(cold, state, meters))
    // As a stop does it: what waits is written down.
    cold.books.start()()
    const again = await timed(() => costs(open(), state, meters))
    const lines = [
      line('the same after a start', again, 'ms'),
      line('the same, a year never settled before', first, 'ms'),
    ]
    const warm = await measure(cold, state, meters)
    return [...warm, ...lines]
  } finally {
    await series.close()
    state.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

type Energy = ReturnType<typeof createEnergy>
type State = ReturnType<typeof openStateStore>

async function measure(energy: Energy, state: State, meters: readonly Meter[]): Promise<BenchLine[]> {
  const one = (n: number) => meters[n % meters.length] as Meter
  const asked: [string, (n: number) => Promise<unknown>][] = [
    ['a day beside the usual one', n => energy.views.profile(one(n), '2025-11-19')],
    ['a year by the hour', n => energy.views.year(one(n), YEAR)],
    [
      'a baseline over the year',
      n =>
        energy.baselines.create({
          name: { zh: '基准', en: 'Baseline' },
          meter: one(n),
          from: '2025-01-01',
          to: '2025-12-31',
          by: 'bench',
        }),
    ],
    ['a bill with its tiers', n => energy.bills.bill(one(n), '2025-12')],
    ['costs of 200 meters, by half hours', () => costs(energy, state, meters)],
    [
      'where it goes, 200 meters, the year',
      () => energy.views.flows(SITE, 'electricity', START, START + DAYS * DAY_MS),
    ],
  ]
  const lines: BenchLine[] = []
  for (const [metric, job] of asked) {
    const times: number[] = []
    for (let n = 0; n < REPEATS; n++) times.push(await timed(() => job(n)))
    lines.push(line(metric, median(times), 'ms'))
  }
  return lines
}

/** The money of every meter in the year: 3.5 million half hours, each at its own price. */
async function costs(energy: Energy, state: State, meters: readonly Meter[]): Promise<(number | null)[]> {
  const grid = energy.books.gridFor(SITE, START, START + DAYS * DAY_MS)
  const uses = await energy.books.uses(meters, grid)
  const prices = pricesOn(grid, 'electricity', state.tariffs.list({ siteId: SITE }), kindsAt(state, SITE))
  return uses.map(({ use }) => costOf(use, prices))
}

function furnish(state: State, directory: Directory): Meter[] {
  const name = { zh: '表', en: 'Meter' }
  state.sites.put({
    id: SITE,
    name,
    timeZone: ZONE,
    latitude: 37.7,
    longitude: 112.5,
    elevationM: 780,
    language: 'zh',
    currency: 'CNY',
    createdAt: 0,
  })
  const station = {
    id: 'station',
    siteId: SITE,
    areaId: null,
    name,
    kind: 'station' as const,
    status: 'active' as const,
    codec: 'plain',
    address: 'station',
    model: null,
    silentAfterS: 3600,
    availability: null,
    texts: {},
    firstSeenAt: null,
    lastSeenAt: null,
    createdAt: 0,
  }
  directory.put(station)
  const point = { siteId: SITE, channel: null, name: null, createdAt: 0 }
  directory.putPoint({
    ...point,
    id: STATION_POINT,
    deviceId: 'station',
    metric: 'temperature',
    unit: 'degC',
    kind: 'gauge',
    counter: null,
  })
  state.tariffs.put({
    id: 'tou',
    siteId: SITE,
    name,
    medium: 'electricity',
    validFrom: '2024-01-01',
    prices: { flat: 0.62, peak: 0.93, valley: 0.33 },
    periods: [
      { band: 'peak', months: [], days: ['workday'], from: '08:00', to: '11:00' },
      { band: 'peak', months: [], from: '18:00', to: '23:00' },
      { band: 'valley', months: [], from: '23:00', to: '07:00' },
    ],
    tiers: { per: 'year', steps: [{ above: 10_000, add: 0.05 }] },
    createdAt: 0,
  })
  const meters = Array.from({ length: METERS }, (_, n): Meter => {
    directory.putPoint({
      ...point,
      id: n + 1,
      deviceId: `m${n + 1}`,
      metric: 'energy_import_total',
      unit: 'kWh',
      kind: 'counter',
      counter: { modulus: null, noise: 0, maxPerHour: null },
    })
    return {
      id: `m${n + 1}`,
      siteId: SITE,
      name,
      medium: 'electricity',
      pointId: n + 1,
      parentId: n === 0 ? null : 'm1',
      areaId: null,
      createdAt: 0,
    }
  })
  for (const meter of meters) state.meters.put(meter)
  return meters
}

const registers = new Float64Array(METERS)

/** More by day and in the cold, a little by chance that is the same every time. */
function readingsOf(firstDay: number, days: number): Reading[] {
  const readings: Reading[] = []
  for (let n = 0; n < days * 96; n++) {
    const at = START + firstDay * DAY_MS + n * QUARTER_MS
    const hour = (n % 96) / 4
    const day = firstDay + Math.floor(n / 96)
    const outdoorC =
      10 -
      15 * Math.cos((2 * Math.PI * (day - 15)) / 365) +
      5 * Math.sin(((hour - 9) / 24) * 2 * Math.PI) +
      3 * Math.sin(day * 1.7)
    for (let meter = 0; meter < METERS; meter++) {
      const busy = hour >= 6 && hour < 20 ? 1 : 0.25
      const chance = 1 + 0.2 * Math.sin(day * 12.9898 + meter * 78.233)
      registers[meter] =
        (registers[meter] as number) +
        (0.4 + 0.02 * Math.max(0, 16 - outdoorC)) * busy * chance * (1 + meter / METERS)
      readings.push({
        point: meter + 1,
        at,
        value: Number((registers[meter] as number).toFixed(2)),
        quality: 'good',
      })
    }
    if (n % 4 === 0) readings.push({ point: STATION_POINT, at, value: outdoorC, quality: 'good' })
  }
  return readings
}

async function timed(job: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await job()
  return performance.now() - start
}

function line(metric: string, value: number, unit: string): BenchLine {
  return { bench: BENCH, system: 'steward', metric, value, unit }
}
