/**
 * Who listens to what. A reading that nobody listens to needs none of the broker's machinery for passing it on, and that
 * is nearly every reading.
 */
import { covers } from './access.ts'

/** A client that is connected, or the id of a session that is kept while its client is away. */
export type Listener = object | string

export class Audience {
  /** Changes whenever somebody begins or ends to listen, so that answers can be kept until then. */
  version = 0
  readonly #byListener = new Map<Listener, Set<string>>()
  readonly #count = new Map<string, number>()

  /** Every filter that somebody connected, or a session that is away, has subscribed to. */
  hears(topic: string): boolean {
    for (const filter of this.#count.keys()) if (covers(filter, topic)) return true
    return false
  }

  filters(listener: Listener): ReadonlySet<string> {
    return this.#byListener.get(listener) ?? NONE
  }

  add(listener: Listener, filter: string): void {
    const own = this.#byListener.get(listener) ?? new Set()
    if (own.has(filter)) return
    this.#byListener.set(listener, own.add(filter))
    this.#count.set(filter, (this.#count.get(filter) ?? 0) + 1)
    this.version += 1
  }

  remove(listener: Listener, filter: string): void {
    const own = this.#byListener.get(listener)
    if (!own?.delete(filter)) return
    if (own.size === 0) this.#byListener.delete(listener)
    const left = (this.#count.get(filter) ?? 1) - 1
    if (left > 0) this.#count.set(filter, left)
    else this.#count.delete(filter)
    this.version += 1
  }

  forget(listener: Listener): void {
    for (const filter of [...this.filters(listener)]) this.remove(listener, filter)
  }
}

const NONE: ReadonlySet<string> = new Set()
