import type { Clock } from '../../core/ports.ts'

const FAILURES_MAX = 10
const WINDOW_MS = 15 * 60_000
/** Name and address pairs remembered; the longest untouched is forgotten first. */
const PAIRS_MAX = 10_000

interface Count {
  failures: number
  readonly startedAt: number
}

/**
 * Slows guessing down: ten failures from one address for one name, then nothing for the rest of a quarter of an hour.
 * Counted by the pair, so that somebody else's guessing never locks a person out at their own desk.
 */
export class SignInThrottle {
  readonly #clock: Clock
  readonly #counts = new Map<string, Count>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Seconds to wait before this pair may try again; 0 when it may now. */
  waitS(name: string, address: string): number {
    const count = this.#current(name, address)
    if (count === undefined || count.failures < FAILURES_MAX) return 0
    return Math.ceil((count.startedAt + WINDOW_MS - this.#clock.monotonic()) / 1000)
  }

  failed(name: string, address: string): void {
    const key = keyOf(name, address)
    const count = this.#current(name, address) ?? { failures: 0, startedAt: this.#clock.monotonic() }
    count.failures += 1
    this.#counts.delete(key)
    this.#counts.set(key, count)
    for (const oldest of this.#counts.keys()) {
      if (this.#counts.size <= PAIRS_MAX) break
      this.#counts.delete(oldest)
    }
  }

  succeeded(name: string, address: string): void {
    this.#counts.delete(keyOf(name, address))
  }

  #current(name: string, address: string): Count | undefined {
    const count = this.#counts.get(keyOf(name, address))
    if (count === undefined || this.#clock.monotonic() - count.startedAt < WINDOW_MS) return count
    this.#counts.delete(keyOf(name, address))
    return undefined
  }
}

function keyOf(name: string, address: string): string {
  return `${name.toLowerCase()}\n${address}`
}
