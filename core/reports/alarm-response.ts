/** How many alarms there were, how soon somebody had them, and what was done. */
import type { Alarm } from '../contract/alarm.ts'
import { PRIORITIES, type Priority } from '../contract/alarm-words.ts'
import type { Block, Cell, ReportDocument, Words } from '../contract/report-document.ts'
import type { Measure, Trace } from '../contract/report-trace.ts'
import { alarmReportTexts as words } from '../text/reports-alarms.ts'
import { priorityTexts } from '../text/states.ts'
import { fillBoth } from '../text/text.ts'
import { type AlarmPick, byOften, CLASSES, minutesTo, picked, quantile } from './alarm-picks.ts'
import { type Frame, framed } from './frame.ts'
import { type Steps, wallText } from './period.ts'

export interface AlarmInput extends Frame {
  readonly steps: Steps
  /** Raised in the period, oldest first, no exercises. */
  readonly alarms: readonly Alarm[]
  /** Names of the devices they came from, by id. */
  readonly devices: ReadonlyMap<string, Words>
}

const MINUTE_MS = 60_000
export const ALARMS_LISTED_MAX = 500
const OFFENDERS_MAX = 10
/** From here on minutes tell nobody anything. */
const HOURS_FROM_MIN = 600
const HOUR_MIN = 60

export interface AlarmFigures {
  readonly total: number
  readonly urgent: number
  readonly lifeSafety: number
  readonly answered: number
  /** Minutes; null when nobody answered any. */
  readonly medianMin: number | null
  readonly ninetyMin: number | null
  readonly closingMin: number | null
  readonly open: number
}

export function alarmFigures({
  alarms,
  madeAt,
  span,
}: Pick<AlarmInput, 'alarms' | 'madeAt' | 'span'>): AlarmFigures {
  const count = (pick: AlarmPick) => picked(alarms, pick, Math.min(madeAt, span.to)).length
  const answers = minutesTo(alarms, 'acknowledgedAt')
  return {
    total: alarms.length,
    urgent: count({ urgent: 'yes' }),
    lifeSafety: count({ lifeSafety: 'yes' }),
    answered: answers.length,
    medianMin: quantile(answers, 0.5),
    ninetyMin: quantile(answers, 0.9),
    closingMin: quantile(minutesTo(alarms, 'closedAt'), 0.5),
    open: count({ open: 'yes' }),
  }
}

export function alarmReport(input: AlarmInput): ReportDocument {
  const { alarms } = input
  const nothing = alarms.length === 0
  return framed('alarms', words.title, input, [
    { heading: words.summary, blocks: nothing ? [{ type: 'text', text: words.none }] : summary(input) },
    { heading: words.byPriority, blocks: nothing ? [] : [priorityTable(input)] },
    { heading: words.course, blocks: nothing ? [] : [chartOf(input)] },
    { heading: words.who, blocks: nothing ? [] : [offenders(input), ...people(input)] },
    { heading: words.list, blocks: nothing ? [] : listOf(input) },
  ])
}

/** The alarms of the period a number was made of. */
export const alarmTrace = (
  { span, madeAt }: Pick<AlarmInput, 'span' | 'madeAt'>,
  only: AlarmPick = {},
  as: Measure = 'count',
): Trace => ({
  of: 'alarms',
  id: '',
  from: span.from,
  to: Math.min(span.to, madeAt),
  as,
  ...(Object.keys(only).length > 0 && { only }),
})

