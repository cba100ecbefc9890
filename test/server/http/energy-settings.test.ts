/** What management is reckoned with, over HTTP: checked at the door, kept by site, and in the audit log. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
