/** A report as data: what it says, not how it looks. Pages, Excel and every later format are made of this. */
import { type Static, Type } from 'typebox'
import { routes } from './route.ts'
import { Id, Instant, Language, Name, nullable, oneOf, record } from './schema.ts'

export const Column = Type.Object({
  key: Type.String(),
  title: Name,
  /** How its cells are written; numbers keep their full precision in the document. A percent cell is a fraction: 0.25 is 25 %. */
  format: oneOf(['text', 'number', 'money', 'percent', 'date']),
  unit: Type.Optional(Type.String()),
  digits: Type.Optional(Type.Integer()),
})
export type Column = Static<typeof Column>

/** Null is "not measured" and is written as that, never as zero. */
export const Cell = Type.Union([Type.String(), Type.Number(), Type.Null(), Name])
export type Cell = Static<typeof Cell>

export const Block = Type.Union([
  Type.Object({ type: Type.Literal('text'), text: Name }),
  Type.Object({
    type: Type.Literal('figures'),
    figures: Type.Array(
      Type.Object({
        label: Name,
        value: nullable(Type.Number()),
        unit: Type.String(),
        digits: Type.Integer(),
        compared: nullable(Type.Number()),
        comparedWith: nullable(Name),
      }),
    ),
  }),
  Type.Object({
    type: Type.Literal('table'),
    title: Name,
    columns: Type.Array(Column),
    rows: Type.Array(Type.Record(Type.String(), Cell)),
    total: nullable(Type.Record(Type.String(), Cell)),
  }),
  Type.Object({
    type: Type.Literal('bars'),
    title: Name,
    unit: Type.String(),
    digits: Type.Integer(),
    labels: Type.Array(Type.String()),
    series: Type.Array(Type.Object({ name: Name, values: Type.Array(nullable(Type.Number())) })),
  }),
])
export type Block = Static<typeof Block>

export const ReportDocument = Type.Object({
  kind: oneOf(['energy-month']),
  title: Name,
  subtitle: Name,
  siteId: Id,
  /** Local dates, the last one included. */
  from: Type.String(),
  to: Type.String(),
  madeAt: Instant,
  sections: Type.Array(Type.Object({ heading: Name, blocks: Type.Array(Block) })),
  /** Where figures that were not measured here come from. */
  sources: Type.Array(Name),
})
export type ReportDocument = Static<typeof ReportDocument>

const MonthQuery = record({ month: Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' }) })

export const reportRoutes = routes({
  listReports: {
    method: 'GET',
    path: '/reports',
    action: 'report.read',
    summary: 'Months there are readings for, newest first',
    reply: Type.Array(Type.Object({ kind: oneOf(['energy-month']), month: Type.String() })),
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
