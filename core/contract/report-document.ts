/** A report as data: what it says, not how it looks. Page, PDF, Excel, Word and CSV are made of this and of nothing else. */
import { type Static, Type } from 'typebox'
import { HolidayYear, Tariff } from './energy-tariff.ts'
import { MEDIA } from './energy-words.ts'
import { Trace } from './report-trace.ts'
import { Id, Instant, nullable, oneOf } from './schema.ts'

export { Trace } from './report-trace.ts'

export const REPORT_KINDS = [
  'energy',
  'coldchain',
  'alarms',
  'watering',
  'ledger',
  'summary',
  'handover',
  'inspection',
] as const
export type ReportKind = (typeof REPORT_KINDS)[number]

export const REPORT_PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const
export type ReportPeriod = (typeof REPORT_PERIODS)[number]

/** Words of any length in both languages. `{name}` marks the slot of a paragraph. */
export const Words = Type.Object({ zh: Type.String(), en: Type.String() })
export type Words = Static<typeof Words>

/** How a number is written. A percent is a fraction: 0.25 is 25 %. */
const NumberFormat = oneOf(['number', 'money', 'percent'])

/** One number with everything needed to write it. Null is "not measured" and is written as that, never as zero. */
const FigureFields = {
  value: nullable(Type.Number()),
  unit: Type.String(),
  digits: Type.Integer(),
  format: Type.Optional(NumberFormat),
  trace: Type.Optional(Trace),
}
export const Figure = Type.Object(FigureFields)
export type Figure = Static<typeof Figure>

/** Something only a person knows: an empty line with a word about what belongs on it. */
export const Blank = Type.Object({ blank: Words })
export type Blank = Static<typeof Blank>

export const Column = Type.Object({
  key: Type.String(),
  title: Words,
  /** How its cells are written; numbers keep their full precision in the document. */
  format: oneOf(['text', 'number', 'money', 'percent', 'date']),
  unit: Type.Optional(Type.String()),
  digits: Type.Optional(Type.Integer()),
})
export type Column = Static<typeof Column>

/** A number that can be followed to its readings; `marked` when part of it was reckoned over a gap. */
export const TracedCell = Type.Object({
  value: nullable(Type.Number()),
  trace: Type.Optional(Trace),
  marked: Type.Optional(Type.Boolean()),
})
export type TracedCell = Static<typeof TracedCell>

/** Null is "not measured"; an empty string is an empty cell. */
export const Cell = Type.Union([Type.String(), Type.Number(), Type.Null(), TracedCell, Blank, Words])
export type Cell = Static<typeof Cell>

export const ChartSeries = Type.Object({
  name: Words,
  values: Type.Array(nullable(Type.Number())),
  /** Of all of it; each value is followed to its own step of the chart. */
  trace: Type.Optional(Trace),
})
export type ChartSeries = Static<typeof ChartSeries>

export const Block = Type.Union([
  Type.Object({ type: Type.Literal('text'), text: Words }),
  /** A sentence with numbers and blanks in it, in the order each language wants them. */
  Type.Object({
    type: Type.Literal('paragraph'),
    text: Words,
    slots: Type.Record(Type.String(), Type.Union([Figure, Blank, Words])),
  }),
  Type.Object({
    type: Type.Literal('figures'),
    figures: Type.Array(
      Type.Object({
        ...FigureFields,
        label: Words,
        compared: nullable(Type.Number()),
        comparedTrace: Type.Optional(Trace),
        comparedWith: nullable(Words),
      }),
    ),
  }),
  Type.Object({
    type: Type.Literal('table'),
    title: Words,
    columns: Type.Array(Column),
    rows: Type.Array(Type.Record(Type.String(), Cell)),
    total: nullable(Type.Record(Type.String(), Cell)),
    /** A word about how to read it. */
    note: Type.Optional(Words),
  }),
  Type.Object({
    type: Type.Literal('chart'),
    shape: oneOf(['bars', 'stacked', 'lines']),
    title: Words,
    unit: Type.String(),
    digits: Type.Integer(),
    labels: Type.Array(Type.String()),
    /** When each step begins, and when the last one ends. */
    edges: Type.Optional(Type.Array(Instant)),
    series: Type.Array(ChartSeries),
    /** Lines across, such as the highest temperature allowed. */
    limits: Type.Optional(Type.Array(Type.Object({ value: Type.Number(), name: Words }))),
  }),
  /** What a reader must know before believing the figures. */
  Type.Object({
    type: Type.Literal('notes'),
    notes: Type.Array(Words),
    /** Numbers in them, as in a paragraph. */
    slots: Type.Optional(Type.Record(Type.String(), Type.Union([Figure, Words]))),
  }),
  /** Room for a person's words. */
  Type.Object({
    type: Type.Literal('blank'),
    prompt: Words,
    lines: Type.Integer({ minimum: 1, maximum: 20 }),
  }),
  Type.Object({ type: Type.Literal('signature'), roles: Type.Array(Words) }),
])
export type Block = Static<typeof Block>
export type BlockOf<T extends Block['type']> = Extract<Block, { type: T }>

/** A factor as it was when the report was made: year and publisher stay with it for good. */
export const FrozenFactor = Type.Object({
  name: Words,
  value: Type.Number(),
  unit: Type.String(),
  year: Type.Integer(),
  publisher: Words,
  kind: Type.Optional(oneOf(['carbon', 'coal'])),
  medium: Type.Optional(oneOf(MEDIA)),
})
export type FrozenFactor = Static<typeof FrozenFactor>

export const ReportSection = Type.Object({
  heading: Words,
  blocks: Type.Array(Block),
  /** Begins a page of its own on paper, to be filed apart. */
  newPage: Type.Optional(Type.Boolean()),
})
export type ReportSection = Static<typeof ReportSection>

export const ReportDocument = Type.Object({
  kind: oneOf(REPORT_KINDS),
  title: Words,
  subtitle: Words,
  siteId: Id,
  timeZone: Type.String(),
  /** Of money; ISO 4217. */
  currency: Type.String(),
  /** Local dates, the last one included. */
  from: Type.String(),
  to: Type.String(),
  madeAt: Instant,
  /** Wide tables want the paper turned. */
  landscape: Type.Optional(Type.Boolean()),
  sections: Type.Array(ReportSection),
  /** Where figures that were not measured here come from. */
  sources: Type.Array(Words),
  factors: Type.Optional(Type.Array(FrozenFactor)),
  /** As they were when it was made: its money is followed with these, whatever is charged later. */
  tariffs: Type.Optional(Type.Array(Tariff)),
  /** The days off its money was reckoned with. */
  holidays: Type.Optional(Type.Array(HolidayYear)),
})
export type ReportDocument = Static<typeof ReportDocument>
