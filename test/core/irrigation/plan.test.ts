import { describe, expect, test } from 'vitest'
import type { Supply, WateringCalendar } from '../../../core/contract/watering.ts'
import { conditionsAt } from '../../../core/irrigation/conditions.ts'
import { siteDays } from '../../../core/irrigation/days.ts'
import { BETWEEN_MS } from '../../../core/irrigation/pack.ts'
import { planSite, type SiteGrounds } from '../../../core/irrigation/plan.ts'
import { at, DAY_MS, groundsOf, MONDAY, PLACE, programOf, weatherOf, zoneOf } from './grounds.ts'

const plan = (over: Partial<SiteGrounds>, days = 1) =>
  planSite(groundsOf(over), MONDAY, MONDAY + days * DAY_MS)
const skips = (over: Partial<SiteGrounds>, days = 1) => plan(over, days).map(({ decision }) => decision.skip)
const limits = (change: object) => {
  const { settings } = groundsOf()
  return { ...settings, limits: { ...settings.limits, ...change } }
}

describe('when', () => {
  test('zones of one pipe follow each other with a breath between them', () => {
    const steps = [
      { zoneId: 'a', runS: 600 },
      { zoneId: 'b', runS: 300 },
    ]
    const zones = [zoneOf('a'), zoneOf('b')]
    expect(plan({ zones, programs: [programOf('p', { steps })] })).toMatchObject([
      { zoneId: 'a', at: at('2026-06-08T05:00'), runS: 600 },
      { zoneId: 'b', at: at('2026-06-08T05:10') + BETWEEN_MS, runS: 300 },
    ])
  })

  test('days of the week, every so many days, and a season over New Year', () => {
    const starts = (over: object) =>
      plan({ programs: [programOf('p', over)] }, 14).map(
        ({ slotAt }) => (slotAt - at('2026-06-08T05:00')) / DAY_MS,
      )
    expect(starts({ days: [7] })).toEqual([6, 13])
    expect(starts({ everyDays: { count: 5, from: '2026-06-06' } })).toEqual([3, 8, 13])
    expect(starts({ season: { from: '10-01', to: '03-31' } })).toEqual([])
    expect(starts({ season: { from: '10-01', to: '06-09' } })).toEqual([0, 1])
  })

  test('sunrise and sunset: Shanghai in June, as the almanac has it within three minutes', () => {
    const [rise, set] = plan({ programs: [programOf('p', { starts: ['sunrise', 'sunset+30'] })] })
    expect(Math.abs((rise?.slotAt ?? 0) - at('2026-06-08T04:50'))).toBeLessThanOrEqual(3 * 60_000)
    expect(Math.abs((set?.slotAt ?? 0) - at('2026-06-08T19:26'))).toBeLessThanOrEqual(3 * 60_000)
  })

  test('the same start has the same name in every window', () => {
    const programs = [programOf('p', { starts: ['sunrise-45', '18:30'] })]
    const whole = plan({ programs }, 3).map(({ slotAt }) => slotAt)
    const parts = [0, 1, 2].flatMap(day =>
      planSite(groundsOf({ programs }), MONDAY + day * DAY_MS, MONDAY + (day + 1) * DAY_MS).map(
        one => one.slotAt,
      ),
    )
    expect(parts).toEqual(whole)
  })
})

