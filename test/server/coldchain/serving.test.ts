/** A hot cabinet is judged while it serves: from 10:30 to 13:30 on the site's clock, which shows 08:00 at the start. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CabinetInput } from '../../../core/contract/cabinet.ts'
import type { WeekHours } from '../../../core/contract/condition.ts'
import { ColdHouse, HOUR_MS, MINUTE_MS } from './cold-house.ts'

const NOON: WeekHours = { days: [1, 2, 3, 4, 5, 6, 7], from: '10:30', to: '13:30' }

let house: ColdHouse
beforeEach(() => {
  house = new ColdHouse([
    { id: 'hot', kind: 'hot-holding' },
    { id: 'fridge', kind: 'fridge' },
  ])
})
afterEach(() => house.remove())

const change = (input: CabinetInput) => house.services.cabinets.change('hot', input)
const state = async () => (await house.services.cabinets.detail('hot')).state
const told = () => house.raised.filter(({ deviceId }) => deviceId === 'hot').map(({ key }) => key)

function hold(minutes: number, value: number): void {
  for (let minute = 0; minute < minutes; minute += 1) {
    house.see('hot', value)
    house.pass(MINUTE_MS)
  }
}

test('without hours its cold is an alarm at any time', () => {
  hold(20, 25)
  expect(told()).toHaveLength(2)
})

test('outside of them its cold is nobody’s fault, within them it is, and no minutes count in between', async () => {
  change({ servingHours: [NOON], allowance: { limitC: 60, side: 'below', allowedMin: 120 } })
  hold(150, 25)
  expect(told()).toEqual([])
  expect((await state()).allowance?.usedMin).toBe(0)
  hold(14, 65)
  hold(30, 55)
  expect(told()).toEqual([`hot.low-${house.point('hot')}`])
  hold(136, 65)
  hold(60, 25)
  expect(told()).toHaveLength(1)
  expect(house.open('hot')[0]?.returnedAt).not.toBeNull()
  const { word, grace, allowance, levels } = await state()
  expect(word).toBe('explained')
  expect(grace).toMatchObject({ kind: 'idle', until: Date.UTC(2026, 2, 3, 2, 30) })
  expect(allowance?.usedMin).toBeCloseTo(30, 0)
  expect(levels).toMatchObject({ l: 60, ll: 50 })
})

test('its minutes are told when they are used up while it serves', () => {
  change({ servingHours: [NOON], allowance: { limitC: 60, side: 'below', allowedMin: 60 } })
  hold(150, 25)
  hold(90, 58)
  expect(told()).toContain(`hot.minutes-${house.point('hot')}`)
})

test('the chart says why it was cold; the log measures while it serves', async () => {
  change({ servingHours: [NOON], checksAt: ['08:00', '11:00'] })
  hold(150, 25)
  hold(160, 65)
  hold(20, 55)
  hold(60, 25)
  const from = Date.UTC(2026, 2, 2)
  const { excursions, bands } = await house.services.cabinets.history('hot', from, house.clock.now())
  expect(excursions).toMatchObject([{ peakC: 55, explainedBy: null }])
  expect(excursions[0]?.endedAt).toBeLessThan(from + 5.5 * HOUR_MS)
  expect(bands).toMatchObject([
    { kind: 'idle', from, until: from + 2.5 * HOUR_MS, outcome: 'recovered' },
    { kind: 'idle', from: from + 5.5 * HOUR_MS, outcome: 'running' },
  ])
  const { days, summary } = await house.services.cabinets.log('hot')
  expect(days).toMatchObject([{ minC: 55, maxC: 65, readings: 180 }])
  expect(days[0]?.minutesBeyond).toBeCloseTo(19.5, 0)
  expect(days[0]?.checks.map(({ wall, valueC }) => [wall, valueC])).toEqual([['11:00', 65]])
  expect(summary).toMatchObject({ minC: 55, checksDue: 1, checksDone: 1 })
})

test('hours that change, and levels that change, leave each other as they are', async () => {
  change({ servingHours: [NOON] })
  await house.services.cabinets.setLevels('hot', { ...(await state()).levels, l: 63 })
  const rule = () => house.state.rules.get(`hot.low-${house.point('hot')}`)?.condition
  const low = { type: 'low', limit: 63, deadband: 0.5 }
  expect(rule()).toEqual({ type: 'schedule', hours: [NOON], inside: low, outside: null })
  change({ servingHours: [] })
  expect(rule()).toEqual(low)
})

test('food in the cold has no hours off', () => {
  expect(() => house.services.cabinets.change('fridge', { servingHours: [NOON] })).toThrow('hot cabinet')
})
