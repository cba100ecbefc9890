/** What the dialects remember, in memory for the speed of the road and written through to the state. */
import type { Announcement, Collection } from '../core/ports.ts'
import type { DialectMemory } from './codecs/codec.ts'
import { ANNOUNCEMENT_MAX_CHARS, ANNOUNCEMENTS_MAX } from './limits.ts'

export class KeptMemory implements DialectMemory {
  readonly #prefix: string
  readonly #kept: Collection<Announcement> | undefined
  readonly #onChange: () => void
  readonly #texts = new Map<string, string>()
  readonly #values = new Map<string, unknown>()

  /** `kept` is shared by all dialects; each has the keys that begin with its own name. */
  constructor(dialect: string, kept: Collection<Announcement> | undefined, onChange: () => void) {
    this.#prefix = `${dialect}\n`
    this.#kept = kept
    this.#onChange = onChange
    for (const { id, value } of kept?.list() ?? [])
      if (id.startsWith(this.#prefix))
        this.#remember(id.slice(this.#prefix.length), value, JSON.stringify(value))
  }

  get(key: string): unknown {
    return this.#values.get(key)
  }

  /** Written only when it says something new: devices announce the same again and again. */
  put(key: string, value: unknown): void {
    const text = JSON.stringify(value)
    if (text === undefined) throw new TypeError('no JSON value')
    if (text === this.#texts.get(key)) return
    if (text.length > ANNOUNCEMENT_MAX_CHARS)
      throw new RangeError(`more than ${ANNOUNCEMENT_MAX_CHARS} characters to remember`)
    if (!this.#texts.has(key) && this.#texts.size >= ANNOUNCEMENTS_MAX) this.forget(this.#oldest())
    this.#remember(key, value, text)
    this.#kept?.put({ id: this.#prefix + key, value })
    this.#onChange()
  }

  forget(key: string): void {
    if (!this.#texts.delete(key)) return
    this.#values.delete(key)
    this.#kept?.remove(this.#prefix + key)
    this.#onChange()
  }

  keys(): Iterable<string> {
    return this.#values.keys()
  }

  #remember(key: string, value: unknown, text: string): void {
    this.#texts.set(key, text)
    this.#values.set(key, value)
  }

  #oldest(): string {
    for (const key of this.#texts.keys()) return key
    throw new RangeError('nothing is remembered')
  }
}
