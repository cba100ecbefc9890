/** What a number of the cold storage log was made of: days, checks, excursions, stretches without readings. */
import type { LogDay, LogExcursion, MonthLog } from '../../../core/contract/cabinet-log.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { Block, Cell, TraceAnswer, Words } from '../../../core/contract/report.ts'
import type { Measure, Trace } from '../../../core/contract/report-trace.ts'
import { isUnanswered, isUsual } from '../../../core/reports/coldchain-figures.ts'
import { graceTexts } from '../../../core/text/kitchen.ts'
import { coldReportTexts } from '../../../core/text/reports-cold.ts'
import { traceTexts as words } from '../../../core/text/reports-traces.ts'
import { monthsOf } from '../frames.ts'
import { answerOf, listed, numberColumn, type Question, textColumn, wallOf } from './answer.ts'
import { readingsTable } from './entries.ts'

interface Past {
  readonly logs: readonly MonthLog[]
  readonly name: Words
  readonly id: string
  /** Days and excursions of the stretch alone. */
  readonly days: readonly LogDay[]
  readonly excursions: readonly LogExcursion[]
  /** The probe most of it is about. */
  readonly pointId: number | null
}

const UNITS: Readonly<Partial<Record<Measure, string>>> = {
  lowest: '°C',
  mean: '°C',
  highest: '°C',
  kinetic: '°C',
  check: '°C',
  limit: '°C',
  peak: '°C',
  calibration: '°C',
  beyond: 'min',
  unknown: 'min',
  lasted: 'min',
  silence: 'min',
}
const HOUR_MIN = 60

export async function cabinetAnswer(question: Question): Promise<TraceAnswer> {
  const { trace } = question
  const as = trace.as ?? 'mean'
  const pasts = await pastsOf(question)
  const inHours = trace.only?.unit === 'h'
  const value = numberOf(question, pasts, as)
  const unit = inHours ? 'h' : (UNITS[as] ?? '')
  const [only] = pasts
  return answerOf({
    title: pasts.length === 1 && only !== undefined ? only.name : words.cabinet,
    as,
    value: value !== null && inHours ? value / HOUR_MIN : value,
    unit,
    digits: unit === '' ? 0 : 1,
    blocks:
      pasts.length === 1 && only !== undefined
        ? await blocksOf(question, only, as)
        : [partsTable(question, pasts, as)],
    page: pasts.length === 1 && only !== undefined ? `/kitchen/${only.id}` : '/kitchen',
  })
}

async function pastsOf(question: Question): Promise<Past[]> {
  const { site, trace, cabinets, clock } = question
  const states = await cabinets.states(siteId => siteId === site.id)
  const own = trace.id === '' ? states : states.filter(({ id }) => id === trace.id)
  if (own.length === 0) throw new Problem('thing.not-found', `there is no cabinet ${trace.id}`)
  const months = monthsOf(
    { from: trace.from, to: Math.max(trace.to, trace.from + 1) },
    clock.now(),
    site.timeZone,
  )
  return Promise.all(
    own.map(async ({ id, pointId }) => {
      const logs = await Promise.all(months.map(month => cabinets.log(id, month)))
      return { ...cut(logs, trace), logs, id, name: logs.at(-1)?.cabinet.name ?? { zh: id, en: id }, pointId }
    }),
  )
}

function cut(logs: readonly MonthLog[], { from, to }: Trace) {
  const all = logs.flatMap(log => log.excursions)
  const within = all.filter(one => one.startedAt < to && (one.endedAt ?? to) > from)
  return {
    days: logs.flatMap(log => log.days).filter(day => day.from >= from && day.from < to),
    // One that runs over midnight of a month is in both months' logs.
    excursions: [...new Map(within.map(one => [one.startedAt, one])).values()],
  }
}

function numberOf(question: Question, pasts: readonly Past[], as: Measure): number | null {
  const [only] = pasts
  if (only === undefined) return null
  const { trace } = question
  const sum = (pick: (past: Past) => number) => pasts.reduce((all, past) => all + pick(past), 0)
  const minutes = (key: 'minutesBeyond' | 'minutesUnknown') =>
    sum(({ days }) => days.reduce((all, day) => all + day[key], 0))
  const checks = checksOf(question, pasts)
  switch (as) {
    case 'lowest':
      return extreme(only, 'minC', Math.min)
    case 'highest':
      return extreme(only, 'maxC', Math.max)
    case 'mean':
      return meanOf(only.days)
    case 'kinetic':
      return only.logs[0]?.summary.mktC ?? null
    case 'beyond':
      return minutes('minutesBeyond')
    case 'unknown':
      return minutes('minutesUnknown')
    case 'excursions':
      return sum(({ excursions }) => excursions.length)
    case 'unanswered':
      return sum(({ excursions }) => excursions.filter(isUnanswered).length)
    case 'explained':
      return sum(({ excursions }) => excursions.filter(one => isAsked(one, trace)).length)
    case 'checks-due':
      return checks.length
    case 'checks-done':
      return checks.filter(({ valueC }) => valueC !== null).length
    case 'cabinets':
      return pasts.length
    default:
      return oneThing(question, only, as)
  }
}

