/**
 * A neutral document as CSV (RFC 4180) in UTF-8 with a byte order mark, which Excel wants for Chinese. Numbers are bare:
 * no thousands, no unit, a point, as many decimals as the other forms show. "Not measured" is an empty field.
 */
import { stringify } from 'csv-stringify/sync'
import type { Block, BlockOf, Cell, Column, ReportDocument } from '../../core/contract/report-document.ts'
import type { Language } from '../../core/contract/schema.ts'
import {
  cellText,
  headerText,
  isBlank,
  isNumeric,
  MONEY_DIGITS,
  noteTexts,
  numberOf,
  rounded,
  runsOf,
} from '../../core/reports/document.ts'
import { unitText } from '../../core/text/metrics.ts'

type Line = string[]
const BOM = '\uFEFF'

/** The bytes of a CSV file. */
export function csvOf(document: ReportDocument, language: Language): Uint8Array {
  const lines: Line[] = [
    [document.title[language]],
    [document.subtitle[language]],
    [document.from, document.to],
  ]
  for (const { heading, blocks } of document.sections) {
    lines.push([], [heading[language]])
    for (const block of blocks) lines.push(...linesOf(block, language))
  }
  if (document.sources.length > 0) lines.push([], ...document.sources.map(source => [source[language]]))
  const text = stringify(
    lines.map(line => line.map(harmless)),
    { record_delimiter: 'windows' },
  )
  return new TextEncoder().encode(BOM + text)
}

/** A field that begins like a formula is told to be text (OWASP, CSV injection); a negative number is a number. */
function harmless(field: string): string {
  return /^[=+\-@\t\r]/.test(field) && !/^-?\d+(\.\d+)?$/.test(field) ? `'${field}` : field
}

function linesOf(block: Block, language: Language): Line[] {
  switch (block.type) {
    case 'text':
      return [[block.text[language]]]
    case 'paragraph':
      return [
        [
          runsOf(block, language)
            .map(({ text }) => text)
            .join(''),
        ],
      ]
    case 'figures':
      return block.figures.map(figure => [
        figure.label[language],
        bare(figure.value, figure.digits, figure.format),
        unitOf(figure.unit, figure.format, language),
        ...(figure.comparedWith === null
          ? []
          : [figure.comparedWith[language], bare(figure.compared, figure.digits, figure.format)]),
      ])
    case 'table':
      return tableLines(block, language)
    case 'chart':
      return [
        [block.title[language]],
        ['', ...block.series.map(({ name }) => `${name[language]} (${unitText(block.unit, language)})`)],
        ...block.labels.map((label, n) => [
          label,
          ...block.series.map(({ values }) => bare(values[n] ?? null, block.digits)),
        ]),
        [],
      ]
    case 'notes':
      return noteTexts(block, language).map(note => [note])
    case 'blank':
      return [[`【${block.prompt[language]}】`]]
    case 'signature':
      return block.roles.map(role => [role[language], ''])
  }
}

function tableLines({ title, columns, rows, total, note }: BlockOf<'table'>, language: Language): Line[] {
  const line = (row: Record<string, Cell>) => columns.map(column => field(row[column.key], column, language))
  return [
    [title[language]],
    columns.map(column => headerText(column, language)),
    ...rows.map(line),
    ...(total === null ? [] : [line(total)]),
    ...(note === undefined ? [] : [[note[language]]]),
    [],
  ]
}

function field(cell: Cell | undefined, column: Column, language: Language): string {
  if (isBlank(cell)) return ''
  const value = numberOf(cell)
  if (value === null) return ''
  if (value !== undefined && isNumeric(column)) return bare(value, column.digits ?? 0, column.format)
  return cellText(cell, column, language)
}

/** A percent stays what it is called: 25 for a quarter. Figures have the digits that people see elsewhere. */
function bare(value: number | null, digits: number, format: Column['format'] = 'number'): string {
  if (value === null || !Number.isFinite(value)) return ''
  if (format === 'percent') return `${rounded(value * 100, digits).toFixed(digits)}%`
  const decimals = format === 'money' ? MONEY_DIGITS : digits
  return rounded(value, decimals).toFixed(decimals)
}

function unitOf(unit: string, format: Column['format'] | undefined, language: Language): string {
  if (format === 'percent') return ''
  return format === 'money' ? unit : unitText(unit, language)
}
