/** Letters on a real mail server. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Alarm } from '../../../core/contract/alarm.ts'
import { type Notification, Undeliverable } from '../../../core/ports.ts'
import { createEmail } from '../../../server/notify/email.ts'
import { createMailer } from '../../../server/notify/mailer.ts'
import { MailServer, textOf } from '../../support/mail-server.ts'
import { AlarmHouse, channelOf } from '../alarms/alarm-house.ts'

const ALLOW = '127.0.0.1'
let server: MailServer
let url: string
beforeEach(async () => {
  server = new MailServer()
  url = await server.listen()
})
afterEach(() => server.close())

const contact = {
  id: 'u1',
  email: 'lisi@example.org',
  quiet: null,
  wecom: null,
  dingtalk: null,
  feishu: null,
}
const person = { userId: 'u1', name: '李四', language: 'zh' as const, contact, subscriptions: [] }
const message = (more: Partial<NonNullable<Notification['more']>> = {}): Notification => ({
  id: 'a.1',
  event: 'raised',
  at: 1,
  alarm: { id: 'a', priority: 'critical' } as Alarm,
  title: { zh: '【告警】冷冻柜 2：温度过高', en: 'Alarm: Freezer 2, Too warm' },
  test: false,
  more: {
    language: 'zh',
    lines: { zh: ['地点：<后厨>'], en: ['Where: <back kitchen>'] },
    count: 1,
    openUrl: 'https://steward.example/alarms/a',
    acknowledgeUrl: 'https://steward.example/answer?t=x.y',
    person,
    named: [],
    others: 0,
    ...more,
  },
})
const channel = (more: object = {}) =>
  channelOf('mail', {
    type: 'email',
    url,
    username: 'steward',
    secret: 'right',
    from: 'steward@example.org',
    ...more,
  })
const email = createEmail(ALLOW)

test('the person meant gets a letter with the words, the links, and an id that stays the same', async () => {
  await email.notify(channel(), message(), 5000)
  await email.notify(channel(), message(), 5000)
  const [letter, again] = server.letters
  expect(letter?.to).toEqual(['lisi@example.org'])
  expect(letter?.from).toBe('steward@example.org')
  const text = textOf(letter?.raw ?? '')
  expect(text).toContain('地点：<后厨>')
  expect(text).toContain('我来处理: https://steward.example/answer?t=x.y')
  expect(text).toContain('&#60;后厨&#62;')
  const idOf = (raw = '') => /^Message-ID: (.+)$/im.exec(raw)?.[1]
  expect(idOf(letter?.raw)).toBe('<a.1@steward>')
  expect(idOf(again?.raw)).toBe('<a.1@steward>')
  expect(letter?.raw).toMatch(/^Importance: High$/im)
  expect(letter?.raw).toMatch(/^Auto-Submitted: auto-generated$/im)
})

test('fixed recipients get one letter together, in both languages if asked', async () => {
  const to = ['a@example.org', 'b@example.org']
  await email.notify(channel({ to }), message({ person: null, language: 'both' }), 5000)
  expect(server.letters).toHaveLength(1)
  expect(server.letters[0]?.to).toEqual(to)
  const text = textOf(server.letters[0]?.raw ?? '')
  expect(text).toContain('地点')
  expect(text).toContain('Where')
})

test('what the server says is the reason', async () => {
  await expect(email.notify(channel({ secret: 'wrong' }), message(), 5000)).rejects.toThrow(/535/)
  await expect(email.notify(channel({ to: ['nobody@example.org'] }), message(), 5000)).rejects.toThrow(/550/)
  server.drops = 1
  await expect(email.notify(channel(), message(), 5000)).rejects.toThrow(/451/)
  await email.notify(channel(), message(), 5000)
  expect(server.letters).toHaveLength(1)
})

test('somebody without an address can never be told by e-mail', async () => {
  const nobody = { ...person, contact: { ...contact, email: null } }
  await expect(email.notify(channel(), message({ person: nobody }), 5000)).rejects.toThrow(Undeliverable)
})

test('a mail server in a private network wants to be allowed', async () => {
  await expect(createEmail('').notify(channel(), message(), 5000)).rejects.toThrow('private network')
})

test('other letters, with what is enclosed, go by the same server', async () => {
  const house = new AlarmHouse()
  const mailer = createMailer({ state: house.state, allow: ALLOW })
  const mail = { to: ['head@example.org'], subject: '三月月报', text: '见附件' }
  await expect(mailer.send(mail)).rejects.toThrow('no mail server')
  house.state.channels.put(channel())
  await mailer.send({
    ...mail,
    attachments: [
      { filename: '月报.pdf', content: new TextEncoder().encode('%PDF-1.7'), contentType: 'application/pdf' },
    ],
  })
  expect(server.letters[0]?.to).toEqual(['head@example.org'])
  expect(server.letters[0]?.raw).toContain(Buffer.from('%PDF-1.7').toString('base64'))
  house.remove()
})
