/** Detectors learnt on a simulated site and tried on it: silent while nothing is wrong, and told of a leak by its first night. */
import { beforeAll, describe, expect, test } from 'vitest'
import { createJudge } from '../../../core/alarms/condition.ts'
import { Replay } from '../../../core/alarms/replay.ts'
import type { Meter } from '../../../core/contract/energy.ts'
import { type Detector, WASTE_DEFAULTS, type WasteKind } from '../../../core/contract/energy-waste.ts'
import type { Metric } from '../../../core/contract/metric.ts'
import type { Reading } from '../../../core/contract/reading.ts'
import { detectorsOf } from '../../../core/energy/detectors.ts'
import { edgesOfGrid, gridOf } from '../../../core/energy/grid.ts'
import { type Learnt, learn } from '../../../core/energy/learning.ts'
import { counterUse } from '../../../core/points/counter.ts'
import { historyOf } from '../../../simulators/history.ts'
import { loadScenario } from '../../../simulators/scenario.ts'
import { createVirtualSite } from '../../../simulators/site.ts'

const DAY = 86_400_000
const ZONE = 'Asia/Shanghai'
/** Midnight in Shanghai in May: watering, no frost. */
const END = Date.parse('2026-05-31T16:00:00Z')
const DAYS = 20
/** ENERGY_SEED tries another spring. */
const SEED = Number(process.env.ENERGY_SEED ?? 11)
const LEAK_DAYS = 4
const ABOUT_LEAKS: readonly WasteKind[] = ['continuous-flow', 'night-flow', 'unaccounted', 'burst']
const WATCHED = [
  'water-main',
  'water-kitchen',
  'water-irrigation',
  'electricity-main',
  'electricity-kitchen',
  'electricity-lighting',
  'electricity-cold',
  'gas-meter',
  'weather-station',
]

/** What a site heard, by device and metric; each is a point of its own. */
function past(leakLpm: number): Map<string, Reading[]> {
  const scenario = loadScenario('canteen')
  const faults =
    leakLpm === 0
      ? []
      : [{ device: 'water-main', fault: 'water-leak' as const, atMin: -LEAK_DAYS * 1440, amount: leakLpm }]
  const devices = scenario.devices.filter(
    ({ id, kind }) => WATCHED.includes(id) || kind === 'valve' || kind === 'soil',
  )
  const site = createVirtualSite(
    { ...scenario, devices, faults },
    { seed: SEED, start: END, timestamps: true },
  )
  const readings = new Map<string, Reading[]>()
  for (const batch of historyOf(site, { days: DAYS, stepS: 120 }))
    for (const { deviceId, metric, at, value } of batch) {
      const key = `${deviceId}/${metric}`
      const list = readings.get(key) ?? []
      if (list.length === 0) readings.set(key, list)
      list.push({ point: pointOf(key), at, value, quality: 'good' })
    }
  return readings
}

const numbers = new Map<string, number>()
function pointOf(key: string): number {
  const known = numbers.get(key) ?? numbers.size + 1
  numbers.set(key, known)
  return known
}

const COUNTERS: Readonly<
  Record<
    string,
    { medium: Meter['medium']; metric: Metric; purpose: Meter['purpose']; parent: string | null }
  >
> = {
  'water-main': { medium: 'water', metric: 'water_total', purpose: 'whole', parent: null },
  'water-kitchen': { medium: 'water', metric: 'water_total', purpose: 'kitchen', parent: 'water-main' },
  'water-irrigation': { medium: 'water', metric: 'water_total', purpose: 'irrigation', parent: 'water-main' },
  'electricity-main': {
    medium: 'electricity',
    metric: 'energy_import_total',
    purpose: 'whole',
    parent: null,
  },
  'electricity-lighting': {
    medium: 'electricity',
    metric: 'energy_import_total',
    purpose: 'lighting',
    parent: 'electricity-main',
  },
  'gas-meter': { medium: 'gas', metric: 'gas_total', purpose: 'whole', parent: null },
}

