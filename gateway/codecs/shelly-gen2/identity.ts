/**
 * Who a second-generation Shelly is. The prefix of its topics is chosen by its owner; only RPC messages name the device
 * (`src`). So the prefix is its name until it has said its own, and the name it had first stays: neither a new prefix nor
 * a first RPC message makes another device of it.
 */
import type { DialectMemory } from '../codec.ts'

export interface Place {
  readonly device: string
  readonly src?: string
  readonly sleeps?: true
}

/** Names that only such a device has by itself: model and hardware address. */
const FACTORY_NAME = /(?:^|\/)shelly[a-z0-9]+-[0-9a-f]{6,12}$/
const SLEEPERS = /^shelly(?:plusht|htg\d|plussmoke|smokeg\d|floodg\d|bluht)/
const OBJECTS_MAX = 200

export class Identities {
  readonly #memory: DialectMemory

  constructor(memory: DialectMemory) {
    this.#memory = memory
  }

  /** Whether whatever speaks under this prefix is such a device. */
  isKnown(prefix: string): boolean {
    return this.at(prefix) !== undefined || (FACTORY_NAME.test(prefix) && !prefix.startsWith('shellies/'))
  }

  at(prefix: string): Place | undefined {
    return this.#memory.get(`at ${prefix}`) as Place | undefined
  }

  /** The device under a prefix, which names itself in RPC messages only. */
  resolve(prefix: string, src?: string): Place {
    const here = this.at(prefix)
    if (here !== undefined && (src === undefined || src === here.src)) return here
    const before = src === undefined ? undefined : (this.#memory.get(`src ${src}`) as string | undefined)
    const device = before ?? (here !== undefined && here.src === undefined ? here.device : (src ?? prefix))
    const place: Place = {
      device,
      ...(src === undefined ? {} : { src }),
      ...(SLEEPERS.test(src ?? prefix) ? { sleeps: true as const } : {}),
    }
    this.#memory.put(`at ${prefix}`, place)
    this.#memory.put(`to ${device}`, prefix)
    if (src !== undefined) this.#memory.put(`src ${src}`, device)
    return place
  }

  /** It has said that it wakes only now and then. */
  sleeper(prefix: string): void {
    const place = this.at(prefix)
    if (place !== undefined && place.sleeps === undefined)
      this.#memory.put(`at ${prefix}`, { ...place, sleeps: true })
  }

  prefixOf(device: string): string {
    return (this.#memory.get(`to ${device}`) as string | undefined) ?? device
  }

  /** BTHome object of a sensor it re-publishes. */
  objectOf(device: string, sensor: string): number | undefined {
    return (this.#memory.get(`objects ${device}`) as Record<string, number> | undefined)?.[sensor]
  }

  learnObject(device: string, sensor: string, object: number): void {
    const known = (this.#memory.get(`objects ${device}`) as Record<string, number> | undefined) ?? {}
    if (Object.keys(known).length >= OBJECTS_MAX && !Object.hasOwn(known, sensor)) return
    this.#memory.put(`objects ${device}`, { ...known, [sensor]: object })
  }
}
