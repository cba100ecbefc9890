import type { Clock } from '../../core/ports.ts'

/** A clock that moves only when it is told to. */
export class VirtualClock implements Clock {
  #now: number
  #monotonic = 0
  constructor(start: number | string = '2026-03-02T00:00:00Z') {
    this.#now = typeof start === 'string' ? Date.parse(start) : start
  }
  now(): number {
    return this.#now
  }
  monotonic(): number {
    return this.#monotonic
  }
  advance(ms: number): void {
    this.#now += ms
    this.#monotonic += ms
  }
  /** Somebody sets the wall clock; no time passes. */
  jump(ms: number): void {
    this.#now += ms
  }
}
