/** Who gets in where: every route, every role, every site. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { can } from '../../../core/access/can.ts'
import { api } from '../../../core/contract/api.ts'
import type { RouteShape } from '../../../core/contract/route.ts'
import { ROLES } from '../../../core/contract/user.ts'
import { HouseFixture } from './house-fixture.ts'

const routes = Object.entries(api) as [string, RouteShape][]
const guarded = routes.filter(([, route]) => route.action !== 'public')
const house = new HouseFixture()
beforeAll(() => house.open())
afterAll(() => house.close())

const filled = (path: string) => path.replaceAll(/:(id|key)/g, '1')

test('every route of the contract is mounted', () => {
  expect(routes.length).toBeGreaterThan(55)
  for (const [name, { method, path }] of routes)
    expect(house.app.hasRoute({ method, url: `/api/v1${path}` }), name).toBe(true)
})

test.each(guarded)(
  '%s answers 401 without credentials and with wrong ones',
  async (_name, { method, path }) => {
    const strangers = [
      {},
      { authorization: 'Bearer stw_wrong' },
      { authorization: 'Bearer ' },
      { cookie: 'steward_session=wrong' },
      { cookie: 'steward_session=__proto__' },
    ]
    for (const headers of strangers) {
      const reply = await house.call(method, filled(path), { headers })
      expect(reply.statusCode).toBe(401)
      expect(reply.json()).toMatchObject({ code: 'session.required' })
    }
  },
)

describe.each(ROLES)('the role %s', role => {
  test('is refused by every route it has no grant for, and by no other', async () => {
    const headers = house.bearer(role)
    for (const [name, { method, path, action }] of guarded) {
      if (action === 'public' || action === 'signed-in') continue
      const { statusCode } = await house.call(method, filled(path), { headers })
      const allowed = can({ name: '', role, sites: ['*'] }, action)
      expect(statusCode === 403, `${role} ${name} ${statusCode}`).toBe(!allowed)
      expect(statusCode, name).not.toBe(500)
    }
  })
})

test('a viewer changes nothing', async () => {
  house.furnish('north')
  const headers = house.bearer('viewer')
  const before = contents()
  for (const [name, { method, path, action }] of guarded) {
    if (method === 'GET' || action === 'signed-in' || name === 'previewProgram') continue
    const reply = await house.call(method, filled(path), { headers, payload: {} })
    expect(reply.statusCode, name).toBe(403)
  }
  expect(contents()).toEqual(before)
})

describe('a manager of the south', () => {
  const headers = () => house.bearer('administrator', ['south'])
  beforeAll(() => {
    house.furnish('north')
    house.furnish('south')
  })

  test.each<[string, string, object?]>([
    ['GET', '/devices/north-valve'],
    ['PATCH', '/devices/north-valve', { name: 'mine' }],
    ['POST', '/inbox/north-valve/adopt', { kind: 'valve' }],
    ['POST', '/inbox/north-valve/ignore'],
    ['POST', '/devices', { id: 'spy', siteId: 'north' }],
    ['PATCH', '/sites/north', { name: 'mine' }],
    ['POST', '/areas', { siteId: 'north', name: 'mine' }],
    ['GET', '/points/1'],
    ['PATCH', '/points/1', { name: 'mine' }],
    ['GET', '/points/1/readings'],
    ['GET', '/points/1/buckets'],
    ['GET', '/points/1/use'],
    ['PATCH', '/rules/north-rule', { enabled: false }],
    ['PATCH', '/rules/south-rule', { pointId: 1 }],
    ['DELETE', '/rules/north-rule'],
    ['GET', '/alarms/north-alarm'],
    ['POST', '/alarms/north-alarm/acknowledge'],
    ['POST', '/alarms/north-alarm/close'],
    ['POST', '/alarms/north-alarm/shelve', { minutes: 5 }],
    ['POST', '/alarms/north-alarm/unshelve'],
    ['PATCH', '/channels/north-channel', { enabled: false }],
    ['POST', '/channels/north-channel/test'],
    ['DELETE', '/channels/north-channel'],
    ['PATCH', '/zones/north-zone', { enabled: false }],
    ['PATCH', '/zones/south-zone', { valveDeviceId: 'north-valve' }],
    ['POST', '/zones/north-zone/run', { runS: 60 }],
    ['POST', '/zones/north-zone/stop'],
    ['PATCH', '/programs/north-program', { enabled: false }],
    ['PATCH', '/programs/south-program', { steps: [{ zoneId: 'north-zone', runS: 60 }] }],
    ['POST', '/programs/north-program/pause', { hours: 1 }],
    ['DELETE', '/programs/north-program'],
    ['PATCH', '/meters/north-meter', { name: 'mine' }],
    ['PATCH', '/meters/south-meter', { parentId: 'north-meter' }],
    ['GET', '/meters/north-meter/use'],
    ['DELETE', '/meters/north-meter'],
    ['PATCH', '/tariffs/north-tariff', { name: 'mine' }],
    ['DELETE', '/tariffs/north-tariff'],
  ])('%s %s is not there', async (method, path, payload = {}) => {
    const before = contents()
    const body = method === 'GET' ? {} : { payload }
    const reply = await house.call(method, path, { headers: headers(), ...body })
    expect(reply.statusCode, reply.body).toBe(404)
    expect(reply.json().code).toBe('thing.not-found')
    expect(contents()).toEqual(before)
  })

  test('lists only what is theirs', async () => {
    const seen = headers()
    for (const path of [
      '/sites',
      '/devices',
      '/points',
      '/rules',
      '/alarms',
      '/channels',
      '/zones',
      '/programs',
      '/tariffs',
    ]) {
      const { body } = await house.call('GET', path, { headers: seen })
      expect(body, path).toContain('south')
      expect(body, path).not.toContain('north')
    }
  })

  test('gives nobody more than they hold', async () => {
    const users = [
      { username: 'a1', role: 'manager', password: 'long enough', sites: ['*'] },
      { username: 'a2', role: 'manager', password: 'long enough', sites: ['south', 'north'] },
    ]
    for (const payload of users)
      expect((await house.call('POST', '/users', { headers: headers(), payload })).statusCode).toBe(403)
    const all = await house.user('of-all-sites', 'viewer')
    const change = { headers: headers(), payload: { password: 'taken over' } }
    expect((await house.call('PATCH', `/users/${all.id}`, change)).statusCode).toBe(404)
  })
})

function contents(): unknown {
  const { devices, points, rules, alarms, channels, zones, programs, meters, tariffs, sites, areas } =
    house.state
  return [devices, points, rules, alarms, channels, zones, programs, meters, tariffs, sites, areas].map(c =>
    c.list(),
  )
}
