/**
 * Open-Meteo: `https://api.open-meteo.com/v1/forecast?latitude={latitude}&longitude={longitude}&timezone=auto&forecast_days=14
 * &wind_speed_unit=ms&daily=temperature_2m_max,temperature_2m_min,precipitation_sum,precipitation_probability_max,
 * relative_humidity_2m_mean,wind_speed_10m_mean,shortwave_radiation_sum,et0_fao_evapotranspiration`
 *
 * The answer is `{ daily: { time: [...], temperature_2m_max: [...], ... } }`; a unit other than these is in `daily_units`.
 */
import { type ForecastDay, type ForecastDialect, numberOf, WIND_10M_TO_2M } from '../irrigation/forecast.ts'

const KMH_PER_MS = 3.6

export const openMeteo: ForecastDialect = {
  name: 'open-meteo',
  read(answer) {
    const { daily, daily_units: units = {} } = answer as {
      daily?: Record<string, unknown>
      daily_units?: Record<string, string>
    }
    if (typeof daily !== 'object' || daily === null || !Array.isArray(daily.time))
      throw new Error('the answer has no `daily.time`: ask for daily values')
    const column = (name: string, n: number) =>
      Array.isArray(daily[name]) ? numberOf((daily[name] as unknown[])[n]) : null
    const windName = 'wind_speed_10m_mean' in daily ? 'wind_speed_10m_mean' : 'wind_speed_10m_max'
    const windScale = units[windName] === 'km/h' ? WIND_10M_TO_2M / KMH_PER_MS : WIND_10M_TO_2M
    return daily.time.map((date: unknown, n: number): ForecastDay => {
      const wind = column(windName, n)
      return {
        date: String(date),
        tMaxC: column('temperature_2m_max', n),
        tMinC: column('temperature_2m_min', n),
        humidityPct: column('relative_humidity_2m_mean', n),
        windMs: wind === null ? null : wind * windScale,
        radiationMj: column('shortwave_radiation_sum', n),
        rainMm: column('precipitation_sum', n),
        rainChancePct: column('precipitation_probability_max', n),
        et0Mm: column('et0_fao_evapotranspiration', n),
      }
    })
  },
}
