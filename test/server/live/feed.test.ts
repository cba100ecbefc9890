/** What waits for one browser, on virtual time. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HEARTBEAT_MS, type LiveChanges } from '../../../core/contract/live.ts'
import { LiveFeed } from '../../../server/live/feed.ts'
import { LIVE_LIMITS, type LiveSocket } from '../../../server/live/limits.ts'
import { HouseFixture } from '../http/house-fixture.ts'

let house: HouseFixture
let feed: LiveFeed
let sent: LiveChanges[]
let transport: { socket: { bufferedAmount: number } }

beforeEach(() => {
  house = new HouseFixture()
  sent = []
  transport = { socket: { bufferedAmount: 0 } }
  const emit = (_event: string, changes: LiveChanges) => void sent.push(changes)
  feed = new LiveFeed(
    { emit, conn: { transport, writeBuffer: [] } } as unknown as LiveSocket,
    house.dependencies(),
  )
  feed.join('north')
})
afterEach(() => house.close())

test('a slow line gets the newest values, not all of them', () => {
  const point = house.point(house.device('fridge', 'north'))
  transport.socket.bufferedAmount = 100
  for (let value = 0; value < 10_000; value += 1) {
    feed.take({ type: 'readings', readings: [{ point: point.id, at: value, value, quality: 'good' }] })
    if (value % 100 === 0) expect(feed.flush()).toBe(true)
  }
  expect(sent).toEqual([])
  transport.socket.bufferedAmount = 0
  feed.flush()
  expect(sent).toHaveLength(1)
  expect(sent[0]?.readings).toEqual([[point.id, 9999, 9999, 'good']])
})

test('a line that takes nothing is given up', () => {
  transport.socket.bufferedAmount = 100
  expect(feed.flush()).toBe(true)
  house.clock.advance(LIVE_LIMITS.stalledMs - 1)
  expect(feed.flush()).toBe(true)
  house.clock.advance(1)
  expect(feed.flush()).toBe(false)
})

test('a line that takes a little now and then is slow, not dead', () => {
  for (let waiting = 100; waiting > 0; waiting -= 1) {
    transport.socket.bufferedAmount = waiting
    expect(feed.flush()).toBe(true)
    house.clock.advance(LIVE_LIMITS.stalledMs - 1)
  }
})

test('there is no room for one more snapshot where too much waits', () => {
  transport.socket.bufferedAmount = LIVE_LIMITS.waitingBytes
  expect(feed.hasRoom()).toBe(true)
  transport.socket.bufferedAmount += 1
  expect(feed.hasRoom()).toBe(false)
})

test('a quiet site has a heartbeat, a busy one needs none', () => {
  house.clock.advance(HEARTBEAT_MS - 1)
  feed.flush()
  expect(sent).toEqual([])
  house.clock.advance(1)
  feed.flush()
  expect(sent).toEqual([{ now: house.clock.now() }])
  feed.flush()
  expect(sent).toHaveLength(1)
})

test('a device that leaves the inbox changes the count', () => {
  const device = { ...house.device('fridge', 'north'), status: 'inbox' as const }
  house.directory.put(device)
  feed.take({ type: 'device', device })
  feed.flush()
  expect(sent.at(-1)).toMatchObject({ inbox: 1, devices: [] })
  const adopted = { ...device, status: 'active' as const }
  house.directory.put(adopted)
  feed.take({ type: 'device', device: adopted })
  feed.flush()
  expect(sent.at(-1)).toMatchObject({ inbox: 0, devices: [{ id: 'fridge' }] })
})
