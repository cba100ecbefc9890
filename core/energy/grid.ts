/**
 * Half hours in a row, from one local midnight to another: what tariffs, profiles, heat maps and baselines are made on.
 * A use on a grid is a Float64Array with NaN where nothing is known; a year of a meter is 17,520 numbers.
 */
import type { MeterUse } from '../contract/energy-meter.ts'
import type { CounterUse } from '../points/counter.ts'
import { edgesOf, localTime, type Period } from '../time/zone.ts'

export const HALF_HOUR_MS = 1_800_000

export interface Grid {
  readonly timeZone: string
  /** ms since 1970, a local midnight. */
  readonly from: number
  readonly to: number
  /** Half hours between them. */
  readonly count: number
  /** Local dates, YYYY-MM-DD, ascending. */
  readonly dates: readonly string[]
  /** Where each day begins in the grid, and behind the last one where it ends; a day has 46 or 50 where clocks change. */
  readonly dayAt: readonly number[]
}

/** Use on a grid and which of it was spread over a gap. */
export type GridUse = CounterUse

/** The whole local days that cover [from, to). */
export function gridOf(from: number, to: number, timeZone: string): Grid {
  const midnights = edgesOf(from, Math.max(to, from + 1), 'day', timeZone)
  const first = midnights[0] ?? from
  const last = midnights.at(-1) ?? to
  return {
    timeZone,
    from: first,
    to: last,
    count: Math.round((last - first) / HALF_HOUR_MS),
    dates: midnights.slice(0, -1).map(at => dateOf(at, timeZone)),
    dayAt: midnights.map(at => Math.round((at - first) / HALF_HOUR_MS)),
  }
}

/** The edges of all half hours of a grid: one more than there are. */
export function edgesOfGrid({ from, count }: Grid): number[] {
  return Array.from({ length: count + 1 }, (_, n) => from + n * HALF_HOUR_MS)
}

export function emptyUse(count: number): GridUse {
  return { use: new Float64Array(count).fill(Number.NaN), estimated: new Uint8Array(count) }
}

/** The half hour of an instant; -1 before the grid, `count` behind it. */
export function indexAt({ from, count }: Grid, at: number): number {
  return Math.min(count, Math.max(-1, Math.floor((at - from) / HALF_HOUR_MS)))
}

/** `YYYY-MM-DD` on the site's wall. */
export function dateOf(at: number, timeZone: string): string {
  const { year, month, day } = localTime(at, timeZone)
  return `${year}-${two(month)}-${two(day)}`
}

const two = (value: number) => String(value).padStart(2, '0')

/** Sums of the days and how many half hours of each are known; NaN for a day of which nothing is known. */
export function daysOf(grid: Grid, use: Float64Array): { use: Float64Array; known: Uint8Array } {
  const days = grid.dates.length
  const sums = new Float64Array(days).fill(Number.NaN)
  const known = new Uint8Array(days)
  for (let day = 0; day < days; day++) {
    const end = grid.dayAt[day + 1] ?? 0
    let sum = 0
    let count = 0
    for (let n = grid.dayAt[day] ?? 0; n < end; n++) {
      const value = use[n] as number
      if (Number.isNaN(value)) continue
      sum += value
      count++
    }
    if (count > 0) sums[day] = sum
    known[day] = count
  }
  return { use: sums, known }
}

/** Every known half hour of a day is there; a day of which more than an hour is missing is no day to compare with. */
export const WHOLE_DAY_MISSING_MAX = 2

export function isWhole(grid: Grid, day: number, known: Uint8Array): boolean {
  const length = (grid.dayAt[day + 1] ?? 0) - (grid.dayAt[day] ?? 0)
  return length - (known[day] ?? 0) <= WHOLE_DAY_MISSING_MAX
}

/** Sum of a stretch of the grid; null when nothing of it is known. */
export function sumOf(use: Float64Array, from = 0, to = use.length): number | null {
  let sum = 0
  let known = false
  for (let n = from; n < to; n++) {
    const value = use[n] as number
    if (Number.isNaN(value)) continue
    sum += value
    known = true
  }
  return known ? sum : null
}

/** Weighted sum of uses on one grid; unknown where one of them is. */
export function combine(
  terms: readonly { readonly of: GridUse; readonly weight: number }[],
  count: number,
): GridUse {
  const use = new Float64Array(count)
  const estimated = new Uint8Array(count)
  for (const { of, weight } of terms)
    for (let n = 0; n < count; n++) {
      use[n] = (use[n] as number) + weight * (of.use[n] as number)
      estimated[n] = (estimated[n] as number) | (of.estimated[n] as number)
    }
  if (terms.length === 0) use.fill(Number.NaN)
  return { use, estimated }
}

/** Where the periods that cover a stretch begin in the grid, the end of the last one included. */
export function periodsOn(
  grid: Grid,
  from: number,
  to: number,
  per: Period,
): { at: number; index: number }[] {
  return edgesOf(from, to, per, grid.timeZone).map(at => ({
    at,
    index: Math.min(grid.count, Math.max(0, Math.round((at - grid.from) / HALF_HOUR_MS))),
  }))
}

/** Without money: what each period used. */
export function usesOf(
  meterId: string,
  grid: Grid,
  { use, estimated }: GridUse,
  periods: readonly { at: number; index: number }[],
): MeterUse[] {
  return periods.slice(0, -1).map(({ at, index }, n) => {
    const end = periods[n + 1]?.index ?? grid.count
    const guessed = estimated.subarray(index, end).includes(1)
    const sum = sumOf(use, index, end)
    return {
      meterId,
      at,
      use: sum,
      cost: null,
      bands: {},
      ...(guessed && sum !== null && { estimated: true }),
    }
  })
}
