/** What a month will cost, by hand: 40 kWh a day, 32 of them at 1.00 and 8 at night at 0.50. */
import { describe, expect, test } from 'vitest'
import type { Tariff } from '../../../core/contract/energy.ts'
import type { Target } from '../../../core/contract/energy-target.ts'
import { budgetForecast, budgetOf } from '../../../core/energy/budget.ts'
import { dayKinds } from '../../../core/energy/calendar.ts'
import { forecastOf, profileDays } from '../../../core/energy/forecast.ts'
import { gridOf } from '../../../core/energy/grid.ts'
import type { MonthUse } from '../../../core/energy/month-bill.ts'

const ZONE = 'Asia/Shanghai'
const kindOf = dayKinds([])
const at = (date: string) => Date.parse(`${date}T00:00:00+08:00`)
const TARIFF: Tariff = {
  id: 't',
  siteId: 'canteen',
  name: { zh: '价', en: 'Price' },
  medium: 'electricity',
  validFrom: '2026-01-01',
  prices: { flat: 1, valley: 0.5 },
  periods: [{ band: 'valley', months: [], from: '23:00', to: '07:00' }],
  tiers: { per: 'month', steps: [{ above: 1000, add: 0.2 }] },
  fixedPerMonth: 30,
  createdAt: 0,
}
const TARGET: Target = {
  id: 'x',
  siteId: 'canteen',
  medium: 'electricity',
  kind: 'money',
  month: '2026-06',
  amount: 1200,
  by: 'li',
  createdAt: 0,
}

/** `scale(day of June)` of the usual day; NaN for one nobody knows. */
function june(knownDays: number, scale: (day: number) => number = () => 1, some: Partial<MonthUse> = {}) {
  const grid = gridOf(at('2026-06-01'), at('2026-07-01'), ZONE)
  const use = Float64Array.from({ length: grid.count }, (_, n) => {
    const [day, half] = [Math.floor(n / 48) + 1, n % 48]
    if (day > knownDays) return Number.NaN
    return (half >= 14 && half < 46 ? 1 : 0.5) * scale(day)
  })
  const month: MonthUse = {
    meterId: 'main',
    medium: 'electricity',
    month: '2026-06',
    grid,
    use,
    tariffs: [TARIFF],
    kindOf,
    usedBefore: 0,
    maxDemandKw: null,
    kvarh: null,
    notes: [],
    ...some,
  }
  const past = profileDays(grid, use, kindOf, `2026-06-${String(knownDays + 1).padStart(2, '0')}`)
  return { month, past, usualDemandKw: null }
}

describe('a target of use', () => {
  const target = { ...TARGET, kind: 'use' as const }
  const of = (amount: number, knownDays: number, scale?: (day: number) => number) => {
    const { month, past } = june(knownDays, scale)
    return forecastOf({ ...target, amount }, { ...month, past })
  }

  test('is forecast half hour by half hour from days like those to come, with a range', () => {
    // 15 days of 40 kWh are known, as many are to come.
    expect(of(1210, 15)).toMatchObject({ soFar: 600, expected: 1200, low: 1200, high: 1200, state: 'close' })
    expect(of(500, 15).state).toBe('over')
    expect(of(1100, 15).state).toBe('over')
    expect(of(2000, 15).state).toBe('good')
    const found = of(1210, 15, day => (day % 2 === 0 ? 0.7 : 1.3))
    expect((found.high ?? 0) - (found.expected ?? 0)).toBeGreaterThan(10)
  })

  test('a day with a gap is filled as usual, and counts for no profile', () => {
    const { month, past } = june(15)
    month.use.fill(Number.NaN, 48 * 3 + 20, 48 * 3 + 30)
    const found = forecastOf(target, { ...month, past })
    expect(found.soFar).toBe(590)
    expect(found.expected).toBeCloseTo(1200, 9)
    expect(profileDays(month.grid, month.use, kindOf, '2026-06-16')).toHaveLength(14)
  })

  test('with nothing to go by is unknown', () => {
    expect(of(1210, 0)).toMatchObject({ soFar: null, state: 'unknown' })
    expect(of(1210, 4)).toMatchObject({ soFar: 160, expected: null, state: 'unknown' })
  })
})

