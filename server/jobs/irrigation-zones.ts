/** What is known of a zone's valve and water, from the newest readings. */
import type { Metric } from '../../core/contract/metric.ts'
import type { PointId } from '../../core/contract/reading.ts'
import type { Zone } from '../../core/contract/watering.ts'
import type { ValveReport } from '../../core/irrigation/run.ts'
import type { StateStore } from '../../core/ports.ts'
import type { LatestValues } from '../services.ts'

const VALVE_METRICS: readonly Metric[] = ['valve_open', 'switch_on']

export interface Valve {
  readonly report: ValveReport
  readonly at: number | null
}

export class ZoneSight {
  readonly #state: StateStore
  readonly #latest: LatestValues

  constructor(state: StateStore, latest: LatestValues) {
    this.#state = state
    this.#latest = latest
  }

  /** What the valve itself says. A device that is offline or was never heard says nothing. */
  valve(zone: Zone): Valve {
    const point = this.valvePoint(zone)
    const reading = point === undefined ? undefined : this.#latest.get(point)
    if (reading === undefined) return { report: 'unknown', at: null }
    const device = this.#state.devices.get(zone.valveDeviceId)
    if (device === undefined || device.availability === 'offline')
      return { report: 'unknown', at: reading.at }
    return { report: reading.value === 1 ? 'open' : 'closed', at: reading.at }
  }

  valvePoint(zone: Zone): PointId | undefined {
    const points = this.#state.points.list({ deviceId: zone.valveDeviceId })
    const found = points.find(
      point => VALVE_METRICS.includes(point.metric) && point.channel === zone.valveChannel,
    )
    return found?.id
  }

  /** Never heard at all, so never told to open either. */
  isStranger(zone: Zone): boolean {
    const device = this.#state.devices.get(zone.valveDeviceId)
    return device === undefined || device.lastSeenAt === null
  }

  value(point: PointId | null): number | null {
    return point === null ? null : (this.#latest.get(point)?.value ?? null)
  }
}