function summary(input: AlarmInput): Block[] {
  const figures = alarmFigures(input)
  const count = (label: Words, value: number, only: AlarmPick = {}) => ({
    label,
    value,
    trace: alarmTrace(input, only),
    ...{ unit: '', digits: 0, compared: null, comparedWith: null },
  })
  return [
    {
      type: 'figures',
      figures: [
        count(words.total, figures.total),
        count(words.urgent, figures.urgent, { urgent: 'yes' }),
        count(words.lifeSafety, figures.lifeSafety, { lifeSafety: 'yes' }),
        count(words.answered, figures.answered, { answered: 'yes' }),
        ...duration(input, words.median, figures.medianMin, 'answer-median'),
        ...duration(input, words.ninety, figures.ninetyMin, 'answer-ninety'),
        ...duration(input, words.closing, figures.closingMin, 'close-median'),
        count(words.open, figures.open, { open: 'yes' }),
      ],
    },
    { type: 'notes', notes: [...(figures.answered === 0 ? [words.nobodyYet] : []), words.counting] },
  ]
}

/** No figure where there is nothing to time. */
function duration(input: AlarmInput, label: Words, minutes: number | null, as: Measure) {
  if (minutes === null) return []
  const inHours = minutes >= HOURS_FROM_MIN
  return [
    {
      label,
      value: inHours ? minutes / HOUR_MIN : minutes,
      unit: inHours ? 'h' : 'min',
      trace: alarmTrace(input, inHours ? { unit: 'h' } : {}, as),
      ...{ digits: 1, compared: null, comparedWith: null },
    },
  ]
}

function priorityTable(input: AlarmInput): Block {
  const { alarms } = input
  const end = Math.min(input.span.to, input.madeAt)
  const cell = (pick: AlarmPick): Cell => ({
    value: picked(alarms, pick, end).length,
    trace: alarmTrace(input, pick),
  })
  const row = (pick: AlarmPick): Record<string, Cell> => ({
    all: cell(pick),
    ...Object.fromEntries(
      [...CLASSES.map(([name]) => name), 'never'].map(soon => [soon, cell({ ...pick, soon })]),
    ),
  })
  const count = { format: 'number', digits: 0 } as const
  const present = PRIORITIES.filter(priority => alarms.some(alarm => alarm.priority === priority))
  return {
    type: 'table',
    title: { zh: '', en: '' },
    columns: [
      { key: 'priority', title: words.priority, format: 'text' },
      { key: 'all', title: words.total, ...count },
      ...CLASSES.map(([name]) => ({ key: name, title: words[name], ...count })),
      { key: 'never', title: words.never, ...count },
    ],
    rows: present.map((priority: Priority) => ({
      priority: priorityTexts[priority],
      ...row({ priority }),
    })),
    total: { priority: words.sum, ...row({}) },
  }
}

function chartOf(input: AlarmInput): Block {
  const { alarms, steps, madeAt } = input
  const present = PRIORITIES.filter(priority => alarms.some(alarm => alarm.priority === priority))
  const count = (priority: Priority, n: number) => {
    const from = steps.edges[n] ?? 0
    const to = steps.edges[n + 1] ?? 0
    // What has not come yet is not a day without alarms.
    if (from >= madeAt) return null
    return alarms.filter(one => one.priority === priority && one.raisedAt >= from && one.raisedAt < to).length
  }
  return {
    type: 'chart',
    shape: 'stacked',
    title: words.courseChart,
    unit: '',
    digits: 0,
    labels: [...steps.labels],
    edges: [...steps.edges],
    series: present.map(priority => ({
      name: priorityTexts[priority],
      trace: alarmTrace(input, { priority }),
      values: steps.labels.map((_, n) => count(priority, n)),
    })),
  }
}

