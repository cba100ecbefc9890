/** Where each node stands in its numbering since this process has heard it, and when it was last asked to be born anew. */

const NODES_MAX = 10_000
const ASK_EVERY_MS = 60_000
const SEQ_MODULUS = 256

export class Sessions {
  readonly #seqs = new Map<string, number>()
  readonly #askedAt = new Map<string, number>()

  /** `next` when nothing was missed; `first` when nobody knows; `gap` when something was. Numbers wrap after 255. */
  follow(node: string, seq: number | undefined, isNodeBirth: boolean): 'next' | 'first' | 'gap' {
    const last = this.#seqs.get(node)
    if (seq === undefined || seq >= SEQ_MODULUS) return last === undefined && !isNodeBirth ? 'first' : 'next'
    remember(this.#seqs, node, seq)
    if (isNodeBirth) return 'next'
    if (last === undefined) return 'first'
    // A broker may hand over a packet twice.
    return seq === (last + 1) % SEQ_MODULUS || seq === last ? 'next' : 'gap'
  }

  forget(node: string): void {
    this.#seqs.delete(node)
  }

  /** True once a minute for each node; `at` is ms since 1970. */
  mayAsk(node: string, at: number): boolean {
    const before = this.#askedAt.get(node)
    if (before !== undefined && Math.abs(at - before) < ASK_EVERY_MS) return false
    remember(this.#askedAt, node, at)
    return true
  }
}

/** The one that was added first makes room. */
function remember(map: Map<string, number>, key: string, value: number): void {
  if (!map.has(key) && map.size >= NODES_MAX)
    for (const oldest of map.keys()) {
      map.delete(oldest)
      break
    }
  map.set(key, value)
}
