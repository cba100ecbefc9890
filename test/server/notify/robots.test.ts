/** The three vendors' robots: what they are sent, signed as they ask, and errors they hide in a 200. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Alarm } from '../../../core/contract/alarm.ts'
import type { Notification } from '../../../core/ports.ts'
import { createDingtalk } from '../../../server/notify/dingtalk.ts'
import { createFeishu } from '../../../server/notify/feishu.ts'
import { createWecom } from '../../../server/notify/wecom.ts'
import { RobotServer } from '../../support/robot-server.ts'
import { channelOf } from '../alarms/alarm-house.ts'

const NOW = Date.parse('2026-03-02T04:00:00Z')
const ALLOW = '127.0.0.1'
let robots: RobotServer
let base: string

beforeEach(async () => {
  robots = new RobotServer('SEC-shared', () => NOW)
  base = await robots.listen()
})
afterEach(() => robots.close())

const contact = { id: 'u1', email: null, quiet: null, wecom: 'lisi', dingtalk: '13800000000', feishu: 'ou_1' }
const someone = { userId: 'u1', name: '李四', language: 'zh' as const, contact, subscriptions: [] }
function message(more: Partial<NonNullable<Notification['more']>> = {}): Notification {
  return {
    id: 'a.1',
    event: 'raised',
    at: NOW,
    alarm: { id: 'a', priority: 'high' } as Alarm,
    title: { zh: '【告警】冷冻柜 2：温度过高', en: 'Alarm: Freezer 2, Too warm' },
    test: false,
    more: {
      language: 'zh',
      lines: { zh: ['地点：后厨'], en: ['Where: back kitchen'] },
      count: 1,
      openUrl: 'https://steward.example/alarms/a',
      acknowledgeUrl: 'https://steward.example/answer?t=x.y',
      person: null,
      named: [someone],
      others: 0,
      ...more,
    },
  }
}

const robotOf = (type: 'wecom' | 'dingtalk' | 'feishu', secret: string | null = 'SEC-shared') => {
  const url = {
    wecom: `${base}/cgi-bin/webhook/send?key=k`,
    dingtalk: `${base}/robot/send?access_token=t`,
    feishu: `${base}/open-apis/bot/v2/hook/h`,
  }[type]
  return channelOf(type, { type, url, secret })
}
const contentOf = (index: number) => ((robots.taken[index]?.body.text ?? {}) as { content: string }).content
const ways = {
  wecom: createWecom(ALLOW),
  dingtalk: createDingtalk(ALLOW, () => NOW),
  feishu: createFeishu(ALLOW, () => NOW),
}

test('WeCom: text with whom it concerns and the links, cut to what it takes', async () => {
  await ways.wecom.notify(robotOf('wecom'), message(), 2000)
  expect(robots.taken[0]?.body).toEqual({
    msgtype: 'text',
    text: {
      content:
        '【告警】冷冻柜 2：温度过高\n地点：后厨\n请处理：李四\n我来处理: https://steward.example/answer?t=x.y\n查看: https://steward.example/alarms/a',
      mentioned_list: ['lisi'],
    },
  })
  const long = Array.from({ length: 200 }, () => '一行很长很长的说明')
  await ways.wecom.notify(robotOf('wecom'), message({ lines: { zh: long, en: [] } }), 2000)
  const content = contentOf(1)
  expect(Buffer.byteLength(content)).toBeLessThanOrEqual(2048)
  expect(content).toMatch(/…\n我来处理: https:\/\/\S+\n查看: \S+$/)
})

test('DingTalk: a card with buttons, or text that names somebody, signed', async () => {
  await ways.dingtalk.notify(robotOf('dingtalk'), message({ named: [] }), 2000)
  expect(robots.taken[0]?.body).toMatchObject({
    msgtype: 'actionCard',
    actionCard: {
      title: '【告警】冷冻柜 2：温度过高',
      btns: [
        { title: '我来处理', actionURL: 'https://steward.example/answer?t=x.y' },
        { title: '查看', actionURL: 'https://steward.example/alarms/a' },
      ],
    },
  })
  await ways.dingtalk.notify(robotOf('dingtalk'), message(), 2000)
  expect(robots.taken[1]?.body).toMatchObject({ msgtype: 'markdown', at: { atMobiles: ['13800000000'] } })
  expect(JSON.stringify(robots.taken[1]?.body)).toContain('@13800000000')
})

test('Feishu: a card with a button, named, signed', async () => {
  await ways.feishu.notify(robotOf('feishu'), message(), 2000)
  const card = (robots.taken[0]?.body.card ?? {}) as { header: object; elements: unknown[] }
  expect(card.header).toEqual({
    title: { tag: 'plain_text', content: '【告警】冷冻柜 2：温度过高' },
    template: 'red',
  })
  expect(JSON.stringify(card.elements)).toContain('<at id=ou_1></at>')
  expect(card.elements[1]).toMatchObject({ tag: 'action', actions: [{ type: 'primary' }, {}] })
})

test('both languages, when the channel asks for both', async () => {
  await ways.wecom.notify(robotOf('wecom'), message({ language: 'both' }), 2000)
  const content = contentOf(0)
  for (const part of [
    '冷冻柜 2',
    'Freezer 2',
    '地点：后厨',
    'Where: back kitchen',
    '请处理：李四',
    'Over to: 李四',
  ])
    expect(content).toContain(part)
})

describe('an error inside a 200 is a failure in words', () => {
  test.each([
    ['dingtalk', 'DingTalk 310000: sign not match'],
    ['feishu', 'Feishu 19021: sign match fail'],
  ] as const)('%s with a wrong secret', async (type, said) => {
    await expect(ways[type].notify(robotOf(type, 'wrong'), message(), 2000)).rejects.toThrow(said)
    expect(robots.taken).toEqual([])
  })
  test('WeCom with a wrong key', async () => {
    const channel = { ...robotOf('wecom'), url: `${base}/cgi-bin/webhook/send?key=other` }
    await expect(ways.wecom.notify(channel, message(), 2000)).rejects.toThrow('WeCom 93000')
  })
  test.each([
    ['wecom', { errcode: 45009, errmsg: 'api freq out of limit' }, 'WeCom 45009'],
    ['dingtalk', { errcode: 130101, errmsg: 'send too fast' }, 'DingTalk 130101'],
    ['feishu', { code: 11232, msg: 'frequency limited' }, 'Feishu 11232'],
    ['feishu', { hello: 'not a robot' }, 'Feishu undefined'],
  ] as const)('%s that says %j', async (type, refusal, said) => {
    robots.refusal = refusal
    await expect(ways[type].notify(robotOf(type), message(), 2000)).rejects.toThrow(said)
  })
})

test.each(['wecom', 'dingtalk', 'feishu'] as const)(
  '%s is not called in a private network unless allowed',
  async type => {
    const guarded = {
      wecom: createWecom(''),
      dingtalk: createDingtalk('', () => NOW),
      feishu: createFeishu('', () => NOW),
    }
    await expect(guarded[type].notify(robotOf(type), message(), 2000)).rejects.toThrow('private network')
    expect(robots.taken).toEqual([])
  },
)
