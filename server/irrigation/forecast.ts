/** What a forecast service is: an address and a way to read its answer. One file each in server/weather. */
import type { FORECAST_DIALECTS, WeatherDay } from '../../core/contract/watering-weather.ts'

export type Dialect = (typeof FORECAST_DIALECTS)[number]

/** A day to come; what the service does not tell is null. */
export type ForecastDay = Omit<WeatherDay, 'id' | 'siteId' | 'source' | 'et0By'>

export interface ForecastPlace {
  readonly timeZone: string
}

export interface ForecastDialect {
  readonly name: Dialect
  /** Days in ascending order. Throws an Error that says in one line what is wrong with the answer. */
  read(answer: unknown, place: ForecastPlace): ForecastDay[]
}

/** A finite number, or null: a hole in an answer is no zero. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** `FAO-56 eq. 47` from 10 m, where services measure, to 2 m. */
export const WIND_10M_TO_2M = 0.748
