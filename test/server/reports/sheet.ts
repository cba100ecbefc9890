/** A worksheet read back as Excel would open it: numbers as they are written, `SUM` worked out, words as true. */

const LETTERS = /^([A-Z]+)(\d+)$/

export type SheetCell = number | string | null

/** Rows of cells in the order of their columns; a cell that is not there is null. */
export function sheetOf(xml: string): SheetCell[][] {
  const cells = new Map<string, SheetCell>()
  const sums: [string, string][] = []
  for (const [, attributes = '', inner = ''] of xml.matchAll(/<c ([^>]*?)(?:\/>|>([\s\S]*?)<\/c>)/g)) {
    const at = /r="([A-Z]+\d+)"/.exec(attributes)?.[1] ?? ''
    const formula = /<f>=?([^<]*)<\/f>/.exec(inner)?.[1]
    const value = /<v>([^<]*)<\/v>/.exec(inner)?.[1]
    const isText = /t="(s|str|inlineStr)"/.test(attributes)
    if (formula !== undefined) sums.push([at, formula])
    else cells.set(at, value === undefined ? null : isText ? value : Number(value))
  }
  for (const [at, formula] of sums) cells.set(at, sumOf(cells, formula))
  return inRows(cells)
}

function sumOf(cells: ReadonlyMap<string, SheetCell>, formula: string): number {
  const [, column, first, last] = /^SUM\(([A-Z]+)(\d+):[A-Z]+(\d+)\)$/.exec(formula) ?? []
  if (column === undefined) throw new Error(`a formula nobody here knows: ${formula}`)
  let sum = 0
  for (let row = Number(first); row <= Number(last); row++) {
    const cell = cells.get(`${column}${row}`)
    if (typeof cell === 'number') sum += cell
  }
  return sum
}

function inRows(cells: ReadonlyMap<string, SheetCell>): SheetCell[][] {
  const rows: SheetCell[][] = []
  for (const [at, cell] of cells) {
    const [, letters = 'A', row = '1'] = LETTERS.exec(at) ?? []
    const column = [...letters].reduce((all, letter) => all * 26 + letter.charCodeAt(0) - 64, 0) - 1
    const own = rows[Number(row)] ?? []
    own[column] = cell
    rows[Number(row)] = own
  }
  return Array.from(rows, row => Array.from(row ?? [], cell => cell ?? null))
}