describe('together', () => {
  const supply = (capacityLpm: number | null, over: Partial<Supply> = {}): Supply => ({
    id: 's',
    siteId: 'main',
    name: { zh: '管', en: 'Pipe' },
    kind: 'mains',
    deviceId: null,
    channel: null,
    flowPointId: null,
    capacityLpm,
    leakLpm: 0.5,
    isolatedAt: null,
    createdAt: 0,
    ...over,
  })
  const zones = ['a', 'b', 'c'].map(id => zoneOf(id, { supplyId: 's' }))
  const steps = zones.map(({ id }) => ({ zoneId: id, runS: 600 }))

  test('as many at once as the pipe gives', () => {
    const runs = plan({ zones, supplies: [supply(60)], programs: [programOf('p', { steps })] })
    expect(runs.map(run => run.at - at('2026-06-08T05:00'))).toEqual([0, 0, 600_000 + BETWEEN_MS])
  })

  test('the more important program goes first, whatever its name', () => {
    const programs = [
      programOf('a-low', { steps: [{ zoneId: 'a', runS: 600 }], priority: 7 }),
      programOf('z-high', { steps: [{ zoneId: 'b', runS: 600 }], priority: 2 }),
    ]
    const first = plan({ zones, supplies: [supply(40)], programs }).sort((a, b) => a.at - b.at)[0]
    expect(first?.programId).toBe('z-high')
  })

  test('soaking is guaranteed, and others run in the gap', () => {
    const soaking = [zoneOf('a', { supplyId: 's', maxCycleS: 360, soakS: 1200 }), zones[1], zones[2]].flatMap(
      z => z ?? [],
    )
    const runs = plan({ zones: soaking, supplies: [supply(30)], programs: [programOf('p', { steps })] })
    const a = runs.find(({ zoneId }) => zoneId === 'a')
    const b = runs.find(({ zoneId }) => zoneId === 'b')
    expect(a?.cycles).toHaveLength(2)
    const [one, two] = a?.cycles ?? []
    expect((two?.at ?? 0) - ((one?.at ?? 0) + (one?.runS ?? 0) * 1000)).toBeGreaterThanOrEqual(1_200_000)
    expect(b?.at).toBeGreaterThan(one?.at ?? 0)
    expect(b?.at).toBeLessThan(two?.at ?? 0)
  })

  test('what does not fit before its end is said, and what the pipe cannot give even alone', () => {
    const tight = programOf('p', { steps, finishBy: '05:25' })
    const runs = plan({ zones, supplies: [supply(30)], programs: [tight] })
    expect(runs.map(({ decision }) => decision.skip)).toEqual([null, null, 'no-room'])
    expect(runs[2]?.decision.sentence.zh).toContain('排不下')
    const small = plan({ zones, supplies: [supply(20)], programs: [programOf('p', { steps })] })
    expect(small[0]?.decision).toMatchObject({ skip: 'no-room' })
    expect(small[0]?.decision.facts).toContainEqual(
      expect.objectContaining({ kind: 'capacity', value: 30, threshold: 20 }),
    )
  })

  test('a supply that was isolated waters nothing', () => {
    expect(
      skips({ zones, supplies: [supply(60, { isolatedAt: 1 })], programs: [programOf('p', { steps })] }),
    ).toEqual(Array(3).fill('supply-isolated'))
  })
})

