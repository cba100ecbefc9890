import { type ConditionOf, MAX_AGE_S } from '../../contract/condition.ts'
import { localTime } from '../../time/zone.ts'
import { compile, OWN_NAME } from '../expression.ts'
import type { JudgeMaker } from '../judge.ts'
import { Latest } from '../latest.ts'

/** True when the expression is true. What it cannot say because a point is not known, or a division has no answer, is unknown. */
export const expression: JudgeMaker<ConditionOf<'expression'>> = (condition, { pointId, timeZone }) => {
  const { text, points, maxAgeS = MAX_AGE_S } = condition
  const latest = new Latest()
  const compiled = compile(text, [OWN_NAME, ...Object.keys(points)])
  const ids = new Map(Object.entries({ ...points, [OWN_NAME]: pointId }))
  const used = compiled.names.flatMap(name => ids.get(name) ?? [])
  let fault = compiled.problem
  return {
    get fault() {
      return fault
    },
    keep: (reading, sure) => void latest.keep(reading, sure),
    verdict() {
      if (compiled.run === null || latest.newestAt === Number.NEGATIVE_INFINITY) return null
      const answer = compiled.run({
        value: name => latest.get(ids.get(name) ?? pointId, maxAgeS),
        wall: () => localTime(latest.newestAt, timeZone),
      })
      fault = answer === 'fault' ? 'a number has no value (division by zero, root of a negative)' : null
      if (typeof answer !== 'boolean') return null
      return answer || (latest.sure(used) ? false : null)
    },
  }
}
