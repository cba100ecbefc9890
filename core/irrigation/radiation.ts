/**
 * What the sun sends and what the ground keeps, after Allen et al., "Crop evapotranspiration" (FAO Irrigation and
 * Drainage Paper 56, 1998); equation numbers are that paper's. Radiation is MJ/m² per day or per hour.
 */

const SOLAR_CONSTANT = 0.082 // MJ/m²/min
const STEFAN_BOLTZMANN_DAY = 4.903e-9 // MJ/K⁴/m²/day
const ALBEDO_GRASS = 0.23

const radians = (degrees: number) => (degrees * Math.PI) / 180
const kelvin = (celsius: number) => celsius + 273.16

/** Distance factor of the sun (eq. 23) and its declination, radians (eq. 24). */
function sunOn(dayOfYear: number): { distance: number; declination: number } {
  const angle = ((2 * Math.PI) / 365) * dayOfYear
  return { distance: 1 + 0.033 * Math.cos(angle), declination: 0.409 * Math.sin(angle - 1.39) }
}

/** Half the day's arc, radians (eq. 25); 0 in polar night and π in polar day. */
function sunsetAngle(latitude: number, declination: number): number {
  return Math.acos(Math.min(1, Math.max(-1, -Math.tan(radians(latitude)) * Math.tan(declination))))
}

/** Radiation above the atmosphere in a day, MJ/m² (eq. 21). Degrees, south negative. */
export function skyRadiationDay(latitude: number, dayOfYear: number): number {
  const { distance, declination } = sunOn(dayOfYear)
  const sunset = sunsetAngle(latitude, declination)
  const phi = radians(latitude)
  const path =
    sunset * Math.sin(phi) * Math.sin(declination) + Math.cos(phi) * Math.cos(declination) * Math.sin(sunset)
  return ((24 * 60) / Math.PI) * SOLAR_CONSTANT * distance * path
}

/** Hours from sunrise to sunset (eq. 34). */
export function daylightHours(latitude: number, dayOfYear: number): number {
  return (24 / Math.PI) * sunsetAngle(latitude, sunOn(dayOfYear).declination)
}

export interface HourOfSun {
  /** Degrees, north and east positive. */
  readonly latitude: number
  readonly longitude: number
  readonly dayOfYear: number
  /** Middle of the hour on a clock that is `utcOffsetH` ahead of UTC, hours. */
  readonly clockH: number
  readonly utcOffsetH: number
}

/** Radiation above the atmosphere in an hour, MJ/m² (eq. 28 to 33); 0 while the sun is down. */
export function skyRadiationHour({ latitude, longitude, dayOfYear, clockH, utcOffsetH }: HourOfSun): number {
  const { distance, declination } = sunOn(dayOfYear)
  const b = (2 * Math.PI * (dayOfYear - 81)) / 364
  const seasonalH = 0.1645 * Math.sin(2 * b) - 0.1255 * Math.cos(b) - 0.025 * Math.sin(b)
  const solarH = clockH + (longitude - utcOffsetH * 15) / 15 + seasonalH
  const middle = (Math.PI / 12) * (solarH - 12)
  const sunset = sunsetAngle(latitude, declination)
  const from = Math.max(-sunset, Math.min(sunset, middle - Math.PI / 24))
  const to = Math.max(-sunset, Math.min(sunset, middle + Math.PI / 24))
  const phi = radians(latitude)
  const path =
    (to - from) * Math.sin(phi) * Math.sin(declination) +
    Math.cos(phi) * Math.cos(declination) * (Math.sin(to) - Math.sin(from))
  return Math.max(0, ((12 * 60) / Math.PI) * SOLAR_CONSTANT * distance * path)
}

/** Radiation at the ground from hours of sunshine (Ångström, eq. 35 with 0.25 and 0.50). */
export function radiationFromSunshine(sky: number, sunshineH: number, daylightH: number): number {
  return (0.25 + (0.5 * sunshineH) / daylightH) * sky
}

/** Radiation at the ground from the day's span of temperature (Hargreaves, eq. 50). */
export function radiationFromTemperature(sky: number, tMax: number, tMin: number, coastal: boolean): number {
  return Math.min(clearSky(sky, 0), (coastal ? 0.19 : 0.16) * Math.sqrt(Math.max(0, tMax - tMin)) * sky)
}

/** Radiation at the ground under a clear sky (eq. 37). */
export function clearSky(sky: number, elevationM: number): number {
  return (0.75 + 2e-5 * elevationM) * sky
}

/** What the grass keeps of it (eq. 38). */
export function netShortwave(radiation: number): number {
  return (1 - ALBEDO_GRASS) * radiation
}

export interface LongwaveInput {
  /** °C; the same twice for an hour. */
  readonly tMax: number
  readonly tMin: number
  /** Actual vapour pressure, kPa. */
  readonly vapour: number
  /** Measured over clear-sky radiation; capped at 1. At night the ratio of a few hours before sunset. */
  readonly clearness: number
  readonly hours: 1 | 24
}

/** What the ground radiates away (eq. 39). */
export function netLongwave({ tMax, tMin, vapour, clearness, hours }: LongwaveInput): number {
  const emitted = (STEFAN_BOLTZMANN_DAY * hours * (kelvin(tMax) ** 4 + kelvin(tMin) ** 4)) / 2 / 24
  const cloud = 1.35 * Math.min(1, Math.max(0.3, clearness)) - 0.35
  return emitted * (0.34 - 0.14 * Math.sqrt(vapour)) * cloud
}
