/** The alarms at work, by their key and by the points they look at. */
import type { PointId } from '../../core/contract/reading.ts'
import type { Tracked } from './tracked.ts'

const NOBODY: ReadonlySet<Tracked> = new Set()

export class Registry {
  readonly #byKey = new Map<string, Tracked>()
  readonly #byPoint = new Map<PointId, Set<Tracked>>()

  add(tracked: Tracked): void {
    this.#byKey.set(tracked.subject.key, tracked)
    for (const point of tracked.points) {
      const watching = this.#byPoint.get(point) ?? new Set()
      this.#byPoint.set(point, watching.add(tracked))
    }
    if (tracked.rule.condition?.type === 'no-data') tracked.source?.silences.add(tracked)
  }

  remove(tracked: Tracked): void {
    this.#byKey.delete(tracked.subject.key)
    for (const point of tracked.points) this.#byPoint.get(point)?.delete(tracked)
    tracked.source?.silences.delete(tracked)
  }

  get(key: string): Tracked | undefined {
    return this.#byKey.get(key)
  }

  watching(point: PointId): ReadonlySet<Tracked> {
    return this.#byPoint.get(point) ?? NOBODY
  }

  all(): IterableIterator<Tracked> {
    return this.#byKey.values()
  }
}
