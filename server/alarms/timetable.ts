/** When to look at which machine again, in steady time, and the one timer that does it. */
import type { Clock } from '../../core/ports.ts'
import { DueHeap } from './due-heap.ts'
import { dueAtOf, type Tracked } from './tracked.ts'

const LONGEST_SLEEP_MS = 60_000

export class Timetable {
  readonly #clock: Clock
  readonly #base: number
  readonly #due = new DueHeap()
  readonly #onDue: () => void
  #timer: NodeJS.Timeout | undefined
  #armedFor = 0
  #running = false

  constructor(clock: Clock, onDue: () => void) {
    this.#clock = clock
    this.#onDue = onDue
    this.#base = clock.now() - clock.monotonic()
  }

  /** Steady time: the wall clock's label at start, advanced by the monotonic clock only. */
  now(): number {
    return Math.round(this.#base + this.#clock.monotonic())
  }

  wall(steady: number): number {
    return Math.round(steady + this.#clock.now() - this.now())
  }

  /** A later time needs no entry: the earlier one finds nothing to do and asks again. */
  schedule(tracked: Tracked, at = dueAtOf(tracked)): void {
    if (at >= tracked.dueAt) return
    tracked.dueAt = at
    this.#due.push(at, tracked.subject.key)
  }

  /** The next key that is due, or undefined. */
  pop(now: number): string | undefined {
    return this.#due.pop(now)
  }

  start(): void {
    this.#running = true
    this.arm()
  }

  stop(): void {
    this.#running = false
    clearTimeout(this.#timer)
  }

  /** Sets the timer to what is due next. */
  arm(): void {
    const nextAt = this.#due.nextAt ?? Number.POSITIVE_INFINITY
    if (!this.#running || nextAt === this.#armedFor) return
    clearTimeout(this.#timer)
    this.#armedFor = nextAt
    const waitMs = Math.max(1, Math.min(nextAt - this.now(), LONGEST_SLEEP_MS))
    this.#timer = setTimeout(() => {
      this.#armedFor = 0
      this.#onDue()
    }, waitMs)
  }
}
