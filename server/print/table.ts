/** Tables that fit the paper: columns as wide as what is in them, heads repeated on every page, numbers never cut. */
import type { BlockOf, Cell, Column } from '../../core/contract/report-document.ts'
import type { Language } from '../../core/contract/schema.ts'
import { cellText, footnotesOf, headerText, isNumeric } from '../../core/reports/document.ts'
import { folded } from '../../core/reports/fold.ts'
import { INK, LINE, QUIET, SHADE, type Sheet, SIZE } from './sheet.ts'
import { blockTitle } from './words.ts'

const PAD_X = 4
const PAD_Y = 3
const SIZE_MAX = 9
/** A month of days fits on a page when its rows stand closer. */
const ROWS_WIDE = 24
const DENSE = { padY: 0.7, size: 7.8 } as const
/** Words right after a column of numbers keep off them. */
const WORDS_INDENT = 8
const SIZE_MIN = 5
/** A table of so many rows is not torn in two. */
const ROWS_TOGETHER = 12
const ROWS_FIRST = 2
const ROWS_LAST = 2
const NOTE_HEIGHT = 13
/** The title of a column of numbers stands on one line when it is no wider, in widths of a letter. */
const TITLE_WIDE = 5.5
const TITLE_HEIGHT = 20
/** A column of words is not made narrower than this for the sake of the others. */
const WORDS_WIDTH_MIN = 56
const WORDS_WIDTH_MAX = 220

type Row = Record<string, Cell>
type Texts = readonly string[]

interface Layout {
  readonly columns: readonly Column[]
  readonly widths: readonly number[]
  readonly size: number
  readonly padY: number
}

interface Grid extends Layout {
  readonly head: Texts
  readonly body: readonly Texts[]
  readonly foot: readonly Texts[]
}

export function table(sheet: Sheet, block: BlockOf<'table'>): void {
  const shown = folded(block)
  const grid = gridOf(sheet, shown, shown !== block)
  const { head, body, foot } = grid
  sheet.need(leastOf(sheet, shown, grid))
  if (block.title[sheet.language] !== '') blockTitle(sheet, block.title)
  drawHead(sheet, grid, head)
  const all = [...body, ...foot]
  all.forEach((row, n) => {
    // Neither the total nor a note goes to the next page without the last rows it is about.
    const rest = n < body.length - ROWS_LAST ? 0 : sumOf(sheet, grid, all.slice(n + 1)) + notesHeight(block)
    drawRow(sheet, grid, row, n < body.length ? 'regular' : 'bold', rest)
  })
  sheet.y += 4
  footnotes(sheet, block)
  sheet.y += 6
}

/** What of a table must stand together: all of a small one, the head and the first rows of a long one. */
export function tableHeight(sheet: Sheet, block: BlockOf<'table'>): number {
  const shown = folded(block)
  return leastOf(sheet, shown, gridOf(sheet, shown, shown !== block))
}

function gridOf(sheet: Sheet, { columns, rows, total }: BlockOf<'table'>, isFolded: boolean): Grid {
  const inWords = (row: Row): Texts =>
    columns.map(column => cellText(row[column.key], column, sheet.language))
  const head = columns.map(column => headerText(column, sheet.language))
  const body = rows.map(inWords)
  const foot = total === null ? [] : [inWords(total)]
  const dense = isFolded || rows.length > ROWS_WIDE
  const layout = layoutOf(sheet, columns, head, [...body, ...foot], dense)
  return {
    ...layout,
    head: layout.widths.map((width, n) => unitBelow(sheet, layout, head[n] ?? '', width)),
    body,
    foot,
  }
}

function leastOf(sheet: Sheet, block: BlockOf<'table'>, grid: Grid): number {
  const { head, body, foot } = grid
  const kept = body.length <= ROWS_TOGETHER ? [...body, ...foot] : body.slice(0, ROWS_FIRST)
  const rows = sumOf(sheet, grid, [head, ...kept]) + notesHeight(block)
  return Math.min((block.title[sheet.language] === '' ? 0 : TITLE_HEIGHT) + rows, sheet.pageRoom)
}

const sumOf = (sheet: Sheet, grid: Grid, rows: readonly Texts[]) =>
  rows.reduce((sum, row) => sum + heightOf(sheet, grid, row, 'bold'), 0)

const notesHeight = (block: BlockOf<'table'>) => footnotesOf(block).length * NOTE_HEIGHT

/** A head that does not fit on one line is broken before its unit, never within it. */
function unitBelow(sheet: Sheet, { size }: Layout, head: string, width: number): string {
  sheet.font('bold', size)
  return sheet.pdf.widthOfString(head) <= width - 2 * PAD_X ? head : head.replace(/ (?=\([^()]*\)$)/, '\n')
}

function footnotes(sheet: Sheet, block: BlockOf<'table'>): void {
  for (const words of footnotesOf(block)) {
    sheet.font('regular', SIZE.small, QUIET)
    sheet.write(words[sheet.language])
  }
}

/** The largest letters at which every number stands on one line; words give way first. */
function layoutOf(
  sheet: Sheet,
  columns: readonly Column[],
  head: Texts,
  rows: readonly Texts[],
  dense: boolean,
): Layout {
  const wants = columns.map((column, n) => wantOf(sheet, column, head[n] ?? '', rows, n))
  const padY = dense ? DENSE.padY : PAD_Y
  for (let size: number = dense ? DENSE.size : SIZE_MAX; size > SIZE_MIN; size -= 0.5) {
    const widths = share(columns, wants, size, sheet.width)
    if (widths !== undefined) return { columns, widths, size, padY }
  }
  const all = wants.reduce((sum, want) => sum + want, 0) || 1
  return { columns, widths: wants.map(want => (want / all) * sheet.width), size: SIZE_MIN, padY }
}

