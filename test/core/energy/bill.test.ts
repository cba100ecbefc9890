/** Prices by clock and calendar, bills, power factor, demand, phases: published and computed answers. */
import { describe, expect, test } from 'vitest'
import type { Tariff } from '../../../core/contract/energy.ts'
import { billOf } from '../../../core/energy/bill.ts'
import { dayKinds } from '../../../core/energy/calendar.ts'
import { costOf, costsOf } from '../../../core/energy/cost.ts'
import { emptyUse, gridOf, periodsOn } from '../../../core/energy/grid.ts'
import { over } from '../../../core/energy/indicators.ts'
import { leakAtPressure, minimumNightFlow, nightLeak, pulseFlowLpm } from '../../../core/energy/night-flow.ts'
import {
  demandKw,
  highest,
  imbalancePercent,
  slidingDemandKw,
  threePhase,
} from '../../../core/energy/power.ts'
import { adjustmentPercent, powerFactorOf } from '../../../core/energy/power-factor.ts'
import { priceAt, pricesOn } from '../../../core/energy/tariff.ts'
import { workedExample } from '../../support/worked-example.ts'

const ZONE = 'Asia/Shanghai'
const kindOf = dayKinds([])

function tariff(some: Partial<Tariff> = {}): Tariff {
  return {
    id: 't',
    siteId: 'canteen',
    name: { zh: '价', en: 'Price' },
    medium: 'electricity',
    validFrom: '2026-01-01',
    prices: { flat: 0.7, peak: 1.19, sharp: 1.428, valley: 0.266 },
    periods: [],
    createdAt: 0,
    ...some,
  }
}

const bill = (some: Partial<Parameters<typeof billOf>[0]> = {}) => ({
  meterId: 'main',
  month: '2026-05',
  bands: { flat: { use: 1000 } },
  usedBefore: 0,
  maxDemandKw: null,
  kvarh: null,
  notes: [],
  ...some,
})

describe('worked examples', () => {
  test('tou-1: energy by band', () => {
    const example = workedExample('tou-1')
    const kwh = example.raw.inputs.kwh as Record<string, number>
    const bands = Object.fromEntries(Object.entries(kwh).map(([band, use]) => [band, { use }]))
    const { total } = billOf(bill({ bands }), tariff())
    expect(Math.abs((total ?? 0) - example.expected('total_cny'))).toBeLessThan(example.tolerance('cny'))
  })

  test.each(['pf-1', 'pf-2', 'pf-5'])('%s: power-factor adjustment', id => {
    const example = workedExample(id)
    const measured = powerFactorOf(example.input('kwh'), example.input('kvarh'))
    expect(measured).toBe(example.expected('pf'))
    expect(adjustmentPercent(measured ?? 0, '0.90')).toBeCloseTo(example.expected('adjustment_pct'), 9)
  })

  test('demand-1 and demand-2: blocks and sliding windows', () => {
    const one = workedExample('demand-1')
    const register = one.raw.inputs.register_kwh_every_15min as number[]
    const kw = demandKw(
      register.slice(1).map((value, n) => value - (register[n] ?? 0)),
      15,
    )
    expect(kw).toEqual(one.raw.expected.demand_kw)
    expect(highest(kw)?.value).toBe(one.expected('max_kw'))
    const two = workedExample('demand-2')
    expect(slidingDemandKw(two.raw.inputs.kwh_every_5min as number[], 5, 3)).toEqual(
      two.raw.expected.sliding_kw,
    )
  })

  test('imbalance-1 and three-phase-1', () => {
    const one = workedExample('imbalance-1')
    expect(imbalancePercent(one.raw.inputs.amps as number[])).toBeCloseTo(one.expected('imbalance_pct'), 2)
    const two = workedExample('three-phase-1')
    const sums = threePhase(two.raw.inputs.P_W as number[], two.raw.inputs.S_VA as number[])
    expect(sums.totalW).toBeCloseTo(two.expected('P_total'), 6)
    expect(sums.totalVa).toBeCloseTo(two.expected('S_arithmetic'), 6)
    expect(Math.abs((sums.powerFactor ?? 0) - two.expected('PF_arithmetic'))).toBeLessThan(two.tolerance('n'))
  })

  test('mnf-1, mnf-2, pulse-flow-1: night flow', () => {
    const one = workedExample('mnf-1')
    const least = minimumNightFlow(one.raw.inputs.flow_m3_h_0200_0400 as number[], one.input('interval_min'))
    expect(least).toBeCloseTo(one.expected('mnf_m3_h'), 9)
    const leak = nightLeak(least ?? 0, one.input('legitimate_night_use_m3_h'))
    expect(leak.leakM3PerH).toBeCloseTo(one.expected('leak_m3_h'), 9)
    expect(leak.monthlyM3).toBeCloseTo(one.expected('monthly_m3'), 6)
    const two = workedExample('mnf-2')
    expect(
      leakAtPressure(two.input('L0_m3_h'), two.input('P0_m'), two.input('P1_m'), two.input('N1')),
    ).toBeCloseTo(two.expected('L1_m3_h'), 9)
    const three = workedExample('pulse-flow-1')
    expect(pulseFlowLpm(three.input('litres_per_pulse'), three.input('seconds_between_pulses'))).toBe(
      three.expected('l_min'),
    )
  })

  test('enpi-1: per m², person and meal', () => {
    const example = workedExample('enpi-1')
    const close = (name: string, value: number | null) =>
      expect(Math.abs((value ?? 0) - example.expected(name))).toBeLessThanOrEqual(example.tolerance('n'))
    close('kwh_m2', over(example.input('kwh'), example.input('m2')))
    close('kwh_person', over(example.input('kwh'), example.input('persons')))
    close('kwh_meal', over(example.input('kwh'), example.input('meals')))
    close('l_meal', over(example.input('water_m3') * 1000, example.input('meals')))
  })
})

