/** What is known of a virtual sky: days to come as a forecast knows them, days that are over as a station saw them. */
import type { WeatherDay } from '../../core/contract/watering.ts'
import { stationDay } from '../../core/irrigation/station-day.ts'
import { et0OfDay } from '../../core/irrigation/weather.ts'
import { type Climate, type ClimateDay, skyAt } from './climates.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Today and tomorrow nearly as they will be, later days with growing error, and one rain in six not seen coming. */
export function foretold(one: ClimateDay, climate: Climate, now: number): WeatherDay {
  const ahead = Math.max(0, Math.round((one.day.start - now) / DAY_MS))
  const error = (salt: number) => Math.sin(one.day.serial * 12.9898 + salt * 78.233) * (0.6 + 0.3 * ahead)
  const missed = Math.abs(Math.sin(one.day.serial * 3.77)) < 0.16
  const facts = {
    tMaxC: one.tMaxC + error(1),
    tMinC: one.tMinC + error(2),
    humidityPct: one.humidityPct,
    windMs: one.windMs,
    radiationMj: null,
  }
  const et0 = et0OfDay(facts, climate.place, one.day.dayOfYear)
  return {
    ...facts,
    id: `main:${one.day.date}`,
    siteId: 'main',
    date: one.day.date,
    rainMm: missed ? 0 : one.rainMm * (1 + 0.2 * error(3)),
    rainChancePct: one.rainMm > 0 && !missed ? 80 : 15,
    et0Mm: et0?.et0Mm ?? null,
    et0By: et0?.et0By ?? null,
    source: 'forecast',
  }
}

/** The day as a station saw it. */
export function measured(one: ClimateDay, rainMm: number, climate: Climate): WeatherDay {
  const hours = Array.from({ length: Math.round((one.day.end - one.day.start) / HOUR_MS) }, (_, n) => {
    const at = one.day.start + n * HOUR_MS
    const sky = skyAt(one, at + HOUR_MS / 2, climate)
    return {
      at,
      temperatureMin: sky.temperatureC,
      temperatureMax: sky.temperatureC,
      temperature: sky.temperatureC,
      humidity: sky.humidityPct,
      wind: sky.windMs,
      solarW: sky.solarW,
    }
  })
  const known = stationDay('main', hours, rainMm, one.day, climate.place, 2)
  if (known === null) throw new RangeError('a station that measures has a day')
  return known
}
