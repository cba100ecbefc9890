/** The readings of a stretch of time that ends with the newest one; bounded, whatever a device sends. */

/** Readings that come faster than this many per window are thinned: each slot keeps its newest. */
const SAMPLES_MAX = 480
/** A reading says something about the time until the next one, but never about more than this part of the window. */
const HOLD_PART = 0.5
/** Less than this part of the window known is nothing known. */
const KNOWN_PART = 0.5

export class SlidingWindow {
  readonly windowMs: number
  #at: number[] = []
  #value: number[] = []
  /** Index of the oldest one that still counts; what lies before it is cut off from time to time. */
  #first = 0

  constructor(windowS: number) {
    this.windowMs = windowS * 1000
  }

  get newestAt(): number {
    return this.#at.at(-1) ?? Number.NEGATIVE_INFINITY
  }

  get size(): number {
    return this.#at.length - this.#first
  }

  /** False when it is not newer than the newest. */
  add(at: number, value: number): boolean {
    if (at <= this.newestAt) return false
    const last = this.#at.length - 1
    const crowded = this.size > 1 && at - (this.#at[last - 1] ?? 0) < this.windowMs / SAMPLES_MAX
    if (crowded) this.#at.pop()
    if (crowded) this.#value.pop()
    this.#at.push(at)
    this.#value.push(value)
    this.#forget()
    return true
  }

  /** The value weighted by how long it held; null while less than half of the window is known. */
  mean(): number | null {
    let sum = 0
    let knownMs = 0
    for (let index = this.#first; index < this.#at.length - 1; index += 1) {
      const from = Math.max(this.#at[index] ?? 0, this.newestAt - this.windowMs)
      const heldMs = Math.min((this.#at[index + 1] ?? 0) - from, this.windowMs * HOLD_PART)
      sum += (this.#value[index] ?? 0) * heldMs
      knownMs += heldMs
    }
    return knownMs < this.windowMs * KNOWN_PART || knownMs === 0 ? null : sum / knownMs
  }

  /**
   * Slope of the least-squares line, per hour; null below three readings or while they span less than half of the
   * window.
   */
  slopePerHour(): number | null {
    const first = this.#firstWithin()
    const count = this.#at.length - first
    const origin = this.#at[first] ?? 0
    if (count < 3 || this.newestAt - origin < this.windowMs * KNOWN_PART) return null
    let sumT = 0
    let sumV = 0
    let sumTT = 0
    let sumTV = 0
    for (let index = first; index < this.#at.length; index += 1) {
      const hours = ((this.#at[index] ?? 0) - origin) / 3_600_000
      const value = this.#value[index] ?? 0
      sumT += hours
      sumV += value
      sumTT += hours * hours
      sumTV += hours * value
    }
    return (count * sumTV - sumT * sumV) / (count * sumTT - sumT * sumT)
  }

  /** Last value minus the value at the window's beginning, by straight lines between readings; null before that is known. */
  rise(): number | null {
    const begin = this.newestAt - this.windowMs
    const at0 = this.#at[this.#first] ?? Number.POSITIVE_INFINITY
    if (at0 > begin) return null
    return (this.#value.at(-1) ?? 0) - this.#valueAt(begin)
  }

  /** Last value minus the oldest known, however little of the window that is. */
  riseSoFar(): number {
    return (this.#value.at(-1) ?? 0) - (this.#value[this.#first] ?? 0)
  }

  #valueAt(time: number): number {
    const [a, b] = [this.#at[this.#first] ?? 0, this.#at[this.#first + 1] ?? time]
    const [va, vb] = [this.#value[this.#first] ?? 0, this.#value[this.#first + 1] ?? 0]
    return a >= time || b <= a ? va : va + ((vb - va) * (time - a)) / (b - a)
  }

  /** The slope wants no reading from before the window; the mean and the rise want the one that reaches into it. */
  #firstWithin(): number {
    return (this.#at[this.#first] ?? 0) < this.newestAt - this.windowMs ? this.#first + 1 : this.#first
  }

  #forget(): void {
    const begin = this.newestAt - this.windowMs
    while (this.size > 1 && (this.#at[this.#first + 1] ?? begin + 1) <= begin) this.#first += 1
    if (this.#first <= SAMPLES_MAX) return
    this.#at = this.#at.slice(this.#first)
    this.#value = this.#value.slice(this.#first)
    this.#first = 0
  }
}
