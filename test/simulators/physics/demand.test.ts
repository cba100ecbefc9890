import { beforeAll, describe, expect, it } from 'vitest'
import { createCalendar } from '../../../simulators/physics/calendar.ts'
import { Demand, Register } from '../../../simulators/physics/meters.ts'
import { Weather } from '../../../simulators/physics/weather.ts'
import { createRandom } from '../../../simulators/random.ts'

const PLACE = { latitude: 37.73, longitude: 112.48, elevationM: 780 }
const STEP_S = 60

/** A moment's loads, with the hour and weekday they belong to. */
interface Look {
  readonly hour: number
  readonly weekday: number
  readonly kitchenW: number
  readonly lightingW: number
  readonly waterLpm: number
  readonly gasM3PerH: number
}

/** Looks once a minute for so many days from a Monday. */
function days(from: number, count: number): Look[] {
  const calendar = createCalendar('Asia/Shanghai')
  const weather = new Weather(PLACE, createRandom(1))
  const demand = new Demand(createRandom(2))
  return Array.from({ length: count * 1440 }, (_, minute) => {
    const clock = calendar(from + minute * 60_000)
    weather.step(STEP_S, clock)
    demand.step(STEP_S, clock, weather)
    const { kitchenW, lightingW, gasM3PerH, kitchenLpm, otherLpm } = demand
    const { hour, weekday } = clock
    return { hour, weekday, kitchenW, lightingW, gasM3PerH, waterLpm: kitchenLpm + otherLpm }
  })
}

const mean = (looks: readonly Look[], of: (look: Look) => number) =>
  looks.reduce((sum, look) => sum + of(look), 0) / looks.length

/** 2026-03-02, 2026-07-06 and 2026-01-05 are Mondays; local midnight in Shanghai is 16:00 UTC of the day before. */
const SPRING = Date.UTC(2026, 2, 1, 16)
const SUMMER = Date.UTC(2026, 6, 5, 16)
const WINTER = Date.UTC(2026, 0, 4, 16)

describe('what a canteen draws', () => {
  let looks: Look[]
  const at = (from: number, to: number, weekend = false) =>
    looks.filter(({ hour, weekday }) => hour >= from && hour < to && weekday >= 6 === weekend)
  beforeAll(() => {
    looks = days(SPRING, 28)
  })

  it('peaks before each meal and rests at night', () => {
    const kitchen = (from: number, to: number) => mean(at(from, to), ({ kitchenW }) => kitchenW)
    for (const [from, to] of [
      [5.8, 6.8],
      [10, 11.5],
      [16, 17.5],
    ] as const) {
      expect(kitchen(from, to)).toBeGreaterThan(2 * kitchen(13.8, 14.8))
      expect(kitchen(from, to)).toBeGreaterThan(5 * kitchen(1, 4))
    }
  })

  it('has a base load at night, but no water at all', () => {
    expect(Math.min(...at(0, 4.5).map(({ kitchenW }) => kitchenW))).toBeGreaterThan(500)
    expect(Math.max(...at(0, 4.5).map(({ waterLpm }) => waterLpm))).toBe(0)
  })

  it('is less at the weekend', () => {
    const lunch = (weekend: boolean) => mean(at(10, 13, weekend), ({ waterLpm }) => waterLpm)
    expect(lunch(true)).toBeLessThan(0.7 * lunch(false))
    expect(lunch(true)).toBeGreaterThan(0)
  })

  it('burns more gas in winter', () => {
    const gas = (from: number) => mean(days(from, 14), ({ gasM3PerH }) => gasM3PerH)
    expect(gas(WINTER)).toBeGreaterThan(1.15 * gas(SUMMER))
  })
})

describe('a register', () => {
  it('never shows what has not passed yet, and never goes back', () => {
    const register = new Register(10, 1)
    const shown = Array.from({ length: 40 }, () => {
      register.add(0.03)
      return register.shown()
    })
    expect(shown[2]).toBe(10)
    expect(shown[3]).toBe(10.1)
    expect(shown.every((value, i) => i === 0 || value >= (shown[i - 1] ?? 0))).toBe(true)
    register.add(-5)
    expect(register.shown()).toBe(shown.at(-1))
  })
})
