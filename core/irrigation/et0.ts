/**
 * How much water a lawn that lacks none gives to the air: reference evapotranspiration, mm.
 *
 * Allen et al., FAO Irrigation and Drainage Paper 56 (1998); equation numbers are that paper's. What a station does
 * not measure is filled in as its chapter 3 says, and the answer tells which inputs were.
 */
import {
  clearSky,
  daylightHours,
  type HourOfSun,
  netLongwave,
  netShortwave,
  radiationFromSunshine,
  radiationFromTemperature,
  skyRadiationDay,
  skyRadiationHour,
} from './radiation.ts'

/** Latent heat: one MJ/m² evaporates this many mm. */
const MM_PER_MJ = 0.408
/** Calm air still moves: the floor FAO-56 asks for, m/s. */
const WIND_FLOOR = 0.5
/** Used when nobody measures wind (FAO-56, chapter 3). */
const WIND_DEFAULT = 2

/** Saturation vapour pressure, kPa (eq. 11). */
export function saturationVapour(celsius: number): number {
  return 0.6108 * Math.exp((17.27 * celsius) / (celsius + 237.3))
}

/** Slope of the saturation curve, kPa/°C (eq. 13). */
export function vapourSlope(celsius: number): number {
  return (4098 * saturationVapour(celsius)) / (celsius + 237.3) ** 2
}

/** Air pressure at a height, kPa (eq. 7). */
export function airPressure(elevationM: number): number {
  return 101.3 * ((293 - 0.0065 * elevationM) / 293) ** 5.26
}

/** Psychrometric constant, kPa/°C (eq. 8). */
export function psychrometric(elevationM: number): number {
  return 0.000665 * airPressure(elevationM)
}

/** Wind at 2 m from wind at another height over grass (eq. 47). */
export function windAt2m(wind: number, heightM: number): number {
  return (wind * 4.87) / Math.log(67.8 * heightM - 5.42)
}

export interface DayWeather {
  readonly latitude: number
  readonly elevationM: number
  /** In the site's time zone, 1 to 366. */
  readonly dayOfYear: number
  /** °C */
  readonly tMax: number
  readonly tMin: number
  /** kPa, when known directly; wins over humidity. */
  readonly vapour?: number
  /** % */
  readonly humidityMax?: number
  readonly humidityMin?: number
  readonly humidityMean?: number
  /** m/s at 2 m. */
  readonly wind?: number
  /** MJ/m²/day, measured; wins over sunshine. */
  readonly radiation?: number
  readonly sunshineH?: number
  /** MJ/m²/day into the soil; 0 within a season. */
  readonly soilHeat?: number
  readonly coastal?: boolean
}

/** Inputs nobody measured, which the paper's substitutes stand in for. */
export type Substituted = 'humidity' | 'wind' | 'radiation'

export interface Et0 {
  /** mm in the day or the hour; never negative. */
  readonly et0Mm: number
  readonly substituted: readonly Substituted[]
}

/** Penman-Monteith for a day (eq. 6). */
export function et0Day(weather: DayWeather): Et0 {
  const { latitude, elevationM, dayOfYear, tMax, tMin } = weather
  const substituted: Substituted[] = []
  const saturation = (saturationVapour(tMax) + saturationVapour(tMin)) / 2
  const vapour = vapourOf(weather, saturation) ?? substitute(substituted, 'humidity', saturationVapour(tMin))
  const wind = weather.wind ?? substitute(substituted, 'wind', WIND_DEFAULT)
  const sky = skyRadiationDay(latitude, dayOfYear)
  const radiation =
    radiationOf(weather, sky) ??
    substitute(substituted, 'radiation', radiationFromTemperature(sky, tMax, tMin, weather.coastal ?? false))
  const clear = clearSky(sky, elevationM)
  // In the polar night there is nothing to compare with; a clear sky radiates most and so errs towards less water.
  const clearness = clear > 0 ? radiation / clear : 1
  const net = netShortwave(radiation) - netLongwave({ tMax, tMin, vapour, clearness, hours: 24 })
  const air = { temperature: (tMax + tMin) / 2, wind, deficit: saturation - vapour, elevationM }
  return { et0Mm: combine(net - (weather.soilHeat ?? 0), air, 900), substituted }
}

export interface HourWeather extends HourOfSun {
  readonly elevationM: number
  /** °C, %, m/s at 2 m, MJ/m²/h: means and sum of the hour. */
  readonly temperature: number
  readonly humidity: number
  readonly wind: number
  readonly radiation: number
  /** Measured over clear-sky radiation a few hours before sunset, for the night, when both are zero. */
  readonly eveningClearness: number
}

/** Penman-Monteith for an hour (eq. 53). */
export function et0Hour(weather: HourWeather): number {
  const { temperature, humidity, wind, radiation, elevationM } = weather
  const saturation = saturationVapour(temperature)
  const vapour = (saturation * humidity) / 100
  const clear = clearSky(skyRadiationHour(weather), elevationM)
  const day = radiation > 0 && clear > 0
  const clearness = day ? radiation / clear : weather.eveningClearness
  const net =
    netShortwave(radiation) -
    netLongwave({ tMax: temperature, tMin: temperature, vapour, clearness, hours: 1 })
  const soilHeat = net * (day ? 0.1 : 0.5)
  return combine(net - soilHeat, { temperature, wind, deficit: saturation - vapour, elevationM }, 37)
}

/** From temperature alone (Hargreaves, eq. 52, with the sky's radiation as mm of water). */
export function et0Hargreaves(tMax: number, tMin: number, skyMj: number): number {
  const mean = (tMax + tMin) / 2
  return Math.max(0, 0.0023 * (mean + 17.8) * Math.sqrt(Math.max(0, tMax - tMin)) * skyMj * MM_PER_MJ)
}

interface Air {
  readonly temperature: number
  readonly wind: number
  /** kPa */
  readonly deficit: number
  readonly elevationM: number
}

function combine(
  energyMj: number,
  { temperature, wind, deficit, elevationM }: Air,
  numerator: 900 | 37,
): number {
  const moving = Math.max(WIND_FLOOR, wind)
  const slope = vapourSlope(temperature)
  const gamma = psychrometric(elevationM)
  const radiative = MM_PER_MJ * slope * energyMj
  const aerodynamic = ((gamma * numerator) / (temperature + 273)) * moving * deficit
  return Math.max(0, (radiative + aerodynamic) / (slope + gamma * (1 + 0.34 * moving)))
}

/** Actual vapour pressure from what the station has (eq. 17 to 19). */
function vapourOf(weather: DayWeather, saturation: number): number | undefined {
  const { vapour, humidityMax, humidityMin, humidityMean, tMax, tMin } = weather
  if (vapour !== undefined) return vapour
  if (humidityMax !== undefined && humidityMin !== undefined) {
    return (saturationVapour(tMin) * humidityMax + saturationVapour(tMax) * humidityMin) / 200
  }
  return humidityMean === undefined ? undefined : (saturation * humidityMean) / 100
}

function radiationOf(weather: DayWeather, sky: number): number | undefined {
  const { radiation, sunshineH, latitude, dayOfYear } = weather
  if (radiation !== undefined) return radiation
  if (sunshineH === undefined) return undefined
  return radiationFromSunshine(sky, sunshineH, daylightHours(latitude, dayOfYear))
}

function substitute(list: Substituted[], what: Substituted, value: number): number {
  list.push(what)
  return value
}
