/** Ordinary least squares, small and exact enough: at most a handful of drivers. */

export interface Fit {
  /** Intercept first when the rows have one. */
  readonly coefficients: readonly number[]
  /** (XᵀX)⁻¹ */
  readonly inverse: readonly (readonly number[])[]
  readonly residuals: Float64Array
  readonly sse: number
}

/** XᵀX and Xᵀy of some rows: sums that can be added and taken off again, so that folds cost next to nothing. */
export class Moments {
  readonly p: number
  readonly xx: Float64Array
  readonly xy: Float64Array
  n = 0

  constructor(p: number) {
    this.p = p
    this.xx = new Float64Array(p * p)
    this.xy = new Float64Array(p)
  }

  add(row: readonly number[], y: number): void {
    const { p, xx, xy } = this
    for (let i = 0; i < p; i++) {
      const value = row[i] as number
      xy[i] = (xy[i] as number) + value * y
      for (let j = 0; j < p; j++) xx[i * p + j] = (xx[i * p + j] as number) + value * (row[j] as number)
    }
    this.n++
  }

  minus(other: Moments): Moments {
    const left = new Moments(this.p)
    for (let i = 0; i < this.xx.length; i++) left.xx[i] = (this.xx[i] as number) - (other.xx[i] as number)
    for (let i = 0; i < this.p; i++) left.xy[i] = (this.xy[i] as number) - (other.xy[i] as number)
    left.n = this.n - other.n
    return left
  }

  /** Null when the drivers cannot be told apart. */
  solve(): { coefficients: number[]; inverse: number[][] } | null {
    const inverse = invert(this.xx, this.p)
    if (inverse === null) return null
    const coefficients = inverse.map(row =>
      row.reduce((sum, value, j) => sum + value * (this.xy[j] as number), 0),
    )
    return { coefficients, inverse }
  }
}

/** Fits y to the rows; null with fewer rows than drivers, or drivers that cannot be told apart. */
export function leastSquares(rows: readonly (readonly number[])[], y: ArrayLike<number>): Fit | null {
  const p = rows[0]?.length ?? 0
  if (p === 0 || rows.length < p) return null
  const moments = new Moments(p)
  for (const [n, row] of rows.entries()) moments.add(row, y[n] as number)
  const solved = moments.solve()
  if (solved === null) return null
  const residuals = Float64Array.from(rows, (row, n) => (y[n] as number) - dot(row, solved.coefficients))
  return { ...solved, residuals, sse: residuals.reduce((sum, value) => sum + value * value, 0) }
}

export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

/** A pivot this small beside the column it came from means that the column says nothing of its own. */
const PIVOT_LEAST = 1e-10

/** Gauss and Jordan with pivots, on columns brought to the same size first. */
function invert(matrix: Float64Array, p: number): number[][] | null {
  const scale = Array.from({ length: p }, (_, i) => Math.sqrt(matrix[i * p + i] as number))
  if (scale.some(value => !(value > 0))) return null
  const at = (i: number, j: number) =>
    (matrix[i * p + j] as number) / ((scale[i] as number) * (scale[j] as number))
  const work = Array.from({ length: p }, (_, i) =>
    Array.from({ length: 2 * p }, (_, j) => (j < p ? at(i, j) : j - p === i ? 1 : 0)),
  )
  for (let column = 0; column < p; column++) {
    const pivot = pivotRow(work, column)
    const found = work[pivot] as number[]
    if (Math.abs(found[column] as number) < PIVOT_LEAST) return null
    work[pivot] = work[column] as number[]
    work[column] = found
    const by = found[column] as number
    for (let j = 0; j < 2 * p; j++) found[j] = (found[j] as number) / by
    for (const [i, row] of work.entries()) if (i !== column) subtract(row, found, row[column] as number)
  }
  return work.map((row, i) =>
    row.slice(p).map((value, j) => value / ((scale[i] as number) * (scale[j] as number))),
  )
}

function pivotRow(work: readonly (readonly number[])[], column: number): number {
  let best = column
  for (let i = column + 1; i < work.length; i++)
    if (Math.abs(work[i]?.[column] ?? 0) > Math.abs(work[best]?.[column] ?? 0)) best = i
  return best
}

function subtract(row: number[], from: readonly number[], times: number): void {
  for (let j = 0; j < row.length; j++) row[j] = (row[j] as number) - times * (from[j] as number)
}

/** CV(RMSE) = 100 √(Σ(y-ŷ)²/(n-p)) / ȳ, ASHRAE Guideline 14; null where it has no value. */
export function cvRmsePercent(
  measured: ArrayLike<number>,
  modelled: ArrayLike<number>,
  p: number,
): number | null {
  const n = measured.length
  const mean = meanOf(measured)
  if (n <= p || mean === 0) return null
  let sse = 0
  for (let i = 0; i < n; i++) sse += ((measured[i] as number) - (modelled[i] as number)) ** 2
  return (100 * Math.sqrt(sse / (n - p))) / mean
}

/** NMBE = 100 Σ(y-ŷ) / ((n-p) ȳ), ASHRAE Guideline 14. */
export function nmbePercent(
  measured: ArrayLike<number>,
  modelled: ArrayLike<number>,
  p: number,
): number | null {
  const n = measured.length
  const mean = meanOf(measured)
  if (n <= p || mean === 0) return null
  let sum = 0
  for (let i = 0; i < n; i++) sum += (measured[i] as number) - (modelled[i] as number)
  return (100 * sum) / ((n - p) * mean)
}

/** 1 - SSE/SST; null where y does not vary. */
export function r2Of(measured: ArrayLike<number>, modelled: ArrayLike<number>): number | null {
  const mean = meanOf(measured)
  let sse = 0
  let sst = 0
  for (let i = 0; i < measured.length; i++) {
    sse += ((measured[i] as number) - (modelled[i] as number)) ** 2
    sst += ((measured[i] as number) - mean) ** 2
  }
  return sst > 0 ? 1 - sse / sst : null
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] as number
  return values.length === 0 ? 0 : sum / values.length
}

/** Two-sided quantile of Student's t (Cornish-Fisher expansion; Abramowitz and Stegun 26.7.5), `z` the normal one. */
export function studentT(z: number, freedom: number): number {
  const v = Math.max(1, freedom)
  const g1 = (z ** 3 + z) / 4
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
  return z + g1 / v + g2 / v ** 2 + g3 / v ** 3
}
