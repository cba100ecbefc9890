/** A month of half hours as a bill: day by day under the tariff in force, with the monthly charges of the last one. */
import type { Bill, Tariff } from '../contract/energy-tariff.ts'
import type { Medium } from '../contract/energy-words.ts'
import { billOf } from './bill.ts'
import type { DayKindOf } from './calendar.ts'
import { bandsOf } from './cost.ts'
import type { Grid } from './grid.ts'
import { pricesOn, tariffOn } from './tariff.ts'

/** All a bill is made of. */
export interface MonthUse {
  readonly meterId: string
  readonly medium: Medium
  /** YYYY-MM. */
  readonly month: string
  /** The whole days of the month. */
  readonly grid: Grid
  /** NaN where nothing is known: that part is not billed. */
  readonly use: Float64Array
  readonly tariffs: readonly Tariff[]
  readonly kindOf: DayKindOf
  /** Used in the year before this month; null where it is not known. */
  readonly usedBefore: number | null
  readonly maxDemandKw: number | null
  readonly kvarh: number | null
  readonly notes: Bill['notes']
}

/** The bill of what is known of the month. */
export function billOfMonth(input: MonthUse): Bill {
  const { meterId, medium, month, grid, use, tariffs, kindOf, maxDemandKw, kvarh } = input
  const own = tariffs.filter(tariff => tariff.medium === medium)
  const prices = pricesOn(grid, medium, own, kindOf)
  const stretches = stretchesOf(grid, own, medium)
  const last = stretches.at(-1)
  const notes: Bill['notes'] = stretches.length > 1 ? [...input.notes, 'part-tariff'] : input.notes
  let { usedBefore } = input
  const bills = stretches.map(stretch => {
    const { bands } = bandsOf(use, prices, stretch.from, stretch.to)
    const known = Object.keys(bands).length > 0 ? bands : null
    const { basic, fixedPerMonth, powerFactor, ...daily } = stretch.tariff ?? ({} as Tariff)
    const whole = stretch === last ? stretch.tariff : stretch.tariff && daily
    const bill = billOf({ meterId, month, bands: known, usedBefore, maxDemandKw, kvarh, notes }, whole)
    usedBefore = usedBefore === null || bill.use === null ? usedBefore : usedBefore + bill.use
    return bill
  })
  return merged(bills, meterId, month, notes)
}

interface Stretch {
  readonly tariff: Tariff | undefined
  from: number
  to: number
}

/** Runs of days under one tariff, as places in the grid. */
function stretchesOf(grid: Grid, tariffs: readonly Tariff[], medium: Medium): Stretch[] {
  const stretches: Stretch[] = []
  for (const [day, date] of grid.dates.entries()) {
    const tariff = tariffOn(tariffs, medium, date)
    const [from, to] = [grid.dayAt[day] ?? 0, grid.dayAt[day + 1] ?? grid.count]
    const last = stretches.at(-1)
    if (last !== undefined && last.tariff === tariff) last.to = to
    else stretches.push({ tariff, from, to })
  }
  return stretches
}

function merged(bills: readonly Bill[], meterId: string, month: string, notes: Bill['notes']): Bill {
  const known = (values: (number | null)[]) => values.filter(value => value !== null)
  const uses = known(bills.map(({ use }) => use))
  const totals = known(bills.map(({ total }) => total))
  return {
    meterId,
    month,
    use: uses.length === 0 ? null : uses.reduce((sum, use) => sum + use, 0),
    lines: bills.flatMap(({ lines }) => lines),
    total: totals.length === 0 ? null : totals.reduce((sum, total) => sum + total, 0),
    notes: [...new Set([...notes, ...bills.flatMap(bill => bill.notes)])],
  }
}
