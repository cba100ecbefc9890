/**
 * When a cabinet whose machine stands still passes a limit: the two-mass model of warm-up.ts, fitted to the cabinet's
 * own curve by damped least squares (Levenberg 1944, Marquardt 1963), with what is usual for its kind as prior. What the
 * curve has not told yet stays as wide as the prior, and so does the uncertainty that is answered.
 */
import type { ColdKind } from './preset.ts'
import type { Sample } from './stretch.ts'
import { crossingS, PROBE_LAG_S, probeAt, type Thermal, type ThermalState } from './warm-up.ts'

export interface WarmUp {
  readonly kind: ColdKind
  /** Readings since the machine last worked: the first is the coldest (of a hot cabinet, the hottest). */
  readonly readings: readonly Sample[]
  /** Mean of the air in the hours before, °C: what the food has. */
  readonly steadyC: number
  /** The room, °C, when somebody measures it. */
  readonly roomC: number | null
  /** How it warms up while its machine rests, from {@link restsOf} over the hours before: tells how fast its air is. */
  readonly rests?: readonly (readonly Sample[])[]
  /** What its last long warm-up was like; without one its kind decides. */
  readonly learned?: Thermal
}

export interface TimeLeft {
  readonly crossesAt: number
  /** Nine of ten crossings lie between these. */
  readonly earliestAt: number
  readonly latestAt: number
  /** The fitted cabinet, to be learned. */
  readonly thermal: Thermal
}

/** Typical upright cabinets of 300 to 700 L and walk-in rooms, half full. Priors, not anybody's data sheet. */
const USUAL: Readonly<Record<ColdKind, Omit<Thermal, 'roomC'>>> = {
  fridge: { airRate: 1 / 1000, wallPart: 0.21, airByFood: 0.115 },
  'sample-fridge': { airRate: 1 / 900, wallPart: 0.19, airByFood: 0.15 },
  freezer: { airRate: 1 / 1100, wallPart: 0.14, airByFood: 0.16 },
  'cold-room': { airRate: 1 / 1350, wallPart: 0.15, airByFood: 0.07 },
  display: { airRate: 1 / 900, wallPart: 0.26, airByFood: 0.14 },
  'blast-chiller': { airRate: 1 / 900, wallPart: 0.2, airByFood: 0.12 },
  'hot-holding': { airRate: 1 / 780, wallPart: 0.39, airByFood: 0.155 },
}
const ROOM_C = 25
/** How much cabinets of a kind differ, as the standard deviation of the logarithm; learned ones differ less. */
const SPREAD = { airRate: 0.3, wallPart: 0.3, airByFood: 0.35 }
const LEARNED_SPREAD_PART = 0.35
const ROOM_SPREAD_C = 4
const MEASURED_ROOM_SPREAD_C = 1
/** The probe's noise and rounding, and what the model does not know, K. */
const READING_SPREAD_C = 0.12
/** Rests are many and err alike: they count for less. */
const REST_SPREAD_C = 0.4
/** Of a normal distribution, 5 to 95 per cent. */
const NINE_OF_TEN = 1.645
const ITERATIONS = 12
/** Before this much was seen the kind alone would speak. */
export const SEEN_MIN_MS = 10 * 60_000
export const HORIZON_S = 48 * 3600

/**
 * Null while too little was seen, and when the limit is not passed within two days. Of a limit that was passed already
 * it answers when.
 */
export function timeLeft(warmUp: WarmUp, limitC: number): TimeLeft | null {
  const first = warmUp.readings[0]
  const last = warmUp.readings.at(-1)
  if (first === undefined || last === undefined || last.at - first.at < SEEN_MIN_MS) return null
  const side = warmUp.kind === 'hot-holding' ? 'below' : 'above'
  const { theta, covariance, curve, misfit: left } = fittedBest(warmUp)
  const { start, at: startAt } = curve
  const crossing = (at: readonly number[]) => crossingS(start, thermalOf(at), limitC, side, HORIZON_S)
  const seconds = crossing(theta)
  if (!Number.isFinite(seconds)) return null
  // A curve that does not look like the model's is trusted less.
  const spread = Math.sqrt(
    Math.max(1, left) *
      variance(theta, covariance, at => Math.log(Math.max(1, Math.min(HORIZON_S, crossing(at))))),
  )
  const at = (factor: number) => Math.round(startAt + seconds * 1000 * factor)
  return {
    crossesAt: at(1),
    earliestAt: at(Math.exp(-NINE_OF_TEN * spread)),
    latestAt: at(Math.exp(NINE_OF_TEN * spread)),
    thermal: thermalOf(theta),
  }
}

