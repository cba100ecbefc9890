/** The cells of one sheet, row by row, and where its charts are to stand. */

import type { Words } from '../../core/contract/report-document.ts'
import type { Language } from '../../core/contract/schema.ts'
import { printTexts } from '../../core/text/reports-print.ts'

export type SheetCell = {
  value?: string | number
  type?: typeof String | typeof Number | 'Formula'
} & Record<string, unknown>
export type SheetRow = (SheetCell | null)[]

/** A native chart over cells of its own sheet. Rows and columns count from 0. */
export interface SheetChart {
  readonly shape: 'bars' | 'stacked' | 'lines'
  readonly title: string
  readonly unit: string
  readonly format: string
  /** The rows of the labels and values; the head is the row before the first. */
  readonly firstRow: number
  readonly lastRow: number
  readonly series: number
  /** Where its upper left corner stands. */
  readonly row: number
  readonly column: number
}

export const HEADING = { fontWeight: 'bold', fontSize: 13 }
export const HEADER = {
  fontWeight: 'bold',
  backgroundColor: '#eceae4',
  bottomBorderStyle: 'thin',
  wrap: true,
}
export const TOTAL = { fontWeight: 'bold', topBorderStyle: 'thin' }
const QUIET = { textColor: '#777777' }

export class Cells {
  readonly rows: SheetRow[] = []
  readonly charts: SheetChart[] = []
  readonly language: Language

  constructor(language: Language) {
    this.language = language
  }

  add(row: SheetRow): void {
    this.rows.push(row)
  }

  /** Written as text whatever it begins with, so that a name can never become a formula. */
  text(value: Words | string, style: object = {}): SheetCell {
    const shown = typeof value === 'string' ? value : value[this.language]
    return { value: shown, type: String, ...style }
  }

  number(value: number | null, format: string, style: object = {}): SheetCell {
    if (value === null) return this.text(printTexts.notMeasured, { ...QUIET, align: 'right', ...style })
    return { value, type: Number, format, ...style }
  }

  formula(value: string, format: string, style: object = {}): SheetCell {
    return { value, type: 'Formula', format, ...style }
  }
}

export function numberFormat(digits: number): string {
  return digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`
}

export function percentFormat(digits: number): string {
  return digits === 0 ? '0%' : `0.${'0'.repeat(digits)}%`
}

/** `A`, `Z`, `AA` from 0. */
export function columnName(column: number): string {
  const rest = Math.floor(column / 26)
  return (rest === 0 ? '' : columnName(rest - 1)) + String.fromCharCode(65 + (column % 26))
}