describe('how much', () => {
  const et0 = (over: object = {}) => [programOf('p', { method: 'et0', ...over })]

  test('et0 waits while the soil has enough, then fills what is missing', () => {
    const runs = plan({ programs: et0(), depletionMm: new Map([['a', 3]]) }, 10)
    const wet = runs.filter(({ decision }) => decision.skip === null)
    expect(runs[0]?.decision).toMatchObject({ skip: 'enough-water', litres: 0 })
    expect(wet.length).toBeGreaterThanOrEqual(2)
    expect(wet.length).toBeLessThanOrEqual(4)
    for (const { decision } of wet) {
      const missing = decision.facts.find(({ kind }) => kind === 'depletion')
      // A fifth more than what is missing where no probe looks; gross is that over the efficiency of sprays.
      expect(decision.needMm).toBeCloseTo(1.2 * (missing?.value ?? 0), 1)
      expect(decision.litres).toBeCloseTo(((1.2 * (missing?.value ?? 0)) / 0.7) * 200, -1)
    }
  })

  test('the deficit never passes what the plants bear while the program may run daily', () => {
    const runs = plan({ programs: et0(), depletionMm: new Map([['a', 0]]) }, 14)
    for (const { decision } of runs) {
      const { value, threshold } = decision.facts.find(({ kind }) => kind === 'depletion') ?? {}
      expect(value ?? 99).toBeLessThanOrEqual((threshold ?? 0) + 1e-6)
    }
  })

  test('percent goes by the day before, and unknown weather gives the minutes as written', () => {
    const percent = [programOf('p', { method: 'percent' })]
    const damp = weatherOf({ '2026-06-07': { humidityPct: 90, tMaxC: 18, tMinC: 10, rainMm: 0 } })
    expect(plan({ programs: percent, weather: damp })[0]?.runS).toBeLessThan(600)
    const unknown = weatherOf({ '2026-06-07': { humidityPct: null } })
    expect(plan({ programs: percent, weather: unknown })[0]?.runS).toBe(600)
  })

  test('a probe: dry waters, wet does not, silent falls back on the balance', () => {
    const programs = [programOf('p', { method: 'moisture' })]
    const zones = [zoneOf('a', { soilPointId: 5 })]
    const by = (pct: number | null) =>
      planSite(
        groundsOf({
          programs,
          zones,
          now: at('2026-06-08T04:59'),
          moisturePct: new Map(pct === null ? [] : [['a', pct]]),
        }),
        at('2026-06-08T04:59'),
        at('2026-06-08T05:01'),
      )[0]?.decision
    expect(by(15)).toMatchObject({ skip: null })
    expect(by(24)).toMatchObject({ skip: 'enough-water' })
    expect(by(45)).toMatchObject({ skip: 'saturated' })
    expect(by(null)?.facts.map(({ kind }) => kind)).toContain('depletion')
  })

  test('a quota cuts the last run short and then stops', () => {
    const quotaM3 = Array(12).fill(null)
    quotaM3[5] = 0.75
    const zones = [zoneOf('a', { quotaM3 })]
    const runs = plan({ zones, usedL: new Map([['a', 0]]) }, 4)
    expect(runs.map(({ decision }) => Math.round(decision.litres))).toEqual([300, 300, 150, 0])
    expect(runs[3]?.decision.skip).toBe('quota')
  })
})

