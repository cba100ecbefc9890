import type { Priority } from '../contract/alarm-words.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/**
 * How soon somebody promises to be on an alarm, and to be done with it, by its priority, ms. Our own choice: the first
 * follows how long food and gas can wait, the second that a shift closes what it took.
 */
export const PROMISE_MS: Readonly<Record<Priority, { readonly answer: number; readonly finish: number }>> = {
  critical: { answer: 5 * MINUTE_MS, finish: 4 * HOUR_MS },
  high: { answer: 15 * MINUTE_MS, finish: 8 * HOUR_MS },
  medium: { answer: 60 * MINUTE_MS, finish: 24 * HOUR_MS },
  low: { answer: 8 * HOUR_MS, finish: 72 * HOUR_MS },
}
