/**
 * A neutral document as an Excel workbook: numbers in full precision with the digits people see as their format, sums
 * and shares as live formulas, charts that follow their cells. What was not measured is a word, never a zero.
 */
import writeExcel from 'write-excel-file/node'
import type { Block, BlockOf, Cell, Column, ReportDocument } from '../../core/contract/report-document.ts'
import type { Language } from '../../core/contract/schema.ts'
import {
  cellText,
  footnotesOf,
  headerText,
  isBlank,
  isNumeric,
  MONEY_DIGITS,
  madeAtText,
  noteTexts,
  numberOf,
  runsOf,
} from '../../core/reports/document.ts'
import { NO_VALUE } from '../../core/text/format.ts'
import { unitText } from '../../core/text/metrics.ts'
import { printTexts } from '../../core/text/reports-print.ts'
import { CHART_ROWS, excelCharts } from '../office/excel-charts.ts'
import {
  Cells,
  columnName,
  HEADER,
  HEADING,
  numberFormat,
  percentFormat,
  type SheetCell,
  TOTAL,
} from '../office/workbook.ts'

const FIRST_WIDTH = 34
const OTHER_WIDTH = 15
const COLUMNS_MAX = 40
/** More want the paper turned. */
const COLUMNS_UPRIGHT = 6
/** A sheet may be 31 letters and none of these. */
const SHEET_FORBIDDEN = /[\\/?*[\]:]/g

/** The bytes of an .xlsx file. */
export async function excelOf(document: ReportDocument, language: Language): Promise<Uint8Array> {
  const cells = new Cells(language)
  cells.add([cells.text(document.title, { fontWeight: 'bold', fontSize: 16 })])
  cells.add([cells.text(document.subtitle)])
  cells.add([cells.text(madeAtText(document, language), { textColor: '#777777' })])
  for (const { heading, blocks } of document.sections) {
    cells.add([])
    cells.add([cells.text(heading, HEADING)])
    for (const block of blocks) addBlock(cells, block)
  }
  cells.add([])
  for (const source of document.sources) cells.add([cells.text(source, { textColor: '#666666' })])
  const sheet = document.title[language].replaceAll(SHEET_FORBIDDEN, ' ').slice(0, 31)
  const width = Math.min(COLUMNS_MAX, Math.max(...cells.rows.map(row => row.length)))
  const columns = Array.from({ length: width }, (_, n) => ({ width: n === 0 ? FIRST_WIDTH : OTHER_WIDTH }))
  const orientation =
    document.landscape || width > COLUMNS_UPRIGHT || cells.charts.length > 0 ? 'landscape' : 'portrait'
  const options = { sheet, columns, charts: cells.charts, orientation, showGridLines: false }
  const file = writeExcel(cells.rows as never, options as never, { features: [excelCharts as never] })
  return new Uint8Array(await file.toBuffer())
}

const WRITERS: { readonly [T in Block['type']]: (cells: Cells, block: BlockOf<T>) => void } = {
  text: (cells, { text }) => cells.add([cells.text(text)]),
  paragraph: addParagraph,
  figures: addFigures,
  table: addTable,
  chart: addChart,
  notes: (cells, block) => {
    for (const note of noteTexts(block, cells.language)) cells.add([cells.text(note)])
  },
  blank: (cells, { prompt, lines }) => {
    cells.add([cells.text(`【${prompt[cells.language]}】`, { textColor: '#9a5b00' })])
    for (let line = 0; line < lines; line++) cells.add([])
  },
  signature: addSignature,
}

function addBlock(cells: Cells, block: Block): void {
  const write = WRITERS[block.type] as (cells: Cells, block: Block) => void
  write(cells, block)
}

function addParagraph(cells: Cells, block: BlockOf<'paragraph'>): void {
  const runs = runsOf(block, cells.language)
  cells.add([cells.text(runs.map(({ text }) => text).join(''))])
}

function addSignature(cells: Cells, { roles }: BlockOf<'signature'>): void {
  const line = { bottomBorderStyle: 'thin' }
  for (const role of roles) {
    cells.add([])
    cells.add([cells.text(role), cells.text('', line), cells.text(printTexts.date), cells.text('', line)])
  }
}

