/** How much was done: meals served and heads counted, by day. */
import { type Static, Type } from 'typebox'
import { LocalDate } from './energy-meter.ts'
import { routes } from './route.ts'
import { Id, Instant, nullable, oneOf, record } from './schema.ts'

export const ACTIVITY_KINDS = ['meals', 'heads'] as const
export type ActivityKind = (typeof ACTIVITY_KINDS)[number]
/** all: the whole day in one number. */
export const MEALS = ['all', 'breakfast', 'lunch', 'dinner', 'night'] as const
export type MealOfDay = (typeof MEALS)[number]

const ActivityFields = {
  date: LocalDate,
  kind: oneOf(ACTIVITY_KINDS),
  /** Heads are counted once a day: `all`. */
  meal: oneOf(MEALS),
  /** The kitchen or building it is about; null for the whole site. */
  areaId: nullable(Id),
  count: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
}
export const Activity = Type.Object({
  /** Its site, date, kind, meal and place: saying it again replaces it. */
  id: Type.String({ maxLength: 200 }),
  siteId: Id,
  ...ActivityFields,
  by: Type.String(),
  from: oneOf(['hand', 'csv', 'api']),
  enteredAt: Instant,
})
export type Activity = Static<typeof Activity>

export const ActivityInput = record(ActivityFields)
export type ActivityInput = Static<typeof ActivityInput>

/** What a place is, for figures per head and per m²; the site as a whole has its own. */
export const Premises = Type.Object({
  /** The area's id, or the site's. */
  id: Id,
  siteId: Id,
  areaM2: nullable(Type.Number({ exclusiveMinimum: 0 })),
  /** People who belong there, for days without a head count. */
  heads: nullable(Type.Integer({ minimum: 1 })),
})
export type Premises = Static<typeof Premises>

/** What came of a file: what cannot be read is refused by line, the rest is kept. */
const Taken = Type.Object({
  accepted: Type.Integer(),
  refused: Type.Array(Type.Object({ line: Type.Integer(), reason: Type.String() })),
})
export type Taken = Static<typeof Taken>

export const activityRoutes = routes({
  listActivities: {
    method: 'GET',
    path: '/activities',
    action: 'meter.read',
    summary: 'Meals and head counts, ascending by date',
    query: record({ from: LocalDate, to: LocalDate }),
    reply: Type.Array(Activity),
  },
  putActivities: {
    method: 'PUT',
    path: '/activities',
    action: 'meter.enter',
    summary: 'Enter meals or head counts; the same day, meal and place again replaces what was said',
    body: record({ items: Type.Array(ActivityInput, { minItems: 1, maxItems: 1000 }) }),
    reply: Type.Array(Activity),
  },
  importActivities: {
    method: 'POST',
    path: '/activities/import',
    action: 'meter.enter',
    summary:
      'The same out of a CSV file: date, a column for each of meals, heads, breakfast, lunch, dinner, night, and where lines are about several places their names in a column place',
    body: record({ csv: Type.String({ minLength: 1, maxLength: 900_000 }), areaId: nullable(Id) }),
    reply: Taken,
  },
  deleteActivity: {
    method: 'DELETE',
    path: '/activities',
    action: 'meter.enter',
    summary: 'Take an entry back',
    query: record({ entry: Type.String({ maxLength: 200 }) }),
    reply: Type.Object({}),
  },
  importPremises: {
    method: 'POST',
    path: '/premises/import',
    action: 'meter.change',
    summary: 'Floor area and people out of a CSV file: place (empty for the whole site), area, heads',
    body: record({ csv: Type.String({ minLength: 1, maxLength: 200_000 }) }),
    reply: Taken,
  },
  listPremises: {
    method: 'GET',
    path: '/premises',
    action: 'meter.read',
    summary: 'Floor area and people of the site and its areas',
    reply: Type.Array(Premises),
  },
  putPremises: {
    method: 'PUT',
    path: '/premises',
    action: 'meter.change',
    summary: 'Say the floor area and the people of a place',
    body: record({
      areaId: nullable(Id),
      areaM2: nullable(Type.Number({ exclusiveMinimum: 0 })),
      heads: nullable(Type.Integer({ minimum: 1 })),
    }),
    reply: Premises,
  },
})
