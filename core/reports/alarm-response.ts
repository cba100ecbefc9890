/** How many alarms there were, how soon somebody had them, and what was done. */
import type { Alarm } from '../contract/alarm.ts'
import { PRIORITIES, type Priority } from '../contract/alarm-words.ts'
import type { Block, Cell, ReportDocument, Trace } from '../contract/report-document.ts'
import { alarmReportTexts as words } from '../text/reports-alarms.ts'
import { priorityTexts } from '../text/states.ts'
import { fillBoth } from '../text/text.ts'
import { type Frame, framed } from './frame.ts'
import { type Steps, wallText } from './period.ts'

export interface AlarmInput extends Frame {
  readonly steps: Steps
  /** Raised in the period, oldest first, no exercises. */
  readonly alarms: readonly Alarm[]
}

const MINUTE_MS = 60_000
export const ALARMS_LISTED_MAX = 500
const OFFENDERS_MAX = 10

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
  const end = Math.min(madeAt, span.to)
  const answers = minutesTo(alarms, ({ acknowledgedAt }) => acknowledgedAt)
  return {
    total: alarms.length,
    urgent: alarms.filter(({ priority }) => priority === 'critical' || priority === 'high').length,
    lifeSafety: alarms.filter(({ lifeSafety }) => lifeSafety).length,
    answered: answers.length,
    medianMin: quantile(answers, 0.5),
    ninetyMin: quantile(answers, 0.9),
    closingMin: quantile(
      minutesTo(alarms, ({ closedAt }) => closedAt),
      0.5,
    ),
    open: alarms.filter(({ closedAt }) => closedAt === null || closedAt >= end).length,
  }
}

const minutesTo = (alarms: readonly Alarm[], when: (alarm: Alarm) => number | null) =>
  alarms
    .flatMap(alarm => {
      const at = when(alarm)
      return at === null ? [] : [Math.max(0, at - alarm.raisedAt) / MINUTE_MS]
    })
    .sort((a, b) => a - b)

/** The smallest value that such a part of all does not exceed. */
function quantile(sorted: readonly number[], part: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null
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

const traceAll = ({ span, madeAt }: AlarmInput): Trace => ({
  of: 'alarms',
  id: '',
  from: span.from,
  to: Math.min(span.to, madeAt),
})

function summary(input: AlarmInput): Block[] {
  const figures = alarmFigures(input)
  const trace = traceAll(input)
  const plain = { unit: '', digits: 0, compared: null, comparedWith: null }
  const minutes = { unit: 'min', digits: 1, compared: null, comparedWith: null }
  return [
    {
      type: 'figures',
      figures: [
        { label: words.total, value: figures.total, trace, ...plain },
        { label: words.urgent, value: figures.urgent, trace, ...plain },
        { label: words.lifeSafety, value: figures.lifeSafety, trace, ...plain },
        { label: words.answered, value: figures.answered, trace, ...plain },
        { label: words.median, value: figures.medianMin, ...minutes },
        { label: words.ninety, value: figures.ninetyMin, ...minutes },
        { label: words.closing, value: figures.closingMin, ...minutes },
        { label: words.open, value: figures.open, ...plain },
      ],
    },
    { type: 'notes', notes: [words.counting] },
  ]
}

const CLASSES = [
  ['within5', 5],
  ['within15', 15],
  ['within60', 60],
  ['later', Number.POSITIVE_INFINITY],
] as const

function classOf({ acknowledgedAt, raisedAt }: Alarm): string {
  if (acknowledgedAt === null) return 'never'
  const minutes = (acknowledgedAt - raisedAt) / MINUTE_MS
  return CLASSES.find(([, most]) => minutes <= most)?.[0] ?? 'later'
}

function priorityTable({ alarms }: AlarmInput): Block {
  const row = (some: readonly Alarm[]): Record<string, Cell> => ({
    all: some.length,
    ...Object.fromEntries(
      [...CLASSES.map(([name]) => name), 'never'].map(name => [
        name,
        some.filter(alarm => classOf(alarm) === name).length,
      ]),
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
      ...row(alarms.filter(alarm => alarm.priority === priority)),
    })),
    total: { priority: words.sum, ...row(alarms) },
  }
}

function chartOf({ alarms, steps, madeAt }: AlarmInput): Block {
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
    series: present.map(priority => ({
      name: priorityTexts[priority],
      values: steps.labels.map((_, n) => count(priority, n)),
    })),
  }
}

function offenders({ alarms }: AlarmInput): Block {
  const groups = [...Map.groupBy(alarms, ({ key }) => key).values()].sort((a, b) => b.length - a.length)
  const shown = groups.slice(0, OFFENDERS_MAX)
  const rest = groups.slice(OFFENDERS_MAX).flat().length
  const share = (count: number) => (alarms.length === 0 ? null : count / alarms.length)
  return {
    type: 'table',
    title: { zh: '', en: '' },
    columns: [
      { key: 'name', title: words.name, format: 'text' },
      { key: 'count', title: words.count, format: 'number', digits: 0 },
      { key: 'share', title: words.share, format: 'percent', digits: 1 },
    ],
    rows: [
      ...shown.map(
        (group): Record<string, Cell> => ({
          name: group[0]?.name ?? words.other,
          count: group.length,
          share: share(group.length),
        }),
      ),
      ...(rest === 0 ? [] : [{ name: words.other, count: rest, share: share(rest) }]),
    ],
    total: { name: words.sum, count: alarms.length, share: share(alarms.length) },
  }
}

function people({ alarms }: AlarmInput): Block[] {
  const answered = alarms.filter(({ acknowledgedBy }) => acknowledgedBy !== null)
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
        .map(([person, own]) => ({
          person,
          count: own.length,
          median: quantile(
            minutesTo(own, ({ acknowledgedAt }) => acknowledgedAt),
            0.5,
          ),
        })),
      total: null,
    },
  ]
}

function listOf({ alarms, site }: AlarmInput): Block[] {
  const shown = alarms.slice(0, ALARMS_LISTED_MAX)
  const cut = fillBoth(words.listCut, { shown: shown.length, all: alarms.length })
  return [
    {
      type: 'table',
      title: { zh: '', en: '' },
      columns: [
        { key: 'at', title: words.raised, format: 'date' },
        { key: 'name', title: words.name, format: 'text' },
        { key: 'priority', title: words.priority, format: 'text' },
        { key: 'answer', title: words.answer, format: 'number', unit: 'min', digits: 1 },
        { key: 'by', title: words.answeredBy, format: 'text' },
        { key: 'done', title: words.done, format: 'text' },
      ],
      rows: shown.map((alarm): Record<string, Cell> => {
        const { acknowledgedAt, raisedAt, closedAt } = alarm
        const trace: Trace = { of: 'alarm', id: alarm.id, from: raisedAt, to: closedAt ?? raisedAt }
        return {
          at: wallText(raisedAt, site.timeZone),
          name: alarm.name,
          priority: priorityTexts[alarm.priority],
          answer: { value: acknowledgedAt === null ? null : (acknowledgedAt - raisedAt) / MINUTE_MS, trace },
          by: alarm.acknowledgedBy ?? '',
          done: [alarm.action, alarm.note].filter(text => (text ?? '') !== '').join('；'),
        }
      }),
      total: null,
      ...(alarms.length > shown.length && { note: cut }),
    },
  ]
}
