/** Runs that nobody planned as they are: broken off by a restart, or opened by somebody else. */
import type { Run } from '../contract/watering-run.ts'
import type { Zone } from '../contract/watering-zone.ts'
import { cycleOf } from './run.ts'
import { cycleLimits } from './soils.ts'

/** A start this late is missed, not late, for programs that do not make up: people expect the lawn dry by now. */
export const MISSED_AFTER_MS = 10 * 60_000
/** Who opened a valve that was not opened from here. */
export const OUTSIDE = 'outside'
/** Somebody who opens a valve by hand means less than a night. */
const OUTSIDE_MAX_S = 3600
/** Less than this is not worth opening a valve again. */
const REST_MIN_S = 30

/** The run as it goes on, or as it ended. Nothing is given twice: what ran until now is counted as given. */
export function recovered(
  run: Run,
  zone: Zone | undefined,
  missed: 'skip' | 'make-up',
  now: number,
  graceMs: number,
): Run {
  if (zone === undefined) return broken(run, now)
  if (run.state === 'planned') return planned(run, missed, now)
  const counted = countedUntil(run, now)
  const { runS } = cycleOf(counted)
  const later = counted.cycles.slice(counted.cycle + 1).reduce((sum, cycle) => sum + cycle.runS, 0)
  const inTime = run.finishBy !== null && now + graceMs + (runS + later) * 1000 <= run.finishBy
  const makesUp = missed === 'make-up' && run.programId !== null && run.reason === null && inTime
  if (!makesUp || runS + later < REST_MIN_S) return broken(counted, now)
  // It may have run until this moment: the soak begins now.
  const at = Math.max(cycleOf(counted).at, now + Math.max(graceMs, cycleLimits(zone).soakS * 1000))
  const skipsCycle = runS < REST_MIN_S
  const cycle = skipsCycle ? counted.cycle + 1 : counted.cycle
  const cycles = counted.cycles.map((one, n) => (n === cycle ? { ...one, at: Math.max(one.at, at) } : one))
  return { ...counted, cycles, cycle, state: 'soaking' }
}

function planned(run: Run, missed: 'skip' | 'make-up', now: number): Run {
  const { at } = cycleOf(run)
  const late = now - at > MISSED_AFTER_MS
  if (!late) return run
  const total = run.cycles.reduce((sum, { runS }) => sum + runS, 0)
  if (missed === 'make-up' && run.finishBy !== null && now + total * 1000 <= run.finishBy) return run
  return { ...run, state: 'skipped', reason: 'missed-while-off' }
}

function countedUntil(run: Run, now: number): Run {
  if (run.cycleOpenedAt === null) return run
  const { at, runS } = cycleOf(run)
  const ranS = Math.min(runS, Math.max(0, (now - run.cycleOpenedAt) / 1000))
  const cycles = run.cycles.map((one, n) => (n === run.cycle ? { at, runS: Math.round(runS - ranS) } : one))
  return { ...run, cycles, wateredS: run.wateredS + ranS, cycleOpenedAt: null }
}

function broken(run: Run, now: number): Run {
  const counted = countedUntil(run, now)
  return {
    ...counted,
    state: run.reason === null ? 'stopped' : 'failed',
    reason: run.reason ?? 'stopped-by-restart',
    closedAt: counted.openedAt === null ? null : now,
  }
}

/** A valve that was not opened from here: it is watched and shut like any other. */
export function outsideRun(zone: Zone, now: number): Run {
  const runS = Math.min(zone.maxRunS, OUTSIDE_MAX_S)
  return {
    id: `outside-${zone.id}-${now}`.slice(0, 64),
    siteId: zone.siteId,
    zoneId: zone.id,
    programId: null,
    by: OUTSIDE,
    state: 'running',
    reason: 'opened-outside',
    slotAt: now,
    plannedAt: now,
    plannedS: runS,
    cycles: [{ at: now, runS }],
    cycle: 0,
    wateredS: 0,
    cycleOpenedAt: now,
    openedAt: now,
    closedAt: null,
    finishBy: null,
    flowConfirmed: null,
    litres: null,
    litresMeasured: false,
    meanFlowLpm: null,
    decision: null,
  }
}
