/**
 * A cabinet's month as an inspector reads it, out of its readings and of what people did. Nothing is filled in: an hour
 * without a reading is a gap, a check without one is empty.
 */
import type { Alarm } from '../contract/alarm.ts'
import type { LogCheck, LogDay, LogExcursion, MonthLog } from '../contract/cabinet-log.ts'
import type { Calibration } from '../contract/cabinet-parts.ts'
import { instantAt, localTime } from '../time/zone.ts'
import { type Excursion, excursionsOf, meanKineticC, usualGapMs } from './excursion.ts'
import { explainedBy, type Gap, gapsOf, minutesIn } from './explain.ts'
import type { GraceBand } from './grace.ts'
import type { Levels } from './jurisdiction.ts'
import { type InUse, stretchesInUse } from './serving.ts'
import { minutesBeyond, summaryOf } from './span.ts'
import type { Sample } from './stretch.ts'

export interface LogInput {
  readonly cabinet: MonthLog['cabinet']
  /** `2026-03` on the site's calendar. */
  readonly month: string
  readonly timeZone: string
  readonly now: number
  /** It was not there before; its log begins here. */
  readonly since: number
  readonly levels: Levels
  /** `08:00` and so on. */
  readonly checksAt: readonly string[]
  /** Corrected, of the month, ascending; suspect ones left out. */
  readonly readings: readonly Sample[]
  readonly bands: readonly GraceBand[]
  /** Those of its probe that overlap the month, open ones too. */
  readonly alarms: readonly Alarm[]
  /** All there are. */
  readonly calibrations: readonly Calibration[]
  readonly restockings: MonthLog['restockings']
  /** Outside of its serving hours a hot cabinet is empty: nothing is measured by what it shows then. */
  readonly inUse: InUse
}

/** A reading stands for a check when it was taken this close to it. */
const CHECK_NEAR_MS = 30 * 60_000

/** The instants of a month `YYYY-MM`: [from, to). */
export function monthSpan(month: string, timeZone: string): readonly [from: number, to: number] {
  const [year = 1970, number = 1] = month.split('-').map(Number)
  const first = (n: number) => instantAt({ year, month: n, day: 1 }, timeZone)
  return [first(number), first(number + 1)]
}

/** `YYYY-MM` of an instant on the site's calendar. */
export function monthOf(at: number, timeZone: string): string {
  const { year, month } = localTime(at, timeZone)
  return `${year}-${String(month).padStart(2, '0')}`
}

/** The whole month, or as much of it as has been. */
export function monthLog(input: LogInput): MonthLog {
  const { cabinet, month, timeZone, now, levels, readings, inUse } = input
  const [monthFrom, monthTo] = monthSpan(month, timeZone)
  const from = Math.max(monthFrom, Math.min(input.since, monthTo))
  const to = Math.max(from, Math.min(monthTo, now))
  const gapMs = usualGapMs(readings)
  const gaps = gapsOf(readings, from, to, gapMs)
  const days = daysOf(input, from, to, gaps, gapMs)
  const checks = days.flatMap(day => day.checks)
  const used = readings.filter(({ at }) => inUse(at))
  const whole = summaryOf(used, gapMs)
  return {
    cabinet,
    month,
    timeZone,
    from,
    to,
    madeAt: now,
    levels: { ...levels },
    days,
    excursions: logExcursions(input, gapMs),
    gaps: gaps.map(gap => ({ ...gap, minutes: (gap.to - gap.from) / 60_000 })),
    calibrations: calibrationsIn(input.calibrations, from, to),
    restockings: [...input.restockings],
    summary: {
      minC: whole?.minC ?? null,
      meanC: whole?.meanC ?? null,
      maxC: whole?.maxC ?? null,
      mktC: meanKineticC(used, gapMs),
      minutesBeyond: days.reduce((sum, day) => sum + day.minutesBeyond, 0),
      minutesUnknown: minutesIn(gaps, from, to),
      checksDone: checks.filter(({ at }) => at !== null).length,
      checksDue: checks.length,
    },
  }
}

/**
 * Beyond either inner level while it was in use, in the order in which they began. One that lasts to the end of the hours
 * ends there.
 */
