/** Reports over the API. What a report is made of is in report-document.ts. */
import { Type } from 'typebox'
import { ReportDocument } from './report-document.ts'
import { routes } from './route.ts'
import { Language, oneOf, record } from './schema.ts'

export * from './report-document.ts'

const MonthQuery = record({ month: Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' }) })

export const reportRoutes = routes({
  listReports: {
    method: 'GET',
    path: '/reports',
    action: 'report.read',
    summary: 'Months there are readings for, newest first',
    reply: Type.Array(Type.Object({ kind: oneOf(['energy']), month: Type.String() })),
  },
  getEnergyReport: {
    method: 'GET',
    path: '/reports/energy-month',
    action: 'report.read',
    summary: 'The month as a neutral document',
    query: MonthQuery,
    reply: ReportDocument,
  },
  getEnergyReportExcel: {
    method: 'GET',
    path: '/reports/energy-month.xlsx',
    action: 'report.read',
    summary: 'The same document as an Excel workbook',
    query: record({
      month: Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' }),
      language: Type.Optional(Language),
    }),
    reply: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  },
})
