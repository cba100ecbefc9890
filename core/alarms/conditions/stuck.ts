import type { ConditionOf } from '../../contract/condition.ts'
import type { JudgeMaker } from '../judge.ts'

/** A hole in the readings this long, as a part of the time asked for, is time in which nobody saw it stand still. */
const HOLE_PART = 0.5

/** True when the point was heard all the while and its value stayed within the tolerance. */
export const stuck: JudgeMaker<ConditionOf<'stuck'>> = ({ forS, tolerance }, { pointId }) => {
  const forMs = forS * 1000
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  let since = 0
  let newestAt = Number.NEGATIVE_INFINITY
  return {
    keep({ point, at, value }) {
      if (point !== pointId || at <= newestAt) return
      const moved = Math.max(max, value) - Math.min(min, value) > tolerance
      if (moved || at - newestAt > forMs * HOLE_PART) {
        since = at
        min = value
        max = value
      } else {
        min = Math.min(min, value)
        max = Math.max(max, value)
      }
      newestAt = at
    },
    verdict: () => (newestAt === Number.NEGATIVE_INFINITY ? null : newestAt - since >= forMs),
  }
}