describe('skips before they happen, with what was seen, foretold and allowed', () => {
  test.each<[string, Partial<SiteGrounds>]>([
    ['rain', { weather: weatherOf({ '2026-06-07': { rainMm: 12 } }) }],
    ['rain-forecast', { weather: weatherOf({ '2026-06-08': { rainMm: 20, rainChancePct: 80 } }) }],
    ['freeze-forecast', { weather: weatherOf({ '2026-06-08': { tMinC: -1 } }) }],
    ['wind', { weather: weatherOf({ '2026-06-08': { windMs: 9 } }) }],
    ['delayed', { settings: { ...groundsOf().settings, delayedUntil: MONDAY + DAY_MS } }],
    ['delayed', { zones: [zoneOf('a', { delayedUntil: MONDAY + DAY_MS })] }],
    ['program-paused', { programs: [programOf('p', { pausedUntil: MONDAY + DAY_MS })] }],
    ['zone-disabled', { zones: [zoneOf('a', { enabled: false })] }],
  ])('%s', (reason, over) => {
    const [run] = plan(over)
    expect(run?.decision).toMatchObject({ skip: reason, litres: 0, savedLitres: 300 })
    expect(run?.decision.savedCost).toBeCloseTo(1.2, 6)
    expect(run?.cycles).toEqual([])
  })

  test('a small chance of rain is not waited for, and a limit that is off does not count', () => {
    const weather = weatherOf({ '2026-06-08': { rainMm: 20, rainChancePct: 30 } })
    expect(skips({ weather })).toEqual([null])
    const rained = weatherOf({ '2026-06-07': { rainMm: 12 } })
    expect(skips({ weather: rained, settings: limits({ rainMm: null }) })).toEqual([null])
  })

  test('drip does not mind the wind', () => {
    const weather = weatherOf({ '2026-06-08': { windMs: 9 } })
    expect(skips({ weather, zones: [zoneOf('a', { emitter: 'drip' })] })).toEqual([null])
  })

  test('frost that is measured now counts, frost of the night that is over does not', () => {
    const now = at('2026-06-08T04:59')
    const observed = (airC: number) => ({ at: now, airC, windMs: null, rain24hMm: null })
    const weather = weatherOf({ '2026-06-08': { tMinC: -1 } })
    const decided = (airC: number) =>
      planSite(groundsOf({ now, weather, observed: observed(airC) }), now, now + 120_000)[0]?.decision
    expect(decided(1)).toMatchObject({ skip: 'freeze' })
    expect(decided(1)?.facts).toContainEqual(
      expect.objectContaining({
        kind: 'air-temperature',
        value: 1,
        threshold: 3,
        basis: 'observed',
        source: 'station',
      }),
    )
    expect(decided(9)).toMatchObject({ skip: null })
  })

  test('an exam keeps its zones dry; a run is placed around a shorter one', () => {
    const calendar = (from: string, to: string, zoneIds: string[] = []): WateringCalendar => ({
      id: 'c',
      siteId: 'main',
      name: { zh: '考试', en: 'Exams' },
      kind: 'exams',
      zoneIds,
      enabled: true,
      exclusions: [{ type: 'once', from: at(from), to: at(to), title: '高考' }],
      importedAt: null,
      createdAt: 0,
    })
    const during = plan({ calendars: [calendar('2026-06-08T04:00', '2026-06-08T12:00')] })
    expect(during[0]?.decision).toMatchObject({ skip: 'calendar' })
    expect(during[0]?.decision.sentence.zh).toBe('今天不浇：高考；省水 300 L，约 ¥1.20')
    const after = plan({ calendars: [calendar('2026-06-08T05:05', '2026-06-08T06:00')] })
    expect(after[0]?.cycles[0]?.at).toBe(at('2026-06-08T06:00'))
    expect(skips({ calendars: [calendar('2026-06-08T04:00', '2026-06-08T12:00', ['other'])] })).toEqual([
      null,
    ])
  })

  test('plants that are very thirsty do not wait for rain that may come', () => {
    const weather = weatherOf({ '2026-06-08': { rainMm: 20, rainChancePct: 80 } })
    const programs = [programOf('p', { method: 'et0' })]
    const now = at('2026-06-08T04:59')
    const decided = (mm: number) =>
      planSite(
        groundsOf({ weather, programs, now, depletionMm: new Map([['a', mm]]) }),
        now,
        now + 120_000,
      )[0]
    expect(decided(16)?.decision.skip).toBe('rain-forecast')
    expect(decided(30)?.decision.skip).toBeNull()
  })
})

test('the sentence says what, why and what it is worth, in both languages', () => {
  const weather = weatherOf({ '2026-06-07': { rainMm: 12 } })
  const programs = [programOf('p', { method: 'et0', steps: [{ zoneId: 'a', runS: 3680 }] })]
  const [run] = plan({ weather, programs, depletionMm: new Map([['a', 0]]) })
  expect(run?.decision.sentence).toEqual({
    zh: '今天不浇：过去 24 小时下雨 10 mm，土壤还够 3 天；省水 1,840 L，约 ¥7.36',
    en: 'Today: no water. 10 mm of rain in the last 24 h, the soil has enough for 3 days; saves 1,840 L, about ¥7.36',
  })
})

test('weather that nobody knows is not taken for dry or mild', () => {
  const unknown = plan({ weather: new Map() })
  expect(unknown[0]?.decision.skip).toBeNull()
  expect(unknown[0]?.decision.facts).toEqual([])
})

test('rain that somebody wrote down today is believed before a gauge that saw none', () => {
  const noon = MONDAY + DAY_MS / 2
  const days = siteDays(MONDAY - 2 * DAY_MS, MONDAY + 2 * DAY_MS, PLACE)
  const dry = { at: noon, airC: 20, windMs: 1, rain24hMm: 0 }
  const wet = weatherOf({ '2026-06-08': { rainMm: 20, source: 'manual' } })
  expect(conditionsAt(noon, days, weatherOf(), dry).rainBeforeMm).toMatchObject({ value: 0 })
  expect(conditionsAt(noon, days, wet, dry).rainBeforeMm).toMatchObject({ value: 10, source: 'manual' })
})