function addFigures(cells: Cells, { figures }: BlockOf<'figures'>): void {
  for (const figure of figures) {
    const format = formatOf(figure)
    const compared =
      figure.comparedWith === null
        ? []
        : [cells.text(figure.comparedWith), cells.number(figure.compared, format)]
    const unit = figure.format === 'percent' ? '' : unitText(figure.unit, cells.language)
    cells.add([cells.text(figure.label), cells.number(figure.value, format), cells.text(unit), ...compared])
  }
}

function addTable(cells: Cells, block: BlockOf<'table'>): void {
  const { title, columns, rows, total } = block
  if (title[cells.language] !== '') cells.add([cells.text(title, { fontWeight: 'bold' })])
  cells.add(
    columns.map(column =>
      cells.text(
        headerText(column, cells.language),
        isNumeric(column) ? { ...HEADER, align: 'right' } : HEADER,
      ),
    ),
  )
  const first = cells.rows.length + 1
  for (const row of rows) cells.add(columns.map(column => cellOf(cells, column, row[column.key])))
  const last = cells.rows.length
  if (total !== null) {
    cells.add(
      columns.map((column, n) => {
        const value = numberOf(total[column.key])
        const summands = rows.map(row => numberOf(row[column.key]))
        const letter = columnName(n)
        return typeof value === 'number' && isSum(summands, value)
          ? cells.formula(`=SUM(${letter}${first}:${letter}${last})`, formatOf(column), TOTAL)
          : cellOf(cells, column, total[column.key], TOTAL)
      }),
    )
  }
  for (const words of footnotesOf(block)) cells.add([cells.text(words, { textColor: '#777777' })])
  cells.add([])
}

/** What is left when many numbers are added in another order. */
const SUM_NOISE = 1e-10

/** A total that counts only main meters is no sum of its column, and is written as the number it is. */
function isSum(summands: readonly (number | null | undefined)[], total: number): boolean {
  const known = summands.filter(value => typeof value === 'number')
  const sum = known.reduce((all, value) => all + value, 0)
  return known.length > 1 && Math.abs(sum - total) <= Math.abs(total) * SUM_NOISE
}

function addChart(
  cells: Cells,
  { title, unit, digits, labels, series, shape, limits = [] }: BlockOf<'chart'>,
): void {
  const { language } = cells
  const word = unitText(unit, language)
  const format = numberFormat(digits)
  cells.add([cells.text(title, { fontWeight: 'bold' })])
  const row = cells.rows.length
  const header = { ...HEADER, align: 'right' }
  cells.add([
    cells.text('', HEADER),
    ...series.map(({ name }) => cells.text(`${name[language]} (${word})`, header)),
    ...limits.map(({ name }) => cells.text(`${name[language]} (${word})`, header)),
  ])
  const firstRow = cells.rows.length
  labels.forEach((label, n) => {
    // A word among the numbers would be drawn as a zero; an empty cell is a gap.
    const values = series.map(({ values }) => {
      const value = values[n] ?? null
      return value === null ? null : cells.number(value, format)
    })
    cells.add([cells.text(label), ...values, ...limits.map(({ value }) => cells.number(value, format))])
  })
  const lastRow = cells.rows.length - 1
  const column = series.length + limits.length + 2
  // Limits are lines among lines; over bars Excel would want a second chart.
  const drawn = shape === 'lines' ? series.length + limits.length : series.length
  cells.charts.push({
    shape,
    title: title[language],
    unit: word,
    format,
    firstRow,
    lastRow,
    series: drawn,
    row,
    column,
  })
  while (cells.rows.length < row + CHART_ROWS + 1) cells.add([])
}

function cellOf(cells: Cells, column: Column, cell: Cell | undefined, style: object = {}): SheetCell {
  const value = numberOf(cell)
  if (isBlank(cell) || value === undefined || !isNumeric(column))
    return cells.text(isBlank(cell) ? '' : cellText(cell, column, cells.language), style)
  if (value === null) return cells.text(NO_VALUE, { textColor: '#777777', align: 'right', ...style })
  return cells.number(value, formatOf(column), style)
}

function formatOf({ format, digits = 0 }: { format?: Column['format']; digits?: number }): string {
  if (format === 'percent') return percentFormat(digits)
  return numberFormat(format === 'money' ? MONEY_DIGITS : digits)
}
