import { type ConditionOf, MAX_AGE_S } from '../../contract/condition.ts'
import type { JudgeMaker } from '../judge.ts'
import { Latest } from '../latest.ts'

/** True when the point is not what the last order, or another point, wants it to be. Without an order, nothing is wrong. */
export const mismatch: JudgeMaker<ConditionOf<'mismatch'>> = (condition, { pointId, ordered }) => {
  const { expected, tolerance, maxAgeS = MAX_AGE_S } = condition
  const latest = new Latest()
  return {
    keep: (reading, sure) => void latest.keep(reading, sure),
    verdict() {
      const value = latest.get(pointId)
      if (value === null) return null
      if (expected === 'order') {
        const wanted = ordered(pointId, latest.newestAt)
        return wanted !== null && Math.abs(value - wanted) > tolerance
      }
      const wanted = latest.get(expected.pointId, maxAgeS)
      if (wanted === null) return null
      const differs = Math.abs(value - wanted) > tolerance
      return differs || (latest.sure([pointId, expected.pointId]) ? false : null)
    },
  }
}
