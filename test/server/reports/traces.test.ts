/**
 * Every number of every report leads somewhere, and what it leads to adds up to it: each trace is followed through the
 * API, as the page follows it, and answered out of the records.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HolidayYear, Meter, Tariff } from '../../../core/contract/energy.ts'
import type { ReportDocument, TraceAnswer } from '../../../core/contract/report.ts'
import { MEASURES, type Trace } from '../../../core/contract/report-trace.ts'
import type { Site } from '../../../core/contract/site.ts'
import { numberOf, rounded, traceOf } from '../../../core/reports/document.ts'
import { createAccess } from '../../../server/access/access.ts'
import { createToken } from '../../../server/access/tokens.ts'
import { createReportLibrary, type ReportLibrary } from '../../../server/reports/library.ts'
import { createPress } from '../../../server/reports/press.ts'
import { silentLog } from '../../support/silent-log.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { HouseFixture } from '../http/house-fixture.ts'
import { DAY_MS, START } from './site-fixture.ts'
import { WholeSite } from './whole-site.ts'

const HOUR_MS = 3_600_000

/** Of energy also a running month, a quarter of which some is not metered, and a day. */
const ASKED = {
  energy: ['2026-02', '2026-02-17', '2026-Q1', '2026-03'],
  coldchain: ['2026-03', '2026-Q1'],
  alarms: ['2026-02', '2026-03'],
  watering: ['2026-02', '2026-Q1'],
  ledger: ['2026-02'],
  summary: ['2026-02', '2026-Q1'],
} as const

let site: WholeSite
let house: HouseFixture
let library: ReportLibrary
let headers: { authorization: string }

beforeAll(async () => {
  site = await new WholeSite().open()
  const { state, clock } = site
  const services = await site.services()
  const press = createPress()
  const mailer = { send: async () => {} }
  library = createReportLibrary({ ...services, ...{ state, clock, press, mailer, log: silentLog } })
  house = await new HouseFixture().open({
    ...services,
    ...{ state, clock, access: createAccess(state, clock), reportLibrary: library },
  })
  const { secret } = createToken(site.state, site.clock, { name: 'v', role: 'viewer', sites: ['canteen'] })
  headers = { authorization: `Bearer ${secret}` }
}, 30_000)
afterAll(async () => {
  await house.close()
  await site.close()
})

interface Look {
  readonly format?: string | undefined
  readonly digits?: number | undefined
}

interface Shown {
  readonly where: string
  readonly value: number
  readonly format: string
  readonly digits: number
  readonly trace: Trace | undefined
}

async function get<T>(path: string): Promise<T> {
  const reply = await house.call('GET', path, { headers })
  expect(reply.statusCode, `${path}: ${reply.body.slice(0, 300)}`).toBe(200)
  return reply.json<T>()
}

/** What was followed so far. */
const reckoned = new Set<string>()
const answers = new Map<string, Promise<TraceAnswer>>()

function follow(trace: Trace): Promise<TraceAnswer> {
  if (trace.as !== undefined) reckoned.add(trace.as)
  const key = encodeURIComponent(JSON.stringify(trace))
  const answer = answers.get(key) ?? get<TraceAnswer>(`/reports/trace?trace=${key}`)
  answers.set(key, answer)
  return answer
}

/** Every number that stands on the page, wherever it stands. */
function numbersOf({ sections }: ReportDocument): Shown[] {
  const shown: Shown[] = []
  const add = (where: string, value: number | null | undefined, trace: Trace | undefined, look: Look) => {
    if (value === null || value === undefined) return
    const { format = 'number', digits = 0 } = look
    shown.push({ where, value, format, digits: format === 'money' ? 2 : digits, trace })
  }
  for (const { heading, blocks } of sections)
    for (const block of blocks) {
      const at = `${heading.en} / ${'title' in block ? block.title.en : block.type}`
      if (block.type === 'figures')
        for (const one of block.figures) {
          add(`${at} / ${one.label.en}`, one.value, one.trace, one)
          add(`${at} / ${one.label.en}, compared`, one.compared, one.comparedTrace, one)
        }
      if (block.type === 'paragraph' || block.type === 'notes')
        for (const [name, slot] of Object.entries(block.slots ?? {}))
          if ('value' in slot) add(`${at} {${name}}`, slot.value, slot.trace, slot)
      if (block.type === 'table')
        for (const row of [...block.rows, ...(block.total === null ? [] : [block.total])])
          for (const column of block.columns)
            add(`${at} / ${column.title.en}`, numberOf(row[column.key]), traceOf(row[column.key]), column)
      if (block.type === 'chart')
        for (const { name, values, trace } of block.series)
          for (const [n, value] of values.entries()) {
            const { edges = [] } = block
            const [from, to] = [edges[n] as number, edges[n + 1] as number]
            const step = trace && { ...trace, from, to: Math.min(to, trace.to) }
            add(`${at} / ${name.en} ${block.labels[n]}`, value, step, block)
          }
    }
  return shown
}

