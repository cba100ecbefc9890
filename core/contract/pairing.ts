/** Pairing mode: for a few minutes anybody may publish below one topic, so that new devices can be found. */
import { type Static, Type } from 'typebox'
import { routes } from './route.ts'
import { Instant, nullable, record } from './schema.ts'

export const PAIRING_MINUTES_MAX = 15

/** One or more levels without a wildcard, not the broker's own. */
export const PairingPrefix = Type.String({ pattern: '^(?!\\$)[^+#\\u0000]{0,119}[^+#/\\u0000]$' })

export const Pairing = Type.Object({
  prefix: Type.String(),
  openedAt: Instant,
  closesAt: Instant,
  by: Type.String(),
  /** Connected without a credential now. */
  clients: Type.Integer(),
  /** Packets taken in since it was opened, and those that were refused. */
  packets: Type.Integer(),
  refused: Type.Integer(),
})
export type Pairing = Static<typeof Pairing>

const PairingReply = Type.Object({ pairing: nullable(Pairing) })

export const pairingRoutes = routes({
  getPairing: {
    method: 'GET',
    path: '/pairing',
    action: 'site.read',
    summary: 'Whether devices may connect without a credential now, and until when',
    reply: PairingReply,
  },
  openPairing: {
    method: 'POST',
    path: '/pairing',
    action: 'system.change',
    summary: 'Let devices without a credential publish below one topic, for 15 minutes at most',
    body: record({
      prefix: PairingPrefix,
      minutes: Type.Integer({ minimum: 1, maximum: PAIRING_MINUTES_MAX }),
    }),
    reply: PairingReply,
  },
  closePairing: {
    method: 'DELETE',
    path: '/pairing',
    action: 'device.change',
    summary: 'End it now; who is connected without a credential is sent away',
    reply: PairingReply,
  },
})
