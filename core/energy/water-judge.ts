/**
 * Names the likely cause of water that nothing explains: meter minus watering minus kitchen, by night and by day.
 *
 * What tells causes apart: a valve's water is as much as a zone takes and begins where a run should have ended; a broken
 * line shows only while its zone waters; a leak flows evenly, night after night, from the moment it began, and a growing
 * one more each night; a tap begins in the evening and ends when somebody comes in; a cistern refills in small gulps all
 * night; people come irregularly and in large amounts.
 */
import type { WaterCause } from '../contract/energy-waste.ts'
import { WATER_CAUSES } from '../contract/energy-waste.ts'
import type { Name } from '../contract/schema.ts'
import { evidenceOf } from './water-evidence.ts'
import { type Night, nightsOf } from './water-nights.ts'
import type { WaterFacts, WaterSigns, WaterZone } from './water-signs.ts'

export interface Verdict {
  readonly cause: WaterCause
  readonly likelihood: { cause: WaterCause; part: number }[]
  readonly evidence: Name[]
  /** A zone's id, `kitchen`, or null. */
  readonly suspect: string | null
  readonly unexplainedL: number | null
  readonly quietLpm: number | null
}

/** Less than this is the meter's last digit and a dripping ice maker. */
const NOTHING_LPM = 0.12

/** The likeliest cause of the time given; at least a day of it. */
export function judgeWater(facts: WaterFacts): Verdict {
  const signs = signsOf(facts)
  const scores = scoresOf(signs)
  const sum = WATER_CAUSES.reduce((all, cause) => all + scores[cause], 0) || 1
  const likelihood = WATER_CAUSES.map(cause => ({ cause, part: scores[cause] / sum })).toSorted(
    (a, b) => b.part - a.part,
  )
  const cause = likelihood[0]?.cause ?? 'none'
  const suspect = suspectOf(cause, signs)
  return {
    cause,
    likelihood,
    evidence: evidenceOf(cause, signs),
    suspect,
    unexplainedL: signs.nights.length === 0 ? null : signs.unexplainedL,
    quietLpm: signs.nights.length === 0 ? null : signs.quietLpm,
  }
}

function suspectOf(cause: WaterCause, { valve, broken, inKitchen }: WaterSigns): string | null {
  if (cause === 'stuck-valve') return valve?.zone.id ?? null
  if (cause === 'broken-line') return broken?.zone.id ?? null
  return inKitchen && cause !== 'none' ? 'kitchen' : null
}

/** 0 up to `from`, 1 from `to` on, straight in between; `from` may be the larger. */
function rises(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)))
}

function scoresOf(signs: WaterSigns): Record<WaterCause, number> {
  const {
    quietLpm,
    thresholdLpm,
    unevenness,
    sustainedPart,
    sustainedNights,
    toTheEnd,
    growth,
    activeNights,
  } = signs
  const nights = Math.max(1, signs.nights.length)
  const valve = signs.valve === null ? 0 : rises(signs.valve.minutes, 20, 60)
  const broken = signs.broken === null ? 0 : rises(signs.broken.ratio, 1.18, 1.35)
  const elsewhere = (1 - 0.98 * valve) * (1 - 0.9 * broken)
  const flows = rises(quietLpm, thresholdLpm * 0.5, thresholdLpm * 1.5)
  const even = rises(unevenness, 0.42, 0.2)
  const lasting = Math.max(rises(sustainedPart, 0.5, 0.8), rises(toTheEnd, 1, 2))
  const brief = rises(sustainedNights, 0, 1) * rises(toTheEnd, 2, 1) * rises(sustainedPart, 0.6, 0.4)
  const grows = rises(growth, 1.35, 1.7) * rises(sustainedNights, 2, 3)
  const evening = signs.onsetHour === null ? 0.5 : signs.onsetHour >= 15 || signs.onsetHour < 1 ? 1 : 0.25
  const often = rises(activeNights / nights, 0.45, 0.75)
  const gulps = rises(unevenness, 0.2, 0.42) * rises(signs.inLargest, 0.85, 0.6)
  return {
    none: 0.05 + (1 - flows) * elsewhere * rises(activeNights / nights, 0.4, 0.1),
    'stuck-valve': valve,
    'broken-line': broken * (1 - 0.9 * valve),
    'hidden-leak': flows * even * lasting * (1 - grows) * elsewhere,
    'growing-leak': flows * Math.max(even, 0.5) * lasting * grows * elsewhere,
    'tap-left-on': brief * rises(unevenness, 0.8, 0.3) * evening * elsewhere,
    toilet: flows * often * gulps * elsewhere,
    'unmetered-use':
      rises(activeNights, 0, 1) *
      rises(sustainedNights, 1, 0) *
      rises(signs.inLargest, 0.5, 0.8) *
      rises(activeNights / nights, 0.9, 0.6) *
      elsewhere,
  }
}

