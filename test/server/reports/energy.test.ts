/** The energy report of a month of real readings: sums, bands, notes; its Excel says the same. */
import { inflateRawSync } from 'node:zlib'
import readExcel from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Block, ReportDocument } from '../../../core/contract/report.ts'
import { noteTexts, numberOf } from '../../../core/reports/document.ts'
import { excelOf } from '../../../server/export/xlsx.ts'
import type { ReportService } from '../../../server/services.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { DAY_MS, MeteredSite, START } from './site-fixture.ts'

let site: MeteredSite
let reports: ReportService
const energy = (period: string, of: ReportService = reports) =>
  of.make({ siteId: 'canteen', kind: 'energy', period })

beforeAll(async () => {
  site = await new MeteredSite().open()
  reports = await site.reports()
})
afterAll(() => site.close())

test('days before a tariff are left out of the money, and said', async () => {
  const water = { id: 'w2', siteId: 'canteen', createdAt: 0, medium: 'water' as const, periods: [] }
  site.state.tariffs.put({
    ...water,
    name: { zh: '水价', en: 'Water' },
    validFrom: '2026-02-15',
    prices: { flat: 10 },
  })
  const document = await energy('2026-02', await site.reports())
  expect(notesOf(document)).toContain('Water has no tariff on 14 days')
  const table = tables(document)[1]
  expect(numberOf(table?.total?.money)).toBeCloseTo(14 * 4.8 * 10, 6)
  site.state.tariffs.remove('w2')
})

test('a running month is compared with the same part of the month before, to the hour', async () => {
  // 02 March, 06:00: thirty hours of 0.2 m³, not the two whole days they are a part of.
  const running = await site.reports(new VirtualClock(START + (28 + 1.25) * DAY_MS))
  const document = await energy('2026-03', running)
  const rows = tables(document).flatMap(({ rows }) => rows)
  const water = rows.find(row => (row.meter as { en: string } | undefined)?.en === '=water meter')
  expect(numberOf(water?.before)).toBeCloseTo(30 * 0.2, 9)
})

test('silent days count as bridged', async () => {
  // 23 February, noon: the water meter was silent on the 21st and 22nd.
  const running = await site.reports(new VirtualClock(START + 22.5 * DAY_MS))
  expect(notesOf(await energy('2026-02', running))).toContain(
    '=water meter: 2 days without readings; their use',
  )
})

test.each([
  ['2026-02-03', 160, 24],
  ['2026-W07', 7 * 160, 7],
  ['2026-Q1', 40 * 160 - 1, 7],
  ['2026', 40 * 160 - 1, 2],
])('%s is a report too', async (period, use, steps) => {
  const document = await energy(period)
  const blocks = document.sections.flatMap(section => section.blocks)
  const figures = blocks.find(block => block.type === 'figures')
  expect(figures?.type === 'figures' && figures.figures[0]?.value).toBeCloseTo(use, 6)
  const chart = blocks.find(block => block.type === 'chart')
  const known = chart?.type === 'chart' ? chart.series[0]?.values.filter(value => value !== null) : []
  expect(known).toHaveLength(steps)
})