/** As it is written: the digits a reader sees. */
const written = ({ format, digits }: Pick<Shown, 'format' | 'digits'>, value: number) =>
  Math.abs(rounded(format === 'percent' ? value * 100 : value, digits))

/** Where an answer lists all of what it adds up, the list adds up to what stands below it, and that is the number. */
function wrongSums({ blocks, figure }: TraceAnswer, { as, of }: Trace): string[] {
  return blocks.flatMap(block => {
    if (block.type !== 'table' || block.total === null || block.note !== undefined) return []
    return block.columns.flatMap(({ key, title }) => {
      const wanted = numberOf(block.total?.[key])
      const sum = block.rows.reduce((all, row) => all + (numberOf(row[key]) ?? 0), 0)
      const isNumber = of === 'meter' && key === 'use' && ['use', 'between'].includes(as ?? '')
      if (isNumber && Math.abs(sum - (figure.value ?? 0)) > Math.abs(sum) * 1e-9 + 1e-9)
        return [`the steps add up to ${sum}, the number is ${figure.value}`]
      const isWrong = typeof wanted === 'number' && Math.abs(sum - wanted) > Math.abs(wanted) * 1e-9 + 1e-9
      return isWrong ? [`${block.title.en} / ${title.en}: ${sum} is not ${wanted}`] : []
    })
  })
}

const all = Object.entries(ASKED).flatMap(([kind, periods]) => periods.map(period => [kind, period] as const))

test.each(all)('%s of %s: every number leads to what it was made of', async (kind, period) => {
  const document = await get<ReportDocument>(`/reports/now?kind=${kind}&period=${period}`)
  const numbers = numbersOf(document)
  expect(numbers.length).toBeGreaterThan(5)
  expect(numbers.filter(({ trace }) => trace === undefined).map(({ where }) => where)).toEqual([])
  const wrong: string[] = []
  for (const shown of numbers) {
    const answer = await follow(shown.trace as Trace)
    const { value } = answer.figure
    if ((value === null ? null : written(shown, value)) !== written(shown, shown.value))
      wrong.push(`${shown.where}: shown ${shown.value}, followed ${value}, ${JSON.stringify(shown.trace)}`)
    if (answer.blocks.length === 0 || answer.how.zh === '') wrong.push(`${shown.where}: leads nowhere`)
    wrong.push(...wrongSums(answer, shown.trace as Trace).map(sum => `${shown.where}: ${sum}`))
  }
  expect(wrong).toEqual([])
})

test('a month is followed down to the readings of its register', async () => {
  const document = await get<ReportDocument>('/reports/now?kind=energy&period=2026-02')
  const table = document.sections.flatMap(({ blocks }) => blocks).find(block => block.type === 'table')
  let trace = traceOf(table?.type === 'table' ? table.rows[1]?.use : undefined) as Trace
  const steps: string[] = []
  for (let depth = 0; trace.of === 'meter' && depth < 6; depth++) {
    const { blocks } = await follow(trace)
    const rows = blocks.find(block => block.type === 'table')
    const down = rows?.type === 'table' ? rows.rows.map(row => traceOf(row.use)) : []
    steps.push(String(down.length))
    trace = down[1] as Trace
  }
  expect(steps).toEqual(['28', '24', '2'])
  const { blocks, figure } = await follow(trace)
  const readings = blocks.find(block => block.type === 'table')
  const values = readings?.type === 'table' ? readings.rows.map(({ value }) => value) : []
  // The register of the main meter on the second day between 01:30 and 02:00 with the reading before and the one after.
  expect(values).toEqual([165, 166, 167, 168, 169])
  expect(figure).toMatchObject({ value: 168, unit: 'kWh' })
})

test('while a month is running, what it is compared with is followed to the same minute of the month before', async () => {
  const { reports, reportTraces } = await site.services(new VirtualClock(START + 29 * DAY_MS + 7.2 * HOUR_MS))
  const document = await reports.make({ siteId: 'canteen', kind: 'energy', period: '2026-03' })
  const compared = numbersOf(document).filter(({ where }) => where.endsWith('compared'))
  expect(compared.map(({ trace }) => [trace?.from, trace?.to])).toEqual(
    compared.map(() => [START, START + DAY_MS + 7.2 * HOUR_MS]),
  )
  const [electricity] = compared as [Shown]
  const main = { ...(electricity.trace as Trace), id: 'main', ids: undefined }
  const { figure, blocks } = await reportTraces.follow('canteen', main)
  // A day of 160 kWh, six hours of the night at four, 72 minutes of the day at eight; the last reading was at seven.
  expect(figure.value).toBeCloseTo(160 + 6 * 4 + 1.2 * 8, 6)
  expect(blocks[0]).toMatchObject({ type: 'figures', figures: [{ value: 0 }, { value: 192 }] })
  const steps = blocks.at(-1)
  expect(steps?.type === 'table' && numberOf(steps.total?.use)).toBeCloseTo(figure.value ?? 0, 9)
})

