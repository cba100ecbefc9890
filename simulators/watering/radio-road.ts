/** Orders over a radio: said again every ten seconds, an open three times at most, a close until it is heard. */
import type { KeeperEffect, ValveRef } from '../../core/irrigation/keeper-effect.ts'
import type { Random } from '../random.ts'
import type { Pipes, VirtualValve } from './pipes.ts'

const AGAIN_MS = 10_000
const TRIES_MAX = 3
/** Share of packets that get lost on a good day. */
const LOSS = 0.03

type Order = Extract<KeeperEffect, { type: 'order' }>

interface Pending {
  readonly order: Order
  readonly virtual: VirtualValve
  tries: number
  nextAt: number
}

export class RadioRoad {
  readonly #pipes: Pipes
  readonly #random: Random
  readonly #failed: (ref: ValveRef) => void
  #pending: Pending[] = []

  /** `failed` hears of opens that were given up. */
  constructor(pipes: Pipes, random: Random, failed: (ref: ValveRef) => void) {
    this.#pipes = pipes
    this.#random = random
    this.#failed = failed
  }

  give(order: Order): void {
    const virtual = [...this.#pipes.valves, this.#pipes.master].find(({ id }) => id === order.valve.deviceId)
    if (virtual === undefined) return
    this.#pending = this.#pending.filter(one => one.virtual !== virtual)
    this.#pending.push({ order, virtual, tries: 0, nextAt: this.#pipes.now })
    this.run()
  }

  run(): void {
    for (const one of [...this.#pending]) {
      const { order, virtual } = one
      const now = this.#pipes.now
      if (now < one.nextAt) continue
      if (order.kind === 'open' && one.tries >= TRIES_MAX) {
        this.#pending = this.#pending.filter(other => other !== one)
        this.#failed(order.valve)
        continue
      }
      one.tries += 1
      one.nextAt = now + AGAIN_MS
      if (!this.#pipes.hears(virtual.id) || this.#random.chance(LOSS)) continue
      virtual.valve.order(order.kind === 'open', order.forS, now)
      // What was told something answers with its state, new or not.
      virtual.told = null
    }
  }

  /** A report answers what was asked for. */
  heard(virtual: VirtualValve, open: boolean): void {
    this.#pending = this.#pending.filter(
      one => one.virtual !== virtual || (one.order.kind === 'open') !== open,
    )
  }

  /** The process that gave them died; closes are kept and told again. */
  restart(): void {
    this.#pending = this.#pending.filter(({ order }) => order.kind === 'close')
  }

  busy(): boolean {
    return this.#pending.length > 0
  }
}