describe('the report of February', () => {
  let document: ReportDocument
  beforeAll(async () => {
    document = await energy('2026-02')
  })

  const blocks = <T extends Block['type']>(type: T) =>
    document.sections
      .flatMap(section => section.blocks)
      .filter((block): block is Extract<Block, { type: T }> => block.type === type)

  test('is offered, newest first', async () => {
    const periods = await reports.periods('canteen', 'month')
    expect(periods.map(({ key }) => key)).toEqual(['2026-03', '2026-02'])
    expect(periods.map(({ running }) => running)).toEqual([true, false])
  })

  test('counts main meters once', () => {
    const [figures] = blocks('figures')
    expect(figures?.figures[0]?.value).toBeCloseTo(28 * 160, 6)
    const [table] = blocks('table')
    expect(table?.rows).toHaveLength(2)
    expect(numberOf(table?.total?.use)).toBeCloseTo(28 * 160, 6)
    expect(numberOf(table?.rows[1]?.share)).toBeCloseTo(0.25, 3)
  })

  test('what is not measured is null, and said', () => {
    expect(blocks('figures')[0]?.figures.map(({ label }) => label.en)).not.toContain('Gas')
    const water = blocks('chart').find(chart => chart.title.en.startsWith('Water'))
    expect(water?.series[0]?.values).toHaveLength(28)
    expect(notesOf(document)).toContain('no tariff for Water')
  })

  test('days without readings are said, although the register bridges them', () => {
    expect(notesOf(document)).toContain('=water meter: 2 days without readings')
    expect(notesOf(document)).not.toContain('Every main meter')
  })

  test('totals in the workbook are live sums over exactly their rows', async () => {
    const sheet = await sheetXml(await excelOf(document, 'en'))
    const [, , table] = blocks('table')
    const formula = /<f>=?SUM\(B(\d+):B(\d+)\)<\/f>/.exec(sheet.slice(sheet.indexOf('SUM(B') - 8))
    const [first, last] = [Number(formula?.[1]), Number(formula?.[2])]
    const cells = Array.from({ length: last - first + 1 }, (_, n) =>
      Number(new RegExp(`<c r="B${first + n}"[^>]*><v>([^<]*)</v>`).exec(sheet)?.[1]),
    )
    expect(cells).toEqual(table?.rows.map(row => numberOf(row.use)))
    expect(cells.reduce((sum, cell) => sum + cell, 0)).toBe(numberOf(table?.total?.use))
  })

  test('names the year and publisher of its factors', () => {
    expect(document.sources.map(source => source.en).join()).toMatch(/2023.*MEE[\s\S]*GB\/T 2589-2020/)
  })

  test.each(['zh', 'en'] as const)(
    'the workbook in %s carries the same numbers, and no name became a formula',
    async language => {
      const rows = (await readSheet(await excelOf(document, language))) as unknown[][]
      const table = blocks('table')[0]
      for (const row of table?.rows ?? []) {
        const name = row.meter as { zh: string; en: string }
        const found = rows.find(cells => cells[0] === name[language].trim() && typeof cells[1] === 'number')
        expect(found?.[1]).toBe(numberOf(row.use))
        expect(found?.[5]).toBe(numberOf(row.money))
      }
      const bars = blocks('chart')[0]
      const days = rows.filter(cells => /^\d\d$/.test(String(cells[0]))).slice(0, 28)
      expect(days.map(cells => cells[1])).toEqual(bars?.series[0]?.values)
    },
  )

  test('a month without readings is a clear answer, not an empty report', async () => {
    await expect(energy('2025-06')).rejects.toMatchObject({ code: 'report.no-data' })
    await expect(energy('2030-06')).rejects.toMatchObject({ code: 'report.no-data' })
  })
})

function tables(document: ReportDocument): Extract<Block, { type: 'table' }>[] {
  return document.sections.flatMap(({ blocks }) => blocks).filter(block => block.type === 'table')
}

function notesOf(document: ReportDocument): string {
  return (document.sections.at(-1)?.blocks ?? [])
    .flatMap(block => (block.type === 'notes' ? noteTexts(block, 'en') : []))
    .join('\n')
}

/** The first sheet of a workbook as it is written, formulas and all: one deflated entry of the zip. */
async function sheetXml(bytes: Uint8Array): Promise<string> {
  const view = Buffer.from(bytes)
  for (let at = view.indexOf('PK\x01\x02'); at >= 0; at = view.indexOf('PK\x01\x02', at + 4)) {
    const name = view.toString('utf8', at + 46, at + 46 + view.readUInt16LE(at + 28))
    if (!name.endsWith('worksheets/sheet1.xml')) continue
    const local = view.readUInt32LE(at + 42)
    const data = local + 30 + view.readUInt16LE(local + 26) + view.readUInt16LE(local + 28)
    const packed = view.subarray(data, data + view.readUInt32LE(at + 20))
    return (view.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8')
  }
  throw new Error('no sheet')
}

async function readSheet(bytes: Uint8Array): Promise<unknown[][]> {
  const sheets = await readExcel(Buffer.from(bytes))
  const [first] = sheets as unknown[]
  return Array.isArray(first) ? (sheets as unknown as unknown[][]) : (first as { data: unknown[][] }).data
}
