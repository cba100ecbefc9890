import type { PointId, Reading } from '../core/contract/reading.ts'
import type { LatestValues } from './services.ts'

/**
 * The newest reading of every point by measured time. In memory because every columnar store takes hundreds of
 * milliseconds for this question; rebuilt from the store at start.
 */
export class LatestReadings implements LatestValues {
  readonly #byPoint: Map<PointId, Reading>
  readonly #repeats = new Map<PointId, number>()

  constructor(initial: Map<PointId, Reading>) {
    this.#byPoint = new Map(initial)
  }

  get(point: PointId): Reading | undefined {
    return this.#byPoint.get(point)
  }

  all(): IterableIterator<Reading> {
    return this.#byPoint.values()
  }

  /** Readings that came a second time since the start. */
  repeats(point: PointId): number {
    return this.#repeats.get(point) ?? 0
  }

  /** Takes the readings that are newer than what is known, and answers with those. */
  update(batch: readonly Reading[]): Reading[] {
    return batch.filter(reading => {
      const known = this.#byPoint.get(reading.point)
      if (known !== undefined && known.at >= reading.at) {
        if (known.at === reading.at)
          this.#repeats.set(reading.point, (this.#repeats.get(reading.point) ?? 0) + 1)
        return false
      }
      this.#byPoint.set(reading.point, reading)
      return true
    })
  }
}
