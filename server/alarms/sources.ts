/**
 * Where readings come from, as far as silence is concerned: it is a device that is silent, never a point, because many
 * points are sent only when they change. Hearing anything from a device costs one assignment; the silence rules look
 * at it when they come due.
 */
import type { Device } from '../../core/contract/device.ts'
import type { Point } from '../../core/contract/point.ts'
import type { PointId } from '../../core/contract/reading.ts'
import type { StateStore } from '../../core/ports.ts'
import type { Source } from './tracked.ts'

const SUPPRESSED: ReadonlySet<Device['status']> = new Set(['disabled', 'ignored', 'retired'])

export function isSuppressed({ status }: Pick<Device, 'status'>): boolean {
  return SUPPRESSED.has(status)
}

export class Sources {
  readonly #byDevice = new Map<string, Source>()
  readonly #byPoint = new Map<PointId, Source>()
  readonly #now: number

  /** `now`: steady ms; silence counts from here, which keeps a restart from looking like a storm. */
  constructor(state: StateStore, now: number) {
    this.#now = now
    for (const device of state.devices.list()) this.ofDevice(device, now)
    for (const point of state.points.list()) this.place(point)
  }

  place(point: Point): void {
    const source = this.#byDevice.get(point.deviceId) ?? newSource(this.#now)
    this.#byDevice.set(point.deviceId, source)
    this.#byPoint.set(point.id, source)
  }

  ofDevice(device: Device, now: number): Source {
    const known = this.#byDevice.get(device.id)
    if (known !== undefined) return known
    const source = newSource(now)
    source.suppressed = isSuppressed(device)
    source.offline = device.availability === 'offline'
    source.seenAt = device.lastSeenAt ?? 0
    this.#byDevice.set(device.id, source)
    return source
  }

  ofPoint(point: PointId): Source | undefined {
    return this.#byPoint.get(point)
  }

  /** The source of a rule; a point nobody has placed is its own. */
  ofRule(point: PointId, now: number): Source {
    const source = this.#byPoint.get(point) ?? newSource(now)
    this.#byPoint.set(point, source)
    return source
  }
}

function newSource(now: number): Source {
  return { heardAt: now, seenAt: 0, offline: false, suppressed: false, silences: new Set() }
}
