/**
 * Pairing mode: for some minutes a client without a credential may publish below one topic, and nothing else. It hears
 * nothing, nobody hears it, all such clients together have one small rate, and it speaks for new devices only: whoever
 * has been adopted needs a credential. It is kept in memory alone, so that a restart ends it.
 */
import type { Pairing as PairingStatus } from '../core/contract/pairing.ts'
import type { Clock, Credential } from '../core/ports.ts'
import { PAIRING_BURST, PAIRING_CLIENTS_MAX, PAIRING_PER_S } from './limits.ts'
import { TokenBucket } from './token-bucket.ts'

/** No credential can have this name: see `Id` in core/contract/schema.ts. */
export const STRANGER = '$stranger'
const MINUTE_MS = 60_000

export interface PairingOrder {
  readonly prefix: string
  readonly minutes: number
  readonly by: string
}

interface Opened extends PairingOrder {
  readonly openedAt: number
  /** Steady. */
  readonly endsAt: number
  readonly credential: Credential
  readonly bucket: TokenBucket
  packets: number
  refused: number
}

export class Pairing {
  readonly #clock: Clock
  #opened: Opened | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Opened again, the earlier one is over. */
  open(order: PairingOrder): void {
    const now = this.#clock.monotonic()
    this.#opened = {
      ...order,
      openedAt: this.#clock.now(),
      endsAt: now + order.minutes * MINUTE_MS,
      credential: {
        id: STRANGER,
        secretHash: '',
        publish: [`${order.prefix}/#`],
        subscribe: [],
        createdAt: this.#clock.now(),
        disabled: false,
      },
      bucket: new TokenBucket(PAIRING_PER_S, PAIRING_BURST, now),
      packets: 0,
      refused: 0,
    }
  }

  close(): void {
    this.#opened = undefined
  }

  /** The rights of somebody without a credential; undefined while there are none, or strangers are too many or too loud. */
  visitor(connected: number): Credential | undefined {
    return connected < PAIRING_CLIENTS_MAX && this.allows(0) ? this.#now()?.credential : undefined
  }

  isOpen(): boolean {
    return this.#now() !== undefined
  }

  /** False when strangers together have sent too much; they are read later. */
  allows(publishes: number): boolean {
    return this.#now()?.bucket.take(publishes, this.#clock.monotonic()) ?? true
  }

  count(taken: boolean): void {
    const opened = this.#now()
    if (opened === undefined) return
    if (taken) opened.packets += 1
    else opened.refused += 1
  }

  status(clients: number): PairingStatus | null {
    const opened = this.#now()
    if (opened === undefined) return null
    const { prefix, by, openedAt, endsAt, packets, refused } = opened
    const closesAt = Math.round(this.#clock.now() + endsAt - this.#clock.monotonic())
    return { prefix, by, openedAt, closesAt, clients, packets, refused }
  }

  #now(): Opened | undefined {
    if (this.#opened !== undefined && this.#clock.monotonic() >= this.#opened.endsAt) this.#opened = undefined
    return this.#opened
  }
}
