/** Zones, supplies and programs, looked up by what the keeper knows of them. */
import type { Run } from '../contract/watering-run.ts'
import type { Supply, Zone } from '../contract/watering-zone.ts'
import { type KeeperConfig, keyOf, type ValveRef, valveOf } from './keeper-effect.ts'

/** Of a program that says nothing, and of one that is gone. */
const PRIORITY_DEFAULT = 5

export class ConfigView {
  readonly #config: KeeperConfig
  readonly #zones: ReadonlyMap<string, Zone>
  readonly #supplies: ReadonlyMap<string, Supply>

  constructor(config: KeeperConfig) {
    this.#config = config
    this.#zones = new Map(config.zones.map(zone => [zone.id, zone]))
    this.#supplies = new Map(config.supplies.map(supply => [supply.id, supply]))
  }

  zone(id: string): Zone | undefined {
    return this.#zones.get(id)
  }

  supplyOf({ supplyId }: Zone): Supply | undefined {
    return supplyId === null ? undefined : this.#supplies.get(supplyId)
  }

  /** Zones behind one valve; usually one. */
  zonesAt(ref: ValveRef): Zone[] {
    const key = keyOf(ref)
    return this.#config.zones.filter(zone => keyOf(valveOf(zone)) === key)
  }

  /** By hand goes before everything. */
  priority(run: Run): number {
    if (run.programId === null) return 0
    return this.#config.programs.find(({ id }) => id === run.programId)?.priority ?? PRIORITY_DEFAULT
  }
}
