/** Whether what was seen is wrong. One file per type of condition, one line each in the list. */
import type { Quality } from '../contract/reading.ts'
import type { Condition } from '../contract/rule.ts'
import { boolean } from './conditions/boolean.ts'
import { high } from './conditions/high.ts'
import { low } from './conditions/low.ts'
import { noData } from './conditions/no-data.ts'
import type { Judge, Observation } from './judge.ts'

const JUDGES: { readonly [T in Condition['type']]: Judge<T> } = { high, low, boolean, 'no-data': noData }

interface Trust {
  readonly raises: boolean
  readonly clears: boolean
  /** Proves that the device is alive now. */
  readonly heard: boolean
}

/**
 * How far a quality counts for a live alarm. A stuck sensor may be stuck on a true fault, so it can raise, but what it
 * says is no proof that things are well. A suspect value says nothing but that somebody is there. History and what a
 * broker retained are no sign of life, and an estimate is not from the device at all.
 */
export const TRUST: Readonly<Record<Quality, Trust>> = {
  good: { raises: true, clears: true, heard: true },
  untimed: { raises: true, clears: true, heard: true },
  stuck: { raises: true, clears: false, heard: true },
  suspect: { raises: false, clears: false, heard: true },
  late: { raises: false, clears: false, heard: false },
  estimated: { raises: false, clears: false, heard: false },
}

/** What a reading says about a condition: true, false, or null when it may not or cannot say. */
export function judge(condition: Condition, on: boolean, seen: Observation): boolean | null {
  const trust = TRUST[seen.quality]
  if (condition.type === 'no-data') return trust.heard ? false : null
  if (!Number.isFinite(seen.value)) return null
  const verdict = (JUDGES[condition.type] as Judge<Condition['type']>)(condition as never, on, seen)
  if (verdict === null) return null
  return (verdict ? trust.raises : trust.clears) ? verdict : null
}

/** The limit a person is shown; null where there is none. */
export function limitOf(condition: Condition | null): number | null {
  return condition?.type === 'high' || condition?.type === 'low' ? condition.limit : null
}

/** The worse of two values for this condition; null when it has no worse. */
export function worse(condition: Condition | null, a: number | null, b: number): number | null {
  if (condition?.type === 'low') return a === null ? b : Math.min(a, b)
  return condition?.type === 'high' ? Math.max(a ?? b, b) : null
}
