/** Cabinets over HTTP: what is answered, who may, and what another site does not see. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { presetOf } from '../../../core/coldchain/jurisdiction.ts'
import type { Cabinet, CabinetDetail, CabinetState } from '../../../core/contract/cabinet.ts'
import type { MonthLog } from '../../../core/contract/cabinet-log.ts'
import type { FoodSample } from '../../../core/contract/sample.ts'
import { HouseFixture } from './house-fixture.ts'

const house = new HouseFixture()
let probe = 0
let kitchen: { authorization: string }
let viewer: { authorization: string }

beforeAll(async () => {
  for (const site of ['north', 'south']) {
    const device = house.device(`${site}-fridge`, site)
    house.directory.put({ ...device, kind: 'fridge' })
    const point = house.point(device)
    if (site === 'north') probe = point.id
    const at = house.clock.now()
    for (let minute = 90; minute >= 0; minute -= 1)
      house.readings.push({
        point: point.id,
        at: at - minute * 60_000,
        value: minute < 40 ? 9 : 4,
        quality: 'good',
      })
    house.latest.update(house.readings)
  }
  await house.open()
  kitchen = house.bearer('kitchen', ['north'])
  viewer = house.bearer('viewer', ['north'])
})
afterAll(() => house.close())

const get = async <T>(path: string, headers = kitchen) =>
  (await house.call('GET', path, { headers })).json() as T
const send = (method: string, path: string, payload: object, headers = kitchen) =>
  house.call(method, path, { headers, payload })

test('the list holds the cabinets of the sites one sees', async () => {
  const states = await get<CabinetState[]>('/cabinets')
  expect(states.map(({ id, siteId }) => [id, siteId])).toEqual([['north-fridge', 'north']])
})

test('levels are set, become rules, and show in the state', async () => {
  const { levels } = presetOf('eu', 'fridge')
  const reply = await send('PUT', '/cabinets/north-fridge/levels', levels)
  expect(reply.json()).toMatchObject({ levels, word: 'beyond', valueC: 9 })
  const { state } = await get<CabinetDetail>('/cabinets/north-fridge')
  expect(state.excursion).toMatchObject({ limitC: 8, side: 'above', endedAt: null })
  expect(house.state.audit.list({ action: 'setCabinetLevels' })[0]?.after).toMatchObject({ h: 8, hh: 12 })
})

test('nonsense is refused with words', async () => {
  const { levels } = presetOf('eu', 'fridge')
  for (const [path, payload] of [
    ['/cabinets/north-fridge/levels', { ...levels, h: 20 }],
    ['/cabinets/north-fridge/levels', { ...levels, h: 'warm' }],
    ['/cabinets/north-fridge/levels', {}],
  ] as const)
    expect((await send('PUT', path, payload)).statusCode).toBe(400)
  for (const payload of [
    { restockMin: 600 },
    { checksAt: ['25:00'] },
    { checksAt: [] },
    { siteId: 'south' },
    { doorPointId: 999 },
  ])
    expect((await send('PATCH', '/cabinets/north-fridge', payload)).statusCode, JSON.stringify(payload)).toBe(
      400,
    )
  expect((await get<{ code: string }>('/cabinets/north-fridge/history?from=1&to=9000000000')).code).toBe(
    'request.invalid',
  )
})

test('how it is watched, a calibration, and the calibration taken back', async () => {
  const changed = await send('PATCH', '/cabinets/north-fridge', {
    restockMin: 20,
    checksAt: ['07:30', '19:00'],
  })
  expect(changed.json<Cabinet>()).toMatchObject({ restockMin: 20, checksAt: ['07:30', '19:00'] })
  const at = house.clock.now()
  const body = { pointId: probe, at, errorC: 0.4, dueAt: at + 1e10, by: 'lab' }
  expect(
    (await send('POST', '/cabinets/north-fridge/calibrations', body)).json<Cabinet>().calibrations,
  ).toEqual([body])
  expect((await get<CabinetDetail>('/cabinets/north-fridge')).state.calibration).toBe('good')
  const none = await send('POST', '/cabinets/north-fridge/calibrations/remove', { pointId: probe, at })
  expect(none.json<Cabinet>().calibrations).toEqual([])
  for (const errorC of [9, null])
    expect((await send('POST', '/cabinets/north-fridge/calibrations', { ...body, errorC })).statusCode).toBe(
      400,
    )
})

test('a delivery begins, is running, is done', async () => {
  expect((await send('POST', '/cabinets/north-fridge/restocking/done', {})).statusCode).toBe(404)
  expect((await send('POST', '/cabinets/north-fridge/restocking', { minutes: 90 })).statusCode).toBe(400)
  expect((await send('POST', '/cabinets/north-fridge/restocking', {})).json()).toMatchObject({
    by: expect.stringContaining('kitchen'),
    doneAt: null,
  })
  expect((await get<CabinetDetail>('/cabinets/north-fridge')).restocking).not.toBeNull()
  expect((await send('POST', '/cabinets/north-fridge/restocking/done', {})).json()).toMatchObject({
    doneAt: house.clock.now(),
  })
})

test('the month, as it is printed', async () => {
  const log = await get<MonthLog>('/cabinets/north-fridge/log')
  expect(log).toMatchObject({
    month: '2026-03',
    timeZone: 'Asia/Shanghai',
    cabinet: { id: 'north-fridge', kind: 'fridge' },
  })
  expect(log.excursions).toHaveLength(1)
  expect(
    (await house.call('GET', '/cabinets/north-fridge/log?month=2026-13', { headers: kitchen })).statusCode,
  ).toBe(400)
})

test('a sample is put aside and thrown away with a reason', async () => {
  const dish = { dish: '宫保鸡丁', meal: 'lunch', grams: 130 }
  const { id } = (await send('POST', '/cabinets/north-fridge/samples', dish)).json<FoodSample>()
  expect((await get<FoodSample[]>('/cabinets/north-fridge/samples?kept=true')).map(one => one.id)).toEqual([
    id,
  ])
  expect((await send('POST', `/samples/${id}/discard`, {})).statusCode).toBe(400)
  expect((await send('POST', `/samples/${id}/discard`, { note: 'spilled' })).json()).toMatchObject({
    discardedBy: expect.stringContaining('kitchen'),
  })
  expect((await send('POST', '/cabinets/north-fridge/samples', { ...dish, grams: 0 })).statusCode).toBe(400)
})

describe('who may', () => {
  test.each<[string, string, object]>([
    ['PATCH', '/cabinets/north-fridge', { grace: false }],
    ['PUT', '/cabinets/north-fridge/levels', presetOf('cn', 'fridge').levels],
    ['POST', '/cabinets/north-fridge/restocking', {}],
    ['POST', '/cabinets/north-fridge/samples', { dish: 'x', meal: 'lunch', grams: 1 }],
  ])('a viewer looks and does not %s %s', async (method, path, payload) => {
    expect((await send(method, path, payload, viewer)).statusCode).toBe(403)
    expect((await house.call('GET', '/cabinets/north-fridge', { headers: viewer })).statusCode).toBe(200)
  })

  test.each<[string, string, object]>([
    ['GET', '/cabinets/south-fridge', {}],
    ['GET', '/cabinets/south-fridge/log', {}],
    ['GET', '/cabinets/south-fridge/history', {}],
    ['GET', '/cabinets/south-fridge/samples', {}],
    ['PATCH', '/cabinets/south-fridge', { grace: false }],
    ['PUT', '/cabinets/south-fridge/levels', presetOf('cn', 'fridge').levels],
    ['POST', '/cabinets/south-fridge/restocking', {}],
    ['POST', '/cabinets/south-fridge/stock-renewed', {}],
    ['GET', '/cabinets/nobody', {}],
  ])('another site’s cabinet is not there: %s %s', async (method, path, payload) => {
    const reply = await house.call(method, path, {
      headers: kitchen,
      ...(method === 'GET' ? {} : { payload }),
    })
    expect(reply.statusCode).toBe(404)
  })
})
