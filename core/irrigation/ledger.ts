/** The books of a zone's water: a day is closed with what fell, what was given and what the plants took. */
import type { Run } from '../contract/watering-run.ts'
import type { Moisture, Zone, ZoneDay } from '../contract/watering-zone.ts'
import { depletionAfter, depletionByProbe, effectiveRainMm, rootZoneOf } from './balance.ts'
import { type GroundsPlace, type SiteDay, shareOfDay } from './days.ts'
import { efficiencyOf } from './soils.ts'

/** What a probe says outweighs the reckoning so far each day it speaks: sums drift, probes only err. */
const PROBE_WEIGHT = 0.3
/** A probe that is far off has a trouble of its own. */
const ERROR_MAX_MM = 4

export interface DayOfWeather {
  /** Null: nobody knew; `et0Typical` stands in. */
  readonly et0Mm: number | null
  readonly et0Typical: number
  /** Null: no gauge and no word; counts as none fallen. */
  readonly rainMm: number | null
}

export interface ClosedDay {
  readonly day: ZoneDay
  /** By how much its probe found the reckoning wrong, mm; null without a probe. */
  readonly errorMm: number | null
}

/**
 * `before`: mm missing at its start; null when the books begin here. `siteErrorMm`: what the probes of other zones found:
 * the same sky hangs over all, so a zone without a probe takes its share of it.
 */
export function closeDay(
  zone: Zone,
  before: number | null,
  weather: DayOfWeather,
  litres: number,
  probePct: number | null,
  day: SiteDay,
  place: GroundsPlace,
  siteErrorMm: number | null = null,
): ClosedDay {
  const et0Mm = weather.et0Mm ?? weather.et0Typical
  const roots = rootZoneOf(zone, day.month, place.latitude, et0Mm)
  const rainMm = effectiveRainMm(weather.rainMm ?? 0, et0Mm)
  const wateredMm = litresToMm(zone, litres)
  const reckoned = depletionAfter({
    depletionMm: before ?? firstDepletion(zone, probePct, roots.readilyMm),
    etcMm: roots.etcMm,
    rainMm,
    wateredMm,
    totalMm: roots.totalMm,
  })
  const probed = depletionByProbe(zone, probePct)
  const errorMm = probed === null ? null : probed - reckoned
  const learned = errorMm ?? Math.min(ERROR_MAX_MM, Math.max(-ERROR_MAX_MM, siteErrorMm ?? 0))
  const depletionMm = Math.min(roots.totalMm, Math.max(0, reckoned + PROBE_WEIGHT * learned))
  const closed: ZoneDay = {
    id: `${zone.id}:${day.date}`,
    zoneId: zone.id,
    siteId: zone.siteId,
    date: day.date,
    et0Mm: weather.et0Mm,
    needMm: roots.etcMm,
    rainMm,
    wateredMm,
    litres,
    depletionMm,
    readilyMm: roots.readilyMm,
    totalMm: roots.totalMm,
  }
  return { day: closed, errorMm }
}

/** The middle of what the probes of a site found; null when there are none. */
export function middleError(errors: readonly (number | null)[]): number | null {
  const known = errors.filter(error => error !== null).sort((a, b) => a - b)
  return known[known.length >> 1] ?? null
}

export interface Standing {
  /** mm missing when the day began; null when the books have not begun. */
  readonly morningMm: number | null
  readonly weather: DayOfWeather
  /** Litres given since midnight. */
  readonly litres: number
  /** Rain since midnight; null: unknown. */
  readonly rainSoFarMm: number | null
  readonly probePct: number | null
}

/** How dry the roots stand now. `daysLeft` is for the outlook to fill. */
export function standingOf(
  zone: Zone,
  standing: Standing,
  now: number,
  day: SiteDay,
  place: GroundsPlace,
): Omit<Moisture, 'daysLeft'> {
  const et0Mm = standing.weather.et0Mm ?? standing.weather.et0Typical
  const roots = rootZoneOf(zone, day.month, place.latitude, et0Mm)
  const depletionMm = depletionAfter({
    depletionMm: standing.morningMm ?? firstDepletion(zone, standing.probePct, roots.readilyMm),
    etcMm: roots.etcMm * shareOfDay(now, day),
    rainMm: effectiveRainMm(standing.rainSoFarMm ?? 0, et0Mm),
    wateredMm: litresToMm(zone, standing.litres),
    totalMm: roots.totalMm,
  })
  return { depletionMm, readilyMm: roots.readilyMm, totalMm: roots.totalMm, at: now }
}

/** Nobody knows how dry a zone is when its books begin: by its probe, else half way to its limit. */
function firstDepletion(zone: Zone, probePct: number | null, readilyMm: number): number {
  return depletionByProbe(zone, probePct) ?? readilyMm / 2
}

/** What reaches the roots, mm. */
export function litresToMm(zone: Zone, litres: number): number {
  return (litres * efficiencyOf(zone)) / zone.areaM2
}

/** Litres a run has given by now. */
export function litresSoFar(run: Run, zone: Zone | undefined, now: number): number {
  if (run.litres !== null) return run.litres
  if (zone === undefined) return 0
  const running = run.cycleOpenedAt === null ? 0 : Math.max(0, now - run.cycleOpenedAt) / 1000
  return (zone.nominalFlowLpm * (run.wateredS + running)) / 60
}

/** Litres a run that has begun will still give. */
export function litresToCome(run: Run, zone: Zone | undefined, now: number): number {
  if (zone === undefined) return 0
  const left = run.cycles.slice(run.cycle).reduce((sum, { runS }) => sum + runS, 0)
  const running = run.cycleOpenedAt === null ? 0 : Math.max(0, now - run.cycleOpenedAt) / 1000
  return (zone.nominalFlowLpm * Math.max(0, left - running)) / 60
}
