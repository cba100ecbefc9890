/** What would have been used without the measure: a model fitted to the time before, and what was saved against it. */
import { type Static, Type } from 'typebox'
import { LocalDate } from './energy-meter.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, NameInput, nullable, oneOf, record } from './schema.ts'

/** What may explain use. hdd, cdd: heating and cooling degree days. workdays: as the calendar has them. */
export const DRIVERS = ['hdd', 'cdd', 'meals', 'heads', 'workdays', 'days'] as const
export type Driver = (typeof DRIVERS)[number]

/** The grid a model is fitted on; ASHRAE 14 has limits for months and hours, and days are held to those of months. */
export const BASELINE_STEPS = ['day', 'month'] as const
export type BaselineStep = (typeof BASELINE_STEPS)[number]

/** How well a model fits: percentages as in ASHRAE Guideline 14. */
export const FitQuality = Type.Object({
  n: Type.Integer(),
  /** Parameters, the intercept counted. */
  p: Type.Integer(),
  r2: nullable(Type.Number()),
  cvRmsePercent: nullable(Type.Number()),
  nmbePercent: nullable(Type.Number()),
  /** Of what was left out while fitting: what the model was chosen by. */
  outCvRmsePercent: nullable(Type.Number()),
  outNmbePercent: nullable(Type.Number()),
})
export type FitQuality = Static<typeof FitQuality>

export const Coefficient = Type.Object({
  driver: Type.Union([Type.Literal('intercept'), oneOf(DRIVERS)]),
  value: Type.Number(),
  standardError: nullable(Type.Number()),
})
export type Coefficient = Static<typeof Coefficient>

export const BaselineModel = Type.Object({
  step: oneOf(BASELINE_STEPS),
  drivers: Type.Array(oneOf(DRIVERS)),
  heatingBaseC: Type.Number(),
  coolingBaseC: Type.Number(),
  coefficients: Type.Array(Coefficient),
  quality: FitQuality,
  /** By the limits for its step. */
  passes: Type.Boolean(),
  limits: Type.Object({ cvRmsePercent: Type.Number(), nmbePercent: Type.Number() }),
  /** Lag-one autocorrelation of what the model leaves over. */
  autocorrelation: Type.Number(),
  /** How many times wider a sum scatters than if its steps had nothing to do with each other; at least 1. */
  dependence: Type.Number(),
  /** Standard deviation of what it missed of steps it had not seen, in the medium's unit a step. */
  residualDeviation: Type.Number(),
  /** (XᵀX)⁻¹ row by row, intercept first: what the uncertainty of a prediction is made of. */
  covariance: Type.Array(Type.Array(Type.Number())),
  meanUse: Type.Number(),
  /** How far each driver went in the time before. */
  ranges: Type.Array(Type.Object({ driver: oneOf(DRIVERS), low: Type.Number(), high: Type.Number() })),
})
export type BaselineModel = Static<typeof BaselineModel>

export const Baseline = Type.Object({
  id: Id,
  siteId: Id,
  name: Name,
  meterId: Id,
  /** The time before, both included. */
  from: LocalDate,
  to: LocalDate,
  model: BaselineModel,
  /** Others that were tried, best first, by what they would have missed. */
  tried: Type.Array(
    Type.Object({ drivers: Type.Array(oneOf(DRIVERS)), outCvRmsePercent: nullable(Type.Number()) }),
  ),
  createdAt: Instant,
  createdBy: Type.String(),
})
export type Baseline = Static<typeof Baseline>

/** Something that changed and is nobody's saving or waste, noted by a person: a new oven, a closed wing. */
export const Adjustment = Type.Object({
  id: Id,
  siteId: Id,
  baselineId: Id,
  from: LocalDate,
  to: nullable(LocalDate),
  /** Added to what the baseline expects of each day, in the medium's unit; may be negative. */
  perDay: Type.Number(),
  reason: Type.String({ minLength: 1, maxLength: 400 }),
  by: Type.String(),
  createdAt: Instant,
})
export type Adjustment = Static<typeof Adjustment>

/** What was done to save, what it cost, and since when it counts. */
export const Measure = Type.Object({
  id: Id,
  siteId: Id,
  name: Name,
  baselineId: Id,
  doneOn: LocalDate,
  /** In the site's currency; null when nobody said. */
  cost: nullable(Type.Number({ minimum: 0 })),
  note: Type.String({ maxLength: 1000 }),
  by: Type.String(),
  createdAt: Instant,
})
export type Measure = Static<typeof Measure>

