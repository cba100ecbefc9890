/** How often something speaks, learned from when it did. */

/** Fewer gaps than this tell nothing. */
const GAPS_MIN = 4
/** So many of its usual times in a row are more than a lost packet. */
const MISSED = 3

/** The usual gap, seconds: the median, so that neither a burst nor an outage counts. Null when too little is known. */
export function everySOf(timesMs: readonly number[]): number | null {
  const gaps = timesMs
    .slice(1)
    .map((at, index) => at - (timesMs[index] ?? at))
    .filter(gap => gap > 0)
    .sort((a, b) => a - b)
  if (gaps.length < GAPS_MIN) return null
  const middle = gaps[Math.floor(gaps.length / 2)] ?? 0
  return Math.round(middle / 100) / 10
}

/** True when what spoke regularly has missed at least three of its times. */
export function isOverdue(lastAt: number | null, everyS: number | null, now: number): boolean {
  return lastAt !== null && everyS !== null && now - lastAt > (MISSED + 1) * everyS * 1000
}
