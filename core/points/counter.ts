/**
 * What a counting register (kWh, m³) used, without ever answering with a negative number.
 *
 * Each reading is judged against the baseline, the last register value that was believed:
 * - forward, within `maxPerHour`: use;
 * - back by no more than `noise`: the device's own wobble; nothing is used, the baseline stays (a high-water mark), so
 *   that the climb back is not counted a second time;
 * - back, and `value + modulus - baseline` is plausible: the register passed its end and went on from zero. Plausible is
 *   within `maxPerHour`, or, where that is unknown, less than a tenth of the modulus;
 * - further back: the register was reset, and has counted `value` since;
 * - faster than `maxPerHour`, forward or after a reset: in doubt, nothing is used. If the next reading goes on from the
 *   doubtful one it was real (the meter was exchanged) and becomes the baseline; if it goes on from the baseline it was
 *   a glitch. Where `maxPerHour` is unknown nothing can be in doubt.
 *
 * An exchange of the meter is told by a person, not guessed: the old register runs to its final value, the new one goes
 * on from its first, and the step between the two is nobody's use.
 *
 * Use adds up to a running total, a straight line between neighbouring readings; a period used the difference of the
 * totals at its edges. Beyond the newest reading (and before the first) the total stays what it was there, so that the
 * running period shows what is known of it. A period that lies wholly after the newest or wholly before the first
 * reading, or with one reading only, is unknown: null, never zero.
 */
import type { CounterFacts, RegisterSwap } from '../contract/point.ts'

const HOUR_MS = 3_600_000

/** Between readings further apart than this, what lies at an edge is an estimate and its periods are marked. */
export const ESTIMATED_GAP_MS = 2 * HOUR_MS

/** Without a known rate, a rollover is believed when it would mean less use than this part of the register's range. */
const ROLLOVER_PART = 0.1

/** Nothing known: every rise is use, every step back is a reset. */
const UNKNOWN: CounterFacts = { modulus: null, noise: 0, maxPerHour: null }

export interface CounterReading {
  /** ms since 1970. */
  readonly at: number
  readonly value: number
}

/** Use between neighbouring edges: one less than there are edges. NaN is unknown, never zero. */
export interface CounterUse {
  /** In the register's unit. */
  readonly use: Float64Array
  /** 1 where an edge lies in a gap and the use is an estimate. */
  readonly estimated: Uint8Array
}

/** Of one period; null when nothing is known of it. */
export function knownUse(uses: CounterUse | undefined, period = 0): number | null {
  const use = uses?.use[period]
  return use === undefined || Number.isNaN(use) ? null : use
}

/** Times a factor, without what was spread over a gap: nobody drew that. */
export function measuredUse({ use, estimated }: CounterUse, factor: number): Float64Array {
  return use.map((value, period) => (estimated[period] === 1 ? Number.NaN : value * factor))
}

/**
 * Use between each neighbouring pair of `edges` (ascending ms, at least two), in the register's unit.
 *
 * `readings` ascend in time; to be exact at the outer edges they begin with the newest at or before the first edge
 * and end with the oldest at or after the last one. A reading that is not finite, or not later than the one before, is
 * passed over.
 */
export function counterUse(
  readings: Iterable<CounterReading>,
  edges: readonly number[],
  facts: CounterFacts | null,
): CounterUse {
  const register = new Register(facts ?? UNKNOWN)
  const totals = new EdgeTotals(edges)
  for (const reading of readings) {
    if (!Number.isFinite(reading.value) || reading.at <= totals.newestAt) continue
    totals.add(reading.at, register.read(reading))
  }
  return totals.uses()
}

/** Turns register values into a total that only rises. */
export class Register {
  readonly #facts: CounterFacts
  #total = 0
  #baseline: CounterReading | undefined
  #doubtful: CounterReading | undefined
  #swaps: readonly RegisterSwap[]

  constructor(facts: CounterFacts) {
    this.#facts = facts
    this.#swaps = facts.swaps ?? []
  }

