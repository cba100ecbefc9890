/**
 * Excursions: when the air was beyond a limit, how far, how long, and how long nobody knows. Start and end lie where the
 * straight line between two readings crosses the limit; a gap is not interpolated.
 */
import { type Sample, stretchBeyond } from './stretch.ts'

export interface Excursion {
  /** ms since 1970. Null `endedAt`: not over at the end of what was looked at. */
  startedAt: number
  endedAt: number | null
  peak: number
  minutes: number
  degreeMinutes: number
  /** Of the time between its start and its end, what no reading tells of. */
  minutesUnknown: number
}

export interface ExcursionRule {
  readonly limit: number
  readonly side: 'above' | 'below'
  /** Readings further apart than this leave a gap: 2 to 3 times the interval of the device, ms. */
  readonly gapMs: number
}

/** EN 12830 asks for a record at least this often in storage, so longer holes are gaps whatever the device. */
export const GAP_MAX_MS = 30 * 60_000

/** Three usual intervals of these readings (the median one), at most {@link GAP_MAX_MS}. */
export function usualGapMs(readings: readonly Sample[]): number {
  const apart = readings.slice(1).map(({ at }, n) => at - (readings[n]?.at ?? at))
  const median = apart.sort((a, b) => a - b)[Math.floor(apart.length / 2)]
  return median === undefined ? GAP_MAX_MS : Math.min(GAP_MAX_MS, 3 * median)
}

/** The excursions in readings that ascend in time. */
export function excursionsOf(readings: Iterable<Sample>, rule: ExcursionRule): Excursion[] {
  const found: Excursion[] = []
  let open: Excursion | null = null
  let last: Sample | null = null
  for (const reading of readings) {
    if (!Number.isFinite(reading.value)) continue
    open = last === null ? begin(found, reading, rule) : next(found, open, last, reading, rule)
    last = reading
  }
  return found
}

function isBeyond(value: number, { limit, side }: ExcursionRule): boolean {
  return side === 'above' ? value > limit : value < limit
}

function begin(found: Excursion[], { at, value }: Sample, rule: ExcursionRule): Excursion | null {
  return isBeyond(value, rule) ? opened(found, at, value) : null
}

function opened(found: Excursion[], startedAt: number, peak: number): Excursion {
  const one = { startedAt, endedAt: null, peak, minutes: 0, degreeMinutes: 0, minutesUnknown: 0 }
  found.push(one)
  return one
}

function next(
  found: Excursion[],
  open: Excursion | null,
  a: Sample,
  b: Sample,
  rule: ExcursionRule,
): Excursion | null {
  if (b.at - a.at > rule.gapMs) return acrossGap(found, open, a, b, rule)
  const { beyondMs, degreeMinutes, crossesAt } = stretchBeyond(a, b, rule.limit, rule.side)
  if (beyondMs === 0) return null
  const one = open ?? opened(found, crossesAt ?? a.at, b.value)
  one.minutes += beyondMs / 60_000
  one.degreeMinutes += degreeMinutes
  one.peak = rule.side === 'above' ? Math.max(one.peak, b.value) : Math.min(one.peak, b.value)
  if (isBeyond(b.value, rule)) return one
  one.endedAt = crossesAt ?? b.at
  return null
}

/** Warm before and after a gap is one excursion with a hole; a gap that ends cold ended it at some time in between. */
function acrossGap(
  found: Excursion[],
  open: Excursion | null,
  a: Sample,
  b: Sample,
  rule: ExcursionRule,
): Excursion | null {
  if (open === null) return begin(found, b, rule)
  open.minutesUnknown += (b.at - a.at) / 60_000
  if (isBeyond(b.value, rule)) {
    open.peak = rule.side === 'above' ? Math.max(open.peak, b.value) : Math.min(open.peak, b.value)
    return open
  }
  open.endedAt = b.at
  return null
}

export interface TimeControl {
  /** Minutes beyond the limit in all, over separate excursions; cooling down again does not set it back. */
  readonly minutes: number
  readonly minutesUnknown: number
  /** When the allowance was used up, null while it is not. */
  readonly usedUpAt: number | null
}

/** US FDA Food Code 3-501.19: four hours from leaving temperature control, then discard. */
export const FOUR_HOURS_MIN = 240

/**
 * How much of an allowance of minutes the excursions have used since `from`. Unknown minutes count: they lie between a
 * warm reading and the next, and nobody saw it cold.
 */
export function timeControl(
  excursions: readonly Excursion[],
  from: number,
  allowedMin: number = FOUR_HOURS_MIN,
): TimeControl {
  let minutes = 0
  let minutesUnknown = 0
  let usedUpAt: number | null = null
  for (const one of excursions) {
    const end = one.endedAt ?? one.startedAt + (one.minutes + one.minutesUnknown) * 60_000
    if (end <= from) continue
    const part = one.startedAt >= from ? 1 : (end - from) / (end - one.startedAt)
    const spent = minutes + minutesUnknown
    minutes += one.minutes * part
    minutesUnknown += one.minutesUnknown * part
    if (usedUpAt === null && minutes + minutesUnknown >= allowedMin)
      usedUpAt = Math.round(Math.max(one.startedAt, from) + (allowedMin - spent) * 60_000)
  }
  return { minutes, minutesUnknown, usedUpAt }
}

/** Activation energy over the gas constant, K: 83.144 kJ/mol by 8.3144 J/mol/K. */
const ACTIVATION_K = 10_000
const KELVIN = 273.15

/**
 * Mean kinetic temperature, °C, after Haynes (1971): the constant temperature that would age goods as much. For
 * information: it is a statistic of drug stores and excuses no excursion of food. Null without readings.
 */
export function meanKineticC(readings: readonly Sample[], gapMs: number = GAP_MAX_MS): number | null {
  const known = readings.filter(({ value }) => Number.isFinite(value))
  let weight = 0
  let sum = 0
  let heldMs = 1
  for (const [n, { at, value }] of known.entries()) {
    // Each reading stands until the next one, never over a gap; the last one for as long as the one before.
    heldMs = Math.min(gapMs, (known[n + 1]?.at ?? at + heldMs) - at)
    weight += heldMs
    sum += heldMs * rateAt(value)
  }
  return weight === 0 ? null : ACTIVATION_K / -Math.log(sum / weight) - KELVIN
}

const rateAt = (celsius: number) => Math.exp(-ACTIVATION_K / (celsius + KELVIN))
