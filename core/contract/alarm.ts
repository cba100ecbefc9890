/** One occurrence of something wrong, from the moment it is raised until somebody has dealt with it. */
import { type Static, Type } from 'typebox'
import { ALARM_STATES, PRIORITIES } from './alarm-words.ts'
import { PictureUpload } from './picture.ts'
import { PointId } from './reading.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, nullable, oneOf, page, partial, record } from './schema.ts'

export { ALARM_STATES, type AlarmState } from './alarm-words.ts'

/** What raised it: a rule on a point, or the product itself (a command nobody confirmed, a failed store). */
export const ALARM_SOURCES = ['rule', 'command', 'system'] as const

export const Alarm = Type.Object({
  id: Id,
  siteId: Id,
  source: oneOf(ALARM_SOURCES),
  /** The rule's id, or a fixed word with the device's id for the other sources. */
  key: Type.String(),
  ruleId: nullable(Id),
  pointId: nullable(PointId),
  deviceId: nullable(Id),
  name: Name,
  priority: oneOf(PRIORITIES),
  lifeSafety: Type.Boolean(),
  actionRequired: Type.Boolean(),
  state: oneOf(ALARM_STATES),
  /** When the condition began; `raisedAt` is later by the on-delay. */
  since: Instant,
  raisedAt: Instant,
  /** The value that raised it, the limit it passed, and the worst value so far; null for no-data. */
  value: nullable(Type.Number()),
  limit: nullable(Type.Number()),
  peak: nullable(Type.Number()),
  returnedAt: nullable(Instant),
  acknowledgedAt: nullable(Instant),
  acknowledgedBy: nullable(Type.String()),
  note: nullable(Type.String()),
  shelvedUntil: nullable(Instant),
  /** Closed: returned, acknowledged and, where required, with a corrective action. Open alarms have null. */
  closedAt: nullable(Instant),
  closedBy: nullable(Type.String()),
  action: nullable(Type.String()),
  /** Whose it is, when somebody was named: a user's name. */
  assignedTo: Type.Optional(nullable(Type.String())),
  /** No emergency: a drill, or a detector somebody is trying. Marked everywhere, counted nowhere. */
  exercise: Type.Optional(oneOf(['drill', 'test'])),
})
export type Alarm = Static<typeof Alarm>

/** Everything that ever happened to an alarm, and who did it. */
export const ALARM_EVENTS = [
  'raised',
  're-raised',
  'returned',
  'acknowledged',
  'latched',
  'reset',
  'shelved',
  'unshelved',
  'shelf-expired',
  'noted',
  'assigned',
  'closed',
  /** The shelf ends in a few minutes. */
  'shelf-ending',
  /** By design, while something else explains it (a dead gateway, a power cut). */
  'suppressed',
  'unsuppressed',
  'out-of-service',
  'in-service',
  /** It would have been raised (again), but was quiet. */
  'muted',
  /** Its rule has no readings, or none that can be judged; and sees again. */
  'no-data',
  'failed',
  'sees',
] as const
export type AlarmEventKind = (typeof ALARM_EVENTS)[number]

export const AlarmEvent = Type.Object({
  id: Type.Integer(),
  alarmId: Id,
  at: Instant,
  kind: oneOf(ALARM_EVENTS),
  /** A user's name, or null for Steward itself. */
  by: nullable(Type.String()),
  note: nullable(Type.String()),
  value: nullable(Type.Number()),
  pictureId: Type.Optional(Id),
})
export type AlarmEvent = Static<typeof AlarmEvent>

const Note = Type.String({ maxLength: 2000 })
const ById = record({ id: Id })

export const alarmRoutes = routes({
  listAlarms: {
    method: 'GET',
    path: '/alarms',
    action: 'alarm.read',
    summary: 'Alarms, newest first; `state` is open, closed, all or one of the states',
    query: partial(
      record({
        state: oneOf(['open', 'closed', 'all', ...ALARM_STATES]),
        deviceId: Id,
        limit: Type.Integer({ minimum: 1, maximum: 500 }),
        cursor: Type.String({ maxLength: 64 }),
      }),
    ),
    reply: page(Alarm),
  },
  getAlarm: {
    method: 'GET',
    path: '/alarms/:id',
    action: 'alarm.read',
    summary: 'One alarm and all that happened to it',
    params: ById,
    reply: Type.Object({ alarm: Alarm, events: Type.Array(AlarmEvent) }),
  },
  acknowledgeAlarm: {
    method: 'POST',
    path: '/alarms/:id/acknowledge',
    action: 'alarm.acknowledge',
    summary: 'Say "I am on it"',
    params: ById,
    body: partial(record({ note: Note })),
    reply: Alarm,
  },
  closeAlarm: {
    method: 'POST',
    path: '/alarms/:id/close',
    action: 'alarm.acknowledge',
    summary: 'Say what was done; resets a latched alarm whose condition is over',
    params: ById,
    body: partial(record({ note: Note, action: Note })),
    reply: Alarm,
  },
  noteAlarm: {
    method: 'POST',
    path: '/alarms/:id/notes',
    action: 'alarm.acknowledge',
    summary: 'Add a note or a picture to what happened',
    params: ById,
    body: record({ note: Type.Optional(Note), picture: Type.Optional(PictureUpload) }),
    reply: AlarmEvent,
  },
  assignAlarm: {
    method: 'POST',
    path: '/alarms/:id/assign',
    action: 'alarm.acknowledge',
    summary: 'Say whose it is; null for nobody in particular',
    params: ById,
    body: record({ username: nullable(Type.String({ maxLength: 40 })) }),
    reply: Alarm,
  },
  listHands: {
    method: 'GET',
    path: '/alarms/:id/hands',
    action: 'alarm.acknowledge',
    summary: 'Who may be given an alarm',
    params: ById,
    reply: Type.Array(Type.Object({ username: Type.String(), displayName: Type.String() })),
  },
  shelveAlarm: {
    method: 'POST',
    path: '/alarms/:id/shelve',
    action: 'alarm.shelve',
    summary: 'Quieten an alarm for a limited time; refused for life safety',
    params: ById,
    body: record({ minutes: Type.Integer({ minimum: 1, maximum: 1440 }), note: Type.Optional(Note) }),
    reply: Alarm,
  },
  unshelveAlarm: {
    method: 'POST',
    path: '/alarms/:id/unshelve',
    action: 'alarm.shelve',
    summary: 'End a shelving early',
    params: ById,
    reply: Alarm,
  },
})
