import { describe, expect, test } from 'vitest'
import type { BlockOf } from '../../../core/contract/report.ts'
import { cellText } from '../../../core/reports/document.ts'
import { folded } from '../../../core/reports/fold.ts'
import { numbered } from '../../../core/reports/sections.ts'

const both = (text: string) => ({ zh: text, en: text })
const daysTable = (days: number): BlockOf<'table'> => ({
  ...{ type: 'table', title: both('') },
  columns: [
    { key: 'day', title: both('Day'), format: 'text' },
    { key: 'use', title: both('Use'), format: 'number', unit: 'kWh', digits: 0 },
  ],
  rows: Array.from({ length: days }, (_, n) => ({ day: both(`${n + 1}`), use: n * 10 })),
  total: { day: both('Total'), use: days },
})

describe('a long narrow table', () => {
  test.each([15, 24, 28, 29, 30, 31])(
    'of %i rows keeps every cell, read down and then to the right',
    days => {
      const block = folded(daysTable(days))
      const parts = [0, 1, 2].flatMap(part =>
        block.rows.map(row =>
          block.columns.slice(2 * part, 2 * part + 2).map(column => cellText(row[column.key], column, 'en')),
        ),
      )
      const filled = parts.filter(([day]) => day !== '')
      expect(filled).toEqual(Array.from({ length: days }, (_, n) => [`${n + 1}`, `${n * 10}`]))
      expect(Object.values(block.total ?? {})).toEqual([both('Total'), days])
    },
  )

  test('is left as it is when it is short or wide', () => {
    const short = daysTable(14)
    expect(folded(short)).toBe(short)
    const wide = {
      ...daysTable(31),
      columns: [...short.columns, { key: 'x', title: both('X'), format: 'text' as const }],
    }
    expect(folded(wide)).toBe(wide)
  })
})

test('headings are counted as each language counts', () => {
  const sections = numbered(
    Array.from({ length: 21 }, () => ({ heading: both('x'), blocks: [{ type: 'text', text: both('') }] })),
  )
  expect([1, 10, 11, 16, 20, 21].map(n => sections[n - 1]?.heading.zh)).toEqual([
    ...['一、x', '十、x', '十一、x', '十六、x', '二十、x', '二十一、x'],
  ])
})
