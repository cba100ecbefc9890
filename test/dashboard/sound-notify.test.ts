/** What a browser really plays: the pattern of the worst alarm, after somebody touched the page and not before. */
import { rmSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
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

/** Remembers every note that is begun. */
function listen(): void {
  const heard: number[] = []
  const { start } = OscillatorNode.prototype
  OscillatorNode.prototype.start = function (this: OscillatorNode, when?: number) {
    heard.push(this.frequency.value)
    start.call(this, when)
  }
  Object.assign(window, { heard })
}
const heard = () => (window as unknown as { heard: number[] }).heard

test('the alarm of the highest priority is heard once sound is armed, and again after a reload and a touch', async () => {
  const context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block' })
  await context.addInitScript(listen)
  const page = await context.newPage()
  page.setDefaultTimeout(5000)
  await page.goto(site.url)
  await page.getByTestId('alarm-card').first().waitFor()
  expect(await page.evaluate(heard)).toEqual([])
  const button = page.getByTestId('sound-switch')
  expect(await button.getAttribute('aria-pressed')).toBe('false')
  await button.click()
  // One note says that it is armed, three are the pattern of "high".
  await expect
    .poll(() => page.evaluate(heard), { timeout: 5000 })
    .toEqual(expect.arrayContaining([660, 740, 740, 880]))
  expect(await button.getAttribute('aria-pressed')).toBe('true')

  await page.reload()
  await page.getByTestId('alarm-card').first().waitFor()
  expect(await page.evaluate(heard)).toEqual([])
  await page.locator('h2').first().click()
  await expect
    .poll(() => page.evaluate(heard), { timeout: 5000 })
    .toEqual(expect.arrayContaining([740, 740, 880]))

  await page.goto(`${site.url}/settings`)
  await page.getByTestId('sounds').getByRole('button', { name: 'Listen · Critical' }).click()
  await expect
    .poll(() => page.evaluate(heard), { timeout: 5000 })
    .toEqual(expect.arrayContaining([880, 988, 988]))
  await button.click()
  expect(await button.getAttribute('aria-pressed')).toBe('false')
  await context.close()
})