function signsOf(facts: WaterFacts): WaterSigns {
  const watering = facts.irrigation ?? orderedLitres(facts)
  const length = facts.main.length
  const rest = Float64Array.from(
    { length },
    (_, n) => (facts.main[n] as number) - (watering[n] as number) - (facts.kitchen?.[n] ?? 0),
  )
  const thresholdLpm = Math.max(facts.legitimateLpm * 1.5, NOTHING_LPM)
  const outside = nightsOf(rest, facts)
  const kitchen = facts.kitchen === null ? [] : nightsOf(facts.kitchen, facts)
  const inKitchen = meanOf(kitchen) > Math.max(meanOf(outside), thresholdLpm)
  const nights = inKitchen ? kitchen : outside
  const series = inKitchen && facts.kitchen !== null ? facts.kitchen : rest
  const flowing = nights.filter(night => night.leastHourLpm > thresholdLpm)
  const third = Math.max(1, Math.floor(flowing.length / 3))
  const first = meanOf(flowing.slice(0, third))
  const valve = stuckValve(facts, watering, rest)
  return {
    nights,
    quietLpm: meanOf(nights),
    unevenness: unevennessOf(flowing.length > 0 ? flowing : nights),
    sustainedPart: flowing.length / Math.max(1, nights.length),
    sustainedNights: flowing.length,
    toTheEnd: trailing(nights, thresholdLpm),
    growth: first > 0 ? meanOf(flowing.slice(-third)) / first : 1,
    inLargest: inLargest(nights),
    activeNights: nights.filter(night => night.meanLpm > thresholdLpm * 0.5).length,
    onsetHour: onsetOf(series, nights, facts, thresholdLpm),
    valve,
    broken: brokenLine(facts, watering, rest),
    inKitchen,
    thresholdLpm,
    unexplainedL: unexplained(facts, rest),
  }
}

/** What watering would take by the plan where nobody meters it. */
function orderedLitres({ zones, main }: WaterFacts): Float64Array {
  return Float64Array.from(main, (_, n) =>
    zones.reduce((sum, zone) => sum + zone.nominalLpm * (zone.openMin[n] as number), 0),
  )
}

const meanOf = (nights: readonly Night[]) =>
  nights.length === 0 ? 0 : nights.reduce((sum, { meanLpm }) => sum + meanLpm, 0) / nights.length

function unevennessOf(nights: readonly Night[]): number {
  const known = nights.filter(({ meanLpm }) => meanLpm > 0)
  if (known.length === 0) return 0
  return known.reduce((sum, night) => sum + night.deviationLpm / night.meanLpm, 0) / known.length
}

/** How many of the last nights in a row flowed without a stop. */
function trailing(nights: readonly Night[], thresholdLpm: number): number {
  const other = nights.findLastIndex(({ leastHourLpm }) => leastHourLpm <= thresholdLpm)
  return nights.length - 1 - other
}

function inLargest(nights: readonly Night[]): number {
  const all = nights.flatMap(({ lpm }) => lpm).toSorted((a, b) => b - a)
  const sum = all.reduce((total, value) => total + value, 0)
  const most = all.slice(0, Math.ceil(all.length / 10)).reduce((total, value) => total + value, 0)
  return sum > 0 ? most / sum : 0
}

/** The local hour at which the flow of the first flowing night began, looked for backwards from it. */
function onsetOf(
  series: Float64Array,
  nights: readonly Night[],
  { hours, stepMin }: WaterFacts,
  thresholdLpm: number,
): number | null {
  const night = nights.find(({ leastHourLpm }) => leastHourLpm > thresholdLpm)
  if (night === undefined) return null
  let n = night.firstStep
  while (n > 0 && (series[n - 1] as number) / stepMin > thresholdLpm) n--
  return n === 0 ? null : (hours[n] ?? null)
}

