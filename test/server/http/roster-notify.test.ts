/** Duty, escalation, contacts and channels over HTTP: what works, what is refused, and that sites are kept apart. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EscalationPlan } from '../../../core/contract/escalation.ts'
import type { Duty, Roster } from '../../../core/contract/roster.ts'
import { HouseFixture } from './house-fixture.ts'

const house = new HouseFixture()
const ids: Record<string, string> = {}
let roster: Roster
const MONDAY = '2026-03-02'

beforeAll(async () => {
  await house.open()
  house.furnish('north')
  house.furnish('south')
  house.state.areas.put({
    id: 'cold',
    siteId: 'north',
    parentId: null,
    name: { zh: '冷库', en: 'Cold store' },
  })
  await house.user('admin')
  for (const [name, role, site] of [
    ['ann', 'kitchen', 'north'],
    ['ben', 'kitchen', 'north'],
    ['boss', 'manager', 'north'],
    ['other', 'manager', 'south'],
  ] as const)
    ids[name] = (await house.user(name, role, [site])).id
  roster = (await call('POST', '/rosters', rosterOf())).json()
})
afterAll(() => house.close())

const rosterOf = (more: object = {}) => ({
  name: '值班',
  areaIds: [],
  shifts: [
    { id: 'day', name: { zh: '白班', en: 'Day' }, from: '06:00', to: '18:00' },
    { id: 'night', name: { zh: '夜班', en: 'Night' }, from: '18:00', to: '06:00' },
  ],
  weeks: 1,
  anchor: MONDAY,
  slots: [1, 2, 3, 4, 5, 6, 7].flatMap(day => [
    { week: 0, day, shiftId: 'day', userIds: [ids.ann] },
    { week: 0, day, shiftId: 'night', userIds: [ids.ben] },
  ]),
  ...more,
})
const call = (
  method: string,
  path: string,
  payload?: unknown,
  site = 'north',
  role: 'manager' | 'administrator' = 'administrator',
) =>
  house.call(method, path, {
    headers: house.bearer(role, [site]),
    ...(payload === undefined ? {} : { payload: payload as object }),
  })

describe('a roster', () => {
  test('says who is on duty now and next', async () => {
    const duties = (await call('GET', '/duties')).json() as Duty[]
    // 2026-03-02T00:00Z is eight in the morning there.
    expect(duties.map(({ shiftId, userIds, date }) => [date, shiftId, ...userIds])).toEqual([
      [MONDAY, 'day', ids.ann],
      [MONDAY, 'night', ids.ben],
      ['2026-03-03', 'day', ids.ann],
    ])
  })

  test('two swap: each has the other’s shift on those dates alone; the plan stays', async () => {
    const a = { date: '2026-03-04', shiftId: 'day', userId: ids.ann }
    const b = { date: '2026-03-05', shiftId: 'night', userId: ids.ben }
    const reply = await call('POST', `/rosters/${roster.id}/swap`, { a, b, note: 'a wedding' })
    expect(reply.statusCode, reply.body).toBe(200)
    expect(reply.json().swaps).toMatchObject([
      { date: '2026-03-04', shiftId: 'day', userIds: [ids.ben], note: 'a wedding' },
      { date: '2026-03-05', shiftId: 'night', userIds: [ids.ann] },
    ])
    expect(reply.json().slots).toEqual(roster.slots)
    expect((await call('POST', `/rosters/${roster.id}/swap`, { a, b })).statusCode).toBe(409)
    const back = { date: '2026-03-04', shiftId: 'day', userIds: null }
    const undone = (await call('POST', `/rosters/${roster.id}/cover`, back)).json() as Roster
    expect(undone.swaps.map(({ date }) => date)).toEqual(['2026-03-05'])
  })

  test.each<[string, object]>([
    ['an anchor that is no Monday', { anchor: '2026-03-03' }],
    ['a slot of no shift', { slots: [{ week: 0, day: 1, shiftId: 'noon', userIds: [] }] }],
    ['a slot beyond the cycle', { slots: [{ week: 1, day: 1, shiftId: 'day', userIds: [] }] }],
    ['a day that is none', { slots: [{ week: 0, day: 8, shiftId: 'day', userIds: [] }] }],
    ['no shift at all', { shifts: [] }],
    [
      'the same shift twice',
      { shifts: [0, 1].map(() => ({ id: 'day', name: { zh: '', en: '' }, from: '06:00', to: '18:00' })) },
    ],
  ])('%s is refused', async (_, more) => {
    expect((await call('POST', '/rosters', rosterOf(more))).statusCode).toBe(400)
  })
})

describe('an escalation plan', () => {
  const planOf = (more: object = {}) => ({
    name: '升级',
    areaIds: [],
    priorities: ['high'],
    steps: [
      { afterS: 0, who: [{ to: 'on-duty' }], channelIds: [] },
      { afterS: 300, who: [{ to: 'role', role: 'manager' }], channelIds: ['north-channel'] },
    ],
    remindS: 600,
    remindTimes: 3,
    enabled: true,
    ...more,
  })

  test('is kept, and shows who would be told now and who cannot be reached', async () => {
    const plan = (await call('POST', '/escalations', planOf())).json() as EscalationPlan
    await call('POST', '/channels', {
      name: '推送',
      type: 'push',
      url: '',
      secret: null,
      minPriority: 'low',
      enabled: true,
    })
    house.state.pushSubscriptions.put({
      id: 'b',
      userId: ids.ann ?? '',
      endpoint: '',
      p256dh: '',
      auth: '',
      language: 'zh',
      createdAt: 0,
    })
    const {
      plan: name,
      tellings,
      unreachable,
    } = (await call('GET', '/escalations/preview?priority=high')).json()
    expect(name).toEqual(plan.name)
    const said = tellings.map(
      (one: { afterS: number; person: string | null }) => `${one.afterS} ${one.person}`,
    )
    expect(said.sort()).toEqual(['0 ann', '0 null', '300 null'])
    expect(unreachable).toEqual(['boss'])
    expect((await call('GET', '/escalations/preview?areaId=cold')).statusCode).toBe(200)
    expect((await call('GET', '/escalations/preview?areaId=cold', undefined, 'south')).statusCode).toBe(404)
  })

  test.each<[string, object]>([
    [
      'steps that do not come one after the other',
      { steps: [300, 300].map(afterS => ({ afterS, who: [], channelIds: [] })) },
    ],
    ['a channel of another site', { steps: [{ afterS: 0, who: [], channelIds: ['south-channel'] }] }],
    ['a place that is not there', { areaIds: ['nowhere'] }],
    ['no step', { steps: [] }],
  ])('with %s is refused', async (_, more) => {
    expect((await call('POST', '/escalations', planOf(more))).statusCode).toBe(400)
  })
})

describe('one’s own reach', () => {
  test('is one’s own: an address and quiet hours, kept apart from everybody else’s', async () => {
    const ann = await house.cookieOf('ann')
    const quiet = { hours: [{ days: [6, 7], from: '22:00', to: '08:00' }], through: 'high' }
    const reply = await house.call('PUT', '/me/contact', {
      headers: ann,
      payload: { email: 'ann@example.org', quiet },
    })
    expect(reply.json()).toMatchObject({ id: ids.ann, email: 'ann@example.org', quiet, wecom: null })
    expect(
      (await house.call('GET', '/me/contact', { headers: await house.cookieOf('ben') })).json().email,
    ).toBeNull()
    for (const email of ['no address', 'a@b,c@d', 'a b@c', '<a@b>'])
      expect((await house.call('PUT', '/me/contact', { headers: ann, payload: { email } })).statusCode).toBe(
        400,
      )
  })

  test('colleagues see a name and by what somebody is reached, never the address', async () => {
    const reply = await house.call('GET', '/people', { headers: await house.cookieOf('ben') })
    expect(reply.json().find((one: { name: string }) => one.name === 'ann')).toEqual({
      id: ids.ann,
      name: 'ann',
      role: 'kitchen',
      email: true,
      push: 1,
    })
    expect(reply.body).not.toContain('@')
    expect(reply.body).not.toContain('other')
  })

  test('a browser tells one person, and is theirs to switch off', async () => {
    const body = {
      endpoint: 'https://push.example/1',
      p256dh: 'B'.repeat(87),
      auth: 'A'.repeat(22),
      language: 'zh',
    }
    const ann = await house.cookieOf('ann')
    const ben = await house.cookieOf('ben')
    const { id } = (await house.call('POST', '/push/subscriptions', { headers: ann, payload: body })).json()
    await house.call('POST', '/push/subscriptions', { headers: ben, payload: body })
    expect(house.state.pushSubscriptions.get(id)?.userId).toBe(ids.ben)
    expect((await house.call('DELETE', `/push/subscriptions/${id}`, { headers: ann })).statusCode).toBe(404)
    expect((await house.call('DELETE', `/push/subscriptions/${id}`, { headers: ben })).statusCode).toBe(200)
    const script = { headers: house.bearer('administrator'), payload: body }
    expect((await house.call('POST', '/push/subscriptions', script)).statusCode).toBe(403)
  })
})

test('what a channel lacks is said when it is made', async () => {
  const base = { name: 'x', url: '', secret: null, minPriority: 'low', enabled: true }
  const siren = { deviceId: 'south-valve', channel: null, forS: 60 }
  for (const more of [
    { type: 'email' },
    { type: 'email', url: 'https://mail.example' },
    { type: 'dingtalk' },
    { type: 'dingtalk', url: 'smtp://mail.example' },
    { type: 'siren' },
    { type: 'siren', siren },
    { type: 'siren', siren: { ...siren, deviceId: null } },
  ])
    expect((await call('POST', '/channels', { ...base, ...more })).statusCode, JSON.stringify(more)).toBe(400)
  const mine = { ...siren, deviceId: 'north-valve' }
  expect((await call('POST', '/channels', { ...base, type: 'siren', siren: mine })).statusCode).toBe(200)
})

test('what was given up is tried again on request, and nothing else', async () => {
  const row = { channelId: 'north-channel', alarmId: 'north-alarm', event: 'raised', createdAt: 1, tries: 9 }
  const given = house.state.deliveries.add({
    ...row,
    state: 'given-up',
    nextTryAt: null,
    settledAt: 2,
    lastError: '500',
  })
  const lost = (await call('GET', '/deliveries?state=given-up')).json()
  expect(lost).toMatchObject([{ id: given.id, alarm: { zh: '名' }, channel: { zh: '名' }, person: null }])
  expect((await call('POST', `/deliveries/${given.id}/retry`, {}, 'south')).statusCode).toBe(404)
  const again = await call('POST', `/deliveries/${given.id}/retry`, {})
  expect(again.json()).toMatchObject({ state: 'waiting', createdAt: house.clock.now() })
  expect((await call('POST', `/deliveries/${given.id}/retry`, {})).statusCode).toBe(409)
})

describe('a manager of the south', () => {
  test.each<[string, () => string, object?]>([
    ['PATCH', () => `/rosters/${roster.id}`, { weeks: 2 }],
    ['DELETE', () => `/rosters/${roster.id}`],
    ['POST', () => `/rosters/${roster.id}/cover`, { date: MONDAY, shiftId: 'day', userIds: [] }],
    ['PUT', () => '/responsibilities/cold', { userId: null, deputyId: null }],
    ['PUT', () => '/responsibilities/site:north', { userId: null, deputyId: null }],
    ['PATCH', () => `/escalations/${house.state.escalationPlans.list()[0]?.id}`, { remindS: 0 }],
    ['DELETE', () => `/escalations/${house.state.escalationPlans.list()[0]?.id}`],
    ['GET', () => `/people/${ids.ann}/contact`],
    ['PUT', () => `/people/${ids.ann}/contact`, { email: 'mine@example.org' }],
  ])('finds nothing at %s %s of the north', async (method, path, payload) => {
    const reply = await call(method, path(), payload, 'south')
    expect(reply.statusCode, reply.body).toBe(404)
  })

  test('lists nothing of the north', async () => {
    for (const path of [
      '/rosters',
      '/escalations',
      '/responsibilities',
      '/duties',
      '/quiet-requests',
      '/rules/out-of-service',
    ])
      expect((await call('GET', path, undefined, 'south')).json(), path).toEqual([])
  })
})

test('the key in a robot’s address is for those who may change it, and not for the audit log', async () => {
  const url = 'https://oapi.dingtalk.com/robot/send?access_token=very-secret'
  const body = { name: '钉钉', type: 'dingtalk', url, secret: 'SEC', minPriority: 'low', enabled: true }
  const { id } = (await call('POST', '/channels', body)).json()
  await call('PATCH', `/channels/${id}`, { name: '厨房群' })
  expect((await call('GET', '/channels')).body).toContain('very-secret')
  const seen = await call('GET', '/channels', undefined, 'north', 'manager')
  expect(seen.body).toContain('https://oapi.dingtalk.com')
  expect(seen.body).not.toContain('very-secret')
  await call('DELETE', `/channels/${id}`)
  expect(JSON.stringify(house.state.audit.list({}, { limit: 5 }))).not.toContain('very-secret')
})
