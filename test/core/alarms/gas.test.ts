import { describe, expect, test } from 'vitest'
import { createJudge } from '../../../core/alarms/condition.ts'
import {
  CO_LEVELS,
  type Detector,
  HEAT_RISE,
  interlockState,
  lelPercent,
  NOT_GREEN,
  notGreen,
  SUPERVISION_S,
} from '../../../core/alarms/gas.ts'
import { RuleRunner } from '../../../core/alarms/runner.ts'
import type { Condition } from '../../../core/contract/condition.ts'
import { notGreenTexts } from '../../../core/text/kitchen.ts'

const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS
const NOW = 1000 * DAY_MS

const good: Detector = {
  kind: 'gas',
  heardAt: NOW - 60_000,
  supervisionS: SUPERVISION_S.nfpa72,
  alarm: false,
  fault: false,
  batteryLow: null,
  installedAt: NOW - 400 * DAY_MS,
  calibrationDueAt: NOW + DAY_MS,
  bumpTestedAt: NOW - 10 * DAY_MS,
  quiet: false,
}
const proven = { commandedAt: NOW - 5 * DAY_MS, confirmedAt: NOW - 5 * DAY_MS + 4000 }

describe('green', () => {
  test('alive, in date, heard, and its interlock proven: nothing speaks against it', () => {
    expect(notGreen(good, [proven], NOW)).toEqual([])
    expect(notGreen({ ...good, kind: 'smoke', bumpTestedAt: null }, null, NOW)).toEqual([])
  })

  test.each<[string, Partial<Detector>]>([
    ['alarm', { alarm: true }],
    ['fault', { fault: true }],
    ['never-heard', { heardAt: null }],
    ['silent', { heardAt: NOW - 201_000 }],
    ['quiet', { quiet: true }],
    ['age-unknown', { installedAt: null }],
    ['too-old', { installedAt: NOW - 6 * 366 * DAY_MS }],
    ['too-old', { lifeYears: 1 }],
    ['calibration-overdue', { calibrationDueAt: NOW - 1 }],
    ['bump-overdue', { bumpTestedAt: null }],
    ['bump-overdue', { bumpTestedAt: NOW - 91 * DAY_MS }],
    ['battery-low', { batteryLow: true }],
  ])('not with %s', (reason, change) => {
    expect(notGreen({ ...good, ...change }, [proven], NOW)).toEqual([reason])
  })

  test('not without a proof of each interlock that is wanted', () => {
    expect(notGreen(good, [], NOW)).toEqual(['interlock-missing'])
    expect(notGreen(good, [proven, { commandedAt: NOW, confirmedAt: null }], NOW)).toEqual([
      'interlock-unproven',
    ])
    const old = { commandedAt: NOW - 91 * DAY_MS, confirmedAt: NOW - 91 * DAY_MS }
    expect(notGreen(good, [old], NOW)).toEqual(['interlock-stale'])
  })

  test('worst first', () => {
    const bad = { ...good, alarm: true, batteryLow: true, heardAt: null }
    expect(notGreen(bad, [], NOW)).toEqual(['alarm', 'never-heard', 'interlock-missing', 'battery-low'])
  })

  test('every reason has its words', () => {
    expect(Object.keys(notGreenTexts).sort()).toEqual([...NOT_GREEN].sort())
  })
})

test('a report from before the command, or long after it, proves nothing', () => {
  expect(interlockState(proven, NOW)).toBe('proven')
  expect(interlockState({ commandedAt: NOW, confirmedAt: NOW - 1 }, NOW)).toBe('unproven')
  expect(interlockState({ commandedAt: NOW - MINUTE_MS, confirmedAt: NOW }, NOW)).toBe('unproven')
})

test('the same air by two bases', () => {
  expect(lelPercent(5000, 'methane', 'gb')).toBeCloseTo(10)
  expect(lelPercent(4400, 'methane', 'iec')).toBeCloseTo(10)
  expect(lelPercent(12_500, 'methane', 'gb')).toBeCloseTo(25)
  expect(lelPercent(2100, 'propane', 'gb')).toBeCloseTo(10)
})

/** Minutes after the beginning at which a constant value is told; null within three hours. */
function toldAfter(condition: Condition, valueAt: (minute: number) => number): number | null {
  let told: number | null = null
  const about = { pointId: 1, timeZone: 'UTC', point: () => undefined, ordered: () => null }
  const plain = {
    onDelayS: 0,
    offDelayS: 0,
    latching: true,
    lifeSafety: true,
    actionRequired: true,
    realarmS: 0,
  }
  const runner = new RuleRunner(
    { ...plain, pointId: 1, condition },
    createJudge(condition, about),
    0,
    (effect, at) => {
      if (effect === 'raised') told ??= at / MINUTE_MS
    },
  )
  for (let minute = 0; minute <= 180; minute += 0.5)
    runner.see({ point: 1, at: minute * MINUTE_MS, value: valueAt(minute), quality: 'good' })
  return told
}

describe('EN 50291-1', () => {
  test.each([
    [30, 120, Number.POSITIVE_INFINITY],
    [55, 60, 90],
    [110, 10, 40],
    [330, 0, 3],
  ])('%d ppm: not before %d min, by %d min', (ppm, least, most) => {
    const told = toldAfter(CO_LEVELS, () => ppm) ?? Number.POSITIVE_INFINITY
    expect(told).toBeGreaterThanOrEqual(least)
    expect(told).toBeLessThanOrEqual(most)
  })
})

test('heat: a fire rises faster than a kitchen warms up', () => {
  expect(toldAfter(HEAT_RISE, minute => 25 + Math.min(30, minute * 0.5))).toBeNull()
  expect(toldAfter(HEAT_RISE, minute => 25 + 12 * minute) ?? 99).toBeLessThanOrEqual(3)
})
