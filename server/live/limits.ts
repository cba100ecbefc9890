/** What the live view needs, and how much of anything it allows. */
import type { Socket } from 'socket.io'
import type { ClientEvents, ServerEvents } from '../../core/contract/live.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import type { Access } from '../access/access.ts'
import type { Directory } from '../directory.ts'
import type { ChangeFeed, LatestValues, Logger, WateringService } from '../services.ts'

export interface LiveDependencies {
  readonly state: StateStore
  readonly directory: Pick<Directory, 'devices' | 'pointsOf'>
  readonly latest: LatestValues
  readonly changes: ChangeFeed
  readonly watering: Pick<WateringService, 'status'>
  readonly access: Pick<Access, 'identify'>
  readonly clock: Clock
  readonly log: Logger
}

export const LIVE_LIMITS = {
  sockets: 1000,
  /** The longest message a browser has reason to send is a site's id. */
  messageBytes: 4096,
  /** Four changes a second. */
  sendEveryMs: 250,
  /** How long a session that was ended may still listen. */
  recheckMs: 2000,
  /** While so much waits for a slow browser, asking for one more snapshot ends the connection. */
  waitingBytes: 4 * 1024 * 1024,
  /** A browser that takes nothing at all of what waits for so long is gone. */
  stalledMs: 15_000,
  joinsPerMinute: 60,
} as const

/** Tests wait less long. */
export type LiveLimits = { readonly [K in keyof typeof LIVE_LIMITS]: number }

export type LiveSocket = Socket<ClientEvents, ServerEvents>
