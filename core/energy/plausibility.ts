/** Whether a reading that a person typed in can be right, by what the meter usually uses. */
import type { ReadingCheck } from '../contract/energy-meter.ts'
import type { CounterFacts } from '../contract/point.ts'

interface Seen {
  readonly at: number
  readonly value: number
}

/** Use a day below and above which a reading is looked at twice: of the usual, and at least so many times it. */
const LOW_PART = 0.3
const HIGH_PART = 2.5
const DAY_MS = 86_400_000

/**
 * `earlier` are the readings before, ascending; at least three tell what is usual. A register that went past its end is
 * told as a rollover where the meter's modulus is known.
 */
export function checkReading(
  reading: Seen,
  earlier: readonly Seen[],
  facts: CounterFacts | null,
): ReadingCheck {
  const before = earlier.findLast(({ at }) => at < reading.at) ?? null
  if (before === null) return { check: 'first', before: null, use: null, usual: null }
  const usual = usualOf(earlier, reading.at - before.at)
  const step = reading.value - before.value
  if (step >= 0) return { check: wordFor(step, usual), before, use: step, usual }
  const modulus = facts?.modulus ?? null
  const rolled = modulus === null ? null : step + modulus
  if (rolled !== null && rolled >= 0 && rolled < (usual === null ? (modulus ?? 0) * 0.1 : usual.high))
    return { check: 'rollover', before, use: rolled, usual }
  return { check: 'backwards', before, use: null, usual }
}

function wordFor(use: number, usual: ReadingCheck['usual']): ReadingCheck['check'] {
  if (usual === null) return 'plausible'
  if (use > usual.high) return 'high'
  return use < usual.low ? 'low' : 'plausible'
}

/** By the middle of the daily uses between the readings before. */
function usualOf(earlier: readonly Seen[], spanMs: number): ReadingCheck['usual'] {
  const daily: number[] = []
  for (let n = 1; n < earlier.length; n++) {
    const [a, b] = [earlier[n - 1], earlier[n]]
    if (a === undefined || b === undefined || b.at <= a.at || b.value < a.value) continue
    daily.push(((b.value - a.value) / (b.at - a.at)) * DAY_MS)
  }
  if (daily.length < 2) return null
  const sorted = daily.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0
  const [least = 0, most = 0] = [sorted[0], sorted.at(-1)]
  const days = spanMs / DAY_MS
  return {
    low: Math.min(least, middle * LOW_PART) * days,
    high: Math.max(most * 1.2, middle * HIGH_PART) * days,
  }
}
