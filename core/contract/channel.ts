/** Where alarms are told, and what became of each telling. */
import { type Static, Type } from 'typebox'
import { WeekHours } from './condition.ts'
import { routes } from './route.ts'
import { PRIORITIES } from './rule.ts'
import { Id, Instant, Language, Name, NameInput, nullable, oneOf, partial, record } from './schema.ts'

export const CHANNEL_TYPES = ['webhook', 'push', 'email', 'wecom', 'dingtalk', 'feishu', 'siren'] as const
export type ChannelType = (typeof CHANNEL_TYPES)[number]

/**
 * Hours in which nobody is disturbed for less than `through`. Life safety passes always, and a person's own quiet hours
 * do not count while they are on duty.
 */
export const QuietHours = record({
  hours: Type.Array(WeekHours, { maxItems: 21 }),
  through: oneOf(PRIORITIES),
})
export type QuietHours = Static<typeof QuietHours>

export const EmailAddress = Type.String({ maxLength: 254, pattern: '^[^\\s@<>,;"]+@[^\\s@<>,;"]+$' })

/** What a siren or lamp does: a device of ours is ordered, or any topic is published to. */
const Siren = record({
  deviceId: nullable(Id),
  /** The relay of the device; null for its only one. */
  channel: nullable(Type.String({ maxLength: 40 })),
  /** Without a device: where and what to publish. */
  topic: Type.Optional(Type.String({ maxLength: 200, pattern: '^[^#+]*$' })),
  on: Type.Optional(Type.String({ maxLength: 500 })),
  off: Type.Optional(Type.String({ maxLength: 500 })),
  /** How long it sounds at most, seconds; it ends by itself even if Steward is gone. */
  forS: Type.Integer({ minimum: 1, maximum: 3600 }),
})

const ChannelFields = {
  name: Name,
  type: oneOf(CHANNEL_TYPES),
  /** Webhook and robots: the address to call. E-mail: the server, `smtp://host:587` or `smtps://host:465`. Else empty. */
  url: Type.String({ maxLength: 500, pattern: '^((https?|smtps?)://.*)?$' }),
  /**
   * Signs each call (webhook: HMAC-SHA-256 of the body in `x-steward-signature`; robots: as the vendor says), or signs
   * in to the mail server; never shown again.
   */
  secret: nullable(Type.String({ maxLength: 200 })),
  /** The least urgent priority that is told here. */
  minPriority: oneOf(PRIORITIES),
  enabled: Type.Boolean(),
  /** E-mail: the name to sign in with, what the message says it is from, and fixed recipients; none: the persons meant. */
  username: Type.Optional(Type.String({ maxLength: 200 })),
  from: Type.Optional(Type.String({ maxLength: 254 })),
  to: Type.Optional(Type.Array(EmailAddress, { maxItems: 50 })),
  siren: Type.Optional(Siren),
  /** Of what is written here; the site's when missing. */
  language: Type.Optional(oneOf(['zh', 'en', 'both'])),
  quiet: Type.Optional(nullable(QuietHours)),
  /** At most so many messages a minute to one recipient; what is more becomes one message that says how many. */
  perMinute: Type.Optional(Type.Integer({ minimum: 1, maximum: 600 })),
  /** How a phone reaches this Steward: the beginning of the links in messages. Without it there are none. */
  linkBase: Type.Optional(nullable(Type.String({ maxLength: 300, pattern: '^https?://' }))),
}

export const Channel = Type.Object({ id: Id, siteId: Id, ...ChannelFields, createdAt: Instant })
export type Channel = Static<typeof Channel>

export const ChannelView = Type.Object({ ...Channel.properties, secret: nullable(Type.Literal('set')) })
export type ChannelView = Static<typeof ChannelView>

/** skipped: told nobody on purpose, because it was over before the quiet hours were. */
export const DELIVERY_STATES = ['waiting', 'delivered', 'given-up', 'skipped'] as const
/** One telling of one alarm event on one channel; `id` is also its idempotency key at the receiver. */
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
  /** Who is meant: one person on a personal channel; on a group's, the persons to be named. */
  userId: Type.Optional(nullable(Id)),
  named: Type.Optional(Type.Array(Id)),
  /** Which step of the escalation, from 0; a reminder repeats the last one. */
  step: Type.Optional(Type.Integer()),
  /** Waits for the end of quiet hours. */
  quiet: Type.Optional(Type.Boolean()),
})
export type Delivery = Static<typeof Delivery>

/** A delivery with its words, as the record shows it. */
export const DeliveryView = Type.Object({
  ...Delivery.properties,
  alarm: nullable(Name),
  channel: nullable(Name),
  person: nullable(Type.String()),
})
export type DeliveryView = Static<typeof DeliveryView>

