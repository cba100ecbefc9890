/** What a schema cannot say of a condition: whether its points are there and its expression can be understood. */
import type { Condition } from '../contract/condition.ts'
import type { Point } from '../contract/point.ts'
import type { PointId } from '../contract/reading.ts'
import { pointsOf } from './condition.ts'
import { compile, OWN_NAME, RESERVED_NAMES } from './expression.ts'

export interface RulePlace {
  readonly siteId: string
  readonly pointId: PointId
  point(id: PointId): Pick<Point, 'siteId' | 'kind' | 'metric'> | undefined
}

/** Why a rule with this condition could not work, in English; null when it can. */
export function conditionProblem(condition: Condition, place: RulePlace): string | null {
  for (const id of pointsOf(condition, place.pointId)) {
    // A point of another site is told from a missing one by nobody.
    if (place.point(id)?.siteId !== place.siteId) return `there is no point ${id}`
  }
  if (condition.type === 'schedule') {
    if (condition.inside === null && condition.outside === null) return 'nothing is ever wrong'
    for (const inner of [condition.inside, condition.outside]) {
      const problem = inner === null ? null : conditionProblem(inner, place)
      if (problem !== null) return problem
    }
    return null
  }
  if (condition.type === 'expression') return expressionProblem(condition.text, condition.points)
  if (condition.type === 'use' && place.point(place.pointId)?.kind !== 'counter')
    return 'the point counts nothing'
  return condition.type === 'rate' && condition.perHour === 0 ? 'a rate of nothing is none' : null
}

function expressionProblem(text: string, points: Readonly<Record<string, PointId>>): string | null {
  const reserved = Object.keys(points).find(name => RESERVED_NAMES.includes(name))
  if (reserved !== undefined) return `"${reserved}" has a meaning of its own`
  return compile(text, [OWN_NAME, ...Object.keys(points)]).problem
}
