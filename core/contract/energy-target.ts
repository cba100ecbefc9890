/** Targets and budgets, indicators, and how places compare. */
import { type Static, Type } from 'typebox'
import { LocalDate, LocalMonth } from './energy-meter.ts'
import { Bill } from './energy-tariff.ts'
import { MEDIA } from './energy-words.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, nullable, oneOf, record } from './schema.ts'

/** use: of the medium, in its unit. money: a budget. */
export const TARGET_KINDS = ['use', 'money'] as const
export const Target = Type.Object({
  /** Site, medium, kind and month: saying it again replaces it. */
  id: Type.String({ maxLength: 200 }),
  siteId: Id,
  medium: oneOf(MEDIA),
  kind: oneOf(TARGET_KINDS),
  month: LocalMonth,
  amount: Type.Number({ minimum: 0 }),
  by: Type.String(),
  createdAt: Instant,
})
export type Target = Static<typeof Target>

/** Where a month will end if it goes on like this. */
export const Forecast = Type.Object({
  target: Target,
  soFar: nullable(Type.Number()),
  /** Of the whole month, most likely, and the range that holds nine times in ten. */
  expected: nullable(Type.Number()),
  low: nullable(Type.Number()),
  high: nullable(Type.Number()),
  state: oneOf(['unknown', 'good', 'close', 'over']),
  /** Of a budget: the whole month as the supplier would bill each main meter if it goes on like this. */
  bills: Type.Optional(Type.Array(Bill)),
})
export type Forecast = Static<typeof Forecast>

const Share = nullable(Type.Number())
/** A medium in a stretch of days, over what was done in it. Null wherever one of the two is not known. */
export const Indicator = Type.Object({
  medium: oneOf(MEDIA),
  use: Share,
  unit: Type.String(),
  money: Share,
  kgCo2: Share,
  kgce: Share,
  perMeal: Share,
  perHead: Share,
  perM2: Share,
  moneyPerMeal: Share,
  moneyPerHead: Share,
  moneyPerM2: Share,
  /** Days with readings, of all. */
  days: Type.Integer(),
  daysKnown: Type.Integer(),
})
export type Indicator = Static<typeof Indicator>

export const Indicators = Type.Object({
  from: LocalDate,
  to: LocalDate,
  meals: nullable(Type.Integer()),
  /** The mean of the days. */
  heads: nullable(Type.Number()),
  areaM2: nullable(Type.Number()),
  media: Type.Array(Indicator),
})
export type Indicators = Static<typeof Indicators>

export const LEAGUES = ['electricity', 'water', 'gas', 'heat', 'cabinets'] as const

export const LeagueRow = Type.Object({
  /** A meter's id, or a cabinet's device. */
  id: Id,
  name: Name,
  rank: nullable(Type.Integer()),
  use: nullable(Type.Number()),
  /** What a place with these meals, heads, m² and degree days uses by the model of all of them. */
  fair: nullable(Type.Number()),
  /** Use over fair, minus one; below zero is better than fair. */
  score: nullable(Type.Number()),
  /** Why it stands where it does, in words, with the handicap. */
  why: Type.Object({ zh: Type.String(), en: Type.String() }),
})
export type LeagueRow = Static<typeof LeagueRow>

export const League = Type.Object({
  of: oneOf(LEAGUES),
  from: LocalDate,
  to: LocalDate,
  unit: Type.String(),
  rule: Type.Object({ zh: Type.String(), en: Type.String() }),
  rows: Type.Array(LeagueRow),
})
export type League = Static<typeof League>

const Dates = { from: LocalDate, to: LocalDate }

export const targetRoutes = routes({
  listTargets: {
    method: 'GET',
    path: '/targets',
    action: 'meter.read',
    summary: 'Targets and budgets of a month, each with where it will end',
    query: record({ month: Type.Optional(LocalMonth) }),
    reply: Type.Array(Forecast),
  },
  putTarget: {
    method: 'PUT',
    path: '/targets',
    action: 'meter.change',
    summary: 'Set a month’s target or budget',
    body: record({
      medium: oneOf(MEDIA),
      kind: oneOf(TARGET_KINDS),
      month: LocalMonth,
      amount: Type.Number({ minimum: 0 }),
    }),
    reply: Target,
  },
  deleteTarget: {
    method: 'DELETE',
    path: '/targets',
    action: 'meter.change',
    summary: 'Remove a target',
    query: record({ target: Type.String({ maxLength: 200 }) }),
    reply: Type.Object({}),
  },
  getIndicators: {
    method: 'GET',
    path: '/energy/indicators',
    action: 'meter.read',
    summary:
      'Use, money, carbon and standard coal per meal, head and m², of the site or of one place by its own meters',
    query: record({ ...Dates, areaId: Type.Optional(Id) }),
    reply: Indicators,
  },
  getLeague: {
    method: 'GET',
    path: '/energy/league',
    action: 'meter.read',
    summary: 'Places of one kind beside each other, with a fair handicap',
    query: record({ ...Dates, of: oneOf(LEAGUES) }),
    reply: League,
  },
})
