/** What a field for a date or a time shows is the site's wall, wherever the browser is. */
import { localDay } from '../../core/text/format.ts'
import { instantAt, localTime } from '../../core/time/zone.ts'
import { now, timeZone } from './store.ts'

/** `2026-11-23`, as a date field wants it. */
export const dateShown = (at: number) => localDay(at, timeZone.value)

/** `2026-11-23T07:30`, as a field for date and time wants it. */
export function minuteShown(at: number): string {
  const { hour, minute } = localTime(at, timeZone.value)
  return `${dateShown(at)}T${two(hour)}:${two(minute)}`
}

/** The instant a field means: a date alone is the midnight it begins with. Null while it is neither date nor time. */
export function instantOf(text: string): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/\D/).map(Number)
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d|$)/.test(text)) return null
  return instantAt({ year, month, day, hour, minute }, timeZone.value)
}

/** The midnight a date ends with; null while it is none. */
export function endOfDay(text: string): number | null {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return instantOf(text) === null ? null : instantAt({ year, month, day: day + 1 }, timeZone.value)
}

/** `2026-11` and the months before it, this one first. */
export function monthsBack(count: number): string[] {
  const [year = 2000, month = 1] = dateShown(now.value).split('-').map(Number)
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
  )
}

const two = (value: number) => String(value).padStart(2, '0')
