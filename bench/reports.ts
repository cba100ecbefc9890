/**
 * A yearly report of 200 meters that report every quarter of an hour: made from nothing, made again with the books open,
 * and printed, while readings keep coming in. What the report costs those who send readings is the longest a commit took
 * meanwhile, and the longest the main thread was not there.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Reading } from '../core/contract/reading.ts'
import type { SeriesStore } from '../core/ports.ts'
import { UseBooks } from '../server/energy/books.ts'
import { createPress } from '../server/reports/press.ts'
import { createReportService } from '../server/reports/report-service.ts'
import { DAY_MS, DAYS, openMeteredYear, SITE, START } from './load/metered-year.ts'
import type { BenchLine } from './report.ts'

const COMMIT_EVERY_MS = 50
const READINGS_A_COMMIT = 100
const MEMORY_MB = 1024 * 1024

const noCabinets = {
  states: async () => [],
  log: () => Promise.reject(new Error('there is no cabinet')),
}

const noBaselines = { savings: () => Promise.reject(new Error('there is no baseline')) }

/** `seconds` is not used: the year is what it is. */
export async function run(): Promise<BenchLine[]> {
  const year = await openMeteredYear()
  const { series } = year
  const press = createPress()
  const stops: (() => void)[] = []
  try {
    const parts = { ...year, cabinets: noCabinets, baselines: noBaselines }
    const books = new UseBooks(year)
    stops.push(books.start())
    const ask = { siteId: SITE, kind: 'energy' as const, period: '2025' }
    const idle = await meanwhile(series, () => new Promise(resolve => setTimeout(resolve, 3_000)))
    const first = await meanwhile(series, () => createReportService({ ...parts, books }).make(ask))
    const again = await meanwhile(series, () => createReportService({ ...parts, books }).make(ask))
    const reopened = new UseBooks(year)
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
    await year.close()
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
