/**
 * What explained a cabinet's past, worked out again from what was stored: the same grace that the alarms ask, led through
 * the readings in their order.
 */
import { Grace, type GraceBand, type GraceSetting } from './grace.ts'
import type { Levels } from './jurisdiction.ts'
import { type ColdKind, failsTo } from './preset.ts'
import type { CabinetProfile } from './profile.ts'
import type { Sample } from './stretch.ts'

/** A hot cabinet is a cold one with the signs turned. */
export function signOf(kind: ColdKind): 1 | -1 {
  return failsTo(kind) === 'below' ? -1 : 1
}

/** How grace is set for a cabinet with these levels; the profile as it was learned. */
export function graceSetting(kind: ColdKind, levels: Levels, profile: CabinetProfile | null): GraceSetting {
  const outer = signOf(kind) === 1 ? levels.hh : levels.ll
  return {
    delayMs: levels.innerDelayS * 1000,
    absoluteC: outer === null ? null : signOf(kind) * outer,
    profile,
  }
}

export interface Past {
  readonly kind: ColdKind
  readonly setting: GraceSetting
  /** Each ascending. */
  readonly temperatures: readonly Sample[]
  readonly humidities: readonly Sample[]
  /** 1 open, 0 shut. */
  readonly doors: readonly Sample[]
  readonly restockings: readonly {
    readonly startedAt: number
    readonly until: number
    readonly doneAt: number | null
  }[]
}

/** Called before each temperature with what explains it then: the band's end, or null. */
export type PastListener = (reading: Sample, until: number | null) => void

/** The bands, oldest first; the last may be running. */
export function bandsOf({ kind, setting, ...past }: Past, listen?: PastListener): GraceBand[] {
  const grace = new Grace(setting, Number.POSITIVE_INFINITY)
  const sign = signOf(kind)
  const others = [
    ...past.humidities.map(sample => ({ at: sample.at, happen: () => grace.humidity(sample) })),
    ...past.doors.map(({ at, value }) => ({ at, happen: () => grace.door(value >= 0.5, at) })),
    ...past.restockings.flatMap(({ startedAt, until, doneAt }) => [
      { at: startedAt, happen: () => grace.restock(startedAt, (until - startedAt) / 60_000) },
      ...(doneAt === null ? [] : [{ at: doneAt, happen: () => grace.restocked(doneAt) }]),
    ]),
  ].sort((a, b) => a.at - b.at)
  let next = 0
  for (const reading of past.temperatures) {
    for (; next < others.length && (others[next]?.at ?? 0) <= reading.at; next += 1) others[next]?.happen()
    grace.temperature({ at: reading.at, value: sign * reading.value })
    listen?.(reading, grace.until(reading.at))
  }
  for (; next < others.length; next += 1) others[next]?.happen()
  return grace.bands
}
