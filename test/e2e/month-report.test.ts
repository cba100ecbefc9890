/**
 * The evening at a month's end, with real parts: meals are entered and a tariff is edited in Chromium, the month's report
 * is opened in both languages, scheduled, and received from a real mail server with the PDF attached, whose figures are
 * those of the page and whose pages are looked at as pictures.
 */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MeterStatus } from '../../core/contract/energy.ts'
import { openBrowser } from '../support/browser.ts'
import { type Letter, MailServer } from '../support/mail-server.ts'
import { eventually, StewardProcess } from '../support/steward-process.ts'

const HOURS_A_DAY = 24
const KWH_AN_HOUR = 2.5
const FLAT_YUAN = 0.9
const MEALS = [412, 388] as const
const WORDS = {
  zh: { locale: 'zh-CN', title: '能源与用水报告', total: '合计（只计总表）', page: /第 1 页，共 \d+ 页/ },
  en: {
    locale: 'en-GB',
    title: 'Energy and water',
    total: 'Total (main meters only)',
    page: /Page 1 of \d+/,
  },
} as const
type Language = keyof typeof WORDS

const mail = new MailServer()
const steward = new StewardProcess({ STEWARD_WEBHOOK_ALLOW: '127.0.0.1', STEWARD_LOG: 'warn' })
let browser: Browser
let desk: Page
/** The month that is over, `2026-10`, and how many days it had. */
let month = ''
let days = 0

beforeAll(async () => {
  browser = await openBrowser()
  await steward.start()
  const [site] = await steward.api<{ timeZone: string }[]>('GET', '/sites')
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: site?.timeZone }).format(Date.now())
  const [year = 0, monthNow = 0] = today.split('-').map(Number)
  month = new Date(Date.UTC(year, monthNow - 2, 1)).toISOString().slice(0, 7)
  days = new Date(Date.UTC(year, monthNow - 1, 0)).getUTCDate()
  await steward.api('POST', '/channels', {
    ...{ name: 'Mail', type: 'email', url: await mail.listen(), username: 'steward', secret: 'right' },
    ...{ from: 'steward@example.org', to: ['duty@example.org'], minPriority: 'low', enabled: true },
    ...{ linkBase: null, language: 'zh' },
  })
  desk = await signedIn('en')
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await steward.stop()
  steward.dispose()
  await mail.close()
})

async function signedIn(language: Language): Promise<Page> {
  const { locale } = WORDS[language]
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(`${steward.url}/reports`)
  await page.getByTestId('sign-in-username').fill('admin')
  await page.getByTestId('sign-in-password').fill(steward.password)
  await page.getByTestId('sign-in-submit').click()
  await page.getByTestId('per-month').waitFor()
  return page
}

const open = async (path: string) => {
  await desk.goto(steward.url + path)
  await desk.locator('h1').first().waitFor()
}

const numberIn = (text: string) => Number(text.replaceAll(/[^\d.−-]/g, '').replace('−', '-'))

/** What the month's page says: each row of its tables, its figures, and the parts the PDF must say again. */
interface Shown {
  readonly use: string
  readonly money: string
  readonly meals: string
}

async function readPage(page: Page, language: Language): Promise<Shown> {
  await page.getByRole('heading', { level: 1, name: WORDS[language].title }).waitFor()
  const cells = page.locator('tfoot tr', { hasText: WORDS[language].total }).first().locator('td, th')
  const texts = (await cells.allInnerTexts()).map(text => text.trim())
  const meals = language === 'zh' ? '就餐人次' : 'Meals served'
  const figure = page.locator('dl.alarm-figures > div', { hasText: meals }).first()
  const said = (await figure.innerText()).split('\n').at(-1) ?? ''
  return { use: texts[1] ?? '', money: texts.at(-1) ?? '', meals: said.trim() }
}

/** The text of a PDF with every gap made one space. */
function textOf(pdf: Buffer, name: string): string {
  const file = join(steward.folder, `${name}.pdf`)
  writeFileSync(file, pdf)
  return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).replaceAll(/\s+/g, ' ')
}

const DOTS_PER_INCH = 50
const EDGE_DOTS = 12