/** The width at size 1 that the longest content wants on one line; a head may be broken at its spaces. */
function wantOf(sheet: Sheet, column: Column, head: string, rows: readonly Texts[], n: number): number {
  sheet.font('bold', 10)
  const wide = (text: string) => sheet.pdf.widthOfString(text) / 10
  const longest = longestOf(rows.map(row => row[n] ?? ''))
  const body = Math.max(0, ...longest.map(wide))
  const title = Math.min(TITLE_WIDE, wide(column.title[sheet.language]))
  const headWidth = Math.max(title, ...breakable(head, sheet.language).map(wide))
  return isNumeric(column) ? Math.max(body, headWidth) : Math.max(body, Math.min(wide(head), 12))
}

/** The few longest texts by a rough measure, so that a thousand rows are not all laid out. */
function longestOf(texts: readonly string[]): string[] {
  const rough = (text: string) => [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e7f ? 2 : 1), 0)
  return [...new Set(texts)].sort((a, b) => rough(b) - rough(a)).slice(0, 12)
}

/** Pieces of a head that stay together: words, and in Chinese pairs of letters. */
function breakable(head: string, language: Language): string[] {
  const words = head.split(' ')
  if (language !== 'zh') return words
  return words.flatMap(word =>
    word.startsWith('(') ? [word] : (word.match(/[⺀-鿿]{1,2}|[^⺀-鿿]+/g) ?? [word]),
  )
}

const indentOf = (columns: readonly Column[], n: number): number => {
  const [before, own] = [columns[n - 1], columns[n]]
  return before !== undefined && own !== undefined && isNumeric(before) && !isNumeric(own) ? WORDS_INDENT : 0
}

/** Widths of the columns at a size, or undefined when the numbers do not fit. */
function share(
  columns: readonly Column[],
  wants: readonly number[],
  size: number,
  width: number,
): number[] | undefined {
  const natural = wants.map((want, n) => want * size + 2 * PAD_X + 1 + indentOf(columns, n))
  const least = columns.map((column, n) => {
    const full = natural[n] ?? 0
    return isNumeric(column) ? full : Math.min(full, WORDS_WIDTH_MIN)
  })
  const most = columns.map((column, n) => {
    const full = natural[n] ?? 0
    return isNumeric(column) ? full : Math.min(full, WORDS_WIDTH_MAX)
  })
  const sum = (list: readonly number[]) => list.reduce((all, one) => all + one, 0)
  if (sum(least) > width) return undefined
  // Words in too narrow a column make a table long: smaller letters are better than that.
  const spare = width - sum(least)
  const asked = sum(most) - sum(least)
  if (asked > 0 && spare / asked < 0.45 && size > 7) return undefined
  const part = asked === 0 ? 0 : Math.min(1, spare / asked)
  const widths = least.map((one, n) => one + part * ((most[n] ?? one) - one))
  const left = width - sum(widths)
  return widths.map(one => one + (left * one) / sum(widths))
}

function drawHead(sheet: Sheet, layout: Layout, head: Texts): void {
  const height = heightOf(sheet, layout, head, 'bold')
  sheet.pdf.rect(sheet.left, sheet.y, sheet.width, height).fill(SHADE)
  drawCells(sheet, layout, head, 'bold')
  sheet.y += height
}

/** `after`: the height of the rows that must not stand on the next page without this one. */
function drawRow(sheet: Sheet, grid: Grid, row: Texts, weight: 'regular' | 'bold', after: number): void {
  const height = heightOf(sheet, grid, row, weight)
  if (sheet.need(Math.min(height + after, sheet.pageRoom / 2))) drawHead(sheet, grid, grid.head)
  if (weight === 'bold') {
    sheet.pdf
      .moveTo(sheet.left, sheet.y)
      .lineTo(sheet.left + sheet.width, sheet.y)
      .lineWidth(0.9)
      .stroke(INK)
  }
  drawCells(sheet, grid, row, weight)
  sheet.y += height
  sheet.pdf
    .moveTo(sheet.left, sheet.y)
    .lineTo(sheet.left + sheet.width, sheet.y)
    .lineWidth(0.4)
    .stroke(LINE)
}

function heightOf(
  sheet: Sheet,
  { columns, widths, size, padY }: Layout,
  row: Texts,
  weight: 'regular' | 'bold',
): number {
  sheet.font(weight, size)
  const line = sheet.pdf.currentLineHeight(true)
  const heights = row.map((text, n) => {
    const width = (widths[n] ?? 0) - 2 * PAD_X - indentOf(columns, n)
    // One line is what nearly every cell has, and is told without laying it out.
    if (text.length * size < width) return line
    return Math.max(line, sheet.heightOf(text, width))
  })
  return Math.max(line, ...heights) + 2 * padY
}

function drawCells(
  sheet: Sheet,
  { columns, widths, size, padY }: Layout,
  row: Texts,
  weight: 'regular' | 'bold',
): void {
  let x = sheet.left
  row.forEach((text, n) => {
    const width = widths[n] ?? 0
    const column = columns[n]
    sheet.font(weight, size)
    if (text !== '') {
      const indent = indentOf(columns, n)
      sheet.pdf.text(text, x + PAD_X + indent, sheet.y + padY, {
        width: width - 2 * PAD_X - indent,
        align: column !== undefined && isNumeric(column) ? 'right' : 'left',
      })
    }
    x += width
  })
}
