/** Carries a plan out: one transaction, all or nothing. */
import type { Device } from '../../core/contract/device.ts'
import type { Point } from '../../core/contract/point.ts'
import type { StateStore } from '../../core/ports.ts'
import { collectionOf } from './nouns.ts'
import type { Plan } from './plan.ts'

/** Throws when the plan has faults. */
export function applyPlan(state: StateStore, plan: Plan): void {
  if (plan.faults.length > 0) throw new Error('a plan with faults is not carried out')
  state.transaction(() => {
    // What was removed goes last-named first, so that nothing names what is gone even inside.
    for (const [noun, ids] of [...plan.removals].reverse())
      for (const id of ids) collectionOf(state, noun).remove(id)
    for (const [noun, documents] of plan.puts) {
      for (const document of documents) collectionOf(state, noun).put(document)
      if (noun.name === 'users') for (const { id } of documents) endSessions(state, id)
    }
    for (const point of plan.points) state.points.put(placed(state, point))
    // A device that moved to another site takes its points along.
    for (const device of changedDevices(plan))
      for (const point of state.points.list({ deviceId: device.id })) {
        const moved = placed(state, point)
        if (moved.siteId !== point.siteId) state.points.put(moved)
      }
  })
}

export function changedDevices(plan: Plan): Device[] {
  return [...plan.puts].flatMap(([noun, documents]) =>
    noun.name === 'devices' ? (documents as unknown as Device[]) : [],
  )
}

function placed(state: StateStore, point: Point): Point {
  const siteId = state.devices.get(point.deviceId)?.siteId
  return siteId === undefined || siteId === point.siteId ? point : { ...point, siteId }
}

/** Another role, another place, or no way in: whoever is in comes in again. */
function endSessions(state: StateStore, userId: string): void {
  for (const { id } of state.sessions.list({ userId })) state.sessions.remove(id)
}
