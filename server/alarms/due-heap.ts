interface Due {
  readonly at: number
  readonly key: string
}

/** What comes due next, smallest time first. Old entries are not searched for; the reader checks whether one still holds. */
export class DueHeap {
  readonly #items: Due[] = []

  get nextAt(): number | undefined {
    return this.#items[0]?.at
  }

  push(at: number, key: string): void {
    const items = this.#items
    let index = items.push({ at, key }) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (this.#at(parent) <= at) break
      this.#swap(index, parent)
      index = parent
    }
  }

  /** The key of the earliest entry that is due, or undefined. */
  pop(now: number): string | undefined {
    const top = this.#items[0]
    if (top === undefined || top.at > now) return undefined
    const last = this.#items.pop()
    if (last !== undefined && this.#items.length > 0) {
      this.#items[0] = last
      this.#sink()
    }
    return top.key
  }

  #sink(): void {
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const child = this.#at(left + 1) < this.#at(left) ? left + 1 : left
      if (this.#at(child) >= this.#at(index)) return
      this.#swap(index, child)
      index = child
    }
  }

  #at(index: number): number {
    return this.#items[index]?.at ?? Number.POSITIVE_INFINITY
  }

  #swap(a: number, b: number): void {
    const [x, y] = [this.#items[a], this.#items[b]]
    if (x === undefined || y === undefined) return
    this.#items[a] = y
    this.#items[b] = x
  }
}
