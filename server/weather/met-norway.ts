/**
 * MET Norway: `https://api.met.no/weatherapi/locationforecast/2.0/complete?lat={latitude}&lon={longitude}`
 *
 * The answer is `{ properties: { timeseries: [{ time, data: { instant: { details }, next_1_hours, next_6_hours } }] } }`;
 * temperatures °C, wind m/s at 10 m, rain mm. Hours are put together to the site's days; a day with less than half of its
 * hours is left out.
 */
import { localDay } from '../../core/text/format.ts'
import { type ForecastDay, type ForecastDialect, numberOf, WIND_10M_TO_2M } from '../irrigation/forecast.ts'

interface Step {
  readonly time: string
  readonly data: {
    readonly instant?: { readonly details?: Record<string, unknown> }
    readonly next_1_hours?: { readonly details?: Record<string, unknown> }
    readonly next_6_hours?: { readonly details?: Record<string, unknown> }
  }
}

interface Sum {
  readonly temperatures: number[]
  readonly humidities: number[]
  readonly winds: number[]
  readonly chances: number[]
  rainMm: number | null
  hours: number
}

const HOURS_MIN = 12

export const metNorway: ForecastDialect = {
  name: 'met-norway',
  read(answer, { timeZone }) {
    const series = (answer as { properties?: { timeseries?: Step[] } }).properties?.timeseries
    if (!Array.isArray(series)) throw new Error('the answer has no `properties.timeseries`')
    const days = new Map<string, Sum>()
    for (const { time, data } of series) add(sumOf(days, localDay(Date.parse(time), timeZone)), data)
    return [...days].filter(([, { hours }]) => hours >= HOURS_MIN).map(([date, sum]) => dayOf(date, sum))
  },
}

function sumOf(days: Map<string, Sum>, date: string): Sum {
  const known = days.get(date)
  if (known !== undefined) return known
  const sum: Sum = { temperatures: [], humidities: [], winds: [], chances: [], rainMm: null, hours: 0 }
  days.set(date, sum)
  return sum
}

function add(sum: Sum, { instant, next_1_hours, next_6_hours }: Step['data']): void {
  const push = (list: number[], value: unknown) => {
    const number = numberOf(value)
    if (number !== null) list.push(number)
  }
  push(sum.temperatures, instant?.details?.air_temperature)
  push(sum.temperatures, next_6_hours?.details?.air_temperature_max)
  push(sum.temperatures, next_6_hours?.details?.air_temperature_min)
  push(sum.humidities, instant?.details?.relative_humidity)
  push(sum.winds, instant?.details?.wind_speed)
  const ahead = next_1_hours ?? next_6_hours
  push(sum.chances, ahead?.details?.probability_of_precipitation)
  const rain = numberOf(ahead?.details?.precipitation_amount)
  if (rain !== null) sum.rainMm = (sum.rainMm ?? 0) + rain
  sum.hours += next_1_hours === undefined ? 6 : 1
}

function dayOf(date: string, sum: Sum): ForecastDay {
  const mean = (list: readonly number[]) =>
    list.length === 0 ? null : list.reduce((total, one) => total + one, 0) / list.length
  const wind = mean(sum.winds)
  return {
    date,
    tMaxC: sum.temperatures.length === 0 ? null : Math.max(...sum.temperatures),
    tMinC: sum.temperatures.length === 0 ? null : Math.min(...sum.temperatures),
    humidityPct: mean(sum.humidities),
    windMs: wind === null ? null : wind * WIND_10M_TO_2M,
    radiationMj: null,
    rainMm: sum.rainMm,
    rainChancePct: sum.chances.length === 0 ? null : Math.max(...sum.chances),
    et0Mm: null,
  }
}
