/** Whether what was seen is wrong. One file per type of condition, one line each in the list. */
import type { Condition, ConditionOf } from '../contract/condition.ts'
import type { PointId, Quality, Reading } from '../contract/reading.ts'
import { balance } from './conditions/balance.ts'
import { battery } from './conditions/battery.ts'
import { boolean } from './conditions/boolean.ts'
import { cooling } from './conditions/cooling.ts'
import { deviation } from './conditions/deviation.ts'
import { exposure } from './conditions/exposure.ts'
import { expression } from './conditions/expression.ts'
import { group } from './conditions/group.ts'
import { high } from './conditions/high.ts'
import { levels } from './conditions/levels.ts'
import { low } from './conditions/low.ts'
import { mismatch } from './conditions/mismatch.ts'
import { noData } from './conditions/no-data.ts'
import { peers } from './conditions/peers.ts'
import { rate } from './conditions/rate.ts'
import { schedule } from './conditions/schedule.ts'
import { stuck } from './conditions/stuck.ts'
import { use } from './conditions/use.ts'
import type { Judge, JudgeMaker, Observation, Surroundings } from './judge.ts'
import { type PlainVerdict, plainJudge } from './plain-judge.ts'

/** Judged by the newest value alone. */
const PLAIN = { high, low, boolean, 'no-data': noData } as const
type PlainType = keyof typeof PLAIN

/** Judged by what they remember. */
const REMEMBERING: { readonly [T in Exclude<Condition['type'], PlainType>]: JudgeMaker<ConditionOf<T>> } = {
  deviation,
  rate,
  stuck,
  battery,
  exposure,
  group,
  use,
  balance,
  peers,
  mismatch,
  levels,
  cooling,
  expression,
  schedule,
}

export type PlainOnly = ConditionOf<PlainType>

/** True when the newest value alone decides, so that no judge is needed. */
export function isPlain(condition: Condition): condition is PlainOnly {
  return Object.hasOwn(PLAIN, condition.type)
}

/** The judge of a condition in its surroundings. */
export function createJudge(condition: Condition, about: Omit<Surroundings, 'judgeOf'>): Judge {
  const surroundings: Surroundings = { ...about, judgeOf: inner => createJudge(inner, about) }
  if (isPlain(condition)) {
    const verdictOf = PLAIN[condition.type] as PlainVerdict<Condition>
    return plainJudge(verdictOf, condition, surroundings)
  }
  return (REMEMBERING[condition.type] as JudgeMaker<Condition>)(condition, surroundings)
}

/** Every point a condition looks at, its rule's own first, each once. */
export function pointsOf(condition: Condition, own: PointId): PointId[] {
  return [...new Set([own, ...othersOf(condition)])]
}

function othersOf(condition: Condition): readonly PointId[] {
  switch (condition.type) {
    case 'group':
    case 'peers':
      return condition.points
    case 'balance':
      return condition.minus
    case 'expression':
      return Object.values(condition.points)
    case 'deviation':
      return typeof condition.setPoint === 'number' ? [] : [condition.setPoint.pointId]
    case 'mismatch':
      return condition.expected === 'order' ? [] : [condition.expected.pointId]
    case 'schedule':
      return [condition.inside, condition.outside].flatMap(inner => (inner === null ? [] : othersOf(inner)))
    default:
      return []
  }
}

/** How far back a condition's memory reaches, seconds: what is read from the store before it is asked. */
export function memoryS(condition: Condition): number {
  switch (condition.type) {
    case 'rate':
      return condition.overS
    case 'stuck':
      return condition.forS
    case 'exposure':
      return condition.withinS
    case 'use':
    case 'balance':
    case 'peers':
      return condition.windowS
    case 'group':
      return Math.max(condition.windowS, condition.maxAgeS ?? 0)
    case 'cooling':
      return 2 * Math.max(...condition.steps.map(({ withinS }) => withinS))
    case 'levels':
      return Math.max(...condition.levels.map(({ forS }) => forS))
    case 'deviation':
    case 'mismatch':
    case 'expression':
      return condition.maxAgeS ?? 0
    case 'schedule':
      return Math.max(
        ...[condition.inside, condition.outside].map(inner => (inner === null ? 0 : memoryS(inner))),
      )
    default:
      return 0
  }
}

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

/** What a value says about a condition that needs no memory: true, false, or null when it may not or cannot say. */
export function judge(condition: PlainOnly, on: boolean, seen: Observation): boolean | null {
  const trust = TRUST[seen.quality]
  if (condition.type === 'no-data') return trust.heard ? false : null
  if (!Number.isFinite(seen.value)) return null
  const verdictOf = PLAIN[condition.type] as PlainVerdict<Condition>
  return trusted(verdictOf(condition, on, seen.value), seen.quality)
}

/** Gives a judge a reading and asks it; null when the reading may not or cannot say. */
export function consult(by: Judge, on: boolean, reading: Reading, now: number): boolean | null {
  const { raises, clears } = TRUST[reading.quality]
  if (!raises || !Number.isFinite(reading.value)) return null
  by.keep(reading, clears, now)
  return trusted(by.verdict(on, now), reading.quality)
}

function trusted(verdict: boolean | null, quality: Quality): boolean | null {
  if (verdict === null) return null
  return (verdict ? TRUST[quality].raises : TRUST[quality].clears) ? verdict : null
}

/** The limit a person is shown beside the value; null where there is none in the point's unit. */
export function limitOf(condition: Condition | null): number | null {
  if (condition === null) return null
  if ('limit' in condition) return condition.limit
  return condition.type === 'levels' ? Math.min(...condition.levels.map(({ limit }) => limit)) : null
}

/** The worse of two values for this condition; null when it has no worse. */
export function worse(condition: Condition | null, a: number | null, b: number): number | null {
  const side = worseSide(condition)
  if (side === null) return null
  return side === 'below' ? Math.min(a ?? b, b) : Math.max(a ?? b, b)
}

function worseSide(condition: Condition | null): 'above' | 'below' | null {
  switch (condition?.type) {
    case 'low':
    case 'battery':
      return 'below'
    case 'high':
    case 'levels':
      return 'above'
    case 'exposure':
    case 'group':
      return condition.side
    case 'rate':
      return condition.perHour < 0 ? 'below' : 'above'
    default:
      return null
  }
}
