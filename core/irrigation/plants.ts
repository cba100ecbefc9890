/**
 * How much of the reference evapotranspiration plants take, month by month, how deep they root, and how much of the
 * water in reach may be gone before they suffer.
 *
 * Turf: FAO-56 table 12 (cool-season 0.90 to 0.95, warm-season 0.80 to 0.85) with its dormant months by practice; small
 * vegetables: table 12 (0.70 to 1.05). Shrubs, trees, ground cover and beds: WUCOLS landscape coefficients of moderate
 * water use. Depletion fractions: FAO-56 table 22. Every one of them can be overridden in the zone.
 */
import type { Plant, Zone } from '../contract/watering-zone.ts'

interface PlantFacts {
  /** January to December, north of the equator. */
  readonly kc: readonly number[]
  readonly rootsM: number
  /** p of FAO-56, for 5 mm/day. */
  readonly depletion: number
}

const PLANT_FACTS: Readonly<Record<Plant, PlantFacts>> = {
  turf: {
    kc: [0.6, 0.65, 0.8, 0.9, 0.95, 0.95, 0.95, 0.95, 0.9, 0.85, 0.7, 0.6],
    rootsM: 0.3,
    depletion: 0.4,
  },
  'turf-warm': {
    kc: [0.4, 0.4, 0.55, 0.7, 0.8, 0.85, 0.85, 0.85, 0.8, 0.7, 0.5, 0.4],
    rootsM: 0.4,
    depletion: 0.5,
  },
  groundcover: {
    kc: [0.35, 0.35, 0.4, 0.45, 0.5, 0.5, 0.5, 0.5, 0.5, 0.45, 0.4, 0.35],
    rootsM: 0.3,
    depletion: 0.5,
  },
  shrubs: {
    kc: [0.35, 0.35, 0.4, 0.45, 0.5, 0.5, 0.5, 0.5, 0.5, 0.45, 0.4, 0.35],
    rootsM: 0.5,
    depletion: 0.5,
  },
  trees: {
    kc: [0.25, 0.25, 0.35, 0.45, 0.5, 0.55, 0.55, 0.55, 0.5, 0.4, 0.3, 0.25],
    rootsM: 0.8,
    depletion: 0.5,
  },
  beds: {
    kc: [0.4, 0.4, 0.5, 0.65, 0.75, 0.8, 0.8, 0.8, 0.75, 0.65, 0.5, 0.4],
    rootsM: 0.3,
    depletion: 0.4,
  },
  vegetables: {
    kc: [0.5, 0.5, 0.7, 0.8, 0.95, 1.05, 1.05, 1.05, 0.95, 0.8, 0.6, 0.5],
    rootsM: 0.4,
    depletion: 0.3,
  },
}

/** Shade takes its share of the sun (WUCOLS microclimate factor, rounded). */
const EXPOSURE_FACTOR = { 'full-sun': 1, 'part-shade': 0.8, shade: 0.6 } as const

/** Crop coefficient of a month, 1 to 12, exposure included. South of the equator the seasons are half a year on. */
export function cropCoefficient(
  zone: Pick<Zone, 'plant' | 'kcByMonth' | 'exposure'>,
  month: number,
  latitude: number,
): number {
  const own = zone.kcByMonth?.[month - 1]
  const season = latitude < 0 ? (month + 5) % 12 : month - 1
  return (own ?? PLANT_FACTS[zone.plant].kc[season] ?? 0.8) * EXPOSURE_FACTOR[zone.exposure]
}

export function rootDepthM(zone: Pick<Zone, 'plant' | 'rootDepthM'>): number {
  return zone.rootDepthM ?? PLANT_FACTS[zone.plant].rootsM
}

/** Depletion fraction p by the table, for 5 mm a day. */
export function depletionFraction(zone: Pick<Zone, 'plant'>): number {
  return PLANT_FACTS[zone.plant].depletion
}
