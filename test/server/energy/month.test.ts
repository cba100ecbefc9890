/** A month of meters in a real store: sums, bands, the report and its Excel say the same. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import readExcel from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Meter } from '../../../core/contract/energy.ts'
import type { Reading } from '../../../core/contract/reading.ts'
import type { Block, ReportDocument } from '../../../core/contract/report.ts'
import type { SeriesStore, StateStore } from '../../../core/ports.ts'
import { createMeterService } from '../../../server/energy/meters.ts'
import { LatestReadings } from '../../../server/latest-values.ts'
import { createReportService } from '../../../server/reports/report-service.ts'
import type { MeterService, ReportService } from '../../../server/services.ts'
import { openDuckDbStore } from '../../../server/store/series-duckdb.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { silentLog } from '../../support/silent-log.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { installLawn } from '../irrigation/lawn.ts'

const QUARTER_MS = 900_000
/** 1 February 2026, midnight in Shanghai; forty days of readings every quarter of an hour. */
const START = Date.parse('2026-01-31T16:00:00Z')
const DAYS = 40

let folder: string
let state: StateStore
let series: SeriesStore
let meters: MeterService
let reports: ReportService

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'steward-energy-'))
  state = openStateStore(join(folder, 'state.sqlite'))
  series = await openDuckDbStore({ folder: join(folder, 'series'), log: silentLog })
  installLawn(state)
  addMeter('main', 11, 'electricity', null)
  addMeter('kitchen', 12, 'electricity', 'main')
  addMeter('water', 13, 'water', null)
  const price = {
    id: 't',
    siteId: 'canteen',
    validFrom: '2026-01-01',
    createdAt: 0,
    name: { zh: '价', en: 'Price' },
  }
  const valley = { band: 'valley' as const, months: [], from: '22:00', to: '06:00' }
  state.tariffs.put({
    ...price,
    medium: 'electricity',
    prices: { flat: 0.8, valley: 0.4 },
    periods: [valley],
  })
  for (let day = 0; day < DAYS; day++) await series.append(readingsOf(day))
  const clock = new VirtualClock(START + DAYS * 86_400_000)
  meters = createMeterService({ state, series, latest: new LatestReadings(await series.last()), clock })
  reports = createReportService({ state, series, clock, meters })
})
afterAll(async () => {
  await series.close()
  state.close()
  rmSync(folder, { recursive: true })
})

function addMeter(
  id: string,
  pointId: number,
  medium: 'electricity' | 'water',
  parentId: string | null,
): void {
  const metric = medium === 'water' ? ('water_total' as const) : ('energy_import_total' as const)
  const unit = medium === 'water' ? ('m3' as const) : ('kWh' as const)
  state.points.put({
    id: pointId,
    siteId: 'canteen',
    deviceId: id,
    metric,
    unit,
    kind: 'counter',
    channel: null,
    name: null,
    counter: null,
    createdAt: 0,
  })
  const name = { zh: `${id} 表`, en: `=${id} meter` }
  state.meters.put({ id, siteId: 'canteen', name, medium, pointId, parentId, areaId: null, createdAt: 0 })
}

/** 4 kWh an hour by night and 8 by day on the main meter, a quarter of it in the kitchen, 0.2 m³ an hour. */
function readingsOf(day: number): Reading[] {
  return Array.from({ length: 96 }, (_, n) => {
    const at = START + day * 86_400_000 + n * QUARTER_MS
    const night = 8 * 4
    const main = day * (8 * 4 + 16 * 8) + (n <= 24 ? n : n <= 88 ? 24 + (n - 24) * 2 : 24 + 128 + (n - 88))
    // The kitchen's register starts anew on the tenth day, and the water meter is silent for two days.
    const kitchen =
      (day * (night + 128) + main - day * (night + 128)) / 4 - (day >= 10 ? (10 * (night + 128)) / 4 : 0)
    const water =
      day === 20 || day === 21
        ? []
        : [{ point: 13, at, value: day * 4.8 + n * 0.05, quality: 'good' as const }]
    return [
      { point: 11, at, value: main, quality: 'good' as const },
      { point: 12, at, value: kitchen, quality: 'good' as const },
      ...water,
    ]
  }).flat()
}

