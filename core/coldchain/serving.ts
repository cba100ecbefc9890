/** Serving hours of a hot cabinet: outside of them it stands empty, and its cold is nobody's fault. */
import { isWithinHours } from '../alarms/hours.ts'
import type { WeekHours } from '../contract/condition.ts'
import type { GraceBand } from './grace.ts'
import type { Sample } from './stretch.ts'

const STEP_MS = 60_000
/** Hours that never come back within a week are looked for no further. */
const LONGEST_MS = 7 * 86_400_000

/** True at any time where there are no hours. */
export type InUse = (at: number) => boolean

export function inUseBy(hours: readonly WeekHours[], timeZone: string): InUse {
  return hours.length === 0 ? () => true : isWithinHours(hours, timeZone)
}

/** The stretches out of use that touch [from, to), whole minutes. The last one runs when it is not over at `to`. */
export function idleBands(inUse: InUse, from: number, to: number): GraceBand[] {
  const bands: GraceBand[] = []
  let open: GraceBand | null = null
  for (let at = from - (from % STEP_MS); at < to; at += STEP_MS) {
    if (inUse(at)) open = null
    else if (open !== null) open.until = at + STEP_MS
    else {
      open = { kind: 'idle', from: at, until: at + STEP_MS, outcome: 'recovered' }
      bands.push(open)
    }
  }
  if (open !== null) open.outcome = 'running'
  return bands
}

/** The stretch out of use that `now` lies in, with its end; null while it is in use. */
export function idleAt(inUse: InUse, now: number): GraceBand | null {
  if (inUse(now)) return null
  const minute = now - (now % STEP_MS)
  let [from, until] = [minute, minute + STEP_MS]
  while (!inUse(from - STEP_MS) && now - from < LONGEST_MS) from -= STEP_MS
  while (!inUse(until) && until - now < LONGEST_MS) until += STEP_MS
  return { kind: 'idle', from, until, outcome: 'running' }
}

/** The readings of each time in use, apart: nothing is reckoned from one over the hours between to the next. */
export function stretchesInUse(readings: readonly Sample[], inUse: InUse): Sample[][] {
  const stretches: Sample[][] = []
  let open = false
  for (const reading of readings) {
    const used = inUse(reading.at)
    if (used && open) stretches.at(-1)?.push(reading)
    else if (used) stretches.push([reading])
    open = used
  }
  return stretches
}
