/** The cold storage log: what came and went as usual does not hide what nobody explained. */
import { describe, expect, test } from 'vitest'
import type { LogExcursion, MonthLog } from '../../../core/contract/cabinet-log.ts'
import type { BlockOf, ReportDocument } from '../../../core/contract/report.ts'
import { coldReport } from '../../../core/reports/coldchain.ts'
import { runsOf } from '../../../core/reports/document.ts'
import { spanOf } from '../../../core/reports/period.ts'

const HOUR_MS = 3_600_000
const FROM = Date.parse('2026-10-01T00:00:00Z')
const TO = Date.parse('2026-11-01T00:00:00Z')
const SITE = { id: 's', name: { zh: '食堂', en: 'Canteen' }, timeZone: 'UTC', currency: 'CNY' }

const excursion = (n: number, more: Partial<LogExcursion> = {}): LogExcursion => ({
  startedAt: FROM + n * 7 * HOUR_MS,
  endedAt: FROM + n * 7 * HOUR_MS + (9 + n) * 60_000,
  side: 'above',
  limitC: -12,
  peakC: -11 + n / 10,
  ...{ minutes: 9 + n, minutesUnknown: 0, degreeMinutes: 0 },
  explainedBy: 'defrost',
  actions: [],
  ...more,
})

function reportOf(excursions: LogExcursion[]): ReportDocument {
  const log = {
    cabinet: { id: 'f', name: { zh: '冷冻柜', en: 'Freezer' }, kind: 'freezer', siteId: 's', place: null },
    ...{ month: '2026-10', timeZone: 'UTC', from: FROM, to: TO, madeAt: TO },
    levels: { ll: null, l: null, h: -12, hh: null },
    ...{ days: [], excursions, gaps: [], calibrations: [], restockings: [] },
    summary: {
      ...{ minC: null, meanC: null, maxC: null, mktC: null, minutesBeyond: 0 },
      ...{ minutesUnknown: 0, checksDone: 0, checksDue: 0 },
    },
  } as unknown as MonthLog
  return coldReport({
    site: SITE as never,
    span: spanOf('2026-10', 'UTC') as never,
    name: { zh: '2026 年 10 月', en: 'October 2026' },
    ...{ dates: ['2026-10-01'], madeAt: TO, runningUntil: null },
    cabinets: [{ logs: [log] }],
  })
}

const ofFreezer = (report: ReportDocument) =>
  report.sections.find(({ heading }) => heading.en.endsWith('Freezer'))?.blocks ?? []
const listed = (report: ReportDocument) =>
  ofFreezer(report).filter(
    (block): block is BlockOf<'table'> => block.type === 'table' && block.title.en.startsWith('Excursions'),
  )
const said = (report: ReportDocument) =>
  ofFreezer(report)
    .flatMap(block => (block.type === 'paragraph' ? runsOf(block, 'en') : []))
    .map(({ text }) => text)
    .join('')

describe('a month of defrosts', () => {
  const many = Array.from({ length: 40 }, (_, n) => excursion(n))
  const unexplained = excursion(41, { explainedBy: null, peakC: -2 })
  const noted = excursion(42, {
    actions: [{ alarmId: 'a', raisedAt: FROM, note: 'Door ajar', action: null, by: 'li', closedAt: TO }],
  })

  test('what nobody explained, and what somebody wrote about, is told one by one; the rest in a sentence', () => {
    const report = reportOf([...many, unexplained, noted])
    expect(listed(report).flatMap(({ rows }) => rows)).toHaveLength(2)
    expect(said(report)).toContain('40 excursions were defrosts, doors or deliveries')
    expect(said(report)).toContain('The farthest reached −7.1 °C, the longest lasted 48 min')
  })

  test('one that goes on is no usual one', () => {
    const report = reportOf([...many, excursion(43, { endedAt: null })])
    expect(listed(report).flatMap(({ rows }) => rows)).toHaveLength(1)
  })

  test('with nothing else there is no table without rows', () => {
    expect(listed(reportOf(many))).toEqual([])
  })

  test('a few are told one by one', () => {
    const report = reportOf(many.slice(0, 3))
    expect(listed(report).flatMap(({ rows }) => rows)).toHaveLength(3)
    expect(said(report)).not.toContain('were defrosts')
  })
})
