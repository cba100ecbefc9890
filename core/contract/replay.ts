/** A rule tried on stored history before it is saved. */
import { type Static, Type } from 'typebox'
import { Condition } from './condition.ts'
import { Bucket, PointId } from './reading.ts'
import { Id, Instant, nullable, oneOf, record } from './schema.ts'

export const REPLAY_DAYS = 90

export const ReplayInput = record({
  /** The rule that would be replaced; without one there is nothing to compare with. */
  ruleId: Type.Optional(Id),
  pointId: PointId,
  condition: Condition,
  onDelayS: Type.Integer({ minimum: 0, maximum: 86400 }),
  offDelayS: Type.Integer({ minimum: 0, maximum: 86400 }),
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
})
export type ReplayInput = Static<typeof ReplayInput>

/** kept: both rules raise it · added: only the new one · gone: only the old one. */
export const EPISODE_FATES = ['kept', 'added', 'gone'] as const
/** Somebody did something about it; beyond the absolute limit; longer than any door is open; life safety. */
export const MISS_REASONS = ['dealt-with', 'absolute', 'long', 'life-safety'] as const

export const ReplayEpisode = Type.Object({
  fate: oneOf(EPISODE_FATES),
  /** When the condition began, and when somebody would have been told; null `returnedAt`: not over yet. */
  since: Instant,
  raisedAt: Instant,
  returnedAt: nullable(Instant),
  value: nullable(Type.Number()),
  peak: nullable(Type.Number()),
  /** Why one that would be gone was a true failure; null for all others. */
  missed: nullable(oneOf(MISS_REASONS)),
})
export type ReplayEpisode = Static<typeof ReplayEpisode>

export const ReplayReply = Type.Object({
  from: Instant,
  to: Instant,
  /** Readings that were lived through. `complete` is false when there were too many: `to` is earlier then. */
  readings: Type.Integer(),
  complete: Type.Boolean(),
  /** Alarms of the old rule and of the new one, and how many true failures would be missed. */
  before: Type.Integer(),
  after: Type.Integer(),
  missed: Type.Integer(),
  /** By time. */
  episodes: Type.Array(ReplayEpisode),
  /** For the chart. */
  series: Type.Array(Bucket),
})
export type ReplayReply = Static<typeof ReplayReply>
