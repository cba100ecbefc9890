import { expect, test } from 'vitest'
import { rulesForKind } from '../../../core/alarms/template.ts'
import { METRICS } from '../../../core/contract/metric.ts'
import type { Point } from '../../../core/contract/point.ts'
import { overriddenIn, templateOf } from '../../../core/rules/override.ts'
import { entriesOf, pointPath, ruleOf } from '../../../core/rules/rule-file.ts'

const point = (id: number, metric: Point['metric'], channel: string | null = null): Point => {
  const { unit, kind } = METRICS[metric]
  return {
    id,
    siteId: 'main',
    deviceId: 'f2',
    metric,
    unit,
    kind,
    channel,
    name: null,
    counter: null,
    createdAt: 0,
  }
}
const POINTS = [point(1, 'temperature'), point(2, 'door_open'), point(3, 'switch_on', 'l2')]
const DEVICE = { id: 'f2', kind: 'freezer', silentAfterS: 900 } as const
const RULES = rulesForKind('freezer', POINTS, 'cn').map(({ key, ...rule }) => ({
  ...rule,
  id: `f2.${key}`,
  siteId: 'main',
  createdAt: 0,
  changedAt: 0,
}))

test('every rule of a kind knows its template, and what was changed for this device', () => {
  for (const rule of RULES) {
    const template = templateOf(rule.id, DEVICE, POINTS, 'cn')
    if (template === null) throw new Error(rule.id)
    expect(overriddenIn({ ...rule, condition: template.condition }, template)).toEqual([])
    expect(overriddenIn({ ...rule, ...template, onDelayS: 7, enabled: false }, template)).toEqual([
      'onDelayS',
      'enabled',
    ])
  }
  expect(templateOf('f2.high-1', DEVICE, POINTS, 'cn')?.condition).toMatchObject({ type: 'high', limit: -12 })
  expect(templateOf('f2.silent', DEVICE, POINTS, 'cn')?.condition).toEqual({ type: 'no-data', afterS: 900 })
  expect(templateOf('somebody-s-own', DEVICE, POINTS, 'cn')).toBeNull()
})

test('through a file and back every mention of a point comes to the same', () => {
  const conditions = [
    { type: 'group', points: [2, 3], of: 'any', side: 'above', limit: 1, deadband: 0, windowS: 0 },
    { type: 'balance', minus: [2, 3], amount: 1, windowS: 600 },
    { type: 'deviation', setPoint: { pointId: 2 }, by: 1, side: 'both', deadband: 0 },
    { type: 'expression', text: 'value > a', points: { a: 3 } },
    {
      type: 'schedule',
      hours: [{ days: [1], from: '08:00', to: '09:00' }],
      inside: { type: 'mismatch', expected: { pointId: 3 }, tolerance: 0 },
      outside: null,
    },
  ] as const
  const [base] = RULES
  if (base === undefined) throw new Error('no rule')
  const paths = new Map(POINTS.map(one => [pointPath(one), one.id]))
  for (const condition of conditions) {
    const rule = { ...base, condition: structuredClone(condition) as unknown as typeof base.condition }
    const [entry] = entriesOf([rule], POINTS)
    if (entry === undefined) throw new Error('no entry')
    expect(entry.point).toBe('f2/temperature')
    expect(JSON.stringify(entry.condition)).toMatch(/f2\/(switch_on\/l2|door_open)/)
    expect(ruleOf(entry, paths)).toMatchObject({ id: rule.id, pointId: 1, condition })
  }
})
