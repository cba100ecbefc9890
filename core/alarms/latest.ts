/** The newest reading of each of a few points. */
import type { PointId, Reading } from '../contract/reading.ts'

interface Known {
  readonly at: number
  readonly value: number
  readonly sure: boolean
}

export class Latest {
  readonly #known = new Map<PointId, Known>()
  /** Measured time of the newest reading of any of them. */
  newestAt = Number.NEGATIVE_INFINITY

  /** False when it is not newer than what is known of that point. */
  keep({ point, at, value }: Pick<Reading, 'point' | 'at' | 'value'>, sure = true): boolean {
    const known = this.#known.get(point)
    if (known !== undefined && at <= known.at) return false
    this.#known.set(point, { at, value, sure })
    if (at > this.newestAt) this.newestAt = at
    return true
  }

  /** The value, unless it is unknown or was more than `maxAgeS` old when the newest of them was measured. */
  get(point: PointId, maxAgeS = Number.POSITIVE_INFINITY): number | null {
    const known = this.#known.get(point)
    return known === undefined || this.newestAt - known.at > maxAgeS * 1000 ? null : known.value
  }

  /** True when what is known of these points may also clear. */
  sure(points: Iterable<PointId>): boolean {
    for (const point of points) if (this.#known.get(point)?.sure === false) return false
    return true
  }
}
