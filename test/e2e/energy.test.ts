/**
 * Management with real parts: Steward as its own process and Chromium as the people who enter meals, walk to a meter,
 * edit a tariff, import the past out of a file, and look at what it cost.
 */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bill, HolidayYear, MeterStatus, Tariff } from '../../core/contract/energy.ts'
import type { Activity, Premises } from '../../core/contract/energy-activity.ts'
import { openBrowser, openOverview } from '../support/browser.ts'
import { eventually, StewardProcess } from '../support/steward-process.ts'

const steward = new StewardProcess()
let browser: Browser
let page: Page

beforeAll(async () => {
  browser = await openBrowser()
  await steward.start()
  page = await browser.newPage({ viewport: { width: 390, height: 844 }, locale: 'en-GB' })
  page.setDefaultTimeout(8000)
  await openOverview(page, steward)
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await steward.stop()
  steward.dispose()
})

const open = async (path: string) => {
  await page.goto(steward.url + path)
  await page.locator('h1').first().waitFor()
}
const isNarrow = () =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)

describe('on a phone', () => {
  test('meals are entered, seen, and corrected', async () => {
    await open('/utilities/enter')
    await page.getByTestId('meal-breakfast').fill('120')
    await page.getByTestId('meal-lunch').fill('412')
    await page.getByTestId('heads').fill('380')
    await page.getByRole('button', { name: 'Save', exact: true }).first().click()
    await page.getByText(/Saved for/).waitFor()
    await page.getByRole('cell', { name: '412' }).waitFor()
    await page.getByTestId('meal-lunch').fill('421')
    await page.getByRole('button', { name: 'Save', exact: true }).first().click()
    await page.getByRole('cell', { name: '421' }).waitFor()
    const kept = await steward.api<Activity[]>('GET', '/activities?from=2020-01-01&to=2099-01-01')
    expect(kept.map(({ meal, kind, count, by, from }) => [kind, meal, count, by, from])).toEqual(
      expect.arrayContaining([
        ['meals', 'breakfast', 120, 'admin', 'hand'],
        ['meals', 'lunch', 421, 'admin', 'hand'],
        ['heads', 'all', 380, 'admin', 'hand'],
      ]),
    )
    expect(kept).toHaveLength(3)
    expect(await isNarrow()).toBe(true)
  })

  test('a meter is added, read by hand with a photo, and an unlikely reading is asked about', async () => {
    await open('/utilities/meters')
    await page.getByRole('button', { name: 'Add a meter' }).click()
    await page.getByLabel('Name').fill('Dormitory water')
    await page.getByLabel('Measures').selectOption('water')
    await page.getByLabel('How it counts').selectOption('hand')
    await page.getByRole('button', { name: 'Add a meter' }).click()
    const status = await eventually(
      'the meter',
      async () => (await steward.api<MeterStatus[]>('GET', '/meters'))[0],
    )
    expect(status.meter).toMatchObject({ medium: 'water', handRead: true })
    // Three walks before today's.
    for (const [days, value] of [
      [30, 100],
      [20, 131],
      [10, 160],
    ] as const)
      await steward.api('POST', `/meters/${status.meter.id}/readings`, {
        at: Date.now() - days * 86_400_000,
        value,
      })
    await open('/utilities/enter')
    await page.getByTestId('hand-reading').fill('961')
    await page.setInputFiles('input[capture]', { name: 'meter.png', mimeType: 'image/png', buffer: PIXEL })
    await page.getByText('Photo taken').waitFor()
    await page.getByRole('button', { name: 'Save the reading' }).click()
    await page.getByText(/More than usual/).waitFor()
    await page.getByTestId('hand-reading').fill('191')
    await page.getByTestId('hand-reading').blur()
    await page.getByText(/Looks right: 31.0 m³ used/).waitFor()
    await page.getByRole('button', { name: 'Save the reading' }).click()
    await page.getByText('191.00 m³').waitFor()
    const [newest] = await steward.api<{ id: string; hasPhoto: boolean }[]>(
      'GET',
      `/meters/${status.meter.id}/readings`,
    )
    expect(newest?.hasPhoto).toBe(true)
    const photo = await fetch(`${steward.url}/api/v1/meter-photos/${newest?.id}`, {
      headers: await steward.bearer(),
    })
    expect(photo.headers.get('content-type')).toBe('image/jpeg')
    expect(
      Buffer.from(await photo.arrayBuffer())
        .subarray(0, 2)
        .toString('hex'),
    ).toBe('ffd8')
    expect(await isNarrow()).toBe(true)
  })
})