/** Going back in time, a rise of this much is the cycle before, K. */
const TURN_C = 0.3
/** Noise and rounding: of values this close the latest one is where it turned, K. */
const LEVEL_C = 0.1

/**
 * The readings since the machine last worked: back to the newest turning point of the curve. Ascending in time, the
 * newest last; of a hot cabinet the hottest point.
 */
export function sinceTurn(readings: readonly Sample[], kind: ColdKind): readonly Sample[] {
  const sign = kind === 'hot-holding' ? -1 : 1
  let least = Number.POSITIVE_INFINITY
  let turn = readings.length
  for (let n = readings.length - 1; n >= 0; n -= 1) {
    const value = sign * calm(readings, n)
    if (value > least + TURN_C) break
    if (value >= least - (turn === n + 1 ? 0 : LEVEL_C)) continue
    least = value
    turn = n
  }
  return readings.slice(turn)
}

/** Neighbours further away belong to another part of the machine's cycle. */
const NEAR_MS = 150_000

/** The middle one of a reading and its neighbours: one odd reading is no turn. */
function calm(readings: readonly Sample[], n: number): number {
  const { at, value: own } = readings[n] ?? { at: 0, value: 0 }
  const near = (one: Sample | undefined) =>
    one === undefined || Math.abs(one.at - at) > NEAR_MS ? own : one.value
  const [a, b] = [near(readings[n - 1]), near(readings[n + 1])]
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), own))
}

/** A rest shorter than this many readings says little. */
const REST_READINGS_MIN = 5
const REST_RISE_MIN_C = 0.5

/** The rises (of a hot cabinet: the falls) between turning points while it works as usual, oldest first. */
export function restsOf(readings: readonly Sample[], kind: ColdKind): Sample[][] {
  const sign = kind === 'hot-holding' ? -1 : 1
  const rests: Sample[][] = []
  let rest: Sample[] = []
  let top = Number.NEGATIVE_INFINITY
  for (const reading of readings) {
    const value = sign * reading.value
    const least = sign * (rest[0]?.value ?? Number.POSITIVE_INFINITY)
    // The band is narrow, so the turn back is seen earlier than in a long warm-up.
    if (value < top - LEVEL_C || value <= least) {
      keepRest(rests, rest, sign * top)
      rest = [reading]
      top = value
    } else {
      rest.push(reading)
      top = Math.max(top, value)
    }
  }
  return rests
}

/** Up to its top: what comes after is the machine at work again. */
function keepRest(rests: Sample[][], rest: Sample[], top: number): void {
  const length = rest.findIndex(({ value }) => value === top)
  const rise = Math.abs(top - (rest[0]?.value ?? top))
  if (length >= REST_READINGS_MIN && rise > REST_RISE_MIN_C) rests.push(rest.slice(0, length))
}

// ── The fit: three logarithms and the room ──────────────────────────────────────────────────────────────────────

function thermalOf([airRate = 0, wallPart = 0, airByFood = 0, roomC = 0]: readonly number[]): Thermal {
  return {
    airRate: Math.exp(airRate),
    wallPart: Math.min(0.95, Math.exp(wallPart)),
    airByFood: Math.exp(airByFood),
    roomC,
  }
}

interface Prior {
  readonly mean: readonly number[]
  readonly spread: readonly number[]
}

function priorOf({ kind, learned, roomC }: WarmUp): Prior {
  const usual = learned ?? USUAL[kind]
  const part = learned === undefined ? 1 : LEARNED_SPREAD_PART
  return {
    mean: [
      Math.log(usual.airRate),
      Math.log(usual.wallPart),
      Math.log(usual.airByFood),
      roomC ?? learned?.roomC ?? ROOM_C,
    ],
    spread: [
      SPREAD.airRate * part,
      SPREAD.wallPart * part,
      SPREAD.airByFood * part,
      roomC === null ? ROOM_SPREAD_C : MEASURED_ROOM_SPREAD_C,
    ],
  }
}

