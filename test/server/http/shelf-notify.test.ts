/** Two persons quieten a gas alarm: each by their own sign-in, and both are named. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Alarm } from '../../../core/contract/alarm.ts'
import { HouseFixture, PASSWORD } from './house-fixture.ts'

const house = new HouseFixture()
const shelved: unknown[][] = []
let first: { cookie: string }
let second: { cookie: string }
const alarm = (): Alarm => ({ ...house.alarm('north-alarm', 'north'), lifeSafety: true })

beforeAll(async () => {
  const dependencies = house.dependencies()
  await house.open({
    alarms: {
      ...dependencies.alarms,
      shelve: (...said) => {
        shelved.push(said)
        return alarm()
      },
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
  house.state.alarms.put(alarm())
})

const asked = { minutes: 30, note: 'the detector is being exchanged' }
const ask = async (headers = first) => {
  const reply = await house.call('POST', '/alarms/north-alarm/shelf-requests', { headers, payload: asked })
  return reply.json() as { id: string }
}
const confirm = (id: string, headers: object, seconder?: object) =>
  house.call('POST', `/shelf-requests/${id}/confirm`, {
    headers: { ...headers },
    payload: seconder === undefined ? {} : { seconder },
  })

test('the second person agrees from their own session', async () => {
  const { id } = await ask()
  expect((await house.call('GET', '/shelf-requests', { headers: second })).json()).toMatchObject([
    { id, by: 'ann' },
  ])
  expect((await confirm(id, second)).statusCode).toBe(200)
  expect(shelved).toEqual([['north-alarm', 'ann', 30, asked.note, 'ben']])
  expect(house.state.audit.list({}, { limit: 1 })).toMatchObject([
    { action: 'confirmShelf', by: 'ben', target: 'north-alarm', after: { seconder: 'ben' } },
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
  expect((await house.call('DELETE', `/shelf-requests/${again.id}`, { headers: second })).statusCode).toBe(
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
