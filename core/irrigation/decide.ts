/** Whether a zone is watered at one start, how much, and every figure that was looked at. Pure; words come later. */
import type { Program } from '../contract/watering-program.ts'
import type { Fact, SkipReason } from '../contract/watering-run.ts'
import type { WateringSettings } from '../contract/watering-weather.ts'
import type { Supply, Zone } from '../contract/watering-zone.ts'
import { moistureBand, type RootZone } from './balance.ts'
import type { Conditions, Figure } from './conditions.ts'
import type { Stretch } from './exclusions.ts'
import { rootDepthM } from './plants.ts'
import { efficiencyOf } from './soils.ts'

/** The most one start may give, whatever the balance says: a wrong figure must not drown a lawn. */
export const WATER_MAX_S = 6 * 3600
/** A few drops are not worth opening a valve for. */
const WATER_MIN_S = 30
/** Plants this far past their limit do not wait for rain that may come. */
const THIRST = 1.3
/** Water is given before the limit is reached, not when it is passed: forecasts and soils are never exact. */
const SAFETY = 0.9
/**
 * Without a probe small errors would add up all summer: a fifth more fills the soil for certain and starts the books anew.
 * The run-time multiplier of irrigation practice, 1 / (0.4 + 0.6 DU), for a distribution uniformity of 0.72.
 */
const UNSEEN_MARGIN = 1.2
/** Share of the month's limit below which nothing is started any more. */
const QUOTA_LEAST_SHARE = 0.1

export interface Situation {
  readonly zone: Zone
  readonly supply: Supply | undefined
  readonly program: Program
  /** As a plain timer would. */
  readonly timerS: number
  readonly at: number
  readonly settings: WateringSettings
  readonly conditions: Conditions
  readonly roots: RootZone
  /** mm missing at the start, and at the program's next start if nothing is given now. */
  readonly depletionMm: number
  readonly depletionNextMm: number
  /** By the probe, %; null when there is none or it is silent. */
  readonly moisturePct: number | null
  /** Zimmerman's, of the day before; null when unknown. */
  readonly percent: number | null
  readonly et0Mm: number
  /** Left of the month's limit, litres; null without one. */
  readonly quotaLeftL: number | null
  readonly quotaL: number | null
  readonly excluded: Stretch | undefined
}

export interface Verdict {
  readonly skip: SkipReason | null
  /** Seconds of water; 0 when skipped. */
  readonly runS: number
  /** Net, mm. */
  readonly needMm: number
  readonly facts: readonly Fact[]
}

export function decide(situation: Situation): Verdict {
  const facts: Fact[] = []
  const skip = forbidden(situation) ?? weatherSkip(situation, facts)
  if (skip !== null) return { skip, runS: 0, needMm: 0, facts }
  const wanted = amount(situation, facts)
  if ('skip' in wanted) return { skip: wanted.skip, runS: 0, needMm: 0, facts }
  const wait = rainIsComing(situation, facts)
  if (wait) return { skip: 'rain-forecast', runS: 0, needMm: 0, facts }
  return withinQuota(situation, Math.min(WATER_MAX_S, wanted.runS), facts)
}

/** What people have said. */
function forbidden({ zone, supply, program, at, settings, excluded }: Situation): SkipReason | null {
  if (!zone.enabled) return 'zone-disabled'
  if (program.pausedUntil !== null && at < program.pausedUntil) return 'program-paused'
  const until = Math.max(settings.delayedUntil ?? 0, zone.delayedUntil ?? 0)
  if (at < until) return 'delayed'
  if (supply !== undefined && supply.isolatedAt !== null) return 'supply-isolated'
  return excluded === undefined ? null : 'calendar'
}

function weatherSkip(situation: Situation, facts: Fact[]): SkipReason | null {
  const { zone, conditions, settings, program, moisturePct } = situation
  const { freezeC, freezeForecastC, rainMm, windMs, saturationPct } = settings.limits
  const tell = (kind: Fact['kind'], unit: Fact['unit'], figure: Figure | null, threshold: number | null) => {
    if (figure !== null && threshold !== null)
      facts.push({ kind, unit, value: figure.value, threshold, basis: figure.basis, source: figure.source })
  }
  tell('air-temperature', 'degC', conditions.airC, freezeC)
  if (conditions.airC !== null && freezeC !== null && conditions.airC.value <= freezeC) return 'freeze'
  tell('lowest-forecast', 'degC', conditions.lowestC, freezeForecastC)
  if (
    conditions.lowestC !== null &&
    freezeForecastC !== null &&
    conditions.lowestC.value <= freezeForecastC &&
    // Frost of a night that is over says nothing about a warm noon that was measured.
    conditions.airC === null
  )
    return 'freeze-forecast'
  if (saturationPct !== null && moisturePct !== null) {
    facts.push(observed('soil-moisture', moisturePct, saturationPct, '%'))
    if (moisturePct >= saturationPct) return 'saturated'
  }
  tell('rain-observed', 'mm', conditions.rainBeforeMm, rainMm)
  const rained =
    conditions.rainBeforeMm !== null && rainMm !== null && conditions.rainBeforeMm.value >= rainMm
  // The water balance and the probe know what the rain was worth; a timer does not.
  if (rained && (program.method === 'fixed' || program.method === 'percent')) return 'rain'
  const sprays = zone.emitter === 'spray' || zone.emitter === 'rotor'
  if (sprays) tell('wind', 'm/s', conditions.windMs, windMs)
  if (sprays && conditions.windMs !== null && windMs !== null && conditions.windMs.value > windMs)
    return 'wind'
  return null
}

