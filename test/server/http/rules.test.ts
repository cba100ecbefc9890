/** Rules over HTTP: what could not work is refused, a try changes nothing, sites are kept apart. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RULE_DEFAULTS } from '../../../core/contract/rule.ts'
import { HouseFixture } from './house-fixture.ts'

const house = new HouseFixture()
let north: { point: { id: number } }
let south: { point: { id: number } }
const MINUTE_MS = 60_000
const HOURS = { days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '05:00' }

beforeAll(async () => {
  await house.open()
  north = house.furnish('north')
  south = house.furnish('south')
})
afterAll(() => house.close())

const rule = (condition: object, pointId = north.point.id) => ({
  pointId,
  name: 'Too much',
  condition,
  ...RULE_DEFAULTS,
  priority: 'high',
})
const post = (path: string, payload: object, sites = ['north']) =>
  house.call('POST', path, { headers: house.bearer('manager', sites), payload })

describe('a rule that could not work', () => {
  test.each([
    ['an expression nobody understands', { type: 'expression', text: 'value >', points: {} }],
    ['code', { type: 'expression', text: 'value.constructor > 1', points: {} }],
    ['a name nobody gave', { type: 'expression', text: 'other > 1', points: {} }],
    ['hours without anything in them', { type: 'schedule', hours: [HOURS], inside: null, outside: null }],
    [
      'hours that are none',
      { type: 'schedule', hours: [{ ...HOURS, from: '25:00' }], inside: null, outside: null },
    ],
    ['a type that is none', { type: 'whatever' }],
    ['hours within hours', { type: 'schedule', hours: [HOURS], inside: { type: 'schedule' }, outside: null }],
  ])('%s is refused', async (_, condition) => {
    const reply = await post('/rules', rule(condition))
    expect(reply.statusCode).toBe(400)
    expect(reply.json()).toMatchObject({ code: 'request.invalid' })
  })

  test('a point of another site is as good as none', async () => {
    const condition = { type: 'mismatch', expected: { pointId: south.point.id }, tolerance: 0 }
    expect((await post('/rules', rule(condition))).json()).toMatchObject({
      code: 'request.invalid',
      message: `there is no point ${south.point.id}`,
    })
  })

  test('an edit is looked at as well', async () => {
    const headers = house.bearer('manager', ['north'])
    const payload = { condition: { type: 'expression', text: 'nobody > 1', points: {} } }
    expect((await house.call('PATCH', '/rules/north-rule', { headers, payload })).statusCode).toBe(400)
  })
})

test('each kind that works is taken and comes back as it was', async () => {
  const use = { type: 'use', side: 'above', amount: 2, windowS: 3600 }
  const night = { type: 'schedule', hours: [HOURS], inside: use, outside: null }
  const text = { type: 'expression', text: 'value > 3 && hour < 6', points: {} }
  for (const condition of [use, night, text]) {
    const reply = await post('/rules', rule(condition))
    expect(reply.statusCode, reply.body).toBe(200)
    expect(reply.json().condition).toEqual(condition)
  }
})

describe('a try on the past', () => {
  const tried = (pointId: number) => ({
    pointId,
    condition: { type: 'use', side: 'above', amount: 2, windowS: 3600 },
    onDelayS: 0,
    offDelayS: 0,
    days: 2,
  })

  test('answers what would have been, and changes nothing', async () => {
    const now = house.clock.now()
    for (let minute = 600; minute > 0; minute -= 10)
      house.readings.push({
        point: north.point.id,
        at: now - minute * MINUTE_MS,
        value: minute > 300 ? 100 : 100 + (300 - minute) / 10,
        quality: 'good',
      })
    const rules = house.state.rules.list()
    const reply = await post('/rules/replay', { ...tried(north.point.id), ruleId: 'north-rule' })
    expect(reply.statusCode, reply.body).toBe(200)
    expect(reply.json()).toMatchObject({ after: 1, readings: 60, complete: true })
    expect(reply.json().episodes.filter((one: { fate: string }) => one.fate !== 'gone')).toHaveLength(1)
    expect(house.state.rules.list()).toEqual(rules)
  })

  test('not on another site’s point, nor against its rule', async () => {
    expect((await post('/rules/replay', tried(south.point.id))).statusCode).toBe(404)
    const against = { ...tried(north.point.id), ruleId: 'south-rule' }
    expect((await post('/rules/replay', against)).statusCode).toBe(404)
  })
})
