import { describe, expect, test } from 'vitest'
import { calibrationState, corrected } from '../../../core/coldchain/calibration.ts'
import { excursionsOf, meanKineticC, timeControl, usualGapMs } from '../../../core/coldchain/excursion.ts'
import type { Sample } from '../../../core/coldchain/stretch.ts'
import { workedExample } from '../../support/worked-example.ts'

const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS
const at = (pairs: readonly (readonly [minute: number, value: number])[]): Sample[] =>
  pairs.map(([minute, value]) => ({ at: minute * MINUTE_MS, value }))
const ABOVE_8 = { limit: 8, side: 'above', gapMs: 30 * MINUTE_MS } as const

describe('excursions', () => {
  test('worked example excursion-1', () => {
    const { raw, input, expected, tolerance } = workedExample('excursion-1')
    const samples = (raw.inputs.samples as [string, number][]).map(([clock, value]) => {
      const [hour = 0, minute = 0] = clock.split(':').map(Number)
      return { at: (hour * 60 + minute) * MINUTE_MS, value }
    })
    const found = excursionsOf(samples, { ...ABOVE_8, limit: input('limit_C') })
    expect(found).toHaveLength(1)
    expect(found[0]?.minutes).toBeCloseTo(expected('minutes_above'), 1 / tolerance('minutes'))
    expect(found[0]?.degreeMinutes).toBeCloseTo(expected('degree_minutes'), 6)
    expect(found[0]).toMatchObject({
      peak: expected('max_C'),
      startedAt: 605 * MINUTE_MS,
      endedAt: 625 * MINUTE_MS,
      minutesUnknown: 0,
    })
  })

  test('worked example defrost-1: minutes above', () => {
    const { raw, input, expected, tolerance } = workedExample('defrost-1')
    const found = excursionsOf(at(raw.inputs.series as [number, number][]), {
      ...ABOVE_8,
      limit: input('limit_C'),
    })
    const minutes = found.reduce((sum, one) => sum + one.minutes, 0)
    expect(Math.abs(minutes - expected('minutes_above_limit'))).toBeLessThanOrEqual(tolerance('minutes'))
  })

  test('a gap is unknown, not interpolated; warm on both sides is one excursion', () => {
    const found = excursionsOf(
      at([
        [0, 9],
        [10, 9],
        [130, 10],
        [140, 9],
        [150, 7],
      ]),
      ABOVE_8,
    )
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ startedAt: 0, minutes: 25, minutesUnknown: 120, peak: 10 })
    expect(found[0]?.endedAt).toBe(145 * MINUTE_MS)
  })

  test('a gap that ends cold ended it somewhere in between; one that begins cold and ends warm began at its end', () => {
    const found = excursionsOf(
      at([
        [0, 9],
        [10, 9],
        [100, 4],
        [200, 9],
        [210, 9],
      ]),
      ABOVE_8,
    )
    expect(found.map(({ minutes, minutesUnknown, endedAt }) => [minutes, minutesUnknown, endedAt])).toEqual([
      [10, 90, 100 * MINUTE_MS],
      [10, 0, null],
    ])
  })

  test('two excursions, below as above, and none', () => {
    expect(
      excursionsOf(
        at([
          [0, 4],
          [10, 9],
          [20, 4],
          [30, 9],
          [40, 4],
        ]),
        ABOVE_8,
      ),
    ).toHaveLength(2)
    const cold = excursionsOf(
      at([
        [0, 65],
        [10, 55],
        [20, 65],
      ]),
      { ...ABOVE_8, limit: 60, side: 'below' },
    )
    expect(cold[0]).toMatchObject({ peak: 55, minutes: 10, degreeMinutes: 25 })
    expect(
      excursionsOf(
        at([
          [0, 4],
          [10, 8],
        ]),
        ABOVE_8,
      ),
    ).toEqual([])
    expect(excursionsOf([], ABOVE_8)).toEqual([])
  })

  test('a reading that is none does not end it', () => {
    const found = excursionsOf(
      at([
        [0, 9],
        [10, Number.NaN],
        [20, 9],
      ]),
      ABOVE_8,
    )
    expect(found[0]).toMatchObject({ minutes: 20, endedAt: null })
  })

  test('gaps by the device’s own interval, never longer than half an hour', () => {
    expect(
      usualGapMs(
        at([
          [0, 4],
          [5, 4],
          [10, 4],
          [60, 4],
        ]),
      ),
    ).toBe(15 * MINUTE_MS)
    expect(
      usualGapMs(
        at([
          [0, 4],
          [20, 4],
        ]),
      ),
    ).toBe(30 * MINUTE_MS)
    expect(usualGapMs([])).toBe(30 * MINUTE_MS)
  })
})

