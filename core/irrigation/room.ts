/** Whether a pipe has water left for one more zone. */
import type { Run } from '../contract/watering-run.ts'
import type { Zone } from '../contract/watering-zone.ts'
import type { KeeperConfig } from './keeper-effect.ts'
import { isWet } from './run.ts'

/** A person's own run asks for no room; a zone never opens twice. */
export function hasRoom(
  zone: Zone,
  run: Run,
  { zones, supplies }: KeeperConfig,
  active: readonly Run[],
): boolean {
  const supply = supplies.find(({ id }) => id === zone.supplyId)
  if (supply !== undefined && supply.isolatedAt !== null) return false
  const byId = new Map(zones.map(one => [one.id, one]))
  const beside = active.filter(other => {
    const on = byId.get(other.zoneId)
    const shares = on !== undefined && on.siteId === zone.siteId && on.supplyId === zone.supplyId
    return other.id !== run.id && isWet(other) && shares
  })
  if (beside.some(other => other.zoneId === zone.id)) return false
  if (run.programId === null) return true
  const capacity = supply?.capacityLpm ?? null
  if (capacity === null) return beside.length === 0
  const flow = beside.reduce((sum, { zoneId }) => sum + (byId.get(zoneId)?.nominalFlowLpm ?? 0), 0)
  return flow + zone.nominalFlowLpm <= capacity + 1e-9
}