/** One browser of one person, as the browser's push service knows it (RFC 8030). */
export const PushSubscription = Type.Object({
  /** SHA-256 of the endpoint. */
  id: Id,
  userId: Id,
  endpoint: Type.String(),
  p256dh: Type.String(),
  auth: Type.String(),
  language: Language,
  createdAt: Instant,
})
export type PushSubscription = Static<typeof PushSubscription>

/** Where the whole of one person may be reached; kept by the user's id. */
const ContactFields = {
  email: nullable(EmailAddress),
  quiet: nullable(QuietHours),
  /** How the robots' chats know this person, so that they are named there: account, phone number, open id. */
  wecom: nullable(Type.String({ maxLength: 64 })),
  dingtalk: nullable(Type.String({ maxLength: 32 })),
  feishu: nullable(Type.String({ maxLength: 64 })),
}
export const Contact = Type.Object({ id: Id, ...ContactFields })
export type Contact = Static<typeof Contact>

/** A person as colleagues see them: a name, and by what they can be reached. */
export const Person = Type.Object({
  id: Id,
  name: Type.String(),
  role: Type.String(),
  email: Type.Boolean(),
  push: Type.Integer(),
})
export type Person = Static<typeof Person>

const ChannelInput = record({ ...ChannelFields, name: NameInput })
const ById = record({ id: Id })
const Reply = Type.Object({ ok: Type.Boolean(), detail: Type.String() })

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
    params: ById,
    body: partial(ChannelInput),
    reply: ChannelView,
  },
  deleteChannel: {
    method: 'DELETE',
    path: '/channels/:id',
    action: 'channel.change',
    summary: 'Remove a channel',
    params: ById,
    reply: Type.Object({}),
  },
  testChannel: {
    method: 'POST',
    path: '/channels/:id/test',
    action: 'channel.change',
    summary: 'Send a marked test message now and say how it went; a personal channel tells whoever asks',
    params: ById,
    reply: Reply,
  },
  listDeliveries: {
    method: 'GET',
    path: '/deliveries',
    action: 'channel.read',
    summary: 'The latest 200 deliveries, newest first; `state` for those alone',
    query: partial(record({ state: oneOf(DELIVERY_STATES) })),
    reply: Type.Array(DeliveryView),
  },
  retryDelivery: {
    method: 'POST',
    path: '/deliveries/:id/retry',
    action: 'channel.change',
    summary: 'Try a delivery again that was given up',
    params: record({ id: Type.Integer({ minimum: 1 }) }),
    reply: Delivery,
  },
  getPushKey: {
    method: 'GET',
    path: '/push/key',
    action: 'signed-in',
    summary: 'The public key (VAPID) a browser subscribes with',
    reply: Type.Object({ key: Type.String() }),
  },
  subscribePush: {
    method: 'POST',
    path: '/push/subscriptions',
    action: 'signed-in',
    summary: 'Tell this browser of alarms, also when the page is closed',
    body: record({
      endpoint: Type.String({ maxLength: 1000, pattern: '^https?://' }),
      p256dh: Type.String({ minLength: 80, maxLength: 100, pattern: '^[A-Za-z0-9_-]+=*$' }),
      auth: Type.String({ minLength: 20, maxLength: 30, pattern: '^[A-Za-z0-9_-]+=*$' }),
      language: Language,
    }),
    reply: Type.Object({ id: Id }),
  },
  unsubscribePush: {
    method: 'DELETE',
    path: '/push/subscriptions/:id',
    action: 'signed-in',
    summary: 'Tell this browser no more',
    params: ById,
    reply: Type.Object({}),
  },
  listPeople: {
    method: 'GET',
    path: '/people',
    action: 'roster.read',
    summary: 'Who may be put on duty, and by what they can be reached',
    reply: Type.Array(Person),
  },
  getContact: {
    method: 'GET',
    path: '/me/contact',
    action: 'signed-in',
    summary: 'Where you are reached, and your quiet hours',
    reply: Contact,
  },
  setContact: {
    method: 'PUT',
    path: '/me/contact',
    action: 'signed-in',
    summary: 'Say where you are reached, and your quiet hours',
    body: partial(record(ContactFields)),
    reply: Contact,
  },
  getContactOf: {
    method: 'GET',
    path: '/people/:id/contact',
    action: 'user.read',
    summary: 'Where somebody is reached',
    params: ById,
    reply: Contact,
  },
  setContactOf: {
    method: 'PUT',
    path: '/people/:id/contact',
    action: 'user.change',
    summary: 'Say where somebody is reached',
    params: ById,
    body: partial(record(ContactFields)),
    reply: Contact,
  },
})
