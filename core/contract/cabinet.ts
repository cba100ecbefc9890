/** A cold or hot cabinet: what is set about it, how it stands, its past, its deliveries, its retained samples. */
import { type Static, Type } from 'typebox'
import { MonthLog } from './cabinet-log.ts'
import {
  Allowance,
  CabinetLevels,
  Calibration,
  ExcursionView,
  GraceBandView,
  JurisdictionSchema,
} from './cabinet-parts.ts'
import { WEEK_HOURS_MAX, WeekHours } from './condition.ts'
import { PointId } from './reading.ts'
import { ReplayReply } from './replay.ts'
import { routes } from './route.ts'
import { FoodSample, FoodSampleInput } from './sample.ts'
import { Id, Instant, nullable, oneOf, partial, record } from './schema.ts'

const WallTime = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })

/** An allowance that somebody starts at the door is never longer. */
export const RESTOCK_MIN_MAX = 60

const CabinetFields = {
  jurisdiction: JurisdictionSchema,
  /** The contact on its door; null: its own device's, and without one a learned rise with a step of the humidity. */
  doorPointId: nullable(PointId),
  /** Where it stands, for the time left; null when nobody measures it. */
  roomPointId: nullable(PointId),
  /** How long a delivery may take, minutes. */
  restockMin: Type.Integer({ minimum: 5, maximum: RESTOCK_MIN_MAX }),
  /** Doors, defrosts and deliveries may hold the inner levels back. */
  grace: Type.Boolean(),
  checksAt: Type.Array(WallTime, { minItems: 1, maxItems: 6, uniqueItems: true }),
  /** When a hot cabinet is in use; empty: always. Outside of them it is not judged. */
  servingHours: Type.Array(WeekHours, { maxItems: WEEK_HOURS_MAX }),
  /** The rule of minutes that add up; null for none. */
  allowance: nullable(Allowance),
}

/** Its id is its device's. The four levels are its rules; see {@link CabinetLevels}. */
export const Cabinet = Type.Object({
  id: Id,
  siteId: Id,
  ...CabinetFields,
  calibrations: Type.Array(Calibration, { maxItems: 200 }),
  /** Minutes beyond the allowance count from here: then everything in it was new. */
  stockSince: nullable(Instant),
  changedAt: Instant,
})
export type Cabinet = Static<typeof Cabinet>
export const CabinetInput = partial(record(CabinetFields))
export type CabinetInput = Static<typeof CabinetInput>

/** Goods going in, with a time by which the cabinet must be itself again. */
export const Restocking = Type.Object({
  id: Id,
  siteId: Id,
  cabinetId: Id,
  startedAt: Instant,
  /** At the latest. */
  until: Instant,
  by: Type.String(),
  /** When somebody said "done", or null. */
  doneAt: nullable(Instant),
})
export type Restocking = Static<typeof Restocking>

/**
 * By its readings alone, alarms apart: good · explained: beyond a level, and something usual explains it · beyond: an
 * inner level · far: an outer one · unknown: nothing recent enough to say.
 */
export const CABINET_WORDS = ['good', 'explained', 'beyond', 'far', 'unknown'] as const

export const TimeLeftView = Type.Object({
  limitC: Type.Number(),
  side: oneOf(['above', 'below']),
  crossesAt: Instant,
  /** Nine of ten crossings lie between these. */
  earliestAt: Instant,
  latestAt: Instant,
  /** By then the goods should be elsewhere. */
  moveByAt: Instant,
})
export type TimeLeftView = Static<typeof TimeLeftView>

export const CabinetState = Type.Object({
  id: Id,
  siteId: Id,
  word: oneOf(CABINET_WORDS),
  /** The point all of this is about: the cabinet's first probe; null before it has one. */
  pointId: nullable(PointId),
  /** The newest reading, corrected. */
  valueC: nullable(Type.Number()),
  at: nullable(Instant),
  levels: CabinetLevels,
  /** What explains it now. */
  grace: nullable(GraceBandView),
  /** The one that is not over. */
  excursion: nullable(ExcursionView),
  /** Of the last 24 h; null without readings. */
  day: nullable(
    Type.Object({
      minC: Type.Number(),
      meanC: Type.Number(),
      maxC: Type.Number(),
      /** Mean kinetic temperature: for information, it excuses nothing. */
      mktC: nullable(Type.Number()),
      minutesUnknown: Type.Number(),
    }),
  ),
  /** The rule of minutes, over separate excursions: cooling down again sets nothing back. */
  allowance: nullable(
    Type.Object({
      limitC: Type.Number(),
      side: oneOf(['above', 'below']),
      allowedMin: Type.Number(),
      usedMin: Type.Number(),
      /** Of those, minutes that no reading tells of. */
      unknownMin: Type.Number(),
      usedUpAt: nullable(Instant),
      since: Instant,
    }),
  ),
  timeLeft: nullable(TimeLeftView),
  calibration: oneOf(['never', 'good', 'due-soon', 'overdue']),
  /** When the slow parts (day, allowance, time left) were worked out; null: not yet. */
  asOf: nullable(Instant),
})
export type CabinetState = Static<typeof CabinetState>

/** What it usually does, learned from its own weeks. */
export const CabinetHabit = Type.Object({
  learnedAt: Instant,
  /** The warm end of its steady band; of a hot cabinet, the cool end. */
  steadyC: Type.Number(),
  recoversMin: Type.Number(),
  defrost: nullable(
    Type.Object({ everyH: Type.Number(), peakC: Type.Number(), lastsMin: Type.Number(), lastAt: Instant }),
  ),
})
export type CabinetHabit = Static<typeof CabinetHabit>

