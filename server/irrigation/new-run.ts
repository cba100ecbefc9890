/** Runs and their names, as they are written down. */
import { createHash } from 'node:crypto'
import type { PlannedRun, Run } from '../../core/contract/watering-run.ts'
import type { Zone } from '../../core/contract/watering-zone.ts'

/** The same for the same start, so that nothing runs twice. */
export function runId(programId: string | null, zoneId: string, slotAt: number): string {
  return `run-${createHash('sha256')
    .update(`${programId ?? 'hand'}\n${zoneId}\n${slotAt}`)
    .digest('hex')
    .slice(0, 24)}`
}

const FRESH = {
  state: 'planned',
  reason: null,
  cycle: 0,
  wateredS: 0,
  cycleOpenedAt: null,
  openedAt: null,
  closedAt: null,
  flowConfirmed: null,
  litres: null,
  litresMeasured: false,
  meanFlowLpm: null,
} as const satisfies Partial<Run>

/** A decided start; skipped ones are over as they are made. */
export function runOfPlan(zone: Zone, planned: PlannedRun, finishBy: number): Run {
  const { programId, slotAt, at, runS, cycles, decision } = planned
  return {
    ...FRESH,
    id: runId(programId, zone.id, slotAt),
    siteId: zone.siteId,
    zoneId: zone.id,
    programId,
    by: `program:${programId}`,
    state: decision.skip === null ? 'planned' : 'skipped',
    reason: decision.skip,
    slotAt,
    plannedAt: at,
    plannedS: runS,
    cycles,
    finishBy,
    decision,
  }
}

export function runByHand(zone: Zone, runS: number, now: number, by: string): Run {
  return {
    ...FRESH,
    id: runId(null, zone.id, now),
    siteId: zone.siteId,
    zoneId: zone.id,
    programId: null,
    by,
    slotAt: now,
    plannedAt: now,
    plannedS: runS,
    cycles: [{ at: now, runS }],
    finishBy: null,
    decision: null,
  }
}
