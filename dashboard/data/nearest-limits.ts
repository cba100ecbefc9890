/** Which of a point's rules draw its limits. Pure. */
import type { Rule } from '../../core/contract/rule.ts'

export interface Limits {
  readonly low: number | null
  readonly high: number | null
}
export const NO_LIMITS: Limits = { low: null, high: null }

/** The nearest limit on each side: the one that will be passed first. */
export function limitsFrom(rules: readonly Rule[]): ReadonlyMap<number, Limits> {
  const found = new Map<number, Limits>()
  for (const { enabled, pointId, condition } of rules) {
    if (!enabled) continue
    const old = found.get(pointId) ?? NO_LIMITS
    if (condition.type === 'high')
      found.set(pointId, { ...old, high: Math.min(old.high ?? Number.POSITIVE_INFINITY, condition.limit) })
    if (condition.type === 'low')
      found.set(pointId, { ...old, low: Math.max(old.low ?? Number.NEGATIVE_INFINITY, condition.limit) })
  }
  return found
}
