/** Reports over HTTP: who may, whose, and nonsense refused. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ReportSchedule, StoredReport } from '../../../core/contract/report.ts'
import { HouseFixture } from '../http/house-fixture.ts'

const ASK = { kind: 'energy', period: '2026-02' }
const SCHEDULE = {
  kind: 'energy',
  per: 'month',
  at: '08:00',
  to: ['boss@example.org'],
  language: 'zh',
  format: 'xlsx',
  enabled: true,
}
let house: HouseFixture

beforeAll(async () => {
  house = await new HouseFixture().open()
})
afterAll(() => house.close())

const as = (
  role: 'viewer' | 'kitchen' | 'grounds' | 'energy' | 'manager' | 'administrator',
  sites = ['north'],
) => ({
  headers: house.bearer(role, sites),
})

test.each([
  ['viewer', 403, 403],
  ['grounds', 200, 403],
  ['kitchen', 200, 200],
  ['energy', 200, 200],
  ['manager', 200, 200],
] as const)('%s: keeping answers %i, scheduling %i', async (role, making, sending) => {
  expect((await house.call('GET', '/reports', as(role))).statusCode).toBe(200)
  expect((await house.call('POST', '/reports', { ...as(role), payload: ASK })).statusCode).toBe(making)
  const scheduled = await house.call('POST', '/report-schedules', { ...as(role), payload: SCHEDULE })
  expect(scheduled.statusCode).toBe(sending)
})

test('a report and a schedule of another site are not there', async () => {
  const made = await house.call('POST', '/reports', { ...as('manager'), payload: ASK })
  const { id } = made.json<StoredReport>()
  const scheduled = await house.call('POST', '/report-schedules', { ...as('manager'), payload: SCHEDULE })
  const schedule = scheduled.json<ReportSchedule>()
  const stranger = as('manager', ['south'])
  for (const path of [`/reports/${id}`, `/reports/${id}/file?format=xlsx`])
    expect((await house.call('GET', path, stranger)).statusCode).toBe(404)
  const order = { to: ['x@example.org'], language: 'en', format: 'xlsx' }
  expect((await house.call('POST', `/reports/${id}/send`, { ...stranger, payload: order })).statusCode).toBe(
    404,
  )
  expect((await house.call('DELETE', `/report-schedules/${schedule.id}`, stranger)).statusCode).toBe(404)
  expect((await house.call('POST', `/report-schedules/${schedule.id}/run`, stranger)).statusCode).toBe(404)
  const seen = await house.call('GET', '/reports', stranger)
  expect(seen.json<StoredReport[]>().map(one => one.id)).not.toContain(id)
  expect(house.letters).toHaveLength(0)
})

test.each([
  ['/reports', { kind: 'energy', period: '2026-13' }],
  ['/reports', { kind: 'gossip', period: '2026-02' }],
  ['/report-schedules', { ...SCHEDULE, to: [] }],
  ['/report-schedules', { ...SCHEDULE, to: ['a@b.example\r\nBcc: c@d.example'] }],
  ['/report-schedules', { ...SCHEDULE, to: ['not an address'] }],
  ['/report-schedules', { ...SCHEDULE, at: '25:00' }],
])('%s refuses nonsense', async (path, payload) => {
  expect((await house.call('POST', path, { ...as('manager'), payload })).statusCode).toBe(400)
})

test('sending says who, keeps what was sent, and is audited', async () => {
  const made = await house.call('POST', '/reports', { ...as('manager'), payload: ASK })
  const { id } = made.json<StoredReport>()
  await expect
    .poll(async () => (await house.call('GET', `/reports/${id}`, as('viewer'))).json().report.state)
    .toBe('ready')
  const order = { to: ['boss@example.org'], language: 'en', format: 'xlsx' }
  const sent = await house.call('POST', `/reports/${id}/send`, { ...as('manager'), payload: order })
  expect(sent.json<StoredReport>().sent).toMatchObject([{ to: ['boss@example.org'], format: 'xlsx' }])
  const [letter] = house.letters
  expect(letter?.attachments?.[0]?.filename).toMatch(/^Energy report .*\.xlsx$/)
  expect(letter?.text).toContain('by a person before it is passed on: 1.')
  expect(house.state.audit.list({}, { limit: 3 }).map(({ action }) => action)).toContain('sendReport')
})