/** Part of each page that is not white, and whether something stands where a printer cannot print. */
function picturesOf(pdf: Buffer, name: string): { ink: number; atEdge: boolean }[] {
  const file = join(steward.folder, `${name}.pdf`)
  writeFileSync(file, pdf)
  execFileSync('pdftoppm', ['-gray', '-r', String(DOTS_PER_INCH), file, join(steward.folder, name)])
  const pages = readdirSync(steward.folder).filter(one => one.startsWith(`${name}-`) && one.endsWith('.pgm'))
  return pages.sort().map(page => inkOf(readFileSync(join(steward.folder, page))))
}

/** Reads a PGM picture of one byte a dot. */
function inkOf(picture: Buffer): { ink: number; atEdge: boolean } {
  const head = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(picture.subarray(0, 40).toString('latin1'))
  const [all = '', width = 0, height = 0] = [head?.[0], Number(head?.[1]), Number(head?.[2])]
  const dots = picture.subarray(all.length)
  let dark = 0
  let atEdge = false
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if ((dots[y * width + x] ?? 255) > 200) continue
      dark++
      atEdge ||= x < EDGE_DOTS || x >= width - EDGE_DOTS || y < EDGE_DOTS || y >= height - EDGE_DOTS
    }
  return { ink: dark / (width * height), atEdge }
}

interface Attachment {
  readonly filename: string
  readonly content: Buffer
}

/** The PDF that came with a letter, taken out of the raw mail as a mail program does. */
function attachmentOf({ raw }: Letter): Attachment {
  const boundary = /boundary="?([^"\r\n;]+)"?/.exec(raw)?.[1] ?? ''
  const part = raw.split(`--${boundary}`).find(one => /Content-Type: application\/pdf/i.test(one)) ?? ''
  const [folded = '', ...body] = part.split('\r\n\r\n').filter(one => one.trim() !== '')
  const head = folded.replaceAll(/\r\n[ \t]+/g, ' ')
  expect(head).toMatch(/Content-Transfer-Encoding: base64/i)
  expect(head).toMatch(/Content-Disposition: attachment/i)
  const plain = /filename="([^"]+)"/.exec(head)?.[1]
  const pieces = [...head.matchAll(/filename\*\d+\*?=(?:utf-8'')?"?([^;"\r\n]+)/gi)]
  const filename = plain ?? decodeURIComponent(pieces.map(([, piece]) => piece).join(''))
  return { filename, content: Buffer.from(body.join(''), 'base64') }
}