describe('at a desk', () => {
  beforeAll(() => page.setViewportSize({ width: 1280, height: 900 }))

  test('a tariff is made and edited: weekends apart, a surcharge, and what a month would have cost', async () => {
    await open('/settings/tariffs')
    await page.getByRole('button', { name: 'Add a tariff' }).click()
    await page.getByLabel('Name').fill('Water')
    await page.getByLabel('Measures').selectOption('water')
    await page.getByLabel('In force from').fill('2024-01-01')
    await page.getByLabel('Price · Flat').fill('4')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Water' }).waitFor()
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('Weekends and holidays differ').check()
    await page.getByRole('button', { name: 'Valley', exact: true }).click()
    const strips = page.locator('.day-strip.paintable')
    expect(await strips.count()).toBe(3)
    // The whole of the weekend's night with the keyboard: a strip is a row of buttons.
    for (const half of [0, 1, 2, 3]) await strips.nth(1).locator(`[data-half="${half}"]`).press('Enter')
    await page.getByLabel('Price · Valley').fill('2.5')
    await page.getByText('Other charges').click()
    await page.getByRole('button', { name: 'Add a surcharge' }).click()
    await page.getByLabel('What for').fill('Sewage')
    await page.getByLabel('Per unit').fill('1')
    await page.getByLabel('On this part of the use').fill('90')
    await page.getByText('What would it have cost under this tariff?').click()
    await page.getByRole('button', { name: 'Work it out' }).click()
    await page
      .getByText(/less|more/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    const tariff = await eventually('the change', async () => {
      const [one] = await steward.api<Tariff[]>('GET', '/tariffs')
      return one?.surcharges?.length === 1 && one
    })
    expect(tariff.periods).toEqual([
      { band: 'valley', months: [], days: ['weekend'], from: '00:00', to: '02:00' },
    ])
    expect(tariff.prices).toEqual({ flat: 4, valley: 2.5 })
    expect(tariff.surcharges).toMatchObject([{ kind: 'sewage', perUnit: 1, part: 0.9 }])
  })

  test('the past comes out of a file, is priced, and every number leads to its readings', async () => {
    const [status] = await steward.api<MeterStatus[]>('GET', '/meters')
    const id = status?.meter.id ?? ''
    const csv = [
      'time,Block A',
      ...Array.from(
        { length: 60 },
        (_, day) =>
          `2025-01-${String((day >> 1) + 1).padStart(2, '0')} ${day % 2 === 0 ? '08' : '20'}:00,${5000 + day * 2}`,
      ),
    ].join('\n')
    await open('/utilities/meters')
    await page.getByRole('button', { name: 'Import the past' }).click()
    await page.setInputFiles('input[type=file]', {
      name: 'past.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(csv),
    })
    await page.getByLabel('Column: Block A').selectOption(id)
    await page.getByRole('button', { name: 'Look first' }).click()
    await page.getByText(/^60 readings/).waitFor()
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText(/60 readings.*Saved/).waitFor()
    const bill = await steward.api<Bill>('GET', `/meters/${id}/bill?month=2025-01`)
    expect(bill.use).toBeGreaterThan(110)
    expect(bill.total).toBeCloseTo(
      bill.lines.reduce((sum, line) => sum + (line.amount ?? 0), 0),
      9,
    )
    await open(`/utilities/meter/${id}`)
    await page.locator('input[type=date]').first().fill('2025-01-10')
    await page.getByText('As a table').first().click()
    await page.getByRole('button', { name: '08:00', exact: true }).first().click()
    await page.getByText('Readings behind it').waitFor()
    await page.getByRole('cell', { name: '5,036.000' }).waitFor()
  })

  test('what is reckoned with is entered: a factor, next year’s holidays, a kitchen’s floor', async () => {
    await steward.api('POST', '/areas', { siteId: 'canteen', name: 'South kitchen' })
    await open('/utilities/factors')
    await page.getByTestId('add-factor').click()
    await page.getByTestId('factor-value').fill('588')
    await page.getByText(/Not possible/).waitFor()
    await page.getByTestId('factor-value').fill('0.588')
    await page.getByTestId('factor-publisher').fill('Provincial bureau')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByTestId('factor-carbon-electricity').getByText('0.588').waitFor()
    expect(await isNarrow()).toBe(true)

    // The arrow keys walk along the tabs; the one that is open is in view.
    await page.getByRole('link', { name: 'Factors', exact: true }).focus()
    await page.keyboard.press('ArrowLeft')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Enter')
    await page.keyboard.press('Enter')
    await page.getByTestId('more-places').locator('summary').click()
    const row = page.getByRole('form', { name: 'South kitchen' })
    await row.getByLabel('Floor area').fill('420')
    await row.getByRole('button', { name: 'Save' }).click()
    await eventually(
      'the floor area',
      async () => (await steward.api<Premises[]>('GET', '/premises'))[0]?.areaM2 === 420,
    )

    await open('/settings/tariffs')
    await page.getByTestId('holiday-import').locator('summary').first().click()
    await page.getByTestId('holiday-text').fill('一、元旦：2030年1月1日（周二）放假1天。1月5日（周六）上班。')
    await page.getByTestId('holiday-preview').getByText('workday → holiday').waitFor()
    await page.getByRole('button', { name: 'Use this calendar for 2030' }).click()
    await page.getByText('The calendar of 2030 is kept.').waitFor()
    const years = await steward.api<HolidayYear[]>('GET', '/holidays')
    expect(years.find(({ year }) => year === 2030)).toMatchObject({ work: ['2030-01-05'] })
    expect(await isNarrow()).toBe(true)
  })

  test('nobody who only reads may change a thing', async () => {
    const token = /stw_[A-Za-z0-9_-]+/.exec(await steward.cli('token', 'create', '--role', 'viewer'))?.[0]
    const refused = await fetch(`${steward.url}/api/v1/activities`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ items: [] }),
    })
    expect(refused.status).toBe(403)
  })
})

/** One red pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)
