import type { Run } from '../../core/contract/watering-run.ts'
import { isOver } from '../../core/irrigation/run.ts'
import type { StateStore } from '../../core/ports.ts'

/** More than a zone can have waiting. */
const LOOKED_THROUGH = 20

/** The newest run of each zone that is over, looked up once. */
export class LastRuns {
  readonly #state: Pick<StateStore, 'runs'>
  readonly #known = new Map<string, Run | null>()

  constructor(state: Pick<StateStore, 'runs'>) {
    this.#state = state
  }

  of(zoneId: string): Run | null {
    const known = this.#known.get(zoneId)
    if (known !== undefined) return known
    const found = this.#state.runs.ofZone(zoneId, LOOKED_THROUGH).find(isOver) ?? null
    this.#known.set(zoneId, found)
    return found
  }

  /** Another one is over. */
  forget(zoneId: string): void {
    this.#known.delete(zoneId)
  }
}
