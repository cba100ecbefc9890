/** A stretch of a cabinet's readings summed up: how far it went, how it was on the whole, how long it was beyond. */
import type { Levels } from './jurisdiction.ts'
import { type Sample, stretchBeyond } from './stretch.ts'

export interface Summary {
  readonly minC: number
  /** Weighted by the time each reading held. */
  readonly meanC: number
  readonly maxC: number
  readonly readings: number
}

/** Null without readings. A reading holds until the next one, never longer than `gapMs`. */
export function summaryOf(readings: readonly Sample[], gapMs: number): Summary | null {
  let [minC, maxC] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let [sum, weight, heldMs] = [0, 0, 1]
  for (const [n, { at, value }] of readings.entries()) {
    minC = Math.min(minC, value)
    maxC = Math.max(maxC, value)
    heldMs = Math.max(1, Math.min(gapMs, (readings[n + 1]?.at ?? at + heldMs) - at))
    sum += value * heldMs
    weight += heldMs
  }
  return readings.length === 0 ? null : { minC, meanC: sum / weight, maxC, readings: readings.length }
}

/** Minutes beyond either inner level, as far as readings tell. */
export function minutesBeyond(
  readings: readonly Sample[],
  { l, h }: Pick<Levels, 'l' | 'h'>,
  gapMs: number,
): number {
  let ms = 0
  for (const [n, b] of readings.entries()) {
    const a = readings[n - 1]
    if (a === undefined || b.at - a.at > gapMs) continue
    if (h !== null) ms += stretchBeyond(a, b, h, 'above').beyondMs
    if (l !== null) ms += stretchBeyond(a, b, l, 'below').beyondMs
  }
  return ms / 60_000
}
