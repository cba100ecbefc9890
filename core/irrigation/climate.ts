/**
 * What a day of the year is usually like where nobody measures and no forecast can be had: first the site's own
 * records of that time of year, then its latitude alone. Always marked as typical.
 */
import type { WeatherDay } from '../contract/watering-weather.ts'
import { et0Hargreaves } from './et0.ts'
import { skyRadiationDay } from './radiation.ts'

/** Days of the year that count as the same time of year. */
const NEAR_DAYS = 15
const RECORDS_MIN = 5
const YEAR_DAYS = 365

/**
 * Mean of the year and swing of the seasons by latitude alone: a straight line through the climate normals of the
 * temperate belts (about 26 °C at the equator and 10 °C at 45°); a day's span of 10 K. Good to a few degrees, no better.
 */
function typicalTemperature(latitude: number, dayOfYear: number): { tMax: number; tMin: number } {
  const away = Math.abs(latitude)
  const mean = 27 - 0.0082 * away ** 2
  const swing = Math.min(16, 0.3 * away)
  const warmest = latitude < 0 ? 200 - YEAR_DAYS / 2 : 200
  const day = mean + swing * Math.cos((2 * Math.PI * (dayOfYear - warmest)) / YEAR_DAYS)
  return { tMax: day + 5, tMin: day - 5 }
}

/** mm a day, from latitude and time of year alone. */
export function typicalEt0Mm(latitude: number, dayOfYear: number): number {
  const { tMax, tMin } = typicalTemperature(latitude, dayOfYear)
  return tMax <= 0 ? 0 : et0Hargreaves(tMax, tMin, skyRadiationDay(latitude, dayOfYear))
}

/** Mean ET0 of the site's records near this day of the year, in any year; null when there are too few. */
export function recordedEt0Mm(
  records: readonly { readonly dayOfYear: number; readonly et0Mm: number }[],
  dayOfYear: number,
): number | null {
  const near = records.filter(record => {
    const apart = Math.abs(record.dayOfYear - dayOfYear)
    return Math.min(apart, YEAR_DAYS - apart) <= NEAR_DAYS
  })
  if (near.length < RECORDS_MIN) return null
  return near.reduce((sum, { et0Mm }) => sum + et0Mm, 0) / near.length
}

/** A day about which nothing is known but the time of year. Its rain is unknown, not zero. */
export function typicalDay(siteId: string, date: string, et0Mm: number): WeatherDay {
  return {
    id: `${siteId}:${date}`,
    siteId,
    date,
    tMaxC: null,
    tMinC: null,
    humidityPct: null,
    windMs: null,
    radiationMj: null,
    rainMm: null,
    rainChancePct: null,
    et0Mm,
    et0By: 'typical',
    source: 'climatology',
  }
}
