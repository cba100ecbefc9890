/** A zone as the pages show it. */

import type { PointId } from '../../core/contract/reading.ts'
import type { ZoneStatus } from '../../core/contract/watering.ts'
import type { Incident } from '../../core/contract/watering-record.ts'
import type { PlannedRun, Run } from '../../core/contract/watering-run.ts'
import type { Moisture, Supply, Zone } from '../../core/contract/watering-zone.ts'
import { valveOf } from '../../core/irrigation/keeper-effect.ts'
import type { ZoneSight } from './zone-sight.ts'

export interface StatusFacts {
  readonly now: number
  readonly plan: readonly PlannedRun[]
  readonly incidents: readonly Incident[]
  readonly sight: ZoneSight
  readonly commanded: ZoneStatus['commanded']
  readonly run: Run | null
  readonly lastRun: Run | null
  readonly closesItself: boolean | null
  /** Of its site, and the zones of it that say they are open. */
  readonly supplies: readonly Supply[]
  readonly open: readonly Zone[]
  readonly moisture: (daysLeft: number | null) => Moisture | null
}

export function statusOf(zone: Zone, facts: StatusFacts): ZoneStatus {
  const { sight, plan, incidents, run, lastRun, supplies, open } = facts
  const lamp = sight.lamp(valveOf(zone))
  const next = plan.find(({ zoneId }) => zoneId === zone.id) ?? null
  const wet = plan.find(({ zoneId, decision }) => zoneId === zone.id && decision.skip === null)
  const [meter = null] = metersOf(zone, supplies)
  const others = open.filter(({ id }) => id !== zone.id)
  const shared = meter !== null && others.some(other => metersOf(other, supplies).includes(meter))
  const flow = sight.reading(shared ? null : meter)
  const soil = sight.reading(zone.soilPointId)
  // Before the first order of this process, the last run still tells what was commanded.
  const commanded = facts.commanded === 'unknown' && lastRun !== null ? 'closed' : facts.commanded
  return {
    zone,
    commanded,
    reported: lamp.report,
    reportedAt: lamp.at,
    flowLpm: flow?.value ?? null,
    flowAt: flow?.at ?? null,
    flowShared: shared,
    closesItself: facts.closesItself,
    soilMoisture: soil?.value ?? null,
    soilAt: soil?.at ?? null,
    moisture: facts.moisture(next?.decision.daysLeft ?? null),
    run,
    lastRun,
    nextAt: wet?.at ?? null,
    next,
    incidents: incidents.filter(
      ({ zoneId, supplyId }) =>
        zoneId === zone.id || (zoneId === null && supplyId !== null && supplyId === zone.supplyId),
    ),
  }
}

/** The meters its water runs through: its own first, then the one that all of its pipe share. */
function metersOf({ flowPointId, supplyId }: Zone, supplies: readonly Supply[]): PointId[] {
  const shared = supplies.find(({ id }) => id === supplyId)?.flowPointId ?? null
  return [flowPointId, shared].filter(point => point !== null)
}
