/**
 * Reports with real parts: readings over MQTT, Chromium in both languages, every number followed to its readings, files
 * read back, and a person's words in a work summary. What comes by e-mail is in month-report.test.ts.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectAsync } from 'mqtt'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StoredReport } from '../../core/contract/report.ts'
import { openBrowser } from '../support/browser.ts'
import { eventually, StewardProcess } from '../support/steward-process.ts'

const HOUR_MS = 3_600_000
let steward: StewardProcess
let browser: Browser
/** The newest week that is over. */
let week = ''

beforeAll(async () => {
  browser = await openBrowser()
  steward = new StewardProcess({ STEWARD_LOG: 'warn' })
  await steward.start()
  const printed = await steward.cli('device', 'add', 'meter-1', '--kind', 'electricity-meter')
  const password = /password\W+(\S+)/i.exec(printed)?.[1] ?? ''
  await publishMonths(password)
  await meterOf()
  const periods = await steward.api<{ key: string; running: boolean }[]>('GET', '/reports/periods?per=week')
  week = periods.find(({ running }) => !running)?.key ?? ''
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await steward?.stop()
  steward?.dispose()
})

/** Two and a half kilowatt hours an hour until now, for as long back as a device may tell. */
async function publishMonths(password: string): Promise<void> {
  const client = await connectAsync(`mqtt://127.0.0.1:${steward.mqttPort}`, { username: 'meter-1', password })
  const [site] = await steward.api<{ id: string }[]>('GET', '/sites')
  const now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS
  const first = now - 29 * 24 * HOUR_MS
  for (let at = first; at <= now; at += 6 * HOUR_MS) {
    const energy_import_total = ((at - first) / HOUR_MS) * 2.5
    await client.publishAsync(
      `steward/${site?.id}/meter-1`,
      JSON.stringify({ ts: at, energy_import_total }),
      { qos: 1 },
    )
  }
  await client.endAsync()
}

async function meterOf(): Promise<void> {
  const points = await eventually('the counter', async () => {
    const all = await steward.api<{ id: number; metric: string }[]>('GET', '/points')
    return all.find(({ metric }) => metric === 'energy_import_total')
  })
  await steward.api('POST', '/meters', {
    name: { zh: '总电表', en: 'Main meter' },
    medium: 'electricity',
    pointId: points.id,
    parentId: null,
    areaId: null,
  })
}

async function signedIn(locale: 'zh-CN' | 'en-GB'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale })
  const page = await context.newPage()
  page.setDefaultTimeout(10_000)
  await page.goto(`${steward.url}/reports`)
  await page.getByTestId('sign-in-username').fill('admin')
  await page.getByTestId('sign-in-password').fill(steward.password)
  await page.getByTestId('sign-in-submit').click()
  await page.getByTestId('preview').waitFor()
  return page
}

/** The text of a PDF, and what its pages look like as many pictures. */
function pdfText(bytes: Buffer, name: string): string {
  const file = join(steward.folder, name)
  writeFileSync(file, bytes)
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).replaceAll(/\s+/g, ' ')
}

test.each([
  ['zh-CN', '能源与用水报告', '总电表', '合计（只计总表）'],
  ['en-GB', 'Energy and water', 'Main meter', 'Total (main meters only)'],
] as const)(
  'a week in %s: the page, its numbers down to the readings, and its PDF',
  async (locale, title, meter, total) => {
    const page = await signedIn(locale)
    await page.getByTestId('per-week').click()
    await page.getByTestId('period').selectOption(week)
    await page.getByTestId('preview').click()
    await page.getByRole('heading', { level: 1, name: title }).waitFor()
    const row = page.locator('tfoot tr', { hasText: total }).first()
    const shown = (await row.locator('td').nth(1).innerText()).trim()
    expect(Number(shown.replaceAll(',', ''))).toBeCloseTo(7 * 24 * 2.5, 6)

    await page.locator('tbody tr', { hasText: meter }).first().locator('.report-number').first().click()
    const panel = page.getByTestId('trace')
    const sum = await panel.getByTestId('trace-sum').innerText()
    expect(sum.replaceAll(',', '')).toContain(shown.replaceAll(',', ''))
    // From the week to a day, from there to an hour, and to the readings of half of it; and all the way back.
    for (const depth of ['a day', 'an hour', 'its readings']) {
      await panel.locator('tbody .report-number').first().click()
      await expect.poll(() => panel.getByTestId('trace-back').isVisible(), { message: depth }).toBe(true)
      await panel.getByTestId('trace-sum').waitFor()
    }
    expect(await panel.locator('tbody tr').count()).toBeGreaterThan(1)
    for (let depth = 0; depth < 3; depth++) await panel.getByTestId('trace-back').click()
    await panel.getByText(sum).waitFor()

    const link = await page.getByTestId('file-pdf').getAttribute('href')
    const reply = await page.request.get(steward.url + link)
    expect(reply.headers()['content-type']).toBe('application/pdf')
    const text = pdfText(await reply.body(), `${locale}.pdf`)
    for (const said of [title, meter, shown]) expect(text).toContain(said)
    await page.context().close()
  },
)

test('a work summary is kept, filled in by a person, and says it on paper', async () => {
  const page = await signedIn('zh-CN')
  await page.getByTestId('kind-summary').check({ force: true })
  await page.getByTestId('per-week').click()
  await page.getByTestId('period').selectOption(week)
  await page.getByTestId('keep').click()
  const form = page.getByTestId('answers')
  await form.locator('textarea').first().fill('更换了 40 盏节能灯')
  await form.locator('button[type=submit]').click()
  await page.getByText('更换了 40 盏节能灯').first().waitFor()
  const reports = await steward.api<StoredReport[]>('GET', '/reports')
  const kept = reports.find(({ kind }) => kind === 'summary')
  expect(kept?.answers[0]).toBe('更换了 40 盏节能灯')
  const reply = await page.request.get(
    `${steward.url}/api/v1/reports/${kept?.id}/file?format=pdf&language=zh`,
  )
  const text = pdfText(await reply.body(), 'summary.pdf')
  expect(text).toContain('更换了 40 盏节能灯')
  expect(text).toContain('用电')
  await page.context().close()
})
