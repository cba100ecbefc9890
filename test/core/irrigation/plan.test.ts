import { describe, expect, test } from 'vitest'
import { BETWEEN_STEPS_MS, type PlanProgram, type PlanZone, planRuns } from '../../../core/irrigation/plan.ts'

const SHANGHAI = 'Asia/Shanghai'
const DAY_MS = 86_400_000
/** Monday, midnight in Shanghai. */
const MONDAY = Date.parse('2026-03-01T16:00:00Z')

function zone(id: string, over: Partial<PlanZone> = {}): PlanZone {
  return { id, enabled: true, maxRunS: 3600, valveDeviceId: `valve-${id}`, valveChannel: null, ...over }
}

function program(id: string, over: Partial<PlanProgram> = {}): PlanProgram {
  const steps = [
    { zoneId: 'a', runS: 600 },
    { zoneId: 'b', runS: 300 },
  ]
  return {
    id,
    days: [1, 2, 3, 4, 5, 6, 7],
    starts: ['05:00'],
    steps,
    enabled: true,
    pausedUntil: null,
    ...over,
  }
}

const ZONES = [zone('a'), zone('b')]
const at = (text: string) => Date.parse(`${text}+08:00`)

test('steps follow each other with a breath between them', () => {
  expect(planRuns([program('p')], ZONES, MONDAY, MONDAY + DAY_MS, SHANGHAI)).toEqual([
    { zoneId: 'a', programId: 'p', at: at('2026-03-02T05:00:00'), runS: 600, skip: null },
    { zoneId: 'b', programId: 'p', at: at('2026-03-02T05:10:00') + BETWEEN_STEPS_MS, runS: 300, skip: null },
  ])
})

test('only on its days, by the wall of the site', () => {
  const sundays = planRuns([program('p', { days: [7] })], ZONES, MONDAY, MONDAY + 14 * DAY_MS, SHANGHAI)
  expect(sundays.filter(run => run.zoneId === 'a').map(run => run.at)).toEqual([
    at('2026-03-08T05:00:00'),
    at('2026-03-15T05:00:00'),
  ])
})

test('two programs on one valve wait for each other, in every window the same', () => {
  const both = [program('p'), program('q', { starts: ['05:05'], steps: [{ zoneId: 'a', runS: 600 }] })]
  const whole = planRuns(both, ZONES, MONDAY, MONDAY + DAY_MS, SHANGHAI)
  const pushed = whole.find(run => run.programId === 'q')
  expect(pushed?.at).toBe(at('2026-03-02T05:10:00') + BETWEEN_STEPS_MS)
  const late = planRuns(both, ZONES, at('2026-03-02T05:09:00'), MONDAY + DAY_MS, SHANGHAI)
  expect(late.find(run => run.programId === 'q')).toEqual(pushed)
})

test('a step never lasts longer than its zone allows', () => {
  const [run] = planRuns(
    [program('p')],
    [zone('a', { maxRunS: 60 }), zone('b')],
    MONDAY,
    MONDAY + DAY_MS,
    SHANGHAI,
  )
  expect(run?.runS).toBe(60)
})

describe('what does not happen is said', () => {
  test('a zone that is switched off gives its time to the next', () => {
    const runs = planRuns(
      [program('p')],
      [zone('a', { enabled: false }), zone('b')],
      MONDAY,
      MONDAY + DAY_MS,
      SHANGHAI,
    )
    expect(runs.map(run => [run.zoneId, run.skip, run.at])).toEqual([
      ['a', 'zone-disabled', at('2026-03-02T05:00:00')],
      ['b', null, at('2026-03-02T05:00:00')],
    ])
  })
  test('a paused program, until its pause is over', () => {
    const paused = program('p', { pausedUntil: MONDAY + DAY_MS })
    const runs = planRuns([paused], ZONES, MONDAY, MONDAY + 2 * DAY_MS, SHANGHAI)
    expect(runs.map(run => run.skip)).toEqual(['program-paused', 'program-paused', null, null])
  })
  test('a program that is off, or a zone that is gone, plans nothing', () => {
    expect(planRuns([program('p', { enabled: false })], ZONES, MONDAY, MONDAY + DAY_MS, SHANGHAI)).toEqual([])
    expect(planRuns([program('p')], [], MONDAY, MONDAY + DAY_MS, SHANGHAI)).toEqual([])
  })
})

test('every window of a month adds up to the month', () => {
  const programs = [program('p'), program('q', { days: [1, 3, 5], starts: ['05:02', '21:30'] })]
  const whole = planRuns(programs, ZONES, MONDAY, MONDAY + 28 * DAY_MS, 'Europe/Berlin')
  const parts = []
  for (let from = MONDAY; from < MONDAY + 28 * DAY_MS; from += 7 * 3_600_000) {
    parts.push(
      ...planRuns(
        programs,
        ZONES,
        from,
        Math.min(from + 7 * 3_600_000, MONDAY + 28 * DAY_MS),
        'Europe/Berlin',
      ),
    )
  }
  expect(parts).toEqual(whole)
})
