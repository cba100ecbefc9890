/** Which point tells of which valve, and which points are meters. */
import type { PointId } from '../../core/contract/reading.ts'
import type { Supply, Zone } from '../../core/contract/watering-zone.ts'
import { keyOf, type ValveRef, valveOf } from '../../core/irrigation/keeper-effect.ts'
import { refOf } from '../../core/irrigation/supply-desk.ts'
import type { ZoneSight } from './zone-sight.ts'

export class ValveIndex {
  readonly #sight: ZoneSight
  #refs: readonly ValveRef[] = []
  #valves: ReadonlyMap<PointId, ValveRef> | undefined
  #meters: ReadonlySet<PointId> = new Set()

  constructor(sight: ZoneSight) {
    this.#sight = sight
  }

  configure(zones: readonly Zone[], supplies: readonly Supply[]): void {
    const refs = new Map<string, ValveRef>()
    for (const zone of zones) refs.set(keyOf(valveOf(zone)), valveOf(zone))
    for (const supply of supplies) {
      const ref = refOf(supply)
      if (ref !== null) refs.set(keyOf(ref), ref)
    }
    this.#refs = [...refs.values()]
    this.#valves = undefined
    this.#meters = new Set(
      [...zones, ...supplies].flatMap(({ flowPointId }) => (flowPointId === null ? [] : [flowPointId])),
    )
  }

  isMeter(point: PointId): boolean {
    return this.#meters.has(point)
  }

  /** A point was made or changed: a valve that had none may have one now. */
  forget(): void {
    this.#valves = undefined
  }

  /** Asked for every reading there is, so it answers from memory. */
  valve(point: PointId): ValveRef | undefined {
    this.#valves ??= new Map(
      this.#refs.flatMap(ref => {
        const own = this.#sight.point(ref)
        return own === undefined ? [] : [[own.id, ref] as const]
      }),
    )
    return this.#valves.get(point)
  }
}
