/** Decisions with their reasons, what is planned, and the runs that were made of it. */
import { type Static, Type } from 'typebox'
import { Id, Instant, Name, nullable, oneOf } from './schema.ts'

/** fixed: the minutes as written · percent: Zimmerman · et0: FAO-56 water balance · moisture: a probe in the soil. */
export const METHODS = ['fixed', 'percent', 'et0', 'moisture'] as const
export type Method = (typeof METHODS)[number]

/**
 * planned · opening: told to open, not confirmed · running: valve open and water seen where it can be · closing: told to
 * close, not confirmed · soaking: between two cycles · held: stopped for a moment because the flow on its pipe was wrong,
 * to be tried alone · done · skipped: did not start, with a reason · failed: the valve or the water did not do as told ·
 * stopped: a person, a restart or the end of its window ended it.
 */
export const RUN_STATES = [
  'planned',
  'opening',
  'running',
  'closing',
  'soaking',
  'held',
  'done',
  'skipped',
  'failed',
  'stopped',
] as const
export type RunState = (typeof RUN_STATES)[number]

/** Decided before anything opens; words are in core/text/watering.ts. */
export const SKIP_REASONS = [
  'program-paused',
  'zone-disabled',
  'delayed',
  'calendar',
  'rain',
  'rain-forecast',
  'enough-water',
  'saturated',
  'freeze',
  'freeze-forecast',
  'wind',
  'quota',
  'no-room',
  'supply-isolated',
] as const
export type SkipReason = (typeof SKIP_REASONS)[number]

/** Why a run did not happen, ended early or went wrong. */
export const RUN_REASONS = [
  ...SKIP_REASONS,
  'valve-busy',
  'missed-while-off',
  'not-confirmed',
  'not-closed',
  'no-flow',
  'over-flow',
  'under-flow',
  'stopped-by-person',
  'stopped-by-restart',
  'stopped-by-leak',
  'closed-early',
  'device-gone',
  'window-over',
  'opened-outside',
  'program-removed',
] as const
export type RunReason = (typeof RUN_REASONS)[number]

/** Where a figure of weather comes from, best first. */
export const WEATHER_SOURCES = ['station', 'manual', 'forecast', 'last-known', 'climatology'] as const
export type WeatherSource = (typeof WEATHER_SOURCES)[number]

export const FACT_KINDS = [
  'depletion',
  'rain-observed',
  'rain-forecast',
  'air-temperature',
  'lowest-forecast',
  'wind',
  'soil-moisture',
  'percent',
  'et0',
  'quota',
  'capacity',
  'window',
] as const

/** One thing a decision looked at: what it is, and what it would have had to be. */
export const Fact = Type.Object({
  kind: oneOf(FACT_KINDS),
  value: nullable(Type.Number()),
  /** The limit it is held against; null when it is only told. */
  threshold: nullable(Type.Number()),
  unit: oneOf(['mm', 'degC', 'm/s', '%', 'm3', 'L/min', 'min']),
  basis: oneOf(['observed', 'forecast', 'reckoned', 'set']),
  /** For weather: who says so. */
  source: nullable(oneOf(WEATHER_SOURCES)),
})
export type Fact = Static<typeof Fact>

/** A decision about one zone at one start: what, why, and one sentence for people. */
export const Decision = Type.Object({
  method: oneOf(METHODS),
  /** Null: it waters. */
  skip: nullable(oneOf(SKIP_REASONS)),
  facts: Type.Array(Fact),
  /** Net water for the roots, mm; 0 when skipped. */
  needMm: Type.Number(),
  litres: Type.Number(),
  /** In the site's currency; null when no water tariff is known. */
  cost: nullable(Type.Number()),
  /** Against the minutes as written in the program; negative when this gives more. */
  savedLitres: Type.Number(),
  savedCost: nullable(Type.Number()),
  daysLeft: nullable(Type.Number()),
  sentence: Name,
})
export type Decision = Static<typeof Decision>

/** One opening of the valve. */
export const Cycle = Type.Object({ at: Instant, runS: Type.Integer() })
export type Cycle = Static<typeof Cycle>

/** What a program will do with a zone at one of its starts; a skip has no cycles. */
export const PlannedRun = Type.Object({
  zoneId: Id,
  programId: Id,
  /** The program's own start; with zone and program it names the run for ever. */
  slotAt: Instant,
  /** First opening; the slot itself when it is skipped. */
  at: Instant,
  endAt: Instant,
  /** Seconds of water, all cycles together. */
  runS: Type.Integer(),
  cycles: Type.Array(Cycle),
  decision: Decision,
})
export type PlannedRun = Static<typeof PlannedRun>

export const Run = Type.Object({
  id: Id,
  siteId: Id,
  zoneId: Id,
  /** Null when a person opened the valve by hand. */
  programId: nullable(Id),
  by: Type.String(),
  state: oneOf(RUN_STATES),
  reason: nullable(oneOf(RUN_REASONS)),
  slotAt: Instant,
  plannedAt: Instant,
  /** Seconds of water, all cycles together. */
  plannedS: Type.Integer(),
  cycles: Type.Array(Cycle),
  /** Which of `cycles` it is at, from 0. */
  cycle: Type.Integer(),
  /** Seconds of water given in cycles that are over. */
  wateredS: Type.Number(),
  /** Since when the valve of this cycle is open. */
  cycleOpenedAt: nullable(Instant),
  /** First opening and last closing. */
  openedAt: nullable(Instant),
  closedAt: nullable(Instant),
  /** Not started by then, what is left of it is given up; null for by hand. */
  finishBy: nullable(Instant),
  /** Water was seen by a meter, in this cycle; null where no meter could. */
  flowConfirmed: nullable(Type.Boolean()),
  /** Litres by the flow point, or by nominal flow and time when it has none (`litresMeasured` false). */
  litres: nullable(Type.Number()),
  litresMeasured: Type.Boolean(),
  /** Mean of the meter after it settled, L/min. */
  meanFlowLpm: nullable(Type.Number()),
  decision: nullable(Decision),
})
export type Run = Static<typeof Run>
