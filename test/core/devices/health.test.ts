import { expect, test } from 'vitest'
import { batteryForecast } from '../../../core/devices/battery.ts'
import { everySOf, isOverdue } from '../../../core/devices/rhythm.ts'
import { signalWord } from '../../../core/devices/signal.ts'

const DAY = 86_400_000
const levels = (count: number, percent: (day: number) => number) =>
  Array.from({ length: count }, (_, day) => ({ at: day * DAY, percent: percent(day) }))

test('the rhythm is the usual gap: neither a burst nor an outage counts', () => {
  expect(everySOf([0, 60, 61, 62, 120, 180, 240, 300, 4000, 4060, 4120].map(s => s * 1000))).toBe(60)
  expect(everySOf([0, 60_000, 120_000])).toBeNull()
  expect(everySOf([])).toBeNull()
})

test('overdue after three missed times, never for what has no rhythm', () => {
  expect(isOverdue(0, 60, 239_000)).toBe(false)
  expect(isOverdue(0, 60, 241_000)).toBe(true)
  expect(isOverdue(0, null, 1e12)).toBe(false)
  expect(isOverdue(null, 60, 1e12)).toBe(false)
})

test('a battery that loses half a percent a day is down to 10 % in 120 days, odd days or not', () => {
  const forecast = batteryForecast(levels(61, day => (day === 30 ? 55 : 100 - day / 2)))
  expect(forecast?.lossPerDay).toBeCloseTo(0.5, 2)
  expect((forecast?.emptyAt ?? 0) / DAY).toBeCloseTo(60 + 120, 0)
})

test('a new battery begins a new life', () => {
  const forecast = batteryForecast(levels(60, day => (day < 30 ? 40 - day : 100 - (day - 30) / 5)))
  expect(forecast?.lossPerDay).toBeCloseTo(0.2, 2)
})

test('nothing is foretold from too few days, from a level that stays, or beyond three years', () => {
  expect(batteryForecast(levels(10, day => 90 - day))).toBeNull()
  expect(batteryForecast(levels(60, () => 87))).toBeNull()
  expect(batteryForecast(levels(100, day => 100 - day / 50))?.emptyAt).toBeNull()
})

test('a signal in words, by its own measure', () => {
  expect(signalWord('rssi', -110)).toBe('poor')
  expect(signalWord('rssi', -110, true)).toBe('fair')
  expect(signalWord('link_quality', 120)).toBe('good')
  expect(signalWord('temperature', 4)).toBeUndefined()
})
