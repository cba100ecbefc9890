/**
 * What can be wrong with a point, as one union with a member for each file of core/alarms/conditions.
 *
 * Limits, tolerances and deadbands are in the point's unit, times in seconds. "Its own point" is the rule's; other
 * points a condition names belong to the same site.
 */
import { type Static, type TSchema, Type } from 'typebox'
import { PointId } from './reading.ts'
import { oneOf, record } from './schema.ts'

const DAY_S = 86_400
const WEEK_S = 7 * DAY_S

const Quantity = Type.Number()
const Width = Type.Number({ minimum: 0 })
const Span = (least: number, most = WEEK_S) => Type.Integer({ minimum: least, maximum: most })
const Side = oneOf(['above', 'below'])
export type Side = Static<typeof Side>

/** The two outer levels are called HH and LL, the inner ones H and L: another rule, with its own priority and delay. */
const Level = Type.Optional(oneOf(['inner', 'outer']))

/** How old the newest reading of another point may be and still count. */
const MaxAge = Type.Optional(Span(10))
export const MAX_AGE_S = 3600

const other = <const T extends string, P extends Record<string, TSchema>>(type: T, properties: P) =>
  Type.Object({ type: Type.Literal(type), ...properties })

const High = other('high', { limit: Quantity, deadband: Width, level: Level })
const Low = other('low', { limit: Quantity, deadband: Width, level: Level })
const State = other('boolean', { when: Type.Boolean() })
const NoData = other('no-data', { afterS: Span(5) })

/** Too far from where it should be: a number, or another point that says where. */
const Deviation = other('deviation', {
  setPoint: Type.Union([Quantity, record({ pointId: PointId })]),
  by: Type.Number({ exclusiveMinimum: 0 }),
  side: oneOf(['both', 'above', 'below']),
  deadband: Width,
  maxAgeS: MaxAge,
})

/** Changes too fast, seen over `overS` and said per hour; a negative rate is a fall. */
const Rate = other('rate', { perHour: Quantity, deadband: Width, overS: Span(60, DAY_S) })

/** Heard, but within `tolerance` of the same value for this long. */
const Stuck = other('stuck', { forS: Span(60), tolerance: Width })

/** By whatever the device says of its battery: per cent, volts, or one bit. */
const Battery = other('battery', {
  percent: Type.Number({ minimum: 0, maximum: 100 }),
  volts: Type.Optional(Type.Number({ minimum: 0, maximum: 60 })),
  deadband: Width,
})

const WallTime = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })

/** Days are 1 Monday to 7 Sunday; a stretch that ends before it begins runs into the next day. */
export const WeekHours = record({
  days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, uniqueItems: true }),
  from: WallTime,
  to: WallTime,
})
export type WeekHours = Static<typeof WeekHours>
/** Three stretches a day. */
export const WEEK_HOURS_MAX = 21

/**
 * Time beyond a limit, added up over separate excursions within `withinS` (the four-hour rule: cooling down again does
 * not start anew). `amount` is minutes, or degree-minutes. Closing the alarm with what was done does start anew.
 */
const Exposure = other('exposure', {
  side: Side,
  limit: Quantity,
  measure: oneOf(['minutes', 'degree-minutes']),
  amount: Type.Number({ exclusiveMinimum: 0 }),
  withinS: Span(3600),
  /** Only what is within these hours of the site's clock counts. */
  hours: Type.Optional(Type.Array(WeekHours, { minItems: 1, maxItems: WEEK_HOURS_MAX })),
})

/** Its own point and others together: any of them, all of them, or their average, each as its mean over a window. */
const Group = other('group', {
  points: Type.Array(PointId, { minItems: 1, maxItems: 32 }),
  of: oneOf(['any', 'all', 'average']),
  side: Side,
  limit: Quantity,
  deadband: Width,
  /** 0 for the newest value alone. */
  windowS: Span(0, DAY_S),
  maxAgeS: MaxAge,
})

/** What a counter used in the last `windowS`. */
const Use = other('use', { side: Side, amount: Width, windowS: Span(60, WEEK_S) })

/** A counter used more than those behind it together, by more than `amount`, in `windowS`. */
const Balance = other('balance', {
  minus: Type.Array(PointId, { minItems: 1, maxItems: 32 }),
  amount: Width,
  windowS: Span(600, WEEK_S),
})

/** The mean over `windowS` is more than `factor` times that of its peers, and at least `least`. */
const Peers = other('peers', {
  points: Type.Array(PointId, { minItems: 2, maxItems: 32 }),
  factor: Type.Number({ minimum: 1.01, maximum: 100 }),
  least: Width,
  windowS: Span(3600, WEEK_S),
})

/** Its own point does not do what it was told: by the last order, or by another point. */
const Mismatch = other('mismatch', {
  expected: Type.Union([Type.Literal('order'), record({ pointId: PointId })]),
  tolerance: Width,
  maxAgeS: MaxAge,
})

/** Levels with a time each, the way EN 50291 times carbon monoxide: the higher, the sooner. */
const Levels = other('levels', {
  levels: Type.Array(record({ limit: Quantity, forS: Span(0, DAY_S) }), { minItems: 1, maxItems: 8 }),
  deadband: Width,
})

/**
 * Hot food that cools too slowly: from `from` down, each step must be reached in its time, counted from there. What never
 * was that hot is no batch. China: 60 to 21 °C in 2 h and to 8 °C in 4 h in all (code of practice for catering, 2018).
 */
const Cooling = other('cooling', {
  from: Quantity,
  steps: Type.Array(record({ to: Quantity, withinS: Span(60, DAY_S) }), { minItems: 1, maxItems: 4 }),
})

export const EXPRESSION_CHARS = 400

/** Anything else: a comparison over named points; `value` is its own. See core/alarms/expression.ts. */
const Expression = other('expression', {
  text: Type.String({ minLength: 1, maxLength: EXPRESSION_CHARS }),
  points: Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]{0,15}$' }), PointId, { maxProperties: 16 }),
  maxAgeS: MaxAge,
})

/** Conditions that may depend on the hour. */
const PLAIN = [
  High,
  Low,
  State,
  Deviation,
  Rate,
  Stuck,
  Battery,
  Exposure,
  Group,
  Use,
  Balance,
  Peers,
  Mismatch,
  Levels,
  Cooling,
  Expression,
] as const
export const PlainCondition = Type.Union([...PLAIN])
export type PlainCondition = Static<typeof PlainCondition>

/** One condition within the hours of the site's clock, another outside of them; null: nothing is wrong then. */
const Schedule = other('schedule', {
  hours: Type.Array(WeekHours, { minItems: 1, maxItems: WEEK_HOURS_MAX }),
  inside: Type.Union([PlainCondition, Type.Null()]),
  outside: Type.Union([PlainCondition, Type.Null()]),
})

export const Condition = Type.Union([...PLAIN, NoData, Schedule])
export type Condition = Static<typeof Condition>
export type ConditionOf<T extends Condition['type']> = Extract<Condition, { type: T }>
