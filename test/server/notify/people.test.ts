/** From an alarm to the person: the engine, the outbox, the escalation and the channels together, on virtual time. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Channel } from '../../../core/contract/channel.ts'
import type { User } from '../../../core/contract/user.ts'
import type { Notification, Notifier } from '../../../core/ports.ts'
import { createDispatcher, DISPATCH_LIMITS, type Dispatcher } from '../../../server/notify/dispatcher.ts'
import { escalate } from '../../../server/notify/escalator.ts'
import { PLAN, ROSTER } from '../../core/notify/world.ts'
import { silentLog } from '../../support/silent-log.ts'
import { AlarmHouse, channelOf, deviceOf, pointOf, RULE } from '../alarms/alarm-house.ts'

let house: AlarmHouse
let dispatcher: Dispatcher
let told: { channel: string; message: Notification }[]

const wayOf = (type: Channel['type']): Notifier => ({
  type,
  async notify({ id }, message) {
    told.push({ channel: id, message })
  },
})

beforeEach(() => {
  house = new AlarmHouse()
  told = []
  for (const [id, role] of [
    ['ann', 'kitchen'],
    ['boss', 'manager'],
  ] as const) {
    const rest: Pick<User, 'sites' | 'language'> = { sites: ['main'], language: 'zh' }
    const who = { id, username: id, displayName: id, role, disabled: false, passwordHash: '', createdAt: 0 }
    house.state.users.put({ ...who, ...rest })
    const browser = { endpoint: 'https://push.example/', p256dh: '', auth: '', language: 'zh' } as const
    house.state.pushSubscriptions.put({ ...browser, id: `browser-${id}`, userId: id, createdAt: 0 })
  }
  const everyDay = [1, 2, 3, 4, 5, 6, 7]
  const shifts = [{ id: 'day', name: ROSTER.name, from: '00:00', to: '00:00' }]
  const slots = everyDay.map(day => ({ week: 0, day, shiftId: 'day', userIds: ['ann'] }))
  house.state.rosters.put({ ...ROSTER, shifts, slots })
  house.state.escalationPlans.put(PLAN)
  house.state.channels.put(channelOf('push', { type: 'push', url: '', linkBase: 'https://steward.example/' }))
  dispatcher = open()
  dispatcher.start()
})
afterEach(async () => {
  await dispatcher.stop()
  house.remove()
})

function open(): Dispatcher {
  const { state, clock, engine: alarms } = house
  const ways = (['push', 'feishu', 'webhook'] as const).map(wayOf)
  return createDispatcher({ state, clock, log: silentLog, alarms, allow: '', ways })
}

/** Second by second, the escalator and the outbox with it. */
async function passes(seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 10) {
    house.advance(Math.min(10, left) * 1000)
    escalate({ ...house, log: silentLog })
  }
  await settled()
}

async function settled(): Promise<void> {
  const due = () => house.state.deliveries.due(house.clock.now(), 1)
  await vi.waitFor(() => expect(due()).toEqual([]), 5000)
}

const people = () => told.map(({ message }) => `${message.event} ${message.more?.person?.userId}`)

describe('an alarm nobody answers', () => {
  test('reaches the second person, who can answer from the message', async () => {
    house.see(9)
    await passes(60)
    expect(people()).toEqual(['raised ann'])
    await passes(300)
    expect(people()).toEqual(['raised ann', 'escalated boss'])
    const { more } = told[1]?.message ?? {}
    expect(more?.acknowledgeUrl).toMatch(/^https:\/\/steward\.example\/answer\?t=/)
    expect(more?.lines.zh[0]).toBe('5 分钟无人应答，升级到第 2 步')
    expect(more?.lines.en[0]).toBe('No answer for 5 min: escalated to step 2')
  })

  test('is escalated once, however often the process dies in between', async () => {
    house.see(9)
    await passes(60)
    for (let crash = 0; crash < 5; crash += 1) {
      await dispatcher.stop()
      house.crash()
      dispatcher = open()
      dispatcher.start()
      await passes(60)
    }
    await passes(60)
    expect(people()).toEqual(['raised ann', 'escalated boss'])
  })

  test('is let be once somebody answers; the others hear who has it', async () => {
    house.see(9)
    await passes(400)
    told.length = 0
    house.engine.acknowledge(house.open()[0]?.id ?? '', 'boss', '去看')
    await passes(4000)
    expect(people()).toEqual(['acknowledged ann'])
    expect(told[0]?.message.more?.lines.zh).toContain('boss 正在处理')
  })
})