type Wanted = { readonly runS: number } | { readonly skip: SkipReason }

function amount(situation: Situation, facts: Fact[]): Wanted {
  switch (situation.program.method) {
    case 'fixed':
      return { runS: situation.timerS }
    case 'percent':
      return byPercent(situation, facts)
    case 'moisture':
      return byProbe(situation, facts)
    default:
      return byBalance(situation, facts)
  }
}

function byPercent({ percent, timerS, program }: Situation, facts: Fact[]): Wanted {
  facts.push({
    kind: 'percent',
    value: percent,
    threshold: null,
    unit: '%',
    basis: 'reckoned',
    source: null,
  })
  // Unknown is not zero: without weather the minutes as written are given.
  const scale = ((percent ?? 100) * program.adjustPct) / 10_000
  const runS = Math.round(timerS * scale)
  return runS < WATER_MIN_S ? { skip: 'enough-water' } : { runS }
}

function byBalance(situation: Situation, facts: Fact[]): Wanted {
  const { depletionMm, depletionNextMm, roots, conditions, settings, et0Mm } = situation
  const limitMm = SAFETY * roots.readilyMm
  facts.push(reckoned('depletion', depletionMm, limitMm, 'mm'), reckoned('et0', et0Mm, null, 'mm'))
  if (Math.max(depletionMm, depletionNextMm) < limitMm) {
    const { rainMm } = settings.limits
    const rained = rainMm !== null && (conditions.rainBeforeMm?.value ?? 0) >= rainMm
    return { skip: rained ? 'rain' : 'enough-water' }
  }
  const margin = situation.zone.soilPointId === null ? UNSEEN_MARGIN : 1
  return seconds(situation, (depletionMm * margin * situation.program.adjustPct) / 100)
}

function byProbe(situation: Situation, facts: Fact[]): Wanted {
  const { zone, moisturePct, timerS, program } = situation
  // A silent probe is no dry soil: the water balance stands in for it.
  if (moisturePct === null) return byBalance(situation, facts)
  const { lowPct, highPct } = moistureBand(zone)
  facts.push(observed('soil-moisture', moisturePct, lowPct, '%'))
  if (moisturePct >= lowPct) return { skip: 'enough-water' }
  if (zone.moistureHighPct === null) return { runS: Math.round((timerS * program.adjustPct) / 100) }
  return seconds(situation, (1000 * rootDepthM(zone) * (highPct - moisturePct)) / 100)
}

/** Time the valve must be open so that so many mm reach the roots. */
function seconds({ zone }: Situation, netMm: number): Wanted {
  const litres = (netMm / efficiencyOf(zone)) * zone.areaM2
  const runS = Math.round((litres / zone.nominalFlowLpm) * 60)
  return runS < WATER_MIN_S ? { skip: 'enough-water' } : { runS }
}

function rainIsComing(
  { conditions, settings, program, depletionMm, roots }: Situation,
  facts: Fact[],
): boolean {
  const { rainForecastMm, rainChancePct } = settings.limits
  const { rainAheadMm } = conditions
  if (rainForecastMm === null || rainAheadMm === null) return false
  facts.push({
    kind: 'rain-forecast',
    value: rainAheadMm.value,
    threshold: rainForecastMm,
    unit: 'mm',
    basis: 'forecast',
    source: rainAheadMm.source,
  })
  if (rainAheadMm.value < rainForecastMm) return false
  if (conditions.rainChancePct !== null && conditions.rainChancePct < rainChancePct) return false
  const timed = program.method === 'fixed' || program.method === 'percent'
  return timed || depletionMm < THIRST * roots.readilyMm
}

function withinQuota(situation: Situation, runS: number, facts: Fact[]): Verdict {
  const { zone, quotaLeftL, quotaL } = situation
  const litres = (runS * zone.nominalFlowLpm) / 60
  let givenS = runS
  if (quotaLeftL !== null && quotaL !== null) {
    facts.push({
      kind: 'quota',
      value: quotaLeftL / 1000,
      threshold: quotaL / 1000,
      unit: 'm3',
      basis: 'set',
      source: null,
    })
    if (litres > quotaLeftL) {
      givenS = Math.floor((quotaLeftL / zone.nominalFlowLpm) * 60)
      if (givenS < WATER_MIN_S || quotaLeftL < QUOTA_LEAST_SHARE * litres)
        return { skip: 'quota', runS: 0, needMm: 0, facts }
    }
  }
  return { skip: null, runS: givenS, needMm: netMm(zone, givenS), facts }
}

/** What reaches the roots of so many seconds, mm. */
export function netMm(zone: Zone, runS: number): number {
  return (((runS * zone.nominalFlowLpm) / 60) * efficiencyOf(zone)) / zone.areaM2
}

const observed = (kind: Fact['kind'], value: number, threshold: number, unit: Fact['unit']): Fact => ({
  kind,
  value,
  threshold,
  unit,
  basis: 'observed',
  source: null,
})

const reckoned = (kind: Fact['kind'], value: number, threshold: number | null, unit: Fact['unit']): Fact => ({
  kind,
  value,
  threshold,
  unit,
  basis: 'reckoned',
  source: null,
})
