/** What the page does when the server goes quiet, and what it costs to open. */
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { buildDashboard } from './built.ts'
import { openFixture } from './fixture-server.ts'

const FIRST_LOAD_BYTES_MAX = 150_000
let browser: Browser
let dist = ''

beforeAll(async () => {
  dist = await buildDashboard()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  rmSync(dist, { recursive: true, force: true })
})

test('a feed without a heartbeat is said on the page and no value stays green', async () => {
  const own = await openFixture({ dist })
  const context = await browser.newContext({ locale: 'zh-CN', serviceWorkers: 'block' })
  const page = await context.newPage()
  await page.goto(own.url)
  await page.locator('.state.good').first().waitFor()
  own.hang()
  await page.getByTestId('stale').waitFor({ timeout: 17_000 })
  expect(await page.getByTestId('stale').innerText()).toMatch(/连接中断 · 数据停在 \d+ 秒前/)
  expect(await page.locator('.state.good').count()).toBe(0)
  await context.close()
  await own.close()
})

test('a page that cannot be fetched says so, and opens by itself when the server answers again', async () => {
  const own = await openFixture({ dist })
  const context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block' })
  const page = await context.newPage()
  await page.goto(own.url)
  await page.getByTestId('tile').first().waitFor()
  await context.setOffline(true)
  await page.locator('a[href="/grounds"]').first().click()
  await page.getByText('This page could not be fetched').waitFor()
  await context.setOffline(false)
  await page.getByRole('heading', { level: 1, name: 'Grounds' }).waitFor({ timeout: 10_000 })
  await context.close()
  await own.close()
}, 30_000)

test('the first load stays below 150 kB, compressed', async () => {
  const own = await openFixture({ dist })
  const context = await browser.newContext({ serviceWorkers: 'block' })
  const page = await context.newPage()
  const asked = new Set<string>(['/index.html'])
  page.on('request', request => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/assets/')) asked.add(pathname)
  })
  await page.goto(own.url)
  await page.getByTestId('tile').first().waitFor()
  const bytes = [...asked].reduce((sum, path) => sum + gzipSync(readFileSync(join(dist, path))).length, 0)
  expect(asked.size).toBeGreaterThan(2)
  expect(asked.size).toBeLessThan(readdirSync(join(dist, 'assets')).length)
  expect(bytes).toBeLessThan(FIRST_LOAD_BYTES_MAX)
  await context.close()
  await own.close()
})