/** A saving with its uncertainty: the true one lies within low and high with the stated confidence. */
export const SavingEstimate = Type.Object({
  actual: Type.Number(),
  expected: Type.Number(),
  adjustment: Type.Number(),
  saved: Type.Number(),
  low: Type.Number(),
  high: Type.Number(),
  /** Half of that width over the saving; null where nothing was saved. */
  fractionalUncertainty: nullable(Type.Number()),
  savedPercent: nullable(Type.Number()),
  confidencePercent: Type.Number(),
  /** Steps that were measured and could be predicted, of all there are. */
  steps: Type.Integer(),
  stepsMissing: Type.Integer(),
  /** Drivers went further than in the time before: the model guesses there. */
  stepsBeyond: Type.Integer(),
})
export type SavingEstimate = Static<typeof SavingEstimate>

export const SavingStep = Type.Object({
  date: LocalDate,
  actual: nullable(Type.Number()),
  expected: nullable(Type.Number()),
  saved: nullable(Type.Number()),
  /** Saved in all since the first. */
  cusum: nullable(Type.Number()),
})
export type SavingStep = Static<typeof SavingStep>

export const SavingReport = Type.Object({
  baselineId: Id,
  from: LocalDate,
  to: LocalDate,
  unit: Type.String(),
  total: nullable(SavingEstimate),
  /** By the price paid on average in that time; null without a tariff. */
  money: nullable(Type.Object({ saved: Type.Number(), low: Type.Number(), high: Type.Number() })),
  steps: Type.Array(SavingStep),
  measures: Type.Array(
    Type.Object({
      measure: Measure,
      since: nullable(SavingEstimate),
      savedMoneyPerYear: nullable(Type.Number()),
      paybackYears: nullable(Type.Number()),
    }),
  ),
})
export type SavingReport = Static<typeof SavingReport>

const BaselineInput = record({
  name: NameInput,
  meterId: Id,
  from: LocalDate,
  to: LocalDate,
  step: Type.Optional(oneOf(BASELINE_STEPS)),
  /** Only these may be used; missing: whatever there are figures for. */
  drivers: Type.Optional(Type.Array(oneOf(DRIVERS), { maxItems: DRIVERS.length, uniqueItems: true })),
})
const ById = record({ id: Id })

export const baselineRoutes = routes({
  listBaselines: {
    method: 'GET',
    path: '/baselines',
    action: 'meter.read',
    summary: 'Baselines',
    reply: Type.Array(Baseline),
  },
  createBaseline: {
    method: 'POST',
    path: '/baselines',
    action: 'meter.change',
    summary: 'Fit a baseline to a time before; the model is the one that misses least what it has not seen',
    body: BaselineInput,
    reply: Baseline,
  },
  deleteBaseline: {
    method: 'DELETE',
    path: '/baselines/:id',
    action: 'meter.change',
    summary: 'Remove a baseline with its measures and adjustments',
    params: ById,
    reply: Type.Object({}),
  },
  getSavings: {
    method: 'GET',
    path: '/baselines/:id/savings',
    action: 'meter.read',
    summary: 'What was saved against the baseline, with its uncertainty, CUSUM and measures',
    params: ById,
    query: record({ from: Type.Optional(LocalDate), to: Type.Optional(LocalDate) }),
    reply: SavingReport,
  },
  listAdjustments: {
    method: 'GET',
    path: '/baselines/:id/adjustments',
    action: 'meter.read',
    summary: 'What people noted as nobody’s saving or waste',
    params: ById,
    reply: Type.Array(Adjustment),
  },
  addAdjustment: {
    method: 'POST',
    path: '/baselines/:id/adjustments',
    action: 'meter.change',
    summary: 'Note a change that the baseline cannot know',
    params: ById,
    body: record({
      from: LocalDate,
      to: nullable(LocalDate),
      perDay: Type.Number(),
      reason: Type.String({ minLength: 1, maxLength: 400 }),
    }),
    reply: Adjustment,
  },
  deleteAdjustment: {
    method: 'DELETE',
    path: '/adjustments/:id',
    action: 'meter.change',
    summary: 'Take such a note back',
    params: ById,
    reply: Type.Object({}),
  },
  listMeasures: {
    method: 'GET',
    path: '/measures',
    action: 'meter.read',
    summary: 'Measures that were taken to save',
    reply: Type.Array(Measure),
  },
  addMeasure: {
    method: 'POST',
    path: '/measures',
    action: 'meter.change',
    summary: 'Note a measure, its cost and since when it counts',
    body: record({
      name: NameInput,
      baselineId: Id,
      doneOn: LocalDate,
      cost: nullable(Type.Number({ minimum: 0 })),
      note: Type.Optional(Type.String({ maxLength: 1000 })),
    }),
    reply: Measure,
  },
  deleteMeasure: {
    method: 'DELETE',
    path: '/measures/:id',
    action: 'meter.change',
    summary: 'Remove a measure',
    params: ById,
    reply: Type.Object({}),
  },
})
