/**
 * What explains a value for a while, so that nobody need be told: an opened door, a defrost, a delivery. The condition
 * goes on being judged and its delay goes on running; only the raise waits. An alarm that was raised already is not
 * touched, and nothing that guards life, silence or an absolute limit is ever held back.
 */
import type { Condition } from '../contract/condition.ts'
import type { PointId, Reading } from '../contract/reading.ts'
import type { StepRule } from './machine.ts'

export interface Excuse {
  /** The rules of these points wait, if what they watch for lies on this side: a door makes nothing too cold. */
  readonly points: readonly PointId[]
  readonly side: 'above' | 'below'
  /** From the time of the reading that brought it, or from now; null ends it. */
  readonly forMs: number | null
}

/** Somebody who knows why. */
export interface Explainer {
  /** Takes a reading in before it is judged; undefined when the excuse of its points stays as it is. */
  see(reading: Reading): Excuse | undefined
  /** Told of what changes without a reading: a code scanned on a door. */
  listen(listener: (excuse: Excuse) => void): void
  /** A rule of that point was added, changed or removed: its limits may be others. */
  ruleChanged?(point: PointId): void
}

/** True for a rule whose raise may wait: an inner level, a rate or a deviation, of anything but life safety. */
export function isExcusable({ condition, lifeSafety }: Pick<StepRule, 'condition' | 'lifeSafety'>): boolean {
  return !lifeSafety && condition !== null && mayWait(condition)
}

/** True when what is wrong by this condition lies on that side. */
export function isOnSide(condition: Condition | null, side: Excuse['side']): boolean {
  switch (condition?.type) {
    case 'high':
      return side === 'above'
    case 'low':
      return side === 'below'
    case 'rate':
      return condition.perHour < 0 === (side === 'below')
    case 'deviation':
      return condition.side === 'both' || condition.side === side
    case 'schedule':
      return [condition.inside, condition.outside].every(inner => inner === null || isOnSide(inner, side))
    default:
      return false
  }
}

function mayWait(condition: Condition): boolean {
  switch (condition.type) {
    case 'high':
    case 'low':
      return condition.level !== 'outer'
    case 'rate':
    case 'deviation':
      return true
    case 'schedule':
      return [condition.inside, condition.outside].every(inner => inner === null || mayWait(inner))
    default:
      return false
  }
}
