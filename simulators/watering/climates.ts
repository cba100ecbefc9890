/** Five climates to water in: a day at a time, with its hours worked out on demand. */
import { type SiteDay, siteDays } from '../../core/irrigation/days.ts'
import { saturationVapour } from '../../core/irrigation/et0.ts'
import { clearSkyW } from '../physics/weather.ts'
import { Drift, type Random } from '../random.ts'

export interface Climate {
  readonly name: string
  readonly place: {
    readonly timeZone: string
    readonly latitude: number
    readonly longitude: number
    readonly elevationM: number
  }
  readonly meanC: number
  readonly swingC: number
  readonly daySpanK: number
  /** Chance of rain on a day, January to December. */
  readonly wetDays: readonly number[]
  readonly wetDayMm: number
  readonly humidityPct: number
  readonly cloud: number
  readonly windMs: number
}

/** Rounded from the climate normals of the places they are named after. */
export const CLIMATES: readonly Climate[] = [
  {
    name: 'temperate monsoon (Taiyuan)',
    place: { timeZone: 'Asia/Shanghai', latitude: 37.9, longitude: 112.5, elevationM: 780 },
    meanC: 10,
    swingC: 14.5,
    daySpanK: 12,
    wetDays: [0.05, 0.08, 0.12, 0.16, 0.2, 0.3, 0.42, 0.4, 0.3, 0.2, 0.12, 0.05],
    wetDayMm: 6,
    humidityPct: 58,
    cloud: 0.4,
    windMs: 1.9,
  },
  {
    name: 'oceanic (London)',
    place: { timeZone: 'Europe/London', latitude: 51.5, longitude: -0.1, elevationM: 20 },
    meanC: 11.5,
    swingC: 7,
    daySpanK: 8,
    wetDays: [0.5, 0.45, 0.4, 0.4, 0.38, 0.36, 0.35, 0.38, 0.38, 0.45, 0.5, 0.5],
    wetDayMm: 4,
    humidityPct: 74,
    cloud: 0.6,
    windMs: 3,
  },
  {
    name: 'mediterranean (Seville)',
    place: { timeZone: 'Europe/Madrid', latitude: 37.4, longitude: -6, elevationM: 12 },
    meanC: 19,
    swingC: 9,
    daySpanK: 14,
    wetDays: [0.22, 0.2, 0.18, 0.2, 0.12, 0.04, 0.01, 0.02, 0.08, 0.18, 0.22, 0.25],
    wetDayMm: 9,
    humidityPct: 56,
    cloud: 0.28,
    windMs: 2.2,
  },
  {
    name: 'hot desert (Dubai)',
    place: { timeZone: 'Asia/Dubai', latitude: 25.2, longitude: 55.3, elevationM: 5 },
    meanC: 28,
    swingC: 8.5,
    daySpanK: 11,
    wetDays: [0.06, 0.06, 0.08, 0.02, 0.01, 0, 0, 0, 0, 0.01, 0.02, 0.05],
    wetDayMm: 8,
    humidityPct: 52,
    cloud: 0.15,
    windMs: 2.6,
  },
  {
    name: 'humid subtropical, southern hemisphere (Sydney)',
    place: { timeZone: 'Australia/Sydney', latitude: -33.9, longitude: 151.2, elevationM: 30 },
    meanC: 18,
    swingC: 5.5,
    daySpanK: 8,
    wetDays: [0.36, 0.38, 0.38, 0.32, 0.3, 0.33, 0.27, 0.25, 0.26, 0.32, 0.34, 0.34],
    wetDayMm: 9,
    humidityPct: 66,
    cloud: 0.42,
    windMs: 2.4,
  },
]

export interface Sky {
  readonly temperatureC: number
  readonly humidityPct: number
  readonly windMs: number
  readonly solarW: number
  readonly rainMmPerH: number
}

export interface ClimateDay {
  readonly day: SiteDay
  readonly tMaxC: number
  readonly tMinC: number
  readonly humidityPct: number
  readonly windMs: number
  readonly cloud: number
  readonly rainMm: number
  readonly rainFrom: number
  readonly rainHours: number
}

const HOUR_MS = 3_600_000
const WARMEST_DAY = 200
const HALF_YEAR = 182.5

/** Every day of [from, to), drawn once. */
export function drawDays(climate: Climate, from: number, to: number, random: Random): ClimateDay[] {
  const airMass = new Drift(random.fork('air'), 3, 2.6)
  const clouds = new Drift(random.fork('cloud'), 1.5, 0.22)
  const winds = new Drift(random.fork('wind'), 1.2, 0.35)
  const damp = new Drift(random.fork('damp'), 2, 9)
  const dice = random.fork('rain')
  const south = climate.place.latitude < 0
  return siteDays(from, to, climate.place).map(day => {
    const turned = day.dayOfYear - WARMEST_DAY - (south ? HALF_YEAR : 0)
    const season = climate.meanC + climate.swingC * Math.cos((2 * Math.PI * turned) / 365)
    const wet = dice.chance(climate.wetDays[day.month - 1] ?? 0.2)
    const rainMm = wet ? 0.3 + dice.exponential(climate.wetDayMm) : 0
    const cloud = Math.min(1, Math.max(0.02, wet ? 0.8 : climate.cloud + clouds.step(1)))
    const span = climate.daySpanK * (1.2 - 0.6 * cloud)
    const mean = season + airMass.step(1)
    return {
      day,
      tMaxC: mean + span / 2,
      tMinC: mean - span / 2,
      humidityPct: Math.min(96, Math.max(15, climate.humidityPct + damp.step(1) + (wet ? 14 : 0))),
      windMs: climate.windMs * Math.exp(winds.step(1)),
      cloud,
      rainMm,
      rainFrom: day.start + dice.between(0, 20) * HOUR_MS,
      rainHours: 0.5 + dice.exponential(2),
    }
  })
}

/** The sky of one moment of a day. */
export function skyAt(
  { day, tMaxC, tMinC, humidityPct, windMs, cloud, rainMm, rainFrom, rainHours }: ClimateDay,
  at: number,
  climate: Climate,
): Sky {
  const hour = (at - day.start) / HOUR_MS
  const mean = (tMaxC + tMinC) / 2
  const temperatureC = mean + ((tMaxC - tMinC) / 2) * Math.cos(((hour - 15) / 24) * 2 * Math.PI)
  const vapour = (saturationVapour(mean) * humidityPct) / 100
  const hours = Math.min(rainHours, (day.end - rainFrom) / HOUR_MS)
  const raining = at >= rainFrom && at < rainFrom + hours * HOUR_MS
  return {
    temperatureC,
    humidityPct: Math.min(99, (100 * vapour) / saturationVapour(temperatureC)),
    windMs: windMs * (0.6 + 0.8 * Math.max(0, Math.sin((Math.PI * (hour - 8)) / 12))),
    solarW: clearSkyW(at, day.dayOfYear, climate.place) * (1 - 0.72 * cloud ** 1.5),
    rainMmPerH: raining ? rainMm / hours : 0,
  }
}
