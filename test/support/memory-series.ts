/** A series store in memory, ascending by point: for stories of many readings whose store is not what is told of. */
import type { Bucket, PointId, Reading } from '../../core/contract/reading.ts'
import type { SeriesStore } from '../../core/ports.ts'

export class MemorySeries implements SeriesStore {
  readonly #byPoint = new Map<PointId, Reading[]>()
  readonly #keepMs: number

  /** `keepMs`: older readings of a point are forgotten now and then. */
  constructor(keepMs = Number.POSITIVE_INFINITY) {
    this.#keepMs = keepMs
  }

  /** Sync, for a story that cannot wait a million times. */
  add(reading: Reading): void {
    const own = this.#byPoint.get(reading.point)
    if (own === undefined) {
      this.#byPoint.set(reading.point, [reading])
      return
    }
    const last = own.at(-1)
    if (last !== undefined && last.at >= reading.at) return
    own.push(reading)
    const first = own[0]?.at ?? 0
    if (reading.at - first > 1.5 * this.#keepMs) own.splice(0, firstFrom(own, reading.at - this.#keepMs))
  }

  async append(batch: readonly Reading[]): Promise<void> {
    for (const reading of batch) this.add(reading)
  }

  async range(point: PointId, from: number, to: number, limit = 10_000): Promise<Reading[]> {
    const own = this.#byPoint.get(point) ?? []
    const first = firstFrom(own, from)
    return own.slice(first, Math.min(firstFrom(own, to), first + limit))
  }

  async buckets(point: PointId, from: number, to: number, count: number): Promise<Bucket[]> {
    const width = (to - from) / count
    const groups = Map.groupBy(await this.range(point, from, to, Number.MAX_SAFE_INTEGER), ({ at }) =>
      Math.floor((at - from) / width),
    )
    return [...groups].map(([n, readings]) => {
      const values = readings.map(({ value }) => value)
      const avg = values.reduce((sum, value) => sum + value, 0) / values.length
      return {
        at: from + n * width,
        min: Math.min(...values),
        avg,
        max: Math.max(...values),
        count: values.length,
      }
    })
  }

  async last(): Promise<Map<PointId, Reading>> {
    return new Map(
      [...this.#byPoint].flatMap(([point, own]) =>
        own.length === 0 ? [] : [[point, own.at(-1) as Reading]],
      ),
    )
  }

  async before(point: PointId, at: number): Promise<Reading | undefined> {
    const own = this.#byPoint.get(point) ?? []
    return own[firstFrom(own, at) - 1]
  }

  async deltas(): Promise<[]> {
    return []
  }

  async since(at: number, limit = 10_000): Promise<Reading[]> {
    const all = [...this.#byPoint.values()].flatMap(own => own.slice(firstFrom(own, at + 1)))
    return all.sort((a, b) => a.at - b.at).slice(0, limit)
  }

  async drop(): Promise<void> {}

  async stats() {
    const detail = { kind: 'memory', healthy: true, detail: 'a list', bytes: null, spooled: 0, duplicates: 0 }
    return { ...detail, readings: null, earliest: null }
  }

  async close(): Promise<void> {}
}

function firstFrom(readings: readonly Reading[], at: number): number {
  let [low, high] = [0, readings.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((readings[middle]?.at ?? at) < at) low = middle + 1
    else high = middle
  }
  return low
}
