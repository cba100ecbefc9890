import type { Command } from '../../../core/contract/command.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { CommandRoad, Order } from '../../../core/ports.ts'
import type { VirtualClock } from '../../support/virtual-clock.ts'

export type ValveMood = 'good' | 'deaf' | 'late'

/** As the gateway does: a close is sent again for ever, and never given up. */
const AGAIN_MS = 10_000

/**
 * A road with one valve at its end, on virtual time: it reports after a second, never, or after a minute, and it has
 * the off-timer of the order. An order to a device that is not there is refused.
 */
export class ValveRoad implements CommandRoad {
  mood: ValveMood = 'good'
  isOpen = false
  /** Some valves ignore the time they are given. */
  hasOffTimer = true
  readonly orders: Order[] = []
  readonly #clock: VirtualClock
  readonly #report: (open: boolean) => void
  readonly #listeners: ((command: Command) => void)[] = []
  #timers: { readonly at: number; readonly work: () => void }[] = []

  constructor(clock: VirtualClock, report: (open: boolean) => void) {
    this.#clock = clock
    this.#report = report
  }

  send(order: Order): Command {
    if (order.deviceId === 'gone') throw new Problem('thing.not-found', 'no device gone')
    this.orders.push(order)
    const now = this.#clock.now()
    const command: Command = {
      ...order,
      id: `c${this.orders.length}`,
      siteId: 'canteen',
      state: 'sent',
      tries: 1,
      issuedAt: now,
      sentAt: now,
      settledAt: null,
      expiresAt: now + 60_000,
    }
    this.#deliver(command)
    return command
  }

  isTimed(): boolean {
    return this.hasOffTimer
  }

  onSettled(listener: (command: Command) => void): void {
    this.#listeners.push(listener)
  }

  /** What has come due at the clock's time. */
  run(): void {
    const due = this.#timers.filter(timer => timer.at <= this.#clock.monotonic())
    this.#timers = this.#timers.filter(timer => timer.at > this.#clock.monotonic())
    for (const timer of due) timer.work()
  }

  move(open: boolean): void {
    this.isOpen = open
    this.#report(open)
  }

  #deliver(command: Command): void {
    if (this.mood !== 'deaf') this.#after(this.mood === 'late' ? 60_000 : 1000, () => this.#obey(command))
    else if (command.kind === 'valve.close') this.#after(AGAIN_MS, () => this.#deliver(command))
    else this.#after(3 * AGAIN_MS, () => this.#settle({ ...command, state: 'failed' }))
  }

  #obey(command: Command): void {
    const open = command.kind === 'valve.open'
    this.move(open)
    this.#settle({ ...command, state: 'confirmed' })
    if (open && this.hasOffTimer && command.forS !== null)
      this.#after(command.forS * 1000, () => this.isOpen && this.move(false))
  }

  #settle(command: Command): void {
    for (const listener of this.#listeners) listener({ ...command, settledAt: this.#clock.now() })
  }

  #after(ms: number, work: () => void): void {
    this.#timers.push({ at: this.#clock.monotonic() + ms, work })
  }
}
