/** What came of it: litres against need, what was saved, what went wrong, what was learned. */
import { type Static, Type } from 'typebox'
import { Id, Instant, Name, nullable, oneOf } from './schema.ts'

/**
 * over-flow: broken head or pipe · under-flow: blocked or too little pressure · leak: flow with every valve shut ·
 * says-open: the valve reports open and no water comes · says-closed: it reports closed and water flows ·
 * opened-outside: somebody or something else opened it · not-closed: it did not close after three tries ·
 * not-opened: it did not open after three tries.
 */
export const INCIDENT_KINDS = [
  'over-flow',
  'under-flow',
  'leak',
  'says-open',
  'says-closed',
  'opened-outside',
  'not-closed',
  'not-opened',
] as const
export type IncidentKind = (typeof INCIDENT_KINDS)[number]

export const Incident = Type.Object({
  id: Id,
  siteId: Id,
  kind: oneOf(INCIDENT_KINDS),
  /** Null when no single zone is to blame. */
  zoneId: nullable(Id),
  supplyId: nullable(Id),
  since: Instant,
  /** Null while it lasts. */
  until: nullable(Instant),
  flowLpm: nullable(Type.Number()),
  limitLpm: nullable(Type.Number()),
  /** What Steward did about it, and what a person is to do. */
  sentence: Name,
  /** It was isolated by its master valve or shut-off. */
  isolated: Type.Boolean(),
  closedBy: nullable(Type.String()),
})
export type Incident = Static<typeof Incident>

/** How a zone has behaved over its runs; what suggestions are made of. */
export const ZoneLearning = Type.Object({
  /** The zone's id. */
  id: Id,
  siteId: Id,
  /** Settled mean flow of its good runs, newest last, 60 at most. */
  flows: Type.Array(Type.Object({ at: Instant, lpm: Type.Number() })),
  /** Rise of soil moisture against water given, mm per hour of water, newest last. */
  rates: Type.Array(Type.Object({ at: Instant, mmPerH: Type.Number() })),
  /** Suggestions a person said no to, with when; they rest for 30 days. */
  dismissed: Type.Array(Type.Object({ kind: Type.String(), at: Instant })),
})
export type ZoneLearning = Static<typeof ZoneLearning>

export const SUGGESTION_KINDS = [
  'nominal-flow',
  'drift',
  'precipitation-rate',
  'cycle',
  'supply-capacity',
] as const
/** Something learned that a person is to confirm. Nothing is changed without them. */
export const Suggestion = Type.Object({
  /** `<zone>:<kind>`. */
  id: Type.String(),
  siteId: Id,
  zoneId: Id,
  kind: oneOf(SUGGESTION_KINDS),
  current: nullable(Type.Number()),
  suggested: Type.Number(),
  unit: oneOf(['L/min', 'mm/h', '%']),
  runs: Type.Integer(),
  sentence: Name,
  /** False when there is nothing to take over, only something to look at. */
  acceptable: Type.Boolean(),
})
export type Suggestion = Static<typeof Suggestion>

/** Water of one zone or program in one month. Litres null: nothing was measured or reckoned. */
export const WaterRecord = Type.Object({
  siteId: Id,
  /** YYYY-MM of the site's calendar. */
  month: Type.String(),
  zoneId: Id,
  /** Null for by hand. */
  programId: nullable(Id),
  litres: Type.Number(),
  /** Share of the litres that a meter saw, 0 to 1. */
  measuredShare: nullable(Type.Number()),
  cost: nullable(Type.Number()),
  /** What the program's minutes would have given as a plain timer. */
  timerLitres: Type.Number(),
  runs: Type.Integer(),
  skips: Type.Integer(),
})
export type WaterRecord = Static<typeof WaterRecord>

/** A zone's month against what its plants needed. */
export const NeedRecord = Type.Object({
  siteId: Id,
  month: Type.String(),
  zoneId: Id,
  et0Mm: nullable(Type.Number()),
  needMm: nullable(Type.Number()),
  rainMm: nullable(Type.Number()),
  wateredMm: Type.Number(),
  /** Litres the plants needed beyond the rain. */
  needLitres: nullable(Type.Number()),
  /** Share of days whose deficit stayed within what plants bear, 0 to 1. */
  daysInBand: nullable(Type.Number()),
  days: Type.Integer(),
})
export type NeedRecord = Static<typeof NeedRecord>

export const WateringRecords = Type.Object({
  water: Type.Array(WaterRecord),
  need: Type.Array(NeedRecord),
  totalLitres: Type.Number(),
  timerLitres: Type.Number(),
  savedLitres: Type.Number(),
  savedCost: nullable(Type.Number()),
})
export type WateringRecords = Static<typeof WateringRecords>
