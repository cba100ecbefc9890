/** The alarm limits of each point, for bands behind charts and sparklines. */
import { signal } from '@preact/signals'
import type { Rule } from '../../core/contract/rule.ts'
import { api, call } from './api.ts'

export interface Limits {
  readonly low: number | null
  readonly high: number | null
}
export const NO_LIMITS: Limits = { low: null, high: null }

const limits = signal<ReadonlyMap<number, Limits>>(new Map())
let asked = false

/** Of a point; asks the server once, on first use. */
export function limitsOf(pointId: number | undefined): Limits {
  if (!asked) {
    asked = true
    void loadLimits()
  }
  return (pointId === undefined ? undefined : limits.value.get(pointId)) ?? NO_LIMITS
}

/** After a rule was changed: the next look asks again. */
export function forgetLimits(): void {
  asked = false
  void loadLimits()
}

async function loadLimits(): Promise<void> {
  try {
    limits.value = limitsFrom(await call(api.listRules))
  } catch {
    asked = false
  }
}

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
