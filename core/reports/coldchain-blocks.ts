/** One cabinet of the cold storage log. */
import type { LogCheck, LogDay, LogExcursion, MonthLog } from '../contract/cabinet-log.ts'
import type { Block, BlockOf, Cell, Column, Words } from '../contract/report-document.ts'
import { graceTexts } from '../text/kitchen.ts'
import { coldReportTexts as words } from '../text/reports-cold.ts'
import { fillBoth } from '../text/text.ts'
import type { CabinetFigures } from './coldchain-figures.ts'
import type { Frame } from './frame.ts'
import { wallText } from './period.ts'
import { paragraph, type Sentence, sentence } from './sentence.ts'

const celsius = { format: 'number', unit: '°C', digits: 1 } as const
const minutes = { format: 'number', unit: 'min', digits: 0 } as const

export function cabinetBlocks(figures: CabinetFigures, frame: Frame): Block[] {
  const byMonth = frame.span.per === 'quarter' || frame.span.per === 'year'
  return [
    ...paragraph(opening(figures)),
    ...(figures.days.length > 1 ? [chartOf(figures)] : []),
    byMonth ? monthTable(figures) : dayTable(figures),
    ...excursionTable(figures, frame),
    ...gapTable(figures, frame),
    ...calibrationTable(figures, frame),
  ]
}

/** The limits, and what there was none of: a cabinet without a reading has not been without an excursion. */
function opening({
  levels,
  mktC,
  excursions,
  gaps,
  calibrations,
  restockings,
  meanC,
}: CabinetFigures): Sentence[] {
  const heard = meanC !== null
  return [
    sentence(rangeOf(levels)),
    ...(mktC === null ? [] : [sentence(words.mkt, { mkt: { value: mktC, unit: '°C', digits: 1 } })]),
    ...(heard && excursions.length === 0 ? [sentence(words.noExcursions)] : []),
    ...(heard && gaps.length === 0 ? [sentence(words.noGaps)] : []),
    ...(calibrations.length === 0 ? [sentence(words.neverCalibrated)] : []),
    ...(restockings === 0 ? [] : [sentence(fillBoth(words.restocked, { count: restockings }))]),
  ]
}

function rangeOf({ l, h }: MonthLog['levels']): Words {
  const range =
    l !== null && h !== null
      ? fillBoth(words.between, { low: l, high: h })
      : h !== null
        ? fillBoth(words.above, { high: h })
        : l !== null
          ? fillBoth(words.below, { low: l })
          : words.none
  return fillBoth(words.limits, { range })
}

function chartOf({ days, levels }: CabinetFigures): Block {
  const limits: NonNullable<BlockOf<'chart'>['limits']> = [
    ...(levels.h === null ? [] : [{ value: levels.h, name: fillBoth(words.limitHigh, { value: levels.h }) }]),
    ...(levels.l === null ? [] : [{ value: levels.l, name: fillBoth(words.limitLow, { value: levels.l }) }]),
  ]
  return {
    type: 'chart',
    shape: 'lines',
    title: words.chart,
    unit: '°C',
    digits: 1,
    labels: days.map(({ date }) => date.slice(5)),
    series: [
      { name: words.chartHigh, values: days.map(({ maxC }) => maxC) },
      { name: words.chartLow, values: days.map(({ minC }) => minC) },
    ],
    limits,
  }
}

function dayTable({ days, trace }: CabinetFigures): Block {
  const walls = [...new Set(days.flatMap(day => day.checks.map(({ wall }) => wall)))].sort()
  const columns: Column[] = [
    { key: 'date', title: words.date, format: 'date' },
    ...walls.map((wall, n) => ({ key: `check${n}`, title: fillBoth(words.check, { wall }), ...celsius })),
    { key: 'judged', title: words.judged, format: 'text' },
    { key: 'min', title: words.lowest, ...celsius },
    { key: 'mean', title: words.mean, ...celsius },
    { key: 'max', title: words.highest, ...celsius },
    { key: 'beyond', title: words.beyond, ...minutes },
    { key: 'unknown', title: words.unknown, ...minutes },
  ]
  const rows = days.map((day): Record<string, Cell> => {
    const own = { ...trace, from: day.from, to: day.to }
    const checks = walls.map((wall, n): [string, Cell] => {
      const check = day.checks.find(one => one.wall === wall)
      return [`check${n}`, check === undefined ? '' : { value: check.valueC, trace: own }]
    })
    return {
      date: day.date,
      ...Object.fromEntries(checks),
      judged: judgedOf(day),
      min: { value: day.minC, trace: own },
      mean: { value: day.meanC, trace: own },
      max: { value: day.maxC, trace: own },
      beyond: day.minutesBeyond,
      unknown: day.minutesUnknown,
    }
  })
  return { type: 'table', title: words.daily, columns, rows, total: null }
}

