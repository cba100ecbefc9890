/** Chance as an argument: the same seed always tells the same story. */

export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [from, to). */
  between(from: number, to: number): number
  /** Standard normal, by Box and Muller. */
  normal(): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** Exponential with this mean. */
  exponential(mean: number): number
  /** A stream of its own, so that one device's dice never move another's. */
  fork(name: string): Random
}

/** A 32-bit generator (mulberry32 by Tommy Ettinger, public domain): small, quick, and good enough for noise. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    next,
    between: (from, to) => from + (to - from) * next(),
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    chance: probability => next() < probability,
    exponential: mean => -mean * Math.log(1 - next()),
    fork: name => createRandom(hash(name, seed)),
  }
}

/** FNV-1a over the name, begun with the seed. */
function hash(name: string, seed: number): number {
  let value = (0x811c9dc5 ^ seed) >>> 0
  for (let i = 0; i < name.length; i++) value = Math.imul(value ^ name.charCodeAt(i), 0x01000193) >>> 0
  return value
}

/** A slowly wandering quantity around zero: first-order autoregression with a correlation time and a spread. */
export class Drift {
  value = 0
  readonly #random: Random
  readonly #correlationS: number
  readonly #spread: number

  constructor(random: Random, correlationS: number, spread: number) {
    this.#random = random
    this.#correlationS = correlationS
    this.#spread = spread
    this.value = spread * random.normal()
  }

  step(dtS: number): number {
    const keep = Math.exp(-dtS / this.#correlationS)
    this.value = keep * this.value + this.#spread * Math.sqrt(1 - keep * keep) * this.#random.normal()
    return this.value
  }
}
