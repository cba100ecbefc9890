/** The live view over real sockets: who is let in, what they hear, and when they stop hearing it. */
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ClientEvents, LiveChanges, LiveSnapshot, ServerEvents } from '../../../core/contract/live.ts'
import { LIVE_LIMITS } from '../../../server/live/limits.ts'
import { attachLive, type Live } from '../../../server/live/live.ts'
import { silentLog } from '../../support/silent-log.ts'
import { HouseFixture } from '../http/house-fixture.ts'

type Client = Socket<ServerEvents, ClientEvents>

let house: HouseFixture
let live: Live
let url: string
let clients: Client[] = []

beforeEach(async () => {
  house = await new HouseFixture().open()
  // Sockets live on real time.
  const clock = { now: () => house.clock.now(), monotonic: () => performance.now() }
  live = attachLive(
    house.app.server,
    { ...house.dependencies(), clock, log: silentLog },
    { ...LIVE_LIMITS, stalledMs: 1000 },
  )
  await house.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(house.app.server.address() as AddressInfo).port}`
})
afterEach(async () => {
  for (const client of clients) client.disconnect()
  clients = []
  await live.close()
  await house.close()
})

function connectAs(headers: Record<string, string>, transport = 'websocket'): Client {
  const client: Client = io(url, {
    transports: [transport],
    extraHeaders: headers,
    reconnection: false,
    forceNew: true,
  })
  clients.push(client)
  return client
}

const once = <K extends keyof ServerEvents>(client: Client, event: K) =>
  new Promise<Parameters<ServerEvents[K]>[0]>((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`no ${event}`)), 6000)
    client.once(event as 'snapshot', (message: LiveSnapshot) => {
      clearTimeout(timer)
      done(message as Parameters<ServerEvents[K]>[0])
    })
  })

async function join(client: Client, siteId: string): Promise<LiveSnapshot> {
  client.emit('join', siteId)
  return once(client, 'snapshot')
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

describe.each(['websocket', 'polling'])('over %s', transport => {
  test.each([
    ['a stranger', {}],
    ['a wrong token', { authorization: 'Bearer stw_wrong' }],
    ['a wrong cookie', { cookie: 'steward_session=wrong' }],
  ])('%s hears nothing', async (_who, headers: Record<string, string>) => {
    const client = connectAs(headers, transport)
    const heard: string[] = []
    client.onAny(event => heard.push(event))
    await new Promise(resolve => client.once('connect_error', resolve))
    client.emit('join', 'north')
    house.changes.publish({ type: 'alarm', alarm: house.alarm('a', 'north') })
    await pause(400)
    expect(client.connected).toBe(false)
    expect(heard).toEqual([])
    expect(live.count()).toBe(0)
  })

  test('somebody signed in gets a snapshot, then what changed, the newest value of each point only', async () => {
    const { device, point } = house.furnish('north')
    house.furnish('south')
    house.latest.update([{ point: point.id, at: 1, value: 1, quality: 'good' }])
    await house.user('chef', 'kitchen', ['north'])
    const client = connectAs(await house.cookieOf('chef'), transport)
    const snapshot = await join(client, 'north')
    expect(snapshot).toMatchObject({
      site: { id: 'north' },
      readings: [[point.id, 1, 1, 'good']],
      alarms: [{ id: 'north-alarm' }],
      zones: [{ zone: { id: 'north-zone' } }],
      inbox: 0,
    })
    expect(snapshot.devices.map(one => one.id)).toEqual([device.id])

    const told = once(client, 'changes')
    for (let value = 2; value <= 500; value += 1)
      house.changes.publish({
        type: 'readings',
        readings: [{ point: point.id, at: value, value, quality: 'good' }],
      })
    const changes = (await told) as LiveChanges
    expect(changes.readings).toEqual([[point.id, 500, 500, 'good']])
    expect(changes.alarms).toBeUndefined()
  })
})

test('another site’s page is refused, even with a cookie', async () => {
  await house.user('chef')
  const client = connectAs({ ...(await house.cookieOf('chef')), origin: 'https://evil.example' })
  await expect(new Promise((_, fail) => client.once('connect_error', fail))).rejects.toThrow()
})

test('nobody hears of a site they do not see', async () => {
  house.furnish('north')
  house.furnish('south')
  const client = connectAs(house.bearer('viewer', ['south']))
  const heard: unknown[] = []
  client.emit('join', 'north')
  client.emit('join', { toString: 'north' } as unknown as string)
  client.onAny((...message) => heard.push(message))
  await pause(600)
  expect(heard).toEqual([])
  await join(client, 'south')
  house.changes.publish({ type: 'alarm', alarm: house.alarm('north-secret', 'north') })
  house.changes.publish({ type: 'alarm', alarm: house.alarm('south-news', 'south') })
  await once(client, 'changes')
  expect(JSON.stringify(heard)).toContain('south-news')
  expect(JSON.stringify(heard)).not.toContain('north')
})

test('a quiet site is told apart from a dead line', async () => {
  const client = connectAs(house.bearer('viewer'))
  await join(client, 'north')
  expect(Object.keys(await once(client, 'changes'))).toEqual(['now'])
})

test.each(['signed out', 'disabled', 'moved to another site'])(
  'who is %s is dropped within five seconds',
  async how => {
    const user = await house.user('chef', 'kitchen', ['north'])
    await house.user('keeper')
    const cookie = await house.cookieOf('chef')
    const client = connectAs(cookie)
    await join(client, 'north')
    const [out, gone] = [
      once(client, 'signed-out'),
      new Promise(resolve => client.once('disconnect', resolve)),
    ]
    const headers = house.bearer('administrator')
    if (how === 'signed out') await house.call('DELETE', '/session', { headers: cookie })
    else {
      const payload = how === 'disabled' ? { disabled: true } : { sites: ['south'] }
      await house.call('PATCH', `/users/${user.id}`, { headers, payload })
    }
    await out
    await gone
    expect(live.count()).toBe(0)
  },
)

test('a message larger than a site’s id ends the connection', async () => {
  const client = connectAs(house.bearer('viewer'))
  await join(client, 'north')
  const gone = new Promise(resolve => client.once('disconnect', resolve))
  client.emit('join', 'x'.repeat(10_000))
  await gone
})

test('a browser that stops taking what it is sent is dropped; the others go on', async () => {
  const frozen = connectAs(house.bearer('viewer'))
  const lively = connectAs(house.bearer('kitchen'))
  await join(frozen, 'north')
  await join(lively, 'north')
  const engine = frozen.io.engine as unknown as { transport: { ws: { pause(): void } } }
  engine.transport.ws.pause()
  // More than the network's own buffers take.
  const note = 'x'.repeat(10_000)
  for (let i = 0; i < 2000; i += 1)
    house.changes.publish({ type: 'alarm', alarm: { ...house.alarm(`a${i}`, 'north'), note } })
  const changes = (await once(lively, 'changes')) as LiveChanges
  expect(changes.alarms).toHaveLength(2000)
  for (let i = 0; i < 40 && live.count() > 1; i += 1) await pause(100)
  expect(live.count()).toBe(1)
})
