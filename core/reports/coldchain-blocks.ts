/** One cabinet of the cold storage log. */
import type { LogCheck, LogDay, LogExcursion } from '../contract/cabinet-log.ts'
import type { Block, BlockOf, Cell, Column, Figure } from '../contract/report-document.ts'
import { graceTexts } from '../text/kitchen.ts'
import { coldReportTexts as words } from '../text/reports-cold.ts'
import { fillBoth } from '../text/text.ts'
import { type CabinetFigures, followed, isUsual } from './coldchain-figures.ts'
import type { Frame } from './frame.ts'
import { wallText } from './period.ts'
import { paragraph, type Sentence, sentence } from './sentence.ts'

const celsius = { format: 'number', unit: '°C', digits: 1 } as const
const minutes = { format: 'number', unit: 'min', digits: 0 } as const

/** So many of one cabinet that came and went as usual are told one by one; more hide those that did not. */
const USUAL_LISTED_MAX = 10

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
function opening(figures: CabinetFigures): Sentence[] {
  const { mktC, excursions, gaps, calibrations, restockings, meanC } = figures
  const heard = meanC !== null
  const mkt = { ...followed(figures, 'kinetic', mktC), unit: '°C', digits: 1 }
  const count = { ...followed(figures, 'deliveries', restockings), unit: '', digits: 0 }
  return [
    rangeOf(figures),
    ...(mktC === null ? [] : [sentence(words.mkt, { mkt })]),
    ...(heard && excursions.length === 0 ? [sentence(words.noExcursions)] : []),
    ...(heard && gaps.length === 0 ? [sentence(words.noGaps)] : []),
    ...(calibrations.length === 0 ? [sentence(words.neverCalibrated)] : []),
    ...(restockings === 0 ? [] : [sentence(words.restocked, { count })]),
  ]
}

function rangeOf(figures: CabinetFigures): Sentence {
  const { l, h } = figures.levels
  const range =
    l !== null && h !== null
      ? words.between
      : h !== null
        ? words.above
        : l !== null
          ? words.below
          : words.none
  const limit = (side: 'l' | 'h'): Figure => {
    const value = figures.levels[side]
    const digits = Number.isInteger(value) ? 0 : 1
    return { ...followed(figures, 'limit', value, { only: { side } }), unit: '°C', digits }
  }
  return sentence(fillBoth(words.limits, { range }), {
    ...(l !== null && { low: limit('l') }),
    ...(h !== null && { high: limit('h') }),
  })
}

function chartOf(figures: CabinetFigures): Block {
  const { days, levels } = figures
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
    edges: [...days.map(({ from }) => from), days.at(-1)?.to ?? 0],
    series: [
      {
        name: words.chartHigh,
        values: days.map(({ maxC }) => maxC),
        trace: { ...figures.trace, as: 'highest' },
      },
      {
        name: words.chartLow,
        values: days.map(({ minC }) => minC),
        trace: { ...figures.trace, as: 'lowest' },
      },
    ],
    limits,
  }
}

function dayTable(figures: CabinetFigures): Block {
  const { days } = figures
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
    const own = { from: day.from, to: day.to }
    const checks = walls.map((wall, n): [string, Cell] => {
      const check = day.checks.find(one => one.wall === wall)
      if (check === undefined) return [`check${n}`, '']
      return [`check${n}`, followed(figures, 'check', check.valueC, { ...own, only: { wall } })]
    })
    return {
      date: day.date,
      ...Object.fromEntries(checks),
      judged: judgedOf(day),
      min: followed(figures, 'lowest', day.minC, own),
      mean: followed(figures, 'mean', day.meanC, own),
      max: followed(figures, 'highest', day.maxC, own),
      beyond: followed(figures, 'beyond', day.minutesBeyond, own),
      unknown: followed(figures, 'unknown', day.minutesUnknown, own),
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

function monthTable(figures: CabinetFigures): Block {
  const { logs } = figures
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
      { key: 'due', title: words.checksDue, format: 'number', digits: 0 },
      { key: 'done', title: words.checksDone, format: 'number', digits: 0 },
    ],
    rows: logs.map(({ month, from, to, summary }): Record<string, Cell> => {
      const own = { from, to }
      return {
        month,
        min: followed(figures, 'lowest', summary.minC, own),
        mean: followed(figures, 'mean', summary.meanC, own),
        max: followed(figures, 'highest', summary.maxC, own),
        beyond: followed(figures, 'beyond', summary.minutesBeyond, own),
        unknown: followed(figures, 'unknown', summary.minutesUnknown, own),
        due: followed(figures, 'checks-due', summary.checksDue, own),
        done: followed(figures, 'checks-done', summary.checksDone, own),
      }
    }),
    total: null,
  }
}

