/** What is known of valves and water, from the newest readings. */
import type { Device } from '../../core/contract/device.ts'
import type { Metric } from '../../core/contract/metric.ts'
import type { Point } from '../../core/contract/point.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import { keyOf, type ValveRef } from '../../core/irrigation/keeper-effect.ts'
import type { ValveReport } from '../../core/irrigation/run.ts'
import type { StateStore } from '../../core/ports.ts'
import type { LatestValues } from '../services.ts'

const VALVE_METRICS: readonly Metric[] = ['valve_open', 'switch_on']

export interface Lamp {
  readonly report: ValveReport
  readonly at: number | null
}

export class ZoneSight {
  readonly #state: StateStore
  readonly #latest: LatestValues
  /** A valve's point is looked up once; null: it has none yet. */
  readonly #points = new Map<string, Point>()

  constructor(state: StateStore, latest: LatestValues) {
    this.#state = state
    this.#latest = latest
  }

  /** What the valve itself says. A device that is offline or was never heard says nothing. */
  lamp(ref: ValveRef): Lamp {
    const point = this.point(ref)
    const reading = point === undefined ? undefined : this.#latest.get(point.id)
    if (reading === undefined) return { report: 'unknown', at: null }
    const device = this.#device(ref)
    if (device === undefined || device.availability === 'offline')
      return { report: 'unknown', at: reading.at }
    return { report: reading.value === 1 ? 'open' : 'closed', at: reading.at }
  }

  point(ref: ValveRef): Point | undefined {
    const key = keyOf(ref)
    const known = this.#points.get(key)
    if (known !== undefined) return known
    const found = this.#state.points
      .list({ deviceId: ref.deviceId })
      .find(point => VALVE_METRICS.includes(point.metric) && point.channel === ref.channel)
    if (found !== undefined) this.#points.set(key, found)
    return found
  }

  /** Never heard at all, so never told to open either. */
  isStranger(ref: ValveRef): boolean {
    const device = this.#device(ref)
    return device === undefined || device.lastSeenAt === null
  }

  reading(point: PointId | null): Reading | undefined {
    return point === null ? undefined : this.#latest.get(point)
  }

  /** Null when it was read longer ago than `withinMs`. */
  fresh(point: PointId | null, now: number, withinMs: number): number | null {
    const reading = this.reading(point)
    return reading === undefined || now - reading.at > withinMs ? null : reading.value
  }

  forget(): void {
    this.#points.clear()
  }

  #device({ deviceId }: ValveRef): Device | undefined {
    return this.#state.devices.get(deviceId)
  }
}
