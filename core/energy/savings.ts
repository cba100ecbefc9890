/**
 * What was saved: the baseline at the weather, meals and people there really were, minus what was used (IPMVP option C).
 *
 * The uncertainty is that of a prediction: the scatter of the steps added up and that of the coefficients, by what the
 * model missed of days it had not seen, both widened for days that hang together (ASHRAE Guideline 14 annex B shrinks the
 * sample to n (1-ρ)/(1+ρ) for it; here more lags than one count).
 */
import type { Adjustment, BaselineModel, SavingEstimate, SavingStep } from '../contract/energy-baseline.ts'
import { type DayFacts, LAGS, rowOf, type Step, stepsOf } from './baseline.ts'
import { datesBetween } from './calendar.ts'
import { dot, studentT } from './regression.ts'

export const CONFIDENCE_PERCENT = 95
const Z_95 = 1.959964
/** A driver that goes further than its range by this part of it is beyond what the model knows. */
const BEYOND_PART = 0.1

export type AdjustmentFacts = Pick<Adjustment, 'from' | 'to' | 'perDay'>

export interface Saving {
  readonly total: SavingEstimate | null
  readonly steps: SavingStep[]
}

/** The saving of the days after; null in all where not one step is known. */
export function savingOf(
  model: BaselineModel,
  days: readonly DayFacts[],
  adjustments: readonly AdjustmentFacts[] = [],
): Saving {
  const all = stepsOf(days, model.step, model)
  const beta = model.coefficients.map(({ value }) => value)
  const steps: SavingStep[] = []
  const known: { row: number[]; step: Step }[] = []
  const sums = { actual: 0, expected: 0, adjustment: 0 }
  let cusum = 0
  for (const step of all) {
    const row = rowOf(model.drivers, step)
    const plain = dot(row, beta)
    const adjustment = adjustmentOf(adjustments, step, model.step)
    const expected = Number.isFinite(plain) ? plain + adjustment : null
    const saved = expected === null || step.use === null ? null : expected - step.use
    if (saved !== null && step.use !== null) {
      cusum += saved
      sums.actual += step.use
      sums.expected += plain
      sums.adjustment += adjustment
      known.push({ row, step })
    }
    steps.push({ date: step.date, actual: step.use, expected, saved, cusum: saved === null ? null : cusum })
  }
  if (known.length === 0) return { total: null, steps }
  return { total: estimate(model, known, sums, all.length - known.length), steps }
}

function estimate(
  model: BaselineModel,
  known: readonly { row: number[]; step: Step }[],
  { actual, expected, adjustment }: { actual: number; expected: number; adjustment: number },
  missing: number,
): SavingEstimate {
  const saved = expected + adjustment - actual
  const half = halfWidth(
    model,
    known.map(({ row }) => row),
  )
  return {
    actual,
    expected,
    adjustment,
    saved,
    low: saved - half,
    high: saved + half,
    fractionalUncertainty: saved > 0 ? half / saved : null,
    savedPercent: expected + adjustment > 0 ? (100 * saved) / (expected + adjustment) : null,
    confidencePercent: CONFIDENCE_PERCENT,
    steps: known.length,
    stepsMissing: missing,
    stepsBeyond: known.filter(({ step }) => isBeyond(model, step)).length,
  }
}

/** Half of the interval that holds the sum of these steps' true savings. */
export function halfWidth(model: BaselineModel, rows: readonly (readonly number[])[]): number {
  const { dependence: wider, residualDeviation, covariance, quality } = model
  const sum = covariance.map((_, k) => rows.reduce((all, row) => all + (row[k] ?? 0), 0))
  const ofCoefficients = dot(
    sum,
    covariance.map(row => dot(row, sum)),
  )
  const variance = residualDeviation ** 2 * wider * (rows.length + ofCoefficients)
  return studentT(z95(LAGS[model.step] / quality.n), quality.n / wider - quality.p) * Math.sqrt(variance)
}

/**
 * The normal quantile for 95 %, widened because how days hang together was itself estimated, over the part `b` of the
 * sample (fixed-b critical values of Bartlett's kernel: Kiefer and Vogelsang, 2005).
 */
function z95(b: number): number {
  return Z_95 + 2.9694 * b + 0.416 * b ** 2 - 0.5324 * b ** 3
}

function adjustmentOf(
  adjustments: readonly AdjustmentFacts[],
  { date, days }: Step,
  step: BaselineModel['step'],
): number {
  if (adjustments.length === 0) return 0
  const last = step === 'day' ? date : `${date.slice(0, 8)}${String(days).padStart(2, '0')}`
  return datesBetween(date, last).reduce(
    (sum, day) =>
      sum +
      adjustments.reduce(
        (own, { from, to, perDay }) => own + (day >= from && (to === null || day <= to) ? perDay : 0),
        0,
      ),
    0,
  )
}

function isBeyond(model: BaselineModel, step: Step): boolean {
  return model.ranges.some(({ driver, low, high }) => {
    const value = step.drivers[driver] ?? 0
    const slack = BEYOND_PART * (high - low)
    return value < low - slack || value > high + slack
  })
}

/** Years until a measure has paid for itself; null where it saves nothing or nobody said what it cost. */
export function paybackYears(cost: number | null, savedMoneyPerYear: number | null): number | null {
  return cost === null || savedMoneyPerYear === null || savedMoneyPerYear <= 0
    ? null
    : cost / savedMoneyPerYear
}
