/** What kind of day a local date is, by the calendars of days off that are known. */
import type { HolidayYear } from '../contract/energy-tariff.ts'
import type { DayKind } from '../contract/energy-words.ts'
import { CHINA_2024 } from './holidays/china-2024.ts'
import { CHINA_2025 } from './holidays/china-2025.ts'
import { CHINA_2026 } from './holidays/china-2026.ts'

/** Calendars that come with Steward, one file a year. */
export const BUILT_IN_HOLIDAYS: readonly HolidayYear[] = [CHINA_2024, CHINA_2025, CHINA_2026]

/** The kind of a local date, YYYY-MM-DD. */
export type DayKindOf = (date: string) => DayKind

/** One calendar a year: the site's own before those that come with Steward. */
function calendars(own: readonly HolidayYear[]): HolidayYear[] {
  return [...new Map([...BUILT_IN_HOLIDAYS, ...own].map(year => [year.year, year])).values()]
}

/** The calendars that say what kind of day each of these dates is. */
export function calendarsUsed(own: readonly HolidayYear[], dates: readonly string[]): HolidayYear[] {
  const years = new Set(dates.map(date => Number(date.slice(0, 4))))
  return calendars(own).filter(({ year }) => years.has(year))
}

/**
 * Answers by the site's `own` calendars before those that come with Steward. Of a year nobody has a calendar for,
 * Saturdays and Sundays are all that is known; `missingYears` of holiday-years.ts says so.
 */
export function dayKinds(own: readonly HolidayYear[]): DayKindOf {
  const years = calendars(own)
  const off = new Set(years.flatMap(year => year.off.map(({ date }) => date)))
  const work = new Set(years.flatMap(year => year.work))
  const known = new Map<string, DayKind>()
  return date => {
    let kind = known.get(date)
    if (kind === undefined) {
      kind = off.has(date) ? 'holiday' : work.has(date) || !isWeekend(date) ? 'workday' : 'weekend'
      known.set(date, kind)
    }
    return kind
  }
}

function isWeekend(date: string): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return weekday === 0 || weekday === 6
}

/** The dates between two, both included; YYYY-MM-DD. At most ten years. */
export function datesBetween(from: string, to: string): string[] {
  const dates: string[] = []
  const end = Date.parse(`${to}T00:00:00Z`)
  for (let at = Date.parse(`${from}T00:00:00Z`); at <= end && dates.length < 3660; at += 86_400_000)
    dates.push(new Date(at).toISOString().slice(0, 10))
  return dates
}