describe('the calendar', () => {
  test.each([
    ['2026-02-14', 'workday', 'a Saturday that is worked before the Spring Festival'],
    ['2026-02-17', 'holiday', 'in it'],
    ['2026-10-07', 'holiday', 'National Day'],
    ['2026-10-10', 'workday', 'worked for it'],
    ['2026-11-21', 'weekend', 'a Saturday'],
    ['2026-11-23', 'workday', 'a Monday'],
  ])('%s is a %s: %s', (date, kind) => {
    expect(kindOf(date)).toBe(kind)
  })

  test('a site’s own year goes before the one that comes with Steward', () => {
    const own = {
      id: 'x',
      siteId: 's',
      year: 2026,
      source: 'school',
      off: [{ date: '2026-11-23', name: { zh: '校庆', en: 'Founders’ day' } }],
      work: [],
    }
    expect(dayKinds([own])('2026-11-23')).toBe('holiday')
    expect(dayKinds([own])('2026-10-10')).toBe('weekend')
  })

  test('a period may hold on some kinds of day only', () => {
    const own = tariff({
      periods: [
        { band: 'valley', months: [], days: ['holiday'], from: '00:00', to: '24:00' },
        { band: 'peak', months: [7, 8], days: ['workday'], from: '10:00', to: '12:00' },
      ],
    })
    const at = (text: string) => priceAt(own, Date.parse(`${text}+08:00`), ZONE).band
    expect(at('2026-10-01T11:00')).toBe('valley')
    expect(at('2026-07-13T11:00')).toBe('peak')
    expect(at('2026-07-12T11:00')).toBe('flat')
    expect(at('2026-06-15T11:00')).toBe('flat')
  })
})

