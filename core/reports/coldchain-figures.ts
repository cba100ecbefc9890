/** Cabinets' months cut to a period, with what is said of the whole of it. */
import type { LogExcursion, LogGap, MonthLog } from '../contract/cabinet-log.ts'
import type { TracedCell } from '../contract/report-document.ts'
import type { Measure, Trace } from '../contract/report-trace.ts'
import type { Frame } from './frame.ts'

export interface CabinetPast {
  /** Months the period touches, oldest first. */
  readonly logs: readonly MonthLog[]
}

export interface ColdInput extends Frame {
  readonly cabinets: readonly CabinetPast[]
}

/** A cabinet's months cut to the period. */
export interface CabinetFigures {
  readonly about: MonthLog['cabinet']
  readonly levels: MonthLog['levels']
  readonly logs: readonly MonthLog[]
  readonly days: MonthLog['days']
  readonly excursions: readonly LogExcursion[]
  readonly gaps: readonly LogGap[]
  readonly calibrations: MonthLog['calibrations']
  readonly restockings: number
  readonly minC: number | null
  readonly meanC: number | null
  readonly maxC: number | null
  /** Only where the period is one whole month: it cannot be put together from parts. */
  readonly mktC: number | null
  readonly minutesBeyond: number
  readonly minutesUnknown: number
  readonly checksDone: number
  readonly checksDue: number
  readonly trace: Trace
}

export function coldFigures({ cabinets, span, madeAt }: ColdInput): CabinetFigures[] {
  const to = Math.min(span.to, madeAt)
  return cabinets.flatMap(({ logs }) => {
    const last = logs.at(-1)
    if (last === undefined) return []
    const days = logs.flatMap(log => log.days).filter(day => day.from >= span.from && day.from < to)
    const within = (at: number, end: number | null) => at < to && (end ?? to) > span.from
    const calibrations = logs.flatMap(log => log.calibrations)
    const known = days.filter(({ meanC }) => meanC !== null)
    const readings = known.reduce((sum, day) => sum + day.readings, 0)
    const checks = days.flatMap(day => day.checks).filter(({ dueAt }) => dueAt <= madeAt)
    const only = logs.length === 1 && span.per === 'month' ? logs[0] : undefined
    return [
      {
        about: last.cabinet,
        levels: last.levels,
        logs,
        days,
        excursions: uniqueBy(
          logs.flatMap(log => log.excursions).filter(one => within(one.startedAt, one.endedAt)),
          one => String(one.startedAt),
        ),
        gaps: logs.flatMap(log => log.gaps).filter(gap => within(gap.from, gap.to)),
        calibrations: uniqueBy(calibrations, one => `${one.pointId} ${one.at}`),
        restockings: logs.flatMap(log => log.restockings).filter(({ at }) => at >= span.from && at < to)
          .length,
        minC: least(known.map(({ minC }) => minC)),
        meanC:
          readings === 0
            ? null
            : known.reduce((sum, day) => sum + (day.meanC ?? 0) * day.readings, 0) / readings,
        maxC: most(known.map(({ maxC }) => maxC)),
        mktC: only?.summary.mktC ?? null,
        minutesBeyond: days.reduce((sum, day) => sum + day.minutesBeyond, 0),
        minutesUnknown: days.reduce((sum, day) => sum + day.minutesUnknown, 0),
        checksDone: checks.filter(({ valueC }) => valueC !== null).length,
        checksDue: checks.length,
        trace: { of: 'cabinet', id: last.cabinet.id, from: span.from, to },
      },
    ]
  })
}

/** An excursion that runs over midnight of a month is in both months' logs. */
function uniqueBy<T>(list: readonly T[], keyOf: (one: T) => string): T[] {
  return [...new Map(list.map(one => [keyOf(one), one])).values()]
}

const known = (values: readonly (number | null)[]) => values.filter(value => value !== null)
const least = (values: readonly (number | null)[]) =>
  known(values).reduce<number | null>((a, b) => (a === null || b < a ? b : a), null)
const most = (values: readonly (number | null)[]) =>
  known(values).reduce<number | null>((a, b) => (a === null || b > a ? b : a), null)

/** Nobody has written what was done, and nothing explains it. */
export const isUnanswered = ({ explainedBy, actions }: LogExcursion) =>
  explainedBy === null && !actions.some(({ action, note }) => (action ?? note ?? '') !== '')

/** A door, a defrost or a delivery, over in time, of which nobody had anything to say. */
export const isUsual = ({ explainedBy, endedAt, actions }: LogExcursion) =>
  explainedBy !== null && endedAt !== null && actions.length === 0

/** A number of a cabinet with the way to what it was made of; `more` where it is about less than the whole period. */
export const followed = (
  { trace }: Pick<CabinetFigures, 'trace'>,
  as: Measure,
  value: number | null,
  more: Partial<Trace> = {},
): TracedCell => ({
  value,
  trace: { ...trace, as, ...more },
})
