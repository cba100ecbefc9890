import type { Alarm } from '../../core/contract/alarm.ts'
import type { Device } from '../../core/contract/device.ts'
import { HEARTBEAT_MS, type LiveChanges } from '../../core/contract/live.ts'
import type { Point } from '../../core/contract/point.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import type { Change } from '../services.ts'
import { LIVE_LIMITS, type LiveDependencies, type LiveLimits, type LiveSocket } from './limits.ts'
import { liveReading } from './snapshot.ts'

/**
 * What one browser has not been told yet. A newer value replaces an older one, so that what waits is bounded by the
 * size of the site, however slow the line.
 */
export class LiveFeed {
  readonly #socket: LiveSocket
  readonly #deps: LiveDependencies
  readonly #readings = new Map<PointId, Reading>()
  readonly #alarms = new Map<string, Alarm>()
  readonly #devices = new Map<string, Device>()
  readonly #points = new Map<PointId, Point>()
  /** Points of this site; null for those of another. Filled as readings come. */
  readonly #here = new Map<PointId, boolean>()
  #zones = false
  #sentAt = 0
  /** What waited when it was last seen to shrink, and when that was. */
  #progress: { waiting: number; at: number } | null = null
  readonly #limits: LiveLimits
  siteId: string | null = null

  constructor(socket: LiveSocket, deps: LiveDependencies, limits: LiveLimits = LIVE_LIMITS) {
    this.#limits = limits
    this.#socket = socket
    this.#deps = deps
  }

  /** True when a snapshot may be sent on top of what waits already. */
  hasRoom(): boolean {
    return waitingBytes(this.#socket) <= this.#limits.waitingBytes
  }

  /** Changes of this site from now on; what waited is forgotten. */
  join(siteId: string): void {
    this.#clear()
    this.#here.clear()
    this.siteId = siteId
    this.#sentAt = this.#deps.clock.monotonic()
  }

  take(change: Change): void {
    if (this.siteId === null) return
    switch (change.type) {
      case 'readings':
        for (const reading of change.readings) this.#takeReading(reading)
        break
      case 'alarm':
        if (change.alarm.siteId === this.siteId) this.#alarms.set(change.alarm.id, change.alarm)
        break
      case 'device':
        if (change.device.siteId === this.siteId) this.#devices.set(change.device.id, change.device)
        break
      case 'point':
        this.#here.set(change.point.id, change.point.siteId === this.siteId)
        if (change.point.siteId === this.siteId) this.#points.set(change.point.id, change.point)
        break
      case 'zones':
        this.#zones = true
    }
  }

  /** Sends what waits, or a heartbeat. False when this browser must be dropped. */
  flush(): boolean {
    if (this.siteId === null) return true
    const now = this.#deps.clock.monotonic()
    const waiting = waitingBytes(this.#socket)
    if (waiting > 0) {
      // Still taking the last message: what is new waits here, where it replaces what is old.
      if (this.#progress === null || waiting < this.#progress.waiting) this.#progress = { waiting, at: now }
      return now - this.#progress.at < this.#limits.stalledMs
    }
    this.#progress = null
    if (!this.#isEmpty() || now - this.#sentAt >= HEARTBEAT_MS) {
      this.#socket.emit('changes', this.#changes(this.siteId))
      this.#sentAt = now
      this.#clear()
    }
    return true
  }

  #takeReading(reading: Reading): void {
    let here = this.#here.get(reading.point)
    if (here === undefined) {
      here = this.#deps.state.points.get(reading.point)?.siteId === this.siteId
      this.#here.set(reading.point, here)
    }
    if (here) this.#readings.set(reading.point, reading)
  }

  #changes(siteId: string): LiveChanges {
    const { clock, watering } = this.#deps
    const some = <T>(map: Map<unknown, T>) => (map.size === 0 ? undefined : [...map.values()])
    const devices = some(this.#devices)
    return {
      now: clock.now(),
      readings: some(this.#readings)?.map(liveReading),
      alarms: some(this.#alarms),
      devices: devices?.filter(device => device.status !== 'inbox'),
      points: some(this.#points),
      zones: this.#zones ? watering.status().filter(({ zone }) => zone.siteId === siteId) : undefined,
      inbox: devices === undefined ? undefined : this.#inboxOf(siteId),
    }
  }

  #inboxOf(siteId: string): number {
    let count = 0
    for (const device of this.#deps.directory.devices())
      if (device.siteId === siteId && device.status === 'inbox') count += 1
    return count
  }

  #isEmpty(): boolean {
    return (
      this.#readings.size + this.#alarms.size + this.#devices.size + this.#points.size === 0 && !this.#zones
    )
  }

  #clear(): void {
    this.#readings.clear()
    this.#alarms.clear()
    this.#devices.clear()
    this.#points.clear()
    this.#zones = false
  }
}

/**
 * Bytes handed over and not yet taken by the other side: in the socket's own buffer, and, while a browser polls, in
 * engine.io's queue, counted as one byte a packet because it only matters that there are any.
 */
function waitingBytes(socket: LiveSocket): number {
  const { transport, writeBuffer } = socket.conn as unknown as {
    transport: { writable: boolean; socket?: { bufferedAmount?: number } }
    writeBuffer: readonly unknown[]
  }
  return (transport.socket?.bufferedAmount ?? 0) + writeBuffer.length
}