function excursionTable(figures: CabinetFigures, { site, madeAt }: Frame): Block[] {
  const usual = figures.excursions.filter(isUsual)
  const isLong = usual.length > USUAL_LISTED_MAX
  const excursions = isLong ? figures.excursions.filter(one => !isUsual(one)) : figures.excursions
  const told = isLong ? paragraph([usualOnes(figures, usual, madeAt)]) : []
  const own = ({ startedAt, endedAt, side }: LogExcursion) => ({
    from: startedAt,
    to: endedAt ?? madeAt,
    only: { side },
  })
  if (excursions.length === 0) return told
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
          limit: followed(figures, 'limit', one.limitC, {
            ...own(one),
            only: { side: one.side === 'above' ? 'h' : 'l' },
          }),
          peak: followed(figures, 'peak', one.peakC, own(one)),
          minutes: followed(figures, 'lasted', one.minutes, own(one)),
          why: one.explainedBy === null ? words.unexplained : graceTexts[one.explainedBy],
          ...actionsOf(one),
        }),
      ),
      total: null,
    },
    ...told,
  ]
}

function usualOnes(figures: CabinetFigures, usual: readonly LogExcursion[], madeAt: number): Sentence {
  const most = (by: (one: LogExcursion) => number) => usual.reduce((a, b) => (by(b) > by(a) ? b : a))
  const own = ({ startedAt, endedAt, side }: LogExcursion) => ({
    from: startedAt,
    to: endedAt ?? madeAt,
    only: { side },
  })
  const farthest = most(({ peakC, limitC }) => Math.abs(peakC - limitC))
  const longest = most(({ minutes }) => minutes)
  return sentence(words.usual, {
    count: {
      ...followed(figures, 'explained', usual.length, { only: { usual: 'yes' } }),
      ...{ unit: '', digits: 0 },
    },
    peak: { ...followed(figures, 'peak', farthest.peakC, own(farthest)), unit: '°C', digits: 1 },
    minutes: { ...followed(figures, 'lasted', longest.minutes, own(longest)), unit: 'min', digits: 0 },
  })
}

/** What nobody has written is left for a pen. */
function actionsOf({ actions, explainedBy }: LogExcursion): { done: Cell; by: Cell } {
  const said = actions.flatMap(({ action, note }) => [action, note]).filter(text => (text ?? '') !== '')
  const by = [...new Set(actions.flatMap(one => (one.by === null ? [] : [one.by])))].join(', ')
  if (said.length > 0) return { done: said.join('；'), by }
  return explainedBy === null ? { done: { blank: words.toWrite }, by } : { done: '', by }
}

function gapTable(figures: CabinetFigures, { site }: Frame): Block[] {
  const { gaps } = figures
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
        minutes: followed(figures, 'silence', gap.minutes, { from: gap.from, to: gap.to }),
      })),
      total: null,
    },
  ]
}

function calibrationTable(figures: CabinetFigures, { site }: Frame): Block[] {
  const { calibrations } = figures
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
        ({ at, errorC, dueAt, by, pointId }): Record<string, Cell> => ({
          at: wallText(at, site.timeZone),
          error: followed(figures, 'calibration', errorC, {
            from: at,
            to: at,
            only: { point: String(pointId) },
          }),
          due: dueAt === null ? '' : wallText(dueAt, site.timeZone).slice(0, 10),
          by,
        }),
      ),
      total: null,
    },
  ]
}
