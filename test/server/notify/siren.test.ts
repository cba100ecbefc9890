import { beforeEach, expect, test } from 'vitest'
import type { Alarm } from '../../../core/contract/alarm.ts'
import type { Command } from '../../../core/contract/command.ts'
import type { Notification, Order } from '../../../core/ports.ts'
import { createSiren } from '../../../server/notify/siren.ts'
import { channelOf } from '../alarms/alarm-house.ts'

let orders: Order[]
let published: { topic: string; payload: string }[]
beforeEach(() => {
  orders = []
  published = []
})
const road = {
  commands: {
    send(order: Order) {
      orders.push(order)
      return {} as Command
    },
  },
  publish: (message: { topic: string; payload: string }) => void published.push(message),
}
const siren = { deviceId: 'siren-1', channel: 'l1', forS: 120 }
const channel = channelOf('horn', { type: 'siren', url: '', siren })
const message = (event: string, others = 0): Notification => ({
  id: `a.${event}`,
  event,
  at: 1,
  alarm: { id: 'a', name: { zh: '燃气', en: 'Gas' } } as Alarm,
  title: { zh: '', en: '' },
  test: event === 'test',
  more: {
    language: 'zh',
    lines: { zh: [], en: [] },
    count: 1,
    openUrl: null,
    acknowledgeUrl: null,
    person: null,
    named: [],
    others,
  },
})

test('sounds for a limited time, ends with the answer, and a repeated telling is the same order', async () => {
  const way = createSiren(() => road)
  for (const event of ['raised', 'raised', 'acknowledged']) await way.notify(channel, message(event), 1000)
  expect(orders).toMatchObject([
    { deviceId: 'siren-1', channel: 'l1', kind: 'switch.on', forS: 120 },
    { kind: 'switch.on' },
    { kind: 'switch.off', forS: null },
  ])
  expect(orders[0]?.id).toBe(orders[1]?.id)
  expect(orders[2]?.id).not.toBe(orders[0]?.id)
})

test('goes on while another alarm waits', async () => {
  await createSiren(() => road).notify(channel, message('acknowledged', 1), 1000)
  expect(orders).toEqual([])
})

test('a test is short', async () => {
  await createSiren(() => road).notify(channel, message('test'), 1000)
  expect(orders).toMatchObject([{ kind: 'switch.on', forS: 3 }])
})

test('a lamp of another make is published to', async () => {
  const lamp = {
    deviceId: null,
    channel: null,
    topic: 'hall/lamp',
    on: '{"on":true}',
    off: '{"on":false}',
    forS: 60,
  }
  const way = createSiren(() => road)
  for (const event of ['raised', 'closed'])
    await way.notify({ ...channel, siren: lamp }, message(event), 1000)
  expect(published).toEqual([
    { topic: 'hall/lamp', payload: '{"on":true}' },
    { topic: 'hall/lamp', payload: '{"on":false}' },
  ])
})

test('without a gateway it is tried again later', async () => {
  await expect(createSiren(() => undefined).notify(channel, message('raised'), 1000)).rejects.toThrow(
    'gateway',
  )
})
