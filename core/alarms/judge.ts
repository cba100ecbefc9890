/** What every kind of condition answers, and what it may ask of the world. */
import type { PlainCondition } from '../contract/condition.ts'
import type { Point } from '../contract/point.ts'
import type { PointId, Reading } from '../contract/reading.ts'

export type Observation = Pick<Reading, 'at' | 'value' | 'quality'>

/**
 * One condition at work on one rule's points. It remembers what it needs, a bounded amount, and its memory is nothing
 * but the readings it was given: after a restart they are read again from the store.
 */
export interface Judge {
  /**
   * Remembers a reading of one of its points. `sure`: its word may also clear (see `TRUST`). `now` is steady ms.
   * What is not newer than the last of that point is passed over.
   */
  keep(reading: Reading, sure: boolean, now: number): void
  /**
   * True: wrong. False: right. Null: unknown, which changes nothing. `on`: it is wrong and the delay is over, so the
   * deadband holds it. Asking does not change the memory.
   */
  verdict(on: boolean, now: number): boolean | null
  /** Steady ms at which time alone may change the verdict; absent or infinite for never. */
  readonly dueAt?: number
  /** Why it cannot be judged although there are readings, in English for the log; null when it can. */
  readonly fault?: string | null
  /** Somebody has dealt with it and it begins anew. */
  restart?(): void
}

/** What a judge may ask about the world it is in. */
export interface Surroundings {
  /** The rule's own point. */
  readonly pointId: PointId
  /** IANA time zone of the site. */
  readonly timeZone: string
  /** Undefined for a point that is not there. */
  point(id: PointId): Pick<Point, 'metric' | 'counter'> | undefined
  /** What the newest order that still holds wants this point to be, 1 or 0; null when there is none. */
  ordered(id: PointId, at: number): number | null
  /** The judge of a condition within this one. */
  judgeOf(condition: PlainCondition): Judge
}

/** Makes the judge of one type of condition. */
export type JudgeMaker<C> = (condition: C, surroundings: Surroundings) => Judge
