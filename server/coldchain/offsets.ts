/** The probes' errors, by point and date: what is judged and shown is corrected, what is stored stays as it was read. */
import { corrected, type Calibration as Offset } from '../../core/coldchain/calibration.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import type { StateStore } from '../../core/ports.ts'

export class Offsets {
  readonly #state: StateStore
  #byPoint = new Map<PointId, Offset[]>()

  constructor(state: StateStore) {
    this.#state = state
    this.reload()
  }

  /** After a calibration was written down or taken back. */
  reload(): void {
    const all = this.#state.cabinets.list().flatMap(({ calibrations }) => calibrations)
    this.#byPoint = Map.groupBy(all, ({ pointId }) => pointId)
  }

  /** All of a point, in any order; undefined for the many that have none. */
  of(point: PointId): readonly Offset[] | undefined {
    return this.#byPoint.get(point)
  }

  correct(reading: Reading): Reading {
    const own = this.#byPoint.get(reading.point)
    return own === undefined ? reading : { ...reading, value: corrected(reading.value, own, reading.at) }
  }

  /** The same list when nothing in it has an offset. */
  correctAll(readings: readonly Reading[]): readonly Reading[] {
    if (this.#byPoint.size === 0) return readings
    return readings.some(({ point }) => this.#byPoint.has(point))
      ? readings.map(one => this.correct(one))
      : readings
  }
}
