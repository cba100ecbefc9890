/** A month as the inspector reads it. */
import { describe, expect, test } from 'vitest'
import { JURISDICTIONS, jurisdictionOf, levelClash, presetOf } from '../../../core/coldchain/jurisdiction.ts'
import { type LogInput, monthLog, monthOf, monthSpan } from '../../../core/coldchain/log.ts'
import { COLD_KINDS } from '../../../core/coldchain/preset.ts'
import type { Alarm } from '../../../core/contract/alarm.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const ZONE = 'Asia/Shanghai'
/** Midnight, 1 March 2026, in Shanghai. */
const FROM = Date.parse('2026-02-28T16:00:00Z')
const at = (day: number, hour: number, minute = 0) =>
  FROM + (day - 1) * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS

/** A reading every five minutes over some days, 4 °C but where `odd` says otherwise; null is no reading. */
function readings(days: number, odd: (at: number) => number | null | undefined) {
  const list = []
  for (let time = FROM; time < FROM + days * DAY_MS; time += 5 * MINUTE_MS) {
    const said = odd(time)
    const value = said === undefined ? 4 : said
    if (value !== null) list.push({ at: time, value })
  }
  return list
}

const input = (more: Partial<LogInput>): LogInput => ({
  cabinet: {
    id: 'fridge-1',
    name: { zh: '冷藏柜', en: 'Fridge' },
    kind: 'fridge',
    siteId: 'main',
    place: null,
  },
  month: '2026-03',
  timeZone: ZONE,
  now: at(4, 0),
  since: 0,
  levels: presetOf('cn', 'fridge').levels,
  inUse: () => true,
  checksAt: ['08:00', '16:00'],
  readings: [],
  bands: [],
  alarms: [],
  calibrations: [],
  restockings: [],
  ...more,
})

describe('a month that is three days old', () => {
  const warm = (time: number) => time >= at(2, 10) && time < at(2, 11)
  const gone = (time: number) => time > at(3, 7) && time < at(3, 9)
  const log = monthLog(
    input({ readings: readings(3, time => (warm(time) ? 10 : gone(time) ? null : undefined)) }),
  )

  test('its days are the calendar’s, and it ends now', () => {
    expect(log.days.map(({ date }) => date)).toEqual(['2026-03-01', '2026-03-02', '2026-03-03'])
    expect([log.from, log.to]).toEqual([FROM, at(4, 0)])
  })

  test('checks say what the probe said, and nothing where nobody was looking', () => {
    expect(log.days[0]?.checks).toMatchObject([
      { wall: '08:00', at: at(1, 8), valueC: 4, ok: true },
      { wall: '16:00', at: at(1, 16), ok: true },
    ])
    expect(log.days[2]?.checks[0]).toEqual({
      wall: '08:00',
      dueAt: at(3, 8),
      at: null,
      valueC: null,
      ok: null,
    })
    expect(log.summary).toMatchObject({ checksDue: 6, checksDone: 5 })
  })

  test('the warm hour is an excursion with its area; the two hours without a word are a gap', () => {
    expect(log.excursions).toHaveLength(1)
    const [one] = log.excursions
    expect(one).toMatchObject({ side: 'above', limitC: 8, peakC: 10, explainedBy: null, minutesUnknown: 0 })
    // 55 min at 10 °C, and the two slopes of five minutes, a third of each above 8 °C.
    expect(one?.minutes).toBeCloseTo(55 + 2 * (5 / 3), 6)
    expect(one?.degreeMinutes).toBeCloseTo(55 * 2 + 2 * (5 / 3), 6)
    expect(log.gaps).toEqual([{ from: at(3, 7), to: at(3, 9), minutes: 120 }])
    expect(log.days.map(({ minutesUnknown }) => minutesUnknown)).toEqual([0, 0, 120])
    expect(log.days[1]?.minutesBeyond).toBeCloseTo(one?.minutes ?? 0, 6)
  })

  test('minimum, mean and maximum', () => {
    expect(log.days[0]).toMatchObject({ minC: 4, meanC: 4, maxC: 4, readings: 288 })
    expect(log.days[1]?.meanC).toBeCloseTo(4 + 6 / 24, 6)
    expect(log.summary.mktC ?? 0).toBeGreaterThan(log.summary.meanC ?? 0)
  })
})

