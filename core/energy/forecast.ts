/** Where a month will end: what is known of it, and for the days to come what such days were like lately. */
import type { Forecast, Target } from '../contract/energy-target.ts'
import type { DayKind } from '../contract/energy-words.ts'

/** A day that is over. */
export interface PastDay {
  readonly kind: DayKind
  readonly amount: number
}

export interface MonthSoFar {
  /** Of the month, today as far as it is known. */
  readonly soFar: number | null
  /** Kinds of the days that are still to come; today counts with the part of it that is left. */
  readonly left: readonly { readonly kind: DayKind; readonly part: number }[]
  /** The last weeks, also from the month before. */
  readonly past: readonly PastDay[]
}

/** Fewer days than this tell nothing. */
export const DAYS_LEAST = 5
/** Nine times in ten. */
export const Z_90 = 1.645
/** Over target by less than this part is close. */
const CLOSE_PART = 0.03

/** What is likely at the month's end, and between what it lies nine times in ten. */
export function forecastOf(target: Target, { soFar, left, past }: MonthSoFar): Forecast {
  const unknown = { target, soFar, expected: null, low: null, high: null, state: 'unknown' as const }
  if (soFar === null || past.length < DAYS_LEAST) return unknown
  let expected = soFar
  let variance = 0
  for (const { kind, part } of left) {
    const like = likely(past, kind)
    expected += part * like.mean
    variance += part * part * like.variance
  }
  const half = Z_90 * Math.sqrt(variance)
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

function likely(past: readonly PastDay[], kind: DayKind): { mean: number; variance: number } {
  return scatterOf(likeDays(past, kind).map(({ amount }) => amount))
}

/** Days of the same kind where there are some; a first holiday is like a weekend. */
export function likeDays<T extends { readonly kind: DayKind }>(
  past: readonly T[],
  kind: DayKind,
): readonly T[] {
  const same = past.filter(day => day.kind === kind)
  const like = kind === 'workday' ? same : past.filter(day => day.kind !== 'workday')
  return same.length >= 3 ? same : like.length >= 2 ? like : past
}

/** Of at least one amount. */
export function scatterOf(amounts: readonly number[]): { mean: number; variance: number } {
  const mean = amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length
  const squares = amounts.reduce((sum, amount) => sum + (amount - mean) ** 2, 0)
  return { mean, variance: squares / Math.max(1, amounts.length - 1) }
}