describe('four hours', () => {
  const warm = (startMin: number, minutes: number, minutesUnknown = 0) => ({
    startedAt: startMin * MINUTE_MS,
    endedAt: (startMin + minutes + minutesUnknown) * MINUTE_MS,
    peak: 9,
    minutes,
    degreeMinutes: 0,
    minutesUnknown,
  })

  test('worked example excursion-3: they add up, cooling down again sets nothing back', () => {
    const { raw, input, expected } = workedExample('excursion-3')
    const [a = 0, b = 0, c = 0] = raw.inputs.excursion_minutes as number[]
    const allowed = input('budget_minutes')
    const before = timeControl([warm(0, a), warm(300, b)], 0, allowed)
    expect(allowed - before.minutes).toBe(expected('remaining_before_last'))
    expect(before.usedUpAt).toBeNull()
    const all = timeControl([warm(0, a), warm(300, b), warm(600, c)], 0, allowed)
    expect(all.minutes).toBe(expected('cumulative'))
    expect(all.usedUpAt).toBe((600 + 75) * MINUTE_MS)
  })

  test('what nobody knows counts, and what was before the goods came does not', () => {
    expect(timeControl([warm(0, 100, 150)], 0).usedUpAt).toBe(240 * MINUTE_MS)
    expect(timeControl([warm(0, 200), warm(400, 100)], 300 * MINUTE_MS)).toMatchObject({ minutes: 100 })
    expect(timeControl([warm(0, 200)], 150 * MINUTE_MS).minutes).toBeCloseTo(50)
  })
})

describe('mean kinetic temperature', () => {
  test.each(['mkt-1', 'mkt-2', 'mkt-5'])('worked example %s', id => {
    const { raw, expected, tolerance } = workedExample(id)
    const values = raw.inputs.temps_C_equal_intervals as number[]
    const readings = values.map((value, n) => ({ at: n * 10 * MINUTE_MS, value }))
    expect(Math.abs((meanKineticC(readings) ?? 0) - expected('mkt_C'))).toBeLessThanOrEqual(
      tolerance('mkt_C'),
    )
  })

  test('of nothing it is unknown, of one reading that reading', () => {
    expect(meanKineticC([])).toBeNull()
    expect(meanKineticC(at([[0, 4]]))).toBeCloseTo(4)
  })
})

describe('calibration', () => {
  const list = [
    { at: 100 * DAY_MS, errorC: 0.4, dueAt: 465 * DAY_MS, by: 'lab' },
    { at: 10 * DAY_MS, errorC: -0.3, dueAt: 375 * DAY_MS, by: 'lab' },
  ]

  test('a reading is corrected by what was in force when it was read', () => {
    expect(corrected(5, list, 5 * DAY_MS)).toBe(5)
    expect(corrected(5, list, 10 * DAY_MS)).toBeCloseTo(5.3)
    expect(corrected(5, list, 99 * DAY_MS)).toBeCloseTo(5.3)
    expect(corrected(5, list, 200 * DAY_MS)).toBeCloseTo(4.6)
  })

  test('in date, due soon, overdue, never', () => {
    expect(calibrationState([], 0)).toBe('never')
    expect(calibrationState(list, 200 * DAY_MS)).toBe('good')
    expect(calibrationState(list, 436 * DAY_MS)).toBe('due-soon')
    expect(calibrationState(list, 465 * DAY_MS)).toBe('overdue')
    expect(calibrationState([{ at: 0, errorC: 0, dueAt: null, by: 'chef' }], 1e12)).toBe('good')
  })
})
