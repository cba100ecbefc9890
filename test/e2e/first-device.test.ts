/**
 * From an unknown Zigbee2MQTT sensor to a cabinet with alarms and a label: at most six taps on a phone.
 * With STEWARD_PICTURES=<folder> the steps are kept as pictures, as the guide shows them.
 */
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Device, DeviceDetail } from '../../core/contract/device.ts'
import type { Rule } from '../../core/contract/rule.ts'
import { openBrowser, openOverview } from '../support/browser.ts'
import { mosquittoPublish } from '../support/mosquitto.ts'
import { eventually, StewardProcess } from '../support/steward-process.ts'

const TAPS_MAX = 6
const SAID = '{"temperature":3.4,"humidity":61,"battery":97,"linkquality":120}'
const PICTURES = process.env.STEWARD_PICTURES

let steward: StewardProcess
let browser: Browser
beforeAll(async () => {
  steward = new StewardProcess()
  await steward.start()
  browser = await openBrowser()
}, 30_000)
afterAll(async () => {
  await browser?.close()
  await steward?.stop()
  steward?.dispose()
})

test.each([
  { locale: 'zh-CN', name: '一号冷藏柜', place: '后厨', sensor: '0x00158d0001a2b3c4' },
  { locale: 'en-GB', name: 'Fridge by the door', place: 'Cold kitchen', sensor: '0x00158d0005d6e7f8' },
])(
  'adopted, alarmed and labelled: $locale',
  async ({ locale, name, place, sensor }) => {
    const area = await steward.api<{ id: string }>('POST', '/areas', { siteId: 'canteen', name: place })
    const bridge = await steward.addDevice(`bridge-${locale}`, '--topic', 'zigbee2mqtt/#')
    await mosquittoPublish(steward.mqttPort, bridge, `zigbee2mqtt/${sensor}`, SAID)
    const page = await signedIn(locale)
    let taps = 0
    const tap = async (what: Locator) => {
      await what.click()
      taps += 1
    }
    const film = (step: string) => picture(page, `first-device-${locale.slice(0, 2)}-${step}`)
    await film('overview')
    await tap(page.locator('a[href="/devices/inbox"]').first())
    const entry = page.getByTestId('inbox-entry').filter({ hasText: sensor })
    expect(await entry.getByTestId('adopt-kind').inputValue()).toBe('fridge')
    await film('inbox')
    await tap(entry.getByTestId('adopt-name'))
    await entry.getByTestId('adopt-name').fill(name)
    // On a phone the list opens with one tap and is answered with another.
    await entry.locator('select').last().selectOption(area.id)
    taps += 2
    await film('named')
    await tap(entry.getByTestId('adopt'))
    const done = page.getByTestId('adopted').filter({ hasText: name })
    await done.waitFor()
    await film('adopted')
    const label = await done.locator('a[href*="labels.pdf"]').getAttribute('href')
    taps += 1
    expect(taps).toBeLessThanOrEqual(TAPS_MAX)

    const pdf = await page.request.get(steward.url + label)
    expect(pdf.headers()['content-type']).toBe('application/pdf')
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-')
    const device = (await steward.api<Device[]>('GET', '/devices')).find(one => one.address === sensor)
    expect(device).toMatchObject({ kind: 'fridge', areaId: area.id, name: { zh: name } })
    const rules = (await steward.api<Rule[]>('GET', '/rules')).filter(({ id }) =>
      id.startsWith(`${device?.id}.`),
    )
    expect(rules.length).toBeGreaterThan(2)
    await page.goto(`${steward.url}/kitchen/${device?.id}`)
    await page.getByText(name).first().waitFor()
    await film('cabinet')
    await page.context().close()
  },
  30_000,
)

test('what was ignored comes back, what was adopted by mistake too, and nothing typed is lost to a newcomer', async () => {
  const page = await signedIn('en-GB')
  const hub = await steward.addDevice('hub', '--topic', 'steward/canteen/+')
  for (const device of ['a-1', 'a-2'])
    await mosquittoPublish(steward.mqttPort, hub, `steward/canteen/${device}`, '{"temperature":21}')
  await page.goto(`${steward.url}/devices/inbox`)
  const entries = page.getByTestId('inbox-entry')
  const ignored = entries.filter({ hasText: 'a-1' })
  await ignored.getByRole('button', { name: 'Ignore' }).click()
  await page.getByTestId('ignored').waitFor()
  await page.getByText('Ignored devices (1)').click()
  await page.getByRole('button', { name: 'Back to the inbox' }).click()
  await ignored.waitFor()

  await page.locator('section', { has: ignored }).getByLabel('Choose all').check()
  await ignored.getByTestId('adopt-name').fill('Pantry')
  await mosquittoPublish(steward.mqttPort, hub, 'steward/canteen/a-3', '{"temperature":21}')
  await entries.nth(2).waitFor()
  expect(await ignored.getByTestId('adopt-name').inputValue(), 'typed before another one spoke').toBe(
    'Pantry',
  )
  await page.getByRole('button', { name: 'Adopt these 2' }).click()
  await page.getByTestId('adopted').getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => entries.count(), { timeout: 5000 }).toBe(3)
  const kept = await eventually('both in the inbox again', async () => {
    const detail = await steward.api<DeviceDetail>('GET', '/devices/a-1')
    return detail.device.status === 'inbox' && detail
  })
  expect(kept.points).toHaveLength(1)
  await page.context().close()
}, 30_000)

async function signedIn(locale: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale, hasTouch: true })
  const page = await context.newPage()
  page.setDefaultTimeout(8000)
  await openOverview(page, steward)
  return page
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return
  await page.waitForFunction(() => document.querySelector('.skeleton') === null)
  await page.waitForTimeout(400)
  await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' })
}
