/** What a report may claim: a saving only when the whole of its range is one; and digits that are Excel's. */
import { describe, expect, test } from 'vitest'
import type { SavingReport } from '../../../core/contract/energy-baseline.ts'
import type { BlockOf, Words } from '../../../core/contract/report-document.ts'
import type { Site } from '../../../core/contract/site.ts'
import { noteTexts, numberText, rounded, runsOf } from '../../../core/reports/document.ts'
import type { EnergyInput } from '../../../core/reports/energy-figures.ts'
import { savingBlocks, savingSentences } from '../../../core/reports/energy-savings.ts'
import { keyAt, periodDue, periodName, spanOf } from '../../../core/reports/period.ts'
import { paragraph } from '../../../core/reports/sentence.ts'

const NAME = { zh: '换灯', en: 'New lamps' }
const SHANGHAI = 'Asia/Shanghai'
const site: Site = {
  id: 's',
  name: NAME,
  timeZone: SHANGHAI,
  latitude: 37,
  longitude: 112,
  elevationM: 780,
  language: 'zh',
  currency: 'CNY',
  createdAt: 0,
}

function inputOf(saved: number, low: number, high: number): EnergyInput {
  const span = spanOf('2026-03', SHANGHAI)
  if (span === null) throw new Error('no span')
  const total = {
    ...{ actual: 900, expected: 900 + saved, adjustment: 0, saved, low, high },
    ...{ fractionalUncertainty: null, savedPercent: saved / 10, confidencePercent: 95 },
    ...{ steps: 31, stepsMissing: 2, stepsBeyond: 0 },
  }
  const report: SavingReport = {
    baselineId: 'b',
    from: '2026-03-01',
    to: '2026-03-31',
    unit: 'kWh',
    total,
    money: { saved: saved * 0.8, low: low * 0.8, high: high * 0.8 },
    steps: [],
    measures: [],
  }
  const meter = {
    id: 'm',
    siteId: 's',
    name: NAME,
    medium: 'electricity' as const,
    pointId: 1,
    parentId: null,
    areaId: null,
    createdAt: 0,
  }
  return {
    site,
    span,
    name: NAME,
    dates: ['2026-03-01'],
    holidays: [],
    steps: { edges: [], labels: [] },
    meters: [],
    savings: [{ name: NAME, passes: true, counts: true, meter, report }],
    factors: [],
    tariffs: [],
    compared: { from: span.from, to: span.to },
    meals: null,
    heads: null,
    areaM2: null,
    madeAt: span.to,
    runningUntil: null,
  }
}

const said = (input: EnergyInput) =>
  paragraph(savingSentences(input))
    .map(block => runsOf(block as BlockOf<'paragraph'>, 'en'))
    .flatMap(runs => runs.map(({ text }) => text))
    .join('')

describe('a saving against a baseline', () => {
  test('is claimed when all of its range is one, with its money', () => {
    expect(said(inputOf(100, 60, 140))).toBe(
      'Against the baseline “New lamps” 100.0 kWh were saved (between 60.0 kWh and 140.0 kWh). That is worth ¥80.00.',
    )
  })

  test('is called a waste when all of its range is one', () => {
    expect(said(inputOf(-100, -140, -60))).toContain('100.0 kWh more were used')
  })

  test.each([
    [30, -10, 70],
    [-30, -70, 10],
    [0, 0, 0],
  ])('of %s between %s and %s is neither', (...range) => {
    const text = said(inputOf(...range))
    expect(text).toContain('neither a saving nor a waste is shown')
    expect(text).not.toContain('worth')
  })

  test('is claimed neither by a baseline that does not fit nor twice, and the table says which fits', () => {
    const input = inputOf(100, 60, 140)
    const [line] = input.savings
    if (line === undefined) throw new Error('no line')
    const failed = { ...line, passes: false, counts: false }
    expect(said({ ...input, savings: [failed, line, { ...line, counts: false }] })).toBe(said(input))
    const [table, ...rest] = savingBlocks({ ...input, savings: [failed, line] })
    const fits = (table as BlockOf<'table'>).rows.map(row => (row.fits as Words).en)
    expect(fits).toEqual(['passes', 'fails'])
    expect(rest.filter(({ type }) => type === 'table')).toEqual([])
    expect(JSON.stringify(rest)).toContain('ASHRAE Guideline 14')
  })

  test('stands in the table with both ends of its range, and says what was not measured', () => {
    const blocks = savingBlocks(inputOf(100, 60, 140))
    const [table] = blocks
    const cell = (value: number, as: string) => ({ value, trace: { of: 'baseline', id: 'b', as } })
    const row = {
      saved: cell(100, 'saved'),
      low: cell(60, 'saved-low'),
      high: cell(140, 'saved-high'),
      part: cell(0.1, 'saved-part'),
    }
    expect(table).toMatchObject({ type: 'table', rows: [row] })
    const notes = blocks.flatMap(block => (block.type === 'notes' ? noteTexts(block, 'en') : []))
    expect(notes).toContain('New lamps: 2 steps were not measured and are left out.')
  })
})

describe('digits', () => {
  test.each([
    [1.005, 2, 1.01],
    [-1.005, 2, -1.01],
    [0.5, 0, 1],
    [2.5, 0, 3],
    [1234.5678, 1, 1234.6],
    [0.1 + 0.2, 1, 0.3],
    [1e-9, 2, 0],
    [123456789012.345, 2, 123456789012.35],
  ])('%s at %s is %s, as in Excel', (value, digits, wanted) => {
    expect(rounded(value, digits)).toBe(wanted)
  })

  test('nothing measured is never a zero', () => {
    expect(numberText(null, { digits: 2 }, 'en')).toBe('not measured')
    expect(numberText(Number.NaN, { format: 'money', unit: 'CNY' }, 'zh')).toBe('未测量')
  })
})

describe('periods', () => {
  test.each([
    ['2026-01-01', '2026-W01'],
    ['2027-01-03', '2026-W53'],
    ['2024-12-30', '2025-W01'],
    ['2026-11-23', '2026-W48'],
  ])('%s is in ISO week %s', (date, week) => {
    expect(keyAt('week', Date.parse(`${date}T12:00:00+08:00`), SHANGHAI)).toBe(week)
    const span = spanOf(week, SHANGHAI)
    expect(span !== null && span.to - span.from).toBe(7 * 86_400_000)
  })

  test.each(['2026-02-30', '2026-W54', '2025-W53', '2026-13', '2026-Q5', '26', ''])('%s is none', key => {
    expect(spanOf(key, SHANGHAI)).toBeNull()
  })

  test('a week where clocks change has its days', () => {
    const span = spanOf('2026-W13', 'Europe/Berlin')
    expect(span !== null && span.to - span.from).toBe(7 * 86_400_000 - 3_600_000)
  })

  test('what is due on the first of a quarter is about the quarter before', () => {
    expect(periodDue('quarter', Date.parse('2027-01-01T08:00:00+08:00'), SHANGHAI).key).toBe('2026-Q4')
    const span = spanOf('2026-W48', SHANGHAI)
    expect(span && periodName(span, SHANGHAI).zh).toBe('2026 年第 48 周（11 月 23 日至 29 日）')
  })
})
