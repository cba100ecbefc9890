/** Where a number on a report comes from: a reference to the records behind it, small enough for every cell to have one. */
import { type Static, Type } from 'typebox'
import { Id, Instant, oneOf } from './schema.ts'

export const TRACED = [
  'meter',
  'point',
  'baseline',
  'activity',
  'tariff',
  'alarms',
  'alarm',
  'zone',
  'incidents',
  'cabinet',
  'devices',
  'device',
] as const

/** What is reckoned of the records of each kind. */
export const METER_MEASURES = [
  'use',
  /** What the register moved between both ends. */
  'between',
  'cost',
  'carbon',
  'coal',
  'change',
  'share',
  'per-meal',
  'per-head',
  'per-m2',
  'missing-days',
  'bridged-days',
  'unpriced-days',
] as const
export const SAVING_MEASURES = [
  'actual',
  'expected',
  'saved',
  'saved-low',
  'saved-high',
  'saved-part',
  'saved-money',
  'cusum',
  'steps-missing',
  'steps-beyond',
] as const
export const ALARM_MEASURES = [
  'count',
  'part',
  'answer',
  'answer-median',
  'answer-ninety',
  'close-median',
] as const
export const WATER_MEASURES = [
  'litres',
  'timer',
  'need',
  'saved-water',
  'saved-water-money',
  'in-band',
  'runs',
  'skips',
  'spared',
  'measured',
] as const
export const CABINET_MEASURES = [
  'lowest',
  'mean',
  'highest',
  'kinetic',
  'beyond',
  'unknown',
  'check',
  'limit',
  'excursions',
  'unanswered',
  'explained',
  'checks-done',
  'checks-due',
  'deliveries',
  'cabinets',
  'peak',
  'lasted',
  'silence',
  'calibration',
] as const
/** Of what people wrote down (an entry, a price, a date, a list of devices), and of a point. */
export const ENTRY_MEASURES = ['reading', 'meals', 'price', 'devices', 'days'] as const

/** All of them. */
export const MEASURES = [
  ...METER_MEASURES,
  ...SAVING_MEASURES,
  ...ALARM_MEASURES,
  ...WATER_MEASURES,
  ...CABINET_MEASURES,
  ...ENTRY_MEASURES,
] as const
export type Measure = (typeof MEASURES)[number]

const IDS_MAX = 200
const Stretch = Type.Object({ from: Instant, to: Instant })

export const Trace = Type.Object({
  of: oneOf(TRACED),
  /** Empty for several, named in `ids`, or for all of a kind. */
  id: Type.String({ maxLength: 64 }),
  from: Instant,
  to: Instant,
  /** Missing: the use of a meter, the readings of a point, how many there are. */
  as: Type.Optional(oneOf(MEASURES)),
  ids: Type.Optional(Type.Array(Id, { maxItems: IDS_MAX })),
  /** Only those records of which this holds, such as a priority or a band. */
  only: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 300 }))),
  /** The stretch it is compared with. */
  before: Type.Optional(Stretch),
})
export type Trace = Static<typeof Trace>
