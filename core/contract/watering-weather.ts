/** What the sky gives and takes: observed days, the outlook, and the limits a site sets itself. */
import { type Static, Type } from 'typebox'
import { PointId } from './reading.ts'
import { Id, Instant, nullable, oneOf, record } from './schema.ts'
import { LocalDate } from './watering-program.ts'
import { WEATHER_SOURCES } from './watering-run.ts'

/** How an answer of a forecast service is read; one file each in server/weather. */
export const FORECAST_DIALECTS = ['open-meteo', 'qweather', 'met-norway'] as const

const Limit = (minimum: number, maximum: number) => nullable(Type.Number({ minimum, maximum }))

/** Null switches a limit off. Defaults are practice, not law. */
export const WateringLimits = record({
  /** mm fallen in the last 24 hours that make watering idle. */
  rainMm: Limit(0.5, 100),
  /** mm foretold for the next 24 hours that are worth waiting for. */
  rainForecastMm: Limit(0.5, 100),
  /** Least chance of that rain, %; where a service tells one. */
  rainChancePct: Type.Number({ minimum: 0, maximum: 100 }),
  /** Air now, °C. */
  freezeC: Limit(-5, 10),
  /** Lowest foretold for the next 24 hours, °C. */
  freezeForecastC: Limit(-10, 8),
  /** Sprays and rotors stay shut above it, m/s. */
  windMs: Limit(1, 20),
  /** Soil this wet takes no more, % of volume. */
  saturationPct: Limit(5, 100),
})
export type WateringLimits = Static<typeof WateringLimits>

const Service = record({
  dialect: oneOf(FORECAST_DIALECTS),
  /** `{latitude}` and `{longitude}` stand for the site's. */
  url: Type.String({ pattern: '^https?://', maxLength: 1000 }),
  enabled: Type.Boolean(),
})

export const WateringSettings = record({
  limits: WateringLimits,
  /** The site's own station, point by point. */
  station: record({
    temperature: nullable(PointId),
    humidity: nullable(PointId),
    wind: nullable(PointId),
    windHeightM: Type.Number({ minimum: 1, maximum: 50 }),
    solar: nullable(PointId),
    rain: nullable(PointId),
  }),
  /** Asked in this order, first answer wins. */
  forecasts: Type.Array(Service, { maxItems: 4 }),
  /** Which pump of Zimmerman's: humidity %, temperature °C, rain mm that count as normal. */
  zimmerman: record({
    baseHumidityPct: Type.Number({ minimum: 0, maximum: 100 }),
    baseTemperatureC: Type.Number({ minimum: -10, maximum: 45 }),
    baseRainMm: Type.Number({ minimum: 0, maximum: 50 }),
    humidityPct: Type.Number({ minimum: 0, maximum: 200 }),
    temperaturePct: Type.Number({ minimum: 0, maximum: 200 }),
    rainPct: Type.Number({ minimum: 0, maximum: 200 }),
  }),
  /** Nothing is started by any program before then. */
  delayedUntil: nullable(Instant),
  delayedBy: nullable(Type.String()),
})
export type WateringSettings = Static<typeof WateringSettings>

export const WATERING_SETTINGS_DEFAULTS: WateringSettings = {
  limits: {
    rainMm: 6,
    rainForecastMm: 6,
    rainChancePct: 60,
    freezeC: 3,
    freezeForecastC: 0,
    windMs: 6,
    saturationPct: 38,
  },
  station: { temperature: null, humidity: null, wind: null, windHeightM: 2, solar: null, rain: null },
  forecasts: [],
  zimmerman: {
    baseHumidityPct: 30,
    baseTemperatureC: 21.1,
    baseRainMm: 0,
    humidityPct: 100,
    temperaturePct: 100,
    rainPct: 100,
  },
  delayedUntil: null,
  delayedBy: null,
}

/** A day of weather at a site, past or to come. What nobody knows is null. */
export const WeatherDay = Type.Object({
  /** `<site>:<date>`. */
  id: Type.String(),
  siteId: Id,
  date: Type.String(),
  tMaxC: nullable(Type.Number()),
  tMinC: nullable(Type.Number()),
  humidityPct: nullable(Type.Number()),
  /** At 2 m. */
  windMs: nullable(Type.Number()),
  /** MJ/m² in the day. */
  radiationMj: nullable(Type.Number()),
  rainMm: nullable(Type.Number()),
  rainChancePct: nullable(Type.Number()),
  et0Mm: nullable(Type.Number()),
  /** penman: measured all it needs · penman-part: some inputs by the paper's substitutes · hargreaves: temperature alone · given: somebody said so · typical: of this time of year. */
  et0By: nullable(oneOf(['penman', 'penman-part', 'hargreaves', 'given', 'typical'])),
  source: oneOf(WEATHER_SOURCES),
})
export type WeatherDay = Static<typeof WeatherDay>

/** How fresh each voice is, for the health line of the page. */
export const WeatherVoice = Type.Object({
  source: oneOf(WEATHER_SOURCES),
  dialect: nullable(oneOf(FORECAST_DIALECTS)),
  lastAt: nullable(Instant),
  ok: Type.Boolean(),
  detail: Type.String(),
})
export type WeatherVoice = Static<typeof WeatherVoice>

export const WeatherOutlook = Type.Object({
  siteId: Id,
  /** Yesterday and before, ascending, then today and 14 days to come. */
  days: Type.Array(WeatherDay),
  today: LocalDate,
  voices: Type.Array(WeatherVoice),
  /** Minutes after local midnight. */
  sunriseMin: nullable(Type.Number()),
  sunsetMin: nullable(Type.Number()),
})
export type WeatherOutlook = Static<typeof WeatherOutlook>

export const ManualWeather = record({
  tMaxC: nullable(Type.Number({ minimum: -60, maximum: 60 })),
  tMinC: nullable(Type.Number({ minimum: -60, maximum: 60 })),
  rainMm: nullable(Type.Number({ minimum: 0, maximum: 1000 })),
  et0Mm: nullable(Type.Number({ minimum: 0, maximum: 20 })),
})
export type ManualWeather = Static<typeof ManualWeather>
