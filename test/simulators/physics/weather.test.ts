import { describe, expect, it } from 'vitest'
import { createCalendar } from '../../../simulators/physics/calendar.ts'
import { Soil } from '../../../simulators/physics/soil.ts'
import { clearSkyW, Weather } from '../../../simulators/physics/weather.ts'
import { createRandom } from '../../../simulators/random.ts'

const TAIYUAN = { latitude: 37.73, longitude: 112.48, elevationM: 780 }
const SYDNEY = { latitude: -33.9, longitude: 151.2, elevationM: 20 }
const HOUR_MS = 3_600_000
const STEP_S = 300

/** Looks every five minutes. */
function watch(place: typeof TAIYUAN, timeZone: string, from: number, days: number, seed = 1) {
  const calendar = createCalendar(timeZone)
  const weather = new Weather(place, createRandom(seed))
  return Array.from({ length: days * 288 }, (_, i) => {
    const clock = calendar(from + i * STEP_S * 1000)
    weather.step(STEP_S, clock)
    const { temperatureC, humidity, solarW, rainMmPerH, windMs } = weather
    return { hour: clock.hour, temperatureC, humidity, solarW, rainMmPerH, windMs }
  })
}

type Look = ReturnType<typeof watch>[number]
const mean = (looks: readonly Look[], of: (look: Look) => number) =>
  looks.reduce((sum, look) => sum + of(look), 0) / looks.length

describe('weather', () => {
  const july = watch(TAIYUAN, 'Asia/Shanghai', Date.UTC(2026, 6, 1), 31)
  const january = watch(TAIYUAN, 'Asia/Shanghai', Date.UTC(2026, 0, 1), 31)

  it('has seasons, turned round south of the equator', () => {
    expect(mean(july, l => l.temperatureC)).toBeGreaterThan(mean(january, l => l.temperatureC) + 20)
    const south = watch(SYDNEY, 'Australia/Sydney', Date.UTC(2026, 0, 1), 31)
    expect(mean(south, l => l.temperatureC)).toBeGreaterThan(18)
  })

  it('is darkest at night and warmest in the afternoon', () => {
    expect(Math.max(...july.filter(l => l.hour < 4).map(l => l.solarW))).toBe(0)
    const at = (from: number, to: number) => july.filter(({ hour }) => hour >= from && hour < to)
    expect(mean(at(14, 16), l => l.temperatureC)).toBeGreaterThan(mean(at(4, 6), l => l.temperatureC) + 4)
  })

  it('never leaves what an instrument can show', () => {
    for (const { humidity, solarW, rainMmPerH, windMs, temperatureC } of [...july, ...january]) {
      expect(humidity).toBeGreaterThanOrEqual(0)
      expect(humidity).toBeLessThanOrEqual(100)
      expect(solarW).toBeGreaterThanOrEqual(0)
      expect(solarW).toBeLessThan(1200)
      expect(rainMmPerH).toBeGreaterThanOrEqual(0)
      expect(windMs).toBeGreaterThanOrEqual(0)
      expect(Math.abs(temperatureC)).toBeLessThan(50)
    }
  })

  it('rains more in the monsoon than in winter, over years', () => {
    const rain = (from: number) =>
      [1, 2, 3, 4].reduce(
        (sum, seed) => sum + mean(watch(TAIYUAN, 'Asia/Shanghai', from, 31, seed), l => l.rainMmPerH),
        0,
      )
    expect(rain(Date.UTC(2026, 6, 1))).toBeGreaterThan(2 * rain(Date.UTC(2026, 0, 1)))
  })

  it('puts the sun highest at local noon, also west of Greenwich', () => {
    for (const longitude of [112.48, 0, -122]) {
      const noonUtcH = 12 - longitude / 15
      const day = Date.UTC(2026, 5, 21)
      const heights = Array.from({ length: 24 }, (_, h) =>
        clearSkyW(day + (noonUtcH + h - 12) * HOUR_MS, 172, { ...TAIYUAN, longitude }),
      )
      expect(heights.indexOf(Math.max(...heights))).toBe(12)
      expect(heights[0]).toBe(0)
    }
  })
})

describe('soil', () => {
  const SUNNY = { temperatureC: 26, solarW: 500, rainMmPerH: 0 } as Weather
  const soil = () => new Soil({ areaM2: 100, rootsM: 0.3, cropFactor: 0.9 })

  it('dries in the sun, ever more slowly, and never below what plants can take', () => {
    const dry = soil()
    const daily = Array.from({ length: 40 }, () => {
      for (let hour = 0; hour < 10; hour++) dry.step(3600, 0, SUNNY)
      return dry.moisture()
    })
    expect(daily[1]).toBeLessThan(daily[0] ?? 0)
    const lost = (day: number) => (daily[day - 1] ?? 0) - (daily[day] ?? 0)
    expect(lost(30)).toBeLessThan(lost(2))
    expect(daily.at(-1)).toBeGreaterThan(11.5)
  })

  it('takes up what the valve gives: 300 L on 100 m² is 3 mm, one hundredth of 300 mm of roots', () => {
    const wet = soil()
    const dark = { temperatureC: -1, solarW: 0, rainMmPerH: 0 } as Weather
    wet.step(60, 300, dark)
    expect(wet.water).toBeCloseTo(0.22, 6)
  })
})
