/** When programs start: by the clock or the sun, on days of the week or every so many, in their season. */
import type { Program } from '../contract/watering-program.ts'
import { type SiteDay, serialOf, startInstant } from './days.ts'

/** How long a program without an end of its own may take. */
export const WINDOW_MS = 12 * 3_600_000

export interface Slot {
  readonly program: Program
  readonly at: number
  readonly day: SiteDay
  /** Everything is over by then. */
  readonly finishBy: number
}

/** Every start in [from, to), ascending; the same whichever window asks. */
export function slotsOf(
  programs: readonly Program[],
  days: readonly SiteDay[],
  from: number,
  to: number,
  timeZone: string,
): Slot[] {
  const slots: Slot[] = []
  for (const program of programs) {
    if (!program.enabled) continue
    for (const day of days) {
      if (!isOn(program, day)) continue
      for (const start of program.starts) {
        const at = startInstant(start, day, timeZone)
        if (at === undefined || at < from || at >= to) continue
        slots.push({ program, at, day, finishBy: finishOf(program, at, day, timeZone) })
      }
    }
  }
  return slots.sort(
    (a, b) =>
      a.at - b.at || a.program.priority - b.program.priority || (a.program.id < b.program.id ? -1 : 1),
  )
}

/** True when the program waters on this day at all. */
export function isOn(
  { days, everyDays, season }: Pick<Program, 'days' | 'everyDays' | 'season'>,
  day: SiteDay,
): boolean {
  if (season !== null && !inSeason(day.date.slice(5), season)) return false
  if (everyDays === null) return days.includes(day.weekday)
  const since = day.serial - serialOf(everyDays.from)
  return since >= 0 && since % everyDays.count === 0
}

function inSeason(date: string, { from, to }: { readonly from: string; readonly to: string }): boolean {
  return from <= to ? date >= from && date <= to : date >= from || date <= to
}

function finishOf({ finishBy }: Program, at: number, day: SiteDay, timeZone: string): number {
  if (finishBy === null) return at + WINDOW_MS
  const same = startInstant(finishBy, day, timeZone)
  if (same === undefined) return at + WINDOW_MS
  // An end before the start is meant for the next day.
  return same > at ? same : same + 86_400_000
}