function offenders(input: AlarmInput): Block {
  const { alarms, devices } = input
  const groups = byOften(alarms)
  const rest = groups.slice(OFFENDERS_MAX).flatMap(([, group]) => group).length
  const cells = (count: number, pick: AlarmPick): Record<string, Cell> => ({
    count: { value: count, trace: alarmTrace(input, pick) },
    share: {
      value: alarms.length === 0 ? null : count / alarms.length,
      trace: alarmTrace(input, pick, 'part'),
    },
  })
  return {
    type: 'table',
    title: { zh: '', en: '' },
    columns: [
      { key: 'place', title: words.place, format: 'text' },
      { key: 'name', title: words.name, format: 'text' },
      { key: 'count', title: words.count, format: 'number', digits: 0 },
      { key: 'share', title: words.share, format: 'percent', digits: 1 },
    ],
    rows: [
      ...groups.slice(0, OFFENDERS_MAX).map(([key, group]) => ({
        place: placeOf(group, devices),
        name: group[0]?.name ?? words.other,
        ...cells(group.length, { key }),
      })),
      ...(rest === 0
        ? []
        : [{ place: words.other, name: '', ...cells(rest, { beyond: String(OFFENDERS_MAX) }) }]),
    ],
    total: { place: words.sum, name: '', ...cells(alarms.length, {}) },
  }
}

/** The device a group of alarms came from; words where it was several, or none. */
function placeOf(group: readonly Alarm[], devices: ReadonlyMap<string, Words>): Words {
  const ids = [...new Set(group.map(({ deviceId }) => deviceId))]
  if (ids.length > 1) return fillBoth(words.several, { count: ids.length })
  const [id = null] = ids
  if (id === null) return words.whole
  return devices.get(id) ?? words.removed
}

function people(input: AlarmInput): Block[] {
  const answered = input.alarms.filter(({ acknowledgedBy }) => acknowledgedBy !== null)
  if (answered.length === 0) return []
  const groups = [...Map.groupBy(answered, ({ acknowledgedBy }) => acknowledgedBy ?? '')]
  return [
    {
      type: 'table',
      title: words.people,
      columns: [
        { key: 'person', title: words.person, format: 'text' },
        { key: 'count', title: words.count, format: 'number', digits: 0 },
        { key: 'median', title: words.median, format: 'number', unit: 'min', digits: 1 },
      ],
      rows: groups
        .sort(([, a], [, b]) => b.length - a.length)
        .map(([by, own]) => ({
          person: by,
          count: { value: own.length, trace: alarmTrace(input, { by }) },
          median: {
            value: quantile(minutesTo(own, 'acknowledgedAt'), 0.5),
            trace: alarmTrace(input, { by }, 'answer-median'),
          },
        })),
      total: null,
    },
  ]
}

function listOf({ alarms, site, devices }: AlarmInput): Block[] {
  const shown = alarms.slice(0, ALARMS_LISTED_MAX)
  const cut = fillBoth(words.listCut, { shown: shown.length, all: alarms.length })
  return [
    {
      type: 'table',
      title: { zh: '', en: '' },
      columns: [
        { key: 'at', title: words.raised, format: 'date' },
        { key: 'place', title: words.place, format: 'text' },
        { key: 'name', title: words.name, format: 'text' },
        { key: 'priority', title: words.priority, format: 'text' },
        { key: 'answer', title: words.answer, format: 'number', unit: 'min', digits: 1 },
        { key: 'by', title: words.answeredBy, format: 'text' },
        { key: 'done', title: words.done, format: 'text' },
      ],
      rows: shown.map((alarm): Record<string, Cell> => {
        const { acknowledgedAt, raisedAt, closedAt } = alarm
        const to = closedAt ?? raisedAt
        const trace: Trace = { of: 'alarm', id: alarm.id, from: raisedAt, to, as: 'answer' }
        return {
          at: wallText(raisedAt, site.timeZone),
          place: placeOf([alarm], devices),
          name: alarm.name,
          priority: priorityTexts[alarm.priority],
          answer: { value: acknowledgedAt === null ? null : (acknowledgedAt - raisedAt) / MINUTE_MS, trace },
          by: acknowledgedAt === null ? words.never : (alarm.acknowledgedBy ?? ''),
          done: [alarm.action, alarm.note].filter(text => (text ?? '') !== '').join('；'),
        }
      }),
      total: null,
      ...(alarms.length > shown.length && { note: cut }),
    },
  ]
}
