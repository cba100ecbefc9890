/** Two persons quieten life safety, by a shelf or for maintenance: each by their own sign-in, and both are named. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Alarm } from '../../../core/contract/alarm.ts'
import type { Rule, RuleStanding } from '../../../core/contract/rule.ts'
import { HouseFixture, PASSWORD } from './house-fixture.ts'

const house = new HouseFixture()
const shelved: unknown[][] = []
const taken: unknown[][] = []
const outOfService = new Map<string, RuleStanding['outOfService']>()
let first: { cookie: string }
let second: { cookie: string }
const alarm = (): Alarm => ({ ...house.alarm('north-alarm', 'north'), lifeSafety: true })

const gasRule = (): Rule => ({
  ...(house.state.rules.get('north-rule') as Rule),
  lifeSafety: true,
  enabled: true,
})
const standing = ({ id, siteId, pointId }: Rule): RuleStanding => ({
  ruleId: id,
  siteId,
  pointId,
  state: 'norm',
  sight: 'sees',
  active: false,
  value: null,
  since: 0,
  shelvedUntil: null,
  suppressedBy: [],
  outOfService: outOfService.get(id) ?? null,
  muted: 0,
  alarmId: null,
})

beforeAll(async () => {
  const dependencies = house.dependencies()
  await house.open({
    alarms: {
      ...dependencies.alarms,
      shelve: (...said) => {
        shelved.push(said)
        return alarm()
      },
      takeOut: (...said) => void taken.push(said),
      standings: () => house.state.rules.list().map(standing),
    },
  })
  house.furnish('north')
  await house.user('admin')
  for (const name of ['ann', 'ben']) await house.user(name, 'kitchen', ['north'])
  await house.user('guest', 'viewer', ['north'])
  await house.user('south', 'manager', ['south'])
  first = await house.cookieOf('ann')
  second = await house.cookieOf('ben')
})
afterAll(() => house.close())
beforeEach(() => {
  shelved.length = 0
  taken.length = 0
  outOfService.clear()
  house.state.rules.put(gasRule())
  house.state.alarms.put(alarm())
})

const asked = { minutes: 30, note: 'the detector is being exchanged' }
const ask = async (headers = first) => {
  const reply = await house.call('POST', '/alarms/north-alarm/shelf-requests', { headers, payload: asked })
  return reply.json() as { id: string }
}
const confirm = (id: string, headers: object, seconder?: object) =>
  house.call('POST', `/quiet-requests/${id}/confirm`, {
    headers: { ...headers },
    payload: seconder === undefined ? {} : { seconder },
  })

test('the second person agrees from their own session', async () => {
  const { id } = await ask()
  expect((await house.call('GET', '/quiet-requests', { headers: second })).json()).toMatchObject([
    { id, by: 'ann' },
  ])
  expect((await confirm(id, second)).statusCode).toBe(200)
  expect(shelved).toEqual([['north-alarm', 'ann', 30, asked.note, 'ben']])
  expect(house.state.audit.list({}, { limit: 1 })).toMatchObject([
    { action: 'confirmQuiet', by: 'ben', target: 'north-alarm', after: { seconder: 'ben' } },
  ])
  expect((await confirm(id, second)).statusCode).toBe(404)
})

test('or with their own password at the first one’s screen', async () => {
  const { id } = await ask()
  expect((await confirm(id, first, { username: 'ben', password: PASSWORD })).statusCode).toBe(200)
  expect(shelved).toMatchObject([['north-alarm', 'ann', 30, asked.note, 'ben']])
  expect(JSON.stringify(house.state.audit.list({}, { limit: 2 }))).not.toContain(PASSWORD)
})

describe('nobody agrees with themselves', () => {
  test.each<[string, number, () => [object, object?]]>([
    ['from the same session', 403, () => [first]],
    ['with their own password', 403, () => [first, { username: 'ann', password: PASSWORD }]],
    ['with a wrong password', 401, () => [first, { username: 'ben', password: 'guessed it' }]],
    ['for somebody unknown', 401, () => [first, { username: 'nobody', password: PASSWORD }]],
    ['for somebody who may not', 403, () => [first, { username: 'guest', password: PASSWORD }]],
    ['for somebody of another site', 403, () => [first, { username: 'south', password: PASSWORD }]],
    ['by a script', 403, () => [house.bearer('administrator')]],
  ])('%s', async (_, status, who) => {
    const { id } = await ask()
    expect((await confirm(id, ...who())).statusCode).toBe(status)
    expect(shelved).toEqual([])
  })
})

test('after ten minutes somebody asks again; one that is withdrawn is gone', async () => {
  const { id } = await ask()
  house.clock.advance(10 * 60_000)
  expect((await confirm(id, second)).statusCode).toBe(404)
  const again = await ask()
  expect((await house.call('DELETE', `/quiet-requests/${again.id}`, { headers: second })).statusCode).toBe(
    200,
  )
  expect((await confirm(again.id, second)).statusCode).toBe(404)
  expect(shelved).toEqual([])
})

test('an alarm one person may shelve needs no second', async () => {
  house.state.alarms.put({ ...alarm(), lifeSafety: false })
  const reply = await house.call('POST', '/alarms/north-alarm/shelf-requests', {
    headers: first,
    payload: asked,
  })
  expect(reply.statusCode).toBe(400)
})

describe('out of service', () => {
  const out = { by: 'ann', second: 'ben', note: 'exchanged', until: 9e12 }
  const takeOut = (payload: object = asked, headers = first) =>
    house.call('POST', '/devices/north-valve/out-of-service', { headers, payload })

  test('life safety waits for a second person, and is taken out in both names', async () => {
    const { request } = (await takeOut()).json()
    expect(request).toMatchObject({ what: 'out-of-service', ruleIds: ['north-rule'], by: 'ann' })
    expect(taken).toEqual([])
    expect((await confirm(request.id, first)).statusCode).toBe(403)
    expect((await confirm(request.id, second)).statusCode).toBe(200)
    expect(taken).toEqual([[['north-rule'], { by: 'ann', second: 'ben', ...asked }]])
    expect(house.state.audit.list({}, { limit: 1 })).toMatchObject([
      {
        action: 'confirmQuiet',
        by: 'ben',
        target: 'north-valve',
        after: { seconder: 'ben', note: asked.note },
      },
    ])
  })

  test('what is no life safety is taken out by one', async () => {
    house.state.rules.put({ ...gasRule(), lifeSafety: false })
    expect((await takeOut()).json()).toEqual({ request: null })
    expect(taken).toEqual([[['north-rule'], { by: 'ann', second: null, ...asked }]])
  })

  test.each<[string, number, object]>([
    ['without a reason', 400, { minutes: 30, note: ' ' }],
    ['without an end', 400, { note: 'exchanged' }],
    ['for more than a week', 400, { minutes: 7 * 24 * 60 + 1, note: 'exchanged' }],
    ['of a rule it has not', 404, { ...asked, ruleIds: ['north-rule', 'other-rule'] }],
  ])('never %s', async (_, status, body) => {
    expect((await takeOut(body)).statusCode).toBe(status)
  })

  test('everybody at the site sees it, nobody elsewhere', async () => {
    outOfService.set('north-rule', out)
    const listed = async (name: string) =>
      (await house.call('GET', '/rules/out-of-service', { headers: await house.cookieOf(name) })).json()
    expect(await listed('guest')).toMatchObject([{ ruleId: 'north-rule', deviceId: 'north-valve', ...out }])
    expect(await listed('south')).toEqual([])
  })

  test('no edit, removal, file or setting aside silences life safety for one person', async () => {
    const headers = await house.cookieOf('admin')
    const attempts = [
      () => house.call('PATCH', '/rules/north-rule', { headers, payload: { enabled: false } }),
      () => house.call('PATCH', '/rules/north-rule', { headers, payload: { lifeSafety: false } }),
      () => house.call('DELETE', '/rules/north-rule', { headers }),
      () => house.call('PATCH', '/devices/north-valve', { headers, payload: { status: 'disabled' } }),
      () => house.call('PATCH', '/devices/north-valve', { headers, payload: { kind: 'fridge' } }),
      () =>
        house.call('POST', '/rules/file', {
          headers,
          payload: { text: '[]', apply: true, removeOthers: true },
        }),
    ]
    for (const attempt of attempts)
      expect((await attempt()).json()).toMatchObject({ code: 'alarm.not-shelvable' })
    expect(house.state.rules.get('north-rule')).toEqual(gasRule())
    outOfService.set('north-rule', out)
    const edit = { headers, payload: { enabled: false } }
    expect((await house.call('PATCH', '/rules/north-rule', edit)).statusCode).toBe(200)
  })
})
