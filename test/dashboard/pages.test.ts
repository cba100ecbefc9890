/** The pages in a real browser, against answers of the contract's shapes. */
import { readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { buildDashboard } from './built.ts'
import { type FixtureServer, openFixture } from './fixture-server.ts'

const PAGES = [
  '/',
  '/kitchen',
  '/kitchen/freezer-2',
  '/safety',
  '/utilities',
  '/grounds',
  '/alarms',
  '/alarms/history',
  '/alarms/a1',
  '/inspections',
  '/inspections/done',
  '/inspections/lists',
  '/matters',
  '/matters/handover',
  '/matters/health',
  '/devices',
  '/devices/freezer-2',
  '/devices/inbox',
  '/devices/rejections',
  '/devices/mappings',
  '/devices/sheet',
  '/devices/access',
  '/reports',
  '/reports/energy/2026-10',
  '/settings',
  '/settings/site',
  '/settings/users',
  '/settings/channels',
  '/settings/duty',
  '/settings/escalation',
  '/settings/tariffs',
  '/settings/audit',
  '/settings/health',
  '/more',
  '/wall',
]
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
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

async function pageWith(options: {
  locale?: string
  dark?: boolean
  width?: number
  url?: string
}): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 360, height: 780 },
    locale: options.locale ?? 'zh-CN',
    colorScheme: options.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
    // The policy of the real server forbids the inspector too; what the page itself does is looked at without it.
    bypassCSP: true,
  })
  const page = await context.newPage()
  await page.goto(options.url ?? site.url)
  await page.getByTestId('sentence').or(page.locator('h1')).first().waitFor()
  return page
}

/** Shows an address without a reload and waits until nothing is loading. */
async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate(to => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)
  await page.waitForFunction(() => document.querySelector('.skeleton') === null)
  await page.locator('h1').first().waitFor({ state: 'attached' })
}

describe.each([{ dark: false }, { dark: true }])('accessibility, dark: $dark', ({ dark }) => {
  test('no page breaks a rule of axe or scrolls sideways at 360 px', async () => {
    const page = await pageWith({ dark })
    await page.evaluate(axe)
    const found: string[] = []
    for (const path of PAGES) {
      await visit(page, path)
      found.push(...(await page.evaluate(inspect, path)))
    }
    expect(found).toEqual([])
    await page.context().close()
  })
})

/** Runs in the page. */
async function inspect(path: string): Promise<string[]> {
  interface AxeResult {
    violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
  }
  const { axe } = window as unknown as { axe: { run(): Promise<AxeResult> } }
  const { violations } = await axe.run()
  const wide = document.documentElement.scrollWidth - innerWidth
  return [
    ...violations.map(
      ({ id, nodes }) =>
        `${path} ${id} ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary.slice(0, 200)}`,
    ),
    ...(wide > 0 ? [`${path} is ${wide} px too wide`] : []),
  ]
}

/** Words that are the same everywhere: units, formats, names of things and of people. */
const NEUTRAL_WORDS = [
  '%?LEL',
  'kWh',
  'kW',
  'W',
  'L',
  'min',
  'm',
  'm³',
  'm²',
  'C',
  's',
  'ms',
  'h',
  'CNY',
  'MQTT',
  'JSON',
  'CSV',
  'Excel',
  'PDF',
  'Word',
  'office@canteen\\.example',
  'EN',
  'MB',
  'KB',
  'DuckDB',
  'Prometheus',
  'Steward',
  'admin',
  'main',
  'duckdb',
  'zigbee2mqtt',
  'zigbee2mqtt\\/#',
  'WSDCGQ11LM',
  'Zigbee2MQTT',
  'hall-zigbee',
  'lora',
  'TLS',
  'WebSocket',
  'ws:\\/\\/\\S+',
  'Asia\\/Shanghai',
  'p',
  'x',
]
const NEUTRAL = new RegExp(`(?<![A-Za-z])(${NEUTRAL_WORDS.join('|')})\\b|0x\\w+`, 'g')

test.each([
  { locale: 'zh-CN', foreign: /.*[\u4e00-\u9fff].*/g, own: 'en' },
  { locale: 'en-GB', foreign: /.*[A-Za-z]{3,}.*/g, own: 'zh-CN' },
])('after the switch from $locale nothing of that language is left', async ({ locale, foreign, own }) => {
  const page = await pageWith({ width: 1440, locale })
  await page.getByTestId('language-switch').click()
  const left: string[] = []
  // A packet is shown as it came.
  for (const path of PAGES.filter(path => path !== '/devices/rejections' && path !== '/devices/inbox')) {
    await visit(page, path)
    const text = await page.evaluate(language => {
      for (const other of document.querySelectorAll(`main [lang], header [lang]`))
        if (other.getAttribute('lang') !== language) other.remove()
      for (const code of document.querySelectorAll('code, pre, option')) code.remove()
      return document.body.innerText
    }, own)
    const found = text.replace(NEUTRAL, '').match(foreign) ?? []
    left.push(...found.map(line => `${path} ${line}`))
  }
  expect(left).toEqual([])
  await page.context().close()
})

test('acknowledging sends the note and the card names the person', async () => {
  const own = await openFixture({ dist })
  const page = await pageWith({ url: own.url })
  const card = page.getByTestId('alarm-card').first()
  await card.getByTestId('acknowledge').click()
  await card.getByTestId('note').fill('正在转移食材')
  await card.getByTestId('acknowledge-confirm').click()
  await card.getByTestId('close-alarm').waitFor()
  expect(await card.innerText()).toContain('admin 在处理')
  const sent = own.calls.find(({ path }) => path.endsWith('/acknowledge'))
  expect(sent).toMatchObject({
    method: 'POST',
    path: '/api/v1/alarms/a1/acknowledge',
    body: { note: '正在转移食材' },
  })
  await card.getByTestId('close-alarm').click()
  await card.getByRole('button', { name: '已关好柜门' }).click()
  await card.getByTestId('close-confirm').click()
  await card.getByRole('alert').waitFor()
  expect(await card.innerText()).toContain('情况还没有恢复')
  await page.context().close()
  await own.close()
})

test.each([0, 1, 200])('the overview with %i devices', async count => {
  const own = await openFixture({ devices: count, dist })
  const page = await pageWith({ url: own.url })
  await page.waitForFunction(() => document.querySelector('.skeleton') === null)
  const shown = await page.getByTestId('tile').count()
  if (count === 0) expect(await page.locator('main').innerText()).toContain('还没有设备')
  else expect(shown).toBe(count - Math.floor(count / 8))
  await page.context().close()
  await own.close()
})
