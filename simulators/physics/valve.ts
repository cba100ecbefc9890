/** An irrigation valve with a radio, a timer of its own, and the ways such valves fail. */
import type { Random } from '../random.ts'

export interface ValveFaults {
  /** The disc does not move, whatever the motor does. */
  readonly stuckOpen: boolean
  readonly stuckClosed: boolean
  /** Ends watering early but goes on reporting open (as seen on real valves). */
  readonly lies: boolean
}

export const NO_VALVE_FAULTS: ValveFaults = { stuckOpen: false, stuckClosed: false, lies: false }

interface Order {
  readonly open: boolean
  readonly forS: number | null
  readonly at: number
}

/** The longest a valve stays open when nobody says how long: the firmware's own limit. */
export const VALVE_MAX_OPEN_S = 4 * 3600
const RADIO_MIN_MS = 400
const RADIO_MEAN_MORE_MS = 900
/** A valve that lies shuts after this share of its time. */
const LIE_SHARE = 0.3
const FLOW_SPREAD = 0.03
const ORDERS_MAX = 8

export class Valve {
  /** What the firmware believes and reports. */
  reportedOpen = false
  /** Where the disc really is. */
  open = false
  flowLpm = 0
  /** Litres let through since the beginning; exact. */
  litres = 0
  readonly #nominalLpm: number
  readonly #random: Random
  #orders: Order[] = []
  #closeAt: number | null = null
  #lieAt: number | null = null

  constructor(nominalLpm: number, random: Random) {
    this.#nominalLpm = nominalLpm
    this.#random = random
  }

  /** An order heard at `now`; it takes effect when the radio has carried it. */
  order(open: boolean, forS: number | null, now: number): void {
    const at = now + Math.round(RADIO_MIN_MS + this.#random.exponential(RADIO_MEAN_MORE_MS))
    const after = Math.max(at, this.#orders.at(-1)?.at ?? 0)
    if (this.#orders.length < ORDERS_MAX) this.#orders.push({ open, forS, at: after })
  }

  /** When something will happen by itself, so that a step can end exactly then; infinity for never. */
  nextAt(): number {
    const heard = this.#orders[0]?.at ?? Number.POSITIVE_INFINITY
    return Math.min(heard, this.#closeAt ?? Number.POSITIVE_INFINITY, this.#lieAt ?? Number.POSITIVE_INFINITY)
  }

  /** The time the valve will shut by itself; null when it is not open by an order. */
  closeAt(): number | null {
    return this.#closeAt
  }

  /** Lets water through for `dtS`, then does what is due at `now`. Returns the litres of this step. */
  step(dtS: number, now: number, faults: ValveFaults): number {
    this.#place(faults)
    const litres = (this.flowLpm * dtS) / 60
    this.litres += litres
    for (let due = this.#orders[0]; due !== undefined && due.at <= now; due = this.#orders[0]) {
      this.#orders.shift()
      this.#obey(due, faults)
    }
    if (this.#closeAt !== null && now >= this.#closeAt)
      this.#obey({ open: false, forS: null, at: now }, faults)
    if (this.#lieAt !== null && now >= this.#lieAt) {
      this.#lieAt = null
      this.open = false
    }
    this.#place(faults)
    return litres
  }

  #obey({ open, forS, at }: Order, { lies }: ValveFaults): void {
    // "Open" without a time, said to a valve that is timed already, leaves its timer alone.
    if (open && forS === null && this.reportedOpen) return
    const runS = Math.min(forS ?? VALVE_MAX_OPEN_S, VALVE_MAX_OPEN_S)
    this.reportedOpen = open
    this.open = open
    this.#closeAt = open ? at + runS * 1000 : null
    this.#lieAt = open && lies ? at + Math.round(runS * LIE_SHARE * 1000) : null
  }

  #place({ stuckOpen, stuckClosed }: ValveFaults): void {
    const passes = (this.open || stuckOpen) && !stuckClosed
    if (!passes) this.flowLpm = 0
    else if (this.flowLpm === 0) this.flowLpm = this.#nominalLpm * (1 + FLOW_SPREAD * this.#random.normal())
  }
}
