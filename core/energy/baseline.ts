/**
 * The fair baseline: what a place uses by weather, meals, people and calendar, learnt from a time before.
 *
 * Every combination of the drivers there are figures for is fitted, with several temperatures that heating and cooling
 * may begin at. The one is taken that misses least what it has not seen: stretches are left out in turn and predicted.
 * One that says heating saves, or meals do, is no model of a place and is passed over.
 */
import type { BaselineModel, BaselineStep, Driver } from '../contract/energy-baseline.ts'
import { COOLING_BASE_C, coolingDegreeDays, HEATING_BASE_C, heatingDegreeDays } from './degree-days.ts'
import { cvRmsePercent, dot, leastSquares, Moments, meanOf, nmbePercent, r2Of } from './regression.ts'

/** What is known of one local day; null is not known. */
export interface DayFacts {
  readonly date: string
  /** The whole day's use; null where more than an hour of it is missing. */
  readonly use: number | null
  readonly highC: number | null
  readonly lowC: number | null
  readonly meals: number | null
  readonly heads: number | null
  readonly workday: boolean
}

/** ASHRAE Guideline 14: monthly 15 % and 5 %. Its hourly limits are 30 % and 10 %; days are held in between. */
export const LIMITS: Readonly<Record<BaselineStep, { cvRmsePercent: number; nmbePercent: number }>> = {
  month: { cvRmsePercent: 15, nmbePercent: 5 },
  day: { cvRmsePercent: 25, nmbePercent: 7.5 },
}

const HEATING_BASES_C = [12, 14, 16, HEATING_BASE_C] as const
const COOLING_BASES_C = [20, 22, 24, COOLING_BASE_C] as const
/** A simpler model is taken when a richer one is better by less than this part. */
const SIMPLER_WITHIN = 0.01
/** Of a longer stretch neighbouring days are left out together: what is like yesterday is not unseen. */
const BLOCK_DAYS = 14
const FOLDS = 5
const STEPS_LEAST: Readonly<Record<BaselineStep, number>> = { day: 60, month: 9 }
/** What cannot lower use. */
const RISING: ReadonlySet<Driver> = new Set(['hdd', 'cdd', 'meals', 'heads', 'days'])

export interface Bases {
  readonly heatingBaseC: number
  readonly coolingBaseC: number
}

/** A step of the model: a day, or the days of a month added up. */
export interface Step {
  readonly date: string
  readonly use: number | null
  readonly days: number
  readonly drivers: Readonly<Record<Driver, number | null>>
}

/** Days, or months that are there whole. */
export function stepsOf(days: readonly DayFacts[], step: BaselineStep, bases: Bases): Step[] {
  if (step === 'day')
    return days.map(day => ({ date: day.date, use: day.use, days: 1, drivers: driversOf(day, bases) }))
  const months = Map.groupBy(days, ({ date }) => date.slice(0, 7))
  return [...months].map(([month, own]) => {
    const drivers = own.map(day => driversOf(day, bases))
    const sum = (pick: (n: number) => number | null) =>
      own.reduce<number | null>((all, _, n) => plus(all, pick(n)), 0)
    return {
      date: `${month}-01`,
      use: isWholeMonth(month, own.length) ? sum(n => own[n]?.use ?? null) : null,
      days: own.length,
      drivers: Object.fromEntries(
        (Object.keys(drivers[0] ?? {}) as Driver[]).map(driver => [
          driver,
          sum(n => drivers[n]?.[driver] ?? null),
        ]),
      ) as Step['drivers'],
    }
  })
}

const plus = (a: number | null, b: number | null) => (a === null || b === null ? null : a + b)

function isWholeMonth(month: string, days: number): boolean {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return days === new Date(Date.UTC(year, number, 0)).getUTCDate()
}

function driversOf({ highC, lowC, meals, heads, workday }: DayFacts, bases: Bases): Step['drivers'] {
  const weather = highC !== null && lowC !== null
  return {
    hdd: weather ? heatingDegreeDays(highC, lowC, bases.heatingBaseC) : null,
    cdd: weather ? coolingDegreeDays(highC, lowC, bases.coolingBaseC) : null,
    meals,
    heads,
    workdays: workday ? 1 : 0,
    days: 1,
  }
}

export interface Chosen {
  readonly model: BaselineModel
  readonly tried: { drivers: Driver[]; outCvRmsePercent: number | null }[]
}

