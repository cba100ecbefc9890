/** Rules out into a file and in again: a dry run says what would change, a fault stops all of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { RuleEntry } from '../../../core/contract/rule-file.ts'
import { HouseFixture } from './house-fixture.ts'

const house = new HouseFixture()
beforeAll(async () => {
  await house.open()
})
afterAll(() => house.close())
beforeEach(() => {
  for (const { id } of house.state.rules.list()) house.state.rules.remove(id)
  for (const site of ['north', 'south'])
    if (house.state.devices.get(`${site}-valve`) === undefined) house.furnish(site)
  for (const site of ['north', 'south']) house.furnish(site)
})

const headers = () => house.bearer('manager', ['north'])
async function exported(): Promise<RuleEntry[]> {
  const reply = await house.call('GET', '/rules/file', { headers: headers() })
  return parse(reply.json().yaml)
}
async function imported(entries: unknown, more: object = {}) {
  const text =
    typeof entries === 'string' ? entries : stringify(entries, null, { aliasDuplicateObjects: false })
  const payload = { text, apply: true, removeOthers: false, ...more }
  return house.call('POST', '/rules/file', { headers: headers(), payload })
}

test('a file that was just written changes nothing, as YAML and as JSON', async () => {
  const entries = await exported()
  expect(entries).toMatchObject([{ id: 'north-rule', point: 'north-valve/water_total', priority: 'high' }])
  const expected = { changes: [], faults: [], same: 1 }
  expect((await imported(entries)).json()).toMatchObject(expected)
  expect((await imported(JSON.stringify(entries))).json()).toMatchObject(expected)
})

test('a dry run says what would change and changes nothing; applying does, with every change in the audit', async () => {
  const [first] = await exported()
  if (first === undefined) throw new Error('no rule')
  const wanted = [
    { ...first, condition: { type: 'high', limit: 11, deadband: 1 } },
    { ...first, id: 'new-one', onDelayS: 60 },
  ]
  const before = house.state.rules.list()
  const dry = (await imported(wanted, { apply: false })).json()
  expect(dry).toMatchObject({
    applied: false,
    changes: [
      { kind: 'added', id: 'new-one', before: null },
      {
        kind: 'changed',
        id: 'north-rule',
        before: { condition: { limit: 8 } },
        after: { condition: { limit: 11 } },
      },
    ],
  })
  expect(house.state.rules.list()).toEqual(before)
  expect((await imported(wanted)).json()).toMatchObject({ applied: true })
  expect(house.state.rules.get('north-rule')?.condition).toMatchObject({ limit: 11 })
  expect(house.state.rules.get('new-one')).toMatchObject({ siteId: 'north', onDelayS: 60 })
  const audited = house.state.audit.list({}, { limit: 3 }).map(({ action, target }) => `${action} ${target}`)
  expect(audited).toEqual(['importRules file', 'changeRule north-rule', 'createRule new-one'])
})

test('others stay unless they are to go, and those of another site always stay', async () => {
  await imported([])
  expect(house.state.rules.list()).toHaveLength(2)
  expect((await imported([], { removeOthers: true })).json()).toMatchObject({
    changes: [{ kind: 'removed' }],
  })
  expect(house.state.rules.list().map(({ id }) => id)).toEqual(['south-rule'])
})

describe('one fault stops the whole file', () => {
  test.each<[string, (entry: RuleEntry) => unknown, string]>([
    ['a point that is not there', entry => ({ ...entry, point: 'nowhere/temperature' }), 'no point nowhere'],
    [
      'a point of another site',
      entry => ({ ...entry, point: 'south-valve/water_total' }),
      'no point south-valve',
    ],
    [
      'a condition that is none',
      entry => ({ ...entry, condition: { type: 'whatever' } }),
      'condition is none',
    ],
    [
      'an expression nobody understands',
      entry => ({ ...entry, condition: { type: 'expression', text: 'value >', points: {} } }),
      '',
    ],
    ['a priority that is none', entry => ({ ...entry, priority: 'urgent' }), 'priority'],
    ['an id of another site', entry => ({ ...entry, id: 'south-rule' }), 'another site'],
    ['no rule at all', () => 'hello', ''],
  ])('%s', async (_, spoil, said) => {
    const [first] = await exported()
    if (first === undefined) throw new Error('no rule')
    const before = house.state.rules.list()
    const answer = (await imported([{ ...first, onDelayS: 99 }, spoil({ ...first, id: 'x' })])).json()
    expect(answer.applied).toBe(false)
    expect(answer.faults).toHaveLength(1)
    expect(answer.faults[0].message).toContain(said)
    expect(house.state.rules.list()).toEqual(before)
  })

  test.each(['{', 'a: b', '&a [*a, *a]'])('%s is no file of rules', async text => {
    expect((await imported(text)).statusCode).toBe(400)
  })
})