/** A single check, limit, excursion, gap, calibration, or how many deliveries. */
function oneThing({ trace }: Question, { logs, days, excursions }: Past, as: Measure): number | null {
  const { from, to, only = {} } = trace
  const excursion = excursions.find(({ startedAt, side }) => startedAt === from && side === only.side)
  switch (as) {
    case 'check':
      return days[0]?.checks.find(({ wall }) => wall === only.wall)?.valueC ?? null
    case 'limit':
      return logs.at(-1)?.levels[only.side === 'l' ? 'l' : 'h'] ?? null
    case 'peak':
      return excursion?.peakC ?? null
    case 'lasted':
      return excursion?.minutes ?? null
    case 'silence':
      return logs.flatMap(log => log.gaps).find(gap => gap.from === from)?.minutes ?? null
    case 'calibration':
      return (
        logs
          .flatMap(log => log.calibrations)
          .find(({ at, pointId }) => at === from && String(pointId) === only.point)?.errorC ?? null
      )
    case 'deliveries':
      return logs.flatMap(log => log.restockings).filter(({ at }) => at >= from && at < to).length
    default:
      return null
  }
}

const checksOf = ({ trace }: Question, pasts: readonly Past[]) =>
  pasts.flatMap(({ days }) => days.flatMap(day => day.checks)).filter(({ dueAt }) => dueAt <= trace.to)

function extreme({ days }: Past, key: 'minC' | 'maxC', pick: (...values: number[]) => number): number | null {
  const known = days.map(day => day[key]).filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((a, b) => pick(a, b))
}

function meanOf(days: readonly LogDay[]): number | null {
  const known = days.filter(({ meanC }) => meanC !== null)
  const readings = known.reduce((sum, day) => sum + day.readings, 0)
  if (readings === 0) return null
  return known.reduce((sum, day) => sum + (day.meanC ?? 0) * day.readings, 0) / readings
}

async function blocksOf(question: Question, past: Past, as: Measure): Promise<Block[]> {
  switch (as) {
    case 'excursions':
    case 'unanswered':
    case 'explained':
    case 'peak':
    case 'lasted':
      return [excursionTable(question, past, as)]
    case 'checks-due':
    case 'checks-done':
    case 'check':
      return [checkTable(question, past)]
    default:
      if (past.days.length > 0) return [dayTable(past)]
      // Of a stretch shorter than a day there are only readings.
      return past.pointId === null ? [] : [await readingsTable(question, past.pointId, '°C')]
  }
}

/** Each cabinet with its own part of the number. */
function partsTable(question: Question, pasts: readonly Past[], as: Measure): Block {
  const unit = UNITS[as] ?? ''
  const { only: _, ...trace } = question.trace
  return listed({
    title: { zh: '', en: '' },
    columns: [textColumn('name', words.cabinet), numberColumn('value', words.value, unit, 0)],
    rows: pasts.map(past => ({
      name: past.name,
      value: { value: numberOf(question, [past], as), trace: { ...trace, id: past.id } },
    })),
    total: { name: words.sum, value: numberOf(question, pasts, as) },
  })
}

const toReadings = (pointId: number | null, from: number, to: number): { trace?: Trace } =>
  pointId === null ? {} : { trace: { of: 'point', id: String(pointId), from, to, as: 'reading' } }

function dayTable({ days, pointId }: Past): Block {
  const celsius = (key: string, title: Words) => numberColumn(key, title, '°C', 1)
  const minutes = (key: string, title: Words) => numberColumn(key, title, 'min', 0)
  return listed({
    title: words.byDay,
    columns: [
      textColumn('when', words.when),
      celsius('min', words.lowest),
      celsius('mean', words.mean),
      celsius('max', words.highest),
      minutes('beyond', coldReportTexts.beyond),
      minutes('unknown', coldReportTexts.unknown),
      numberColumn('readings', words.readings, '', 0),
    ],
    rows: days.map(
      (day): Record<string, Cell> => ({
        when: day.date,
        min: day.minC,
        mean: day.meanC,
        max: day.maxC,
        beyond: day.minutesBeyond,
        unknown: day.minutesUnknown,
        readings: { value: day.readings, ...toReadings(pointId, day.from, day.to) },
      }),
    ),
  })
}

function checkTable(question: Question, { days, pointId }: Past): Block {
  const { wall } = question.trace.only ?? {}
  const checks = days.flatMap(day => day.checks).filter(check => wall === undefined || check.wall === wall)
  return listed({
    title: words.checkList,
    columns: [
      textColumn('due', words.due),
      textColumn('at', words.when),
      numberColumn('value', words.reading, '°C', 1),
    ],
    rows: checks.map(({ dueAt, at, valueC }) => ({
      due: wallOf(question, dueAt),
      at: at === null ? '' : wallOf(question, at),
      value: { value: valueC, ...toReadings(pointId, at ?? dueAt, at ?? dueAt) },
    })),
  })
}

/** What explains it is known; of the usual ones, which are not listed, nobody had anything to say. */
const isAsked = (one: LogExcursion, { only }: Question['trace']) =>
  only?.usual === 'yes' ? isUsual(one) : one.explainedBy !== null

function excursionTable(question: Question, { excursions, pointId }: Past, as: Measure): Block {
  const { trace } = question
  const shown = excursions.filter(one => {
    if (as === 'unanswered') return isUnanswered(one)
    if (as === 'explained') return isAsked(one, trace)
    return as === 'excursions' || one.startedAt === trace.from
  })
  return listed({
    title: words.excursionList,
    columns: [
      textColumn('from', words.from),
      textColumn('to', words.to),
      numberColumn('peak', coldReportTexts.peak, '°C', 1),
      numberColumn('minutes', words.minutes, 'min', 0),
      textColumn('why', coldReportTexts.explained),
    ],
    rows: shown.map(
      ({ startedAt, endedAt, peakC, minutes, explainedBy }): Record<string, Cell> => ({
        from: wallOf(question, startedAt),
        to: endedAt === null ? '' : wallOf(question, endedAt),
        peak: { value: peakC, ...toReadings(pointId, startedAt, endedAt ?? trace.to) },
        minutes,
        why: explainedBy === null ? coldReportTexts.unexplained : graceTexts[explainedBy],
      }),
    ),
  })
}
