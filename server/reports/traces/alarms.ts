/** The alarms a number counts, one by one. */
import type { Alarm } from '../../../core/contract/alarm.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { Cell, TraceAnswer } from '../../../core/contract/report.ts'
import type { Measure } from '../../../core/contract/report-trace.ts'
import { minutesTo, picked, quantile } from '../../../core/reports/alarm-picks.ts'
import { alarmReportTexts } from '../../../core/text/reports-alarms.ts'
import { traceTexts as words } from '../../../core/text/reports-traces.ts'
import { priorityTexts } from '../../../core/text/states.ts'
import { alarmsRaised } from '../record-facts.ts'
import { answerOf, listed, numberColumn, type Question, textColumn, wallOf } from './answer.ts'

const MINUTE_MS = 60_000
const HOUR_MIN = 60

export function alarmsAnswer(question: Question): TraceAnswer {
  const { state, site, trace } = question
  const all = alarmsRaised(state, site, trace)
  const own = picked(all, trace.only ?? {}, trace.to)
  const as = trace.as ?? 'count'
  const isTime = as !== 'count' && as !== 'part'
  const inHours = trace.only?.unit === 'h'
  const value = numberOf(own, all, as)
  return answerOf({
    title: words.alarms,
    as,
    value: value !== null && inHours ? value / HOUR_MIN : value,
    unit: isTime ? (inHours ? 'h' : 'min') : '',
    digits: as === 'count' ? 0 : 1,
    ...(as === 'part' && { format: 'percent' as const }),
    blocks: [
      listed({
        title: words.alarms,
        columns: [
          textColumn('at', words.when),
          textColumn('name', words.alarm),
          textColumn('priority', alarmReportTexts.priority),
          numberColumn('answer', alarmReportTexts.answer, 'min', 1),
          numberColumn('close', words.done, 'min', 1),
        ],
        rows: inOrder(own, as).map(alarm => rowOf(question, alarm)),
      }),
    ],
    page: '/alarms/history',
  })
}

function numberOf(own: readonly Alarm[], all: readonly Alarm[], as: Measure): number | null {
  switch (as) {
    case 'part':
      return all.length === 0 ? null : own.length / all.length
    case 'answer-median':
      return quantile(minutesTo(own, 'acknowledgedAt'), 0.5)
    case 'answer-ninety':
      return quantile(minutesTo(own, 'acknowledgedAt'), 0.9)
    case 'close-median':
      return quantile(minutesTo(own, 'closedAt'), 0.5)
    default:
      return own.length
  }
}

/** As the number is reckoned: by time, or from the quickest on. */
function inOrder(own: readonly Alarm[], as: Measure): readonly Alarm[] {
  const when = as === 'close-median' ? 'closedAt' : as.startsWith('answer') ? 'acknowledgedAt' : null
  if (when === null) return own
  const took = (alarm: Alarm) => (alarm[when] ?? 0) - alarm.raisedAt
  return own.filter(alarm => alarm[when] !== null).sort((a, b) => took(a) - took(b))
}

function rowOf(question: Question, alarm: Alarm): Record<string, Cell> {
  const { id, raisedAt, acknowledgedAt, closedAt } = alarm
  const minutes = (at: number | null) => (at === null ? null : Math.max(0, at - raisedAt) / MINUTE_MS)
  return {
    at: wallOf(question, raisedAt),
    name: alarm.name,
    priority: priorityTexts[alarm.priority],
    answer: {
      value: minutes(acknowledgedAt),
      trace: { of: 'alarm', id, from: raisedAt, to: acknowledgedAt ?? raisedAt, as: 'answer' },
    },
    close: minutes(closedAt),
  }
}

/** When it was raised, and when somebody had it. */
export function alarmAnswer(question: Question): TraceAnswer {
  const { state, site, trace } = question
  const alarm = state.alarms.get(trace.id)
  if (alarm === undefined || alarm.siteId !== site.id)
    throw new Problem('thing.not-found', `there is no alarm ${trace.id}`)
  const { raisedAt, acknowledgedAt, acknowledgedBy } = alarm
  return answerOf({
    title: alarm.name,
    as: 'answer',
    value: acknowledgedAt === null ? null : (acknowledgedAt - raisedAt) / MINUTE_MS,
    unit: 'min',
    digits: 1,
    blocks: [
      listed({
        title: words.operands,
        columns: [textColumn('what', words.what), textColumn('at', words.when), textColumn('by', words.by)],
        rows: [
          { what: alarmReportTexts.raised, at: wallOf(question, raisedAt), by: '' },
          {
            what: alarmReportTexts.answeredBy,
            at: acknowledgedAt === null ? '' : wallOf(question, acknowledgedAt),
            by: acknowledgedBy ?? '',
          },
        ],
      }),
    ],
    page: `/alarms/${alarm.id}`,
  })
}
