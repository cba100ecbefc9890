/** Brings what explains a value to the alarms about it: before the value is judged, and whenever that changes. */
import { type Excuse, type Explainer, isOnSide } from '../../core/alarms/excuse.ts'
import type { AlarmInput } from '../../core/alarms/machine.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import type { Tracked } from './tracked.ts'

export interface ExcuseParts {
  readonly explainer: Explainer | undefined
  readonly watching: (point: PointId) => Iterable<Tracked>
  readonly take: (tracked: Tracked, input: AlarmInput, now: number) => void
  /** Steady ms; called for what changes without a reading. */
  readonly now: () => number
}

export class Excuses {
  readonly #parts: ExcuseParts

  constructor(parts: ExcuseParts) {
    this.#parts = parts
    parts.explainer?.listen(excuse => this.#apply(excuse, parts.now()))
  }

  /** `now`: steady ms at which the reading counts. */
  see(reading: Reading, now: number): void {
    const excuse = this.#parts.explainer?.see(reading)
    if (excuse !== undefined) this.#apply(excuse, now)
  }

  ruleChanged(point: PointId | null | undefined): void {
    if (point != null) this.#parts.explainer?.ruleChanged?.(point)
  }

  #apply({ points, side, forMs }: Excuse, now: number): void {
    const input: AlarmInput = { type: 'excuse', until: forMs === null ? null : now + forMs }
    for (const point of points)
      for (const tracked of this.#parts.watching(point))
        if (isOnSide(tracked.rule.condition, side)) this.#parts.take(tracked, input, now)
  }
}
