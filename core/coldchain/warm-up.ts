/**
 * How a cabinet warms up (or cools down) when its machine stands still: air and food as two thermal masses between
 * which heat flows, walls to the room, and a probe that lags. The model knows no watts, only ratios, so it can be
 * fitted to temperatures alone.
 */

/** The unknowns. Rates are per second. */
export interface Thermal {
  /** How fast the air follows its surroundings: (walls + food) / heat capacity of the air. */
  readonly airRate: number
  /** The walls' part of that. */
  readonly wallPart: number
  /** Heat capacity of the air by that of the food. */
  readonly airByFood: number
  readonly roomC: number
}

export interface ThermalState {
  readonly airC: number
  readonly foodC: number
  readonly probeC: number
}

/** A probe in a housing follows the air with about this time constant. */
export const PROBE_LAG_S = 75
/** Frozen food takes its latent heat mostly between these; its apparent heat capacity is so many times larger there. */
const THAW_FROM_C = -4
const THAW_TO_C = -0.5
const THAW_FACTOR = 14

/** The state after `dtS`, which is small against the air's time constant. */
export function warmed(state: ThermalState, thermal: Thermal, dtS: number): ThermalState {
  const { airRate, wallPart, airByFood, roomC } = thermal
  const { airC, foodC, probeC } = state
  const settledC = wallPart * roomC + (1 - wallPart) * foodC
  const decay = Math.exp(-airRate * dtS)
  const nextC = settledC + (airC - settledC) * decay
  const thawing = foodC > THAW_FROM_C && foodC < THAW_TO_C
  const foodRate = (airRate * (1 - wallPart) * airByFood) / (thawing ? THAW_FACTOR : 1)
  const meanC = (airC + nextC) / 2
  return {
    airC: nextC,
    foodC: foodC + (meanC - foodC) * (1 - Math.exp(-foodRate * dtS)),
    probeC: probeC + (meanC - probeC) * (1 - Math.exp(-dtS / PROBE_LAG_S)),
  }
}

/**
 * Seconds until the probe passes the limit, from the start of the warm-up; infinity when it never does within
 * `horizonS`. `side` is the side of the limit it gets to.
 */
export function crossingS(
  start: ThermalState,
  thermal: Thermal,
  limitC: number,
  side: 'above' | 'below',
  horizonS: number,
): number {
  const sign = side === 'above' ? 1 : -1
  let state = start
  let wasOver = sign * (state.probeC - limitC)
  for (let at = 0; at < horizonS; ) {
    // Long runs get longer steps; near the start the curve is steep.
    const dtS = at < 7200 ? 30 : 120
    state = warmed(state, thermal, dtS)
    at += dtS
    const over = sign * (state.probeC - limitC)
    if (over > 0) return wasOver > 0 ? 0 : at - (dtS * over) / (over - wasOver)
    wasOver = over
  }
  return Number.POSITIVE_INFINITY
}

/** What the probe shows at each of these times (ascending seconds from the start). */
export function probeAt(start: ThermalState, thermal: Thermal, timesS: readonly number[]): number[] {
  let state = start
  let at = 0
  return timesS.map(time => {
    while (at < time) {
      const dtS = Math.min(30, time - at)
      state = warmed(state, thermal, dtS)
      at += dtS
    }
    return state.probeC
  })
}
