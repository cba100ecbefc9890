/**
 * The periods reports are about, by name: `2026-11-23`, `2026-W47`, `2026-11`, `2026-Q4`, `2026`. They are the site's:
 * a day begins at its midnight, a week on Monday (ISO 8601).
 */
import type { ReportPeriod, Words } from '../contract/report-document.ts'
import { dayStart, instantAt, localTime } from '../time/zone.ts'

export interface PeriodSpan {
  readonly key: string
  readonly per: ReportPeriod
  /** ms since 1970; `to` is the beginning of the next one. */
  readonly from: number
  readonly to: number
}

export const PERIOD_PATTERN =
  '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?|-W(0[1-9]|[1-4][0-9]|5[0-3])|-Q[1-4])?$'

const DAY_MS = 86_400_000
const MONTHS_EN = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

/** Null for a name that is none, such as 30 February. */
export function spanOf(key: string, timeZone: string): PeriodSpan | null {
  if (!new RegExp(PERIOD_PATTERN).test(key)) return null
  const year = Number(key.slice(0, 4))
  const at = (month: number, day: number) => instantAt({ year, month, day }, timeZone)
  const rest = key.slice(5)
  if (rest === '') return { key, per: 'year', from: at(1, 1), to: at(13, 1) }
  const number = Number(rest.slice(1))
  if (rest.startsWith('Q'))
    return { key, per: 'quarter', from: at(number * 3 - 2, 1), to: at(number * 3 + 1, 1) }
  if (rest.startsWith('W')) return weekOf(key, year, number, timeZone)
  const [month = 1, day] = rest.split('-').map(Number)
  if (day === undefined) return { key, per: 'month', from: at(month, 1), to: at(month + 1, 1) }
  const from = at(month, day)
  return localTime(from, timeZone).day === day ? { key, per: 'day', from, to: at(month, day + 1) } : null
}

/** 4 January is always in week 1. */
function weekOf(key: string, year: number, week: number, timeZone: string): PeriodSpan | null {
  const { weekday } = localTime(instantAt({ year, month: 1, day: 4, hour: 12 }, timeZone), timeZone)
  const day = 4 - (weekday - 1) + (week - 1) * 7
  const from = instantAt({ year, month: 1, day }, timeZone)
  const to = instantAt({ year, month: 1, day: day + 7 }, timeZone)
  return keyAt('week', from, timeZone) === key ? { key, per: 'week', from, to } : null
}

/** The name of the period an instant is in. */
export function keyAt(per: ReportPeriod, at: number, timeZone: string): string {
  const { year, month, day, weekday } = localTime(at, timeZone)
  switch (per) {
    case 'day':
      return `${year}-${two(month)}-${two(day)}`
    case 'week': {
      // A week belongs to the year of its Thursday.
      const thursday = localTime(
        instantAt({ year, month, day: day + 4 - weekday, hour: 12 }, timeZone),
        timeZone,
      )
      const days = Date.UTC(thursday.year, thursday.month - 1, thursday.day) - Date.UTC(thursday.year, 0, 1)
      return `${thursday.year}-W${two(Math.floor(days / DAY_MS / 7) + 1)}`
    }
    case 'month':
      return `${year}-${two(month)}`
    case 'quarter':
      return `${year}-Q${Math.ceil(month / 3)}`
    case 'year':
      return String(year)
  }
}

export function spanAt(per: ReportPeriod, at: number, timeZone: string): PeriodSpan {
  const span = spanOf(keyAt(per, at, timeZone), timeZone)
  if (span === null) throw new RangeError(`no ${per} at ${at}`)
  return span
}

/** The one before. */
export function spanBefore({ per, from }: PeriodSpan, timeZone: string): PeriodSpan {
  return spanAt(per, from - DAY_MS / 2, timeZone)
}

/** Names from the one an instant is in back to the one another is in, at most so many. */
export function keysBack(
  per: ReportPeriod,
  from: number,
  to: number,
  timeZone: string,
  limit: number,
): string[] {
  const keys: string[] = []
  let span = spanAt(per, to, timeZone)
  while (keys.length < limit && span.to > from) {
    keys.push(span.key)
    span = spanBefore(span, timeZone)
  }
  return keys
}

