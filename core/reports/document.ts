/**
 * How the pieces of a neutral document are written. Page, PDF, Word and CSV ask here for every number, so that all of
 * them show the same digits; Excel keeps the number itself and is given the same digits as its format.
 */
import type {
  Blank,
  Block,
  BlockOf,
  Cell,
  Column,
  Figure,
  ReportDocument,
  TracedCell,
  Words,
} from '../contract/report-document.ts'
import type { Trace } from '../contract/report-trace.ts'
import type { Language } from '../contract/schema.ts'
import { formatDay, formatMoney, formatNumber, formatTime, localDay, NO_VALUE } from '../text/format.ts'
import { unitText } from '../text/metrics.ts'
import { printTexts as words } from '../text/reports-print.ts'
import { fill } from '../text/text.ts'

export const MONEY_DIGITS = 2

export const isTraced = (cell: Cell | undefined): cell is TracedCell =>
  typeof cell === 'object' && cell !== null && 'value' in cell
export const isBlank = (cell: unknown): cell is Blank =>
  typeof cell === 'object' && cell !== null && 'blank' in cell

/** The number in a cell; null for one that was not measured, undefined for words. */
export function numberOf(cell: Cell | undefined): number | null | undefined {
  if (isTraced(cell)) return cell.value
  return typeof cell === 'number' || cell === null ? cell : undefined
}

export const traceOf = (cell: Cell | undefined): Trace | undefined =>
  isTraced(cell) ? cell.trace : undefined

/** Columns of numbers stand right. */
export const isNumeric = ({ format }: Column) => format !== 'text' && format !== 'date'

/**
 * A number at so many decimals, halves away from zero, by its first 15 digits: as Excel shows it, so that 1.005 is 1.01
 * in every form of the document.
 */
export function rounded(value: number, digits: number): number {
  const [mantissa = '0', exponent = '0'] = Math.abs(value).toPrecision(15).split('e')
  const shifted = Math.round(Number(`${mantissa}e${Number(exponent) + digits}`))
  return Math.sign(value) * Number(`${shifted}e${-digits}`)
}

/** `1,234.50`, `25.0%`, `¥7.40`; "not measured" for null. Without its unit, except money, whose sign is part of it. */
export function numberText(
  value: number | null,
  { format = 'number', unit = '', digits = 0 }: { format?: Column['format']; unit?: string; digits?: number },
  language: Language,
): string {
  if (value === null || !Number.isFinite(value)) return words.notMeasured[language]
  if (format === 'percent') return `${formatNumber(rounded(value * 100, digits), digits, language)}%`
  if (format === 'money') return formatMoney(rounded(value, MONEY_DIGITS), unit, language)
  return formatNumber(rounded(value, digits), digits, language)
}

/** A number with its unit, as it stands in a sentence or under a label. */
export function figureText(figure: Figure, language: Language): string {
  const text = numberText(figure.value, figure, language)
  const bare = figure.value === null || figure.format === 'money' || figure.format === 'percent'
  return bare || figure.unit === '' ? text : `${text} ${unitText(figure.unit, language)}`
}

/** A table's cell. What was not measured is a dash, which the table explains below itself. What was partly reckoned has a star; what a person fills in is a line to write on. */
export function cellText(cell: Cell | undefined, column: Column, language: Language): string {
  if (cell === undefined || cell === '') return ''
  if (typeof cell === 'string') return cell
  if (isBlank(cell)) return '________'
  const value = numberOf(cell)
  if (value === null) return NO_VALUE
  if (value !== undefined) {
    const star = isTraced(cell) && cell.marked === true ? '*' : ''
    return numberText(value, column, language) + star
  }
  return (cell as Words)[language]
}

/** `Use (kWh)`. */
export function headerText({ title, unit, format }: Column, language: Language): string {
  if (unit === undefined || unit === '' || format === 'percent') return title[language]
  return `${title[language]} (${unitText(unit, language)})`
}

/** A paragraph cut at its slots. */
export interface Run {
  readonly text: string
  readonly kind: 'words' | 'figure' | 'blank'
  readonly figure?: Figure
}

export function runsOf(
  { text, slots }: Pick<BlockOf<'paragraph'>, 'text' | 'slots'>,
  language: Language,
): Run[] {
  return text[language]
    .split(/(\{\w+\})/)
    .filter(piece => piece !== '')
    .map((piece): Run => {
      const slot = slots[piece.slice(1, -1)]
      if (!piece.startsWith('{') || slot === undefined) return { text: piece, kind: 'words' }
      if (isBlank(slot))
        return { text: `【${fill(words.toFill, language, { what: slot.blank[language] })}】`, kind: 'blank' }
      if (!('value' in slot)) return { text: slot[language], kind: 'words' }
      return { text: figureText(slot, language), kind: 'figure', figure: slot }
    })
}

/** Each note cut at its slots. */
export const noteRuns = ({ notes, slots = {} }: BlockOf<'notes'>, language: Language): Run[][] =>
  notes.map(text => runsOf({ text, slots }, language))

/** Each note as it is read. */
export const noteTexts = (block: BlockOf<'notes'>, language: Language): string[] =>
  noteRuns(block, language).map(runs => runs.map(({ text }) => text).join(''))

/** What must be said below a table: its own note, what a star and what a dash mean. */
export function footnotesOf({ rows, columns, total, note }: BlockOf<'table'>): Words[] {
  const cells = (total === null ? rows : [...rows, total]).flatMap(row => columns.map(({ key }) => row[key]))
  const isMarked = cells.some(cell => isTraced(cell) && cell.marked === true)
  const hasGaps = cells.some(cell => numberOf(cell) === null)
  return [
    ...(note === undefined ? [] : [note]),
    ...(isMarked ? [words.marked] : []),
    ...(hasGaps ? [words.gaps] : []),
  ]
}

/** `23 Nov 2026 08:30` on the site's wall. */
export function madeAtText({ madeAt, timeZone }: ReportDocument, language: Language): string {
  const year = localDay(madeAt, timeZone).slice(0, 4)
  const day = formatDay(madeAt, timeZone, language)
  const time = formatTime(madeAt, timeZone, language)
  const date = language === 'zh' ? `${year}年${day}` : `${day} ${year}`
  return fill(words.madeAt, language, { time: `${date} ${time}` })
}

/** `能源与用水报告 2026-03-01 至 …` as a file's name, without its ending. */
export function fileNameOf(document: ReportDocument, language: Language): string {
  const span = document.from === document.to ? document.from : `${document.from}~${document.to}`
  return `${document.title[language]} ${span}`.replaceAll(/[\\/:*?"<>|\r\n]/g, '-')
}

/** The blanks of a document, in the order they are read: what a person still has to write. */
export function blanksOf({ sections }: ReportDocument): Words[] {
  return sections.flatMap(({ blocks }) => blocks.flatMap(blanksOfBlock))
}

function blanksOfBlock(block: Block): Words[] {
  switch (block.type) {
    case 'blank':
      return [block.prompt]
    case 'paragraph':
      return Object.values(block.slots).flatMap(slot => (isBlank(slot) ? [slot.blank] : []))
    case 'table':
      return block.rows.flatMap(row =>
        Object.values(row).flatMap(cell => (isBlank(cell) ? [cell.blank] : [])),
      )
    default:
      return []
  }
}
