/** Watering over HTTP: what is checked at the door, what is kept, and that nobody sees or moves another site's water. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Point } from '../../../core/contract/point.ts'
import type { Zone } from '../../../core/contract/watering.ts'
import { HouseFixture } from './house-fixture.ts'

const house = new HouseFixture()
const admin = () => house.bearer('administrator')
const north = () => house.bearer('grounds', ['north'])

beforeAll(async () => {
  house.furnish('north')
  house.furnish('south')
  await house.open()
})
afterAll(() => house.close())

const call = (method: string, path: string, payload?: object, headers = admin()) =>
  house.call(method, path, { headers, ...(payload && { payload }) })

const ZONE = {
  name: '草坪',
  valveDeviceId: 'north-valve',
  valveChannel: '2',
  flowPointId: null,
  soilPointId: null,
  areaM2: 120,
  nominalFlowLpm: 20,
  plant: 'turf',
  maxRunS: 1800,
  enabled: true,
}

describe('zones', () => {
  test('what nobody says is filled in; what cannot be is refused', async () => {
    const made = (await call('POST', '/zones', ZONE)).json()
    expect(made).toMatchObject({ siteId: 'north', soil: 'loam', emitter: 'spray', quotaM3: null })
    const bad = [
      { kcByMonth: [1, 2] },
      { moistureLowPct: 40, moistureHighPct: 30 },
      { areaM2: 0 },
      { soil: 'cheese' },
      { place: { x: 2, y: 0 } },
    ]
    for (const change of bad)
      expect((await call('POST', '/zones', { ...ZONE, valveChannel: '3', ...change })).statusCode).toBe(400)
  })

  test('a valve waters one zone, and people see which close by themselves', async () => {
    const taken = (await call('POST', '/zones', { ...ZONE, valveChannel: null })).json()
    expect(taken).toMatchObject({ code: 'request.invalid', details: [{ path: '/valveDeviceId' }] })
    const [point] = house.state.points.list({ siteId: 'north' }) as [Point]
    house.state.points.put({
      ...point,
      id: 9001,
      deviceId: 'north-valve',
      metric: 'valve_open',
      channel: '7',
    })
    const valves = (await call('GET', '/valves', undefined, north())).json()
    expect(valves).toEqual([{ deviceId: 'north-valve', channel: '7', closesItself: false }])
  })

  test('a supply of another site does not feed it', async () => {
    const body = { name: 'Pipe', kind: 'mains', deviceId: null, channel: null, flowPointId: null }
    const supply = { ...body, capacityLpm: 60, leakLpm: 0.5 }
    const { id } = (await call('POST', '/supplies', { ...supply, siteId: 'south' })).json()
    expect((await call('PATCH', '/zones/north-zone', { supplyId: id })).statusCode).toBe(404)
    expect((await call('PATCH', '/zones/south-zone', { supplyId: id })).statusCode).toBe(200)
    expect((await call('POST', '/supplies', { ...supply, kind: 'pump' })).statusCode).toBe(400)
    expect((await call('DELETE', `/supplies/${id}`)).statusCode).toBe(200)
    expect(house.state.zones.get('south-zone')?.supplyId).toBeNull()
  })

  test('put off until the end of the site’s day, for some hours, and taken up again', async () => {
    const today = (await call('POST', '/zones/north-zone/delay', { today: true })).json()
    // Midnight in Shanghai.
    expect(new Date(today.delayedUntil).toISOString()).toMatch(/T16:00:00.000Z$/)
    const hours = (await call('POST', '/zones/north-zone/delay', { hours: 48 })).json()
    expect(hours.delayedUntil - house.clock.now()).toBe(48 * 3_600_000)
    expect((await call('POST', '/zones/north-zone/delay', { hours: 0 })).json().delayedUntil).toBeNull()
    expect((await call('POST', '/zones/north-zone/delay', {})).statusCode).toBe(400)
  })

  test('removing one takes it out of its programs', async () => {
    const { id } = (await call('POST', '/zones', { ...ZONE, valveChannel: '4' })).json()
    const steps = [
      { zoneId: 'north-zone', runS: 60 },
      { zoneId: id, runS: 60 },
    ]
    await call('PATCH', '/programs/north-program', { steps })
    expect((await call('DELETE', `/zones/${id}`)).statusCode).toBe(200)
    expect(house.state.programs.get('north-program')?.steps).toEqual([steps[0]])
  })
})

test('a site is put off as a whole, with who did it', async () => {
  const settings = (await call('POST', '/watering/delay', { hours: 24 }, north())).json()
  expect(settings).toMatchObject({ delayedBy: 'token:grounds' })
  expect((await call('GET', '/watering/settings', undefined, north())).json().delayedUntil).toBe(
    settings.delayedUntil,
  )
  expect((await call('GET', '/watering/settings?siteId=south')).json().delayedUntil).toBeNull()
})

const ICAL = `BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
DTSTART;TZID=Asia/Shanghai:20260309T080000
DTEND;TZID=Asia/Shanghai:20260309T100000
RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=MO,WE
SUMMARY:体育课
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20260607
DTEND;VALUE=DATE:20260609
SUMMARY:高考
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:20260401T010000Z
DURATION:PT90M
SUMMARY:Sprinkler test
END:VEVENT
BEGIN:VEVENT
UID:4
DTSTART;TZID=Nowhere Standard Time:20260401T010000
DTEND;TZID=Nowhere Standard Time:20260401T020000
SUMMARY:Strange clock
END:VEVENT
END:VCALENDAR`

describe('calendars', () => {
  const CALENDAR = { name: 'Exams', kind: 'exams', zoneIds: [], exclusions: [], enabled: true }

  test('an iCalendar file: repeated, whole days, UTC; what cannot be read is named', async () => {
    const { id } = (await call('POST', '/calendars', CALENDAR)).json()
    const answer = (await call('POST', `/calendars/${id}/import`, { ical: ICAL })).json()
    expect(answer).toMatchObject({ events: 4, skipped: ['Strange clock'] })
    const at = (text: string) => Date.parse(text)
    expect(answer.calendar.exclusions).toMatchObject([
      { from: at('2026-03-09T08:00+08:00'), to: at('2026-03-09T10:00+08:00'), title: '体育课' },
      { from: at('2026-03-11T08:00+08:00') },
      { from: at('2026-03-16T08:00+08:00') },
      { from: at('2026-03-18T08:00+08:00') },
      { from: at('2026-04-01T01:00Z'), to: at('2026-04-01T02:30Z') },
      { from: at('2026-06-07T00:00+08:00'), to: at('2026-06-09T00:00+08:00'), title: '高考' },
    ])
    expect((await call('POST', `/calendars/${id}/import`, { ical: 'hello' })).statusCode).toBe(400)
  })

  test('of another site are not there', async () => {
    const { id } = (await call('POST', '/calendars', { ...CALENDAR, siteId: 'south' })).json()
    for (const [method, path] of [
      ['PATCH', `/calendars/${id}`],
      ['DELETE', `/calendars/${id}`],
    ] as const)
      expect(
        (await call(method, path, method === 'PATCH' ? { enabled: false } : undefined, north())).statusCode,
      ).toBe(404)
    expect(
      (await call('POST', '/calendars', { ...CALENDAR, zoneIds: ['south-zone'] }, north())).statusCode,
    ).toBe(404)
    expect((await call('GET', '/calendars', undefined, north())).body).not.toContain(id)
  })
})

test('weather written down by hand, with the equation that its figures allow', async () => {
  const body = { tMaxC: 30, tMinC: 18, rainMm: 4, et0Mm: null }
  const day = (await call('PUT', '/weather/2026-03-01', body)).json()
  expect(day).toMatchObject({ id: 'north:2026-03-01', source: 'manual', et0By: 'hargreaves', rainMm: 4 })
  expect(day.et0Mm).toBeGreaterThan(2)
  expect((await call('PUT', '/weather/tomorrow', body)).statusCode).toBe(400)
  // Warmer at its coldest than the day is known to have been at its warmest.
  const crossed = { tMaxC: null, tMinC: 50, rainMm: null, et0Mm: null }
  expect((await call('PUT', '/weather/2026-03-01', crossed)).statusCode).toBe(400)
  expect((await call('PUT', '/weather/2026-03-01?siteId=south', body, north())).statusCode).toBe(404)
})

test('the plan of the grounds takes pictures and nothing else', async () => {
  const picture = 'data:image/png;base64,iVBORw0KGgo='
  expect((await call('PUT', '/watering/map', { picture })).json()).toEqual({ siteId: 'north', picture })
  expect((await call('GET', '/watering/map', undefined, north())).json().picture).toBe(picture)
  for (const bad of [
    'data:image/svg+xml;base64,PHN2Zz4=',
    'https://example.org/a.png',
    'data:text/html;base64,AAAA',
  ])
    expect((await call('PUT', '/watering/map', { picture: bad })).statusCode).toBe(400)
  expect((await call('PUT', '/watering/map', { picture: null })).json().picture).toBeNull()
})

test('records come as data and as a table whose cells cannot become formulas', async () => {
  house.state.zones.put({
    ...(house.state.zones.get('north-zone') as Zone),
    name: { zh: '=1+1', en: '=1+1' },
  })
  house.state.runs.put({
    ...{
      id: 'r1',
      siteId: 'north',
      zoneId: 'north-zone',
      programId: 'north-program',
      by: 'program:north-program',
    },
    ...{
      state: 'done',
      reason: null,
      slotAt: house.clock.now(),
      plannedAt: house.clock.now(),
      plannedS: 600,
    },
    ...{ cycles: [], cycle: 0, wateredS: 600, cycleOpenedAt: null, openedAt: house.clock.now(), closedAt: 1 },
    ...{ finishBy: null, flowConfirmed: true, litres: 90, litresMeasured: true, meanFlowLpm: 9 },
    decision: {
      ...{ method: 'et0', skip: null, facts: [], needMm: 4, litres: 100, cost: null, savedLitres: 200 },
      ...{ savedCost: null, daysLeft: null, sentence: { zh: '', en: '' } },
    },
  })
  const records = (await call('GET', '/watering/records')).json()
  expect(records).toMatchObject({ totalLitres: 90, timerLitres: 300, savedLitres: 210 })
  expect(records.water[0]).toMatchObject({ litres: 90, measuredShare: 1, cost: 0.27, runs: 1 })
  const csv = await call('GET', '/watering/records.csv?language=en')
  expect(csv.headers['content-type']).toContain('text/csv')
  expect(csv.body).toContain("'=1+1")
  expect(csv.body).toContain('2026-03')
  const section = (await call('GET', '/watering/section?month=2026-03')).json()
  expect(section.blocks.map(({ type }: { type: string }) => type)).toEqual(['figures', 'table', 'text'])
})

test('suggestions are for people of the site, and only for zones that have one', async () => {
  house.state.learnings.put({
    id: 'north-zone',
    siteId: 'north',
    flows: [1, 2, 3].map(at => ({ at, lpm: 7.5 })),
    rates: [],
    dismissed: [],
  })
  const [suggestion] = (await call('GET', '/watering/suggestions', undefined, north())).json()
  expect(suggestion).toMatchObject({ id: 'north-zone:nominal-flow', current: 5, suggested: 7.5 })
  const south = house.bearer('grounds', ['south'])
  expect(
    (await call('POST', `/watering/suggestions/${suggestion.id}/accept`, undefined, south)).statusCode,
  ).toBe(404)
  const zone = (
    await call('POST', `/watering/suggestions/${suggestion.id}/accept`, undefined, north())
  ).json()
  expect(zone).toMatchObject({ nominalFlowLpm: 7.5, flowBasis: 'measured' })
  expect((await call('GET', '/watering/suggestions')).json()).toEqual([])
})

test('limits that are saved by one person do not take back what another has put off', async () => {
  const opened = (await call('GET', '/watering/settings')).json()
  const { delayedUntil } = (await call('POST', '/watering/delay', { hours: 48 })).json()
  expect(delayedUntil).not.toBeNull()
  const saved = await call('PUT', '/watering/settings', {
    ...opened,
    limits: { ...opened.limits, rainMm: 9 },
  })
  expect(saved.json()).toMatchObject({ delayedUntil, limits: { rainMm: 9 } })
  await call('POST', '/watering/delay', { hours: 0 })
})
