/**
 * A day of the site's own station, hour by hour: evapotranspiration by the hourly equation (FAO-56 eq. 53) where the hours
 * are there, else by the daily one from what was measured.
 */
import type { WeatherDay } from '../contract/watering-weather.ts'
import type { GroundsPlace, SiteDay } from './days.ts'
import { et0Hour, windAt2m } from './et0.ts'
import { clearSky, skyRadiationHour } from './radiation.ts'
import { et0OfDay } from './weather.ts'

export interface StationHour {
  /** Start of the hour. */
  readonly at: number
  readonly temperatureMin: number | null
  readonly temperatureMax: number | null
  readonly temperature: number | null
  readonly humidity: number | null
  /** At the instrument's height. */
  readonly wind: number | null
  /** Mean, W/m². */
  readonly solarW: number | null
}

const HOUR_MS = 3_600_000
/** So many of 24 hours make a day that is known; the others are filled by its mean. */
const HOURS_MIN = 20
const MJ_PER_WH = 0.0036
/** FAO-56: the ratio of the afternoon stands for the night; 0.5 where even that is unknown. */
const NIGHT_CLEARNESS = 0.5

type Known = { readonly [K in keyof StationHour]: number }

/** `rainMm` null: no gauge. Null when not even temperature was measured for most of the day. */
export function stationDay(
  siteId: string,
  hours: readonly StationHour[],
  rainMm: number | null,
  day: SiteDay,
  place: GroundsPlace,
  windHeightM: number,
): WeatherDay | null {
  const warm = hours.filter(({ temperature }) => temperature !== null)
  if (warm.length === 0 && rainMm === null) return null
  const whole = Math.round((day.end - day.start) / HOUR_MS)
  const enough = (list: readonly (number | null)[]) =>
    list.filter(value => value !== null).length >= Math.min(HOURS_MIN, whole)
  const tMaxC = extreme(
    hours.map(hour => hour.temperatureMax),
    Math.max,
  )
  const tMinC = extreme(
    hours.map(hour => hour.temperatureMin),
    Math.min,
  )
  const humidityPct = meanOf(hours.map(hour => hour.humidity))
  const windRaw = meanOf(hours.map(hour => hour.wind))
  const windMs = windRaw === null ? null : windHeightM === 2 ? windRaw : windAt2m(windRaw, windHeightM)
  const solar = hours.map(hour => hour.solarW)
  const solarMean = meanOf(solar)
  const radiationMj = enough(solar) && solarMean !== null ? solarMean * whole * MJ_PER_WH : null
  const covered = enough(hours.map(hour => hour.temperature))
  const facts = {
    tMaxC: covered ? tMaxC : null,
    tMinC: covered ? tMinC : null,
    humidityPct: enough(hours.map(hour => hour.humidity)) ? humidityPct : null,
    windMs: enough(hours.map(hour => hour.wind)) ? windMs : null,
    radiationMj,
  }
  const hourly = hourlyEt0(hours, day, place, windHeightM, whole)
  const reckoned =
    hourly === null ? et0OfDay(facts, place, day.dayOfYear) : { et0Mm: hourly, et0By: 'penman' as const }
  return {
    id: `${siteId}:${day.date}`,
    siteId,
    date: day.date,
    ...facts,
    tMaxC,
    tMinC,
    rainMm,
    rainChancePct: null,
    et0Mm: reckoned?.et0Mm ?? null,
    et0By: reckoned?.et0By ?? null,
    source: 'station',
  }
}

/** Sum of the hours, scaled up for the few that are missing; null when too many are. */
function hourlyEt0(
  hours: readonly StationHour[],
  day: SiteDay,
  place: GroundsPlace,
  windHeightM: number,
  whole: number,
): number | null {
  const known = hours.filter(
    (hour): hour is Known =>
      hour.temperature !== null && hour.humidity !== null && hour.wind !== null && hour.solarW !== null,
  )
  if (known.length < Math.min(HOURS_MIN, whole)) return null
  let clearness = NIGHT_CLEARNESS
  let sum = 0
  for (const { at, temperature, humidity, wind, solarW } of known) {
    const sunOf = {
      latitude: place.latitude,
      longitude: place.longitude,
      dayOfYear: day.dayOfYear,
      // UTC, so that no time zone's table is needed: the longitude places the sun.
      clockH: ((at + HOUR_MS / 2) % (24 * HOUR_MS)) / HOUR_MS,
      utcOffsetH: 0,
    }
    const shifted = aroundNoon(sunOf)
    const clear = clearSky(skyRadiationHour(shifted), place.elevationM)
    const radiation = solarW * MJ_PER_WH
    if (clear > 0.5) clearness = Math.min(1, radiation / clear)
    sum += et0Hour({
      ...shifted,
      elevationM: place.elevationM,
      temperature,
      humidity,
      wind: windHeightM === 2 ? wind : windAt2m(wind, windHeightM),
      radiation: clear > 0 ? radiation : 0,
      eveningClearness: clearness,
    })
  }
  return (sum * whole) / known.length
}

/** The hour angle wraps at midnight of the sun: UTC hours far from the meridian are taken a day on or back. */
function aroundNoon<T extends { readonly clockH: number; readonly longitude: number }>(sun: T): T {
  const solarH = sun.clockH + sun.longitude / 15
  const turn = solarH < 0 ? 24 : solarH >= 24 ? -24 : 0
  return { ...sun, clockH: sun.clockH + turn }
}

function meanOf(list: readonly (number | null)[]): number | null {
  const known = list.filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length
}

function extreme(list: readonly (number | null)[], of: (...values: number[]) => number): number | null {
  const known = list.filter(value => value !== null)
  return known.length === 0 ? null : of(...known)
}
