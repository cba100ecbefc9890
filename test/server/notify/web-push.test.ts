/** Web push against a service that checks the sender and decrypts what the browser reads. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Alarm } from '../../../core/contract/alarm.ts'
import { type Notification, Undeliverable } from '../../../core/ports.ts'
import { createWebPush } from '../../../server/notify/web-push.ts'
import { PushService } from '../../support/push-service.ts'
import { AlarmHouse, channelOf } from '../alarms/alarm-house.ts'

let house: AlarmHouse
let service: PushService
beforeEach(async () => {
  house = new AlarmHouse()
  service = new PushService()
  await service.listen()
})
afterEach(async () => {
  await service.close()
  house.remove()
})

function browser(id: string, language: 'zh' | 'en' = 'zh') {
  const one = { ...service.subscription, id, userId: 'u1', language, createdAt: 0 }
  house.state.pushSubscriptions.put(one)
  return one
}
function message(subscriptions: ReturnType<typeof browser>[], count = 1): Notification {
  return {
    id: 'a.1',
    event: 'raised',
    at: 1,
    alarm: { id: 'a', priority: 'critical' } as Alarm,
    title: { zh: '【告警】冷冻柜 2', en: 'Alarm: Freezer 2' },
    test: false,
    more: {
      language: 'zh',
      lines: { zh: ['地点：后厨'], en: ['Where: back kitchen'] },
      count,
      openUrl: 'https://steward.example/alarms/a',
      acknowledgeUrl: 'https://steward.example/answer?t=x.y',
      person: { userId: 'u1', name: '李四', language: 'zh' as const, contact: null, subscriptions },
      named: [],
      others: 0,
    },
  }
}
const push = () => createWebPush(house.state, '127.0.0.1')
const channel = channelOf('push', { type: 'push', url: '', linkBase: 'https://steward.example' })

test('each browser is told in its own language, sealed and signed, with the same keys after a restart', async () => {
  await push().notify(channel, message([browser('b1'), browser('b2', 'en')]), 5000)
  await push().notify(channel, message([browser('b1')], 23), 5000)
  expect(service.faults).toEqual([])
  expect(service.shown.map(({ title }) => title).sort()).toEqual([
    'Alarm: Freezer 2',
    '【告警】冷冻柜 2',
    '【告警】冷冻柜 2',
  ])
  expect(service.shown[0]).toMatchObject({ tag: 'a', path: '/alarms/a', answerPath: '/answer?t=x.y' })
  expect(service.shown[2]).toMatchObject({ tag: 'crowd', path: '/alarms' })
})

test('a browser that is gone is forgotten, and no further try is made for it', async () => {
  service.status = 410
  await expect(push().notify(channel, message([browser('b1')]), 5000)).rejects.toThrow(Undeliverable)
  expect(house.state.pushSubscriptions.list()).toEqual([])
})

test('a service that is busy is tried again later', async () => {
  service.status = 503
  const failed = push().notify(channel, message([browser('b1')]), 5000)
  await expect(failed).rejects.toThrow('503')
  await expect(failed).rejects.not.toThrow(Undeliverable)
  expect(house.state.pushSubscriptions.list()).toHaveLength(1)
})

test('an address inside the own network is not called: a browser could name any', async () => {
  const guarded = createWebPush(house.state, '')
  await expect(guarded.notify(channel, message([browser('b1')]), 5000)).rejects.toThrow('private network')
  expect(service.shown).toEqual([])
})