/** The worst of the day's checks; a check that is not there is not a good one. */
function judgedOf({ checks }: LogDay): Cell {
  if (checks.length === 0) return ''
  if (checks.some(({ ok }) => ok === false)) return words.bad
  return checks.some(({ ok }: LogCheck) => ok === null) ? words.missing : words.good
}

function monthTable({ logs, trace }: CabinetFigures): Block {
  return {
    type: 'table',
    title: words.monthly,
    columns: [
      { key: 'month', title: words.month, format: 'text' },
      { key: 'min', title: words.lowest, ...celsius },
      { key: 'mean', title: words.mean, ...celsius },
      { key: 'max', title: words.highest, ...celsius },
      { key: 'beyond', title: words.beyond, ...minutes },
      { key: 'unknown', title: words.unknown, ...minutes },
      { key: 'checks', title: words.checks, format: 'text' },
    ],
    rows: logs.map(({ month, from, to, summary }): Record<string, Cell> => {
      const own = { ...trace, from, to }
      return {
        month,
        min: { value: summary.minC, trace: own },
        mean: { value: summary.meanC, trace: own },
        max: { value: summary.maxC, trace: own },
        beyond: summary.minutesBeyond,
        unknown: summary.minutesUnknown,
        checks: `${summary.checksDone}/${summary.checksDue}`,
      }
    }),
    total: null,
  }
}

function excursionTable({ excursions }: CabinetFigures, { site }: Frame): Block[] {
  if (excursions.length === 0) return []
  const wall = (at: number) => wallText(at, site.timeZone)
  return [
    {
      type: 'table',
      title: words.excursionTable,
      columns: [
        { key: 'from', title: words.from, format: 'date' },
        { key: 'to', title: words.to, format: 'date' },
        { key: 'limit', title: words.limit, ...celsius },
        { key: 'peak', title: words.peak, ...celsius },
        { key: 'minutes', title: words.minutes, ...minutes },
        { key: 'why', title: words.explained, format: 'text' },
        { key: 'done', title: words.done, format: 'text' },
        { key: 'by', title: words.doneBy, format: 'text' },
      ],
      rows: excursions.map(
        (one): Record<string, Cell> => ({
          from: wall(one.startedAt),
          to: one.endedAt === null ? words.notOver : wall(one.endedAt),
          limit: one.limitC,
          peak: one.peakC,
          minutes: one.minutes,
          why: one.explainedBy === null ? words.unexplained : graceTexts[one.explainedBy],
          ...actionsOf(one),
        }),
      ),
      total: null,
    },
  ]
}

/** What nobody has written is left for a pen. */
function actionsOf({ actions, explainedBy }: LogExcursion): { done: Cell; by: Cell } {
  const said = actions.flatMap(({ action, note }) => [action, note]).filter(text => (text ?? '') !== '')
  const by = [...new Set(actions.flatMap(one => (one.by === null ? [] : [one.by])))].join(', ')
  if (said.length > 0) return { done: said.join('；'), by }
  return explainedBy === null ? { done: { blank: words.toWrite }, by } : { done: '', by }
}

function gapTable({ gaps }: CabinetFigures, { site }: Frame): Block[] {
  if (gaps.length === 0) return []
  return [
    {
      type: 'table',
      title: words.gapTable,
      columns: [
        { key: 'from', title: words.from, format: 'date' },
        { key: 'to', title: words.to, format: 'date' },
        { key: 'minutes', title: words.minutes, ...minutes },
      ],
      rows: gaps.map(gap => ({
        from: wallText(gap.from, site.timeZone),
        to: wallText(gap.to, site.timeZone),
        minutes: gap.minutes,
      })),
      total: null,
    },
  ]
}

function calibrationTable({ calibrations }: CabinetFigures, { site }: Frame): Block[] {
  if (calibrations.length === 0) return []
  return [
    {
      type: 'table',
      title: words.calibrationTable,
      columns: [
        { key: 'at', title: words.calibratedAt, format: 'date' },
        { key: 'error', title: words.error, format: 'number', unit: '°C', digits: 2 },
        { key: 'due', title: words.due, format: 'date' },
        { key: 'by', title: words.by, format: 'text' },
      ],
      rows: calibrations.map(
        ({ at, errorC, dueAt, by }): Record<string, Cell> => ({
          at: wallText(at, site.timeZone),
          error: errorC,
          due: dueAt === null ? '' : wallText(dueAt, site.timeZone).slice(0, 10),
          by,
        }),
      ),
      total: null,
    },
  ]
}