interface Fit {
  readonly theta: readonly number[]
  readonly covariance: number[][]
  readonly curve: Curve
  /** Mean square of what is left, in units of the readings' spread. */
  readonly misfit: number
}

/** A machine that tried once more and died leaves a bend near the beginning; then what came after it is fitted. */
const SKIPS_MIN = [0, 3, 6, 9, 12]
/** Fewer readings are fitted by anything. */
const FITTED_MIN = 5
const GOOD_MISFIT = 0.2

function fittedBest(warmUp: WarmUp): Fit {
  let best: Fit | undefined
  const beganAt = warmUp.readings[0]?.at ?? 0
  for (const skip of SKIPS_MIN) {
    const readings = warmUp.readings.filter(({ at }) => at >= beganAt + skip * 60_000)
    const spanMs = (readings.at(-1)?.at ?? 0) - (readings[0]?.at ?? 0)
    if (best !== undefined && (spanMs < SEEN_MIN_MS * 0.8 || readings.length < FITTED_MIN)) break
    const one = fitted({ ...warmUp, readings })
    if (best === undefined || one.misfit < best.misfit) best = one
    if (best.misfit < GOOD_MISFIT) break
  }
  return best as Fit
}

function fitted(warmUp: WarmUp): Fit {
  const prior = priorOf(warmUp)
  const rests = (warmUp.rests ?? []).slice(-RESTS_MAX)
  const curves = [warmUp.readings, ...rests].map(readings => curveOf(readings, warmUp.steadyC))
  /** Every residual in units of its spread: readings first, then how far each unknown is from its prior. */
  const residuals = (theta: readonly number[]) => [
    ...curves.flatMap((curve, n) =>
      misfit(curve, thermalOf(theta), n === 0 ? READING_SPREAD_C : REST_SPREAD_C),
    ),
    ...theta.map((value, n) => ((prior.mean[n] ?? 0) - value) / (prior.spread[n] ?? 1)),
  ]
  let theta = [...prior.mean]
  let error = sumOfSquares(residuals(theta))
  let damping = 1
  for (let round = 0; round < ITERATIONS; round += 1) {
    const { normal, gradient } = linearised(theta, residuals)
    const step = solve(
      normal.map((row, i) => row.map((v, j) => (i === j ? v * (1 + damping) : v))),
      gradient,
    )
    const tried = theta.map((value, n) => value + (step[n] ?? 0))
    const triedError = sumOfSquares(residuals(tried))
    if (triedError < error) {
      theta = tried
      error = triedError
      damping /= 5
    } else damping *= 5
  }
  const { normal } = linearised(theta, residuals)
  const curve = curves[0] as Curve
  const left = sumOfSquares(misfit(curve, thermalOf(theta), READING_SPREAD_C))
  return { theta, covariance: inverse(normal), curve, misfit: left / Math.max(1, curve.seen.length) }
}

const RESTS_MAX = 24

interface Curve {
  readonly start: ThermalState
  readonly at: number
  readonly timesS: readonly number[]
  readonly seen: readonly Sample[]
}

/** The very turning point is the coldest of some noisy readings, so too cold: the curve is taken up this much later. */
const SKIPPED = 2

/**
 * A curve from a little after its turning point, where a line through the neighbours says what the probe shows and how
 * far the air is ahead of it.
 */
function curveOf(readings: readonly Sample[], foodC: number): Curve {
  const near = readings.slice(1, 2 * SKIPPED + 1)
  const begin = readings[SKIPPED] ?? readings[0] ?? { at: 0, value: foodC }
  const { value, perS } = line(near.length < 3 ? [begin] : near, begin.at)
  const seen = thinned(readings.slice(SKIPPED))
  const start = { airC: value + perS * PROBE_LAG_S, probeC: value, foodC }
  return { start, at: begin.at, seen, timesS: seen.map(({ at }) => (at - begin.at) / 1000) }
}

/** Least squares: the value at a time, and the slope per second. */
function line(samples: readonly Sample[], at: number): { value: number; perS: number } {
  const mean = (of: (sample: Sample) => number) =>
    samples.reduce((sum, one) => sum + of(one), 0) / samples.length
  const [meanS, meanC] = [mean(one => (one.at - at) / 1000), mean(one => one.value)]
  const square = mean(one => ((one.at - at) / 1000 - meanS) ** 2)
  const perS = square === 0 ? 0 : mean(one => ((one.at - at) / 1000 - meanS) * (one.value - meanC)) / square
  return { value: meanC - perS * meanS, perS }
}