test('nothing that can be reckoned was left out here', () => {
  expect(MEASURES.filter(measure => !reckoned.has(measure))).toEqual([])
})

test('a report that is kept holds its prices, and its money is followed with them', async () => {
  const { id } = library.make({ siteId: 'canteen', kind: 'energy', period: '2026-02' }, 'wang')
  await library.whenDone(id)
  const kept = async () =>
    (await get<{ document: ReportDocument }>(`/reports/${id}`)).document as ReportDocument
  const before = await kept()
  const money = numbersOf(before).find(({ where }) => where.endsWith('Money in all')) as Shown
  const prices = before.sections.find(({ heading }) => heading.en.endsWith('Prices used'))
  const [electricity] = prices?.blocks ?? []
  expect(electricity).toMatchObject({
    title: { en: 'Electricity: Price (from 2026-01-01, until 2026-02-15)' },
    rows: [
      { part: { en: 'Flat' }, when: { en: 'at all other times' }, price: { value: 0.8 } },
      { part: { en: 'Valley' }, when: { en: '22:00–06:00' }, price: { value: 0.4 } },
    ],
  })
  const cheaper = { ...(site.state.tariffs.get('t') as Tariff), prices: { flat: 0.1 } }
  site.state.tariffs.put(cheaper)
  expect(await kept()).toEqual(before)
  const trace = encodeURIComponent(JSON.stringify(money.trace))
  const now = await get<TraceAnswer>(`/reports/trace?trace=${trace}`)
  const then = await get<TraceAnswer>(`/reports/trace?trace=${trace}&report=${id}`)
  expect(then.figure.value).toBeCloseTo(money.value, 6)
  expect(now.figure.value).toBeLessThan(money.value - 100)
  const rows = then.blocks.flatMap(block => (block.type === 'table' ? block.rows : []))
  for (const { use, price, money } of rows)
    expect((numberOf(use) ?? 0) * (numberOf(price) ?? 0)).toBeCloseTo(numberOf(money) ?? 0, 6)
})

test('a report that is kept holds its days off: a calendar that comes later changes none of its money', async () => {
  const { id } = library.make({ siteId: 'canteen', kind: 'energy', period: '2026-02' }, 'wang')
  await library.whenDone(id)
  const { document } = await get<{ document: ReportDocument }>(`/reports/${id}`)
  const money = numbersOf(document).find(({ where }) => where.endsWith('Money in all')) as Shown
  const dates = ['2026-02-24', '2026-02-25', '2026-02-26', '2026-02-27']
  const off = dates.map(date => ({ date, name: { zh: '校庆', en: 'Anniversary' } }))
  const [builtIn] = document.holidays ?? []
  expect(document.holidays).toMatchObject([{ year: 2026, siteId: null }])
  site.state.holidays.put({
    ...(builtIn as HolidayYear),
    ...{ id: 'canteen.2026', siteId: 'canteen', off, work: [] },
  })
  const trace = encodeURIComponent(JSON.stringify(money.trace))
  const now = await get<TraceAnswer>(`/reports/trace?trace=${trace}`)
  const then = await get<TraceAnswer>(`/reports/trace?trace=${trace}&report=${id}`)
  expect(then.figure.value).toBeCloseTo(money.value, 6)
  expect(now.figure.value).toBeLessThan(money.value - 0.01)
})

test('what is of another site, or no trace at all, is refused', async () => {
  const stranger = (trace: object | string) =>
    house.call('GET', `/reports/trace?trace=${encodeURIComponent(JSON.stringify(trace))}`, { headers })
  const foreign = { of: 'meter', id: 'theirs', from: 0, to: 1 }
  site.state.sites.put({ ...(site.state.sites.get('canteen') as Site), id: 'elsewhere' })
  site.state.meters.put({ ...(site.state.meters.get('main') as Meter), id: 'theirs', siteId: 'elsewhere' })
  expect((await stranger(foreign)).statusCode).toBe(404)
  expect((await stranger({ ...foreign, of: 'gossip' })).statusCode).toBe(400)
  expect((await stranger({ ...foreign, from: -1 })).statusCode).toBe(400)
})
