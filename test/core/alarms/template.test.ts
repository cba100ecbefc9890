import { expect, test } from 'vitest'
import { rulesForKind, silentAfterOf } from '../../../core/alarms/template.ts'
import type { Jurisdiction } from '../../../core/coldchain/jurisdiction.ts'
import { DEVICE_KINDS, type DeviceKind } from '../../../core/contract/device.ts'
import { METRICS, type Metric } from '../../../core/contract/metric.ts'
import type { Point } from '../../../core/contract/point.ts'

const pointsOf = (...metrics: Metric[]): Point[] =>
  metrics.map((metric, index) => {
    const { unit, kind } = METRICS[metric]
    const about = { siteId: 'main', deviceId: 'device', channel: null, name: null, counter: null }
    return { id: index + 1, metric, unit, kind, ...about, createdAt: 0 }
  })

const limitsOf = (kind: DeviceKind, ...metrics: Metric[]) => limitsIn('cn', kind, ...metrics)

const limitsIn = (jurisdiction: Jurisdiction, kind: DeviceKind, ...metrics: Metric[]) =>
  rulesForKind(kind, pointsOf(...metrics), jurisdiction)
    .filter(rule => rule.condition.type !== 'no-data')
    .map(({ key, condition, onDelayS, priority }) => [key, condition, onDelayS, priority])

const high = (limit: number, deadband = 0.5) => ({ type: 'high', limit, deadband })
const outer = (limit: number) => ({ ...high(limit), level: 'outer' })
const low = (limit: number, deadband = 0.5) => ({ type: 'low', limit, deadband })
const yes = { type: 'boolean', when: true }

test('food: the limits of the Chinese code of practice, delays by cabinet, and one that nothing delays away', () => {
  const chilled = [
    ['high-1', high(8), 1800, 'high'],
    ['absolute-1', outer(12), 300, 'critical'],
  ]
  expect(limitsOf('fridge', 'temperature')).toEqual(chilled)
  expect(limitsOf('cold-room', 'temperature')).toEqual(chilled)
  expect(limitsOf('freezer', 'temperature')).toEqual([
    ['high-1', high(-12), 3600, 'high'],
    ['absolute-1', outer(0), 300, 'critical'],
  ])
  expect(limitsOf('sample-fridge', 'temperature')).toEqual([
    ['high-1', high(8), 900, 'high'],
    ['low-1', low(0), 900, 'high'],
    ['absolute-1', outer(12), 300, 'critical'],
  ])
  expect(limitsOf('hot-holding', 'temperature')).toEqual([
    ['low-1', low(60), 900, 'high'],
    ['absolute-low-1', { ...low(50), level: 'outer' }, 300, 'critical'],
  ])
})

test.each<[Jurisdiction, DeviceKind, number]>([
  ['us', 'fridge', 5],
  ['us', 'freezer', -15],
  ['us', 'hot-holding', 57],
  ['eu', 'fridge', 8],
  ['eu', 'freezer', -15],
  ['eu', 'hot-holding', 63],
])('food in %s: a %s starts with the limits usual there', (jurisdiction, kind, limit) => {
  const [, condition] = limitsIn(jurisdiction, kind, 'temperature')[0] ?? []
  expect(condition).toMatchObject({ limit })
})

test('a blast chiller is judged by how fast it cools, as is usual there', () => {
  const conditionIn = (jurisdiction: Jurisdiction) =>
    limitsIn(jurisdiction, 'blast-chiller', 'temperature')[0]?.[1]
  const [first, last] = [
    { to: 21, withinS: 7200 },
    { to: 8, withinS: 14_400 },
  ]
  expect(conditionIn('cn')).toEqual({ type: 'cooling', from: 60, steps: [first, last] })
  expect(conditionIn('us')).toEqual({ type: 'cooling', from: 57, steps: [first, { to: 5, withinS: 21_600 }] })
})