function misfit({ start, timesS, seen }: Curve, thermal: Thermal, spreadC: number): number[] {
  const shown = probeAt(start, thermal, timesS)
  return seen.map(({ value }, n) => (value - (shown[n] ?? value)) / spreadC)
}

/** No more than a reading a minute, and no more than so many: neighbours say the same. */
const SEEN_MAX = 240
function thinned(readings: readonly Sample[]): Sample[] {
  const spanMs = (readings.at(-1)?.at ?? 0) - (readings[0]?.at ?? 0)
  const apartMs = Math.max(55_000, spanMs / SEEN_MAX)
  const kept: Sample[] = []
  for (const reading of readings.slice(1))
    if (reading.at - (kept.at(-1)?.at ?? Number.NEGATIVE_INFINITY) >= apartMs) kept.push(reading)
  return kept
}

const STEP = 1e-3
const sumOfSquares = (values: readonly number[]) => values.reduce((sum, value) => sum + value * value, 0)
const nudged = (theta: readonly number[], index: number) => theta.map((v, n) => (n === index ? v + STEP : v))

function linearised(theta: readonly number[], residuals: (theta: readonly number[]) => number[]) {
  const here = residuals(theta)
  const columns = theta.map((_, n) =>
    residuals(nudged(theta, n)).map((value, k) => (value - (here[k] ?? 0)) / STEP),
  )
  const normal = columns.map(a => columns.map(b => dot(a, b)))
  return { normal, gradient: columns.map(column => -dot(column, here)) }
}

/** Half a standard deviation: wide enough to step over the kinks of a curve that thaws. */
const SIGMA_STEP = 0.5

/**
 * Variance of a function of the unknowns. It is asked along the columns of the covariance's root, where unknowns that go
 * together move together: their single slopes nearly cancel, and a kink in one of them would be taken for doubt.
 */
function variance(
  theta: readonly number[],
  covariance: readonly (readonly number[])[],
  of: (theta: readonly number[]) => number,
): number {
  const root = rootOf(covariance)
  const along = (n: number, by: number) => of(theta.map((value, k) => value + by * (root[k]?.[n] ?? 0)))
  return sumOfSquares(theta.map((_, n) => (along(n, SIGMA_STEP) - along(n, -SIGMA_STEP)) / (2 * SIGMA_STEP)))
}

/** The lower triangle whose product with its transpose is the matrix (Cholesky). */
function rootOf(matrix: readonly (readonly number[])[]): number[][] {
  const root = matrix.map(() => new Array<number>(matrix.length).fill(0))
  for (const [i, row] of root.entries())
    for (let j = 0; j <= i; j += 1) {
      const other = root[j] ?? []
      const left = (matrix[i]?.[j] ?? 0) - dot(row.slice(0, j), other.slice(0, j))
      row[j] = i === j ? Math.sqrt(Math.max(0, left)) : left / (other[j] || 1)
    }
  return root
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, v, n) => sum + v * (b[n] ?? 0), 0)

/** Gaussian elimination; the matrix is symmetric and positive definite, so it needs no pivoting. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, n) => [...row, right[n] ?? 0])
  for (const [n, pivot] of rows.entries())
    for (const row of rows.slice(n + 1)) {
      const factor = (row[n] ?? 0) / (pivot[n] ?? 1)
      for (let k = n; k <= rows.length; k += 1) row[k] = (row[k] ?? 0) - factor * (pivot[k] ?? 0)
    }
  const answer = new Array<number>(rows.length).fill(0)
  for (let n = rows.length - 1; n >= 0; n -= 1) {
    const row = rows[n] ?? []
    let rest = row[rows.length] ?? 0
    for (let k = n + 1; k < rows.length; k += 1) rest -= (row[k] ?? 0) * (answer[k] ?? 0)
    answer[n] = rest / (row[n] ?? 1)
  }
  return answer
}

function inverse(matrix: readonly (readonly number[])[]): number[][] {
  return matrix.map((_, n) =>
    solve(
      matrix,
      matrix.map((__, k) => (k === n ? 1 : 0)),
    ),
  )
}
