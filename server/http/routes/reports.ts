import { Value } from 'typebox/value'
import { Problem } from '../../../core/contract/error.ts'
import type { ReportDocument, ReportFormat, reportRoutes } from '../../../core/contract/report.ts'
import { Trace } from '../../../core/contract/report-trace.ts'
import type { Language } from '../../../core/contract/schema.ts'
import { fileNameOf } from '../../../core/reports/document.ts'
import { CONTENT_TYPES } from '../../reports/letter.ts'
import type { HandlersOf } from '../call.ts'
import type { AppDependencies } from '../dependencies.ts'

interface Answer {
  type(type: string): Answer
  header(name: string, value: string): Answer
}

export function reportHandlers({
  state,
  reports,
  reportLibrary: library,
  reportSchedules: schedules,
  press,
  reportTraces,
}: AppDependencies): HandlersOf<typeof reportRoutes> {
  return {
    listReportPeriods: ({ query, homeSiteId }) => reports.periods(homeSiteId(), query.per),

    getReport: ({ query, homeSiteId }) => reports.make({ siteId: homeSiteId(), ...query }),

    async getReportFile({ query, homeSiteId, identity, reply }) {
      const { kind, period, format, language = identity.user.language } = query
      const document = await reports.make({ siteId: homeSiteId(), kind, period })
      return attached(reply, document, format, language, await press.print(document, format, language))
    },

    async followTrace({ query, homeSiteId, own }) {
      const trace = traceIn(query.trace)
      if (query.report === undefined) return reportTraces.follow(homeSiteId(), trace)
      const { siteId } = own(state.reports, query.report)
      return reportTraces.follow(siteId, trace, library.document(query.report) ?? {})
    },

    listReports: ({ sees }) => library.list(sees),

    makeReport({ body, homeSiteId, actor, audit }) {
      const report = library.make({ siteId: homeSiteId(), ...body }, actor.name)
      audit.target = report.id
      return report
    },

    getStoredReport({ params, own }) {
      own(state.reports, params.id)
      return { report: library.get(params.id), document: library.document(params.id) }
    },

    async getStoredReportFile({ params, query, own, identity, reply }) {
      own(state.reports, params.id)
      const { format, language = identity.user.language } = query
      const bytes = await library.print(params.id, format, language)
      return attached(reply, library.document(params.id) as ReportDocument, format, language, bytes)
    },

    answerReport({ params, body, own }) {
      own(state.reports, params.id)
      return library.answer(params.id, body.answers)
    },

    async sendReport({ params, body, own }) {
      own(state.reports, params.id)
      return library.send(params.id, body)
    },

    deleteReport({ params, own }) {
      own(state.reports, params.id)
      library.remove(params.id)
      return {}
    },

    listReportSchedules: ({ sees }) => schedules.list(sees),

    createReportSchedule({ body, homeSiteId, actor, audit }) {
      const schedule = schedules.create(homeSiteId(), body, actor.name)
      audit.target = schedule.id
      return schedule
    },

    changeReportSchedule({ params, body, own }) {
      own(state.reportSchedules, params.id)
      return schedules.change(params.id, body)
    },

    deleteReportSchedule({ params, own }) {
      own(state.reportSchedules, params.id)
      schedules.remove(params.id)
      return {}
    },

    runReportSchedule({ params, own }) {
      own(state.reportSchedules, params.id)
      return schedules.run(params.id)
    },
  }
}

/** What comes out of an address is anybody's. */
function traceIn(text: string): Trace {
  try {
    const trace: unknown = JSON.parse(text)
    if (Value.Check(Trace, trace)) return trace
  } catch {
    // No JSON at all is no trace either.
  }
  throw new Problem('request.invalid', 'that is no trace')
}

function attached(
  reply: Answer,
  document: ReportDocument,
  format: ReportFormat,
  language: Language,
  bytes: Uint8Array,
): Buffer {
  const name = `${fileNameOf(document, language)}.${format}`
  const plain = `${document.kind}-${document.from}.${format}`
  reply.type(CONTENT_TYPES[format]).header('content-disposition', attachment(name, plain))
  return Buffer.from(bytes)
}

/** A file name in any language (RFC 6266 with RFC 5987), and a plain one for what cannot read that. */
export function attachment(name: string, plainName: string): string {
  const safe = name.replaceAll(/[\\/:*?"<>|\r\n]/g, '-')
  const encoded = encodeURIComponent(safe).replaceAll(
    /['()*]/g,
    c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${plainName}"; filename*=UTF-8''${encoded}`
}
