/** Who is on duty when, and who answers for which place. */
import { type Static, Type } from 'typebox'
import { routes } from './route.ts'
import { Id, Instant, Name, NameInput, nullable, partial, record } from './schema.ts'

const WallTime = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })
/** A day of the site's calendar. */
export const LocalDate = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' })

export const SHIFTS_MAX = 6
export const PEOPLE_MAX = 8
/** Swaps kept; the oldest are forgotten first. */
export const SWAPS_MAX = 400

/** A stretch of a day. One that ends when it begins or earlier runs into the next day. */
export const Shift = record({ id: Id, name: Name, from: WallTime, to: WallTime })
export type Shift = Static<typeof Shift>

const People = Type.Array(Id, { maxItems: PEOPLE_MAX, uniqueItems: true })

/** Who has a shift on a day of the cycle; `day` is 1 Monday to 7 Sunday. */
const Slot = record({
  week: Type.Integer({ minimum: 0, maximum: 7 }),
  day: Type.Integer({ minimum: 1, maximum: 7 }),
  shiftId: Id,
  userIds: People,
})
export type Slot = Static<typeof Slot>

/** What is different on one date: a swap, or somebody who stands in. */
const Swap = Type.Object({
  date: LocalDate,
  shiftId: Id,
  userIds: People,
  by: Type.String(),
  at: Instant,
  note: nullable(Type.String({ maxLength: 200 })),
})
export type Swap = Static<typeof Swap>

const RosterFields = {
  name: Name,
  /** Empty for the whole site. */
  areaIds: Type.Array(Id, { maxItems: 50 }),
  shifts: Type.Array(Shift, { minItems: 1, maxItems: SHIFTS_MAX }),
  /** The plan repeats after so many weeks, counted from `anchor`, a Monday. */
  weeks: Type.Integer({ minimum: 1, maximum: 8 }),
  anchor: LocalDate,
  slots: Type.Array(Slot, { maxItems: 8 * 7 * SHIFTS_MAX }),
}
export const Roster = Type.Object({
  id: Id,
  siteId: Id,
  ...RosterFields,
  swaps: Type.Array(Swap),
  createdAt: Instant,
})
export type Roster = Static<typeof Roster>
const RosterInput = record({ ...RosterFields, name: NameInput })

/** One shift on one date, with the instants it really covers. */
export const Duty = Type.Object({
  rosterId: Id,
  roster: Name,
  shiftId: Id,
  shift: Name,
  date: LocalDate,
  from: Instant,
  to: Instant,
  userIds: People,
  /** Other than the plan says. */
  swapped: Type.Boolean(),
})
export type Duty = Static<typeof Duty>

/** Who answers for a place, and who when that person is not there. The site itself is `site:<id>`. */
export const Responsibility = Type.Object({
  id: Id,
  siteId: Id,
  areaId: nullable(Id),
  userId: nullable(Id),
  deputyId: nullable(Id),
})
export type Responsibility = Static<typeof Responsibility>

const ById = record({ id: Id })
const Place = record({ date: LocalDate, shiftId: Id, userId: Id })
const Note = Type.Optional(Type.String({ maxLength: 200 }))

export const rosterRoutes = routes({
  listRosters: {
    method: 'GET',
    path: '/rosters',
    action: 'roster.read',
    summary: 'Duty rosters',
    reply: Type.Array(Roster),
  },
  createRoster: {
    method: 'POST',
    path: '/rosters',
    action: 'roster.change',
    summary: 'Add a duty roster',
    body: RosterInput,
    reply: Roster,
  },
  changeRoster: {
    method: 'PATCH',
    path: '/rosters/:id',
    action: 'roster.change',
    summary: 'Change a duty roster',
    params: ById,
    body: partial(RosterInput),
    reply: Roster,
  },
  deleteRoster: {
    method: 'DELETE',
    path: '/rosters/:id',
    action: 'roster.change',
    summary: 'Remove a duty roster',
    params: ById,
    reply: Type.Object({}),
  },
  coverShift: {
    method: 'POST',
    path: '/rosters/:id/cover',
    action: 'roster.change',
    summary: 'Say who has a shift on one date; without persons the plan holds again',
    params: ById,
    body: record({ date: LocalDate, shiftId: Id, userIds: nullable(People), note: Note }),
    reply: Roster,
  },
  swapShifts: {
    method: 'POST',
    path: '/rosters/:id/swap',
    action: 'roster.change',
    summary: 'Two persons swap their shifts',
    params: ById,
    body: record({ a: Place, b: Place, note: Note }),
    reply: Roster,
  },
  listDuties: {
    method: 'GET',
    path: '/duties',
    action: 'roster.read',
    summary: 'Who is on duty between two times; without them now and until tomorrow',
    query: partial(record({ from: Type.String({ maxLength: 20 }), to: Type.String({ maxLength: 20 }) })),
    reply: Type.Array(Duty),
  },
  listResponsibilities: {
    method: 'GET',
    path: '/responsibilities',
    action: 'roster.read',
    summary: 'Who answers for which place',
    reply: Type.Array(Responsibility),
  },
  setResponsibility: {
    method: 'PUT',
    path: '/responsibilities/:id',
    action: 'roster.change',
    summary: 'Say who answers for a place: its id, or `site:` and the site’s',
    params: ById,
    body: record({ userId: nullable(Id), deputyId: nullable(Id) }),
    reply: Responsibility,
  },
})
