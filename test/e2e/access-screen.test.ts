/** A person gives a gateway its credential in a real browser, a real client uses it, and the person takes it back. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { mosquittoTool } from '../support/mosquitto.ts'
import { StewardProcess } from '../support/steward-process.ts'

const house = new StewardProcess()
let browser: Browser
let page: Page
beforeAll(async () => {
  await house.start()
  browser = await openBrowser()
  page = await (
    await browser.newContext({
      viewport: { width: 360, height: 780 },
      locale: 'en-GB',
      serviceWorkers: 'block',
    })
  ).newPage()
  await page.goto(house.url)
  await page.locator('input').first().fill('admin')
  await page.locator('input[type=password]').fill(house.password)
  await page.keyboard.press('Enter')
  await page.getByTestId('alarm-badge').waitFor()
  await page.goto(`${house.url}/devices/access`)
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await house.stop()
  house.dispose()
})

const login = async () => [
  '-h',
  '127.0.0.1',
  '-p',
  String(house.mqttPort),
  '-u',
  'hall',
  '-P',
  await shownPassword(),
]
const shownPassword = () =>
  page.getByTestId('issued').locator('.row', { hasText: 'Password' }).locator('code').innerText()
const card = () => page.locator('[data-testid=credential-card][data-key=hall]')

test('made, used, seen to be connected, given a new password, revoked', async () => {
  await page.getByTestId('add-credential').click()
  const form = page.getByTestId('credential-form')
  await form.getByLabel('User name').fill('hall')
  await expect.poll(() => form.innerText()).toContain('zigbee2mqtt/#')
  await form.locator('button[type=submit]').click()
  const words = await login()
  const say = (login: string[]) =>
    mosquittoTool('mosquitto_pub', [
      ...login,
      '-q',
      '1',
      '-t',
      'zigbee2mqtt/fridge',
      '-m',
      '{"temperature":3}',
    ])
  expect((await say(words)).code).toBe(0)
  const listener = spawn('mosquitto_sub', [...words, '-t', 'zigbee2mqtt/#'], { stdio: 'ignore' })
  const gone = once(listener, 'exit')
  await expect.poll(() => card().innerText(), { timeout: 10_000 }).toContain('Connected: 1')

  await page.getByTestId('issued').getByRole('button', { name: 'Done' }).click()
  await card().getByTestId('rotate').click()
  await card().getByTestId('rotate-sure').click()
  const next = await login()
  expect(next).not.toEqual(words)
  expect((await say(words)).code).not.toBe(0)
  expect((await say(next)).code).toBe(0)

  await card().getByTestId('revoke').click()
  await card().getByTestId('revoke-sure').click()
  await expect.poll(() => card().innerText()).toContain('Revoked')
  expect((await say(next)).code).not.toBe(0)
  listener.kill('SIGKILL')
  await gone
}, 20_000)

test('pairing: a banner on every page until it is closed, and the device in the inbox', async () => {
  await page.getByTestId('ask-pairing').click()
  await page.getByTestId('pairing-form').getByLabel('Below which topic').fill('tele/cellar')
  await page.getByTestId('pairing-form').locator('button[type=submit]').click()
  await page.getByTestId('pairing-open').waitFor()
  const stranger = [
    '-h',
    '127.0.0.1',
    '-p',
    String(house.mqttPort),
    '-q',
    '1',
    '-t',
    'tele/cellar/LWT',
    '-m',
    'Online',
  ]
  expect((await mosquittoTool('mosquitto_pub', stranger)).code).toBe(0)
  for (const path of ['/kitchen', '/wall', '/devices/inbox']) {
    await page.goto(house.url + path)
    await expect
      .poll(() => page.getByTestId('pairing-banner').innerText())
      .toMatch(/tele\/cellar\/[\s\S]*\d:\d\d left/)
  }
  await expect.poll(() => page.locator('main').innerText()).toContain('cellar')
  await page.getByTestId('pairing-banner').getByRole('button').click()
  await expect.poll(() => page.getByTestId('pairing-banner').count()).toBe(0)
  expect((await mosquittoTool('mosquitto_pub', stranger)).code).not.toBe(0)
}, 20_000)
