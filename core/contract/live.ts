/** What the browser hears over socket.io. The client emits `join`, gets one `snapshot`, then `changes`. */
import type { Alarm } from './alarm.ts'
import type { Device } from './device.ts'
import type { Point } from './point.ts'
import type { PointId, Quality } from './reading.ts'
import type { Area, Site } from './site.ts'
import type { ZoneStatus } from './watering.ts'

/** [point, at, value, quality], an array because there are many. */
export type LiveReading = readonly [point: PointId, at: number, value: number, quality: Quality]

/** Everything the pages need to draw themselves at once. */
export interface LiveSnapshot {
  readonly now: number
  readonly site: Site
  readonly areas: readonly Area[]
  readonly devices: readonly Device[]
  readonly points: readonly Point[]
  readonly readings: readonly LiveReading[]
  /** Open alarms only. */
  readonly alarms: readonly Alarm[]
  readonly zones: readonly ZoneStatus[]
  readonly inbox: number
}

/** What changed since the last one, at most four times a second; the newest value of each point only. */
export interface LiveChanges {
  readonly now: number
  readonly readings?: readonly LiveReading[]
  /** Whole alarms that changed; a closed one carries `closedAt`. */
  readonly alarms?: readonly Alarm[]
  readonly devices?: readonly Device[]
  readonly points?: readonly Point[]
  readonly zones?: readonly ZoneStatus[]
  readonly inbox?: number
}

export interface ServerEvents {
  snapshot(snapshot: LiveSnapshot): void
  changes(changes: LiveChanges): void
  /** The session ended elsewhere; the page must sign in again. */
  'signed-out'(): void
}

export interface ClientEvents {
  join(siteId: string): void
}

/** Sent with every `changes` even when nothing changed, so that a page can tell a quiet site from a dead line. */
export const HEARTBEAT_MS = 5000
