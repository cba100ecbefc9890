/** The closed lists of words that meters and tariffs share. */
import type { Metric, Unit } from './metric.ts'

export const MEDIA = ['electricity', 'water', 'gas', 'heat'] as const
export type Medium = (typeof MEDIA)[number]

/** The unit every use of a medium is told in. */
export const MEDIUM_UNIT: Readonly<Record<Medium, Unit>> = {
  electricity: 'kWh',
  water: 'm3',
  gas: 'm3',
  heat: 'GJ',
}

/** The counters that may become a meter of a medium. */
export const MEDIUM_METRICS: Readonly<Record<Medium, readonly Metric[]>> = {
  electricity: ['energy_import_total'],
  water: ['water_total'],
  gas: ['gas_total'],
  heat: ['heat_total'],
}

/** 尖 峰 平 谷 深谷. A tariff without times of use has only `flat`. */
export const BANDS = ['sharp', 'peak', 'flat', 'valley', 'deep-valley'] as const
export type Band = (typeof BANDS)[number]

/** workday: also a Saturday or Sunday that is worked to make up for a holiday (调休). holiday: statutory, by the calendar. */
export const DAY_KINDS = ['workday', 'weekend', 'holiday'] as const
export type DayKind = (typeof DAY_KINDS)[number]

/** What a meter's use is for: sub-metering classes of public buildings, and what a canteen adds to them. */
export const PURPOSES = [
  'whole',
  'kitchen',
  'cold-store',
  'lighting',
  'air-conditioning',
  'power',
  'irrigation',
  'washing',
  'boiler',
  'bath',
  'dormitory',
  'office',
  'other',
] as const
export type Purpose = (typeof PURPOSES)[number]