  /** The total after this reading. */
  read(reading: CounterReading): number {
    if (this.#swaps.length > 0) this.#passSwaps(reading.at)
    const wasReal = this.#doubtful !== undefined && this.#isRise(this.#doubtful, reading)
    const from = wasReal ? this.#doubtful : this.#baseline
    const use = from === undefined ? 0 : this.#use(from, reading)
    if (use === 'noise') this.#doubtful = undefined
    else if (use === 'doubt') this.#doubtful = reading
    else {
      this.#total += use
      this.#baseline = reading
      this.#doubtful = undefined
    }
    return this.#total
  }

  /** Ends the life of each register that was exchanged up to a time, and begins that of the next. */
  #passSwaps(at: number): void {
    for (let swap = this.#swaps[0]; swap !== undefined && swap.at <= at; swap = this.#swaps[0]) {
      this.#swaps = this.#swaps.slice(1)
      const from = this.#baseline
      if (from === undefined) continue
      if (swap.finalRegister !== null) {
        const use = this.#use(from, { at: swap.at, value: swap.finalRegister })
        if (typeof use === 'number') this.#total += use
      }
      this.#doubtful = undefined
      this.#baseline = swap.firstRegister === null ? undefined : { at: swap.at, value: swap.firstRegister }
    }
  }

  #use(from: CounterReading, to: CounterReading): number | 'noise' | 'doubt' {
    const step = to.value - from.value
    if (step >= 0) return this.#isPossible(step, from, to) ? step : 'doubt'
    if (-step <= this.#facts.noise) return 'noise'
    const rolled = this.#facts.modulus === null ? -1 : step + this.#facts.modulus
    if (rolled >= 0 && this.#isRollover(rolled, from, to)) return rolled
    const sinceReset = Math.max(0, to.value)
    return this.#isPossible(sinceReset, from, to) ? sinceReset : 'doubt'
  }

  #isRise(from: CounterReading, to: CounterReading): boolean {
    return to.value >= from.value && this.#isPossible(to.value - from.value, from, to)
  }

  #isRollover(use: number, from: CounterReading, to: CounterReading): boolean {
    if (this.#facts.maxPerHour !== null) return this.#isPossible(use, from, to)
    return use < (this.#facts.modulus ?? 0) * ROLLOVER_PART
  }

  #isPossible(use: number, from: CounterReading, to: CounterReading): boolean {
    const { maxPerHour } = this.#facts
    return maxPerHour === null || use <= (maxPerHour * (to.at - from.at)) / HOUR_MS
  }
}

/** Notes the running total at each edge as it is passed. */
class EdgeTotals {
  readonly #edges: readonly number[]
  readonly #totals: number[] = []
  /** 1 for an edge that lies in a gap. */
  readonly #guessed: Uint8Array
  #firstAt = Number.POSITIVE_INFINITY
  #newest = { at: Number.NEGATIVE_INFINITY, total: 0 }

  constructor(edges: readonly number[]) {
    this.#edges = edges
    this.#guessed = new Uint8Array(edges.length)
  }

  get newestAt(): number {
    return this.#newest.at
  }

  add(at: number, total: number): void {
    this.#firstAt = Math.min(this.#firstAt, at)
    for (let edge = this.#nextEdge(); edge !== undefined && edge <= at; edge = this.#nextEdge()) {
      const before = this.#newest
      const part = edge <= this.#firstAt ? 0 : (edge - before.at) / (at - before.at)
      if (part > 0 && part < 1 && at - before.at > ESTIMATED_GAP_MS) this.#guessed[this.#totals.length] = 1
      this.#totals.push(before.total + part * (total - before.total))
    }
    this.#newest = { at, total }
  }

  uses(): CounterUse {
    const count = Math.max(0, this.#edges.length - 1)
    const use = new Float64Array(count).fill(Number.NaN)
    const estimated = new Uint8Array(count)
    const { at: newestAt } = this.#newest
    for (let n = 0; n < count; n++) {
      const [at = 0, end = 0] = [this.#edges[n], this.#edges[n + 1]]
      const known = end > this.#firstAt && at < newestAt && this.#firstAt < newestAt
      if (!known) continue
      use[n] = this.#total(n + 1) - this.#total(n)
      estimated[n] = (this.#guessed[n] as number) | (this.#guessed[n + 1] as number)
    }
    return { use, estimated }
  }

  #nextEdge(): number | undefined {
    return this.#edges[this.#totals.length]
  }

  #total(index: number): number {
    return this.#totals[index] ?? this.#newest.total
  }
}
