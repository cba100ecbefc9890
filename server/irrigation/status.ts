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
  readonly meter: PointId | null
  /** Another zone of its meter is open: what that shows is not this one's. */
  readonly shared: boolean
  readonly moisture: (daysLeft: number | null) => Moisture | null
}

export function statusOf(zone: Zone, facts: StatusFacts): ZoneStatus {
  const { sight, plan, incidents, run, lastRun, meter, shared } = facts
  const lamp = sight.lamp(valveOf(zone))
  const next = plan.find(({ zoneId }) => zoneId === zone.id) ?? null
  const wet = plan.find(({ zoneId, decision }) => zoneId === zone.id && decision.skip === null)
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

/** Its own, or the one that all of its pipe share. */
export function meterOf(zone: Zone, supplies: readonly Supply[]): PointId | null {
  return zone.flowPointId ?? supplies.find(({ id }) => id === zone.supplyId)?.flowPointId ?? null
}