/** As the server learns them, from everything up to the leak. */
function detectorsFrom(readings: Map<string, Reading[]>): Omit<Detector, 'ruleId' | 'siteId' | 'meterId'>[] {
  const grid = gridOf(END - DAYS * DAY, END - LEAK_DAYS * DAY - 1, ZONE)
  const useOf = (key: string) => counterUse(readings.get(key) ?? [], edgesOfGrid(grid), null).use
  return Object.entries(COUNTERS).flatMap(([id, { medium, metric, purpose, parent }]) => {
    const key = `${id}/${metric}`
    const children = Object.entries(COUNTERS)
      .filter(([, one]) => one.parent === id)
      .map(([child]) => `${child}/${metric}`)
    const own = useOf(key)
    const rest =
      children.length === 0
        ? null
        : children.map(useOf).reduce((left, part) => left.map((value, n) => value - (part[n] as number)), own)
    const meter: Meter = {
      id,
      siteId: 's',
      name: { zh: id, en: id },
      medium,
      pointId: pointOf(key),
      parentId: parent,
      areaId: null,
      createdAt: 0,
      purpose,
    }
    return detectorsOf({
      meter,
      learnt: learn(grid, own, 0.001, rest),
      flowPointId: medium === 'water' ? pointOf(`${id}/water_flow`) : null,
      powerPointId: medium === 'electricity' ? pointOf(`${id}/power_active`) : null,
      children: children.map(pointOf),
      light: { pointId: pointOf('weather-station/solar_radiation'), metric: 'solar_radiation' },
      outdoorPointId: pointOf('weather-station/temperature'),
      contractKw: null,
      sameRatio: true,
      settings: WASTE_DEFAULTS,
      price: 0.8,
    })
  })
}

/** Every alarm of every detector, with the readings of all points in the order they came. */
function alarmsOf(readings: Map<string, Reading[]>): { kind: WasteKind; key: string; raisedAt: number }[] {
  const all = [...readings.values()].flat().toSorted((a, b) => a.at - b.at)
  return detectorsFrom(readings).flatMap(({ kind, key, rule }) => {
    const judge = createJudge(rule.condition, {
      pointId: rule.pointId,
      timeZone: ZONE,
      point: () => undefined,
      ordered: () => null,
    })
    const { pointId, onDelayS, offDelayS } = rule
    const replay = new Replay(
      {
        pointId,
        onDelayS,
        offDelayS,
        condition: rule.condition,
        latching: false,
        lifeSafety: false,
        actionRequired: false,
        realarmS: 0,
      },
      judge,
      END - DAYS * DAY,
    )
    for (const reading of all) replay.see(reading)
    return replay.finish(END).map(({ raisedAt }) => ({ kind, key, raisedAt }))
  })
}

describe('twenty days of a canteen', () => {
  let well: ReturnType<typeof alarmsOf> = []
  let leaking: ReturnType<typeof alarmsOf> = []
  beforeAll(() => {
    well = alarmsOf(past(0))
    leaking = alarmsOf(past(2.5))
  }, 60_000)

  test('with nothing wrong no detector speaks', () => {
    expect(well).toEqual([])
  })

  test('a leak of 2.5 L/min is told in its first night, and by nothing that is not about it', () => {
    const began = END - LEAK_DAYS * DAY
    expect([...new Set(leaking.map(({ kind }) => kind))].toSorted()).toEqual(
      expect.arrayContaining(['continuous-flow', 'night-flow']),
    )
    expect(leaking.filter(({ kind }) => !ABOUT_LEAKS.includes(kind))).toEqual([])
    const first = Math.min(...leaking.map(({ raisedAt }) => raisedAt))
    expect(first).toBeGreaterThan(began)
    expect(first - began).toBeLessThan(DAY)
  })
})

test('behind a current transformer every limit is what the device itself would say', () => {
  const meter = (ratio: number): Meter => ({
    ...{ id: 'lamps', siteId: 's', name: { zh: '灯', en: 'lamps' }, medium: 'electricity', pointId: 1 },
    ...{ parentId: null, areaId: null, createdAt: 0, purpose: 'lighting', ratio },
  })
  const learnt = (ratio: number): Learnt => ({
    ...{ resolution: 0.01 * ratio, stops: false, daily: true, nightUsual: 0.2 * ratio },
    ...{ closedHigh: 0.1 * ratio, closedUsual: 0.1 * ratio, mostHalfHour: 2 * ratio },
    ...{ restUsual: 0, restMiddle: 0, eveningW: 120 * ratio, eveningLowW: 100 * ratio, dayLowW: 5 * ratio },
  })
  const conditions = (ratio: number) =>
    detectorsOf({
      ...{ meter: meter(ratio), learnt: learnt(ratio), flowPointId: null, powerPointId: 2, children: [] },
      ...{ light: { pointId: 3, metric: 'illuminance' }, outdoorPointId: null, contractKw: null },
      ...{ sameRatio: true, settings: WASTE_DEFAULTS, price: null },
    }).map(({ kind, rule }) => [kind, rule.condition])
  expect(conditions(1).map(([kind]) => kind)).toEqual(expect.arrayContaining(['lamps-by-day', 'lamps-dead']))
  expect(conditions(40)).toEqual(conditions(1))
})
