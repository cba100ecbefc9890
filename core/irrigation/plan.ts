/** What the programs mean for the next hours and days: which zone, from when, for how long. */
import type { PlannedRun, Program, Run, Zone } from '../contract/watering.ts'
import { dayStart, instantAt, localTime } from '../time/zone.ts'

const DAY_MS = 86_400_000
/** Time for one valve to close before the next one opens, so that the pipe keeps its pressure. */
export const BETWEEN_STEPS_MS = 10_000

export type PlanProgram = Pick<Program, 'days' | 'starts' | 'steps' | 'enabled'> & {
  readonly id: string
  readonly pausedUntil: number | null
}
export type PlanZone = Pick<Zone, 'id' | 'enabled' | 'maxRunS' | 'valveDeviceId' | 'valveChannel'>

/** A planned run, or why it will not happen. */
export interface Planned extends PlannedRun {
  readonly skip: Extract<NonNullable<Run['reason']>, 'program-paused' | 'zone-disabled'> | null
}

/**
 * Everything that starts in [from, to), ascending. Steps of a program follow each other; runs of different programs on
 * one valve do too. The same for every window that contains a run, so its time can serve as its name.
 */
export function planRuns(
  programs: readonly PlanProgram[],
  zones: readonly PlanZone[],
  from: number,
  to: number,
  timeZone: string,
): Planned[] {
  const byId = new Map(zones.map(zone => [zone.id, zone]))
  // From the day before, so that a run pushed back by an earlier one is pushed back in every window.
  const wanted = programs
    .filter(program => program.enabled)
    .flatMap(program =>
      startsBetween(program, dayStart(from, timeZone) - DAY_MS, to, timeZone).flatMap(at =>
        stepsOf(program, byId, at),
      ),
    )
    .sort((a, b) => a.at - b.at || a.programId.localeCompare(b.programId))
  return oneAtATime(wanted, byId).filter(({ at }) => at >= from && at < to)
}

/** The instants at which a program starts in [from, to), by the site's wall clock. */
function startsBetween(program: PlanProgram, from: number, to: number, timeZone: string): number[] {
  const starts: number[] = []
  for (let day = dayStart(from, timeZone); day < to; day = nextDay(day, timeZone)) {
    const wall = localTime(day, timeZone)
    if (!program.days.includes(wall.weekday)) continue
    for (const start of program.starts) {
      const [hour = 0, minute = 0] = start.split(':').map(Number)
      const at = instantAt({ year: wall.year, month: wall.month, day: wall.day, hour, minute }, timeZone)
      if (at >= from && at < to) starts.push(at)
    }
  }
  return starts
}

function nextDay(day: number, timeZone: string): number {
  const wall = localTime(day, timeZone)
  return instantAt({ year: wall.year, month: wall.month, day: wall.day + 1 }, timeZone)
}

function stepsOf(program: PlanProgram, zones: ReadonlyMap<string, PlanZone>, start: number): Planned[] {
  const planned: Planned[] = []
  let at = start
  for (const { zoneId, runS } of program.steps) {
    const zone = zones.get(zoneId)
    if (zone === undefined) continue
    const limitedS = Math.min(runS, zone.maxRunS)
    const paused = program.pausedUntil !== null && at < program.pausedUntil
    const skip = paused ? 'program-paused' : zone.enabled ? null : 'zone-disabled'
    planned.push({ zoneId, programId: program.id, at, runS: limitedS, skip })
    if (skip === null) at += limitedS * 1000 + BETWEEN_STEPS_MS
  }
  return planned
}

/** Pushes a run back while its valve is still watering for an earlier one. */
function oneAtATime(wanted: readonly Planned[], zones: ReadonlyMap<string, PlanZone>): Planned[] {
  const freeAt = new Map<string, number>()
  const planned = wanted.map(run => {
    const zone = zones.get(run.zoneId)
    if (run.skip !== null || zone === undefined) return run
    const valve = `${zone.valveDeviceId}\n${zone.valveChannel ?? ''}`
    const at = Math.max(run.at, freeAt.get(valve) ?? 0)
    freeAt.set(valve, at + run.runS * 1000 + BETWEEN_STEPS_MS)
    return { ...run, at }
  })
  return planned.sort((a, b) => a.at - b.at)
}
