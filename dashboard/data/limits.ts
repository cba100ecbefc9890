/** The alarm limits of each point, for bands behind charts and sparklines. */
import { signal } from '@preact/signals'
import { api, call } from './api.ts'
import { type Limits, limitsFrom, NO_LIMITS } from './nearest-limits.ts'

export type { Limits }

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