test('gas, fire and CO: at once, latched, never closed without what was done', () => {
  const cases: [DeviceKind, Metric, object][] = [
    ['gas', 'gas_alarm', yes],
    ['gas', 'gas_lel', high(25, 5)],
    ['smoke', 'smoke_alarm', yes],
    ['heat', 'heat_alarm', yes],
    ['flame', 'flame_alarm', yes],
    ['call-point', 'manual_alarm', yes],
    ['co', 'co', high(50, 15)],
  ]
  for (const [kind, metric, condition] of cases) {
    const [rule] = rulesForKind(kind, pointsOf(metric), 'cn')
    expect(rule).toMatchObject({
      condition,
      priority: 'critical',
      onDelayS: 0,
      latching: true,
      lifeSafety: true,
      actionRequired: true,
      realarmS: 600,
    })
  }
})

test('two levels of gas, and heat that is measured', () => {
  expect(limitsOf('gas', 'gas_lel').map(([key, condition]) => [key, condition])).toEqual([
    ['gas-1', high(25, 5)],
    ['gas-high-1', { ...high(50, 5), level: 'outer' }],
  ])
  const heat = rulesForKind('heat', pointsOf('temperature'), 'cn').filter(({ key }) => key !== 'silent')
  expect(heat.map(({ key, condition }) => [key, condition.type])).toEqual([
    ['heat-1', 'high'],
    ['heat-rise-1', 'rate'],
  ])
  for (const rule of heat)
    expect(rule).toMatchObject({ latching: true, lifeSafety: true, priority: 'critical' })
})

test('leaks, doors and batteries', () => {
  expect(limitsOf('leak', 'water_leak')).toEqual([['leak-1', yes, 0, 'high']])
  expect(limitsOf('door', 'door_open')).toEqual([['door-1', yes, 600, 'medium']])
  expect(limitsOf('fridge', 'door_open')).toEqual([['door-1', yes, 600, 'medium']])
  expect(limitsOf('station', 'door_open')).toEqual([])
  expect(limitsOf('soil', 'battery')).toEqual([['battery-1', low(15, 5), 600, 'low']])
  expect(limitsOf('smoke', 'battery_low')).toEqual([['battery-1', yes, 0, 'low']])
})

const MAIN: Partial<Record<DeviceKind, Metric>> = {
  gas: 'gas_alarm',
  co: 'co',
  smoke: 'smoke_alarm',
  heat: 'heat_alarm',
  flame: 'flame_alarm',
  'call-point': 'manual_alarm',
  leak: 'water_leak',
  'water-meter': 'water_total',
  'electricity-meter': 'energy_import_total',
  'gas-meter': 'gas_total',
  valve: 'valve_open',
  soil: 'soil_moisture',
  door: 'door_open',
}

test.each(DEVICE_KINDS)('%s: one rule about silence at most, on its main point, keys of its own', kind => {
  const main = MAIN[kind] ?? 'temperature'
  const rules = rulesForKind(kind, pointsOf(main, 'humidity', 'battery'), 'cn')
  const silences = rules.filter(rule => rule.condition.type === 'no-data')
  expect(silences.map(rule => rule.pointId)).toEqual(kind === 'other' ? [] : [1])
  expect(new Set(rules.map(rule => rule.key)).size).toBe(rules.length)
  expect(rulesForKind(kind, [], 'cn')).toEqual([])
})

test('how long a device may be silent depends on where its power comes from', () => {
  for (const kind of ['gas', 'co', 'smoke', 'heat', 'flame', 'call-point'] as const) {
    expect(silentAfterOf(kind)).toBe(200)
    for (const metric of ['battery', 'battery_low', 'battery_voltage'] as const)
      expect(silentAfterOf(kind, pointsOf(metric))).toBe(3 * 3600)
  }
  expect(silentAfterOf('fridge')).toBe(1800)
  expect(silentAfterOf('fridge', pointsOf('temperature', 'battery'))).toBe(3600)
  for (const kind of DEVICE_KINDS)
    expect(silentAfterOf(kind, pointsOf('battery'))).toBeGreaterThanOrEqual(
      Math.max(600, silentAfterOf(kind)),
    )
})
