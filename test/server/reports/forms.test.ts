/** The same report as PDF, Excel, Word and CSV, read back from the files: every number is the page's, to the last digit. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import readExcel from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BlockOf, Column, ReportDocument } from '../../../core/contract/report.ts'
import { cellText, figureText, isNumeric, numberOf } from '../../../core/reports/document.ts'
import { csvOf } from '../../../server/export/csv.ts'
import { wordOf } from '../../../server/export/docx.ts'
import { pdfOf } from '../../../server/export/pdf.ts'
import { excelOf } from '../../../server/export/xlsx.ts'
import { createPress } from '../../../server/reports/press.ts'
import { MeteredSite } from './site-fixture.ts'

const LANGUAGES = ['zh', 'en'] as const
let folder: string
let site: MeteredSite
let document: ReportDocument

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'steward-forms-'))
  site = await new MeteredSite().open()
  document = await (await site.reports()).make({ siteId: 'canteen', kind: 'energy', period: '2026-02' })
})
afterAll(async () => {
  await site.close()
  rmSync(folder, { recursive: true })
})

const tables = () =>
  document.sections
    .flatMap(({ blocks }) => blocks)
    .filter((block): block is BlockOf<'table'> => block.type === 'table')
const figures = () =>
  document.sections
    .flatMap(({ blocks }) => blocks)
    .flatMap(block => (block.type === 'figures' ? block.figures : []))

/** Each row as the page shows it, total rows included, without the spaces of the tree. */
function rowsShown(language: 'zh' | 'en'): string[][] {
  return tables().flatMap(({ columns, rows, total }) =>
    [...rows, ...(total === null ? [] : [total])].map(row =>
      columns.map(column => cellText(row[column.key], column, language).trim()),
    ),
  )
}

const squeezed = (text: string) => text.replaceAll(/\s+/g, '')

describe.each(LANGUAGES)('in %s', language => {
  test('the PDF says every row, and carries its own letters', async () => {
    const file = join(folder, `${language}.pdf`)
    writeFileSync(file, await pdfOf(document, language))
    const lines = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
      .split('\n')
      .map(squeezed)
    for (const row of rowsShown(language)) expect(lines).toContain(squeezed(row.join('')))
    const whole = lines.join('')
    for (const figure of figures())
      expect(whole).toContain(squeezed(figureText(figure, language)).replace('₂', '2'))
    const fonts = execFileSync('pdffonts', [file], { encoding: 'utf8' })
    expect(fonts).toMatch(/NotoSansSC-Regular\s+CID TrueType\s+Identity-H\s+yes yes yes/)
    expect(fonts.trim().split('\n')).toHaveLength(4)
  })

  test('Excel has the numbers themselves, with the digits of the page as their format', async () => {
    const bytes = await excelOf(document, language)
    const rows = await sheetOf(bytes)
    const [xml, styles] = [entryOf(bytes, 'worksheets/sheet1.xml'), entryOf(bytes, 'xl/styles.xml')]
    for (const { columns, rows: own } of tables())
      for (const row of own) {
        const name = cellText(row[columns[0]?.key ?? ''], columns[0] as Column, language).trim()
        const found = rows.filter(cells => String(cells[0]).trim() === name)
        const wanted = columns.map(column => numberOf(row[column.key])).slice(1)
        expect(
          found.map(cells => cells.slice(1, columns.length).map(cell => (cell === '–' ? null : cell))),
        ).toContainEqual(wanted)
      }
    expect(xml).toContain('SUM(')
    expect(styles).toContain('formatCode="#,##0.00"')
    // A chart for each of electricity and water, over the cells of this sheet.
    const chart = entryOf(bytes, 'xl/charts/chart-1-1.xml')
    const [, first, last] = /\$B\$(\d+):\$B\$(\d+)/.exec(chart) ?? []
    expect(Number(last) - Number(first)).toBe(27)
  })

  test('Word says every row', async () => {
    const xml = entryOf(await wordOf(document, language), 'word/document.xml')
    const rows = [...xml.matchAll(/<w:tr[ >][\s\S]*?<\/w:tr>/g)].map(([row]) =>
      [...row.matchAll(/<w:tc[ >][\s\S]*?<\/w:tc>/g)].map(([cell]) => textIn(cell).trim()),
    )
    for (const row of rowsShown(language)) expect(rows).toContainEqual(row)
  })

  test('CSV has the same numbers, bare', () => {
    const text = new TextDecoder().decode(csvOf(document, language))
    const rows = parse(text, { bom: true, relax_column_count: true }) as string[][]
    const bare = (shown: string) =>
      shown.replaceAll(/[,¥]/g, '').replace('−', '-').replace('*', '').replace('–', '')
    for (const [n, { columns, rows: own, total }] of tables().entries())
      for (const row of [...own, ...(total === null ? [] : [total])]) {
        const wanted = columns.map(column => {
          const shown = cellText(row[column.key], column, language)
          return isNumeric(column) ? bare(shown) : shown.startsWith('=') ? `'${shown}` : shown
        })
        expect(rows, `table ${n}`).toContainEqual(wanted)
      }
  })
})

test('the press prints beside this thread, the same bytes', async () => {
  const press = createPress()
  const [printed, here] = await Promise.all([press.print(document, 'csv', 'zh'), csvOf(document, 'zh')])
  expect(Buffer.from(printed)).toEqual(Buffer.from(here))
  const pdf = await press.print(document, 'pdf', 'en')
  expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
  await press.stop()
})

test('what was partly reckoned has a star everywhere, and the star is explained', async () => {
  const [, water] = tables()
  expect(cellText(water?.rows[0]?.use, water?.columns[1] as Column, 'en')).toMatch(/\*$/)
  const xml = entryOf(await wordOf(document, 'en'), 'word/document.xml')
  expect(textIn(xml)).toContain('* partly reckoned over a gap')
})

const textIn = (xml: string) =>
  [...xml.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)]
    .map(([, text = '']) => text.replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>'))
    .join('')

/** One entry of a zip. */
function entryOf(bytes: Uint8Array, ending: string): string {
  const view = Buffer.from(bytes)
  for (let at = view.indexOf('PK\x01\x02'); at >= 0; at = view.indexOf('PK\x01\x02', at + 4)) {
    const name = view.toString('utf8', at + 46, at + 46 + view.readUInt16LE(at + 28))
    if (!name.endsWith(ending)) continue
    const local = view.readUInt32LE(at + 42)
    const data = local + 30 + view.readUInt16LE(local + 26) + view.readUInt16LE(local + 28)
    const packed = view.subarray(data, data + view.readUInt32LE(at + 20))
    return (view.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8')
  }
  throw new Error(`no ${ending}`)
}

async function sheetOf(bytes: Uint8Array): Promise<unknown[][]> {
  const sheets = (await readExcel(Buffer.from(bytes))) as unknown[]
  const [first] = sheets
  return Array.isArray(first) ? (sheets as unknown[][]) : (first as { data: unknown[][] }).data
}
