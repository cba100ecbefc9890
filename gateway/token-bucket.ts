/** A rate with a burst: tokens come evenly, and a debt is worked off before anything more is let in. */
export class TokenBucket {
  readonly #perS: number
  readonly #burst: number
  #tokens: number
  #at: number

  constructor(perS: number, burst: number, nowMs: number) {
    this.#perS = perS
    this.#burst = burst
    this.#tokens = burst
    this.#at = nowMs
  }

  /** Takes `count` tokens, by the steady clock; false when that left a debt. */
  take(count: number, nowMs: number): boolean {
    const filled = this.#tokens + ((nowMs - this.#at) / 1000) * this.#perS
    this.#tokens = Math.min(this.#burst, filled) - count
    this.#at = nowMs
    return this.#tokens >= 0
  }
}
