/** How much wetter a run has made the soil, by the zone's probe: what it says before against two hours after. */
import type { Run } from '../../core/contract/watering-run.ts'
import { emptyLearning, withRise } from '../../core/irrigation/learning.ts'
import { rootDepthM } from '../../core/irrigation/plants.ts'
import { isOver } from '../../core/irrigation/run.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import type { ZoneSight } from './zone-sight.ts'

/** The water has come down to the probe by then, and the plants have not drunk much. */
const SETTLED_MS = 2 * 3_600_000
const FRESH_MS = 3_600_000
const OPEN_MAX = 500

interface Lesson {
  readonly beforePct: number
  /** Since when it is over, by the steady clock; null while it runs. */
  overAt: number | null
  wateredS: number
}

export class SoilLessons {
  readonly #state: StateStore
  readonly #sight: ZoneSight
  readonly #clock: Clock
  /** By zone: another run in between spoils the lesson. */
  readonly #lessons = new Map<string, Lesson & { readonly runId: string }>()

  constructor(state: StateStore, sight: ZoneSight, clock: Clock) {
    this.#state = state
    this.#sight = sight
    this.#clock = clock
  }

  note(run: Run): void {
    const lesson = this.#lessons.get(run.zoneId)
    if (run.state === 'opening' && lesson?.runId !== run.id) {
      this.#lessons.delete(run.zoneId)
      const point = this.#state.zones.get(run.zoneId)?.soilPointId ?? null
      const beforePct = this.#sight.fresh(point, this.#clock.now(), FRESH_MS)
      if (beforePct !== null && this.#lessons.size < OPEN_MAX)
        this.#lessons.set(run.zoneId, { runId: run.id, beforePct, overAt: null, wateredS: 0 })
    } else if (lesson?.runId === run.id && isOver(run)) {
      if (run.state !== 'done') this.#lessons.delete(run.zoneId)
      lesson.overAt = this.#clock.monotonic()
      lesson.wateredS = run.wateredS
    }
  }

  /** Draws what is ready. */
  learn(): void {
    const now = this.#clock.now()
    for (const [zoneId, { beforePct, overAt, wateredS }] of [...this.#lessons]) {
      if (overAt === null || this.#clock.monotonic() - overAt < SETTLED_MS) continue
      this.#lessons.delete(zoneId)
      const zone = this.#state.zones.get(zoneId)
      const afterPct = this.#sight.fresh(zone?.soilPointId ?? null, now, FRESH_MS)
      if (zone === undefined || afterPct === null) continue
      const learning = this.#state.learnings.get(zoneId) ?? emptyLearning(zone)
      const rise = { risePct: afterPct - beforePct, rootsM: rootDepthM(zone), wateredS, at: now }
      this.#state.learnings.put(withRise(learning, rise))
    }
  }
}
