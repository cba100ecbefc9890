/**
 * QWeather (和风天气): `https://<your host>/v7/weather/7d?location={longitude},{latitude}&key=<key>`
 *
 * The answer is `{ code: "200", daily: [{ fxDate, tempMax, tempMin, humidity, precip, windSpeedDay, windSpeedNight }] }`,
 * numbers as texts, wind in km/h at 10 m.
 */
import { type ForecastDay, type ForecastDialect, numberOf, WIND_10M_TO_2M } from '../irrigation/forecast.ts'

const KMH_PER_MS = 3.6

export const qweather: ForecastDialect = {
  name: 'qweather',
  read(answer) {
    const { code, daily } = answer as { code?: string; daily?: unknown }
    if (code !== undefined && code !== '200') throw new Error(`the service answered code ${code}`)
    if (!Array.isArray(daily)) throw new Error('the answer has no `daily` list')
    return daily.map((day: Record<string, unknown>): ForecastDay => {
      const winds = [numberOf(day.windSpeedDay), numberOf(day.windSpeedNight)].filter(wind => wind !== null)
      const kmh = winds.length === 0 ? null : winds.reduce((sum, wind) => sum + wind, 0) / winds.length
      return {
        date: String(day.fxDate),
        tMaxC: numberOf(day.tempMax),
        tMinC: numberOf(day.tempMin),
        humidityPct: numberOf(day.humidity),
        windMs: kmh === null ? null : (kmh / KMH_PER_MS) * WIND_10M_TO_2M,
        radiationMj: null,
        rainMm: numberOf(day.precip),
        rainChancePct: null,
        et0Mm: null,
      }
    })
  },
}
