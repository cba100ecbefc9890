/**
 * The numbers of a document, each to its first twelve digits. What is left beyond is the noise of adding up thousands of
 * half hours, in whatever order: without it a number that lies on the edge of rounding is the same wherever it is made.
 */
import type { Block, Cell, ReportDocument } from '../contract/report-document.ts'
import { isTraced } from './document.ts'

const DIGITS = 12

/** Null stays null: not measured. */
export function settled<T extends number | null>(value: T): T {
  return (value === null ? null : Number((value as number).toPrecision(DIGITS))) as T
}

export const settledDocument = (document: ReportDocument): ReportDocument => ({
  ...document,
  sections: document.sections.map(section => ({ ...section, blocks: section.blocks.map(settledBlock) })),
})

export function settledBlock(block: Block): Block {
  switch (block.type) {
    case 'paragraph':
      return { ...block, slots: mapped(block.slots, slot => ('value' in slot ? numbered(slot) : slot)) }
    case 'notes':
      return block.slots === undefined
        ? block
        : { ...block, slots: mapped(block.slots, slot => ('value' in slot ? numbered(slot) : slot)) }
    case 'figures':
      return {
        ...block,
        figures: block.figures.map(one => ({ ...numbered(one), compared: settled(one.compared) })),
      }
    case 'table':
      return {
        ...block,
        rows: block.rows.map(row => mapped(row, settledCell)),
        total: block.total === null ? null : mapped(block.total, settledCell),
      }
    case 'chart':
      return {
        ...block,
        series: block.series.map(one => ({ ...one, values: one.values.map(settled) })),
      }
    default:
      return block
  }
}

const numbered = <T extends { readonly value: number | null }>(one: T): T => ({
  ...one,
  value: settled(one.value),
})

function settledCell(cell: Cell): Cell {
  if (typeof cell === 'number') return settled(cell)
  return isTraced(cell) ? numbered(cell) : cell
}

const mapped = <T>(record: Readonly<Record<string, T>>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]))
