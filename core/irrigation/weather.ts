/** A day's evapotranspiration from whatever is known of it, best equation first, and which one it was. */
import type { WeatherDay } from '../contract/watering-weather.ts'
import { type DayWeather, et0Day, et0Hargreaves } from './et0.ts'
import { skyRadiationDay } from './radiation.ts'

export type DayFacts = Pick<WeatherDay, 'tMaxC' | 'tMinC' | 'humidityPct' | 'windMs' | 'radiationMj'>

export interface ReckonedEt0 {
  readonly et0Mm: number
  readonly et0By: Exclude<WeatherDay['et0By'], null>
}

/** Null when not even the temperature is known. */
export function et0OfDay(
  { tMaxC, tMinC, humidityPct, windMs, radiationMj }: DayFacts,
  place: { readonly latitude: number; readonly elevationM: number },
  dayOfYear: number,
): ReckonedEt0 | null {
  if (tMaxC === null || tMinC === null) return null
  const sky = skyRadiationDay(place.latitude, dayOfYear)
  if (humidityPct === null && windMs === null && radiationMj === null)
    return { et0Mm: et0Hargreaves(tMaxC, tMinC, sky), et0By: 'hargreaves' }
  const weather: DayWeather = {
    latitude: place.latitude,
    elevationM: place.elevationM,
    dayOfYear,
    tMax: tMaxC,
    tMin: tMinC,
    ...(humidityPct === null ? {} : { humidityMean: humidityPct }),
    ...(windMs === null ? {} : { wind: windMs }),
    ...(radiationMj === null ? {} : { radiation: radiationMj }),
  }
  const { et0Mm, substituted } = et0Day(weather)
  return { et0Mm, et0By: substituted.length === 0 ? 'penman' : 'penman-part' }
}
