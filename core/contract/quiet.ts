/**
 * Keeping an alarm quiet by hand, and taking rules out of service for maintenance. Life safety takes two: one asks,
 * another agrees, each by their own sign-in. Both name a reason and an end.
 */
import { type Static, Type } from 'typebox'
import { Alarm } from './alarm.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, nullable, oneOf, record } from './schema.ts'

/** Maintenance that lasts longer is asked for again: nothing is forgotten for good. */
export const OUT_OF_SERVICE_MINUTES_MAX = 7 * 24 * 60
/** Rules that are taken out of service at once. */
export const OUT_OF_SERVICE_RULES_MAX = 100

export const OutOfService = Type.Object({
  until: Instant,
  by: Type.String(),
  /** Who agreed; null where one person was enough. */
  second: nullable(Type.String()),
  note: Type.String(),
})
export type OutOfService = Static<typeof OutOfService>

/** A rule that tells nobody until then. It goes on being judged: `active` says that it would be an alarm now. */
export const RuleOutOfService = Type.Object({
  ruleId: Id,
  siteId: Id,
  deviceId: Id,
  name: Name,
  lifeSafety: Type.Boolean(),
  active: Type.Boolean(),
  ...OutOfService.properties,
})
export type RuleOutOfService = Static<typeof RuleOutOfService>

/** What waits for a second person. */
export const QuietRequest = Type.Object({
  id: Id,
  siteId: Id,
  what: oneOf(['shelve', 'out-of-service']),
  /** The alarm that is to be shelved; null for maintenance. */
  alarmId: nullable(Id),
  /** The device whose rules these are; none for a shelf. */
  deviceId: nullable(Id),
  ruleIds: Type.Array(Id),
  name: Name,
  minutes: Type.Integer(),
  note: Type.String(),
  by: Type.String(),
  at: Instant,
  /** Nobody agreed by then: asked for again or let be. */
  expiresAt: Instant,
})
export type QuietRequest = Static<typeof QuietRequest>

const ById = record({ id: Id })
const Note = Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' })
/** Absent: all rules of the device. */
const RuleIds = Type.Optional(Type.Array(Id, { minItems: 1, maxItems: OUT_OF_SERVICE_RULES_MAX }))

export const quietRoutes = routes({
  requestShelf: {
    method: 'POST',
    path: '/alarms/:id/shelf-requests',
    action: 'alarm.shelve',
    summary: 'Ask for a life-safety alarm to be quietened; a second person has ten minutes to agree',
    params: ById,
    body: record({ minutes: Type.Integer({ minimum: 1, maximum: 480 }), note: Note }),
    reply: QuietRequest,
  },
  listOutOfService: {
    method: 'GET',
    path: '/rules/out-of-service',
    action: 'rule.read',
    summary: 'Rules that are out of service for maintenance: until when, why, and by whom',
    reply: Type.Array(RuleOutOfService),
  },
  takeOutOfService: {
    method: 'POST',
    path: '/devices/:id/out-of-service',
    action: 'alarm.shelve',
    summary:
      'Take rules of a device out of service until an end; where one of them is life safety, a second person has ten minutes to agree',
    params: ById,
    body: record({
      ruleIds: RuleIds,
      minutes: Type.Integer({ minimum: 1, maximum: OUT_OF_SERVICE_MINUTES_MAX }),
      note: Note,
    }),
    reply: Type.Object({ request: nullable(QuietRequest) }),
  },
  putIntoService: {
    method: 'POST',
    path: '/devices/:id/into-service',
    action: 'alarm.shelve',
    summary: 'End the maintenance of rules of a device; what is wrong with it is told at once',
    params: ById,
    body: record({ ruleIds: RuleIds }),
    reply: Type.Object({}),
  },
  listQuietRequests: {
    method: 'GET',
    path: '/quiet-requests',
    action: 'alarm.shelve',
    summary: 'What waits for a second person',
    reply: Type.Array(QuietRequest),
  },
  confirmQuiet: {
    method: 'POST',
    path: '/quiet-requests/:id/confirm',
    action: 'alarm.shelve',
    summary: 'Agree, from your own session or with your own password at somebody else’s screen',
    params: ById,
    body: record({
      seconder: Type.Optional(
        record({ username: Type.String({ maxLength: 40 }), password: Type.String({ maxLength: 200 }) }),
      ),
    }),
    reply: Type.Object({ alarm: nullable(Alarm) }),
  },
  withdrawQuiet: {
    method: 'DELETE',
    path: '/quiet-requests/:id',
    action: 'alarm.shelve',
    summary: 'Ask no more, or refuse',
    params: ById,
    reply: Type.Object({}),
  },
})
