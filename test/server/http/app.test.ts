/** The edges of the HTTP side: hostile bodies and addresses, errors, pages, health, metrics, documents. */
import { mkdirSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { attachment } from '../../../server/http/routes/reports.ts'
import { HouseFixture } from './house-fixture.ts'

let house: HouseFixture
let headers: { authorization: string }
beforeEach(async () => {
  house = new HouseFixture()
  mkdirSync(join(house.folder, 'dist/assets'), { recursive: true })
  writeFileSync(join(house.folder, 'dist/index.html'), '<title>front page</title>')
  writeFileSync(join(house.folder, 'dist/assets/app-1a2b.js'), 'let x')
  await house.open()
  headers = house.bearer('administrator')
})
afterEach(() => house.close())

describe('a body', () => {
  const json = (payload: string) =>
    house.call('PATCH', '/sites/north', {
      headers: { ...headers, 'content-type': 'application/json' },
      payload,
    })

  test.each(['/devices/%', '/points/%E0/readings'])(
    'the address %s is refused in our own form',
    async path => {
      const reply = await house.call('GET', path, { headers })
      expect(reply.statusCode).toBe(400)
      expect(reply.json()).toEqual({
        code: 'request.invalid',
        message: expect.stringContaining('not a valid url'),
      })
    },
  )

  test('a field too many and one that is missing are named', async () => {
    expect((await json('{"latitude":1,"extra":1}')).json().details).toMatchObject([{ path: '/extra' }])
    const area = await house.call('POST', '/areas', { headers, payload: { siteId: 'north' } })
    expect(area.json()).toMatchObject({ code: 'request.invalid', details: [{ path: '/name' }] })
  })

  test.each([
    '{"__proto__":{"role":"administrator"},"name":"x"}',
    '{"constructor":{"prototype":{"role":"administrator"}}}',
    '{"name":"x","extra":1}',
    '{"name":"x","id":"south"}',
    '{"name":{"zh":"x","en":"x","extra":1}}',
    '{"latitude":"40"}',
    '{"latitude":null}',
    '{"name":',
    '[]',
    '"text"',
    'null',
  ])('%s is refused and changes nothing', async payload => {
    const before = house.state.sites.get('north')
    const reply = await json(payload)
    expect(reply.statusCode).toBe(400)
    expect(reply.json()).toMatchObject({ code: 'request.invalid' })
    expect(house.state.sites.get('north')).toEqual(before)
    expect(({} as Record<string, unknown>).role).toBeUndefined()
  })

  test('over 1 MB answers 413', async () => {
    const reply = await json(JSON.stringify({ name: 'x'.repeat(1024 * 1024) }))
    expect(reply.statusCode).toBe(413)
    expect(reply.json().code).toBe('request.too-large')
  })

  test('that is no JSON answers 400', async () => {
    const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
    const reply = await house.call('PATCH', '/sites/north', { headers: form, payload: 'name=x' })
    expect(reply.statusCode).toBe(400)
  })

  test('may be left out where nothing in it is needed', async () => {
    house.furnish('north')
    const reply = await house.call('POST', '/alarms/north-alarm/acknowledge', { headers })
    expect(reply.json()).toMatchObject({ state: 'acked', acknowledgedBy: 'token:administrator' })
  })
})

test('a refused field is named', async () => {
  const reply = await house.call('PATCH', '/sites/north', { headers, payload: { latitude: 'x' } })
  expect(reply.json().details).toEqual([{ path: '/latitude', message: 'must be number' }])
})

test('what fails inside stays inside', async () => {
  const broken = {
    ...house.dependencies().reports,
    periods: () => Promise.reject(new Error('secret at /etc/passwd')),
  }
  const other = await new HouseFixture().open({ reports: broken })
  const reply = await other.call('GET', '/reports/periods?per=month', { headers: other.bearer('viewer') })
  expect(reply.statusCode).toBe(500)
  expect(reply.json()).toEqual({ code: 'server.failed', message: 'the server failed' })
  await other.close()
})

describe('readings', () => {
  test('come page by page, by ms or ISO 8601', async () => {
    const point = house.point(house.device('fridge', 'north'))
    const now = house.clock.now()
    for (const [i, value] of [1, 2, 3].entries())
      house.readings.push({ point: point.id, at: now - 3000 + i * 1000, value, quality: 'good' })
    const ask = async (query: string) =>
      (await house.call('GET', `/points/${point.id}/readings?${query}`, { headers })).json()
    const first = await ask('limit=2')
    expect(first.items.map((one: { value: number }) => one.value)).toEqual([1, 2])
    const second = await ask(`limit=2&cursor=${first.next}`)
    expect(second).toEqual({ items: [{ at: now - 1000, value: 3, quality: 'good' }] })
    expect((await ask(`from=${new Date(now - 2000).toISOString()}&to=${now - 1000}`)).items).toHaveLength(1)
    expect(await ask('from=yesterday')).toMatchObject({ code: 'request.invalid' })
    expect(await ask('from=5&to=5')).toMatchObject({ code: 'request.invalid' })
    expect(await ask('limit=10001')).toMatchObject({ code: 'request.invalid' })
  })

  test('a point carries its last reading and its age, and nothing when there is none', async () => {
    const point = house.point(house.device('fridge', 'north'))
    const view = async () => (await house.call('GET', `/points/${point.id}`, { headers })).json()
    expect(await view()).toMatchObject({ last: null, ageS: null })
    house.latest.update([{ point: point.id, at: house.clock.now() - 5000, value: 4.2, quality: 'good' }])
    expect(await view()).toMatchObject({ last: { value: 4.2, quality: 'good' }, ageS: 5 })
  })
})

test('alarms come page by page, newest first', async () => {
  for (let i = 0; i < 5; i += 1) house.state.alarms.put(house.alarm(`a${i}`, i === 2 ? 'south' : 'north', i))
  const north = house.bearer('viewer', ['north'])
  const first = (await house.call('GET', '/alarms?limit=2', { headers: north })).json()
  expect(first.items.map((one: { id: string }) => one.id)).toEqual(['a4', 'a3'])
  const second = (await house.call('GET', `/alarms?limit=2&cursor=${first.next}`, { headers: north })).json()
  expect(second.items.map((one: { id: string }) => one.id)).toEqual(['a1', 'a0'])
})

test('a disabled device may no longer speak, an active one may again', async () => {
  const made = await house.call('POST', '/devices', { headers, payload: { id: 'probe', siteId: 'north' } })
  const { username, password } = made.json().credential
  expect(house.access.credentials.verify(username, password)).toMatchObject({
    publish: ['steward/north/probe', 'steward/north/probe/status'],
    subscribe: ['steward/north/probe/set'],
  })
  await house.call('PATCH', '/devices/probe', { headers, payload: { status: 'disabled' } })
  expect(house.access.credentials.verify(username, password)).toBeUndefined()
  expect(house.revoked).toEqual(['probe'])
  await house.call('PATCH', '/devices/probe', { headers, payload: { status: 'active' } })
  expect(house.access.credentials.verify(username, password)).toBeDefined()
})

test('no reply shows a channel’s secret or a user’s hash', async () => {
  house.furnish('north')
  await house.user('chef')
  const channels = await house.call('GET', '/channels', { headers })
  expect(channels.json()[0].secret).toBe('set')
  const users = await house.call('GET', '/users', { headers })
  expect(users.json()[0]).not.toHaveProperty('passwordHash')
  expect(channels.body + users.body).not.toMatch(/channel-secret|argon2/)
})

test('the Excel file has a name in the reader’s language', async () => {
  const reply = await house.call(
    'GET',
    '/reports/now/file?kind=energy&period=2026-02&format=xlsx&language=zh',
    { headers },
  )
  expect(reply.headers['content-type']).toContain('spreadsheetml')
  expect(reply.rawPayload.subarray(0, 2).toString()).toBe('PK')
  const disposition = String(reply.headers['content-disposition'])
  expect(decodeURIComponent(disposition.split("UTF-8''")[1] ?? '')).toBe(
    '能源月报 2026-02-01~2026-02-28.xlsx',
  )
  expect(attachment('a"\r\nset-cookie: x', 'a.xlsx')).not.toMatch(/[\r\n]/)
})

describe('the dashboard', () => {
  const get = (url: string) => house.app.inject({ url })

  test('answers its pages with the front page, and its files with themselves', async () => {
    for (const url of ['/', '/kitchen', '/devices/fridge-1?x=1'])
      expect(await get(url)).toMatchObject({ statusCode: 200, body: '<title>front page</title>' })
    const file = await get('/assets/app-1a2b.js')
    expect(file.headers['cache-control']).toContain('immutable')
    expect((await get('/kitchen')).headers['cache-control']).toBe('no-cache')
  })

  test('a dashboard that was built beside the running Steward is served', async () => {
    writeFileSync(join(house.folder, 'dist/assets/app-3c4d.js'), 'let y')
    expect((await get('/assets/app-3c4d.js')).body).toBe('let y')
  })

  test.each(['/api/v1/nothing', '/api', '/assets/gone.js', '/favicon.png'])('%s is not there', async url => {
    expect((await get(url)).statusCode).toBe(404)
  })

  test('nothing outside of its folder can be read', async () => {
    const ups = [
      '..',
      '%2e%2e',
      '..%2f..',
      '%2e%2e%2f%2e%2e',
      '..%5c..',
      '.%2e',
      '%252e%252e',
      '..%c0%af..',
      '....//',
    ]
    const targets = ['state.sqlite', 'etc/passwd', 'state.sqlite%00.html']
    for (const prefix of ['/', '/assets/', '//', '/api/docs/static/'])
      for (const up of ups)
        for (const target of targets)
          for (const times of [1, 2, 6]) {
            const reply = await get(`${prefix}${`${up}/`.repeat(times)}${target}`)
            expect(reply.body).not.toMatch(/SQLite format|root:/)
          }
  })

  test('says what to do when it is not built', async () => {
    const other = await new HouseFixture().open()
    const reply = await other.app.inject({ url: '/' })
    expect(reply.statusCode).toBe(503)
    expect(reply.body).toContain('npm run build')
    await other.close()
  })

  test('runs nothing that is not ours', async () => {
    const policy = String((await get('/')).headers['content-security-policy'])
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect((await get('/')).headers['x-content-type-options']).toBe('nosniff')
  })
})

test('health: alive, and ready only when the store answers', async () => {
  expect((await house.app.inject({ url: '/healthz' })).statusCode).toBe(200)
  expect((await house.app.inject({ url: '/readyz' })).json()).toEqual({ ready: true, reasons: [] })
  house.healthy = false
  const sick = await house.app.inject({ url: '/readyz' })
  expect(sick.statusCode).toBe(503)
  expect(sick.json().reasons).toHaveLength(1)
})

test('metrics are for this machine and for tokens with the right', async () => {
  house.furnish('north')
  const get = (options: object) => house.app.inject({ url: '/metrics', ...options })
  const local = await get({})
  expect(local.body).toContain('steward_rejections_total{code="payload.not-json"} 2')
  expect(local.body).toContain('steward_readings_stored_total 5')
  expect(local.body).toContain('steward_duplicates_total 3')
  // Unknown is no number.
  expect(local.body).not.toMatch(/^steward_store_bytes /m)
  expect(local.body).toContain('steward_alarms_open{state="unack",priority="high"} 1')
  expect(local.body).toContain('steward_durable_ack_seconds{quantile="0.99"} 0.004')
  expect((await get({ remoteAddress: '192.168.1.9' })).statusCode).toBe(401)
  expect((await get({ headers: { 'x-forwarded-for': '192.168.1.9' } })).statusCode).toBe(401)
  expect((await get({ remoteAddress: '192.168.1.9', headers })).statusCode).toBe(200)
  expect((await get({ headers: house.bearer('viewer') })).statusCode).toBe(403)
})

test('ingest counters', async () => {
  const reply = await house.call('GET', '/ingest', { headers })
  expect(reply.json()).toMatchObject({
    packets: 7,
    stored: 5,
    duplicates: 3,
    store: { kind: 'memory', healthy: true },
  })
})

test('the API describes itself', async () => {
  const document = (await house.app.inject({ url: '/api/openapi.json' })).json()
  expect(document.openapi).toBe('3.1.0')
  expect(document.paths['/api/v1/alarms/{id}/acknowledge'].post).toMatchObject({
    operationId: 'acknowledgeAlarm',
    security: [{ session: [] }, { token: [] }],
  })
  expect((await house.app.inject({ url: '/api/docs/' })).statusCode).toBe(200)
})

test('two lengths for one request are refused', async () => {
  await house.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = house.app.server.address() as AddressInfo
  const answer = await new Promise<string>(done => {
    let text = ''
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(
        'POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
      ),
    )
    socket.on('data', chunk => (text += chunk))
    socket.on('close', () => done(text))
  })
  expect(answer).toMatch(/^HTTP\/1.1 400/)
  expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1)
})
