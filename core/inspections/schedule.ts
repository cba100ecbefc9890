/** When a checklist is due: by the site's calendar, the random ones on days that nobody can guess and everybody can check. */
import type { Checklist } from '../contract/inspection.ts'
import { addDays, mondayOf, weekdayOf } from '../notify/duty.ts'
import { instantAt } from '../time/zone.ts'

const WEEK_DAYS = 7

/** True when a round of it is due on a day of the site's calendar, `2026-11-23`. */
export function isDueOn(checklist: Pick<Checklist, 'id' | 'cadence' | 'on'>, date: string): boolean {
  const { cadence, on } = checklist
  switch (cadence) {
    case 'daily':
      return true
    case 'weekly':
      return weekdayOf(date) === Math.min(on, WEEK_DAYS)
    case 'monthly':
      return Number(date.slice(8)) === Math.min(on, lastDayOf(date))
    case 'random':
      return randomDays(checklist.id, mondayOf(date), on).includes(date)
  }
}

/** The days of a range on which it is due, ascending; both ends included. */
export function dueDates(
  checklist: Pick<Checklist, 'id' | 'cadence' | 'on'>,
  from: string,
  to: string,
): string[] {
  const dates: string[] = []
  for (let date = from; date <= to; date = addDays(date, 1)) if (isDueOn(checklist, date)) dates.push(date)
  return dates
}

/** By when a day's round is to be signed. One whose hour had passed when its checklist was made has until midnight. */
export function dueAtOf(
  { dueTime, createdAt }: Pick<Checklist, 'dueTime' | 'createdAt'>,
  date: string,
  timeZone: string,
): number {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number)
  const [hour = 0, minute = 0] = dueTime.split(':').map(Number)
  const dueAt = instantAt({ year, month, day, hour, minute }, timeZone)
  return dueAt < createdAt ? instantAt({ year, month, day: day + 1 }, timeZone) : dueAt
}

/** So many different days of the week that begins on a Monday: the same every time they are asked for. */
function randomDays(id: string, monday: string, times: number): string[] {
  return Array.from({ length: WEEK_DAYS }, (_, day) => addDays(monday, day))
    .map(date => ({ date, draw: hash(`${id} ${date}`) }))
    .sort((a, b) => a.draw - b.draw)
    .slice(0, Math.min(times, WEEK_DAYS))
    .map(({ date }) => date)
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  // The last characters alone differ between two days: mixed once more.
  value ^= value >>> 15
  return Math.imul(value, 0x2c1b3c6d) >>> 0
}

function lastDayOf(date: string): number {
  const [year = 1970, month = 1] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}
