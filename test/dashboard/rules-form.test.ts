/** Every kind of rule, filled in as a cook would, says what the contract accepts; and it is tried before it is saved. */
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
let page: Page
let dist = ''

beforeAll(async () => {
  dist = await buildDashboard()
  browser = await openBrowser()
  site = await openFixture({ dist })
  const context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block' })
  page = await context.newPage()
  page.setDefaultTimeout(10_000)
})
afterAll(async () => {
  await browser?.close()
  await site?.close()
  rmSync(dist, { recursive: true, force: true })
})

async function openForm(): Promise<void> {
  await page.goto(`${site.url}/kitchen/freezer-2`)
  await page.getByRole('button', { name: 'Add a rule' }).click()
  await page.getByLabel('Name').fill('Mine')
  await page.getByRole('button', { name: 'More conditions' }).click()
}

async function saved(what: string): Promise<{ condition: object }> {
  const before = site.calls.length
  const save = page.getByRole('button', { name: 'Save' })
  await expect.poll(() => save.isEnabled(), { timeout: 3000, message: what }).toBe(true)
  await save.click()
  const found = () =>
    site.calls.slice(before).find(call => call.method === 'POST' && call.path === '/api/v1/rules')
  await expect.poll(found, { timeout: 5000 }).toBeDefined()
  return found()?.body as { condition: object }
}

const fill = (label: string | RegExp, text: string) => page.getByLabel(label).first().fill(text)
const chooseTwo = async () => {
  const others = page.getByRole('group', { name: 'And which other points' }).getByRole('button')
  await others.nth(0).click()
  await others.nth(1).click()
}
const KINDS: [string, () => Promise<unknown>, object][] = [
  ['Too low', () => fill('Limit', '-30'), { type: 'low', limit: -30 }],
  ['It falls silent', () => fill('Silent for', '20'), { type: 'no-data', afterS: 1200 }],
  ['Changing too fast', () => fill('Change in an hour', '6'), { type: 'rate', perHour: 6, overS: 1800 }],
  ['Stuck at one value', () => fill('Unchanged for', '120'), { type: 'stuck', forS: 7200, tolerance: 0 }],
  [
    'Too long in all (four-hour rule)',
    async () => {
      await fill('Limit', '5')
      await fill('Adds up to', '240')
    },
    { type: 'exposure', limit: 5, measure: 'minutes', amount: 240, withinS: 86_400, side: 'above' },
  ],
  [
    'Away from where it should be',
    async () => {
      await fill('Should be', '-18')
      await fill('By more than', '3')
    },
    { type: 'deviation', setPoint: -18, by: 3, side: 'above' },
  ],
  [
    'Several points together',
    async () => {
      await page.getByRole('group', { name: 'And which other points' }).getByRole('button').first().click()
      await fill('Limit', '-10')
    },
    { type: 'group', of: 'any', limit: -10, windowS: 1800 },
  ],
  [
    'More than its peers',
    async () => {
      await chooseTwo()
      await fill('Seen over', '120')
    },
    { type: 'peers', factor: 1.5, least: 0, windowS: 7200 },
  ],
  [
    'Levels with a time each (CO)',
    () => fill('Above 1', '40'),
    { type: 'levels', levels: [{ limit: 40, forS: 3600 }, { limit: 100 }, { limit: 300, forS: 0 }] },
  ],
  ['Does not do as told', async () => {}, { type: 'mismatch', expected: 'order', tolerance: 0 }],
  [
    'Depends on the hour',
    () => fill('Limit', '-12'),
    {
      type: 'schedule',
      inside: { type: 'high', limit: -12 },
      outside: null,
      hours: [{ days: [1, 2, 3, 4, 5] }],
    },
  ],
  [
    'A formula of your own',
    async () => {
      await fill('Formula', 'value - a > 5')
      await page.getByRole('button', { name: 'Add a point' }).click()
    },
    { type: 'expression', text: 'value - a > 5', points: { a: expect.any(Number) } },
  ],
]

test('each kind says what it is for, and is sent as the contract wants it', async () => {
  for (const [name, type, condition] of KINDS) {
    await openForm()
    await page.getByRole('button', { name, exact: true }).first().click()
    await type()
    const body = await saved(name)
    expect(body.condition, name).toMatchObject(condition)
    expect(Value.Check(api.createRule.body, body), JSON.stringify(body)).toBe(true)
  }
}, 60_000)

test('a rule is tried on history first: what would be new, gone and missed is said before it is saved', async () => {
  await page.goto(`${site.url}/kitchen/freezer-2`)
  await page.getByTestId('rules').getByRole('button', { name: 'Edit' }).first().click()
  await page.getByRole('heading', { name: 'The rule on the last week' }).waitFor()
  await fill('Limit', '-8')
  await page.getByTestId('try-rule').click()
  const verdict = page.getByTestId('verdict')
  await verdict.getByText('2 alarms become 2, and you would miss one true failure').waitFor()
  expect(await verdict.innerText()).toContain('somebody did something about it')
  for (const part of ['New alarms 1', 'A true failure you would miss 1', 'With both 1'])
    expect(await verdict.innerText()).toContain(part)
  expect(await verdict.locator('canvas').count()).toBe(1)
  await page.getByRole('button', { name: 'Save all the same' }).waitFor()
  const asked = site.calls.findLast(call => call.path === '/api/v1/rules/replay')?.body
  expect(asked).toMatchObject({ ruleId: 'r4high', pointId: 4, condition: { type: 'high', limit: -8 } })
  expect(Value.Check(api.replayRule.body, asked)).toBe(true)
  // What was answered is no longer about what would be saved.
  await fill('Limit', '-9')
  await verdict.getByText('Changed since: try again').waitFor()
  await page.getByRole('button', { name: 'Save', exact: true }).waitFor()
}, 60_000)
