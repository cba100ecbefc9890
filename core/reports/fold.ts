/** A long table of two narrow columns is set in three parts side by side, as in a telephone book. */
import type { BlockOf, Cell } from '../contract/report-document.ts'

type TableBlock = BlockOf<'table'>

/** Fewer rows are read more easily one below the other. */
const ROWS_MIN = 15
const COLUMNS_MAX = 2
const PARTS = 3

/** The same cells in the same order, read down and then to the right; the total stands below the last of `count` parts. */
export function folded(block: TableBlock, count = PARTS): TableBlock {
  const { columns, rows, total } = block
  if (columns.length > COLUMNS_MAX || rows.length < ROWS_MIN) return block
  const height = Math.ceil(rows.length / count)
  const parts = Array.from({ length: count }, (_, n) => n)
  const named = (row: Readonly<Record<string, Cell>>, part: number): Record<string, Cell> =>
    Object.fromEntries(columns.map(({ key }) => [keyOf(key, part), row[key] ?? '']))
  return {
    ...block,
    columns: parts.flatMap(part => columns.map(column => ({ ...column, key: keyOf(column.key, part) }))),
    rows: Array.from({ length: height }, (_, line) =>
      Object.assign({}, ...parts.map(part => named(rows[part * height + line] ?? {}, part))),
    ),
    total: total === null ? null : named(total, count - 1),
  }
}

const keyOf = (key: string, part: number) => `${part} ${key}`