const meter = (id: string): Meter => {
  const found = state.meters.get(id)
  if (found === undefined) throw new Error(id)
  return found
}

test('a day is the sum of its half hours, in their bands', async () => {
  const [day] = await meters.use(meter('main'), START + 86_400_000, START + 2 * 86_400_000, 'day')
  expect(day?.use).toBeCloseTo(160, 9)
  expect(day?.bands.valley?.use).toBeCloseTo(32, 9)
  expect(day?.cost).toBeCloseTo(32 * 0.4 + 128 * 0.8, 9)
})

test('hours and days of a month agree', async () => {
  const span = [START, START + 28 * 86_400_000] as const
  const sum = (uses: { use: number | null }[]) => uses.reduce((all, { use }) => all + (use ?? 0), 0)
  const hours = await meters.use(meter('kitchen'), ...span, 'hour')
  const days = await meters.use(meter('kitchen'), ...span, 'day')
  expect(hours).toHaveLength(28 * 24)
  expect(sum(hours)).toBeCloseTo(sum(days), 6)
  // A register that starts anew loses at most what ran between two readings.
  expect(sum(days)).toBeGreaterThan(28 * 40 - 1)
  expect(sum(days)).toBeLessThanOrEqual(28 * 40 + 1e-6)
})

test('the page of meters compares with the same stretch before', async () => {
  const [, main] = await meters
    .status()
    .then(all => all.toSorted((a, b) => a.meter.id.localeCompare(b.meter.id)))
  expect(main?.meter.id).toBe('main')
  expect(main?.unit).toBe('kWh')
  expect(main?.month).toBeCloseTo(12 * 160 - 1, 6)
  expect(main?.lastMonthSoFar).toBeCloseTo(12 * 160, 6)
  expect(main?.monthCost).not.toBeNull()
})

test('a month is priced day by day when the price changes within it', async () => {
  const water = { id: 'w1', siteId: 'canteen', createdAt: 0, medium: 'water' as const, periods: [] }
  const name = { zh: '水价', en: 'Water' }
  state.tariffs.put({ ...water, name, validFrom: '2026-01-01', prices: { flat: 5 } })
  state.tariffs.put({ ...water, name, id: 'w2', validFrom: '2026-02-15', prices: { flat: 10 } })
  const [month] = await meters.use(meter('water'), START, START + 28 * 86_400_000, 'month')
  expect(month?.cost).toBeCloseTo(14 * 4.8 * 5 + 14 * 4.8 * 10, 6)

  state.tariffs.remove('w1')
  const document = await reports.energyMonth('canteen', '2026-02')
  expect(notesOf(document)).toContain('Water has no tariff on 14 days')
  state.tariffs.remove('w2')
})

test('a running month is compared with the same part of the month before, to the hour', async () => {
  // 02 March, 06:00: thirty hours of 0.2 m³, not the two whole days they are a part of.
  const clock = new VirtualClock(START + (28 + 1.25) * 86_400_000)
  const latest = new LatestReadings(new Map())
  const running = createReportService({
    state,
    series,
    clock,
    meters: createMeterService({ state, series, latest, clock }),
  })
  const document = await running.energyMonth('canteen', '2026-03')
  const rows = document.sections
    .flatMap(section => section.blocks)
    .flatMap(block => (block.type === 'table' ? block.rows : []))
  const water = rows.find(row => (row.meter as { en: string }).en === '=water meter')
  expect(water?.before).toBeCloseTo(30 * 0.2, 9)
})

test('a silent day counts as bridged also when the running day is not known yet', async () => {
  // 23 February, noon: the water meter was silent on the 21st and 22nd, and nothing is known of today.
  const clock = new VirtualClock(START + 22.5 * 86_400_000)
  const todayUnknown: MeterService = {
    ...meters,
    use: async (...asked) => {
      const uses = await meters.use(...asked)
      return uses.map((use, n) => (n === uses.length - 1 ? { ...use, use: null } : use))
    },
  }
  const running = createReportService({ state, series, clock, meters: todayUnknown })
  const document = await running.energyMonth('canteen', '2026-02')
  expect(notesOf(document)).toContain('=water meter: 2 days without readings; their use')
})

