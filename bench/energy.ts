/**
 * What management looks at, over a year of 200 meters that report every quarter of an hour: a day beside the usual one,
 * a year by the hour, a fair baseline, and the year's money of all meters by half hours under a time-of-use tariff. With
 * the books open, as they are while the product runs; after a start, when they are read back; and once for a year that
 * was never settled, as after a great import.
 */
import type { Meter } from '../core/contract/energy.ts'
import { costOf } from '../core/energy/cost.ts'
import { pricesOn } from '../core/energy/tariff.ts'
import type { StateStore } from '../core/ports.ts'
import { UseBooks } from '../server/energy/books.ts'
import { kindsAt } from '../server/energy/calendars.ts'
import { createEnergy, type Energy } from '../server/energy/energy.ts'
import { DAY_MS, DAYS, openMeteredYear, quiet, SITE, START, YEAR } from './load/metered-year.ts'
import { type BenchLine, median } from './report.ts'

const BENCH = 'energy'
const REPEATS = 7

/** `seconds` is not used: the year is what it is. */
export async function run(): Promise<BenchLine[]> {
  const year = await openMeteredYear()
  try {
    const { state, meters } = year
    const open = () =>
      createEnergy({ ...year, books: new UseBooks(year), log: quiet, alarms: { ruleChanged() {} } })
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
    await year.close()
  }
}

async function measure(energy: Energy, state: StateStore, meters: readonly Meter[]): Promise<BenchLine[]> {
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
async function costs(
  energy: Energy,
  state: StateStore,
  meters: readonly Meter[],
): Promise<(number | null)[]> {
  const grid = energy.books.gridFor(SITE, START, START + DAYS * DAY_MS)
  const uses = await energy.books.uses(meters, grid)
  const prices = pricesOn(grid, 'electricity', state.tariffs.list({ siteId: SITE }), kindsAt(state, SITE))
  return uses.map(({ use }) => costOf(use, prices))
}

async function timed(job: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await job()
  return performance.now() - start
}

function line(metric: string, value: number, unit: string): BenchLine {
  return { bench: BENCH, system: 'steward', metric, value, unit }
}
