/** Water in the root zone of one watered area: a bucket that rain and valves fill and plants empty. */
import type { Weather } from './weather.ts'

export interface SoilSpec {
  readonly areaM2: number
  /** Depth of the roots, m. */
  readonly rootsM: number
  /** How much of the reference evapotranspiration these plants take. */
  readonly cropFactor: number
}

/** Loam, m³/m³ (FAO-56 table 19, mid-points); it takes up about a fifth more than field capacity before it drains off. */
const FIELD_CAPACITY = 0.25
const WILTING_POINT = 0.12
const SATURATION = 0.42
/** What is above field capacity seeps away with this time constant. */
const DRAINAGE_S = 86_400
const PROBE_LAG_S = 600

export class Soil {
  /** m³ of water in a m³ of soil. */
  water = 0.21
  temperatureC = 12
  readonly #spec: SoilSpec
  #seen = this.water

  constructor(spec: SoilSpec) {
    this.#spec = spec
  }

  /** `litres` is what the valve gave in this step. */
  step(dtS: number, litres: number, weather: Weather): void {
    const { areaM2, rootsM, cropFactor } = this.#spec
    const depthMm = 1000 * rootsM
    const rainMm = (weather.rainMmPerH * dtS) / 3600
    const dryness = Math.min(
      1,
      Math.max(0, (this.water - WILTING_POINT) / (0.6 * (FIELD_CAPACITY - WILTING_POINT))),
    )
    const takenMm = (evapotranspirationMmPerH(weather) * cropFactor * dryness * dtS) / 3600
    this.water += (rainMm + litres / areaM2 - takenMm) / depthMm
    if (this.water > FIELD_CAPACITY) {
      this.water = FIELD_CAPACITY + (this.water - FIELD_CAPACITY) * Math.exp(-dtS / DRAINAGE_S)
    }
    this.water = Math.min(SATURATION, this.water)
    this.#seen += (this.water - this.#seen) * (1 - Math.exp(-dtS / PROBE_LAG_S))
    this.temperatureC += (weather.temperatureC - this.temperatureC) * (1 - Math.exp(-dtS / (3 * 86_400)))
  }

  /** What the probe says, % of volume. */
  moisture(): number {
    return 100 * this.#seen
  }
}

/**
 * Priestley and Taylor (1972): 1.26 Δ/(Δ+γ) of the net radiation. Deliberately not the equation the product plans
 * watering with, so that the simulation is no echo of it.
 */
export function evapotranspirationMmPerH({
  temperatureC,
  solarW,
}: Pick<Weather, 'temperatureC' | 'solarW'>): number {
  if (temperatureC <= 0) return 0
  const vapourKpa = 0.6108 * Math.exp((17.27 * temperatureC) / (temperatureC + 237.3))
  const slope = (4098 * vapourKpa) / (temperatureC + 237.3) ** 2
  const netMjPerH = Math.max(0, (0.77 * solarW - 60) * 0.0036)
  return 1.26 * (slope / (slope + 0.061)) * 0.408 * netMjPerH
}
