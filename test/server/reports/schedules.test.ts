/** Reports that send themselves, on virtual time: when they are due, what a dead mail server and a restart do. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ScheduleInput } from '../../../core/contract/report.ts'
import type { Mail } from '../../../core/ports.ts'
import { createReportLibrary, type ReportLibrary } from '../../../server/reports/library.ts'
import { createReportSchedules, type ReportSchedules } from '../../../server/reports/schedules.ts'
import type { ReportService } from '../../../server/services.ts'
import { silentLog } from '../../support/silent-log.ts'
import { HouseFixture } from '../http/house-fixture.ts'

const MONTHLY: ScheduleInput = {
  kind: 'energy',
  per: 'month',
  at: '08:00',
  to: ['boss@example.org'],
  language: 'zh',
  format: 'csv',
  enabled: true,
}
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

let house: HouseFixture
let library: ReportLibrary
let schedules: ReportSchedules
let letters: Mail[]
let mailFails: boolean
let made: string[]

/** As after a start: nothing but the state is remembered. */
function boot(): void {
  const { state, clock } = house
  const mailer = {
    async send(mail: Mail) {
      if (mailFails) throw new Error('421 try later')
      letters.push(mail)
    },
  }
  const { reports } = house.dependencies()
  const counting: ReportService = {
    ...reports,
    make(ask) {
      made.push(ask.period)
      return reports.make(ask)
    },
  }
  const printed = async () => new Uint8Array([1])
  const press = { print: printed, labels: printed, stop: async () => {} }
  library = createReportLibrary({ state, clock, log: silentLog, reports: counting, press, mailer })
  schedules = createReportSchedules({ state, clock, log: silentLog, library })
}

beforeEach(() => {
  house = new HouseFixture()
  letters = []
  made = []
  mailFails = false
  boot()
})
afterEach(() => house.close())

const nextAt = (id: string) => new Date(schedules.get(id).nextAt).toISOString()

test('a monthly report is sent once, on the first at eight on the site’s wall, about the month before', async () => {
  const { id } = schedules.create('north', MONTHLY, 'ann')
  const zone = house.state.sites.get('north')?.timeZone
  expect(zone).toBe('Asia/Shanghai')
  expect(nextAt(id)).toBe('2026-04-01T00:00:00.000Z')
  await schedules.turn()
  expect(letters).toHaveLength(0)

  house.clock.advance(Date.parse('2026-04-01T00:00:30Z') - house.clock.now())
  await schedules.turn()
  await schedules.turn()
  expect(letters.map(({ to }) => to)).toEqual([['boss@example.org']])
  expect(made).toEqual(['2026-03'])
  expect(schedules.get(id)).toMatchObject({ sentPeriod: '2026-03', problem: null, tries: 0 })
  expect(nextAt(id)).toBe('2026-05-01T00:00:00.000Z')
})

test.each([
  ['day', '2026-03-03T00:00:00.000Z', '2026-03-02'],
  ['week', '2026-03-09T00:00:00.000Z', '2026-W10'],
  ['quarter', '2026-04-01T00:00:00.000Z', '2026-Q1'],
  ['year', '2027-01-01T00:00:00.000Z', '2026'],
] as const)('a report of each %s is due at %s about %s', async (per, due, period) => {
  house.clock.advance(MINUTE_MS)
  const { id } = schedules.create('north', { ...MONTHLY, per }, 'ann')
  expect(nextAt(id)).toBe(due)
  house.clock.advance(Date.parse(due) - house.clock.now())
  await schedules.turn()
  expect(made).toEqual([period])
})

test('a mail server that is down is tried again, later and later; the report is made only once', async () => {
  const { id } = schedules.create('north', MONTHLY, 'ann')
  house.clock.advance(Date.parse('2026-04-01T00:00:00Z') - house.clock.now())
  mailFails = true
  await schedules.turn()
  expect(schedules.get(id)).toMatchObject({ problem: '421 try later', tries: 1, sentPeriod: null })
  await schedules.turn()
  expect(schedules.get(id).tries).toBe(1)
  house.clock.advance(2 * MINUTE_MS)
  await schedules.turn()
  expect(schedules.get(id).tries).toBe(2)
  mailFails = false
  house.clock.advance(5 * MINUTE_MS)
  await schedules.turn()
  expect(letters).toHaveLength(1)
  expect(made).toEqual(['2026-03'])
  expect(schedules.get(id)).toMatchObject({ problem: null, sentPeriod: '2026-03' })
})

test('what was due while Steward was off is sent after the start, once', async () => {
  const { id } = schedules.create('north', { ...MONTHLY, per: 'day' }, 'ann')
  house.clock.advance(3 * DAY_MS + 60 * MINUTE_MS)
  boot()
  await schedules.turn()
  await schedules.turn()
  expect(letters).toHaveLength(1)
  expect(schedules.get(id).nextAt).toBeGreaterThan(house.clock.now())
})

test('a report that was being made when the power went is told as failed, not as on its way', () => {
  const report = library.make({ siteId: 'north', kind: 'energy', period: '2026-02' }, 'ann')
  house.state.reports.put({ ...report, state: 'making' })
  boot()
  expect(library.get(report.id)).toMatchObject({ state: 'failed', problem: 'server.failed' })
})

test('answers fill the blanks in order, and an empty one stays open', async () => {
  const { id } = library.make({ siteId: 'north', kind: 'energy', period: '2026-02' }, 'ann')
  const ready = await library.whenDone(id)
  expect(ready.blanks).toHaveLength(1)
  library.answer(id, ['  新灯  '])
  expect(JSON.stringify(library.document(id))).toContain('新灯')
  library.answer(id, [''])
  expect(JSON.stringify(library.document(id))).not.toContain('新灯')
  expect(() => library.answer(id, ['a', 'b'])).toThrow('1 blanks')
})
