/**
 * Goods come in: the code on the door, a phone that is not signed in yet, one big button, a cabinet that warms up without
 * anybody being called, and one that goes too far. Real process, real broker, real browser.
 */
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Browser } from 'playwright-core'
import { create } from 'qrcode'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { CabinetDetail, CabinetHistory } from '../../core/contract/cabinet.ts'
import { openBrowser, signIn } from '../support/browser.ts'
import { mosquittoPublish } from '../support/mosquitto.ts'
import { type Credential, eventually, StewardProcess } from '../support/steward-process.ts'

const run = promisify(execFile)
const INNER_S = 2

let browser: Browser
let steward: StewardProcess
let credential: Credential

beforeAll(async () => {
  browser = await openBrowser()
  steward = new StewardProcess({})
  await steward.start()
  const made = await steward.api<{ credential: typeof credential }>('POST', '/devices', {
    id: 'fridge-7',
    kind: 'fridge',
    name: { zh: '七号冷藏柜', en: 'Fridge 7' },
  })
  credential = made.credential
  await publish(4)
  await eventually('the cabinet', () => detail().catch(() => undefined))
  const { state } = await detail()
  await steward.api('PUT', '/cabinets/fridge-7/levels', {
    ...state.levels,
    innerDelayS: INNER_S,
    outerDelayS: 1,
  })
  for (const { id } of await steward.api<{ id: string }[]>('GET', `/rules?pointId=${state.pointId}`))
    await steward.api('PATCH', `/rules/${id}`, { offDelayS: 0 })
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await steward?.stop()
  steward?.dispose()
})

async function publish(temperature: number): Promise<void> {
  const site = (await steward.api<{ id: string }[]>('GET', '/sites'))[0]?.id ?? ''
  await mosquittoPublish(
    steward.mqttPort,
    credential,
    `steward/${site}/fridge-7`,
    JSON.stringify({ temperature }),
  )
}

const detail = () => steward.api<CabinetDetail>('GET', '/cabinets/fridge-7')
const open = async () => (await steward.api<{ items: Alarm[] }>('GET', '/alarms?state=open')).items
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

test('the code in the settings is that of the page it opens', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' })
  await page.goto(`${steward.url}/kitchen/fridge-7/settings`)
  await signIn(page, steward)
  const drawn = page.locator('.qr')
  await drawn.waitFor()
  expect(await drawn.getAttribute('aria-label')).toBe(`${steward.url}/restock/fridge-7`)
  const { modules } = create(`${steward.url}/restock/fridge-7`, { errorCorrectionLevel: 'M' })
  const dark = [...Array(modules.size ** 2).keys()].filter(n => modules.data[n]).length
  expect(((await drawn.locator('path').getAttribute('d')) ?? '').split('M')).toHaveLength(dark + 1)
  await page.close()
}, 30_000)

test('scanned by a phone: signed in once, one press, and nobody is called while goods go in', async () => {
  const page = await browser.newPage({ viewport: { width: 360, height: 740 }, locale: 'en-GB' })
  await page.goto(`${steward.url}/restock/fridge-7`)
  await signIn(page, steward)
  await page.getByTestId('restock-start').click()
  await page.getByTestId('restock-done').waitFor()
  expect((await detail()).restocking).toMatchObject({ by: 'admin', doneAt: null })

  await publish(9.4)
  await pause(INNER_S * 1000 + 1500)
  expect(await open()).toEqual([])
  expect((await detail()).state).toMatchObject({ word: 'explained', grace: { kind: 'restocking' } })

  await page.getByTestId('restock-done').click()
  await eventually('the end of the delivery', async () => (await detail()).restocking?.doneAt ?? undefined)
  await publish(13.1)
  await eventually('the absolute limit, which nothing explains away', async () =>
    (await open()).find(({ limit }) => limit === 12),
  )
  await page.getByText('beyond its absolute limit').waitFor({ timeout: 10_000 })
  const { scrollWidth, width } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    width: innerWidth,
  }))
  expect(scrollWidth).toBeLessThanOrEqual(width)
  await page.close()

  const { bands } = await steward.api<CabinetHistory>('GET', '/cabinets/fridge-7/history')
  expect(bands?.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual(['restocking broken'])
}, 60_000)

test('the inspector’s PDF, opened from the log and read: the excursion is in it, and what was done', async () => {
  const [alarm] = await open()
  await steward.api('POST', `/alarms/${alarm?.id}/acknowledge`, { note: '查看' })
  await publish(4)
  await eventually('the return', async () =>
    (await open()).find(({ id, returnedAt }) => id === alarm?.id && returnedAt !== null),
  )
  await steward.api('POST', `/alarms/${alarm?.id}/close`, { action: '食材已转移' })
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' })
  await page.goto(`${steward.url}/kitchen/fridge-7/log`)
  await signIn(page, steward)
  await page.locator('.log-sheet').waitFor()
  const link = await page.getByTestId('log-pdf').getAttribute('href')
  const reply = await page.request.get(`${steward.url}${link}`)
  expect(reply.headers()['content-type']).toBe('application/pdf')
  const file = join(steward.folder, 'log.pdf')
  writeFileSync(file, await reply.body())
  const { stdout } = await run('pdftotext', ['-layout', file, '-'])
  const text = stdout.replaceAll(/\s+/g, ' ')
  for (const said of ['七号冷藏柜', '13.1', '食材已转移']) expect(text).toContain(said)
  await page.close()
}, 60_000)
