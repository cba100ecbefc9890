/**
 * The clock on the site's wall. Days, tariffs and watering follow it, so every conversion names its time zone (IANA).
 * Daylight saving: a local time that happens twice means the first; one that is skipped means as long after midnight
 * as it says, so the moment one hour later on the wall.
 */

export interface LocalTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number
}

export type Period = 'half-hour' | 'hour' | 'day' | 'month'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MAX_ZONES = 64
const formatters = new Map<string, Intl.DateTimeFormat>()

/** What the wall shows at an instant. */
export function localTime(at: number, timeZone: string): LocalTime {
  const wall = new Date(at + offsetMs(at, timeZone))
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
    weekday: wall.getUTCDay() || 7,
  }
}

export interface WallTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour?: number
  readonly minute?: number
  readonly second?: number
}

/** The instant at which the wall shows this; months and days may overflow as in Date.UTC. */
export function instantAt(wall: WallTime, timeZone: string): number {
  const { year, month, day, hour = 0, minute = 0, second = 0 } = wall
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second)
  // The offset before and after any change near by; the earlier instant that shows this time is the one meant.
  const before = asUtc - offsetMs(asUtc - DAY_MS, timeZone)
  if (before + offsetMs(before, timeZone) === asUtc) return before
  const after = asUtc - offsetMs(asUtc + DAY_MS, timeZone)
  return after + offsetMs(after, timeZone) === asUtc ? after : before
}

/** The midnight, on the site's wall, that began the day of an instant. */
export function dayStart(at: number, timeZone: string): number {
  const { year, month, day } = localTime(at, timeZone)
  return instantAt({ year, month, day }, timeZone)
}

/** The midnight that began the month of an instant. */
export function monthStart(at: number, timeZone: string): number {
  const { year, month } = localTime(at, timeZone)
  return instantAt({ year, month, day: 1 }, timeZone)
}

/**
 * The edges of the periods that cover [from, to), ascending: the first is the start of the period `from` is in, the
 * last is at or after `to`. A period's use lies between neighbours.
 */
export function edgesOf(from: number, to: number, per: Period, timeZone: string): number[] {
  const edges = [startOf(from, per, timeZone)]
  for (let edge = edges[0] ?? from; edge < to; ) {
    edge = next(edge, per, timeZone)
    edges.push(edge)
  }
  return edges
}

function startOf(at: number, per: Period, timeZone: string): number {
  if (per === 'day') return dayStart(at, timeZone)
  if (per === 'month') return monthStart(at, timeZone)
  const offset = offsetMs(at, timeZone)
  const stepMs = per === 'hour' ? HOUR_MS : HOUR_MS / 2
  return Math.floor((at + offset) / stepMs) * stepMs - offset
}

function next(edge: number, per: Period, timeZone: string): number {
  if (per === 'half-hour') return edge + HOUR_MS / 2
  if (per === 'hour') return edge + HOUR_MS
  const { year, month, day } = localTime(edge, timeZone)
  return instantAt(
    per === 'day' ? { year, month, day: day + 1 } : { year, month: month + 1, day: 1 },
    timeZone,
  )
}

/** How far the wall is ahead of UTC, ms. */
function offsetMs(at: number, timeZone: string): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of formatterOf(timeZone).formatToParts(at)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone)
  if (known !== undefined) return known
  if (formatters.size >= MAX_ZONES) formatters.clear()
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  formatters.set(timeZone, formatter)
  return formatter
}
