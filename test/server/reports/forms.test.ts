/**
 * Every kind of report as PDF, Excel, Word and CSV, read back from the files: rows, figures and sentences are the page's,
 * to the last digit, in both languages.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AskedKind, BlockOf, Column, ReportDocument } from '../../../core/contract/report.ts'
import { ASKED_KINDS } from '../../../core/contract/report.ts'
import {
  cellText,
  figureText,
  isNumeric,
  noteTexts,
  numberOf,
  numberText,
  runsOf,
} from '../../../core/reports/document.ts'
import { csvOf } from '../../../server/export/csv.ts'
import { wordOf } from '../../../server/export/docx.ts'
import { pdfOf } from '../../../server/export/pdf.ts'
import { excelOf } from '../../../server/export/xlsx.ts'
import { createPress } from '../../../server/reports/press.ts'
import { sheetOf } from './sheet.ts'
import { WholeSite } from './whole-site.ts'

type Language = 'zh' | 'en'
let folder: string
let site: WholeSite
const documents = new Map<AskedKind, ReportDocument>()
/** A month; of cabinets, whose month is thirty pages, a week. */
const periodOf = (kind: AskedKind) => (kind === 'coldchain' ? '2026-W06' : '2026-02')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'steward-forms-'))
  site = await new WholeSite().open()
  const reports = await site.reports()
  for (const kind of ASKED_KINDS)
    documents.set(kind, await reports.make({ siteId: 'canteen', kind, period: periodOf(kind) }))
}, 30_000)
afterAll(async () => {
  await site.close()
  rmSync(folder, { recursive: true })
})

const blocksOf = <T extends string>(document: ReportDocument, type: T) =>
  document.sections
    .flatMap(({ blocks }) => blocks)
    .filter((block): block is Extract<typeof block, { type: T }> => block.type === type)

/** Each row as the page shows it, total rows included, without the spaces of the tree. */
function rowsShown(document: ReportDocument, language: Language): string[][] {
  return blocksOf(document, 'table').flatMap(({ columns, rows, total }) =>
    [...rows, ...(total === null ? [] : [total])].map(row =>
      columns.map(column => cellText(row[column.key], column, language).trim()),
    ),
  )
}

/** Figures with what they are compared with, and sentences with what stands in them. */
function saidOn(document: ReportDocument, language: Language): string[] {
  const figures = blocksOf(document, 'figures').flatMap(block => block.figures)
  const sentences = blocksOf(document, 'paragraph').map(block =>
    runsOf(block, language)
      .map(({ text }) => text)
      .join(''),
  )
  const compared = figures.filter(({ comparedWith }) => comparedWith !== null)
  return [
    ...figures.map(figure => figureText(figure, language)),
    ...compared.map(figure => figureText({ ...figure, value: figure.compared }, language)),
    ...sentences,
    ...blocksOf(document, 'notes').flatMap(block => noteTexts(block, language)),
  ]
}

const squeezed = (text: string) => text.replaceAll(/[\s\u3000]+/g, '').replaceAll('₂', '2')

