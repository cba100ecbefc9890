/**
 * Water in the root zone as a debt: mm missing to field capacity (FAO-56 eq. 82 to 87). Rain and watering pay it off,
 * plants run it up; it is never below zero (what is too much seeps away) and never above all there is.
 */
import type { Zone } from '../contract/watering-zone.ts'
import { cropCoefficient, depletionFraction, rootDepthM } from './plants.ts'
import { SOIL_FACTS } from './soils.ts'

/** Rain below this share of ET0 only wets the leaves (FAO-56, chapter 8). */
const INTERCEPTED_SHARE = 0.2
const P_MIN = 0.1
const P_MAX = 0.8

/** Total available water, mm (eq. 82). */
export function totalAvailableMm(fieldCapacity: number, wiltingPoint: number, rootsM: number): number {
  return 1000 * (fieldCapacity - wiltingPoint) * rootsM
}

/** Depletion fraction for the day's demand (FAO-56, note to table 22). */
export function fractionFor(tableFraction: number, etcMm: number): number {
  return Math.min(P_MAX, Math.max(P_MIN, tableFraction + 0.04 * (5 - etcMm)))
}

/** Readily available water, mm (eq. 83). */
export function readilyAvailableMm(totalMm: number, tableFraction: number, etcMm: number): number {
  return fractionFor(tableFraction, etcMm) * totalMm
}

/** Rain of a day that reaches the roots, mm. */
export function effectiveRainMm(rainMm: number, et0Mm: number): number {
  return rainMm < INTERCEPTED_SHARE * et0Mm ? 0 : rainMm
}

export interface DayOfWater {
  readonly depletionMm: number
  readonly etcMm: number
  /** Effective. */
  readonly rainMm: number
  /** Net of losses. */
  readonly wateredMm: number
  readonly totalMm: number
}

/** Depletion at the end of a day (eq. 85). */
export function depletionAfter({ depletionMm, etcMm, rainMm, wateredMm, totalMm }: DayOfWater): number {
  return Math.min(totalMm, Math.max(0, depletionMm + etcMm - rainMm - wateredMm))
}

/** What a zone's roots hold and take in a month at a demand of `et0Mm` a day. */
export interface RootZone {
  readonly kc: number
  readonly etcMm: number
  readonly totalMm: number
  readonly readilyMm: number
}

export function rootZoneOf(zone: Zone, month: number, latitude: number, et0Mm: number): RootZone {
  const { fieldCapacity, wiltingPoint } = SOIL_FACTS[zone.soil]
  const kc = cropCoefficient(zone, month, latitude)
  const etcMm = kc * et0Mm
  const totalMm = totalAvailableMm(fieldCapacity, wiltingPoint, rootDepthM(zone))
  return { kc, etcMm, totalMm, readilyMm: readilyAvailableMm(totalMm, depletionFraction(zone), etcMm) }
}

/** Depletion by a probe's word, mm; null when it reads nothing. */
export function depletionByProbe(zone: Zone, moisturePct: number | null): number | null {
  if (moisturePct === null) return null
  const { fieldCapacity, wiltingPoint } = SOIL_FACTS[zone.soil]
  const roots = rootDepthM(zone)
  const missing = 1000 * (fieldCapacity - moisturePct / 100) * roots
  return Math.min(totalAvailableMm(fieldCapacity, wiltingPoint, roots), Math.max(0, missing))
}

export interface MoistureBand {
  readonly lowPct: number
  readonly highPct: number
}

/** Where watering by a probe begins and where it ends, % of volume: the zone's own, else by soil and plant. */
export function moistureBand(zone: Zone): MoistureBand {
  const { fieldCapacity, wiltingPoint } = SOIL_FACTS[zone.soil]
  const low = fieldCapacity - depletionFraction(zone) * (fieldCapacity - wiltingPoint)
  return {
    lowPct: zone.moistureLowPct ?? 100 * low,
    highPct: zone.moistureHighPct ?? 100 * fieldCapacity,
  }
}
