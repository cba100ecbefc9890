/**
 * Gas in the kitchen with real parts: Steward as its own process and killed on the way, a mail server, a push service,
 * mosquitto_pub as the detector, and Chromium as the people: told, escalated, answered by the link, quietened by two.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Roster } from '../../core/contract/roster.ts'
import type { Site } from '../../core/contract/site.ts'
import type { UserView } from '../../core/contract/user.ts'
import { openBrowser } from '../support/browser.ts'
import { MailServer, textOf } from '../support/mail-server.ts'
import { mosquittoPublish } from '../support/mosquitto.ts'
import { PushService } from '../support/push-service.ts'
import { type Credential, eventually, StewardProcess } from '../support/steward-process.ts'

const PASSWORD = 'a long enough secret'
const ESCALATES_S = 3

let browser: Browser
let steward: StewardProcess
const mail = new MailServer()
const push = new PushService()
const people: Record<string, UserView> = {}
let credential: Credential
let siteId = ''

beforeAll(async () => {
  browser = await openBrowser()
  await push.listen()
  steward = new StewardProcess({ STEWARD_WEBHOOK_ALLOW: '127.0.0.1', STEWARD_LOG: 'warn' })
  await steward.start()
  credential = await steward.addDevice('gas-1', '--kind', 'gas')
  siteId = (await steward.api<Site[]>('GET', '/sites'))[0]?.id ?? ''
  await furnish()
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await steward?.stop()
  steward?.dispose()
  await mail.close()
  await push.close()
})

async function furnish(): Promise<void> {
  for (const [username, role] of [
    ['ann', 'kitchen'],
    ['boss', 'manager'],
  ] as const) {
    const user = await steward.api<UserView>('POST', '/users', {
      username,
      role,
      password: PASSWORD,
      language: 'en',
    })
    await steward.api('PUT', `/people/${user.id}/contact`, { email: `${username}@example.org` })
    people[username] = user
  }
  const server = {
    url: await mail.listen(),
    username: 'steward',
    secret: 'right',
    from: 'steward@example.org',
  }
  const usual = { secret: null, minPriority: 'low', enabled: true, linkBase: steward.url, language: 'en' }
  await steward.api('POST', '/channels', { ...usual, ...server, name: 'Mail', type: 'email' })
  await steward.api('POST', '/channels', { ...usual, name: 'Push', type: 'push', url: '' })
  const days = [1, 2, 3, 4, 5, 6, 7]
  await steward.api<Roster>('POST', '/rosters', {
    name: 'Kitchen',
    areaIds: [],
    weeks: 1,
    anchor: '2026-03-02',
    shifts: [{ id: 'day', name: { zh: '全天', en: 'All day' }, from: '00:00', to: '00:00' }],
    slots: days.map(day => ({ week: 0, day, shiftId: 'day', userIds: [people.ann?.id] })),
  })
  await steward.api('POST', '/escalations', {
    name: 'On the spot, then the manager',
    areaIds: [],
    priorities: ['critical'],
    steps: [
      { afterS: 0, who: [{ to: 'on-duty' }], channelIds: [] },
      { afterS: ESCALATES_S, who: [{ to: 'role', role: 'manager' }], channelIds: [] },
    ],
    remindS: 0,
    remindTimes: 0,
    enabled: true,
  })
}

async function detector(alarm: boolean): Promise<void> {
  const payload = JSON.stringify({ gas_alarm: alarm, gas_lel: alarm ? 31 : 1 })
  await mosquittoPublish(steward.mqttPort, credential, `steward/${siteId}/gas-1`, payload)
}

async function pageOf(username: string, path: string, options: object = {}): Promise<Page> {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 390, height: 844 },
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  const data = { username, password: PASSWORD }
  await page.request.post(`${steward.url}/api/v1/session`, { data })
  await page.goto(steward.url + path)
  return page
}

const lettersTo = (name: string) => mail.letters.filter(({ to }) => to.includes(`${name}@example.org`))
const gasAlarm = async () => {
  const { items } = await steward.api<{ items: Alarm[] }>('GET', '/alarms?state=open')
  return items.find(({ lifeSafety, name }) => lifeSafety && name.en === 'Gas leak')
}
const asked = (name: string) =>
  lettersTo(name).filter(({ raw }) => !/somebody is on it|back to normal|over/i.test(raw.slice(0, 2000)))

test('the one on duty is told, then the manager, once each although the process is killed in between', async () => {
  await detector(false)
  const device = await steward.api<{ points: unknown[] }>('GET', '/devices/gas-1')
  expect(device.points.length).toBeGreaterThan(0)
  await steward.api('PATCH', '/devices/gas-1', { kind: 'gas' })
  const ann = await pageOf('ann', '/')
  const subscribed = await ann.request.post(`${steward.url}/api/v1/push/subscriptions`, {
    data: { ...push.subscription, language: 'en' },
  })
  expect(subscribed.status()).toBe(200)
  await ann.context().close()

  await detector(true)
  await eventually('the letter to the one on duty', async () => asked('ann').length > 0)
  await eventually('the push', async () => push.shown.length > 0)
  expect(push.faults).toEqual([])
  expect(push.shown[0]?.title).toContain('Gas')
  await steward.kill()
  await steward.start()
  await eventually('the letter to the manager', async () => asked('boss').length > 0)
  await new Promise(resolve => setTimeout(resolve, 1500))
  const open = await steward.api<{ items: Alarm[] }>('GET', '/alarms?state=open')
  const alarms = open.items.filter(({ lifeSafety }) => lifeSafety).length
  expect(asked('boss')).toHaveLength(alarms)
  expect(asked('ann').length).toBeLessThanOrEqual(alarms + 1)
  expect(textOf(asked('boss')[0]?.raw ?? '')).toContain('escalated to step 2')
}, 60_000)

test('the link opens a page that changes nothing; its one button answers in the manager’s name', async () => {
  const alarm = await gasAlarm()
  expect(alarm?.state).toBe('unack')
  const letter = asked('boss').find(({ raw }) => textOf(raw).includes(`/alarms/${alarm?.id}`))
  const link = /I'm on it: (\S+)/.exec(textOf(letter?.raw ?? ''))?.[1] ?? ''
  const context = await browser.newContext({ viewport: { width: 360, height: 640 } })
  const page = await context.newPage()
  await page.goto(link)
  const button = page.getByRole('button', { name: "I'm on it" })
  expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(64)
  expect((await gasAlarm())?.state).toBe('unack')
  await button.click()
  await page.getByText('this alarm is yours').waitFor()
  expect(await gasAlarm()).toMatchObject({ state: 'acked', acknowledgedBy: 'boss' })
  await eventually('ann to hear who has it', async () =>
    lettersTo('ann').some(({ raw }) => textOf(raw).includes('boss is on it')),
  )
  await context.close()
}, 30_000)

test('gas is quietened only by two, and both are named', async () => {
  const alarm = await gasAlarm()
  const page = await pageOf('ann', `/alarms/${alarm?.id}`)
  await page.getByTestId('two-persons').click()
  await page.getByLabel('Why').fill('the detector is being exchanged')
  await page.getByRole('button', { name: 'Ask a second person' }).click()
  const request = page.getByTestId('quiet-request')
  await request.getByLabel("The second person's user name").fill('ann')
  await request.getByLabel("The second person's password").fill(PASSWORD)
  await request.getByRole('button', { name: 'I agree' }).click()
  await request.getByRole('alert').waitFor()
  expect((await gasAlarm())?.shelvedUntil).toBeNull()
  const boss = await pageOf('boss', `/alarms/${alarm?.id}`)
  await boss.getByTestId('quiet-request').getByRole('button', { name: 'I agree' }).click()
  const shelved = await eventually('the shelf', async () => {
    const found = await gasAlarm()
    return found?.shelvedUntil === null ? undefined : found
  })
  expect(shelved?.note).toContain('boss')
  await page.context().close()
  await boss.context().close()
}, 30_000)

test('a rule is tried on what was really measured before it is saved', async () => {
  const page = await pageOf('ann', '/devices/gas-1')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  const point = page.getByTestId('rules').locator('form select').first()
  await point.selectOption({
    label: (await point.locator('option').allInnerTexts()).find(one => /concentration|LEL/i.test(one)) ?? '',
  })
  await page.getByLabel(/^Limit/).fill('20')
  await page.getByLabel('Lasting at least').fill('0')
  await page.getByTestId('try-rule').click()
  await page.getByTestId('verdict').getByText('One alarm in the last 90 days').waitFor()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByTestId('rules').getByText('Added by hand').waitFor()
  await page.context().close()
}, 30_000)

test('the wall says that it is silent until somebody touches it, and the app opens without a network', async () => {
  const page = await pageOf('ann', '/wall')
  await page.getByTestId('wall-sound').click()
  await page.getByTestId('wall-sound').waitFor({ state: 'detached' })
  await page.goto(`${steward.url}/`)
  await page.getByTestId('on-duty').getByText('ann', { exact: true }).waitFor()
  const kept = () =>
    page.evaluate(async () => {
      const ready = await navigator.serviceWorker.ready
      const names = await (await caches.open((await caches.keys())[0] ?? '')).keys()
      return ready.active?.state === 'activated' && names.some(({ url }) => url.includes('/assets/wall'))
    })
  await eventually('the shell to be kept', kept)
  await page.evaluate(() => dispatchEvent(new Event('pagehide')))
  await page.context().setOffline(true)
  await page.reload()
  await page.getByTestId('stale').waitFor()
  await page.getByText('gas-1').first().waitFor()
  // A page that was never opened before opens too.
  await page.goto(`${steward.url}/wall`)
  await page.getByTestId('wall-stale').waitFor()
  await page.context().close()
}, 60_000)

test('what is pushed is shown, with its answer as a button, when no page is open', async () => {
  const page = await pageOf('ann', '/')
  await page.context().grantPermissions(['notifications'], { origin: steward.url })
  await page.evaluate(() => navigator.serviceWorker.ready)
  const inspector = await page.context().newCDPSession(page)
  const registered = new Promise<string>(resolve =>
    inspector.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [one] = registrations
      if (one !== undefined) resolve(one.registrationId)
    }),
  )
  await inspector.send('ServiceWorker.enable')
  const registrationId = await registered
  const data = JSON.stringify({
    title: 'Alarm: gas-1',
    body: 'Where: kitchen',
    tag: 'a1',
    path: '/alarms/a1',
    answerPath: '/answer?t=x',
    answerWord: "I'm on it",
  })
  await inspector.send('ServiceWorker.deliverPushMessage', { origin: steward.url, registrationId, data })
  const shown = await eventually('the notification', () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      const [one] = await registration.getNotifications()
      return one === undefined
        ? undefined
        : { title: one.title, body: one.body, tag: one.tag, data: one.data }
    }),
  )
  expect(shown).toEqual({
    title: 'Alarm: gas-1',
    body: 'Where: kitchen',
    tag: 'a1',
    data: { path: '/alarms/a1', answerPath: '/answer?t=x' },
  })
  await page.context().close()
}, 30_000)
