/** The published and independently computed answers for watering, each by its id. */
import { describe, expect, test } from 'vitest'
import {
  depletionAfter,
  effectiveRainMm,
  fractionFor,
  readilyAvailableMm,
  totalAvailableMm,
} from '../../../core/irrigation/balance.ts'
import { classifyFlow, FLOW_TOLERANCE } from '../../../core/irrigation/flow-watch.ts'
import { splitCycles } from '../../../core/irrigation/soils.ts'
import { zimmermanPercent } from '../../../core/irrigation/zimmerman.ts'
import { workedExample } from '../../support/worked-example.ts'

interface SoilDay {
  readonly ETc: number
  readonly p: number
  readonly RAW: number
  readonly Dr_end: number
  readonly irrigate_next_day: boolean
}

test('swb-1: five days of a lawn by FAO-56 eq. 82 to 85', () => {
  const example = workedExample('swb-1')
  const { Kc, et0_mm, rain_mm, Dr_start_mm } = example.raw.inputs as Record<string, number & number[]>
  const totalMm = totalAvailableMm(example.input('FC'), example.input('WP'), example.input('Zr_m'))
  expect(totalMm).toBeCloseTo(example.expected('TAW_mm'), 6)
  const days = example.raw.expected.days as SoilDay[]
  let depletionMm = Dr_start_mm as number
  for (const [n, day] of days.entries()) {
    const et0 = (et0_mm as unknown as number[])[n] ?? Number.NaN
    const etcMm = (Kc as number) * et0
    const rainMm = effectiveRainMm((rain_mm as unknown as number[])[n] ?? 0, et0)
    depletionMm = depletionAfter({ depletionMm, etcMm, rainMm, wateredMm: 0, totalMm })
    const readily = readilyAvailableMm(totalMm, example.input('p_table'), etcMm)
    expect(etcMm).toBeCloseTo(day.ETc, 3)
    expect(fractionFor(example.input('p_table'), etcMm)).toBeCloseTo(day.p, 3)
    expect(Math.abs(readily - day.RAW)).toBeLessThanOrEqual(example.tolerance('mm'))
    expect(Math.abs(depletionMm - day.Dr_end)).toBeLessThanOrEqual(example.tolerance('mm'))
    expect(depletionMm >= readily).toBe(day.irrigate_next_day)
  }
  expect(days).toHaveLength(5)
})

test.each(['zimmerman-1', 'zimmerman-2', 'zimmerman-4'])('%s', id => {
  const { raw, input, expected } = workedExample(id)
  const { weights, base } = raw.inputs as {
    weights: { h: number; t: number; r: number }
    base: { bh: number; bt: number; br: number }
  }
  expect(
    zimmermanPercent({
      humidityPct: input('humidity_pct'),
      temperatureF: input('temp_F'),
      rainIn: input('precip_in'),
      base: { humidityPct: base.bh, temperatureF: base.bt, rainIn: base.br },
      weights: { humidity: weights.h, temperature: weights.t, rain: weights.r },
    }),
  ).toBe(expected('scale_pct'))
})

test('cycle-soak-1: cycles of six minutes with twenty to soak', () => {
  const { raw, input, expected } = workedExample('cycle-soak-1')
  const cycles = splitCycles(input('total_min') * 60, input('max_cycle_min') * 60)
  expect(cycles.map(seconds => seconds / 60)).toEqual(raw.expected.cycles_min)
  const elapsed = cycles.reduce((sum, one) => sum + one, 0) / 60 + (cycles.length - 1) * input('soak_min')
  expect(elapsed).toBe(expected('elapsed_min'))
})

describe('flow against valves', () => {
  test('flow-check-1: a third too much is a broken head', () => {
    const { raw, input } = workedExample('flow-check-1')
    expect(FLOW_TOLERANCE).toBe(input('tolerance'))
    const check = (measuredLpm: number) => classifyFlow({ expectedLpm: input('nominal_l_min'), measuredLpm })
    expect(check(input('measured_l_min'))).toBe('high')
    const [low, high] = raw.expected.limits_l_min as [number, number]
    expect([check(low), check(low - 0.01), check(high), check(high + 0.01)]).toEqual([
      'ok',
      'low',
      'ok',
      'high',
    ])
  })

  test('flow-check-2: a trickle with every valve shut is a leak', () => {
    const { input } = workedExample('flow-check-2')
    const leakLpm = input('closed_threshold_l_min')
    expect(classifyFlow({ expectedLpm: 0, measuredLpm: input('measured_l_min'), leakLpm })).toBe('leak')
    expect(classifyFlow({ expectedLpm: 0, measuredLpm: leakLpm, leakLpm })).toBe('ok')
  })
})
