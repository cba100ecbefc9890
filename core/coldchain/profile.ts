/** What is usual for one cabinet, learned from its own weeks: its band, its defrosts, how it recovers. */
import { type Hump, humpsOf, steadyTopC } from './humps.ts'
import type { Sample } from './stretch.ts'

export interface DefrostHabit {
  readonly everyMs: number
  /** Warmest of the usual ones, and the longest from rise to recovery. */
  readonly peakC: number
  readonly lastsMs: number
  readonly lastAt: number
}

export interface CabinetProfile {
  readonly topC: number
  readonly defrost: DefrostHabit | null
  /** From a peak, the usual time until half of it is gone. */
  readonly halfMs: number
  /** From a peak, the time in which nine of ten humps were over. */
  readonly recoversMs: number
}

/** Before anything is known: an opened door is over within 15 minutes. */
export const USUAL_RECOVERY_MS = 15 * 60_000
const USUAL_HALF_MS = 5 * 60_000
/** Fewer than this are no habit. */
const DEFROSTS_MIN = 4
/** A timer keeps its period to about this part. */
const PERIOD_PART = 0.15
const DEFROST_MIN_MS = 10 * 60_000
const DEFROST_MAX_MS = 90 * 60_000
/** A door warms the air faster than a heater does, K/min. */
export const DOOR_RISE_PER_MIN = 1

/** Learns from readings that ascend in time; null before there is enough of a steady band. */
export function learnProfile(readings: readonly Sample[]): CabinetProfile | null {
  const topC = steadyTopC(readings)
  if (topC === null) return null
  const humps = humpsOf(readings, topC)
  const halves = humps.map(hump => halfOf(readings, hump, topC)).filter(half => half !== null)
  const recoveries = humps.map(({ peakAt, endedAt }) => endedAt - peakAt)
  return {
    topC,
    defrost: defrostOf(humps),
    halfMs: quantile(halves, 0.5) ?? USUAL_HALF_MS,
    recoversMs: Math.max(USUAL_RECOVERY_MS, quantile(recoveries, 0.9) ?? USUAL_RECOVERY_MS),
  }
}

function halfOf(readings: readonly Sample[], { peakAt, peakC, endedAt }: Hump, topC: number): number | null {
  const half = readings.find(({ at, value }) => at > peakAt && at <= endedAt && value <= (peakC + topC) / 2)
  return half === undefined ? null : half.at - peakAt
}

/** Defrosts are the slow humps that come back like a clock. */
function defrostOf(humps: readonly Hump[]): DefrostHabit | null {
  const slow = humps.filter(({ startedAt, endedAt, steepest }) => {
    const lasts = endedAt - startedAt
    return lasts >= DEFROST_MIN_MS && lasts <= DEFROST_MAX_MS && steepest < 2 * DOOR_RISE_PER_MIN
  })
  const apart = slow.slice(1).map(({ startedAt }, n) => startedAt - (slow[n]?.startedAt ?? startedAt))
  const everyMs = quantile(apart, 0.5)
  if (everyMs === undefined) return null
  const regular = slow.filter((_, n) => isPeriod(apart[n - 1], everyMs) || isPeriod(apart[n], everyMs))
  const last = regular.at(-1)
  if (regular.length < DEFROSTS_MIN || regular.length < slow.length / 2 || last === undefined) return null
  return {
    everyMs,
    peakC: Math.max(...regular.map(({ peakC }) => peakC)),
    lastsMs: Math.max(...regular.map(({ startedAt, endedAt }) => endedAt - startedAt)),
    lastAt: last.startedAt,
  }
}

const isPeriod = (ms: number | undefined, everyMs: number) =>
  ms !== undefined && Math.abs(ms - everyMs) <= everyMs * PERIOD_PART

/** The last one itself, as its past is looked at again; what begins a little after it is none. */
const ITSELF_MS = 10 * 60_000

/** True when a rise that began then comes when a defrost is due: so many periods after the last one, or before it. */
export function isDefrostDue({ everyMs, lastAt }: DefrostHabit, startedAt: number): boolean {
  const periods = Math.round((startedAt - lastAt) / everyMs)
  const off = Math.abs(startedAt - lastAt - periods * everyMs)
  return off <= (periods === 0 ? ITSELF_MS : everyMs * PERIOD_PART)
}

function quantile(values: readonly number[], part: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]
}
