/**
 * Where a month will end: what is known of it, and for each half hour to come what that half hour was like lately on days
 * of its kind.
 */
import type { Forecast, Target } from '../contract/energy-target.ts'
import type { DayKind } from '../contract/energy-words.ts'
import type { DayKindOf } from './calendar.ts'
import { type Grid, sumOf } from './grid.ts'

const HALF_HOURS = 48
/** Fewer days than this tell nothing. */
export const DAYS_LEAST = 5
/** Nine times in ten. */
export const Z_90 = 1.645
/** Over target by less than this part is close. */
const CLOSE_PART = 0.03

/** A whole day that is over, by half hours. */
export interface ProfileDay {
  readonly kind: DayKind
  readonly use: Float64Array
}

/** The whole days of a stretch. Days of 46 or 50 half hours, and those with a gap, tell no profile. */
export function profileDays(grid: Grid, use: Float64Array, kindOf: DayKindOf, before: string): ProfileDay[] {
  return grid.dates.flatMap((date, day) => {
    const own = use.slice(grid.dayAt[day] ?? 0, grid.dayAt[day + 1] ?? 0)
    const whole = own.length === HALF_HOURS && !own.some(value => Number.isNaN(value))
    return date < before && whole ? [{ kind: kindOf(date), use: own }] : []
  })
}

/** What is not known of a stretch, as usual. */
export interface ToCome {
  /** NaN where it is known. */
  readonly usual: Float64Array
  /** Of what is to come, by the weights, and how far that scatters. */
  readonly sum: number
  readonly deviation: number
}

/**
 * Fills what is not known of a stretch with the mean of days of its kind; at least one day in `past`. `weight` is what a
 * unit counts in each half hour: its price, or one.
 */
export function toCome(
  grid: Grid,
  use: Float64Array,
  weight: Float64Array,
  past: readonly ProfileDay[],
  kindOf: DayKindOf,
): ToCome {
  const usual = new Float64Array(grid.count).fill(Number.NaN)
  let total = 0
  let variance = 0
  for (const [day, date] of grid.dates.entries()) {
    const like = likeDays(past, kindOf(date))
    const amounts = new Float64Array(like.length)
    const start = grid.dayAt[day] ?? 0
    for (let n = start; n < (grid.dayAt[day + 1] ?? start); n++) {
      if (!Number.isNaN(use[n] as number)) continue
      const half = Math.min(HALF_HOURS - 1, n - start)
      let sum = 0
      for (const [which, one] of like.entries()) {
        const value = one.use[half] as number
        sum += value
        amounts[which] = (amounts[which] as number) + value * (weight[n] as number)
      }
      usual[n] = sum / like.length
    }
    const scatter = scatterOf(amounts)
    total += scatter.mean
    variance += scatter.variance
  }
  return { usual, sum: total, deviation: Math.sqrt(variance) }
}

export interface MonthSoFar {
  readonly grid: Grid
  /** NaN where nothing is known, and in the time to come. */
  readonly use: Float64Array
  /** The last weeks, also from the month before. */
  readonly past: readonly ProfileDay[]
  readonly kindOf: DayKindOf
}

/** What is likely to be used by the month's end, and between what it lies nine times in ten. */
export function forecastOf(target: Target, { grid, use, past, kindOf }: MonthSoFar): Forecast {
  const soFar = sumOf(use)
  if (soFar === null || past.length < DAYS_LEAST)
    return { target, soFar, expected: null, low: null, high: null, state: 'unknown' }
  const { sum, deviation } = toCome(grid, use, new Float64Array(grid.count).fill(1), past, kindOf)
  const expected = soFar + sum
  const half = Z_90 * deviation
  const low = Math.max(soFar, expected - half)
  return {
    target,
    soFar,
    expected,
    low,
    high: expected + half,
    state: stateOf(target.amount, soFar, expected),
  }
}

/** Where a target stands when its month is expected to end at `expected`. */
export function stateOf(amount: number, soFar: number, expected: number): Forecast['state'] {
  if (soFar > amount || expected > amount * (1 + CLOSE_PART)) return 'over'
  return expected > amount * (1 - CLOSE_PART) ? 'close' : 'good'
}

/** Days of the same kind where there are some; a first holiday is like a weekend. */
function likeDays(past: readonly ProfileDay[], kind: DayKind): readonly ProfileDay[] {
  const same = past.filter(day => day.kind === kind)
  const like = kind === 'workday' ? same : past.filter(day => day.kind !== 'workday')
  return same.length >= 3 ? same : like.length >= 2 ? like : past
}

function scatterOf(amounts: Float64Array): { mean: number; variance: number } {
  const mean = amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length
  const squares = amounts.reduce((sum, amount) => sum + (amount - mean) ** 2, 0)
  return { mean, variance: squares / Math.max(1, amounts.length - 1) }
}
