import { afterAll, beforeAll, expect, test } from 'vitest'
import { HouseFixture } from './house-fixture.ts'

const house = new HouseFixture()
beforeAll(() => house.open())
afterAll(() => house.close())

const open = (headers: object, payload: object) =>
  house.call('POST', '/pairing', { headers: headers as Record<string, string>, payload })

test.each([
  [{ prefix: '#', minutes: 5 }],
  [{ prefix: 'a/+/b', minutes: 5 }],
  [{ prefix: '$SYS', minutes: 5 }],
  [{ prefix: '', minutes: 5 }],
  [{ prefix: 'a/', minutes: 5 }],
  [{ prefix: 'a', minutes: 16 }],
  [{ prefix: 'a', minutes: 0 }],
])('%j is refused', async payload => {
  expect((await open(house.bearer('administrator'), payload)).statusCode).toBe(400)
  expect(house.paired).toBeNull()
})

test('only an administrator of all sites opens it; everybody sees it; a manager may close it', async () => {
  const order = { prefix: 'zigbee2mqtt', minutes: 15 }
  expect((await open(house.bearer('manager'), order)).statusCode).toBe(403)
  expect((await open(house.bearer('administrator', ['north']), order)).statusCode).toBe(403)
  expect((await open(house.bearer('administrator'), order)).statusCode).toBe(200)
  const seen = await house.call('GET', '/pairing', { headers: house.bearer('viewer') })
  expect(seen.json()).toMatchObject({ pairing: { prefix: 'zigbee2mqtt', by: 'token:administrator' } })
  const closed = await house.call('DELETE', '/pairing', { headers: house.bearer('manager') })
  expect(closed.json()).toEqual({ pairing: null })
  expect(house.state.audit.list().map(({ action, target }) => [action, target])).toEqual([
    ['closePairing', 'zigbee2mqtt'],
    ['openPairing', 'zigbee2mqtt'],
  ])
})
