import { type ConditionOf, MAX_AGE_S } from '../../contract/condition.ts'
import type { PointId } from '../../contract/reading.ts'
import type { JudgeMaker } from '../judge.ts'
import { Latest } from '../latest.ts'
import { beyond } from '../plain-judge.ts'
import { SlidingWindow } from '../window.ts'

/** An average of fewer of its points than this part is none. */
const KNOWN_PART = 0.5

/**
 * True by any, by all, or by the average of several points. A point that is not known holds the answer back where it
 * could change it: what is known may raise, only all of them together may clear.
 */
export const group: JudgeMaker<ConditionOf<'group'>> = (condition, { pointId }) => {
  const { of, side, limit, deadband, windowS, maxAgeS = MAX_AGE_S } = condition
  const points = [...new Set([pointId, ...condition.points])]
  const latest = new Latest()
  const windows = new Map(windowS === 0 ? [] : points.map(point => [point, new SlidingWindow(windowS)]))
  const shownBy = (point: PointId) => {
    const value = latest.get(point, Math.max(maxAgeS, windowS))
    return value === null || windowS === 0 ? value : (windows.get(point)?.mean() ?? null)
  }
  const average = (known: readonly number[]) => {
    if (known.length < points.length * KNOWN_PART) return []
    return [known.reduce((sum, value) => sum + value, 0) / known.length]
  }
  return {
    keep(reading, sure) {
      if (latest.keep(reading, sure)) windows.get(reading.point)?.add(reading.at, reading.value)
    },
    verdict(on) {
      const known = points.map(shownBy).filter(value => value !== null)
      const complete = known.length === points.length
      const judged = of === 'average' ? average(known) : known
      if (judged.length === 0) return null
      const wrong = judged.filter(value => beyond(side, limit, deadband, on, value)).length
      const sure = latest.sure(points)
      if (of === 'all' && wrong < judged.length) return sure ? false : null
      if (of === 'all') return complete ? true : null
      return wrong > 0 || (complete && sure ? false : null)
    },
  }
}
