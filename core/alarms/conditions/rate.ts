import type { ConditionOf } from '../../contract/condition.ts'
import type { JudgeMaker } from '../judge.ts'
import { beyond } from '../plain-judge.ts'
import { SlidingWindow } from '../window.ts'

/**
 * True while the value moves faster than so much per hour, by the least-squares line through the window: one odd
 * reading hardly turns it. Unknown until half of the window has been seen.
 */
export const rate: JudgeMaker<ConditionOf<'rate'>> = ({ perHour, deadband, overS }, { pointId }) => {
  const window = new SlidingWindow(overS)
  return {
    keep({ point, at, value }) {
      if (point === pointId) window.add(at, value)
    },
    verdict(on) {
      const slope = window.slopePerHour()
      if (slope === null) return null
      return beyond(perHour < 0 ? 'below' : 'above', perHour, deadband, on, slope)
    },
  }
}