/** Null when there is too little to learn from. `allowed` limits the drivers. */
export function chooseBaseline(
  days: readonly DayFacts[],
  step: BaselineStep,
  allowed?: readonly Driver[],
): Chosen | null {
  const tries: Try[] = []
  for (const bases of basePairs()) {
    const steps = stepsOf(days, step, bases).filter(({ use }) => use !== null)
    if (steps.length < STEPS_LEAST[step]) return null
    const drivers = usable(steps, step).filter(driver => allowed === undefined || allowed.includes(driver))
    for (const set of subsets(drivers)) {
      if (!cares(set, bases)) continue
      const tried = tryOut(steps, set, step, bases)
      if (tried !== null) tries.push(tried)
    }
  }
  const ranked = tries.toSorted((a, b) => a.out - b.out)
  const best = ranked[0]
  if (best === undefined) return null
  const simple = ranked
    .filter(one => one.out <= best.out * (1 + SIMPLER_WITHIN))
    .toSorted((a, b) => a.drivers.length - b.drivers.length || a.out - b.out)[0]
  return { model: modelOf(simple ?? best, step), tried: bestOfEach(ranked) }
}

/** Bases that no driver asks for are tried once only. */
function cares(set: readonly Driver[], { heatingBaseC, coolingBaseC }: Bases): boolean {
  return (
    (set.includes('hdd') || heatingBaseC === HEATING_BASE_C) &&
    (set.includes('cdd') || coolingBaseC === COOLING_BASE_C)
  )
}

function basePairs(): Bases[] {
  return HEATING_BASES_C.flatMap(heatingBaseC =>
    COOLING_BASES_C.map(coolingBaseC => ({ heatingBaseC, coolingBaseC })),
  )
}

/** Drivers that are known on every step and vary; the length of a month only where months are the step. */
function usable(steps: readonly Step[], step: BaselineStep): Driver[] {
  const all: Driver[] = [
    'hdd',
    'cdd',
    'meals',
    'heads',
    'workdays',
    ...(step === 'month' ? (['days'] as const) : []),
  ]
  return all.filter(driver => {
    const values = steps.map(one => one.drivers[driver])
    const known = values.filter(value => value !== null)
    return known.length === values.length && Math.max(...known) - Math.min(...known) > 1e-9
  })
}

function subsets(drivers: readonly Driver[]): Driver[][] {
  return Array.from({ length: 1 << drivers.length }, (_, bits) => drivers.filter((_, n) => bits & (1 << n)))
}

interface Try {
  readonly steps: readonly Step[]
  readonly drivers: Driver[]
  readonly bases: Bases
  /** CV(RMSE) and NMBE of what was left out, %. */
  readonly out: number
  readonly outNmbe: number
  /** Measured minus predicted, of what was left out. */
  readonly missed: readonly number[]
}

export const rowOf = (drivers: readonly Driver[], step: Pick<Step, 'drivers'>) => [
  1,
  ...drivers.map(driver => step.drivers[driver] ?? Number.NaN),
]

/** Fits all but a fold and predicts the fold, in turn. */
function tryOut(steps: readonly Step[], drivers: Driver[], step: BaselineStep, bases: Bases): Try | null {
  const rows = steps.map(one => rowOf(drivers, one))
  const p = drivers.length + 1
  const folds = step === 'month' ? steps.length : FOLDS
  const foldOf = (n: number) => (step === 'month' ? n : Math.floor(n / BLOCK_DAYS) % FOLDS)
  if (steps.length - Math.ceil(steps.length / folds) <= p + 1) return null
  const all = new Moments(p)
  const parts = Array.from({ length: folds }, () => new Moments(p))
  for (const [n, row] of rows.entries()) {
    all.add(row, steps[n]?.use ?? 0)
    parts[foldOf(n)]?.add(row, steps[n]?.use ?? 0)
  }
  const whole = all.solve()
  if (
    whole === null ||
    drivers.some((driver, k) => RISING.has(driver) && (whole.coefficients[k + 1] ?? 0) < 0)
  )
    return null
  const fits = parts.map(part => all.minus(part).solve())
  if (fits.includes(null)) return null
  const predicted = rows.map((row, n) => dot(row, fits[foldOf(n)]?.coefficients ?? []))
  const measured = steps.map(one => one.use ?? 0)
  const out = cvRmsePercent(measured, predicted, 0)
  if (out === null || !Number.isFinite(out)) return null
  const missed = measured.map((use, n) => use - (predicted[n] ?? 0))
  return { steps, drivers, bases, out, outNmbe: nmbePercent(measured, predicted, 0) ?? 0, missed }
}

