/** The link in a message: opening it changes nothing, the button answers, and nobody can make one up. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LINK_MS, signLink } from '../../../server/notify/acknowledge-link.ts'
import { HouseFixture } from './house-fixture.ts'

const house = new HouseFixture()
let userId: string
let viewerId: string
beforeAll(async () => {
  await house.open()
  house.furnish('north')
  await house.user('admin')
  userId = (await house.user('chef', 'kitchen', ['north'])).id
  viewerId = (await house.user('guest', 'viewer', ['north'])).id
})
afterAll(() => house.close())
beforeEach(() => house.state.alarms.put(house.alarm('north-alarm', 'north')))

const link = (who: string | null, forMs = LINK_MS) =>
  signLink(house.state, {
    alarmId: 'north-alarm',
    channelId: 'north-channel',
    userId: who,
    expiresAt: house.clock.now() + forMs,
  })
const open = (token: string) =>
  house.app.inject({ method: 'GET', url: `/answer?t=${encodeURIComponent(token)}` })
const press = (token: string, name = '') =>
  house.app.inject({
    method: 'POST',
    url: '/answer',
    headers: { 'content-type': 'application/x-www-form-urlencoded', host: 'h', origin: 'http://h' },
    payload: new URLSearchParams({ t: token, name }).toString(),
  })
const alarm = () => house.state.alarms.get('north-alarm')

test('opening shows what it is about and one button, and changes nothing', async () => {
  const page = await open(link(userId))
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-type']).toContain('text/html')
  expect(page.headers['cache-control']).toBe('no-store')
  expect(page.body).toContain('<button>我来处理</button>')
  expect(page.body).not.toContain('<script')
  expect(alarm()).toMatchObject({ state: 'unack', acknowledgedBy: null })
})

test('the button answers in the person’s name, which is in the audit; pressing again finds it in hand', async () => {
  const token = link(userId)
  expect((await press(token)).body).toContain('由您处理')
  expect(alarm()).toMatchObject({ state: 'acked', acknowledgedBy: 'chef' })
  expect(house.state.audit.list({}, { limit: 1 })).toMatchObject([{ action: 'acknowledgeAlarm', by: 'chef' }])
  expect((await press(token)).body).toContain('chef 已在处理')
})

test('who answers from a group says who they are', async () => {
  const token = link(null)
  expect((await open(token)).body).toContain('name="name" required')
  expect((await press(token)).statusCode).toBe(403)
  expect(alarm()?.state).toBe('unack')
  await press(token, '李<四>')
  expect(alarm()?.acknowledgedBy).toBe('名 / 李<四>')
  expect((await open(token)).body).toContain('李&#60;四&#62;')
})

describe('is refused', () => {
  test.each<[string, () => string]>([
    ['too old', () => link(userId, -1)],
    ['another signature', () => `${link(userId).split('.')[0]}.AAAAAAAAAAAAAAAAAAAAAA`],
    ['another person in it', () => `${link(viewerId).split('.')[0]}.${link(userId).split('.')[1]}`],
    ['nothing', () => ''],
    ['garbage', () => '%00.%00'],
  ])('%s', async (_, token) => {
    for (const reply of [await open(token()), await press(token())]) expect(reply.statusCode).toBe(410)
    expect(alarm()?.state).toBe('unack')
  })

  test('somebody who may not answer, or is no user any more', async () => {
    expect((await press(link(viewerId))).statusCode).toBe(403)
    const token = link(userId)
    await house.access.users.change(userId, { disabled: true })
    expect((await press(token)).statusCode).toBe(403)
    await house.access.users.change(userId, { disabled: false })
    expect(alarm()?.state).toBe('unack')
  })

  test('a press that another site’s page makes', async () => {
    const reply = await house.app.inject({
      method: 'POST',
      url: '/answer',
      headers: { 'content-type': 'application/x-www-form-urlencoded', host: 'h', origin: 'http://evil' },
      payload: `t=${link(userId)}`,
    })
    expect(reply.statusCode).toBe(403)
    expect(alarm()?.state).toBe('unack')
  })
})
