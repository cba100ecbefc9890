/** Runs and their names, as they are written down. */
import { createHash } from 'node:crypto'
import type { PlannedRun, Run, Zone } from '../../core/contract/watering.ts'
import type { Planned } from '../../core/irrigation/plan.ts'

export function newRun(
  zone: Zone,
  from: { at: number; runS: number; programId: string | null; by: string },
): Run {
  return {
    id: runId({ zoneId: zone.id, programId: from.programId, at: from.at }),
    siteId: zone.siteId,
    zoneId: zone.id,
    programId: from.programId,
    by: from.by,
    state: 'planned',
    reason: null,
    plannedAt: from.at,
    plannedS: from.runS,
    openedAt: null,
    closedAt: null,
    litres: null,
    litresMeasured: false,
  }
}

/** The same for the same start, so that nothing runs twice. */
export function runId({
  programId,
  zoneId,
  at,
}: {
  programId: string | null
  zoneId: string
  at: number
}): string {
  return `run-${createHash('sha256')
    .update(`${programId ?? 'hand'}\n${zoneId}\n${at}`)
    .digest('hex')
    .slice(0, 24)}`
}

export function shown({ zoneId, programId, at, runS }: Planned): PlannedRun {
  return { zoneId, programId, at, runS }
}
