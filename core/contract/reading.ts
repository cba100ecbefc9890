/** One number, of one point, at one time. */
import { type Static, Type } from 'typebox'
import type { RejectionCode } from './error.ts'
import type { Metric, Unit } from './metric.ts'
import { Instant, nullable, oneOf } from './schema.ts'

/** Key of a point in the series store; small and dense, so that the column compresses to almost nothing. */
export type PointId = number
export const PointId = Type.Integer({ minimum: 1, maximum: 65535 })

/**
 * How far a reading can be trusted, worst word wins. The position in this list is the number kept in the store:
 * add at the end only.
 *
 * good · late: older than what is already known, kept as history, never raises or clears a live alarm · untimed: the
 * device's clock was unusable, so this is the time of arrival · stuck: unchanged for too long · suspect: outside of
 * what such a sensor can read · estimated: filled in by Steward or by a person
 */
export const QUALITIES = ['good', 'late', 'untimed', 'stuck', 'suspect', 'estimated'] as const
export type Quality = (typeof QUALITIES)[number]

export interface Reading {
  readonly point: PointId
  /** ms since 1970. */
  readonly at: number
  /** In the unit of the point's metric; a state is 1 or 0. Always finite: unknown is no reading at all. */
  readonly value: number
  readonly quality: Quality
}

/** A reading as the API shows it. */
export const ReadingView = Type.Object({ at: Instant, value: Type.Number(), quality: oneOf(QUALITIES) })
export type ReadingView = Static<typeof ReadingView>

/** A stretch of readings summed up for a chart. Empty stretches are left out: a gap is a gap. */
export const Bucket = Type.Object({
  at: Instant,
  min: Type.Number(),
  avg: Type.Number(),
  max: Type.Number(),
  count: Type.Integer(),
})
export type Bucket = Static<typeof Bucket>

/** Counter use in one period, `use` null when no readings bracket it. */
export const PeriodUse = Type.Object({
  at: Instant,
  use: nullable(Type.Number()),
  /** Part of it was spread over a long gap between readings. */
  estimated: Type.Optional(Type.Boolean()),
})
export type PeriodUse = Static<typeof PeriodUse>

/** One named value out of a packet, already in the metric's unit. */
export interface DecodedValue {
  readonly metric: Metric
  readonly value: number | boolean | string
  readonly unit?: Unit
  /** Tells several of one kind apart: a probe's serial number, a relay's number, a phase. */
  readonly channel?: string
  /** ms since 1970, when the payload says when it was measured in a way that can be trusted. */
  readonly at?: number
  /** Kept by the device and handed in later, by its own words: never the present, however new it is. */
  readonly historical?: true
}

/** What a codec makes of one packet about one device. */
export interface Decoded {
  /** The device as this dialect names it; unique within the codec. */
  readonly device: string
  readonly values: readonly DecodedValue[]
  /** Things that happened once, for example `button.single`. */
  readonly events: readonly string[]
  readonly availability?: 'online' | 'offline'
  /** Its "offline" only means that it sleeps between two reports: no fault, however long its radio is off. */
  readonly sleeps?: true
  readonly model?: string
  /** The site it belongs to, where that is known before anybody has adopted it. */
  readonly siteId?: string
  /** What its owner called it, where the dialect's own name for it is a number nobody knows. */
  readonly name?: string
  /** What was unusable in a packet that gave something all the same; each is counted. */
  readonly faults?: readonly Fault[]
  /** The dialect limits how often. */
  readonly asks?: readonly Ask[]
  /** The packet named a time that cannot be read: its values have the time of arrival and are marked so. */
  readonly untimed?: true
}

/** A message the dialect itself sends back, for example to be told again what it missed. */
export interface Ask {
  readonly topic: string
  readonly payload: string | Uint8Array
}

export interface Fault {
  readonly code: RejectionCode
  readonly message: string
}

/** A packet that gave nothing, and why. */
export interface Rejected {
  readonly rejected: Fault
  readonly device?: string
  readonly asks?: readonly Ask[]
}

/** An empty list is a packet that is understood and carries no reading (a command's echo, a bridge's log). */
export type Decoding = readonly Decoded[] | Rejected

export function isRejected(decoding: Decoding): decoding is Rejected {
  return 'rejected' in decoding
}
