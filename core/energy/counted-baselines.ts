/** Which baselines may be added up: no meter's saving twice, and none that its baseline cannot carry. */
import type { Meter } from '../contract/energy.ts'
import type { Baseline } from '../contract/energy-baseline.ts'

/**
 * Of each meter the newest baseline that passes ASHRAE Guideline 14's limits; none of a meter behind another that has
 * one, because what it saved is saved there too.
 */
export function countedBaselines(baselines: readonly Baseline[], meters: readonly Meter[]): Baseline[] {
  const newest = new Map<string, Baseline>()
  for (const one of baselines) {
    const known = newest.get(one.meterId)
    if (one.model.passes && (known === undefined || known.createdAt < one.createdAt))
      newest.set(one.meterId, one)
  }
  const parentOf = new Map(meters.map(({ id, parentId }) => [id, parentId]))
  const isBehindAnother = (meterId: string) => {
    const seen = new Set([meterId])
    for (let up = parentOf.get(meterId); up != null && !seen.has(up); up = parentOf.get(up)) {
      if (newest.has(up)) return true
      seen.add(up)
    }
    return false
  }
  return [...newest.values()].filter(({ meterId }) => !isBehindAnother(meterId))
}
