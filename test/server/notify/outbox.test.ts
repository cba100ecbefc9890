import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Notification, Notifier } from '../../../core/ports.ts'
import { createDispatcher, DISPATCH_LIMITS, type Dispatcher } from '../../../server/notify/dispatcher.ts'
import { silentLog } from '../../support/silent-log.ts'
import { AlarmHouse, channelOf } from '../alarms/alarm-house.ts'

let house: AlarmHouse
let dispatcher: Dispatcher
let told: { channel: string; message: Notification }[]
let dead: boolean

beforeEach(() => {
  house = new AlarmHouse()
  told = []
  dead = false
  const hook: Notifier = {
    type: 'webhook',
    async notify({ id }, message) {
      if (dead && id === 'hook') throw new Error('ECONNREFUSED')
      told.push({ channel: id, message })
    },
  }
  house.state.channels.put(channelOf('hook'))
  const { state, clock, engine: alarms } = house
  dispatcher = createDispatcher({ state, clock, log: silentLog, alarms, allow: '', ways: [hook] })
})
afterEach(async () => {
  await dispatcher.stop()
  house.remove()
})

const waiting = (channelId: string) => house.state.deliveries.list({ channelId, state: 'waiting' })

test('a telling nobody takes for a day is given up, which is an alarm, and that ends with the next success', async () => {
  dead = true
  house.see(9)
  dispatcher.start()
  await vi.waitFor(() => expect(waiting('hook')).toMatchObject([{ tries: 1, lastError: 'ECONNREFUSED' }]))
  house.clock.advance(DISPATCH_LIMITS.giveUpAfterMs)
  const key = 'channel.undelivered:hook'
  await vi.waitFor(() => expect(house.state.alarms.list({ key })).toMatchObject([{ state: 'unack' }]))
  expect(house.state.deliveries.list({ state: 'given-up' })).toMatchObject([{ event: 'raised', tries: 2 }])
  dead = false
  house.clock.advance(DISPATCH_LIMITS.longestBackOffMs)
  await vi.waitFor(() => expect(house.state.alarms.list({ key })).toMatchObject([{ state: 'rtnun' }]))
})

test('thousands waiting for a dead channel hide nothing from another', async () => {
  dead = true
  house.see(9)
  const [row] = waiting('hook')
  if (row === undefined) throw new Error('nothing is waiting')
  house.state.transaction(() => {
    for (let i = 0; i < 3000; i += 1) house.state.deliveries.add(row)
  })
  house.state.channels.put(channelOf('live'))
  house.state.deliveries.add({ ...row, channelId: 'live' })
  dispatcher.start()
  await vi.waitFor(() => expect(told.map(one => one.channel)).toEqual(['live']))
  expect(waiting('hook')).toHaveLength(3001)
})

test('a lane whose rows all wait for an earlier one opens again', async () => {
  dead = true
  house.see(9)
  dispatcher.start()
  await vi.waitFor(() => expect(waiting('hook')).toMatchObject([{ tries: 1 }]))
  house.clock.advance(1)
  house.see(7)
  await vi.waitFor(() => expect(waiting('hook')[0]?.nextTryAt).toBe(waiting('hook')[1]?.nextTryAt))
  dead = false
  house.clock.advance(DISPATCH_LIMITS.longestBackOffMs)
  await vi.waitFor(() => expect(told.map(one => one.message.event)).toEqual(['raised', 'returned']), 3000)
})

test('what waits for a channel that is gone is settled, not kept for ever', async () => {
  house.see(9)
  house.state.channels.remove('hook')
  dispatcher.start()
  await vi.waitFor(() => expect(house.state.deliveries.list()).toMatchObject([{ state: 'given-up' }]))
  expect(told).toEqual([])
})

test('a test message is marked, kept nowhere, and a failure is said in words', async () => {
  const channel = channelOf('hook')
  expect(await dispatcher.test(channel)).toEqual({ ok: true, detail: 'delivered' })
  expect(told).toMatchObject([{ message: { test: true, event: 'test', alarm: { siteId: 'main' } } }])
  dead = true
  expect(await dispatcher.test(channel)).toEqual({ ok: false, detail: 'ECONNREFUSED' })
  expect(house.state.deliveries.list()).toEqual([])
  expect(house.state.alarms.list()).toEqual([])
})
