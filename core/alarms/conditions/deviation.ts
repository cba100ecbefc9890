import { type ConditionOf, MAX_AGE_S } from '../../contract/condition.ts'
import type { JudgeMaker } from '../judge.ts'
import { Latest } from '../latest.ts'
import { beyond } from '../plain-judge.ts'

/** True too far from the set point, which is a number or the newest value of another point. */
export const deviation: JudgeMaker<ConditionOf<'deviation'>> = (condition, { pointId }) => {
  const { setPoint, by, side, deadband, maxAgeS = MAX_AGE_S } = condition
  const latest = new Latest()
  const target = () => (typeof setPoint === 'number' ? setPoint : latest.get(setPoint.pointId, maxAgeS))
  const points = typeof setPoint === 'number' ? [pointId] : [pointId, setPoint.pointId]
  return {
    keep: (reading, sure) => void latest.keep(reading, sure),
    verdict(on) {
      const value = latest.get(pointId, maxAgeS)
      const wanted = target()
      if (value === null || wanted === null) return null
      const off = value - wanted
      const wrong =
        (side !== 'below' && beyond('above', by, deadband, on, off)) ||
        (side !== 'above' && beyond('below', -by, deadband, on, off))
      return wrong || (latest.sure(points) ? false : null)
    },
  }
}
