/** Zones, the programs that water them, and the runs that were made of it. */
import { type Static, Type } from 'typebox'
import { Command } from './command.ts'
import { PointId } from './reading.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, NameInput, nullable, oneOf, page, partial, record } from './schema.ts'

const ZoneFields = {
  name: Name,
  /** The valve that waters it, and which of the device's outlets. */
  valveDeviceId: Id,
  valveChannel: nullable(Type.String()),
  /** A point of kind water_flow, L/min, that sees this zone's water; null when there is none. */
  flowPointId: nullable(PointId),
  /** A point of kind soil_moisture, %. */
  soilPointId: nullable(PointId),
  areaM2: Type.Number({ exclusiveMinimum: 0 }),
  /** Water put on when the valve is open, L/min, measured or from the emitters' data sheet. */
  nominalFlowLpm: Type.Number({ exclusiveMinimum: 0 }),
  plant: oneOf(['turf', 'shrubs', 'trees', 'beds', 'vegetables']),
  /** Longest one run may last whatever a program says. */
  maxRunS: Type.Integer({ minimum: 10, maximum: 14400 }),
  enabled: Type.Boolean(),
}
export const Zone = Type.Object({ id: Id, siteId: Id, ...ZoneFields, createdAt: Instant })
export type Zone = Static<typeof Zone>

const ProgramFields = {
  name: Name,
  /** Days of the week it waters, 1 Monday to 7 Sunday, in the site's time zone. */
  days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, uniqueItems: true }),
  /** Local start times, HH:MM. */
  starts: Type.Array(Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }), {
    minItems: 1,
    maxItems: 8,
    uniqueItems: true,
  }),
  /** Zones one after the other, each for so many seconds. */
  steps: Type.Array(record({ zoneId: Id, runS: Type.Integer({ minimum: 10, maximum: 14400 }) }), {
    minItems: 1,
    maxItems: 64,
  }),
  enabled: Type.Boolean(),
}
export const Program = Type.Object({
  id: Id,
  siteId: Id,
  ...ProgramFields,
  /** Nothing of this program starts before then. */
  pausedUntil: nullable(Instant),
  createdAt: Instant,
})
export type Program = Static<typeof Program>

/**
 * planned · opening: open commanded, not confirmed · running: valve reports open · closing: close commanded · done ·
 * skipped: did not start, with a reason · failed: the valve did not do as told · stopped: a person or a restart ended it.
 */
export const RUN_STATES = [
  'planned',
  'opening',
  'running',
  'closing',
  'done',
  'skipped',
  'failed',
  'stopped',
] as const
export type RunState = (typeof RUN_STATES)[number]

/** Why a run did not happen or ended early; words are in core/text/watering.ts. */
export const RUN_REASONS = [
  'program-paused',
  'zone-disabled',
  'valve-busy',
  'missed-while-off',
  'not-confirmed',
  'not-closed',
  'stopped-by-person',
  'stopped-by-restart',
  'closed-early',
  'device-gone',
] as const

export const Run = Type.Object({
  id: Id,
  siteId: Id,
  zoneId: Id,
  /** Null when a person opened the valve by hand. */
  programId: nullable(Id),
  by: Type.String(),
  state: oneOf(RUN_STATES),
  reason: nullable(oneOf(RUN_REASONS)),
  plannedAt: Instant,
  plannedS: Type.Integer(),
  openedAt: nullable(Instant),
  closedAt: nullable(Instant),
  /** Litres by the flow point, or by nominal flow and time when it has none (`litresMeasured` false). */
  litres: nullable(Type.Number()),
  litresMeasured: Type.Boolean(),
})
export type Run = Static<typeof Run>

