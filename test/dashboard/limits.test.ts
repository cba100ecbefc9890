import { describe, expect, test } from 'vitest'
import { type Condition, RULE_DEFAULTS, type Rule } from '../../core/contract/rule.ts'
import { excursionsOf } from '../../dashboard/data/excursions.ts'
import { limitsFrom } from '../../dashboard/data/nearest-limits.ts'
import { dayOf, periodsOf } from '../../dashboard/data/tariff-day.ts'

const rule = (condition: Condition, change: Partial<Rule> = {}): Rule => ({
  id: 'r',
  siteId: 'main',
  pointId: 1,
  name: { zh: '', en: '' },
  condition,
  ...RULE_DEFAULTS,
  priority: 'high',
  createdAt: 0,
  changedAt: 0,
  ...change,
})
const high = (limit: number) => rule({ type: 'high', limit, deadband: 0 })
const low = (limit: number) => rule({ type: 'low', limit, deadband: 0 })

describe('limits', () => {
  test('the nearest one on each side is drawn', () => {
    expect(limitsFrom([high(8), high(5), low(-1), low(1)]).get(1)).toEqual({ low: 1, high: 5 })
  })
  test('a rule that is off or knows no limit draws none', () => {
    const rules = [rule({ type: 'high', limit: 5, deadband: 0 }, { enabled: false })]
    expect(limitsFrom(rules).get(1)).toBeUndefined()
    const silent = rule({ type: 'no-data', afterS: 60 })
    expect(limitsFrom([silent]).get(1) ?? { low: null, high: null }).toEqual({ low: null, high: null })
  })
})

describe('excursions', () => {
  test('are cut where the line between two readings meets the limit', () => {
    expect(excursionsOf([0, 10, 20, 30], [0, 10, 10, 0], { low: null, high: 5 })).toEqual([
      {
        limit: 5,
        points: [
          [5, 5],
          [10, 10],
          [20, 10],
          [25, 5],
        ],
      },
    ])
  })
  test('end at a gap: what was not measured is not shaded', () => {
    expect(excursionsOf([0, 1, 2, 3], [9, null, 9, 0], { low: null, high: 6 })).toEqual([
      { limit: 6, points: [[0, 9]] },
      {
        limit: 6,
        points: [
          [2, 9],
          [2 + 1 / 3, 6],
        ],
      },
    ])
  })
  test('are seen on both sides, and a value on the limit is none', () => {
    const found = excursionsOf([0, 1, 2], [-20, 5, 9], { low: -12, high: 8 })
    expect(found.map(({ limit }) => limit)).toEqual([8, -12])
    expect(excursionsOf([0, 1], [8, -12], { low: -12, high: 8 })).toEqual([])
  })
})

describe('the painted day of a tariff', () => {
  test('comes back as the same periods, and flat needs none', () => {
    const periods = [
      { band: 'valley' as const, months: [], from: '00:00', to: '08:00' },
      { band: 'peak' as const, months: [], from: '10:30', to: '12:00' },
      { band: 'valley' as const, months: [], from: '23:00', to: '24:00' },
    ]
    expect(periodsOf(dayOf(periods))).toEqual(periods)
    expect(periodsOf(dayOf([]))).toEqual([])
  })
  test('takes the first period that holds a half hour, also across midnight', () => {
    const day = dayOf([
      { band: 'sharp', months: [], from: '11:00', to: '12:00' },
      { band: 'peak', months: [], from: '10:00', to: '13:00' },
      { band: 'valley', months: [], from: '23:00', to: '01:00' },
    ])
    expect([day[20], day[22], day[24], day[26], day[46], day[1], day[2]]).toEqual([
      'peak',
      'sharp',
      'peak',
      'flat',
      'valley',
      'valley',
      'flat',
    ])
  })
})