describe('the report of February', () => {
  let document: ReportDocument
  beforeAll(async () => {
    document = await reports.energyMonth('canteen', '2026-02')
  })

  const blocks = <T extends Block['type']>(type: T) =>
    document.sections
      .flatMap(section => section.blocks)
      .filter((block): block is Extract<Block, { type: T }> => block.type === type)

  test('is offered, newest first', async () => {
    expect(await reports.months()).toEqual(['2026-03', '2026-02'])
  })

  test('counts main meters once', () => {
    const [figures] = blocks('figures')
    expect(figures?.figures[0]?.value).toBeCloseTo(28 * 160, 6)
    const [table] = blocks('table')
    expect(table?.rows).toHaveLength(2)
    expect(table?.total?.use).toBeCloseTo(28 * 160, 6)
    expect(table?.rows[1]?.share).toBeCloseTo(0.25, 3)
  })

  test('what is not measured is null, and said', () => {
    expect(blocks('figures')[0]?.figures[2]).toMatchObject({ unit: 'm³', value: null })
    const water = blocks('chart').find(chart => chart.title.en.startsWith('Water'))
    expect(water?.series[0]?.values).toHaveLength(28)
    expect(notesOf(document)).toContain('no tariff for Water')
  })

  test('days without readings are said, although the register bridges them', () => {
    expect(notesOf(document)).toContain('=water meter: 2 days without readings')
    expect(notesOf(document)).not.toContain('Every main meter')
  })

  test('totals in the workbook are live sums over exactly their rows', async () => {
    const sheet = await sheetXml(await reports.excel(document, 'en'))
    const [table] = blocks('table').slice(-1)
    const formula = /<f>=?SUM\(B(\d+):B(\d+)\)<\/f>/.exec(sheet.slice(sheet.lastIndexOf('SUM(B') - 8))
    const [first, last] = [Number(formula?.[1]), Number(formula?.[2])]
    const cells = Array.from({ length: last - first + 1 }, (_, n) =>
      Number(new RegExp(`<c r="B${first + n}"[^>]*><v>([^<]*)</v>`).exec(sheet)?.[1]),
    )
    expect(cells).toEqual(table?.rows.map(row => row.use))
    expect(cells.reduce((sum, cell) => sum + cell, 0)).toBe(table?.total?.use)
  })

  test('names the year and publisher of its factors', () => {
    expect(document.sources.map(source => source.en).join()).toMatch(/2023.*MEE[\s\S]*GB\/T 2589-2020/)
  })

  test.each(['zh', 'en'] as const)(
    'the workbook in %s carries the same numbers, and no name became a formula',
    async language => {
      const rows = (await readSheet(await reports.excel(document, language))) as unknown[][]
      const table = blocks('table')[0]
      for (const row of table?.rows ?? []) {
        const name = row.meter as { zh: string; en: string }
        const found = rows.find(cells => cells[0] === name[language] && typeof cells[1] === 'number')
        expect(found?.[1]).toBe(row.use)
        expect(found?.[4]).toBe(row.money)
      }
      const bars = blocks('chart')[0]
      const days = rows.filter(cells => /^\d\d$/.test(String(cells[0]))).slice(0, 28)
      expect(days.map(cells => cells[1])).toEqual(bars?.series[0]?.values)
    },
  )

  test('a month without readings is a clear answer, not an empty report', async () => {
    await expect(reports.energyMonth('canteen', '2025-06')).rejects.toMatchObject({ code: 'report.no-data' })
    await expect(reports.energyMonth('canteen', '2030-06')).rejects.toMatchObject({ code: 'report.no-data' })
  })
})

function notesOf(document: ReportDocument): string {
  return (document.sections.at(-1)?.blocks ?? [])
    .flatMap(block => (block.type === 'notes' ? block.notes.map(note => note.en) : []))
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
