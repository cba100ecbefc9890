/** Each form, filled in as a person would, sends what the contract accepts. */
import { rmSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { Value } from 'typebox/value'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { api } from '../../core/contract/api.ts'
import { openBrowser } from '../support/browser.ts'
import { buildDashboard } from './built.ts'
import { type FixtureServer, openFixture } from './fixture-server.ts'

let browser: Browser
let site: FixtureServer
let dist = ''

beforeAll(async () => {
  dist = await buildDashboard()
  browser = await openBrowser()
  site = await openFixture({ dist })
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
  rmSync(dist, { recursive: true, force: true })
})

async function at(path: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block' })
  const page = await context.newPage()
  page.setDefaultTimeout(5000)
  await page.goto(site.url + path)
  await page.locator('h1').first().waitFor()
  return page
}

/** The body of the newest request of that kind. */
async function sent(page: Page, method: string, path: string): Promise<unknown> {
  const found = () => site.calls.findLast(call => call.method === method && call.path === `/api/v1${path}`)
  await expect.poll(found, { timeout: 5000 }).toBeDefined()
  await page.context().close()
  return found()?.body
}

test('a rule: limit, delay and priority', async () => {
  const page = await at('/kitchen/freezer-2')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('Name').fill('Much too warm')
  await page.getByLabel(/^Limit/).fill('-9.5')
  await page.getByLabel('Lasting at least').fill('5')
  await page.getByLabel('Priority').selectOption('critical')
  await page.getByRole('button', { name: 'Save' }).click()
  const body = await sent(page, 'POST', '/rules')
  expect(body).toMatchObject({
    pointId: 4,
    condition: { type: 'high', limit: -9.5, deadband: 0.5 },
    onDelayS: 300,
    priority: 'critical',
  })
  expect(Value.Check(api.createRule.body, body)).toBe(true)
})

test('a rule that is changed keeps what nobody touched', async () => {
  const page = await at('/kitchen/freezer-2')
  await page.getByTestId('rules').getByRole('button', { name: 'Edit' }).first().click()
  await page.getByLabel(/^Limit/).fill('-14')
  await page.getByRole('button', { name: 'Save' }).click()
  const body = await sent(page, 'PATCH', '/rules/r4high')
  expect(body).toMatchObject({ condition: { limit: -14 }, name: { zh: '温度过高', en: 'Too warm' } })
  expect(Value.Check(api.changeRule.body, body)).toBe(true)
})

test('a rule without its limit cannot be saved: empty is not zero', async () => {
  const page = await at('/kitchen/freezer-2')
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('Name').fill('No limit')
  expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  expect(await page.getByTestId('try-rule').isDisabled()).toBe(true)
  await page.context().close()
})

test('a zone: valve, plant and flow', async () => {
  const page = await at('/grounds')
  await page.getByRole('button', { name: 'Add a zone' }).click()
  await page.getByLabel('Name').fill('Herb garden')
  await page.getByLabel('Planted with').selectOption('vegetables')
  await page.getByLabel('Area').fill('36')
  await page.getByLabel('Flow when open').fill('7.5')
  await page.getByRole('button', { name: 'Save' }).click()
  const body = await sent(page, 'POST', '/zones')
  expect(body).toMatchObject({
    valveDeviceId: 'valve-8',
    valveChannel: null,
    soilPointId: null,
    maxRunS: 3600,
  })
  expect(Value.Check(api.createZone.body, body)).toBe(true)
})

test('a tariff: a day painted with the pointer, and a price for each band on it', async () => {
  const page = await at('/settings/tariffs')
  await page.getByRole('button', { name: 'Add a tariff' }).click()
  await page.getByLabel('Name').fill('Summer')
  await page.getByRole('button', { name: 'Valley', exact: true }).click()
  const strip = page.locator('.day-strip.paintable')
  await strip.scrollIntoViewIfNeeded()
  const box = await strip.boundingBox()
  if (box === null) throw new Error('no strip')
  await page.mouse.move(box.x + 3, box.y + 20)
  await page.mouse.down()
  await page.mouse.move(box.x + (box.width * 16) / 48 - 3, box.y + 20, { steps: 60 })
  await page.mouse.up()
  await page.getByLabel('Price · Flat').fill('0.7')
  await page.getByLabel('Price · Valley').fill('0.3')
  await page.getByRole('button', { name: 'Save' }).click()
  const body = await sent(page, 'POST', '/tariffs')
  expect(body).toMatchObject({
    prices: { flat: 0.7, valley: 0.3 },
    periods: [{ band: 'valley', months: [], from: '00:00', to: '08:00' }],
  })
  expect(Value.Check(api.createTariff.body, body)).toBe(true)
})

test('the site and its places', async () => {
  const page = await at('/settings/site')
  await page.getByLabel('Elevation').fill('31')
  await page.getByRole('button', { name: 'Save' }).click()
  const body = await sent(page, 'PATCH', '/sites/main')
  expect(body).toMatchObject({ elevationM: 31, latitude: 30.2, timeZone: 'Asia/Shanghai' })
  expect(Value.Check(api.updateSite.body, body)).toBe(true)
  const again = await at('/settings/site')
  const places = again.locator('form', { has: again.getByRole('button', { name: 'Add a place' }) })
  await places.getByLabel('Name').fill('Bakery')
  await places.getByRole('button', { name: 'Add a place' }).click()
  const area = await sent(again, 'POST', '/areas')
  expect(area).toEqual({ siteId: 'main', parentId: null, name: 'Bakery' })
})

test('a registered device shows its password once', async () => {
  const page = await at('/devices')
  await page.getByRole('button', { name: 'Register a device' }).click()
  await page.getByLabel('Device id').fill('oven-1')
  await page.getByRole('button', { name: 'Register a device' }).click()
  const shown = page.getByTestId('credential')
  await shown.getByText('once-only-7').waitFor()
  await shown.getByRole('button', { name: 'Done' }).click()
  await shown.waitFor({ state: 'detached' })
  expect(await page.locator('body').innerText()).not.toContain('once-only-7')
  const body = await sent(page, 'POST', '/devices')
  expect(Value.Check(api.createDevice.body, body)).toBe(true)
})

test('quiet hours: the night, and the midday break of work days', async () => {
  const page = await at('/settings')
  await page.getByLabel('Quiet hours').check()
  await page.getByRole('button', { name: 'Add hours' }).click()
  const breaks = page.getByRole('group', { name: 'Days' }).nth(1)
  for (const day of ['Sat', 'Sun']) await breaks.getByRole('button', { name: day }).click()
  await page.getByLabel('From').nth(1).fill('12:15')
  await page.getByRole('button', { name: 'Save' }).first().click()
  const body = await sent(page, 'PUT', '/me/contact')
  expect(body).toMatchObject({
    quiet: {
      hours: [
        { days: [1, 2, 3, 4, 5, 6, 7], from: '22:00', to: '06:00' },
        { days: [1, 2, 3, 4, 5], from: '12:15', to: '14:00' },
      ],
      through: 'high',
    },
  })
  expect(Value.Check(api.setContact.body, body)).toBe(true)
})

test('a calendar: the zones it keeps dry, every week and on a date of the site’s own clock', async () => {
  const page = await at('/grounds/rules')
  await page.getByRole('button', { name: 'Add a calendar' }).click()
  const form = page.getByTestId('calendar-form')
  await form.getByLabel('Name').fill('Sports field')
  await form.getByTestId('calendar-closes').selectOption('some')
  const save = form.getByRole('button', { name: 'Save' })
  expect(await save.isDisabled()).toBe(true)
  await form.getByRole('group', { name: 'Keeps dry' }).getByRole('button').first().click()
  await form.getByRole('button', { name: 'Add a date' }).click()
  await form.getByLabel('From').last().fill('2027-06-07T08:00')
  await form.getByLabel('Until').last().fill('2027-06-08T17:00')
  await save.click()
  const body = await sent(page, 'POST', '/calendars')
  expect(body).toMatchObject({
    kind: 'sport',
    exclusions: [
      { type: 'weekly', days: [1, 2, 3, 4, 5], from: '16:00', to: '18:00' },
      { type: 'once', from: Date.parse('2027-06-07T00:00:00Z'), to: Date.parse('2027-06-08T09:00:00Z') },
    ],
  })
  expect((body as { zoneIds: string[] }).zoneIds).toHaveLength(1)
  expect(Value.Check(api.createCalendar.body, body)).toBe(true)
})