describe('a budget', () => {
  test('is forecast by bands, tiers and what is fixed, not by a mean price', () => {
    const budget = budgetOf(june(15))
    // Half of the month: 15 × 36, no tier yet, the fixed 30.
    expect(budget.soFar).toBeCloseTo(570, 6)
    // All of it: 30 × 36, 200 kWh in the second tier at 0.20 more, the fixed 30.
    expect(budget.expected).toBeCloseTo(1150, 6)
    // 1,200 kWh at the mean of the prices, as it is done on the back of an envelope, would be 1,000.
    expect(budget.bill?.use).toBeCloseTo(1200, 6)
    expect(budget.bill?.lines.map(({ kind, amount }) => [kind, Math.round(amount ?? 0)])).toEqual([
      ['energy', 960],
      ['energy', 120],
      ['tier', 40],
      ['fixed', 30],
    ])
    // Every day was the same: nothing scatters.
    expect(budgetForecast(TARGET, [budget])).toMatchObject({ state: 'good' })
    expect([budget.below, budget.above].every(value => value < 1e-6)).toBe(true)
  })

  test('weekends to come cost what weekends cost', () => {
    // Saturdays and Sundays at half; the Dragon Boat days 19 to 21 are like weekends. 8 weekend days and the Friday off.
    const off = (day: number) => kindOf(`2026-06-${String(day).padStart(2, '0')}`) !== 'workday'
    const days = Array.from({ length: 30 }, (_, n) => n + 1)
    const energy = days.reduce((sum, day) => sum + (off(day) ? 18 : 36), 0)
    const kwh = days.reduce((sum, day) => sum + (off(day) ? 20 : 40), 0)
    expect(days.filter(off)).toHaveLength(9)
    const budget = budgetOf(june(15, day => (off(day) ? 0.5 : 1)))
    expect(budget.expected).toBeCloseTo(energy + Math.max(0, kwh - 1000) * 0.2 + 30, 6)
  })

  test('has the range in which days of their kind scatter, the tier counted in', () => {
    const budget = budgetOf(june(15, day => (day % 2 === 0 ? 0.7 : 1.3)))
    // Eleven workdays (six at 1.3) scatter by 0.098182, four others by 0.12; ten and five such days are to come.
    const deviation = 36 * Math.sqrt(10 * 0.098182 + 5 * 0.12)
    // A day of 36 in the second tier costs 40 × 0.20 = 8 more.
    expect(budget.above).toBeCloseTo(1.645 * deviation * (1 + 8 / 36), 2)
    expect(budget.below).toBeCloseTo(budget.above, 6)
  })

  test('the demand of the weeks before is likely again; the power factor stays what it was', () => {
    const tariff: Tariff = {
      ...TARIFF,
      tiers: null,
      basic: { type: 'demand', perKw: 40, contractKw: null },
      powerFactor: '0.90',
    }
    const input = june(15, () => 1, { tariffs: [tariff], maxDemandKw: 2.5, kvarh: 300 })
    const { bill } = budgetOf({ ...input, usualDemandKw: 3 })
    expect(bill?.lines.find(({ kind }) => kind === 'demand')?.quantity).toBe(3)
    const so = bill?.lines.find(({ kind }) => kind === 'power-factor')
    expect(so?.quantity).toBeCloseTo(0.89, 2)
  })

  test('is unknown without a tariff, without days to go by, and where one of the meters is', () => {
    expect(budgetOf(june(15, () => 1, { tariffs: [] })).expected).toBeNull()
    const few = budgetOf(june(4))
    expect(few).toMatchObject({ expected: null })
    expect(budgetForecast(TARGET, [budgetOf(june(15)), few]).state).toBe('unknown')
    expect(budgetForecast(TARGET, [])).toMatchObject({ soFar: null, state: 'unknown' })
  })
})
