/** What management is reckoned with, over HTTP: checked at the door, kept by site, and in the audit log. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WASTE_DEFAULTS } from '../../../core/contract/energy-waste.ts'
import { HouseFixture } from './house-fixture.ts'

const house = new HouseFixture()
const energy = () => house.bearer('energy', ['north'])

beforeAll(async () => {
  house.furnish('north')
  house.furnish('south')
  await house.open()
})
afterAll(() => house.close())

const call = (method: string, path: string, payload?: object, headers = energy()) =>
  house.call(method, path, { headers, ...(payload && { payload }) })

const FACTOR = {
  kind: 'carbon',
  medium: 'electricity',
  value: 0.6,
  year: 2024,
  region: '山西',
  publisher: '山西省生态环境厅',
  source: '2025 年第 1 号',
}

describe('factors', () => {
  test('are added, changed and removed; those that come with Steward stay', async () => {
    const thisYear = new Date(house.clock.now()).getUTCFullYear()
    const year = Math.min(FACTOR.year, thisYear)
    const { id } = (await call('POST', '/factors', { ...FACTOR, year })).json()
    expect((await call('POST', '/factors', { ...FACTOR, year })).statusCode).toBe(409)
    expect((await call('POST', '/factors', { ...FACTOR, year: year - 1, value: 600 })).statusCode).toBe(400)
    expect((await call('POST', '/factors', { ...FACTOR, year: thisYear + 1 })).statusCode).toBe(400)
    expect((await call('PATCH', `/factors/${id}`, { value: 0.61 })).json()).toMatchObject({ value: 0.61 })
    const list = (await call('GET', '/factors')).json() as { id: string; publisher: string }[]
    expect(list.map(factor => factor.id)).toContain('carbon.electricity.2023')
    expect(list.find(factor => factor.id === id)?.publisher).toBe(FACTOR.publisher)
    expect((await call('PATCH', '/factors/carbon.electricity.2023', { value: 1 })).statusCode).toBe(404)
    const south = house.bearer('energy', ['south'])
    expect((await call('PATCH', `/factors/${id}`, { value: 1 }, south)).statusCode).toBe(404)
    expect((await call('GET', '/factors', undefined, south)).json()).toHaveLength(list.length - 1)
    const actions = house.state.audit.list({}, { limit: 20 }).map(({ action }) => action)
    expect(actions).toEqual(expect.arrayContaining(['addFactor', 'changeFactor']))
    expect((await call('DELETE', `/factors/${id}`)).statusCode).toBe(200)
    expect((await call('PATCH', `/factors/${id}`, { value: 1 })).statusCode).toBe(404)
  })

  test('who may only read does not change them', async () => {
    const viewer = house.bearer('viewer', ['north'])
    expect((await call('POST', '/factors', FACTOR, viewer)).statusCode).toBe(403)
    expect((await call('GET', '/factors', undefined, viewer)).statusCode).toBe(200)
  })
})

describe('places', () => {
  beforeAll(() => {
    for (const [id, zh] of [
      ['north-a', '一食堂'],
      ['north-b', '二食堂'],
    ] as const)
      house.state.areas.put({ id, siteId: 'north', parentId: null, name: { zh, en: id } })
  })

  test('a table with a column of places is counted by place, and the site is their sum', async () => {
    const csv =
      '日期,位置,午餐,人数\n2026-03-02,一食堂,300,40\n2026-03-02,north-b,200,20\n2026-03-02,三食堂,9,\n2026-03-03,一食堂,x,41'
    const taken = (await call('POST', '/activities/import', { csv, areaId: null })).json()
    expect(taken.accepted).toBe(5)
    expect(taken.refused.map(({ line }: { line: number }) => line)).toEqual([4, 5])
    const span = 'from=2026-03-02&to=2026-03-02'
    const of = async (query: string) =>
      (await call('GET', `/energy/indicators?${span}${query}`)).json() as { meals: number; heads: number }
    expect(await of('')).toMatchObject({ meals: 500, heads: 60 })
    expect(await of('&areaId=north-b')).toMatchObject({ meals: 200, heads: 20 })
    expect((await call('GET', `/energy/indicators?${span}&areaId=south-area`)).statusCode).toBe(404)
  })

  test('floor area and people out of a table leave what an empty cell does not say', async () => {
    await call('PUT', '/premises', { areaId: 'north-a', areaM2: 500, heads: 30 })
    const csv = 'place,area,heads\nnorth-a,,35\n二食堂,400,\n,,\nelsewhere,1,1'
    const taken = (await call('POST', '/premises/import', { csv })).json()
    expect(taken).toMatchObject({ accepted: 2, refused: [{ line: 5 }] })
    const span = 'from=2026-04-02&to=2026-04-02'
    const site = (await call('GET', `/energy/indicators?${span}`)).json()
    expect(site).toMatchObject({ areaM2: 900, heads: 35 })
    expect(
      (await call('POST', '/premises/import', { csv }, house.bearer('kitchen', ['north']))).statusCode,
    ).toBe(403)
  })
})

describe('settings of the waste detectors', () => {
  test('are what nobody said until somebody does, each site for itself', async () => {
    const path = '/energy/waste-settings'
    expect((await call('GET', path)).json()).toEqual(WASTE_DEFAULTS)
    const settings = { ...WASTE_DEFAULTS, nightUseLpm: 3, openTo: '23:30' }
    expect((await call('PUT', path, settings)).statusCode).toBe(200)
    expect((await call('GET', path)).json()).toEqual(settings)
    const south = house.bearer('energy', ['south'])
    expect((await call('GET', path, undefined, south)).json()).toEqual(WASTE_DEFAULTS)
    for (const bad of [{ openTo: '24:00' }, { openTo: '05:00' }, { nightUseLpm: -1 }, { deadDays: 1.5 }])
      expect((await call('PUT', path, { ...settings, ...bad })).statusCode).toBe(400)
    const viewer = house.bearer('viewer', ['north'])
    expect((await call('PUT', path, settings, viewer)).statusCode).toBe(403)
    expect((await call('POST', '/energy/detectors/preview', settings)).json()).toEqual([])
    expect((await call('POST', '/energy/detectors/try', { key: 'burst-1', settings })).statusCode).toBe(404)
  })
})

describe('holidays', () => {
  test('an imported year counts before the built-in one, until it is removed', async () => {
    const off = [{ date: '2026-01-01', name: '元旦' }]
    const body = { year: 2026, source: 'x', off, work: ['2026-01-04'] }
    const bad = [{ off: [{ date: '2025-01-01', name: 'x' }] }, { work: ['2026-01-01'] }]
    for (const change of bad)
      expect((await call('PUT', '/holidays', { ...body, ...change })).statusCode).toBe(400)
    const { id } = (await call('PUT', '/holidays', body)).json()
    const list = (await call('GET', '/holidays')).json() as { id: string; year: number }[]
    expect(list.filter(({ year }) => year === 2026).map(one => one.id)).toEqual([id, 'built-in.2026'])
    const south = house.bearer('energy', ['south'])
    expect((await call('DELETE', `/holidays/${id}`, undefined, south)).statusCode).toBe(404)
    expect((await call('DELETE', '/holidays/built-in.2026')).statusCode).toBe(404)
    expect((await call('DELETE', `/holidays/${id}`)).statusCode).toBe(200)
  })
})
