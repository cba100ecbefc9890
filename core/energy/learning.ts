/** What a meter usually does, out of its last weeks by half hours. */
import type { Grid } from './grid.ts'
import { daysOf, isWhole } from './grid.ts'
import { quantile } from './profile.ts'

export interface Learnt {
  /** The least that its register tells apart, in its unit. */
  readonly resolution: number
  /** True when it stands still for half an hour on most days. */
  readonly stops: boolean
  /** True when it moves on every day. */
  readonly daily: boolean
  /** Used in an hour between two and four o'clock, on two of three nights no more: a leak of some days is not usual. */
  readonly nightUsual: number
  /** Used in half an hour when the place is closed, nine times of ten no more. */
  readonly closedHigh: number
  /** The same on an ordinary night. */
  readonly closedUsual: number
  /** The most in half an hour but for one in a thousand. */
  readonly mostHalfHour: number
  /** Main minus children in six hours, nine times of ten no more; 0 without children. */
  readonly restUsual: number
  /** The same as a rule. */
  readonly restMiddle: number
  /** Mean power between 19:00 and 20:30, and what is left on at noon, W; of an electricity meter. */
  readonly eveningW: number
  /** The dimmest evenings of those weeks, weekends included. */
  readonly eveningLowW: number
  readonly dayLowW: number
}

/** Fewer whole days tell nothing that lasts. */
export const DAYS_TO_LEARN = 7

/** Open from 05:00 to 22:00, in half hours since midnight. */
const OPEN = { from: 10, to: 44 }

/**
 * Null with fewer than a week of whole days. `rest` is main minus children on the same grid, where there are any; `open`
 * the half hours between which the place is open, over midnight where the second is the smaller one.
 */
export function learn(
  grid: Grid,
  use: Float64Array,
  resolution: number,
  rest: Float64Array | null,
  open: { readonly from: number; readonly to: number } = OPEN,
): Learnt | null {
  const { known, use: sums } = daysOf(grid, use)
  const whole = grid.dates.flatMap((_, day) =>
    isWhole(grid, day, known) && lengthOf(grid, day) === 48 ? [day] : [],
  )
  if (whole.length < DAYS_TO_LEARN) return null
  const at = (day: number, half: number) => use[(grid.dayAt[day] ?? 0) + half] as number
  const halves = (from: number, to: number) =>
    whole
      .flatMap(day => Array.from({ length: to - from }, (_, n) => at(day, from + n)))
      .filter(value => !Number.isNaN(value))
  const still = whole.filter(day =>
    Array.from({ length: 48 }, (_, half) => at(day, half)).some(value => value < resolution),
  )
  const high = (values: readonly number[], part: number) =>
    quantile(
      values.toSorted((a, b) => a - b),
      part,
    ) ?? 0
  const night = whole
    .map(day => (at(day, 4) + at(day, 5) + at(day, 6) + at(day, 7)) / 2)
    .filter(value => !Number.isNaN(value))
  const closed =
    open.from <= open.to ? [...halves(0, open.from), ...halves(open.to, 48)] : halves(open.to, open.from)
  const rests = rest === null ? [] : sixHours(rest)
  return {
    resolution,
    stops: still.length >= whole.length * 0.7,
    daily: whole.every(day => (sums[day] as number) > resolution),
    nightUsual: high(night, 0.67),
    closedHigh: high(closed, 0.9),
    closedUsual: high(closed, 0.5),
    mostHalfHour: high(halves(0, 48), 0.999),
    restUsual: high(rests, 0.9),
    restMiddle: high(rests, 0.5),
    eveningW: high(halves(38, 41), 0.5) * 2000,
    eveningLowW: high(halves(38, 41), 0.03) * 2000,
    dayLowW: high(halves(24, 27), 0.5) * 2000,
  }
}

function lengthOf(grid: Grid, day: number): number {
  return (grid.dayAt[day + 1] ?? 0) - (grid.dayAt[day] ?? 0)
}

function sixHours(rest: Float64Array): number[] {
  const sums: number[] = []
  for (let n = 0; n + 12 <= rest.length; n += 12) {
    const sum = rest.subarray(n, n + 12).reduce((all, value) => all + value, 0)
    if (!Number.isNaN(sum)) sums.push(Math.max(0, sum))
  }
  return sums
}
