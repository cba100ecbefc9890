/** An alarm as the kitchen lives it, in a browser: heard, taken, given, photographed, closed, found again; and a drill. */
import { connectAsync, type MqttClient } from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openOverview } from '../support/browser.ts'
import { StewardProcess } from '../support/steward-process.ts'

let steward: StewardProcess
let browser: Browser
let client: MqttClient
let page: Page
beforeAll(async () => {
  steward = new StewardProcess()
  await steward.start()
  await steward.addDevice('gas-1', '--kind', 'gas')
  const { password } = await steward.addDevice('hub', '--topic', 'steward/canteen/+')
  client = await connectAsync(`mqtt://127.0.0.1:${steward.mqttPort}`, { username: 'hub', password })
  await say(false)
  browser = await openBrowser()
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' })
  page = await context.newPage()
  page.setDefaultTimeout(8000)
  await openOverview(page, steward)
}, 40_000)
afterAll(async () => {
  await browser?.close()
  await client?.endAsync()
  await steward?.stop()
  steward?.dispose()
})

const say = (gas: boolean) =>
  client.publishAsync('steward/canteen/gas-1', JSON.stringify({ gas_alarm: gas }), { qos: 1 })

/** A drawing of the browser's own, as a phone's camera would hand it over. */
const photo = () =>
  page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = 2400
    canvas.height = 1200
    canvas.getContext('2d')?.fillRect(0, 0, 900, 900)
    return canvas.toDataURL('image/png').split(',')[1] ?? ''
  })

async function close(action: string): Promise<void> {
  await page.getByTestId('close-alarm').click()
  await page.getByTestId('note').fill(action)
  await page.getByTestId('close-confirm').click()
}

test('new alarm, sound, acknowledge, photo, action, closed, in the log', async () => {
  await page.getByTestId('sound-switch').click()
  await expect.poll(() => page.getByTestId('sound-switch').getAttribute('aria-pressed')).toBe('true')
  await say(true)
  await page.getByTestId('alarm-card').first().getByRole('link').first().click()
  await page.getByTestId('acknowledge').click()
  await page.getByTestId('acknowledge-confirm').click()
  await page.getByTestId('assign').selectOption('admin')
  await page.getByText('With admin').waitFor()

  const buffer = Buffer.from(await photo(), 'base64')
  await page.getByTestId('work-photo').setInputFiles({ name: 'stove.png', mimeType: 'image/png', buffer })
  await page.getByText('Photo chosen').waitFor()
  await page.getByTestId('work-note').fill('Ring 3 was left on')
  await page.getByTestId('work-add').click()
  const kept = page.locator('img.alarm-photo')
  await kept.waitFor()
  // Made smaller before it was sent, and whole.
  await expect
    .poll(() => kept.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]))
    .toEqual([1600, 800])

  await say(false)
  await close('Turned off and aired')
  await page
    .getByText(/Closed/)
    .first()
    .waitFor()
  await page.goto(`${steward.url}/alarms/history`)
  const past = page.locator('.list li').first()
  await past.getByText('Turned off and aired').waitFor()
  expect(await past.innerText()).toContain('admin')
}, 30_000)

test('a drill is one tap and a question, marked everywhere, and its time is kept', async () => {
  await page.goto(`${steward.url}/safety`)
  await page.getByTestId('drill-start').click()
  await page.getByTestId('drill-start-sure').click()
  await page.getByTestId('drill-running').waitFor()
  await expect.poll(() => page.getByTestId('alarm-banner').innerText()).toContain('Drill')
  await page.getByRole('link', { name: 'Open the drill alarm' }).click()
  await page.getByText('Drill: this is no real alarm').waitFor()
  await page.getByTestId('acknowledge').click()
  await page.getByTestId('acknowledge-confirm').click()
  await page.getByText('This is over', { exact: false }).or(page.getByTestId('close-alarm')).first().waitFor()
  await expect.poll(() => page.locator('.log').innerText()).toContain('waiting to be reset')
  await close('All out in 40 seconds')
  await page.goto(`${steward.url}/safety`)
  await page.getByText(/admin answered after/).waitFor()
  // The simulated detector is nobody's device.
  expect(await page.getByTestId('tile').count()).toBe(1)
}, 30_000)

test('an inspection: a usual checklist, walked with one thumb, signed, its finding answered, the record printed', async () => {
  await page.goto(`${steward.url}/inspections/lists`)
  await page.getByRole('button', { name: 'Add “Daily control”' }).click()
  await page.getByText('Daily control ·').waitFor()
  await page.goto(`${steward.url}/inspections`)
  await page.getByTestId('due-round').getByRole('button', { name: 'Begin' }).click()
  const round = page.getByTestId('round')
  const sign = round.getByRole('button', { name: 'Sign' })
  expect(await sign.isDisabled()).toBe(true)
  const items = round.locator('fieldset')
  for (let at = 0; at < (await items.count()) - 1; at += 1)
    await items.nth(at).getByRole('button', { name: 'Fine', exact: true }).click()
  await items.last().getByRole('button', { name: 'Not fine' }).click()
  await items.last().getByLabel('What is wrong').fill('Hood filter greasy')
  await sign.click()
  await page.getByText('Signed. 1 findings wait for an answer.').waitFor()
  await page.goto(`${steward.url}/matters`)
  await page.getByText(/Hood filter greasy/).waitFor()
  await page.goto(`${steward.url}/inspections/done`)
  const record = await page.getByRole('link', { name: 'Print' }).getAttribute('href')
  const pdf = await page.request.get(steward.url + record)
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-')
}, 30_000)

test('the handover card names what is open, and the health of the alarms is a page', async () => {
  await page.goto(`${steward.url}/matters/handover`)
  await page
    .getByText(/Hood filter greasy/)
    .first()
    .waitFor()
  const pdf = await page.request.get(`${steward.url}/api/v1/matters/handover.pdf?language=zh`)
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-')
  await page.goto(`${steward.url}/matters/health`)
  await page.getByTestId('alarm-measures').waitFor()
  // The drill is not counted: one gas alarm and one finding.
  expect(await page.getByText(/^[12] × · /).count()).toBeGreaterThan(0)
}, 30_000)

test('a detector is out of service when a second person agrees, says so everywhere, and comes back', async () => {
  const password = 'a-second-pair-of-eyes'
  await page.request.post(`${steward.url}/api/v1/users`, {
    headers: { origin: steward.url },
    data: { username: 'ben', role: 'kitchen', password, sites: ['canteen'] },
  })
  await page.goto(`${steward.url}/safety`)
  await page.getByTestId('take-out').first().click()
  await page.getByLabel('Why').fill('the cell is exchanged')
  await page.getByRole('button', { name: 'Ask a second person' }).click()
  const asked = page.getByTestId('quiet-request')
  await asked.getByText('the cell is exchanged').waitFor()
  expect(await page.getByTestId('is-out').count()).toBe(0)
  await asked.getByLabel("The second person's user name").fill('ben')
  await asked.getByLabel("The second person's password").fill(password)
  await asked.getByRole('button', { name: 'I agree' }).click()
  await page.getByTestId('is-out').first().waitFor()

  await say(true)
  await page.goto(steward.url)
  const out = page.getByTestId('out-of-service')
  await out.getByText('It would be an alarm now').waitFor()
  const gas = page.getByTestId('alarm-card').filter({ hasText: 'Gas leak' })
  expect(await gas.count()).toBe(0)
  await out.getByRole('button', { name: 'Back into service' }).click()
  await gas.waitFor()
}, 30_000)
