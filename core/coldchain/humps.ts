/** Departures of a cabinet from its steady band and back: what doors, defrosts and deliveries look like. */
import type { Sample } from './stretch.ts'

export interface Hump {
  readonly startedAt: number
  readonly peakAt: number
  readonly endedAt: number
  readonly peakC: number
  /** Steepest rise between two readings, K/min. */
  readonly steepest: number
}

/** Above this much over the top of the steady band a hump has begun, and below half of it it is over, K. */
export const HUMP_C = 1.5
/** What lasts longer is no hump but a change. */
const HUMP_MAX_MS = 3 * 3_600_000

/** The top of what the cabinet does when nobody touches it: the 80th percentile; null of too few readings. */
export function steadyTopC(readings: readonly Sample[]): number | null {
  if (readings.length < 30) return null
  const sorted = readings.map(({ value }) => value).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.8)] ?? null
}

/** The humps over a steady top, oldest first; one that is not over is left out. */
export function humpsOf(readings: readonly Sample[], topC: number): Hump[] {
  const humps: Hump[] = []
  let from = -1
  for (const [n, { at, value }] of readings.entries()) {
    if (from < 0 && value > topC + HUMP_C) from = riseBegan(readings, n, topC)
    else if (from >= 0 && value <= topC + HUMP_C / 2) {
      if (at - (readings[from]?.at ?? at) <= HUMP_MAX_MS) humps.push(humpOf(readings.slice(from, n + 1)))
      from = -1
    }
  }
  return humps
}

function riseBegan(readings: readonly Sample[], n: number, topC: number): number {
  let first = n
  while (first > 0 && (readings[first - 1]?.value ?? topC) > topC) first -= 1
  return Math.max(0, first - 1)
}

function humpOf(readings: readonly Sample[]): Hump {
  const begin = readings[0] ?? { at: 0, value: 0 }
  let peak = begin
  let steepest = 0
  for (const [n, reading] of readings.entries()) {
    if (reading.value > peak.value) peak = reading
    steepest = Math.max(steepest, risePerMin(readings[n - 1], reading))
  }
  return {
    startedAt: begin.at,
    peakAt: peak.at,
    endedAt: readings.at(-1)?.at ?? begin.at,
    peakC: peak.value,
    steepest,
  }
}

/** K/min between two readings; 0 without a first one. */
export function risePerMin(a: Sample | undefined, b: Sample): number {
  return a === undefined || b.at <= a.at ? 0 : ((b.value - a.value) * 60_000) / (b.at - a.at)
}
