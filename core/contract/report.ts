/** Reports over the API: made now, kept for good, sent by themselves. What one is made of is in report-document.ts. */
import { type Static, Type } from 'typebox'
import { PERIOD_PATTERN } from '../reports/period.ts'
import { Block, Figure, REPORT_PERIODS, ReportDocument, Words } from './report-document.ts'
import { routes } from './route.ts'
import { Id, Instant, Language, nullable, oneOf, partial, record } from './schema.ts'

export * from './report-document.ts'

/** Kinds that people ask for; a handover card is a document too, but is printed elsewhere. */
export const ASKED_KINDS = ['energy', 'coldchain', 'alarms', 'watering', 'ledger', 'summary'] as const
export type AskedKind = (typeof ASKED_KINDS)[number]

export const REPORT_FORMATS = ['pdf', 'xlsx', 'docx', 'csv'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

const PeriodKey = Type.String({
  pattern: PERIOD_PATTERN,
  description: '2026-11-23, 2026-W47, 2026-11, 2026-Q4 or 2026',
})
const Ask = { kind: oneOf(ASKED_KINDS), period: PeriodKey }
const FileQuery = { format: oneOf(REPORT_FORMATS), language: Type.Optional(Language) }

/** A report that was kept: its figures, factors and prices stay as they were when it was made. */
export const StoredReport = Type.Object({
  id: Id,
  siteId: Id,
  ...Ask,
  title: Words,
  subtitle: Words,
  state: oneOf(['making', 'ready', 'failed']),
  /** 0 to 1. */
  progress: Type.Number(),
  /** An error's code when it failed. */
  problem: nullable(Type.String()),
  madeAt: Instant,
  madeBy: Type.String(),
  scheduleId: nullable(Id),
  /** What a person has to write in it, in reading order, and what was written. */
  blanks: Type.Array(Words),
  answers: Type.Array(Type.String()),
  /** Where it was sent, newest last. */
  sent: Type.Array(
    Type.Object({ at: Instant, to: Type.Array(Type.String()), format: oneOf(REPORT_FORMATS) }),
  ),
})
export type StoredReport = Static<typeof StoredReport>

export const RECIPIENTS_MAX = 50
const Email = Type.String({ maxLength: 254, pattern: '^[^\\s@<>,;"]+@[^\\s@<>,;"]+$' })
const Recipients = Type.Array(Email, { minItems: 1, maxItems: RECIPIENTS_MAX, uniqueItems: true })

const ScheduleFields = {
  kind: oneOf(ASKED_KINDS),
  per: oneOf(REPORT_PERIODS),
  /** On the site's wall, on the first day of the next period. */
  at: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
  to: Recipients,
  language: Language,
  format: oneOf(REPORT_FORMATS),
  enabled: Type.Boolean(),
}
export const ReportSchedule = Type.Object({
  id: Id,
  siteId: Id,
  ...ScheduleFields,
  by: Type.String(),
  createdAt: Instant,
  /** When it will be made next. */
  nextAt: Instant,
  /** The last one that was sent. */
  sentAt: nullable(Instant),
  sentPeriod: nullable(Type.String()),
  /** Why the last try did not arrive, in the words of the mail server; tried again at `nextAt`. */
  problem: nullable(Type.String()),
  /** Tries so far of the one that is due. */
  tries: Type.Integer(),
})
export type ReportSchedule = Static<typeof ReportSchedule>

const ScheduleInput = record(ScheduleFields)
export type ScheduleInput = Static<typeof ScheduleInput>

/** Where a number comes from: how it is reckoned, and the records it is made of, each with the way further down. */
export const TraceAnswer = Type.Object({
  title: Words,
  how: Words,
  /** Worked out from the records as they are now. */
  figure: Figure,
  blocks: Type.Array(Block),
  /** A page of the dashboard that shows more. */
  page: nullable(Type.String()),
})
export type TraceAnswer = Static<typeof TraceAnswer>

/** A trace goes over as its JSON; one of two hundred meters is half as long. */
const TRACE_CHARS_MAX = 16_000

const ById = record({ id: Id })
const Bytes = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' })
const Answers = Type.Array(Type.String({ maxLength: 2000 }), { maxItems: 200 })

export const reportRoutes = routes({
  listReportPeriods: {
    method: 'GET',
    path: '/reports/periods',
    action: 'report.read',
    summary: 'Periods there are readings for, newest first',
    query: record({ per: oneOf(REPORT_PERIODS) }),
    reply: Type.Array(Type.Object({ key: Type.String(), name: Words, running: Type.Boolean() })),
  },
  getReport: {
    method: 'GET',
    path: '/reports/now',
    action: 'report.read',
    summary: 'A report made now, as a neutral document; nothing is kept',
    query: record(Ask),
    reply: ReportDocument,
  },
  getReportFile: {
    method: 'GET',
    path: '/reports/now/file',
    action: 'report.read',
    summary: 'A report made now, as PDF, Excel, Word or CSV',
    query: record({ ...Ask, ...FileQuery }),
    reply: Bytes,
  },
  followTrace: {
    method: 'GET',
    path: '/reports/trace',
    action: 'report.read',
    summary:
      'Where a number of a report comes from; of a report that is kept, with the prices and factors kept in it',
    query: record({
      trace: Type.String({ maxLength: TRACE_CHARS_MAX, description: 'a Trace as JSON' }),
      report: Type.Optional(Id),
    }),
    reply: TraceAnswer,
  },
  listReports: {
    method: 'GET',
    path: '/reports',
    action: 'report.read',
    summary: 'Reports that are kept, newest first',
    reply: Type.Array(StoredReport),
  },
  makeReport: {
    method: 'POST',
    path: '/reports',
    action: 'report.make',
    summary: 'Make a report and keep it; it is ready when its state says so',
    body: record(Ask),
    reply: StoredReport,
  },
  getStoredReport: {
    method: 'GET',
    path: '/reports/:id',
    action: 'report.read',
    summary: 'A report that is kept, with its document when it is ready',
    params: ById,
    reply: Type.Object({ report: StoredReport, document: nullable(ReportDocument) }),
  },
  getStoredReportFile: {
    method: 'GET',
    path: '/reports/:id/file',
    action: 'report.read',
    summary: 'A report that is kept, as PDF, Excel, Word or CSV',
    params: ById,
    query: record(FileQuery),
    reply: Bytes,
  },
  answerReport: {
    method: 'PUT',
    path: '/reports/:id/answers',
    action: 'report.make',
    summary:
      'Write what only a person knows into a report, in the order of its blanks; empty leaves one open',
    params: ById,
    body: record({ answers: Answers }),
    reply: StoredReport,
  },
  sendReport: {
    method: 'POST',
    path: '/reports/:id/send',
    action: 'report.send',
    summary: 'Send a report that is kept by e-mail, now',
    params: ById,
    body: record({ to: Recipients, language: Language, format: oneOf(REPORT_FORMATS) }),
    reply: StoredReport,
  },
  deleteReport: {
    method: 'DELETE',
    path: '/reports/:id',
    action: 'report.make',
    summary: 'Remove a report that is kept',
    params: ById,
    reply: Type.Object({}),
  },
  listReportSchedules: {
    method: 'GET',
    path: '/report-schedules',
    action: 'report.send',
    summary: 'Reports that are made and sent by themselves',
    reply: Type.Array(ReportSchedule),
  },
  createReportSchedule: {
    method: 'POST',
    path: '/report-schedules',
    action: 'report.send',
    summary: 'Have a report made and sent after each period',
    body: ScheduleInput,
    reply: ReportSchedule,
  },
  changeReportSchedule: {
    method: 'PATCH',
    path: '/report-schedules/:id',
    action: 'report.send',
    summary: 'Change a schedule',
    params: ById,
    body: partial(ScheduleInput),
    reply: ReportSchedule,
  },
  deleteReportSchedule: {
    method: 'DELETE',
    path: '/report-schedules/:id',
    action: 'report.send',
    summary: 'Remove a schedule; what it made stays',
    params: ById,
    reply: Type.Object({}),
  },
  runReportSchedule: {
    method: 'POST',
    path: '/report-schedules/:id/run',
    action: 'report.send',
    summary: 'Make and send the report of the last whole period now',
    params: ById,
    reply: ReportSchedule,
  },
})
