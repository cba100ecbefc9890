/** What is measured of water, and the signs that are read out of it. */
import type { Name } from '../contract/schema.ts'
import type { Night } from './water-nights.ts'

/** Litres of each step, NaN where nothing is known; all of one length. */
export interface WaterFacts {
  readonly stepMin: number
  readonly main: Float64Array
  /** Null without a meter of its own. */
  readonly kitchen: Float64Array | null
  readonly irrigation: Float64Array | null
  readonly zones: readonly WaterZone[]
  /** Local hour at which each step begins, 0 to 24. */
  readonly hours: ArrayLike<number>
  /** What is rightly used in a quiet hour, L/min: an ice maker, a humidifier. */
  readonly legitimateLpm: number
}

export interface WaterZone {
  readonly id: string
  readonly name: Name
  readonly nominalLpm: number
  /** Minutes of each step in which its valve was told to be open. */
  readonly openMin: Float64Array
}

/** What the verdict is made of; the evidence prints it. */
export interface WaterSigns {
  readonly nights: readonly Night[]
  readonly quietLpm: number
  /** Within the nights: deviation over mean of the steps. */
  readonly unevenness: number
  /** Part of the nights with a flow that never stopped, and how many of those reach to the end. */
  readonly sustainedPart: number
  readonly sustainedNights: number
  readonly toTheEnd: number
  /** Last third of the flowing nights over the first. */
  readonly growth: number
  /** Part of the quiet litres in the largest tenth of the quiet steps. */
  readonly inLargest: number
  readonly activeNights: number
  readonly onsetHour: number | null
  readonly valve: { readonly zone: WaterZone; readonly lpm: number; readonly minutes: number } | null
  readonly broken: { readonly zone: WaterZone; readonly ratio: number } | null
  readonly inKitchen: boolean
  readonly thresholdLpm: number
  readonly unexplainedL: number
}
