/** The pieces that cabinets, their state and their log share. */
import { type Static, Type } from 'typebox'
import { JURISDICTIONS } from '../coldchain/jurisdiction.ts'
import { PointId } from './reading.ts'
import { Instant, nullable, oneOf, record } from './schema.ts'

/** What may explain a cabinet beyond its limits for a while; idle: a hot one outside its serving hours. */
export const GRACE_KINDS = ['door', 'defrost', 'restocking', 'idle'] as const
export const GRACE_OUTCOMES = ['running', 'recovered', 'broken'] as const

export const JurisdictionSchema = oneOf(JURISDICTIONS)

const Celsius = nullable(Type.Number({ minimum: -90, maximum: 200 }))
const DelayS = Type.Integer({ minimum: 0, maximum: 86_400 })

/** LL, L, H, HH and how long each pair is waited for. The outer two are never explained away. */
export const CabinetLevels = record({
  ll: Celsius,
  l: Celsius,
  h: Celsius,
  hh: Celsius,
  innerDelayS: DelayS,
  outerDelayS: DelayS,
})
export type CabinetLevels = Static<typeof CabinetLevels>

export const Allowance = record({
  limitC: Type.Number({ minimum: -90, maximum: 200 }),
  side: oneOf(['above', 'below']),
  allowedMin: Type.Integer({ minimum: 1, maximum: 1440 }),
})

/** What a probe showed minus what it should have shown; readings since `at` are corrected by it, raw ones are kept. */
export const Calibration = record({
  pointId: PointId,
  at: Instant,
  /** More than this is a broken probe, not an offset. */
  errorC: Type.Number({ minimum: -5, maximum: 5 }),
  /** When it must be done again; null when nobody said. */
  dueAt: nullable(Instant),
  by: Type.String({ minLength: 1, maxLength: 120 }),
})
export type Calibration = Static<typeof Calibration>

export const GraceBandView = Type.Object({
  kind: oneOf(GRACE_KINDS),
  from: Instant,
  /** When it ended, or will end at the latest. */
  until: Instant,
  outcome: oneOf(GRACE_OUTCOMES),
})
export type GraceBandView = Static<typeof GraceBandView>

export const ExcursionView = Type.Object({
  startedAt: Instant,
  endedAt: nullable(Instant),
  side: oneOf(['above', 'below']),
  limitC: Type.Number(),
  peakC: Type.Number(),
  minutes: Type.Number(),
  degreeMinutes: Type.Number(),
  minutesUnknown: Type.Number(),
  explainedBy: nullable(oneOf(GRACE_KINDS)),
})
export type ExcursionView = Static<typeof ExcursionView>
