/** The days of a site's calendar with their midnights and their sun, worked out once for all programs. */
import { instantAt, localTime } from '../time/zone.ts'
import { type SunTimes, sunTimes } from './sun.ts'

const DAY_MS = 86_400_000
const DAYS_MAX = 400

export interface GroundsPlace {
  readonly timeZone: string
  readonly latitude: number
  readonly longitude: number
  readonly elevationM: number
}

export interface SiteDay {
  /** YYYY-MM-DD. */
  readonly date: string
  readonly start: number
  readonly end: number
  readonly year: number
  readonly month: number
  readonly day: number
  readonly weekday: number
  /** Of the year, 1 to 366. */
  readonly dayOfYear: number
  /** Days since 1970, by the local date. */
  readonly serial: number
  readonly sun: SunTimes
}

const two = (value: number) => String(value).padStart(2, '0')

/** The days that cover [from, to), ascending. */
export function siteDays(from: number, to: number, place: GroundsPlace): SiteDay[] {
  const days: SiteDay[] = []
  const first = localTime(from, place.timeZone)
  let start = instantAt({ year: first.year, month: first.month, day: first.day }, place.timeZone)
  for (let n = 0; start < to && n < DAYS_MAX; n++) {
    const day = siteDay(Date.UTC(first.year, first.month - 1, first.day + n), start, place)
    days.push(day)
    start = day.end
  }
  return days
}

function siteDay(utc: number, start: number, place: GroundsPlace): SiteDay {
  const date = new Date(utc)
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
  const dayOfYear = Math.round((utc - Date.UTC(year, 0, 1)) / DAY_MS) + 1
  return {
    date: `${year}-${two(month)}-${two(day)}`,
    start,
    end: instantAt({ year, month, day: day + 1 }, place.timeZone),
    year,
    month,
    day,
    weekday: date.getUTCDay() || 7,
    dayOfYear,
    serial: Math.round(utc / DAY_MS),
    sun: sunTimes(utc, dayOfYear, place),
  }
}

/** Days since 1970 of a local date. */
export function serialOf(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS)
}

/** A start such as `05:00`, `sunset+20`; undefined where there is no such sun that day. */
export function startInstant(text: string, day: SiteDay, timeZone: string): number | undefined {
  const sun = /^(sunrise|sunset)([+-]\d{1,3})?$/.exec(text)
  if (sun !== null) {
    const base = sun[1] === 'sunrise' ? day.sun.rise : day.sun.set
    // On the whole minute, so that the start of a day has one name.
    return base === null ? undefined : Math.round(base / 60_000) * 60_000 + Number(sun[2] ?? 0) * 60_000
  }
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  // A day of 24 hours needs no look at the time zone's table.
  if (day.end - day.start === DAY_MS) return day.start + (hour * 60 + minute) * 60_000
  return instantAt({ year: day.year, month: day.month, day: day.day, hour, minute }, timeZone)
}

/** Share of the day's evapotranspiration that is over by an instant, 0 to 1: the sun's arc as half a cosine. */
export function shareOfDay(at: number, { start, end, sun }: SiteDay): number {
  const from = sun.rise ?? start
  const to = sun.set ?? end
  if (at <= from) return 0
  if (at >= to) return 1
  return (1 - Math.cos((Math.PI * (at - from)) / (to - from))) / 2
}