/** `2026 年第 47 周（11 月 16 日 – 22 日）` · `Week 47 of 2026 (16–22 November)`. */
export function periodName({ key, per, from, to }: PeriodSpan, timeZone: string): Words {
  const { year, month, day } = localTime(from, timeZone)
  const monthEn = MONTHS_EN[month - 1] ?? ''
  const number = Number(key.slice(6))
  switch (per) {
    case 'day':
      return { zh: `${year} 年 ${month} 月 ${day} 日`, en: `${day} ${monthEn} ${year}` }
    case 'week': {
      const last = localTime(to - DAY_MS / 2, timeZone)
      const weekYear = key.slice(0, 4)
      const lastEn = MONTHS_EN[last.month - 1] ?? ''
      const sameMonth = last.month === month
      return {
        zh: `${weekYear} 年第 ${number} 周（${month} 月 ${day} 日至 ${sameMonth ? '' : `${last.month} 月 `}${last.day} 日）`,
        en: `Week ${number} of ${weekYear} (${day}${sameMonth ? '' : ` ${monthEn}`} to ${last.day} ${lastEn})`,
      }
    }
    case 'month':
      return { zh: `${year} 年 ${month} 月`, en: `${monthEn} ${year}` }
    case 'quarter':
      return { zh: `${year} 年第 ${number} 季度`, en: `Quarter ${number} of ${year}` }
    case 'year':
      return { zh: `${year} 年`, en: String(year) }
  }
}

export interface Steps {
  /** One more than there are steps; the last is `to`. */
  readonly edges: readonly number[]
  readonly labels: readonly string[]
}

/** How a period is cut for a chart: a day by hours, a week or month by days, a quarter by weeks, a year by months. */
export function stepsOf({ per, from, to }: PeriodSpan, timeZone: string): Steps {
  const edges = [from]
  while ((edges.at(-1) ?? to) < to) edges.push(Math.min(to, nextStep(per, edges.at(-1) ?? from, timeZone)))
  return { edges, labels: edges.slice(0, -1).map(at => labelOf(per, at, timeZone)) }
}

const HOUR_MS = 3_600_000

function nextStep(per: ReportPeriod, at: number, timeZone: string): number {
  if (per === 'day') return at + HOUR_MS
  const { year, month, day, weekday } = localTime(at, timeZone)
  if (per === 'year') return instantAt({ year, month: month + 1, day: 1 }, timeZone)
  return instantAt({ year, month, day: day + (per === 'quarter' ? 8 - weekday : 1) }, timeZone)
}

function labelOf(per: ReportPeriod, at: number, timeZone: string): string {
  const { month, day, hour } = localTime(at, timeZone)
  if (per === 'day') return `${two(hour)}:00`
  if (per === 'year') return two(month)
  return per === 'month' ? two(day) : `${two(month)}-${two(day)}`
}

/** Local dates of the days that have begun before `until`, ascending. */
export function datesOf({ from, to }: PeriodSpan, until: number, timeZone: string): string[] {
  const dates: string[] = []
  for (let at = from; at < Math.min(to, until); ) {
    dates.push(keyAt('day', at, timeZone))
    const { year, month, day } = localTime(at, timeZone)
    at = instantAt({ year, month, day: day + 1 }, timeZone)
  }
  return dates
}

/** `2026-11-23 08:05` on the site's wall. */
export function wallText(at: number, timeZone: string): string {
  const { hour, minute } = localTime(at, timeZone)
  return `${keyAt('day', at, timeZone)} ${two(hour)}:${two(minute)}`
}

/** When the report of the period that has just ended is due: the first such moment after `at`. `wall` is `07:30`. */
export function dueAfter(per: ReportPeriod, wall: string, at: number, timeZone: string): number {
  const [hour = 0, minute = 0] = wall.split(':').map(Number)
  const dueIn = (start: number) => {
    const { year, month, day } = localTime(start, timeZone)
    return instantAt({ year, month, day, hour, minute }, timeZone)
  }
  const span = spanAt(per, at, timeZone)
  const now = dueIn(span.from)
  return now > at ? now : dueIn(span.to)
}

/** The period a report that is due then is about. */
export function periodDue(per: ReportPeriod, dueAt: number, timeZone: string): PeriodSpan {
  return spanBefore(spanAt(per, dayStart(dueAt, timeZone), timeZone), timeZone)
}

const two = (value: number) => String(value).padStart(2, '0')
