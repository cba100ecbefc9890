/** A door people go through: opened by chance when there is traffic, shut again after some seconds, or left open. */
import type { Random } from '../random.ts'

/** The most often a cabinet is opened, at full traffic, and how long it then stands open. */
const OPENINGS_PER_HOUR_MAX = 24
const OPEN_MIN_S = 5
const OPEN_MEAN_MORE_S = 12

export class Door {
  /** How much of the last step it stood open, 0 to 1. */
  openFraction = 0
  readonly #random: Random
  readonly #openingsPerHour: number
  #leftS = 0

  constructor(random: Random, openingsPerHour = OPENINGS_PER_HOUR_MAX) {
    this.#random = random
    this.#openingsPerHour = openingsPerHour
  }

  /** `traffic` is 0 to 1; `held` is a door somebody left open. */
  step(dtS: number, traffic: number, held: boolean): number {
    if (held) {
      this.openFraction = 1
      return 1
    }
    const opens = this.#random.chance(1 - Math.exp((-this.#openingsPerHour * traffic * dtS) / 3600))
    if (opens && this.#leftS <= 0) this.#leftS = OPEN_MIN_S + this.#random.exponential(OPEN_MEAN_MORE_S)
    this.openFraction = Math.min(1, Math.max(0, this.#leftS / dtS))
    this.#leftS = Math.max(0, this.#leftS - dtS)
    return this.openFraction
  }
}
