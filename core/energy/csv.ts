/**
 * Tables as text (RFC 4180 with what spreadsheets really write: a byte-order mark, semicolons, tabs), and times as people
 * write them. Nothing is guessed that could be two things: 03/04/2025 is refused.
 */
import { instantAt } from '../time/zone.ts'

export const CSV_ROWS_MAX = 50_000

/** Rows of cells, each with the line it begins on; empty lines are left out. */
export function parseCsv(text: string): { line: number; cells: string[] }[] {
  const body = text.replace(/^\uFEFF/, '')
  const comma = separatorOf(body)
  const rows: { line: number; cells: string[] }[] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  let line = 1
  let startedAt = 1
  const endRow = () => {
    cells.push(cell.trim())
    if (cells.some(one => one !== '')) rows.push({ line: startedAt, cells })
    cells = []
    cell = ''
    startedAt = line + 1
  }
  for (let n = 0; n < body.length && rows.length <= CSV_ROWS_MAX; n++) {
    const c = body[n]
    if (quoted) {
      if (c === '"' && body[n + 1] === '"') {
        cell += '"'
        n++
      } else if (c === '"') quoted = false
      else cell += c
    } else if (c === '"' && cell.trim() === '') {
      quoted = true
      cell = ''
    } else if (c === comma) {
      cells.push(cell.trim())
      cell = ''
    } else if (c === '\n') endRow()
    else if (c !== '\r') cell += c
    if (c === '\n') line++
  }
  endRow()
  return rows
}

/** What stands most often in the first line. */
function separatorOf(text: string): string {
  const end = text.indexOf('\n')
  const first = end < 0 ? text : text.slice(0, end)
  const counts = [',', ';', '\t'].map(mark => ({ mark, count: first.split(mark).length }))
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark
}

/** A number, with a point or a lone comma for its decimals, or null. An empty cell is no number, never zero. */
export function numberIn(cell: string): number | null {
  const text = cell.replaceAll(/[\s\u00a0']/g, '')
  const plain =
    /^[-+]?\d+,\d+$/.test(text) && !/^[-+]?\d{1,3},\d{3}$/.test(text)
      ? text.replace(',', '.')
      : text.replaceAll(/,(?=\d{3}(\D|$))/g, '')
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return null
  const value = Number(plain)
  return Number.isFinite(value) ? value : null
}

const YEAR_FIRST =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/

/** ms since 1970 of ISO 8601, `2025/3/4 05:30`, `2025年3月4日`, or a number of seconds or ms; null for anything else. */
export function instantIn(cell: string, timeZone: string): number | null {
  if (/^\d{10}$/.test(cell)) return Number(cell) * 1000
  if (/^\d{13}$/.test(cell)) return Number(cell)
  const match = YEAR_FIRST.exec(cell)
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(part => Number(part ?? 0))
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 59) return null
  const zone = match[7]
  if (zone === undefined) return instantAt({ year, month, day, hour, minute, second }, timeZone)
  return Date.UTC(year, month - 1, day, hour, minute, second) - offsetMs(zone)
}

function offsetMs(zone: string): number {
  if (zone === 'Z') return 0
  const digits = zone.replace(':', '')
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5))
  return (digits[0] === '-' ? -minutes : minutes) * 60_000
}

/** `YYYY-MM-DD` of what people write for a date; null for anything else. */
export function dateIn(cell: string): string | null {
  const at = instantIn(cell, 'UTC')
  return at === null ? null : new Date(at).toISOString().slice(0, 10)
}
