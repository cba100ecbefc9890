/**
 * Zimmerman's percent: warmer and drier than normal gives more, rain and damp give less.
 *
 * The method OpenSprinkler made known (its weather service documents it); reckoned in °F and inches, as its weights mean.
 */
import type { WateringSettings } from '../contract/watering-weather.ts'

const SCALE_MAX = 200
const MM_PER_INCH = 25.4
const fahrenheit = (celsius: number) => celsius * 1.8 + 32

export interface ZimmermanInput {
  readonly humidityPct: number
  readonly temperatureF: number
  readonly rainIn: number
  readonly base: { readonly humidityPct: number; readonly temperatureF: number; readonly rainIn: number }
  readonly weights: { readonly humidity: number; readonly temperature: number; readonly rain: number }
}

/** Whole percent, 0 to 200. */
export function zimmermanPercent({
  humidityPct,
  temperatureF,
  rainIn,
  base,
  weights,
}: ZimmermanInput): number {
  const humidity = (base.humidityPct - humidityPct) * (weights.humidity / 100)
  const temperature = (temperatureF - base.temperatureF) * 4 * (weights.temperature / 100)
  const rain = (base.rainIn - rainIn) * 200 * (weights.rain / 100)
  return Math.floor(Math.min(SCALE_MAX, Math.max(0, 100 + humidity + temperature + rain)))
}

/** The same for a day in metric units; null when humidity or temperature is not known. Unknown rain counts as none. */
export function zimmermanOfDay(
  day: {
    readonly humidityPct: number | null
    readonly tMaxC: number | null
    readonly tMinC: number | null
    readonly rainMm: number | null
  },
  settings: WateringSettings['zimmerman'],
): number | null {
  if (day.humidityPct === null || day.tMaxC === null || day.tMinC === null) return null
  return zimmermanPercent({
    humidityPct: day.humidityPct,
    temperatureF: fahrenheit((day.tMaxC + day.tMinC) / 2),
    rainIn: (day.rainMm ?? 0) / MM_PER_INCH,
    base: {
      humidityPct: settings.baseHumidityPct,
      temperatureF: fahrenheit(settings.baseTemperatureC),
      rainIn: settings.baseRainMm / MM_PER_INCH,
    },
    weights: {
      humidity: settings.humidityPct,
      temperature: settings.temperaturePct,
      rain: settings.rainPct,
    },
  })
}
