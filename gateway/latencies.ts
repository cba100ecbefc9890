/** How long packets waited to be durable, over the last minute. */
import type { Clock } from '../core/ports.ts'

const WINDOW_MS = 60_000
const KEPT_MAX = 10_000

export class Latencies {
  readonly #clock: Clock
  readonly #kept: { readonly at: number; readonly ms: number }[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Of one commit: the wait of the packet that waited longest. */
  add(ms: number): void {
    this.#kept.push({ at: this.#clock.monotonic(), ms })
    if (this.#kept.length > KEPT_MAX) this.#kept.splice(0, KEPT_MAX / 2)
  }

  /** ms; null when nothing was durable in the last minute. */
  summary(): { readonly p50: number; readonly p99: number; readonly max: number } | null {
    const since = this.#clock.monotonic() - WINDOW_MS
    const sorted = this.#kept
      .filter(({ at }) => at >= since)
      .map(({ ms }) => ms)
      .sort((a, b) => a - b)
    const rank = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
    return sorted.length === 0 ? null : { p50: rank(0.5), p99: rank(0.99), max: rank(1) }
  }
}