test('an excursion carries what people did about it, and what explains it', () => {
  const readingsOfMonth = readings(1, time => (time >= at(1, 10) && time < at(1, 10, 30) ? 9 : undefined))
  const alarm = {
    id: 'a1',
    since: at(1, 10),
    raisedAt: at(1, 10, 20),
    returnedAt: at(1, 10, 31),
    note: 'seen',
    action: 'door closed',
    closedBy: 'Li',
    acknowledgedBy: 'Wang',
    closedAt: at(1, 11),
  } as Alarm
  const elsewhere = { ...alarm, id: 'a2', since: at(1, 15), returnedAt: at(1, 16) }
  const band = { kind: 'restocking', from: at(1, 9, 55), until: at(1, 10, 40), outcome: 'recovered' } as const
  const of = (more: Partial<LogInput>) =>
    monthLog(input({ readings: readingsOfMonth, alarms: [alarm, elsewhere], ...more })).excursions[0]
  expect(of({ bands: [band] })).toMatchObject({ explainedBy: 'restocking' })
  expect(of({ bands: [{ ...band, outcome: 'broken' }] })).toMatchObject({ explainedBy: null })
  expect(of({})?.actions).toEqual([
    {
      alarmId: 'a1',
      raisedAt: at(1, 10, 20),
      note: 'seen',
      action: 'door closed',
      by: 'Li',
      closedAt: at(1, 11),
    },
  ])
})

test('a month without any reading is one gap, with empty checks and no numbers', () => {
  const log = monthLog(input({ now: at(40, 0) }))
  expect(log.days).toHaveLength(31)
  expect(log.summary).toMatchObject({
    minC: null,
    meanC: null,
    mktC: null,
    minutesUnknown: 31 * 1440,
    checksDone: 0,
    checksDue: 62,
  })
})

test('a cabinet that came in the middle of the month begins there', () => {
  const log = monthLog(input({ since: at(3, 12) }))
  expect(log.days.map(({ date }) => date)).toEqual(['2026-03-03'])
  expect(log.days[0]?.checks.map(({ wall }) => wall)).toEqual(['16:00'])
})

test('calibrations: of each probe the one in force, and those of the month', () => {
  const one = (pointId: number, time: number) => ({ pointId, at: time, errorC: 0.2, dueAt: null, by: 'lab' })
  const log = monthLog(
    input({ calibrations: [one(1, 100), one(1, 200), one(2, 50), one(1, at(2, 9)), one(1, at(50, 0))] }),
  )
  expect(log.calibrations).toEqual([one(2, 50), one(1, 200), one(1, at(2, 9))])
})

test('months across the clock change, and the last of a year', () => {
  const [from, to] = monthSpan('2026-03', 'Europe/Berlin')
  expect((to - from) / HOUR_MS).toBe(31 * 24 - 1)
  expect(monthOf(from, 'Europe/Berlin')).toBe('2026-03')
  expect(monthSpan('2026-12', 'UTC')[1]).toBe(Date.UTC(2027, 0, 1))
})

describe('presets', () => {
  test.each(JURISDICTIONS.flatMap(j => COLD_KINDS.map(kind => [j, kind] as const)))(
    '%s %s ascends',
    (j, kind) => {
      expect(levelClash(presetOf(j, kind).levels)).toBeNull()
    },
  )

  test('the numbers people know', () => {
    expect(presetOf('cn', 'fridge').levels).toMatchObject({
      h: 8,
      hh: 12,
      innerDelayS: 1800,
      outerDelayS: 300,
    })
    expect(presetOf('us', 'fridge')).toMatchObject({
      levels: { h: 5 },
      allowance: { limitC: 5, allowedMin: 240 },
    })
    expect(presetOf('us', 'hot-holding').levels).toMatchObject({ l: 57, h: null })
    expect(presetOf('eu', 'hot-holding')).toMatchObject({
      levels: { l: 63 },
      allowance: { side: 'below', allowedMin: 120 },
    })
    expect(presetOf('cn', 'sample-fridge').levels).toMatchObject({ l: 0, h: 8 })
  })

  test('levels that cross each other are named', () => {
    const levels = presetOf('cn', 'fridge').levels
    expect(levelClash({ ...levels, h: 13 })).toEqual(['H', 'HH'])
    expect(levelClash({ ...levels, ll: 9 })).toEqual(['LL', 'H'])
  })

  test('by the time zone, until somebody says', () => {
    expect(['Asia/Shanghai', 'America/Chicago', 'Europe/London'].map(jurisdictionOf)).toEqual([
      'cn',
      'us',
      'eu',
    ])
  })
})
