/** A day of weather as somebody wrote it down; what they left out stays as it was known. */
import type { Site } from '../contract/site.ts'
import type { ManualWeather, WeatherDay } from '../contract/watering-weather.ts'
import { et0OfDay } from './weather.ts'

const DAY_MS = 86_400_000

/** `date` is YYYY-MM-DD on the site's wall. ET₀ is reckoned from what is known where it was not given. */
export function manualDay(
  site: Site,
  date: string,
  given: ManualWeather,
  known: WeatherDay | undefined,
): WeatherDay {
  const newYear = Date.UTC(Number(date.slice(0, 4)), 0, 1)
  const dayOfYear = Math.round((Date.parse(`${date}T00:00:00Z`) - newYear) / DAY_MS) + 1
  const facts = {
    tMaxC: given.tMaxC ?? known?.tMaxC ?? null,
    tMinC: given.tMinC ?? known?.tMinC ?? null,
    humidityPct: known?.humidityPct ?? null,
    windMs: known?.windMs ?? null,
    radiationMj: known?.radiationMj ?? null,
  }
  const reckoned = et0OfDay(facts, site, dayOfYear)
  return {
    ...facts,
    id: `${site.id}:${date}`,
    siteId: site.id,
    date,
    rainMm: given.rainMm ?? known?.rainMm ?? null,
    rainChancePct: null,
    et0Mm: given.et0Mm ?? reckoned?.et0Mm ?? null,
    et0By: given.et0Mm === null ? (reckoned?.et0By ?? null) : 'given',
    source: 'manual',
  }
}
