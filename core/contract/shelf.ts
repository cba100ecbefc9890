/** Quietening a life-safety alarm takes two: one asks, another agrees, each by their own sign-in. */
import { type Static, Type } from 'typebox'
import { Alarm } from './alarm.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, record } from './schema.ts'

export const ShelfRequest = Type.Object({
  id: Id,
  siteId: Id,
  alarmId: Id,
  alarm: Name,
  minutes: Type.Integer(),
  note: Type.String(),
  by: Type.String(),
  at: Instant,
  /** Nobody agreed by then: asked for again or let be. */
  expiresAt: Instant,
})
export type ShelfRequest = Static<typeof ShelfRequest>

const ById = record({ id: Id })

export const shelfRoutes = routes({
  requestShelf: {
    method: 'POST',
    path: '/alarms/:id/shelf-requests',
    action: 'alarm.shelve',
    summary: 'Ask for a life-safety alarm to be quietened; a second person has ten minutes to agree',
    params: ById,
    body: record({
      minutes: Type.Integer({ minimum: 1, maximum: 480 }),
      note: Type.String({ minLength: 1, maxLength: 500 }),
    }),
    reply: ShelfRequest,
  },
  listShelfRequests: {
    method: 'GET',
    path: '/shelf-requests',
    action: 'alarm.shelve',
    summary: 'What waits for a second person',
    reply: Type.Array(ShelfRequest),
  },
  confirmShelf: {
    method: 'POST',
    path: '/shelf-requests/:id/confirm',
    action: 'alarm.shelve',
    summary: 'Agree, from your own session or with your own password at somebody else’s screen',
    params: ById,
    body: record({
      seconder: Type.Optional(
        record({ username: Type.String({ maxLength: 40 }), password: Type.String({ maxLength: 200 }) }),
      ),
    }),
    reply: Alarm,
  },
  withdrawShelf: {
    method: 'DELETE',
    path: '/shelf-requests/:id',
    action: 'alarm.shelve',
    summary: 'Ask no more, or refuse',
    params: ById,
    reply: Type.Object({}),
  },
})
