/**
 * Weather of a temperate continental place with a wet summer (the seasons turn round south of the equator): seasons and
 * days from the sun's course, clouds and air masses from slow chance.
 */
import { Drift, type Random } from '../random.ts'
import type { WallClock } from './calendar.ts'

export interface Place {
  readonly latitude: number
  readonly longitude: number
  readonly elevationM: number
}

const radians = (degrees: number) => (degrees * Math.PI) / 180
const DAY_S = 86_400
const HOUR_S = 3600
/** Mean of the warmest and coldest month near 38° N and 800 m: about 24 and -5 °C (Taiyuan's climate normals, rounded). */
const YEAR_MEAN_C = 10
const YEAR_SWING_C = 14.5
const WARMEST_DAY = 200
/** Chance of rain on a day, January to December: a monsoon climate's shape, rounded. */
const WET_DAYS = [0.05, 0.08, 0.12, 0.16, 0.2, 0.3, 0.42, 0.4, 0.3, 0.2, 0.12, 0.05] as const
const SOLAR_CONSTANT_W = 1361

export class Weather {
  temperatureC = YEAR_MEAN_C
  humidity = 55
  /** On the horizontal, W/m². */
  solarW = 0
  windMs = 1.5
  windDeg = 250
  rainMmPerH = 0
  cloud = 0.4
  readonly #place: Place
  readonly #random: Random
  readonly #airMass: Drift
  readonly #clouds: Drift
  readonly #gusts: Drift
  readonly #moisture: Drift
  #dayKey = Number.NaN
  #showers: readonly { readonly fromHour: number; readonly toHour: number; readonly mmPerH: number }[] = []

  constructor(place: Place, random: Random) {
    this.#place = place
    this.#random = random
    this.#airMass = new Drift(random, 2.5 * DAY_S, 2.8)
    this.#clouds = new Drift(random, 8 * HOUR_S, 0.28)
    this.#gusts = new Drift(random, 0.6 * HOUR_S, 0.45)
    this.#moisture = new Drift(random, DAY_S, 8)
  }

  step(dtS: number, clock: WallClock): void {
    if (clock.dayKey !== this.#dayKey) this.#plan(clock)
    const shower = this.#showers.find(({ fromHour, toHour }) => clock.hour >= fromHour && clock.hour < toHour)
    this.rainMmPerH = shower?.mmPerH ?? 0
    const sky = 0.35 + this.#clouds.step(dtS)
    this.cloud = Math.min(1, Math.max(0, shower === undefined ? sky : 0.95))
    this.solarW = clearSkyW(clock.at, clock.dayOfYear, this.#place) * (1 - 0.72 * this.cloud ** 1.5)
    this.#warm(dtS, clock)
    const breeze = 1.3 + 1.4 * Math.max(0, Math.sin((Math.PI * (clock.hour - 8)) / 12))
    this.windMs = Math.min(18, Math.max(0, breeze * Math.exp(this.#gusts.step(dtS))))
    this.windDeg = (this.windDeg + this.#random.normal() * Math.sqrt(dtS / 60) * 4 + 360) % 360
  }

  #warm(dtS: number, { hour }: WallClock): void {
    const swing = 5.5 * (1 - 0.5 * this.cloud)
    const daily = swing * Math.cos(((hour - 15) / 24) * 2 * Math.PI)
    const mean = this.#seasonC + this.#airMass.step(dtS)
    this.temperatureC = mean + daily - (this.rainMmPerH > 0 ? 2 : 0)
    const moist = 52 + 0.6 * (this.#seasonC - YEAR_MEAN_C) + this.#moisture.step(dtS)
    const afternoon = -2.4 * daily
    this.humidity = this.rainMmPerH > 0 ? Math.max(90, moist) : Math.min(97, Math.max(12, moist + afternoon))
  }

  #seasonC = YEAR_MEAN_C

  /** Decides in the night what the day will bring. */
  #plan({ dayKey, dayOfYear, month }: WallClock): void {
    this.#dayKey = dayKey
    const south = this.#place.latitude < 0
    const day = south ? dayOfYear + 182 : dayOfYear
    this.#seasonC = YEAR_MEAN_C + YEAR_SWING_C * Math.cos((2 * Math.PI * (day - WARMEST_DAY)) / 365)
    const wet = WET_DAYS[(month - 1 + (south ? 6 : 0)) % 12] ?? 0.2
    this.#showers = this.#random.chance(wet) ? this.#drawShowers() : []
  }

  #drawShowers() {
    const count = 1 + Math.floor(this.#random.next() * 3)
    return Array.from({ length: count }, () => {
      const fromHour = this.#random.between(0, 23)
      const toHour = fromHour + 0.3 + this.#random.exponential(1.5)
      return { fromHour, toHour, mmPerH: 0.3 + this.#random.exponential(2.2) }
    })
  }
}

/** Sun on the horizontal under a clear sky, W/m²: sine of the elevation, dimmed more the longer the way through the air. */
export function clearSkyW(at: number, dayOfYear: number, { latitude, longitude }: Place): number {
  const declination = 0.409 * Math.sin(((2 * Math.PI) / 365) * dayOfYear - 1.39)
  const solarHour = (at / 3_600_000 + longitude / 15) % 24
  const hourAngle = ((solarHour - 12) / 12) * Math.PI
  const phi = radians(latitude)
  const sine =
    Math.sin(phi) * Math.sin(declination) + Math.cos(phi) * Math.cos(declination) * Math.cos(hourAngle)
  return sine <= 0 ? 0 : SOLAR_CONSTANT_W * 0.76 * sine ** 1.15
}
