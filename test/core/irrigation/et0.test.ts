import { describe, expect, test } from 'vitest'
import {
  airPressure,
  et0Day,
  et0Hargreaves,
  et0Hour,
  psychrometric,
  saturationVapour,
  windAt2m,
} from '../../../core/irrigation/et0.ts'
import { daylightHours, skyRadiationDay, skyRadiationHour } from '../../../core/irrigation/radiation.ts'
import { workedExample } from '../../support/worked-example.ts'

function near(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - (expected ?? Number.NaN)), `${actual} for ${expected}`).toBeLessThanOrEqual(
    tolerance ?? 0,
  )
}

const degrees = (d: number, minutes: number) => d + minutes / 60

describe('Penman-Monteith as FAO-56 works it out', () => {
  test('example 17: Bangkok in April', () => {
    const { input, expected, tolerance } = workedExample('fao56-ex17')
    const latitude = degrees(13, 44)
    const { et0Mm, substituted } = et0Day({
      latitude,
      elevationM: input('elevation_m'),
      dayOfYear: input('day_of_year_mid'),
      tMax: input('tmax_C'),
      tMin: input('tmin_C'),
      vapour: input('ea_kPa'),
      wind: input('u2_ms'),
      sunshineH: input('n_h'),
      // Eq. 43: the soil warms with the month.
      soilHeat: 0.14 * (input('tmonth_C') - input('tmonth_prev_C')),
    })
    near(et0Mm, expected('et0_mm_day'), tolerance('et0_mm_day'))
    near(skyRadiationDay(latitude, 105), 38.06, 0.03)
    near(daylightHours(latitude, 105), 12.31, 0.03)
    expect(substituted).toEqual([])
  })

  test('example 18: Uccle on 6 July, wind at 10 m', () => {
    const { input, expected, tolerance } = workedExample('fao56-ex18')
    const { et0Mm } = et0Day({
      latitude: degrees(50, 48),
      elevationM: input('elevation_m'),
      dayOfYear: input('day_of_year'),
      tMax: input('tmax_C'),
      tMin: input('tmin_C'),
      humidityMax: input('rhmax'),
      humidityMin: input('rhmin'),
      wind: windAt2m(input('u10_ms'), 10),
      sunshineH: input('n_h'),
    })
    near(et0Mm, expected('et0_mm_day'), tolerance('et0_mm_day'))
  })

  test('example 19: N’Diaye by night and by day', () => {
    const hour = {
      latitude: degrees(16, 13),
      longitude: -degrees(16, 15),
      dayOfYear: 274,
      utcOffsetH: -1,
      elevationM: 8,
    }
    const night = workedExample('fao56-ex19-night')
    const asleep = {
      ...hour,
      clockH: 2.5,
      temperature: 28,
      humidity: 90,
      wind: 1.9,
      radiation: 0,
      eveningClearness: 0.8,
    }
    near(et0Hour(asleep), night.expected('et0_mm_h'), night.tolerance('et0_mm_h'))
    const day = workedExample('fao56-ex19-day')
    const awake = {
      ...hour,
      clockH: 14.5,
      temperature: 38,
      humidity: 52,
      wind: 3.3,
      radiation: 2.45,
      eveningClearness: 0.8,
    }
    near(et0Hour(awake), day.expected('et0_mm_h'), day.tolerance('et0_mm_h'))
    near(skyRadiationHour(awake), 3.543, 0.01)
  })

  test('example 20: Lyon with nothing but temperature, and it says so', () => {
    const { input, expected, tolerance } = workedExample('fao56-ex20')
    const { et0Mm, substituted } = et0Day({
      latitude: degrees(45, 43),
      elevationM: input('elevation_m'),
      dayOfYear: input('day_of_year'),
      tMax: input('tmax_C'),
      tMin: input('tmin_C'),
    })
    near(et0Mm, expected('et0_mm_day'), tolerance('et0_mm_day'))
    expect(substituted).toEqual(['humidity', 'wind', 'radiation'])
  })

  test('eq. 52: Hargreaves for the same day', () => {
    const { input, expected, tolerance } = workedExample('fao56-ex20-hargreaves')
    near(
      et0Hargreaves(input('tmax_C'), input('tmin_C'), input('Ra_MJ')),
      expected('et0_mm_day'),
      tolerance('et0_mm_day'),
    )
  })
})

test.each(['bom-2019-05-01', 'bom-2019-05-29'])(
  'the Australian bureau’s own figure for %s, south of the equator',
  id => {
    const { input, expected, tolerance } = workedExample(id)
    const celsius = (fahrenheit: number) => (fahrenheit - 32) / 1.8
    const { et0Mm } = et0Day({
      latitude: input('lat'),
      elevationM: input('elevation_ft') * 0.3048,
      dayOfYear: input('day_of_year'),
      tMax: celsius(input('maxTemp')),
      tMin: celsius(input('minTemp')),
      humidityMax: input('maxHumidity'),
      humidityMin: input('minHumidity'),
      wind: input('windSpeed') * 0.44704,
      radiation: input('solarRadiation') * 3.6,
    })
    near(et0Mm / 25.4, expected('et0_in_day'), tolerance('et0_in_day'))
  },
)

test('the pieces: examples 2, 3 and 14', () => {
  near(airPressure(1800), 81.8, 0.05)
  near(psychrometric(1800), 0.054, 0.0005)
  near(saturationVapour(24.5), 3.075, 0.005)
  near(windAt2m(3.2, 10), 2.4, 0.05)
})

test('impossible weather gives no water and no nonsense', () => {
  const polarNight = et0Day({ latitude: 80, elevationM: 0, dayOfYear: 355, tMax: -20, tMin: -30 })
  expect(polarNight.et0Mm).toBeGreaterThanOrEqual(0)
  expect(Number.isFinite(polarNight.et0Mm)).toBe(true)
  expect(et0Hargreaves(10, 12, 30)).toBe(0)
})