describe('many alarms at once', () => {
  beforeEach(() => {
    house.state.channels.put(channelOf('chat', { type: 'feishu', url: 'https://x/', perMinute: 10 }))
    house.state.channels.put(channelOf('hook'))
    for (let n = 10; n < 33; n += 1) {
      house.state.devices.put(deviceOf(`cabinet-${n}`))
      house.state.points.put(pointOf(n, `cabinet-${n}`))
      house.state.rules.put({ ...RULE, id: `rule-${n}`, pointId: n, lifeSafety: n === 32 })
      house.engine.ruleChanged(`rule-${n}`)
    }
  })
  const seeAll = (value: number) => {
    for (let n = 10; n < 33; n += 1) house.see(value, { point: n })
  }

  test('become one message that says how many; gas is told by itself, programs hear each', async () => {
    seeAll(9)
    await passes(20)
    const inChat = told.filter(({ channel }) => channel === 'chat').map(({ message }) => message)
    expect(inChat.map(one => one.more?.count)).toEqual([1, 22])
    expect(inChat[0]?.alarm.lifeSafety).toBe(true)
    expect(inChat[1]?.title).toEqual({ zh: '【告警】一食堂：22 条告警', en: '22 alarms at Canteen 1' })
    expect(inChat[1]?.more?.lines.zh).toContain('22 条等人处理')
    expect(inChat[1]?.more?.lines.zh).toContain('……另有 17 条')
    expect(told.filter(({ channel }) => channel === 'hook')).toHaveLength(23)
    expect(house.state.deliveries.list({ channelId: 'chat', state: 'delivered' })).toHaveLength(23)
  })

  test('a chat is never sent more a minute than it takes; what was held back comes together', async () => {
    house.state.channels.put(channelOf('chat', { type: 'feishu', url: 'https://x/', perMinute: 2 }))
    const plain = () => told.filter(({ channel, message }) => channel === 'chat' && !message.alarm.lifeSafety)
    for (let n = 0; n < 6; n += 1) {
      seeAll(n % 2 === 0 ? 9 : 7)
      house.advance(5000)
      await sleep(2 * DISPATCH_LIMITS.everyMs)
    }
    // Gas took the rest of the room, and does not wait for any.
    expect(plain()).toHaveLength(1)
    house.advance(60_000)
    await vi.waitFor(() => expect(plain()).toHaveLength(2), 5000)
    expect(plain()[1]?.message.more?.count).toBe(22)
  })
})

test('what is over before the quiet hours are is told nobody, nor that it is over', async () => {
  const hours = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '06:00' }]
  const quiet = { hours, through: 'critical' as const }
  house.state.channels.put(channelOf('chat', { type: 'feishu', url: 'https://x/', quiet }))
  const ofChat = () => told.filter(({ channel }) => channel === 'chat').map(({ message }) => message.event)
  house.see(9)
  await passes(600)
  house.see(7)
  await passes(7 * 3600)
  expect(ofChat()).toEqual([])
  expect(house.state.deliveries.list({ channelId: 'chat' }).every(({ state }) => state === 'skipped')).toBe(
    true,
  )
  // In the morning everything is told at once.
  house.see(9)
  await passes(20)
  expect(ofChat()).toEqual(['re-raised'])
})

test('what is given up can be tried again, and is not given up at once', async () => {
  const dead = { ...wayOf('push'), notify: async () => Promise.reject(new Error('ECONNREFUSED')) }
  await dispatcher.stop()
  const { state, clock, engine: alarms } = house
  dispatcher = createDispatcher({
    state,
    clock,
    log: silentLog,
    alarms,
    allow: '',
    ways: [dead],
    random: () => 1,
  })
  dispatcher.start()
  house.see(9)
  house.clock.advance(10_000)
  await vi.waitFor(() => expect(state.deliveries.list()[0]?.tries).toBe(1))
  house.clock.advance(DISPATCH_LIMITS.giveUpAfterMs)
  await vi.waitFor(() => expect(state.deliveries.list({ state: 'given-up' })).not.toEqual([]))
})

test('killed between the sending of a crowd and its record, it is told once more under the same id, and no third time', async () => {
  await dispatcher.stop()
  house.state.channels.remove('push')
  house.state.channels.put(channelOf('chat', { type: 'feishu', url: 'https://x/' }))
  for (let n = 10; n < 20; n += 1) {
    house.state.devices.put(deviceOf(`cabinet-${n}`))
    house.state.points.put(pointOf(n, `cabinet-${n}`))
    house.state.rules.put({ ...RULE, id: `rule-${n}`, pointId: n })
    house.engine.ruleChanged(`rule-${n}`)
    house.see(9, { point: n })
  }
  house.advance(5000)
  let kills = 1
  const deadly: Notifier = {
    type: 'feishu',
    async notify({ id }, message) {
      told.push({ channel: id, message })
      if (kills-- > 0) house.die()
    },
  }
  const again = () => {
    const { state, clock, engine: alarms } = house
    return createDispatcher({ state, clock, log: silentLog, alarms, allow: '', ways: [deadly] })
  }
  dispatcher = again()
  dispatcher.start()
  await vi.waitFor(() => expect(told).toHaveLength(1))
  await dispatcher.stop()
  house.revive()
  dispatcher = again()
  dispatcher.start()
  await vi.waitFor(() => expect(house.state.deliveries.list({ state: 'delivered' })).toHaveLength(10))
  await sleep(3 * DISPATCH_LIMITS.everyMs)
  expect(told.map(({ message }) => message.more?.count)).toEqual([10, 10])
  expect(told[0]?.message.id).toBe(told[1]?.message.id)
})

test('what is no alarm is said on a channel too, once and not kept', async () => {
  const chat = channelOf('chat', { type: 'feishu', url: 'https://x/', linkBase: 'https://steward.example/' })
  const title = { zh: '交接班', en: 'Handover' }
  const lines = { zh: ['两条告警未处理'], en: ['Two alarms are open'] }
  expect(await dispatcher.say(chat, { title, lines, path: '/handover' })).toEqual({
    ok: true,
    detail: 'delivered',
  })
  expect(told).toMatchObject([
    {
      message: {
        event: 'notice',
        test: false,
        title,
        more: { lines, openUrl: 'https://steward.example/handover' },
      },
    },
  ])
  expect(house.state.deliveries.list()).toEqual([])
})
