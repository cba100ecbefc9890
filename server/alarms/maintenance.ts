/** Rules out of service for maintenance, all of those that are meant or none. */
import { Problem } from '../../core/contract/error.ts'
import type { Maintenance } from '../services.ts'
import type { Stepper } from './stepper.ts'
import type { Tracked } from './tracked.ts'

const MINUTE_MS = 60_000

/** `now`: steady ms. Throws where life safety has no second person. */
export function takeOut(
  steps: Stepper,
  meant: readonly Tracked[],
  { by, second, minutes, note }: Maintenance,
  now: number,
): void {
  const seconded = isSecond(by, second)
  if (!seconded && meant.some(({ rule }) => rule.lifeSafety))
    throw new Problem('alarm.not-shelvable', 'alarm.not-shelvable: life safety takes two persons')
  const until = now + minutes * MINUTE_MS
  const doing = { by, note: [note, second].filter(Boolean).join(' / ') }
  for (const tracked of meant)
    steps.apply(tracked, { type: 'out-of-service', until, by, second, note, seconded }, now, doing)
}

/** What is wrong is told at once. */
export function putBack(steps: Stepper, meant: readonly Tracked[], by: string, now: number): void {
  for (const tracked of meant) steps.apply(tracked, { type: 'in-service' }, now, { by })
}

/** Two persons are two. */
export function isSecond(by: string, seconder: string | null | undefined): boolean {
  return seconder != null && seconder !== by
}
