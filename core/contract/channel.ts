/** Where alarms are told, and what became of each telling. */
import { type Static, Type } from 'typebox'
import { routes } from './route.ts'
import { PRIORITIES } from './rule.ts'
import { Id, Instant, Name, NameInput, nullable, oneOf, partial, record } from './schema.ts'

export const CHANNEL_TYPES = ['webhook'] as const
export type ChannelType = (typeof CHANNEL_TYPES)[number]

const ChannelFields = {
  name: Name,
  type: oneOf(CHANNEL_TYPES),
  url: Type.String({ maxLength: 500, pattern: '^https?://' }),
  /** Signs each call (HMAC-SHA-256 of the body in `x-steward-signature`); never shown again. */
  secret: nullable(Type.String({ maxLength: 200 })),
  /** The least urgent priority that is told here. */
  minPriority: oneOf(PRIORITIES),
  enabled: Type.Boolean(),
}

export const Channel = Type.Object({ id: Id, siteId: Id, ...ChannelFields, createdAt: Instant })
export type Channel = Static<typeof Channel>

export const ChannelView = Type.Object({ ...Channel.properties, secret: nullable(Type.Literal('set')) })
export type ChannelView = Static<typeof ChannelView>

/** One telling of one alarm event on one channel; `id` is also its idempotency key at the receiver. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'given-up'] as const
export const Delivery = Type.Object({
  id: Type.Integer(),
  channelId: Id,
  alarmId: Id,
  event: Type.String(),
  createdAt: Instant,
  state: oneOf(DELIVERY_STATES),
  tries: Type.Integer(),
  nextTryAt: nullable(Instant),
  settledAt: nullable(Instant),
  lastError: nullable(Type.String()),
})
export type Delivery = Static<typeof Delivery>

const ChannelInput = record({ ...ChannelFields, name: NameInput })

export const channelRoutes = routes({
  listChannels: {
    method: 'GET',
    path: '/channels',
    action: 'channel.read',
    summary: 'Channels',
    reply: Type.Array(ChannelView),
  },
  createChannel: {
    method: 'POST',
    path: '/channels',
    action: 'channel.change',
    summary: 'Add a channel',
    body: ChannelInput,
    reply: ChannelView,
  },
  changeChannel: {
    method: 'PATCH',
    path: '/channels/:id',
    action: 'channel.change',
    summary: 'Change a channel',
    params: record({ id: Id }),
    body: partial(ChannelInput),
    reply: ChannelView,
  },
  deleteChannel: {
    method: 'DELETE',
    path: '/channels/:id',
    action: 'channel.change',
    summary: 'Remove a channel',
    params: record({ id: Id }),
    reply: Type.Object({}),
  },
  testChannel: {
    method: 'POST',
    path: '/channels/:id/test',
    action: 'channel.change',
    summary: 'Send a marked test message now and say how it went',
    params: record({ id: Id }),
    reply: Type.Object({ ok: Type.Boolean(), detail: Type.String() }),
  },
  listDeliveries: {
    method: 'GET',
    path: '/deliveries',
    action: 'channel.read',
    summary: 'The latest 200 deliveries, newest first',
    reply: Type.Array(Delivery),
  },
})
