/** Judges that need nothing but the newest value of the rule's own point. */
import type { Judge, Surroundings } from './judge.ts'
import { Latest } from './latest.ts'

/** True: wrong. False: right. Null: the value says nothing. `on`: it is wrong and the delay is over. */
export type PlainVerdict<C> = (condition: C, on: boolean, value: number) => boolean | null

/** A judge out of a function of the value. */
export function plainJudge<C>(verdictOf: PlainVerdict<C>, condition: C, { pointId }: Surroundings): Judge {
  const latest = new Latest()
  return {
    keep(reading, sure) {
      if (reading.point === pointId) latest.keep(reading, sure)
    },
    verdict(on) {
      const value = latest.get(pointId)
      return value === null ? null : verdictOf(condition, on, value)
    },
  }
}

/** Beyond a limit on one side; once on, back only by the deadband. */
export function beyond(
  side: 'above' | 'below',
  limit: number,
  deadband: number,
  on: boolean,
  value: number,
): boolean {
  if (side === 'above') return on ? value >= limit - deadband : value > limit
  return on ? value <= limit + deadband : value < limit
}