export function excursionsBeyond(
  readings: readonly Sample[],
  { l, h }: Pick<Levels, 'l' | 'h'>,
  gapMs: number,
  inUse: InUse,
): (Excursion & { readonly side: 'above' | 'below'; readonly limitC: number })[] {
  const newest = readings.at(-1)
  const on = (limit: number | null, side: 'above' | 'below') =>
    limit === null
      ? []
      : stretchesInUse(readings, inUse).flatMap(stretch => {
          const last = stretch.at(-1)
          const closedAt = last === newest ? null : (last?.at ?? null)
          return excursionsOf(stretch, { limit, side, gapMs }).map(one => ({
            ...one,
            endedAt: one.endedAt ?? closedAt,
            side,
            limitC: limit,
          }))
        })
  return [...on(h, 'above'), ...on(l, 'below')].sort((a, b) => a.startedAt - b.startedAt)
}

function logExcursions(
  { readings, levels, bands, alarms, now, inUse }: LogInput,
  gapMs: number,
): LogExcursion[] {
  return excursionsBeyond(readings, levels, gapMs, inUse).map(({ peak, startedAt, endedAt, ...one }) => ({
    ...one,
    startedAt: Math.round(startedAt),
    endedAt: endedAt === null ? null : Math.round(endedAt),
    peakC: peak,
    explainedBy: explainedBy({ ...one, peak, startedAt, endedAt }, bands, now),
    actions: alarms
      .filter(alarm => alarm.since <= (endedAt ?? now) && (alarm.returnedAt ?? now) >= startedAt)
      .map(({ id, raisedAt, note, action, closedBy, acknowledgedBy, closedAt }) => ({
        alarmId: id,
        raisedAt,
        note,
        action,
        by: closedBy ?? acknowledgedBy,
        closedAt,
      })),
  }))
}

function daysOf(input: LogInput, from: number, to: number, gaps: readonly Gap[], gapMs: number): LogDay[] {
  const { timeZone, readings, levels, inUse } = input
  const days: LogDay[] = []
  for (let begin = from, first = 0; begin < to; ) {
    const { year, month, day } = localTime(begin, timeZone)
    const end = Math.min(to, instantAt({ year, month, day: day + 1 }, timeZone))
    let last = first
    while (last < readings.length && (readings[last]?.at ?? end) < end) last += 1
    const own = readings.slice(first, last).filter(({ at }) => inUse(at))
    const sum = summaryOf(own, gapMs)
    days.push({
      date: `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
      from: begin,
      to: end,
      checks: checksOf(input, { year, month, day }, begin, end),
      minC: sum?.minC ?? null,
      meanC: sum?.meanC ?? null,
      maxC: sum?.maxC ?? null,
      readings: own.length,
      // With the first reading of the next day, so that no minute lies between two days.
      minutesBeyond: stretchesInUse(readings.slice(first, last + 1), inUse).reduce(
        (sum, stretch) => sum + minutesBeyond(stretch, levels, gapMs),
        0,
      ),
      minutesUnknown: minutesIn(gaps, begin, end),
    })
    first = last
    begin = end
  }
  return days
}

function checksOf(
  { checksAt, timeZone, readings, levels, inUse }: LogInput,
  date: { year: number; month: number; day: number },
  from: number,
  to: number,
): LogCheck[] {
  return checksAt.flatMap((wall): LogCheck[] => {
    const [hour = 0, minute = 0] = wall.split(':').map(Number)
    const dueAt = instantAt({ ...date, hour, minute }, timeZone)
    if (dueAt < from || dueAt >= to || !inUse(dueAt)) return []
    const near = nearest(readings, dueAt)
    if (near === undefined) return [{ wall, dueAt, at: null, valueC: null, ok: null }]
    const ok = (levels.h === null || near.value <= levels.h) && (levels.l === null || near.value >= levels.l)
    return [{ wall, dueAt, at: near.at, valueC: near.value, ok }]
  })
}

function nearest(readings: readonly Sample[], at: number): Sample | undefined {
  let [low, high] = [0, readings.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((readings[middle]?.at ?? at) < at) low = middle + 1
    else high = middle
  }
  const [before, after] = [readings[low - 1], readings[low]]
  const away = (one: Sample | undefined) =>
    one === undefined ? Number.POSITIVE_INFINITY : Math.abs(one.at - at)
  const found = away(after) < away(before) ? after : before
  return away(found) <= CHECK_NEAR_MS ? found : undefined
}

/** For each probe the one in force at the beginning, and those since. */
function calibrationsIn(all: readonly Calibration[], from: number, to: number): Calibration[] {
  const sorted = all.filter(({ at }) => at < to).sort((a, b) => a.at - b.at)
  return sorted.filter(
    (one, n) =>
      one.at >= from ||
      !sorted.some((later, k) => k > n && later.pointId === one.pointId && later.at <= from),
  )
}