function modelOf({ steps, drivers, bases, out, outNmbe, missed }: Try, step: BaselineStep): BaselineModel {
  const rows = steps.map(one => rowOf(drivers, one))
  const measured = steps.map(one => one.use ?? 0)
  const fit = leastSquares(rows, measured)
  if (fit === null) throw new Error('a fit that was possible is not any more')
  const p = drivers.length + 1
  const modelled = rows.map(row => dot(row, fit.coefficients))
  const variance = fit.sse / Math.max(1, steps.length - p)
  const places = steps.map(({ date }) => placeOf(date, step))
  const limits = LIMITS[step]
  const cv = cvRmsePercent(measured, modelled, p)
  return {
    step,
    drivers,
    ...bases,
    coefficients: fit.coefficients.map((value, k) => ({
      driver: k === 0 ? 'intercept' : (drivers[k - 1] ?? 'days'),
      value,
      standardError: Math.sqrt(variance * (fit.inverse[k]?.[k] ?? 0)),
    })),
    quality: {
      n: steps.length,
      p,
      r2: r2Of(measured, modelled),
      cvRmsePercent: cv,
      nmbePercent: nmbePercent(measured, modelled, p),
      outCvRmsePercent: out,
      outNmbePercent: outNmbe,
    },
    // With an intercept the bias of what was seen is zero by construction: what was not seen decides.
    passes: (cv ?? 100) <= limits.cvRmsePercent && Math.abs(outNmbe) <= limits.nmbePercent,
    limits,
    autocorrelation: Math.min(0.95, Math.max(0, correlation([...fit.residuals], places, 1))),
    dependence: dependenceOf(missed, places, step),
    residualDeviation: Math.sqrt(missed.reduce((sum, value) => sum + value * value, 0) / missed.length),
    covariance: fit.inverse.map(row => [...row]),
    meanUse: meanOf(measured),
    ranges: drivers.map(driver => {
      const values = steps.map(one => one.drivers[driver] ?? 0)
      return { driver, low: Math.min(...values), high: Math.max(...values) }
    }),
  }
}

/** How much of today's residual was there `lag` steps before already; only of steps that lie so far apart. */
function correlation(residuals: readonly number[], places: readonly number[], lag: number): number {
  const byPlace = new Map(places.map((place, n) => [place, residuals[n] ?? 0]))
  let both = 0
  let pairs = 0
  let own = 0
  for (const [n, place] of places.entries()) {
    const value = residuals[n] ?? 0
    own += value * value
    const before = byPlace.get(place - lag)
    if (before === undefined) continue
    both += value * before
    pairs++
  }
  return own > 0 && pairs > 0 ? both / pairs / (own / places.length) : 0
}

/** Three weeks of days, or the neighbouring month. */
export const LAGS: Readonly<Record<BaselineStep, number>> = { day: 21, month: 1 }

/**
 * How much wider a sum scatters than one of independent steps: the long-run variance over the plain one. Estimated twice,
 * with Bartlett's weights (Newey and West, 1987), which comes out too small on a year of days, and for residuals of which
 * a part φ is left each step under plain noise, 1 + 2 ρ₁ / (1 - φ); the larger counts.
 */
function dependenceOf(residuals: readonly number[], places: readonly number[], step: BaselineStep): number {
  const lags = LAGS[step]
  const rho = Array.from({ length: Math.max(lags, 3) + 1 }, (_, lag) => correlation(residuals, places, lag))
  let sum = 1
  for (let lag = 1; lag <= lags; lag++) sum += 2 * (1 - lag / (lags + 1)) * (rho[lag] ?? 0)
  if (step === 'month') return Math.max(1, sum)
  const [, one = 0, two = 0, three = 0] = rho
  const left = one + two > 0 ? Math.min(0.9, Math.max(0, (two + three) / (one + two))) : 0
  return Math.max(1, sum, 1 + (2 * Math.max(0, one)) / (1 - Math.max(left, one)))
}

/** Days since 1970, or months. */
function placeOf(date: string, step: BaselineStep): number {
  const [year = 0, month = 0] = date.split('-').map(Number)
  return step === 'month' ? year * 12 + month : Date.parse(date) / 86_400_000
}
/** The best of each set of drivers, for a person to see what was weighed. */
function bestOfEach(ranked: readonly Try[]): Chosen['tried'] {
  const seen = new Map<string, { drivers: Driver[]; outCvRmsePercent: number | null }>()
  for (const { drivers, out } of ranked) {
    const key = drivers.join()
    if (!seen.has(key)) seen.set(key, { drivers, outCvRmsePercent: out })
  }
  return [...seen.values()].slice(0, 12)
}
