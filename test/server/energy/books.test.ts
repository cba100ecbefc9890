/** Half hours that were worked out once: at hand, written down, and taken back where the past has changed. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Grid } from '../../../core/energy/grid.ts'
import { UseBooks } from '../../../server/energy/books.ts'
import { monthsOf } from '../../../server/energy/month-grids.ts'
import { DAY_MS, EnergyHouse, registerOf, SITE } from './energy-house.ts'

const HOUR_MS = DAY_MS / 24
/** 1 January 2026, midnight in Shanghai; a hundred days of quarters. */
const START = Date.parse('2025-12-31T16:00:00Z')
const DAYS = 100
const house = new EnergyHouse(START + DAYS * DAY_MS)
let january: Grid
let february: Grid
let march: Grid

beforeAll(async () => {
  await house.open()
  house.point(2, 'water_total')
  house.point(12, 'water_total')
  await house.hear(registerOf(2, START, DAYS * 96, n => (n % 96 > 30 ? 0.2 : 0), 90))
  ;[january, february, march] = monthsOf(house.books.gridFor(SITE, START, START + 80 * DAY_MS)) as [
    Grid,
    Grid,
    Grid,
  ]
}, 60_000)
afterAll(() => house.close())

const kitchen = () => house.state.meters.get('kitchen') ?? house.meter('kitchen', { pointId: 2 })
const writeDown = () => house.books.start()()
const written = () => house.state.bookMonths.list({ meterId: '#2' }).map(({ month }) => month)

/** Books that must not ask the store: what is over is known, or they say so. */
function withoutStore(): UseBooks {
  const { state, latest, clock } = house
  return new UseBooks({ state, latest, clock, series: { deltas: () => Promise.reject(new Error('asked')) } })
}
const open = (meter: Parameters<UseBooks['use']>[0]) => async () => {
  for (const month of [january, february, march]) await house.books.use(meter, month)
}

test('are read back after a start, the same to the last bit, and worked out anew when something late comes in', async () => {
  const before = (await house.books.use(kitchen(), january)).use
  expect(written()).toEqual([])
  writeDown()
  expect(written()).toEqual(['2026-01'])
  expect((await withoutStore().use(kitchen(), january)).use).toEqual(before)
  house.books.forget(2, START)
  expect(written()).toEqual([])
  await expect(withoutStore().use(kitchen(), january)).rejects.toThrow('asked')
})

test('keep the months that what came late cannot have changed', async () => {
  await open(kitchen())()
  writeDown()
  house.books.forget(2, march.from + DAY_MS)
  expect(written()).toEqual(['2026-01', '2026-02'])
  for (const month of [january, february]) await withoutStore().use(kitchen(), month)
  await expect(withoutStore().use(kitchen(), march)).rejects.toThrow('asked')
})

test('take back the month before when the reading before may lie there', async () => {
  await open(kitchen())()
  writeDown()
  house.books.forget(2, march.from + HOUR_MS)
  expect(written()).toEqual(['2026-01'])
})

test('take back every month that a gap reaches into, and no other', async () => {
  const gappy = house.meter('gappy', { pointId: 12 })
  const at = (time: number, value: number) => ({ point: 12, at: time, value, quality: 'good' as const })
  await house.hear([at(january.from, 0), at(january.to - HOUR_MS, 10), at(january.to, 11), at(march.to, 50)])
  await open(gappy)()
  writeDown()
  house.books.forget(12, march.from + 10 * DAY_MS)
  expect(house.state.bookMonths.list({ meterId: '#12' }).map(({ month }) => month)).toEqual(['2026-01'])
})

test('do not keep an answer that was overtaken by what it did not know', async () => {
  const { state, latest, clock, series } = house
  let asked = 0
  const overtaken = {
    deltas: async (...question: Parameters<typeof series.deltas>) => {
      const answer = await series.deltas(...question)
      if (asked++ === 0) books.forget(2, START)
      return answer
    },
  }
  const books = new UseBooks({ state, latest, clock, series: overtaken })
  await books.use(kitchen(), february)
  const once = asked
  await books.use(kitchen(), february)
  expect(asked).toBeGreaterThan(once)
  const twice = asked
  await books.use(kitchen(), february)
  expect(asked).toBe(twice)
})
