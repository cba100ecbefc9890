/**
 * A yearly report of 200 meters that report every quarter of an hour: made from nothing, made again with the books open,
 * and printed, while readings keep coming in. What the report costs those who send readings is the longest a commit took
 * meanwhile, and the longest the main thread was not there.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Reading } from '../core/contract/reading.ts'
import type { SeriesStore, StateStore } from '../core/ports.ts'
import { UseBooks } from '../server/energy/books.ts'
import { LatestReadings } from '../server/latest-values.ts'
import { createPress } from '../server/reports/press.ts'
import { createReportService } from '../server/reports/report-service.ts'
import { openDuckDbStore } from '../server/store/series-duckdb.ts'
import { openStateStore } from '../server/store/state-sqlite.ts'
import type { BenchLine } from './report.ts'

const METERS = 200
const DAYS = 365
const SITE = 'canteen'
const QUARTER_MS = 900_000
const DAY_MS = 86_400_000
/** 1 January 2025, midnight in Shanghai. */
const START = Date.UTC(2024, 11, 31, 16)
const COMMIT_EVERY_MS = 50
const READINGS_A_COMMIT = 100
const MEMORY_MB = 1024 * 1024

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const noCabinets = {
  states: async () => [],
  log: () => Promise.reject(new Error('there is no cabinet')),
}

const noBaselines = { savings: () => Promise.reject(new Error('there is no baseline')) }

/** `seconds` is not used: the year is what it is. */
export async function run(): Promise<BenchLine[]> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bench-reports-'))
  const state = openStateStore(join(folder, 'state.sqlite'))
  const series = await openDuckDbStore({ folder: join(folder, 'series'), log: quiet })
  const press = createPress()
  const stops: (() => void)[] = []
  try {
    furnish(state)
    for (let day = 0; day < DAYS; day += 5) await series.append(readingsOf(day, Math.min(5, DAYS - day)))
    const clock = { now: () => START + DAYS * DAY_MS + 3_600_000, monotonic: () => performance.now() }
    await series.maintain?.(clock.now())
    const latest = new LatestReadings(await series.last())
    const parts = { state, series, latest, clock, cabinets: noCabinets, baselines: noBaselines }
    const books = new UseBooks(parts)
    stops.push(books.start())
    const ask = { siteId: SITE, kind: 'energy' as const, period: '2025' }
    const idle = await meanwhile(series, () => new Promise(resolve => setTimeout(resolve, 3_000)))
    const first = await meanwhile(series, () => createReportService({ ...parts, books }).make(ask))
    const again = await meanwhile(series, () => createReportService({ ...parts, books }).make(ask))
    const reopened = new UseBooks(parts)
    for (const stop of stops.splice(0)) stop()
    const restarted = await meanwhile(series, () =>
      createReportService({ ...parts, books: reopened }).make(ask),
    )
    const pdf = await meanwhile(series, () => press.print(first.answer, 'pdf', 'zh'))
    const excel = await meanwhile(series, () => press.print(first.answer, 'xlsx', 'zh'))
    return [
      line('a year of 200 meters, never settled', first.tookMs, 'ms'),
      line('the same, books open', again.tookMs, 'ms'),
      line('the same, books read back after a restart', restarted.tookMs, 'ms'),
      line('its PDF, letters read for the first time', pdf.tookMs, 'ms'),
      line('its Excel workbook', excel.tookMs, 'ms'),
      line('longest commit with nothing else to do', idle.commitMs, 'ms'),
      line('longest commit while it was made', first.commitMs, 'ms'),
      line('longest commit while it was printed', Math.max(pdf.commitMs, excel.commitMs), 'ms'),
      line('main thread away, made', first.awayMs, 'ms'),
      line('main thread away, printed', Math.max(pdf.awayMs, excel.awayMs), 'ms'),
      line('memory of the whole', process.memoryUsage().rss / MEMORY_MB, 'MB'),
    ]
  } finally {
    for (const stop of stops) stop()
    await press.stop()
    await series.close()
    state.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const line = (metric: string, value: number, unit: string): BenchLine => ({
  bench: 'reports',
  system: 'steward',
  metric,
  value,
  unit,
})

interface Meanwhile<T> {
  readonly answer: T
  readonly tookMs: number
  readonly commitMs: number
  readonly awayMs: number
}

let committed = 0

/** Does a job while readings come in, and watches what it does to them. */
async function meanwhile<T>(series: SeriesStore, job: () => Promise<T>): Promise<Meanwhile<T>> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  let commitMs = 0
  let busy = true
  const commits = (async () => {
    while (busy) {
      const at = START + DAYS * DAY_MS + committed++ * 10
      const batch = Array.from(
        { length: READINGS_A_COMMIT },
        (_, n): Reading => ({
          point: 10_000 + n,
          at,
          value: n,
          quality: 'good',
        }),
      )
      const start = performance.now()
      await series.append(batch)
      commitMs = Math.max(commitMs, performance.now() - start)
      await new Promise(resolve => setTimeout(resolve, COMMIT_EVERY_MS))
    }
  })()
  const start = performance.now()
  const answer = await job()
  const tookMs = performance.now() - start
  busy = false
  await commits
  delay.disable()
  return { answer, tookMs, commitMs, awayMs: delay.max / 1e6 }
}

function furnish(state: StateStore): void {
  const name = { zh: '表', en: 'Meter' }
  state.sites.put({
    id: SITE,
    name,
    timeZone: 'Asia/Shanghai',
    latitude: 37.7,
    longitude: 112.5,
    elevationM: 780,
    language: 'zh',
    currency: 'CNY',
    createdAt: 0,
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
      { band: 'valley', months: [], from: '23:00', to: '07:00' },
    ],
    createdAt: 0,
  })
  for (let n = 1; n <= METERS; n++) {
    const point = { id: n, siteId: SITE, deviceId: `m${n}`, channel: null, name: null, createdAt: 0 }
    state.points.put({
      ...point,
      metric: 'energy_import_total',
      unit: 'kWh',
      kind: 'counter',
      counter: { modulus: null, noise: 0, maxPerHour: null },
    })
    state.meters.put({
      id: `m${n}`,
      siteId: SITE,
      name: { zh: `第 ${n} 号楼总表`, en: `Building ${n}, main` },
      medium: 'electricity',
      pointId: n,
      parentId: n === 1 ? null : 'm1',
      areaId: null,
      createdAt: 0,
    })
  }
}

const registers = new Float64Array(METERS)

/** More by day than by night, and each meter a little different. */
function readingsOf(firstDay: number, days: number): Reading[] {
  const readings: Reading[] = []
  for (let n = 0; n < days * 96; n++) {
    const busy = n % 96 >= 24 && n % 96 < 80 ? 1 : 0.25
    for (let meter = 0; meter < METERS; meter++) {
      registers[meter] = (registers[meter] as number) + 0.4 * busy * (1 + meter / METERS)
      const at = START + firstDay * DAY_MS + n * QUARTER_MS
      readings.push({
        point: meter + 1,
        at,
        value: Number((registers[meter] as number).toFixed(2)),
        quality: 'good',
      })
    }
  }
  return readings
}