describe('prices on a grid', () => {
  const from = Date.parse('2026-07-01T00:00+08:00')

  test('are those of each moment', () => {
    const own = tariff({
      periods: [
        { band: 'valley', months: [], from: '22:00', to: '06:00' },
        { band: 'sharp', months: [7], from: '18:00', to: '20:00' },
      ],
    })
    const grid = gridOf(from, from + 3 * 86_400_000, ZONE)
    const { price } = pricesOn(grid, 'electricity', [own], kindOf)
    for (let n = 0; n < grid.count; n++) expect(price[n]).toBe(priceAt(own, from + n * 1_800_000, ZONE).price)
  })

  test('know the version in force and where there is none', () => {
    const grid = gridOf(from, from + 2 * 86_400_000, ZONE)
    const { price, band } = pricesOn(
      grid,
      'electricity',
      [tariff({ validFrom: '2026-07-02', prices: { flat: 2 } })],
      kindOf,
    )
    expect(price[47]).toBeNaN()
    expect(band[47]).toBe(255)
    expect(price[48]).toBe(2)
    const own = emptyUse(grid.count)
    own.use.fill(1)
    const [first, second] = costsOf(
      'm',
      grid,
      own,
      { price, band },
      periodsOn(grid, grid.from, grid.to, 'day'),
    )
    expect(first?.cost).toBeNull()
    expect(second?.cost).toBe(96)
    expect(costOf(own.use, { price, band })).toBeNull()
  })

  test('follow the wall on days of 23 and 25 hours', () => {
    const night = tariff({ periods: [{ band: 'valley', months: [], from: '00:00', to: '06:00' }] })
    for (const [date, halves] of [
      ['2026-03-29', 10],
      ['2026-10-25', 14],
    ] as const) {
      const start = Date.parse(`${date}T00:00${date === '2026-03-29' ? '+01:00' : '+02:00'}`)
      const grid = gridOf(start, start + 3_600_000, 'Europe/Berlin')
      const { band } = pricesOn(grid, 'electricity', [night], kindOf)
      expect([...band].filter(one => one === 3)).toHaveLength(halves)
    }
  })

  test('sewage is paid on its part of the water', () => {
    const water = tariff({
      medium: 'water',
      prices: { flat: 3 },
      surcharges: [{ name: { zh: '污水处理费', en: 'Sewage' }, kind: 'sewage', perUnit: 1, part: 0.8 }],
    })
    const grid = gridOf(from, from + 1, ZONE)
    expect(pricesOn(grid, 'water', [water], kindOf).price[0]).toBeCloseTo(3.8, 12)
  })
})

describe('a bill', () => {
  test('of a year’s tiers begins where the year stands', () => {
    const water = tariff({
      medium: 'water',
      prices: { flat: 3 },
      tiers: {
        per: 'year',
        steps: [
          { above: 100, add: 1 },
          { above: 200, add: 3 },
        ],
      },
    })
    const { total, lines } = billOf(bill({ bands: { flat: { use: 120 } }, usedBefore: 90 }), water)
    // 120 at 3; of it 100 between 100 and 200, and 10 beyond.
    expect(total).toBeCloseTo(360 + 100 + 30, 9)
    expect(lines.filter(({ kind }) => kind === 'tier').map(({ quantity }) => quantity)).toEqual([100, 10])
    const unknown = billOf(bill({ bands: { flat: { use: 120 } }, usedBefore: null }), water)
    expect(unknown.notes).toContain('tiers-unknown')
    expect(unknown.total).toBe(360)
  })

  test('of a contracted demand: what is over by more than a twentieth counts twice', () => {
    const own = tariff({ prices: { flat: 0.5 }, basic: { type: 'demand', perKw: 40, contractKw: 100 } })
    expect(billOf(bill({ maxDemandKw: 104 }), own).total).toBe(500 + 4000)
    expect(billOf(bill({ maxDemandKw: 125 }), own).total).toBe(500 + 4000 + 20 * 80)
    expect(billOf(bill({ maxDemandKw: 60 }), own).total).toBe(500 + 4000)
    expect(billOf(bill(), own).notes).toContain('demand-unknown')
  })

  test('adjusts energy and basic charge by the power factor, not the funds', () => {
    const own = tariff({
      prices: { flat: 1 },
      basic: { type: 'capacity', kva: 100, perKva: 20 },
      powerFactor: '0.90',
      surcharges: [{ name: { zh: '基金', en: 'Fund' }, kind: 'fund', perUnit: 0.1, part: 1 }],
    })
    const { lines, total } = billOf(bill({ kvarh: 619.744 }), own)
    const adjusted = lines.find(({ kind }) => kind === 'power-factor')
    expect(adjusted?.quantity).toBe(0.85)
    expect(adjusted?.amount).toBeCloseTo((1000 + 2000) * 0.025, 9)
    expect(total).toBeCloseTo(1000 + 2000 + 100 + 75, 9)
  })

  test('without a tariff or readings says so and has no total', () => {
    expect(billOf(bill(), undefined)).toMatchObject({ total: null, notes: ['no-tariff'] })
    expect(billOf(bill({ bands: null, notes: ['gaps'] }), tariff({ fixedPerMonth: 8 })).total).toBeNull()
  })
})

test.each([
  [0.64, '0.90', 17],
  [0.6, '0.90', 25],
  [0.94, '0.85', -1.1],
  [0.8, '0.80', 0],
  [1, '0.80', -1.3],
] as const)(
  'a power factor of %d under the standard %s is adjusted by %d %%',
  (measured, standard, percent) => {
    expect(adjustmentPercent(measured, standard)).toBeCloseTo(percent, 9)
  },
)
