/** Which door, defrost or delivery stands behind an excursion, and where nobody was looking. */
import type { Excursion } from './excursion.ts'
import type { GraceBand, GraceKind } from './grace.ts'
import type { Sample } from './stretch.ts'

/** From the steady band back under the limit, or a little beyond the grace, is still the same story. */
const NEAR_MS = 15 * 60_000

/** The kind of the band that explains an excursion whole; null when none does. A broken one explains nothing. */
export function explainedBy(
  excursion: Excursion,
  bands: readonly GraceBand[],
  now: number,
): GraceKind | null {
  const end = excursion.endedAt ?? now
  const found = bands.find(
    ({ from, until, outcome }) =>
      outcome !== 'broken' &&
      from <= excursion.startedAt + NEAR_MS &&
      excursion.startedAt <= until &&
      end <= until + NEAR_MS,
  )
  return found?.kind ?? null
}

export interface Gap {
  readonly from: number
  readonly to: number
}

/** Stretches of [from, to) that no reading covers: a reading covers what comes after it, up to `gapMs`. */
export function gapsOf(readings: readonly Sample[], from: number, to: number, gapMs: number): Gap[] {
  const gaps: Gap[] = []
  let covered = from
  for (const { at } of readings) {
    if (at - covered > gapMs) gaps.push({ from: covered, to: at })
    covered = Math.max(covered, at)
  }
  if (to - covered > gapMs) gaps.push({ from: covered, to })
  return gaps
}

/** Minutes of the gaps that lie in [from, to). */
export function minutesIn(gaps: readonly Gap[], from: number, to: number): number {
  let ms = 0
  for (const gap of gaps) ms += Math.max(0, Math.min(gap.to, to) - Math.max(gap.from, from))
  return ms / 60_000
}