describe.each(ASKED_KINDS)('%s', kind => {
  const document = () => documents.get(kind) as ReportDocument

  test.each(['zh', 'en'] as const)(
    'the PDF in %s says every number, and carries its own letters',
    async language => {
      const file = join(folder, `${kind}-${language}.pdf`)
      writeFileSync(file, await pdfOf(document(), language))
      const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' })
      const lines = text.split('\n').map(squeezed)
      // What is too long for its column goes on in the next line; its numbers stand on the first.
      for (const { columns, rows, total } of blocksOf(document(), 'table'))
        for (const row of [...rows, ...(total === null ? [] : [total])]) {
          const numbers = columns.filter(isNumeric).map(column => cellText(row[column.key], column, language))
          const isThere = lines.some(line => inOrder(line, numbers.map(squeezed)))
          expect(isThere, `${JSON.stringify(row).slice(0, 200)} ${numbers.join(' ')}`).toBe(true)
        }
      const whole = lines.join('')
      for (const said of saidOn(document(), language)) expect(whole).toContain(squeezed(said))
      expect(execFileSync('pdffonts', [file], { encoding: 'utf8' })).toMatch(
        /NotoSansSC-Regular\s+CID TrueType\s+Identity-H\s+yes yes yes/,
      )
    },
  )

  test.each(['zh', 'en'] as const)('Excel in %s has the numbers, its formulas worked out', async language => {
    const sheet = sheetOf(entryOf(await excelOf(document(), language), 'worksheets/sheet1.xml'))
    const numbersIn = sheet.map(row => row.filter(cell => typeof cell === 'number'))
    for (const { columns, rows, total } of blocksOf(document(), 'table'))
      for (const row of [...rows, ...(total === null ? [] : [total])]) {
        const shown = columns.filter(isNumeric).flatMap(column => {
          const value = numberOf(row[column.key])
          return typeof value === 'number' ? [numberText(value, column, language)] : []
        })
        const isThere = numbersIn.some(
          cells =>
            cells.length === shown.length &&
            columns
              .filter(column => isNumeric(column) && typeof numberOf(row[column.key]) === 'number')
              .every((column, n) => numberText(cells[n] as number, column, language) === shown[n]),
        )
        expect(isThere, `${shown.join(' ')}`).toBe(true)
      }
    const values = new Set(sheet.flat().filter(cell => typeof cell === 'number'))
    for (const figure of blocksOf(document(), 'figures').flatMap(block => block.figures)) {
      if (figure.value !== null) expect(values).toContain(figure.value)
      if (figure.compared !== null) expect(values).toContain(figure.compared)
    }
    for (const { series } of blocksOf(document(), 'chart'))
      for (const value of series.flatMap(one => one.values))
        if (value !== null) expect(values).toContain(value)
  })

  test.each(['zh', 'en'] as const)('Word in %s says every row', async language => {
    const xml = entryOf(await wordOf(document(), language), 'word/document.xml')
    const rows = new Set(
      [...xml.matchAll(/<w:tr[ >][\s\S]*?<\/w:tr>/g)].flatMap(([row]) => {
        const cells = [...row.matchAll(/<w:tc[ >][\s\S]*?<\/w:tc>/g)].map(([cell]) => textIn(cell).trim())
        // A long table of two columns stands in parts beside each other.
        const parts = [0, 2, 4].map(n => cells.slice(n, n + 2))
        return [cells, ...(cells.length === 6 ? parts : [])].map(one => one.join('\t'))
      }),
    )
    for (const row of rowsShown(document(), language)) expect(rows).toContain(row.join('\t'))
    const whole = squeezed(textIn(xml))
    for (const said of saidOn(document(), language)) expect(whole).toContain(squeezed(said))
  })

  test.each(['zh', 'en'] as const)('CSV in %s has the same numbers, bare', language => {
    const text = new TextDecoder().decode(csvOf(document(), language))
    const lines = parse(text, { bom: true, relax_column_count: true }) as string[][]
    const rows = new Set(lines.map(line => line.join('\t')))
    for (const { columns, rows: own, total } of blocksOf(document(), 'table'))
      for (const row of [...own, ...(total === null ? [] : [total])])
        expect(rows).toContain(columns.map(column => bareText(row[column.key], column, language)).join('\t'))
    for (const figure of blocksOf(document(), 'figures').flatMap(block => block.figures)) {
      if (figure.value === null) continue
      const wanted = bare(numberText(figure.value, figure, language))
      expect(lines.some(([label, value]) => label === figure.label[language] && value === wanted)).toBe(true)
    }
    const whole = squeezed(text.replaceAll('""', '"'))
    for (const block of blocksOf(document(), 'paragraph'))
      expect(whole).toContain(squeezed(runsOf(block, language).reduce((all, run) => all + run.text, '')))
  })
})

/** All of them, one after the other. */
function inOrder(line: string, numbers: readonly string[]): boolean {
  let at = 0
  return numbers.every(number => {
    const found = line.indexOf(number, at)
    at = found + number.length
    return found >= 0
  })
}

const bare = (shown: string) =>
  shown.replaceAll(/[,¥]/g, '').replace('−', '-').replace('*', '').replace(/^–$/, '')

function bareText(
  cell: BlockOf<'table'>['rows'][number][string] | undefined,
  column: Column,
  language: Language,
) {
  const shown = cellText(cell, column, language)
  if (isNumeric(column)) return bare(shown)
  if (shown === '________') return ''
  return /^[=+\-@]/.test(shown) ? `'${shown}` : shown
}

test('charts in Excel stand over the cells of their sheet', async () => {
  const bytes = await excelOf(documents.get('energy') as ReportDocument, 'en')
  const [, first, last] = /\$B\$(\d+):\$B\$(\d+)/.exec(entryOf(bytes, 'xl/charts/chart-1-1.xml')) ?? []
  expect(Number(last) - Number(first)).toBe(27)
  expect(entryOf(bytes, 'worksheets/sheet1.xml')).toContain('SUM(')
  expect(entryOf(bytes, 'xl/styles.xml')).toContain('formatCode="#,##0.00"')
})

test('the press prints beside this thread, the same bytes', async () => {
  const document = documents.get('energy') as ReportDocument
  const press = createPress()
  const [printed, here] = await Promise.all([press.print(document, 'csv', 'zh'), csvOf(document, 'zh')])
  expect(Buffer.from(printed)).toEqual(Buffer.from(here))
  const pdf = await press.print(document, 'pdf', 'en')
  expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe('%PDF-')
  await press.stop()
})

test('what was partly reckoned has a star everywhere, and the star is explained', async () => {
  const document = documents.get('energy') as ReportDocument
  const [, water] = blocksOf(document, 'table')
  expect(cellText(water?.rows[0]?.use, water?.columns[1] as Column, 'en')).toMatch(/\*$/)
  const xml = entryOf(await wordOf(document, 'en'), 'word/document.xml')
  expect(textIn(xml)).toContain('* partly reckoned over a gap')
})

const textIn = (xml: string) =>
  [...xml.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)]
    .map(([, text = '']) =>
      text
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&apos;', "'")
        .replaceAll('&amp;', '&'),
    )
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
