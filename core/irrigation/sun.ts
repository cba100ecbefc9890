/**
 * Sunrise and sunset, to about two minutes: declination and equation of time as in FAO-56 (eq. 24 and 32), the sun's
 * upper edge seen through the air (0.833° below the horizon).
 */
const HORIZON = (-0.833 * Math.PI) / 180
const HOUR_MS = 3_600_000
const radians = (degrees: number) => (degrees * Math.PI) / 180

export interface SunTimes {
  /** Instants; null where the sun does not rise or does not set that day. */
  readonly rise: number | null
  readonly set: number | null
}

/** `dateUtc`: midnight UTC of the local date. */
export function sunTimes(
  dateUtc: number,
  dayOfYear: number,
  { latitude, longitude }: { readonly latitude: number; readonly longitude: number },
): SunTimes {
  const declination = 0.409 * Math.sin(((2 * Math.PI) / 365) * dayOfYear - 1.39)
  const b = (2 * Math.PI * (dayOfYear - 81)) / 364
  const aheadH = 0.1645 * Math.sin(2 * b) - 0.1255 * Math.cos(b) - 0.025 * Math.sin(b)
  const noon = dateUtc + (12 - longitude / 15 - aheadH) * HOUR_MS
  const phi = radians(latitude)
  const cosine =
    (Math.sin(HORIZON) - Math.sin(phi) * Math.sin(declination)) / (Math.cos(phi) * Math.cos(declination))
  if (!(cosine >= -1 && cosine <= 1)) return { rise: null, set: null }
  const half = (Math.acos(cosine) / (Math.PI / 12)) * HOUR_MS
  return { rise: Math.round(noon - half), set: Math.round(noon + half) }
}
