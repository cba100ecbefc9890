import { closes, settled } from '../../core/commands/step.ts'
import type { Command } from '../../core/contract/command.ts'

/** Nobody presses a button this often; beyond it the oldest are no longer watched. */
const WATCHED_MAX = 1000

export interface GivenOrder {
  readonly command: Command
  readonly zoneId: string
  /** The run it belongs to; null for a stop or a restart outside of any run. */
  readonly runId: string | null
}

interface Watched {
  readonly given: GivenOrder
  /** By the steady clock. */
  readonly dueMs: number
  overdue: boolean
}

/**
 * Orders that the device has not answered. The road of commands repeats a close for ever and never reports it as
 * failed, so it is noticed here that a valve stays open.
 */
export class GivenOrders {
  readonly #watched = new Map<string, Watched>()

  watch(given: GivenOrder, dueMs: number): void {
    if (settled(given.command)) return
    this.#watched.set(given.command.id, { given, dueMs, overdue: false })
    const [oldest] = this.#watched.keys()
    if (this.#watched.size > WATCHED_MAX && oldest !== undefined) this.#watched.delete(oldest)
  }

  /** An order that was answered or given up, which is then no longer watched. */
  take(commandId: string): GivenOrder | undefined {
    const found = this.#watched.get(commandId)
    this.#watched.delete(commandId)
    return found?.given
  }

  /** Closes that became overdue since the last question. */
  newlyOverdue(steadyMs: number): GivenOrder[] {
    const late = [...this.#watched.values()].filter(
      ({ given, dueMs, overdue }) => !overdue && steadyMs >= dueMs && closes(given.command),
    )
    for (const one of late) one.overdue = true
    return late.map(({ given }) => given)
  }

  isOverdue(deviceId: string): boolean {
    return [...this.#watched.values()].some(one => one.overdue && one.given.command.deviceId === deviceId)
  }
}
