/**
 * A cabinet's month as the inspector reads it: checks, minimum, mean and maximum of each day, excursions with what was
 * done about them, gaps, calibrations, deliveries. Filled by core/coldchain/log.ts, printed by whoever exports it.
 */
import { type Static, Type } from 'typebox'
import { CabinetLevels, Calibration, ExcursionView } from './cabinet-parts.ts'
import { DEVICE_KINDS } from './device.ts'
import { Id, Instant, Name, nullable, oneOf } from './schema.ts'

const Celsius = nullable(Type.Number())

/** What the probe said at a fixed hour. Null value: no reading near it, which is printed as it is. */
export const LogCheck = Type.Object({
  /** `08:00` on the site's wall. */
  wall: Type.String(),
  dueAt: Instant,
  /** When the reading that stands for it was taken. */
  at: nullable(Instant),
  valueC: Celsius,
  /** Within the inner levels; null without a reading. */
  ok: nullable(Type.Boolean()),
})
export type LogCheck = Static<typeof LogCheck>

export const LogExcursion = Type.Object({
  ...ExcursionView.properties,
  /** What people said and did about the alarms of this time. */
  actions: Type.Array(
    Type.Object({
      alarmId: Id,
      raisedAt: Instant,
      note: nullable(Type.String()),
      action: nullable(Type.String()),
      by: nullable(Type.String()),
      closedAt: nullable(Instant),
    }),
  ),
})
export type LogExcursion = Static<typeof LogExcursion>

export const LogGap = Type.Object({ from: Instant, to: Instant, minutes: Type.Number() })
export type LogGap = Static<typeof LogGap>

export const LogDay = Type.Object({
  /** `2026-03-01` on the site's calendar. */
  date: Type.String(),
  from: Instant,
  to: Instant,
  checks: Type.Array(LogCheck),
  minC: Celsius,
  meanC: Celsius,
  maxC: Celsius,
  readings: Type.Integer(),
  /** Beyond the inner levels, and covered by no reading. */
  minutesBeyond: Type.Number(),
  minutesUnknown: Type.Number(),
})
export type LogDay = Static<typeof LogDay>

export const MonthLog = Type.Object({
  cabinet: Type.Object({ id: Id, name: Name, kind: oneOf(DEVICE_KINDS), siteId: Id, place: nullable(Name) }),
  /** `2026-03`; `to` is the end of the month, or now when it is not over. */
  month: Type.String(),
  timeZone: Type.String(),
  from: Instant,
  to: Instant,
  madeAt: Instant,
  levels: CabinetLevels,
  days: Type.Array(LogDay),
  excursions: Type.Array(LogExcursion),
  gaps: Type.Array(LogGap),
  /** The one in force at the beginning and those of the month, oldest first. */
  calibrations: Type.Array(Calibration),
  restockings: Type.Array(Type.Object({ at: Instant, by: Type.String(), until: Instant })),
  summary: Type.Object({
    minC: Celsius,
    meanC: Celsius,
    maxC: Celsius,
    /** Mean kinetic temperature: for information, it excuses nothing. */
    mktC: Celsius,
    minutesBeyond: Type.Number(),
    minutesUnknown: Type.Number(),
    checksDone: Type.Integer(),
    checksDue: Type.Integer(),
  }),
})
export type MonthLog = Static<typeof MonthLog>