/** What a zone is doing: what was commanded, what the valve says, what the water says. */
export const ZoneStatus = Type.Object({
  zone: Zone,
  commanded: oneOf(['open', 'closed', 'unknown']),
  reported: oneOf(['open', 'closed', 'unknown']),
  reportedAt: nullable(Instant),
  flowLpm: nullable(Type.Number()),
  soilMoisture: nullable(Type.Number()),
  run: nullable(Run),
  lastRun: nullable(Run),
  nextAt: nullable(Instant),
})
export type ZoneStatus = Static<typeof ZoneStatus>

export const PlannedRun = Type.Object({ zoneId: Id, programId: Id, at: Instant, runS: Type.Integer() })
export type PlannedRun = Static<typeof PlannedRun>

const ZoneInput = record({ ...ZoneFields, name: NameInput })
const ProgramInput = record({ ...ProgramFields, name: NameInput })
const ById = record({ id: Id })

export const wateringRoutes = routes({
  listZones: {
    method: 'GET',
    path: '/zones',
    action: 'watering.read',
    summary: 'Zones and what each is doing',
    reply: Type.Array(ZoneStatus),
  },
  createZone: {
    method: 'POST',
    path: '/zones',
    action: 'watering.change',
    summary: 'Add a zone',
    body: ZoneInput,
    reply: Zone,
  },
  changeZone: {
    method: 'PATCH',
    path: '/zones/:id',
    action: 'watering.change',
    summary: 'Change a zone',
    params: ById,
    body: partial(ZoneInput),
    reply: Zone,
  },
  runZone: {
    method: 'POST',
    path: '/zones/:id/run',
    action: 'watering.operate',
    summary: 'Water one zone now, for so long',
    params: ById,
    body: record({ runS: Type.Integer({ minimum: 10, maximum: 14400 }) }),
    reply: Run,
  },
  stopZone: {
    method: 'POST',
    path: '/zones/:id/stop',
    action: 'watering.operate',
    summary: 'Close this zone now',
    params: ById,
    reply: Type.Object({ commands: Type.Array(Command) }),
  },
  stopAll: {
    method: 'POST',
    path: '/watering/stop',
    action: 'watering.operate',
    summary: 'Close every valve now',
    reply: Type.Object({ commands: Type.Array(Command) }),
  },
  listPrograms: {
    method: 'GET',
    path: '/programs',
    action: 'watering.read',
    summary: 'Programs',
    reply: Type.Array(Program),
  },
  createProgram: {
    method: 'POST',
    path: '/programs',
    action: 'watering.change',
    summary: 'Add a program',
    body: ProgramInput,
    reply: Program,
  },
  changeProgram: {
    method: 'PATCH',
    path: '/programs/:id',
    action: 'watering.change',
    summary: 'Change a program',
    params: ById,
    body: partial(ProgramInput),
    reply: Program,
  },
  deleteProgram: {
    method: 'DELETE',
    path: '/programs/:id',
    action: 'watering.change',
    summary: 'Remove a program',
    params: ById,
    reply: Type.Object({}),
  },
  pauseProgram: {
    method: 'POST',
    path: '/programs/:id/pause',
    action: 'watering.operate',
    summary: 'Start nothing of this program for so many hours; 0 resumes',
    params: ById,
    body: record({ hours: Type.Integer({ minimum: 0, maximum: 336 }) }),
    reply: Program,
  },
  previewProgram: {
    method: 'POST',
    path: '/programs/preview',
    action: 'watering.read',
    summary: 'What a program would do in the next 14 days',
    body: ProgramInput,
    reply: Type.Array(PlannedRun),
  },
  listRuns: {
    method: 'GET',
    path: '/runs',
    action: 'watering.read',
    summary: 'Runs in a stretch of time, newest first',
    query: record({
      from: Type.Optional(Type.String()),
      to: Type.Optional(Type.String()),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    reply: page(Run),
  },
  listPlan: {
    method: 'GET',
    path: '/watering/plan',
    action: 'watering.read',
    summary: 'What is planned until `to`',
    query: record({ to: Type.Optional(Type.String()) }),
    reply: Type.Array(PlannedRun),
  },
})
