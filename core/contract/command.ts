/** An order to a device, kept until the device itself has confirmed it. */
import { type Static, Type } from 'typebox'
import { Id, Instant, nullable, oneOf } from './schema.ts'

/** `open` always carries how long; the device's own timer closes even if Steward is gone. */
export const COMMAND_KINDS = ['valve.open', 'valve.close', 'switch.on', 'switch.off'] as const
export type CommandKind = (typeof COMMAND_KINDS)[number]

/**
 * waiting: not yet published · sent: published, no report yet · confirmed: the device reported it · failed: given up on,
 * loudly · expired: too old to be sent · cancelled: a newer order for the same valve took its place.
 */
export const COMMAND_STATES = ['waiting', 'sent', 'confirmed', 'failed', 'expired', 'cancelled'] as const

export const Command = Type.Object({
  id: Id,
  siteId: Id,
  deviceId: Id,
  kind: oneOf(COMMAND_KINDS),
  channel: nullable(Type.String()),
  /** For open and on: seconds until the device closes by itself. */
  forS: nullable(Type.Integer({ minimum: 1, maximum: 43200 })),
  state: oneOf(COMMAND_STATES),
  tries: Type.Integer(),
  /** A user's name, or `program:<id>`, or `steward`. */
  by: Type.String(),
  reason: Type.String(),
  issuedAt: Instant,
  sentAt: nullable(Instant),
  settledAt: nullable(Instant),
  /** An open that could not be sent by then is not sent at all. */
  expiresAt: Instant,
})
export type Command = Static<typeof Command>