/** Minutes of a flow worth a zone's in which no valve was told to be open, beginning where a run should have ended. */
function stuckValve(facts: WaterFacts, watering: Float64Array, rest: Float64Array): WaterSigns['valve'] {
  const { zones, stepMin, irrigation } = facts
  const idle = (n: number) => zones.every(({ openMin }) => openMin[n] === 0)
  const flow = (n: number) =>
    irrigation === null ? beyondUsual(facts, rest, n).lpm : (watering[n] as number) / stepMin
  const found: NonNullable<WaterSigns['valve']>[] = []
  for (let n = 1; n < watering.length; n++) {
    const ended = zones.find(
      ({ openMin }) => (openMin[n - 1] as number) > 0 && (openMin[n] as number) < stepMin,
    )
    if (ended === undefined) continue
    let end = n + 1
    let litres = 0
    for (; end < watering.length && idle(end) && flow(end) > 0.5 * ended.nominalLpm; end++)
      litres += flow(end) * stepMin
    const minutes = (end - n - 1) * stepMin
    if (minutes === 0) continue
    const lpm = litres / minutes
    const zone = nearest(zones, lpm)
    // Without a meter of its own it must look like a zone: people draw water after a run as well.
    const alike = irrigation !== null || Math.abs(lpm / zone.nominalLpm - 1) < 0.3
    if (alike) found.push({ zone, lpm, minutes })
  }
  return found.toSorted((a, b) => b.minutes - a.minutes)[0] ?? null
}

function nearest(zones: readonly WaterZone[], lpm: number): WaterZone {
  const off = ({ nominalLpm }: WaterZone) => Math.abs(Math.log(Math.max(lpm, 1e-6) / nominalLpm))
  return zones.reduce((best, zone) => (off(zone) < off(best) ? zone : best))
}

/** How much more a step has than this time of day has on days without watering then, L/min, and how far those scatter. */
function beyondUsual(
  { zones, stepMin, hours }: WaterFacts,
  rest: Float64Array,
  n: number,
): { lpm: number; scatter: number } {
  const others: number[] = []
  for (let other = 0; other < rest.length; other++) {
    if (other === n || hours[other] !== hours[n]) continue
    const dry = zones.every(({ openMin }) => openMin[other] === 0 && (openMin[other - 1] ?? 0) === 0)
    const value = rest[other] as number
    if (dry && !Number.isNaN(value)) others.push(value / stepMin)
  }
  const sorted = others.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0
  const offs = sorted.map(value => Math.abs(value - middle)).toSorted((a, b) => a - b)
  const scatter = 1.48 * (offs[Math.floor(offs.length / 2)] ?? 0)
  return { lpm: (rest[n] as number) / stepMin - middle, scatter }
}

/** The zone that takes most beyond its nominal flow while it alone waters. */
function brokenLine(facts: WaterFacts, watering: Float64Array, rest: Float64Array): WaterSigns['broken'] {
  const { zones, stepMin, irrigation } = facts
  let worst: WaterSigns['broken'] = null
  for (const zone of zones) {
    const ratios: number[] = []
    for (let n = 0; n < watering.length; n++) {
      const whole = (zone.openMin[n] as number) >= stepMin * 0.99
      if (!whole || zones.some(other => other !== zone && other.openMin[n] !== 0)) continue
      const more = beyondUsual(facts, rest, n)
      // What lies within the scatter of other days is nobody's broken line.
      const sure = more.lpm > 3 * more.scatter ? more.lpm : 0
      const lpm = irrigation === null ? zone.nominalLpm + sure : (watering[n] as number) / stepMin
      if (!Number.isNaN(lpm)) ratios.push(lpm / zone.nominalLpm)
    }
    // The upper third: a line that broke in the middle of the time was whole before.
    const ratio = ratios.toSorted((a, b) => b - a)[Math.floor(ratios.length / 3)] ?? 0
    if (ratios.length >= 2 && ratio > (worst?.ratio ?? 1.1)) worst = { zone, ratio }
  }
  return worst
}

/** What is beyond the legitimate use in quiet steps, carried on over the whole time where it flows evenly. */
function unexplained({ stepMin, legitimateLpm, irrigation, zones }: WaterFacts, rest: Float64Array): number {
  let litres = 0
  // Without a plan nobody knows which watering was meant.
  const planned = zones.some(({ openMin }) => openMin.some(minutes => minutes > 0))
  const idle = (n: number) => planned && zones.every(({ openMin }) => openMin[n] === 0)
  for (let n = 0; n < rest.length; n++) {
    const off = irrigation !== null && idle(n) && idle(Math.max(0, n - 1)) ? (irrigation[n] as number) : 0
    const value = (rest[n] as number) + off - legitimateLpm * stepMin
    if (value > 0) litres += value
  }
  return litres
}
