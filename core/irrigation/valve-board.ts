/** What every valve was told, what it says, and which closes are still owed an answer. */
import { type Emit, type KeeperEffect, keyOf, type Moment, type ValveRef } from './keeper-effect.ts'
import type { ValveReport } from './run.ts'

/** A close that is not confirmed by then is an alarm; the road tells it again every ten seconds. */
export const CLOSE_CONFIRM_MS = 10_000
/** Two more tries after that, then its pipe is isolated. */
const MORE_TRIES_MS = 20_000
/** After a restart devices need a while to come back before their silence means something. */
export const RESTART_GRACE_MS = 60_000

interface Valve {
  readonly ref: ValveRef
  lamp: ValveReport
  lampAt: number | null
  commanded: 'open' | 'closed' | 'unknown'
  /** Since when a close is unanswered, and until when that is no fault. */
  closingUntil: number | null
  overdue: boolean
  exhausted: boolean
  runId: string | null
}

export class ValveBoard {
  readonly #valves = new Map<string, Valve>()
  readonly #emit: Emit

  constructor(emit: Emit) {
    this.#emit = emit
  }

  lamp(ref: ValveRef): ValveReport {
    return this.#valves.get(keyOf(ref))?.lamp ?? 'unknown'
  }

  commanded(ref: ValveRef): 'open' | 'closed' | 'unknown' {
    return this.#valves.get(keyOf(ref))?.commanded ?? 'unknown'
  }

  isClosing(ref: ValveRef): boolean {
    return (this.#valves.get(keyOf(ref))?.closingUntil ?? null) !== null
  }

  isOverdue(ref: ValveRef): boolean {
    return this.#valves.get(keyOf(ref))?.overdue ?? false
  }

  anyClosing(): boolean {
    return [...this.#valves.values()].some(({ closingUntil, overdue }) => closingUntil !== null && !overdue)
  }

  /** Answers true when it was overdue and has now shut after all. */
  report(ref: ValveRef, open: boolean, { now }: Moment): boolean {
    const valve = this.#of(ref)
    valve.lamp = open ? 'open' : 'closed'
    valve.lampAt = now
    if (open) return false
    const atLast = valve.overdue
    valve.closingUntil = null
    valve.overdue = false
    valve.exhausted = false
    return atLast
  }

  /** Its device went off line: what it said last is no longer true. */
  lose(deviceId: string): void {
    for (const valve of this.#valves.values()) if (valve.ref.deviceId === deviceId) valve.lamp = 'unknown'
  }

  open(ref: ValveRef, order: Omit<Order, 'type' | 'valve' | 'kind'>): void {
    const valve = this.#of(ref)
    valve.commanded = 'open'
    valve.closingUntil = null
    valve.overdue = false
    valve.exhausted = false
    valve.runId = order.runId
    this.#emit({ type: 'order', valve: ref, kind: 'open', ...order })
  }

  /** Tells it to shut and waits for its word, `graceMs` at most. Water that ran without its word must be answered for. */
  close(
    ref: ValveRef,
    order: Omit<Order, 'type' | 'valve' | 'kind' | 'forS'>,
    { mono }: Moment,
    graceMs = CLOSE_CONFIRM_MS,
    ran = false,
  ): void {
    const valve = this.#of(ref)
    valve.commanded = 'closed'
    valve.runId = order.runId
    // What has said it is shut already owes no further word.
    if (valve.lamp !== 'closed' || ran) valve.closingUntil ??= mono + graceMs
    this.#emit({ type: 'order', valve: ref, kind: 'close', forS: null, ...order })
  }

  /** It has shut itself when its time was over: what it was told is done. */
  ended(ref: ValveRef): void {
    this.#of(ref).commanded = 'closed'
  }

  /** Suspected by its meter: it has to say so once more. */
  doubt(ref: ValveRef): void {
    this.#of(ref).lamp = 'unknown'
  }

  /** Valves whose close has gone unanswered since the last question. */
  newlyOverdue({ mono }: Moment): { ref: ValveRef; runId: string | null }[] {
    const late = [...this.#valves.values()].filter(
      ({ closingUntil, overdue }) => !overdue && closingUntil !== null && mono >= closingUntil,
    )
    for (const valve of late) valve.overdue = true
    return late.map(({ ref, runId }) => ({ ref, runId }))
  }

  /** Valves that have used up three tries since the last question. */
  newlyExhausted({ mono }: Moment): ValveRef[] {
    const late = [...this.#valves.values()].filter(
      ({ closingUntil, exhausted }) =>
        !exhausted && closingUntil !== null && mono >= closingUntil + MORE_TRIES_MS,
    )
    for (const valve of late) valve.exhausted = true
    return late.map(({ ref }) => ref)
  }

  #of(ref: ValveRef): Valve {
    const key = keyOf(ref)
    const known = this.#valves.get(key)
    if (known !== undefined) return known
    const valve: Valve = {
      ref,
      lamp: 'unknown',
      lampAt: null,
      commanded: 'unknown',
      closingUntil: null,
      overdue: false,
      exhausted: false,
      runId: null,
    }
    this.#valves.set(key, valve)
    return valve
  }
}

type Order = Extract<KeeperEffect, { type: 'order' }>
