/** Who is on duty: the plan of a roster with its swaps, on the site's clock. */
import type { Duty, Roster, Shift, Swap } from '../contract/roster.ts'
import { instantAt, localTime } from '../time/zone.ts'

const DAY_MS = 86_400_000
const WEEK_DAYS = 7
/** Nobody looks at more days of a roster at once. */
export const DUTY_DAYS_MAX = 62

/** Every shift that touches [from, to), those with nobody on them too, by their beginning. Times are ms since 1970. */
export function dutiesBetween(roster: Roster, from: number, to: number, timeZone: string): Duty[] {
  const duties: Duty[] = []
  // A shift that began yesterday may reach into today.
  let date = dateOf(from - DAY_MS, timeZone)
  const last = dateOf(to, timeZone)
  for (let day = 0; day < DUTY_DAYS_MAX + 2 && date <= last; day += 1) {
    for (const shift of roster.shifts) {
      const duty = dutyOn(roster, shift, date, timeZone)
      if (duty.from < to && duty.to > from) duties.push(duty)
    }
    date = addDays(date, 1)
  }
  return duties.sort((a, b) => a.from - b.from)
}

/** The shifts under way at an instant. */
export function dutiesAt(roster: Roster, at: number, timeZone: string): Duty[] {
  return dutiesBetween(roster, at, at + 1, timeZone)
}

function dutyOn(roster: Roster, shift: Shift, date: string, timeZone: string): Duty {
  const swap = swapOn(roster, date, shift.id)
  const endsNextDay = shift.to <= shift.from
  return {
    rosterId: roster.id,
    roster: roster.name,
    shiftId: shift.id,
    shift: shift.name,
    date,
    from: wallInstant(date, shift.from, timeZone),
    to: wallInstant(endsNextDay ? addDays(date, 1) : date, shift.to, timeZone),
    userIds: [...(swap?.userIds ?? plannedOn(roster, date, shift.id))],
    swapped: swap !== undefined,
  }
}

/** Whom the plan names, before any swap. */
export function plannedOn(roster: Roster, date: string, shiftId: string): readonly string[] {
  const days = daysBetween(roster.anchor, date)
  const week = mod(Math.floor(days / WEEK_DAYS), roster.weeks)
  const day = weekdayOf(date)
  const slot = roster.slots.find(one => one.week === week && one.day === day && one.shiftId === shiftId)
  return slot?.userIds ?? []
}

export function swapOn(roster: Roster, date: string, shiftId: string): Swap | undefined {
  return roster.swaps.find(swap => swap.date === date && swap.shiftId === shiftId)
}

/** Whom a shift has on a date, swaps included. */
export function peopleOn(roster: Roster, date: string, shiftId: string): readonly string[] {
  return swapOn(roster, date, shiftId)?.userIds ?? plannedOn(roster, date, shiftId)
}

// ── Days of the calendar, as `2026-11-23` ───────────────────────────────────────────────────────────────────────

export function dateOf(at: number, timeZone: string): string {
  const { year, month, day } = localTime(at, timeZone)
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)
}

export function addDays(date: string, days: number): string {
  return new Date(utcOf(date) + days * DAY_MS).toISOString().slice(0, 10)
}

/** 1 Monday to 7 Sunday. */
export function weekdayOf(date: string): number {
  return new Date(utcOf(date)).getUTCDay() || 7
}

/** The Monday of its week. */
export function mondayOf(date: string): string {
  return addDays(date, 1 - weekdayOf(date))
}

function daysBetween(from: string, to: string): number {
  return Math.round((utcOf(to) - utcOf(from)) / DAY_MS)
}

function utcOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`)
}

function wallInstant(date: string, wall: string, timeZone: string): number {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number)
  const [hour = 0, minute = 0] = wall.split(':').map(Number)
  return instantAt({ year, month, day, hour, minute }, timeZone)
}

const mod = (a: number, n: number) => ((a % n) + n) % n
