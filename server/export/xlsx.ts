/** A neutral report as an Excel workbook: real numbers with their formats, totals as live sums where they are sums. */
import writeExcel from 'write-excel-file/node'
import type { Block, Column, Cell as ReportCell, ReportDocument } from '../../core/contract/report.ts'
import type { Language, Name } from '../../core/contract/schema.ts'
import { reportTexts } from '../../core/text/reports.ts'
import { fill } from '../../core/text/text.ts'

type SheetCell = { value?: string | number; type?: typeof String | typeof Number | 'Formula' } & Record<
  string,
  unknown
>
type SheetRow = (SheetCell | null)[]

const HEADING = { fontWeight: 'bold', fontSize: 13 }
const HEADER = { fontWeight: 'bold', backgroundColor: '#eceae4', bottomBorderStyle: 'thin' }
const TOTAL = { fontWeight: 'bold', topBorderStyle: 'thin' }
const COLUMN_WIDTHS = [34, 16, 16, 16, 16, 16]
/** A sheet may be 31 letters and none of these. */
const SHEET_FORBIDDEN = /[\\/?*[\]:]/g

/** Answers with the bytes of an .xlsx file. */
export async function toExcel(document: ReportDocument, language: Language): Promise<Uint8Array> {
  const sheet = new Sheet(language)
  sheet.add([sheet.text(document.title, { fontWeight: 'bold', fontSize: 16 })])
  sheet.add([sheet.text(document.subtitle)])
  for (const { heading, blocks } of document.sections) {
    sheet.add([])
    sheet.add([sheet.text(heading, HEADING)])
    for (const block of blocks) addBlock(sheet, block)
  }
  sheet.add([])
  for (const source of document.sources) sheet.add([sheet.text(source, { color: '#666666' })])
  const name = fill(document.title, language).replaceAll(SHEET_FORBIDDEN, ' ').slice(0, 31)
  const columns = COLUMN_WIDTHS.map(width => ({ width }))
  return new Uint8Array(await writeExcel(sheet.rows as never, { columns, sheet: name } as never).toBuffer())
}

class Sheet {
  readonly rows: SheetRow[] = []
  readonly language: Language

  constructor(language: Language) {
    this.language = language
  }

  add(row: SheetRow): void {
    this.rows.push(row)
  }

  /** Written as text whatever it begins with, so that a name can never become a formula. */
  text(value: Name | string, style: object = {}): SheetCell {
    const shown = typeof value === 'string' ? value : value[this.language]
    return { value: shown, type: String, ...style }
  }

  number(value: number | null, format: string, style: object = {}): SheetCell {
    if (value === null) return this.text(reportTexts.noMeter, { color: '#888888', align: 'right', ...style })
    return { value, type: Number, format, ...style }
  }
}

function addBlock(sheet: Sheet, block: Block): void {
  switch (block.type) {
    case 'text':
      sheet.add([sheet.text(block.text)])
      return
    case 'figures':
      for (const figure of block.figures) {
        const format = numberFormat(figure.digits)
        const compared =
          figure.comparedWith === null
            ? []
            : [sheet.text(figure.comparedWith), sheet.number(figure.compared, format)]
        sheet.add([
          sheet.text(figure.label),
          sheet.number(figure.value, format),
          sheet.text(figure.unit),
          ...compared,
        ])
      }
      return
    case 'table':
      addTable(sheet, block)
      return
    case 'bars':
      sheet.add([sheet.text(block.title, { fontWeight: 'bold' })])
      sheet.add([
        sheet.text('', HEADER),
        ...block.series.map(({ name }) => sheet.text(`${name[sheet.language]} (${block.unit})`, HEADER)),
      ])
      block.labels.forEach((label, n) => {
        const values = block.series.map(({ values }) =>
          sheet.number(values[n] ?? null, numberFormat(block.digits)),
        )
        sheet.add([sheet.text(label), ...values])
      })
  }
}

function addTable(sheet: Sheet, { title, columns, rows, total }: Extract<Block, { type: 'table' }>): void {
  sheet.add([sheet.text(title, { fontWeight: 'bold' })])
  sheet.add(
    columns.map(column =>
      sheet.text(`${column.title[sheet.language]}${column.unit ? ` (${column.unit})` : ''}`, HEADER),
    ),
  )
  const first = sheet.rows.length + 1
  for (const row of rows) sheet.add(columns.map(column => cellOf(sheet, column, row[column.key] ?? null)))
  const last = sheet.rows.length
  if (total === null) return
  const totals = columns.map((column, n) => {
    const value = total[column.key] ?? null
    const summed =
      typeof value === 'number' &&
      isSum(
        rows.map(row => row[column.key] ?? null),
        value,
      )
    if (!summed) return cellOf(sheet, column, value, TOTAL)
    const letter = String.fromCharCode(65 + n)
    return {
      value: `=SUM(${letter}${first}:${letter}${last})`,
      type: 'Formula' as const,
      format: formatOf(column),
      ...TOTAL,
    }
  })
  sheet.add(totals)
}

/** A total that counts only main meters is no sum of its column, and is written as the number it is. */
function isSum(cells: readonly ReportCell[], total: number): boolean {
  const sum = cells.reduce<number>((all, cell) => all + (typeof cell === 'number' ? cell : 0), 0)
  return Math.abs(sum - total) <= Math.abs(total) * 1e-12
}

function cellOf(sheet: Sheet, column: Column, value: ReportCell, style: object = {}): SheetCell {
  if (typeof value === 'string' || (typeof value === 'object' && value !== null))
    return sheet.text(value, style)
  if (value === null && column.key === 'share') return sheet.text('', style)
  return sheet.number(value, formatOf(column), style)
}

function formatOf({ format, digits = 2 }: Column): string {
  return format === 'percent' ? `${numberFormat(digits).replace('#,##', '')}%` : numberFormat(digits)
}

function numberFormat(digits: number): string {
  return digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`
}