describe("a month's end", () => {
  test('the counter of the month comes out of a file, and meals are entered for two of its days', async () => {
    await open('/utilities/meters')
    await desk.getByRole('button', { name: 'Add a meter' }).click()
    await desk.getByLabel('Name').fill('Canteen')
    await desk.getByLabel('Measures').selectOption('electricity')
    await desk.getByLabel('How it counts').selectOption('hand')
    await desk.getByRole('button', { name: 'Add a meter' }).click()
    const id = await eventually(
      'the meter',
      async () => (await steward.api<MeterStatus[]>('GET', '/meters'))[0]?.meter.id,
    )
    await open('/utilities/meters')
    await desk.getByRole('button', { name: 'Import the past' }).click()
    await desk.setInputFiles('input[type=file]', {
      ...{ name: 'canteen.csv', mimeType: 'text/csv', buffer: Buffer.from(counterFile()) },
    })
    await desk.getByLabel('Column: Canteen').selectOption(id)
    await desk.getByRole('button', { name: 'Look first' }).click()
    await desk.getByText(new RegExp(`^${days + 1} readings`)).waitFor()
    await desk.getByRole('button', { name: 'Import', exact: true }).click()
    await desk.getByText(/readings.*Saved/).waitFor()

    await open('/utilities/enter')
    for (const [n, meals] of MEALS.entries()) {
      const date = `${month}-1${n}`
      await desk.locator('input[type=date]').first().fill(date)
      await desk.getByTestId('meal-lunch').fill(String(meals))
      await desk.getByRole('button', { name: 'Save', exact: true }).first().click()
      await desk.getByText(`Saved for ${date}`).waitFor()
    }
  })

  test('a tariff is made, and edited when the price turns out to be another', async () => {
    await open('/settings/tariffs')
    await desk.getByRole('button', { name: 'Add a tariff' }).click()
    await desk.getByLabel('Name').fill('Grid')
    await desk.getByLabel('Measures').selectOption('electricity')
    await desk.getByLabel('In force from').fill('2024-01-01')
    await desk.getByLabel('Price · Flat').fill('0.8')
    await desk.getByRole('button', { name: 'Save' }).click()
    await desk.getByRole('heading', { name: 'Grid' }).waitFor()
    await desk.getByRole('button', { name: 'Edit' }).click()
    await desk.getByLabel('Price · Flat').fill(String(FLAT_YUAN))
    await desk.getByRole('button', { name: 'Save' }).click()
    await eventually('the new price', async () => {
      const [one] = await steward.api<{ prices: { flat: number } }[]>('GET', '/tariffs')
      return one?.prices.flat === FLAT_YUAN
    })
  })

  test.each(['zh', 'en'] as const)(
    'the report of the month in %s says what was used, what it cost and how many ate, and so does its PDF',
    async language => {
      const page = await signedIn(language)
      await page.getByTestId('per-month').click()
      await page.getByTestId('period').selectOption(month)
      await page.getByTestId('preview').click()
      const shown = await readPage(page, language)
      const useKwh = days * HOURS_A_DAY * KWH_AN_HOUR
      expect(numberIn(shown.use)).toBeCloseTo(useKwh, 6)
      expect(numberIn(shown.money)).toBeCloseTo(useKwh * FLAT_YUAN, 2)
      expect(numberIn(shown.meals)).toBe(MEALS[0] + MEALS[1])

      const link = await page.getByTestId('file-pdf').getAttribute('href')
      const reply = await page.request.get(steward.url + link)
      expect(reply.headers()['content-type']).toBe('application/pdf')
      const text = textOf(await reply.body(), `opened-${language}`)
      for (const said of [WORDS[language].title, shown.use, shown.money, shown.meals])
        expect(text).toContain(said)
      await page.context().close()
    },
  )

  test.each([
    ['zh', ['head@example.org', 'dean@example.org']],
    ['en', ['abroad@example.org']],
  ] as const)('it is scheduled in %s, and comes by e-mail with the PDF attached', async (language, to) => {
    const page = await signedIn(language)
    const before = mail.letters.length
    await page.getByTestId('add-schedule').click()
    const form = page.getByTestId('schedule-form')
    await form.getByTestId('schedule-kind').selectOption('energy')
    await form.getByLabel(language === 'zh' ? '周期' : 'How long').selectOption('month')
    await form.getByLabel(language === 'zh' ? '语言' : 'Language').selectOption(language)
    await form.getByTestId('recipients').fill(to.join(', '))
    await form.locator('button[type=submit]').click()
    const card = page.getByTestId('schedule').filter({ hasText: to[0] })
    await card.getByTestId('send-last').click()
    const letter = await eventually('the letter', async () => mail.letters[before])
    expect(letter.to).toEqual(to)
    await card.getByText(month).waitFor()

    const { filename, content } = attachmentOf(letter)
    expect(filename).toContain(WORDS[language].title)
    expect(filename).toMatch(/\.pdf$/)
    const text = textOf(content, `received-${language}`)
    // The one in the letter is the one in the library, opened on the page.
    await page.getByTestId('library').getByText(WORDS[language].title).first().click()
    const shown = await readPage(page, language)
    for (const said of [WORDS[language].title, shown.use, shown.money, shown.meals])
      expect(text).toContain(said)
    expect(text).toMatch(WORDS[language].page)

    const pages = picturesOf(content, `received-${language}`)
    expect(pages.length).toBeGreaterThan(0)
    for (const { ink, atEdge } of pages) {
      // Neither an empty sheet nor a black one, and nothing in the margin.
      expect(ink).toBeGreaterThan(0.001)
      expect(ink).toBeLessThan(0.3)
      expect(atEdge).toBe(false)
    }
    await page.context().close()
  })
})

/** The counter at each midnight of the month, as the power company's portal gives it. */
function counterFile(): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  const rows = Array.from({ length: days + 1 }, (_, day) => {
    const date = new Date(Date.UTC(year, number - 1, day + 1)).toISOString().slice(0, 10)
    return `${date} 00:00,${10_000 + day * HOURS_A_DAY * KWH_AN_HOUR}`
  })
  return ['time,Canteen', ...rows].join('\n')
}
