/** Signing in and out, and what guessing, forging and stealing get. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HouseFixture, PASSWORD } from './house-fixture.ts'

let house: HouseFixture
beforeEach(async () => {
  house = await new HouseFixture().open()
})
afterEach(() => house.close())

const session = (headers: Record<string, string>) => house.call('GET', '/session', { headers })

describe('the first run', () => {
  test('makes an administrator for whoever reads the console, once', async () => {
    const code = (await house.access.begin({ adminPassword: null, language: 'zh' })) ?? ''
    const payload = { code, username: 'chef', password: PASSWORD }
    expect((await house.call('GET', '/setup')).json()).toEqual({ done: false })
    const wrong = await house.call('POST', '/setup', { payload: { ...payload, code: 'AAAAA-AAAAA' } })
    expect(wrong.json().code).toBe('session.setup-code-wrong')
    const made = await house.call('POST', '/setup', { payload: { ...payload, code: code.toLowerCase() } })
    expect(made.json()).toMatchObject({ username: 'chef', role: 'administrator', sites: ['*'] })
    expect(made.body).not.toContain('argon2')
    const again = await house.call('POST', '/setup', { payload })
    expect(again.statusCode).toBe(409)
    expect((await house.call('GET', '/setup')).json()).toEqual({ done: true })
  })

  test('waits for somebody who governs: a cook made at the console does not, nor who has no password yet', async () => {
    const cook = await house.access.users.create({ username: 'li', role: 'kitchen', password: PASSWORD })
    house.state.users.put({
      ...cook,
      id: 'imported',
      username: 'admin',
      role: 'administrator',
      passwordHash: '',
    })
    const config = { adminPassword: null, language: 'zh' } as const
    expect(await house.access.begin(config)).not.toBeNull()
    expect((await house.call('GET', '/setup')).json()).toEqual({ done: false })
    await house.access.users.change(cook.id, { password: 'another password' })
    expect(await house.access.begin({ ...config, adminPassword: PASSWORD })).toBeNull()
    expect((await house.signIn('admin')).json().user).toMatchObject({ id: 'imported', role: 'administrator' })
  })

  test('a code is guessed at ten times at most', async () => {
    const code = (await house.access.begin({ adminPassword: null, language: 'zh' })) ?? ''
    const payload = { code: 'AAAAA-AAAAA', username: 'thief', password: PASSWORD }
    for (let i = 0; i < 10; i += 1)
      expect((await house.call('POST', '/setup', { payload })).statusCode).toBe(401)
    const right = await house.call('POST', '/setup', { payload: { ...payload, code } })
    expect(right.statusCode).toBe(429)
    expect(house.state.users.list()).toEqual([])
  })

  test('the password of the settings makes admin, and only on an empty house', async () => {
    const config = { adminPassword: PASSWORD, language: 'en' } as const
    expect(await house.access.begin(config)).toBeNull()
    expect((await house.signIn('admin')).json().user).toMatchObject({ role: 'administrator', language: 'en' })
    await house.access.begin({ ...config, adminPassword: 'another password' })
    expect((await house.signIn('admin', 'another password')).statusCode).toBe(401)
  })
})

test('the cookie is for this site’s own requests and for no script, and each sign-in has a new one', async () => {
  await house.user('chef')
  const first = await house.signIn('chef')
  expect(first.headers['set-cookie']).toMatch(
    /^steward_session=[\w-]{32}; .*Path=\/; HttpOnly; SameSite=Strict$/,
  )
  const old = { cookie: `steward_session=${first.cookies[0]?.value}` }
  expect((await session(old)).json().user).toMatchObject({ username: 'chef' })
  const second = await house.signIn('chef', PASSWORD, { headers: old })
  expect(second.cookies[0]?.value).not.toBe(first.cookies[0]?.value)
  expect((await session(old)).statusCode).toBe(401)
})

test('the store keeps no secret in the clear', async () => {
  await house.user('chef')
  const { cookie } = await house.cookieOf('chef')
  const { authorization } = house.bearer('viewer')
  const kept = JSON.stringify([
    house.state.sessions.list(),
    house.state.tokens.list(),
    house.state.users.list(),
  ])
  expect(kept).not.toContain(cookie.split('=')[1])
  expect(kept).not.toContain(authorization.split(' ')[1])
  expect(kept).not.toContain(PASSWORD)
})

test('signing out, a new password, a new role and being disabled end a session at once', async () => {
  const user = await house.user('chef')
  await house.user('keeper')
  const headers = house.bearer('administrator')

  const left = await house.cookieOf('chef')
  await house.call('DELETE', '/session', { headers: left })
  expect((await session(left)).statusCode).toBe(401)

  const [own, other] = [await house.cookieOf('chef'), await house.cookieOf('chef')]
  const payload = { current: PASSWORD, next: 'another password' }
  const changed = await house.call('POST', '/session/password', { headers: own, payload })
  expect((await session(other)).statusCode).toBe(401)
  expect((await session(own)).statusCode).toBe(401)
  const fresh = { cookie: `steward_session=${changed.cookies[0]?.value}` }
  expect((await session(fresh)).statusCode).toBe(200)

  await house.call('PATCH', `/users/${user.id}`, { headers, payload: { role: 'viewer' } })
  expect((await session(fresh)).statusCode).toBe(401)

  const again = (await house.signIn('chef', 'another password')).cookies[0]?.value
  await house.call('PATCH', `/users/${user.id}`, { headers, payload: { disabled: true } })
  expect((await session({ cookie: `steward_session=${again}` })).statusCode).toBe(401)
  expect((await house.signIn('chef', 'another password')).statusCode).toBe(401)
})

test('a session lives on while it is used and ends thirty days after the last visit', async () => {
  await house.user('chef')
  const cookie = await house.cookieOf('chef')
  const day = 86_400_000
  for (let i = 0; i < 3; i += 1) {
    house.clock.advance(29 * day)
    const visit = await session(cookie)
    expect(visit.statusCode).toBe(200)
    expect(visit.headers['set-cookie']).toContain('Max-Age=2592000')
  }
  house.clock.advance(30 * day)
  expect((await session(cookie)).statusCode).toBe(401)
  expect(house.state.sessions.list()).toEqual([])
})

describe('guessing', () => {
  test('ends after ten tries, whatever address the guesser pretends to have, and only for the guesser', async () => {
    await house.user('chef')
    const spoofed = (i: number) => ({
      headers: { 'x-forwarded-for': `10.0.0.${i}`, forwarded: `for=10.0.0.${i}` },
    })
    for (let i = 0; i < 10; i += 1)
      expect((await house.signIn('chef', 'wrong', spoofed(i))).statusCode).toBe(401)
    const eleventh = await house.signIn('chef', PASSWORD, spoofed(11))
    expect(eleventh.statusCode).toBe(429)
    expect(Number(eleventh.headers['retry-after'])).toBeGreaterThan(0)
    const fromElsewhere = await house.signIn('chef', PASSWORD, { remoteAddress: '10.9.9.9' })
    expect(fromElsewhere.statusCode).toBe(200)
    house.clock.advance(15 * 60_000)
    expect((await house.signIn('chef')).statusCode).toBe(200)
  })

  test('is counted also when all guesses come at once', async () => {
    await house.user('chef')
    const replies = await Promise.all(Array.from({ length: 30 }, () => house.signIn('chef', 'wrong')))
    expect(replies.filter(reply => reply.statusCode === 401)).toHaveLength(10)
    expect(replies.filter(reply => reply.statusCode === 429)).toHaveLength(20)
  })

  test('an unknown name is refused in the same words', async () => {
    await house.user('chef')
    const [known, unknown] = [await house.signIn('chef', 'wrong'), await house.signIn('nobody', 'wrong')]
    expect(unknown.statusCode).toBe(401)
    expect(unknown.body).toBe(known.body)
  })

  test('the password page is no place to guess either', async () => {
    await house.user('chef')
    const headers = await house.cookieOf('chef')
    const payload = { current: 'wrong', next: 'another password' }
    for (let i = 0; i < 10; i += 1)
      expect((await house.call('POST', '/session/password', { headers, payload })).statusCode).toBe(401)
    expect((await house.call('POST', '/session/password', { headers, payload })).statusCode).toBe(429)
  })
})

test.each([
  [{ origin: 'https://evil.example' }, 403],
  [{ origin: 'null' }, 403],
  [{ origin: 'http://localhost.evil.example' }, 403],
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  [{ origin: 'http://localhost:80' }, 200],
  [{}, 200],
])('a change sent by the page of %j answers %i', async (headers, status) => {
  await house.user('chef')
  const cookie = await house.cookieOf('chef')
  const options = { headers: { ...cookie, ...headers, host: 'localhost' }, payload: { name: 'x' } }
  expect((await house.call('PATCH', '/sites/north', options)).statusCode).toBe(status)
  const forgedSignIn = await house.signIn('chef', PASSWORD, { headers: { ...headers, host: 'localhost' } })
  expect(forgedSignIn.statusCode).toBe(status)
})

test('the last administrator stays one', async () => {
  const user = await house.user('chef')
  const headers = house.bearer('administrator')
  for (const payload of [{ role: 'viewer' }, { disabled: true }])
    expect((await house.call('PATCH', `/users/${user.id}`, { headers, payload })).statusCode).toBe(409)
})

test('a taken name is refused, whatever its letters’ case', async () => {
  await house.user('chef')
  const payload = { username: 'Chef', password: PASSWORD, role: 'viewer' }
  expect(
    (await house.call('POST', '/users', { headers: house.bearer('administrator'), payload })).statusCode,
  ).toBe(409)
})

test('sign-ins and changes are in the audit log with who, what and before, and without any secret', async () => {
  house.furnish('north')
  const user = await house.user('chef')
  await house.signIn('chef', 'not the password')
  const headers = await house.cookieOf('chef')
  await house.call('PATCH', '/channels/north-channel', { headers, payload: { secret: 'a new secret' } })
  await house.call('PATCH', `/users/${user.id}`, { headers, payload: { password: 'yet another one' } })
  const made = await house.call('POST', '/devices', {
    headers: house.bearer('manager'),
    payload: { id: 'd1' },
  })
  const { items } = (await house.call('GET', '/audit', { headers: house.bearer('manager') })).json()
  const seen = items.map(({ action, by, target }: Record<string, string>) => [action, by, target])
  expect(seen).toEqual([
    ['createDevice', 'token:manager', 'd1'],
    ['changeUser', 'chef', user.id],
    ['changeChannel', 'chef', 'north-channel'],
    ['signIn', 'chef', 'chef'],
    ['signInRefused', 'chef', 'chef'],
  ])
  expect(items[2].before).toMatchObject({ id: 'north-channel', secret: 'hidden' })
  for (const secret of [
    'channel-secret',
    'a new secret',
    'yet another',
    'argon2',
    made.json().credential.password,
  ])
    expect(JSON.stringify(items)).not.toContain(secret)
})
