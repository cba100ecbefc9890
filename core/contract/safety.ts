/**
 * Gas and fire: whether each detector would be heard, whether its shut-off is proven, drills, and the plan of the rooms.
 * Steward mirrors certified alarms and never replaces them.
 */
import { type Static, Type } from 'typebox'
import { NOT_GREEN } from '../alarms/gas.ts'
import { PictureUpload } from './picture.ts'
import { OutOfService } from './quiet.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, NameInput, nullable, oneOf, record } from './schema.ts'

export const SAFETY_LIMITS = { interlocks: 100, detectorsEach: 40, plans: 20, pins: 200 } as const

/** What an actuator does on gas: shut the supply, or air the room. */
export const INTERLOCK_ORDERS = ['valve.close', 'switch.on', 'switch.off'] as const

const InterlockFields = {
  name: Name,
  /** The detectors it acts for. */
  detectorIds: Type.Array(Id, { minItems: 1, maxItems: SAFETY_LIMITS.detectorsEach, uniqueItems: true }),
  actuatorId: Id,
  channel: nullable(Type.String({ maxLength: 64 })),
  order: oneOf(INTERLOCK_ORDERS),
}
export const Interlock = Type.Object({
  id: Id,
  siteId: Id,
  ...InterlockFields,
  /** When it was last told to act, why, and when its own report said that it did. */
  commandedAt: nullable(Instant),
  confirmedAt: nullable(Instant),
  cause: nullable(oneOf(['gas', 'proof'])),
  commandId: nullable(Id),
  createdAt: Instant,
})
export type Interlock = Static<typeof Interlock>

export const InterlockStanding = Type.Object({
  interlock: Interlock,
  /** waiting: told a moment ago and not confirmed yet. */
  state: oneOf(['proven', 'unproven', 'stale', 'waiting']),
})
export type InterlockStanding = Static<typeof InterlockStanding>

export const DetectorStanding = Type.Object({
  deviceId: Id,
  siteId: Id,
  /** Why its tile is not green, worst first; empty: alive, in date, and its interlock is proven. */
  reasons: Type.Array(oneOf(NOT_GREEN)),
  interlockIds: Type.Array(Id),
  /** Its alarms are marked as a test and told to nobody until then. */
  testUntil: nullable(Instant),
  /** Two persons took one of its life-safety rules out of service, or all; the one that ends last. */
  outOfService: nullable(OutOfService),
  supervisionS: Type.Number(),
})
export type DetectorStanding = Static<typeof DetectorStanding>

/** One exercise: an alarm that is marked as one, from the detector to whoever answers. */
export const Drill = Type.Object({
  id: Id,
  siteId: Id,
  startedAt: Instant,
  startedBy: Type.String(),
  alarmId: nullable(Id),
  raisedAt: nullable(Instant),
  acknowledgedAt: nullable(Instant),
  acknowledgedBy: nullable(Type.String()),
  endedAt: nullable(Instant),
  /** Who was on duty: the shift's name. */
  shift: nullable(Name),
  outcome: nullable(oneOf(['answered', 'unanswered', 'stopped'])),
})
export type Drill = Static<typeof Drill>

const Fraction = Type.Number({ minimum: 0, maximum: 1 })
export const FloorPlan = Type.Object({
  id: Id,
  siteId: Id,
  name: Name,
  pictureId: Id,
  /** Where each device is, as fractions of the picture's width and height. */
  pins: Type.Array(record({ deviceId: Id, x: Fraction, y: Fraction }), { maxItems: SAFETY_LIMITS.pins }),
})
export type FloorPlan = Static<typeof FloorPlan>

const ById = record({ id: Id })
const InterlockInput = record({ ...InterlockFields, name: NameInput })

export const safetyRoutes = routes({
  listSafetyDetectors: {
    method: 'GET',
    path: '/safety/detectors',
    action: 'device.read',
    summary: 'Every gas and fire detector, and why its tile is not green',
    reply: Type.Array(DetectorStanding),
  },
  testDetector: {
    method: 'POST',
    path: '/safety/detectors/:id/test',
    action: 'alarm.shelve',
    summary: 'Mark what a detector says as a test for some minutes, or end that; 0 ends it',
    params: ById,
    body: record({ minutes: Type.Integer({ minimum: 0, maximum: 60 }) }),
    reply: DetectorStanding,
  },
  recordBumpTest: {
    method: 'POST',
    path: '/safety/detectors/:id/bump-test',
    action: 'alarm.shelve',
    summary: 'A detector was tried with gas today and answered',
    params: ById,
    body: record({}),
    reply: DetectorStanding,
  },
  listInterlocks: {
    method: 'GET',
    path: '/safety/interlocks',
    action: 'device.read',
    summary: 'What closes or airs on gas, and whether it is proven to',
    reply: Type.Array(InterlockStanding),
  },
  createInterlock: {
    method: 'POST',
    path: '/safety/interlocks',
    action: 'device.change',
    summary: 'Name what acts on gas',
    body: InterlockInput,
    reply: Interlock,
  },
  deleteInterlock: {
    method: 'DELETE',
    path: '/safety/interlocks/:id',
    action: 'device.change',
    summary: 'It acts on gas no longer',
    params: ById,
    reply: Interlock,
  },
  proveInterlock: {
    method: 'POST',
    path: '/safety/interlocks/:id/prove',
    action: 'alarm.shelve',
    summary: 'Command it now, and see whether its own report confirms',
    params: ById,
    body: record({}),
    reply: InterlockStanding,
  },
  startDrill: {
    method: 'POST',
    path: '/safety/drills',
    action: 'alarm.shelve',
    summary: 'Run a marked gas alarm from a simulated detector to whoever answers',
    body: record({ siteId: Id }),
    reply: Drill,
  },
  stopDrill: {
    method: 'POST',
    path: '/safety/drills/:id/stop',
    action: 'alarm.shelve',
    summary: 'End an exercise',
    params: ById,
    body: record({}),
    reply: Drill,
  },
  listDrills: {
    method: 'GET',
    path: '/safety/drills',
    action: 'alarm.read',
    summary: 'Exercises, newest first, and how fast each was answered',
    reply: Type.Array(Drill),
  },
  listFloorPlans: {
    method: 'GET',
    path: '/safety/plans',
    action: 'device.read',
    summary: 'Floor plans with where the devices are',
    reply: Type.Array(FloorPlan),
  },
  createFloorPlan: {
    method: 'POST',
    path: '/safety/plans',
    action: 'device.change',
    summary: 'Add a floor plan',
    body: record({ siteId: Id, name: NameInput, picture: PictureUpload }),
    reply: FloorPlan,
  },
  changeFloorPlan: {
    method: 'PATCH',
    path: '/safety/plans/:id',
    action: 'device.change',
    summary: 'Move the pins of a floor plan',
    params: ById,
    body: record({ pins: FloorPlan.properties.pins }),
    reply: FloorPlan,
  },
  deleteFloorPlan: {
    method: 'DELETE',
    path: '/safety/plans/:id',
    action: 'device.change',
    summary: 'Remove a floor plan',
    params: ById,
    reply: FloorPlan,
  },
})
