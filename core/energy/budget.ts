/**
 * What a month will cost: the half hours to come are those of a usual day of their kind, and the whole of it is billed as
 * the supplier would. So a month that ends in holidays, at night or in the second tier costs what it will cost, not its
 * use times a mean price.
 */

import type { Forecast, Target } from '../contract/energy-target.ts'
import type { Bill } from '../contract/energy-tariff.ts'
import { DAYS_LEAST, type ProfileDay, stateOf, toCome, Z_90 } from './forecast.ts'
import { billOfMonth, type MonthUse } from './month-bill.ts'
import { pricesOn } from './tariff.ts'

export interface BudgetInput {
  readonly month: MonthUse
  readonly past: readonly ProfileDay[]
  /** The highest demand of the weeks before; what is left of the month may well reach it again. */
  readonly usualDemandKw: number | null
}

/** Of one meter; money is null where a tariff is missing or too little is known. */
export interface MeterBudget {
  readonly soFar: number | null
  readonly expected: number | null
  /** How far below and above nine times in ten. */
  readonly below: number
  readonly above: number
  readonly bill: Bill | null
}

export function budgetOf(input: BudgetInput): MeterBudget {
  const { month, past } = input
  const soFar = billOfMonth(month).total
  const unknown = { soFar, expected: null, below: 0, above: 0, bill: null }
  if (soFar === null || past.length < DAYS_LEAST) return unknown
  const { grid, use, medium, tariffs, kindOf } = month
  const { price } = pricesOn(grid, medium, tariffs, kindOf)
  const { usual, sum: leftMoney, deviation } = toCome(grid, use, price, past, kindOf)
  if (Number.isNaN(leftMoney)) return unknown
  const bill = billed(input, usual, 1)
  if (bill.total === null) return unknown
  const spread = leftMoney > 0 ? (Z_90 * deviation) / leftMoney : 0
  const low = billed(input, usual, Math.max(0, 1 - spread)).total ?? bill.total
  const high = billed(input, usual, 1 + spread).total ?? bill.total
  return { soFar, expected: bill.total, below: bill.total - low, above: high - bill.total, bill }
}

/** The month with what is to come, all of it more or less by one factor. */
function billed({ month, usualDemandKw }: BudgetInput, usual: Float64Array, factor: number): Bill {
  let known = 0
  let all = 0
  const use = month.use.map((value, n) => {
    if (!Number.isNaN(value)) {
      known += value
      all += value
      return value
    }
    const likely = (usual[n] as number) * factor
    all += likely
    return likely
  })
  const { kvarh, maxDemandKw } = month
  return billOfMonth({
    ...month,
    use,
    // At the power factor it has had so far.
    kvarh: kvarh === null || known <= 0 ? kvarh : (kvarh * all) / known,
    maxDemandKw: maxDemandKw === null ? usualDemandKw : Math.max(maxDemandKw, usualDemandKw ?? 0),
  })
}

/** A budget over the main meters of a medium, each with a bill of its own; their scatters are independent. */
export function budgetForecast(target: Target, meters: readonly MeterBudget[]): Forecast {
  const sum = (values: readonly (number | null)[]) =>
    values.reduce<number | null>((all, one) => (all === null || one === null ? null : all + one), 0)
  const soFar = meters.length === 0 ? null : sum(meters.map(one => one.soFar))
  const expected = meters.length === 0 ? null : sum(meters.map(one => one.expected))
  if (soFar === null || expected === null)
    return { target, soFar, expected: null, low: null, high: null, state: 'unknown' }
  const below = Math.hypot(...meters.map(one => one.below))
  const above = Math.hypot(...meters.map(one => one.above))
  return {
    target,
    soFar,
    expected,
    low: Math.max(soFar, expected - below),
    high: expected + above,
    state: stateOf(target.amount, soFar, expected),
    bills: meters.flatMap(({ bill }) => (bill === null ? [] : [bill])),
  }
}
