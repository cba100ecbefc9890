/** What every answer to "where does this number come from" is made of. */
import type { HolidayYear, Tariff } from '../../../core/contract/energy.ts'
import type {
  Block,
  Cell,
  Column,
  Figure,
  FrozenFactor,
  ReportDocument,
  TraceAnswer,
  Words,
} from '../../../core/contract/report.ts'
import type { Measure, Trace } from '../../../core/contract/report-trace.ts'
import type { Site } from '../../../core/contract/site.ts'
import type { Clock, SeriesStore, StateStore } from '../../../core/ports.ts'
import { wallText } from '../../../core/reports/period.ts'
import { settled, settledBlock } from '../../../core/reports/settled.ts'
import { howTexts, traceTexts as words } from '../../../core/text/reports-traces.ts'
import { fillBoth } from '../../../core/text/text.ts'
import type { CabinetService } from '../../coldchain/cabinets.ts'
import type { Baselines } from '../../energy/baselines.ts'
import type { UseBooks } from '../../energy/books.ts'

export interface TraceParts {
  readonly state: StateStore
  readonly series: SeriesStore
  readonly clock: Clock
  readonly books: UseBooks
  readonly cabinets: Pick<CabinetService, 'states' | 'log'>
  readonly baselines: Pick<Baselines, 'savings'>
}

/** One question, with the prices, days off and factors it is to be answered with. */
export interface Question extends TraceParts {
  readonly site: Site
  readonly trace: Trace
  /** Of the report the number stands in, when it is kept; else those of today. */
  readonly tariffs: readonly Tariff[]
  readonly holidays: readonly HolidayYear[]
  readonly factors: readonly FrozenFactor[] | null
}

export type Frozen = Pick<ReportDocument, 'tariffs' | 'holidays' | 'factors'>

/** Rows that are shown of a list; the number is reckoned from all of them. */
export const ROWS_MAX = 200

export interface Reckoned {
  readonly title: Words
  readonly as: Measure
  readonly value: number | null
  readonly unit?: string
  readonly digits?: number
  readonly format?: NonNullable<Figure['format']>
  readonly blocks: readonly Block[]
  readonly page?: string | null
}

export function answerOf({
  title,
  as,
  value,
  unit = '',
  digits = 3,
  format,
  blocks,
  page = null,
}: Reckoned): TraceAnswer {
  const figure: Figure = { value: settled(value), unit, digits, ...(format !== undefined && { format }) }
  return { title, how: howTexts[as], figure, blocks: blocks.map(settledBlock), page }
}

export interface Listed {
  readonly title: Words
  readonly columns: readonly Column[]
  readonly rows: readonly Record<string, Cell>[]
  readonly total?: Record<string, Cell>
}

/** A table that shows its first rows and says when there are more. */
export function listed({ title, columns, rows, total }: Listed): Block {
  if (rows.length === 0) return { type: 'text', text: words.nothing }
  const shown = rows.slice(0, ROWS_MAX)
  return {
    type: 'table',
    title,
    columns: [...columns],
    rows: shown,
    total: total ?? null,
    ...(rows.length > shown.length && {
      note: fillBoth(words.listed, { shown: shown.length, all: rows.length }),
    }),
  }
}

export const textColumn = (key: string, title: Words): Column => ({ key, title, format: 'text' })
export const numberColumn = (key: string, title: Words, unit = '', digits = 3): Column => ({
  key,
  title,
  format: 'number',
  unit,
  digits,
})

/** Numbers that a number was reckoned from, each with its own way down. */
export function operands(
  list: readonly { readonly what: Words; readonly value: number | null; readonly trace?: Trace }[],
  unit: string,
): Block {
  return listed({
    title: words.operands,
    columns: [textColumn('what', words.what), numberColumn('value', words.value, unit)],
    rows: list.map(({ what, value, trace }) => ({ what, value: { value, ...(trace && { trace }) } })),
  })
}

export const wallOf = ({ site }: Pick<Question, 'site'>, at: number) => wallText(at, site.timeZone)
export const plain = (text: string): Words => ({ zh: text, en: text })

/** The sum of what is known; null when nothing is. */
export function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((all, value) => all + value, 0)
}
