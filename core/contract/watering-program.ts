/** When water is given, and when it must not be: programs and calendars of exclusion. */
import { type Static, Type } from 'typebox'
import { Id, Instant, Name, NameInput, nullable, oneOf, partial, record } from './schema.ts'
import { METHODS } from './watering-run.ts'

const CLOCK = '([01][0-9]|2[0-3]):[0-5][0-9]'
const SUN = '(sunrise|sunset)([+-][0-9]{1,3})?'
/** `05:00`, `sunrise-60` (an hour before), `sunset+20`. */
export const StartTime = Type.String({ pattern: `^(${CLOCK}|${SUN})$` })
const MonthDay = Type.String({ pattern: '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' })
export const LocalDate = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' })

const REQUIRED = {
  name: Name,
  /** Days of the week it waters, 1 Monday to 7 Sunday, in the site's time zone. */
  days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, uniqueItems: true }),
  starts: Type.Array(StartTime, { minItems: 1, maxItems: 8, uniqueItems: true }),
  /** Zones in their order, each with its minutes as a plain timer would give them: what `fixed` gives, what `percent` scales, and what savings are counted against. */
  steps: Type.Array(record({ zoneId: Id, runS: Type.Integer({ minimum: 10, maximum: 14_400 }) }), {
    minItems: 1,
    maxItems: 200,
  }),
  enabled: Type.Boolean(),
}

const OPTIONAL = {
  method: oneOf(METHODS),
  /** Every so many days from a date, instead of the days of the week. */
  everyDays: nullable(record({ count: Type.Integer({ minimum: 1, maximum: 60 }), from: LocalDate })),
  /** Part of the year, both days included; over New Year when the first is the later one. */
  season: nullable(record({ from: MonthDay, to: MonthDay })),
  /** All water is over by then; what does not fit is said beforehand. Null: as long as it takes, 12 hours at most. */
  finishBy: nullable(StartTime),
  /** 1 goes first. */
  priority: Type.Integer({ minimum: 1, maximum: 9 }),
  /** A start that was missed or broken off: skip it, or make it up while there is time before `finishBy`. */
  missed: oneOf(['skip', 'make-up']),
  /** For `percent`: 0 to 200; for `et0`: how much of the deficit is filled. */
  adjustPct: Type.Integer({ minimum: 10, maximum: 200 }),
}

export const Program = Type.Object({
  id: Id,
  siteId: Id,
  ...REQUIRED,
  ...OPTIONAL,
  /** Nothing of this program starts before then. */
  pausedUntil: nullable(Instant),
  createdAt: Instant,
})
export type Program = Static<typeof Program>

/** What a program is until somebody says more: a plain timer. */
export const PROGRAM_DEFAULTS: Pick<Program, keyof typeof OPTIONAL> = {
  method: 'fixed',
  everyDays: null,
  season: null,
  finishBy: null,
  priority: 5,
  missed: 'skip',
  adjustPct: 100,
}

const optional = Type.Partial(Type.Object(OPTIONAL)).properties
export const ProgramInput = record({ ...REQUIRED, ...optional, name: NameInput })
export const ProgramChange = partial(record({ ...REQUIRED, ...OPTIONAL, name: NameInput }))

export const CALENDAR_KINDS = ['classes', 'sport', 'exams', 'events', 'quiet-hours', 'water-ban'] as const

/** A stretch of time without watering: once, or every week. */
export const Exclusion = Type.Union([
  record({
    type: Type.Literal('once'),
    from: Instant,
    to: Instant,
    title: Type.String({ maxLength: 200 }),
  }),
  record({
    type: Type.Literal('weekly'),
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7 }),
    /** Local times; over midnight when the first is the later one. */
    from: Type.String({ pattern: `^${CLOCK}$` }),
    to: Type.String({ pattern: `^(${CLOCK}|24:00)$` }),
    title: Type.String({ maxLength: 200 }),
  }),
])
export type Exclusion = Static<typeof Exclusion>

export const EXCLUSIONS_MAX = 2000
export const ICAL_BYTES_MAX = 900_000

const CalendarFields = {
  name: Name,
  kind: oneOf(CALENDAR_KINDS),
  /** The zones it keeps dry; empty for all of the site. */
  zoneIds: Type.Array(Id, { maxItems: 200 }),
  exclusions: Type.Array(Exclusion, { maxItems: EXCLUSIONS_MAX }),
  enabled: Type.Boolean(),
}
export const WateringCalendar = Type.Object({
  id: Id,
  siteId: Id,
  ...CalendarFields,
  /** When its `once` exclusions came from a file, and what could not be read of it. */
  importedAt: nullable(Instant),
  createdAt: Instant,
})
export type WateringCalendar = Static<typeof WateringCalendar>
export const CalendarInput = record({ ...CalendarFields, name: NameInput, siteId: Type.Optional(Id) })
export const CalendarChange = partial(record({ ...CalendarFields, name: NameInput }))

export const IcalImport = Type.Object({
  calendar: WateringCalendar,
  events: Type.Integer(),
  /** Events that could not be understood, by their titles; nothing is guessed. */
  skipped: Type.Array(Type.String()),
})
