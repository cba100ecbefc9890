/** Documents of management that the state keeps, by the name of their collection. */
import type { Activity, Premises } from '../contract/energy-activity.ts'
import type { Adjustment, Baseline, Measure } from '../contract/energy-baseline.ts'
import type { Factor } from '../contract/energy-carbon.ts'
import type { HandReading, Resettlement } from '../contract/energy-meter.ts'
import type { Target } from '../contract/energy-target.ts'
import type { HolidayYear } from '../contract/energy-tariff.ts'

/** The picture of a hand reading, under the reading's id. */
export interface MeterPhoto {
  readonly id: string
  readonly siteId: string
  readonly type: 'image/jpeg' | 'image/png' | 'image/webp'
  readonly base64: string
}

/**
 * What a meter used on the days of a month as the books have it, null where nothing was known. One of a point (`meterId`
 * is `#` and its number) has the half hours instead, so that a start need not work them out again.
 */
export interface BookMonth {
  /** `meter/YYYY-MM` */
  readonly id: string
  readonly siteId: string
  readonly meterId: string
  readonly month: string
  readonly days: readonly (number | null)[]
  readonly settledAt: number
  /** Float64 of each half hour, NaN where nothing is known, and a byte for each that was estimated; base64. */
  readonly halfHours?: { readonly use: string; readonly estimated: string | null }
}

export interface EnergyNouns {
  readonly activities: Activity
  readonly premises: Premises
  readonly baselines: Baseline
  readonly adjustments: Adjustment
  readonly measures: Measure
  readonly targets: Target
  readonly factors: Factor
  readonly holidays: HolidayYear
  readonly handReadings: HandReading
  readonly meterPhotos: MeterPhoto
  readonly bookMonths: BookMonth
  readonly resettlements: Resettlement
}