export const CabinetDetail = Type.Object({
  cabinet: Cabinet,
  state: CabinetState,
  habit: nullable(CabinetHabit),
  restocking: nullable(Restocking),
})
export type CabinetDetail = Static<typeof CabinetDetail>

export const CabinetHistory = Type.Object({
  from: Instant,
  to: Instant,
  /** Worked out again from the readings; null for stretches longer than {@link HISTORY_BANDS_DAYS}. */
  bands: nullable(Type.Array(GraceBandView)),
  excursions: Type.Array(ExcursionView),
  gaps: Type.Array(Type.Object({ from: Instant, to: Instant, minutes: Type.Number() })),
})
export type CabinetHistory = Static<typeof CabinetHistory>
export const HISTORY_BANDS_DAYS = 8
export const HISTORY_DAYS_MAX = 92

const ById = record({ id: Id })
const Span = {
  from: Type.Optional(Type.String({ maxLength: 40 })),
  to: Type.Optional(Type.String({ maxLength: 40 })),
}

export const cabinetRoutes = routes({
  listCabinets: {
    method: 'GET',
    path: '/cabinets',
    action: 'device.read',
    summary: 'How every cabinet stands: explained or not, excursions, minutes used, time left',
    reply: Type.Array(CabinetState),
  },
  getCabinet: {
    method: 'GET',
    path: '/cabinets/:id',
    action: 'device.read',
    summary: 'One cabinet: its settings, how it stands, what is usual for it',
    params: ById,
    reply: CabinetDetail,
  },
  changeCabinet: {
    method: 'PATCH',
    path: '/cabinets/:id',
    action: 'cabinet.change',
    summary: 'Change how a cabinet is watched',
    params: ById,
    body: CabinetInput,
    reply: Cabinet,
  },
  setCabinetLevels: {
    method: 'PUT',
    path: '/cabinets/:id/levels',
    action: 'cabinet.change',
    summary: 'Set the four levels and their delays; they become the rules of its probes',
    params: ById,
    body: CabinetLevels,
    reply: CabinetState,
  },
  previewCabinetLevels: {
    method: 'POST',
    path: '/cabinets/:id/levels/preview',
    action: 'cabinet.change',
    summary: 'What these levels would have raised in its last week; changes nothing',
    params: ById,
    body: record({ levels: CabinetLevels, grace: Type.Boolean() }),
    reply: ReplayReply,
  },
  cabinetHistory: {
    method: 'GET',
    path: '/cabinets/:id/history',
    action: 'device.read',
    summary: 'Excursions, gaps and what explained them; `from` and `to` are ms since 1970 or ISO 8601',
    params: ById,
    query: record(Span),
    reply: CabinetHistory,
  },
  cabinetLog: {
    method: 'GET',
    path: '/cabinets/:id/log',
    action: 'device.read',
    summary: "A month's temperature log",
    params: ById,
    query: record({ month: Type.Optional(Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' })) }),
    reply: MonthLog,
  },
  addCalibration: {
    method: 'POST',
    path: '/cabinets/:id/calibrations',
    action: 'cabinet.change',
    summary: 'Write down a calibration; readings since then are corrected by it',
    params: ById,
    body: Calibration,
    reply: Cabinet,
  },
  removeCalibration: {
    method: 'POST',
    path: '/cabinets/:id/calibrations/remove',
    action: 'cabinet.change',
    summary: 'Take back a calibration that was written down wrongly',
    params: ById,
    body: record({ pointId: PointId, at: Instant }),
    reply: Cabinet,
  },
  startRestocking: {
    method: 'POST',
    path: '/cabinets/:id/restocking',
    action: 'cabinet.operate',
    summary: 'Goods are going in: its inner levels wait while it recovers as usual',
    params: ById,
    body: record({ minutes: Type.Optional(Type.Integer({ minimum: 5, maximum: RESTOCK_MIN_MAX })) }),
    reply: Restocking,
  },
  endRestocking: {
    method: 'POST',
    path: '/cabinets/:id/restocking/done',
    action: 'cabinet.operate',
    summary: 'The goods are in: it has its usual recovery left',
    params: ById,
    reply: Restocking,
  },
  renewStock: {
    method: 'POST',
    path: '/cabinets/:id/stock-renewed',
    action: 'cabinet.operate',
    summary: 'What was in it is gone: the minutes of the allowance begin anew',
    params: ById,
    body: record({ note: Type.Optional(Type.String({ maxLength: 500 })) }),
    reply: Cabinet,
  },
  listSamples: {
    method: 'GET',
    path: '/cabinets/:id/samples',
    action: 'device.read',
    summary: 'Retained samples, newest first',
    params: ById,
    query: record({ ...Span, kept: Type.Optional(Type.String({ enum: ['true'] })) }),
    reply: Type.Array(FoodSample),
  },
  addSample: {
    method: 'POST',
    path: '/cabinets/:id/samples',
    action: 'cabinet.operate',
    summary: 'A dish was put aside',
    params: ById,
    body: FoodSampleInput,
    reply: FoodSample,
  },
  discardSample: {
    method: 'POST',
    path: '/samples/:id/discard',
    action: 'cabinet.operate',
    summary: 'A sample was thrown away; before its time only with a reason',
    params: ById,
    body: record({ note: Type.Optional(Type.String({ maxLength: 500 })) }),
    reply: FoodSample,
  },
})
