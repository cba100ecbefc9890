/** The work alarms make: what nobody has answered, what one shift hands to the next, and whether the alarms are any good. */
import { type Static, Type } from 'typebox'
import { PRIORITIES } from './alarm-words.ts'
import { Condition } from './condition.ts'
import { Promised } from './promise.ts'
import { PointId } from './reading.ts'
import { ReportDocument } from './report-document.ts'
import { routes } from './route.ts'
import { Id, Instant, Language, Name, nullable, oneOf, partial, record } from './schema.ts'
import { Site } from './site.ts'

export const KPI_DAYS_MAX = 92

/** unanswered: nobody has said "I'm on it" · unfinished: somebody has, and it is not closed · unassigned never hides. */
export const OpenMatter = Type.Object({
  alarmId: Id,
  siteId: Id,
  name: Name,
  deviceId: nullable(Id),
  priority: oneOf(PRIORITIES),
  what: oneOf(['unanswered', 'unfinished']),
  since: Instant,
  /** By when somebody promised to be on it, or to be done. */
  dueAt: Instant,
  late: Type.Boolean(),
  /** Names of whose it is: given to, taken by, or who answers for the place; empty when that is nobody. */
  owners: Type.Array(Type.String()),
})
export type OpenMatter = Static<typeof OpenMatter>

const Response = Type.Object({
  answered: Type.Integer(),
  /** Never answered, and over by themselves or still open. */
  unanswered: Type.Integer(),
  medianS: nullable(Type.Number()),
  p90S: nullable(Type.Number()),
  /** Part of all that were answered within what was promised, 0 to 1; null when there were none. */
  kept: nullable(Type.Number()),
})
export type ResponseFigures = Static<typeof Response>

export const AlarmHealth = Type.Object({
  from: Instant,
  to: Instant,
  days: Type.Number(),
  /** Times somebody was asked to act: raised and raised again. Exercises are not in it. */
  total: Type.Integer(),
  perDay: Type.Number(),
  busiestHour: Type.Integer(),
  busiestTenMinutes: Type.Integer(),
  /** Parts, 0 to 1: hours with more than 30, ten minutes with more than 10, time in a flood. */
  hoursOver30: Type.Number(),
  tenMinutesOver10: Type.Number(),
  inFlood: Type.Number(),
  floods: Type.Array(Type.Object({ from: Instant, to: Instant, count: Type.Integer() })),
  /** Open now, and of these those active for more than 24 h. */
  standing: Type.Integer(),
  stale: Type.Integer(),
  /** Alarms that came three times within a minute, and alarms that were over before anybody could act. */
  chattering: Type.Integer(),
  fleeting: Type.Integer(),
  priorities: Type.Array(Type.Object({ priority: oneOf(PRIORITIES), share: Type.Number() })),
  topTenShare: Type.Number(),
  offenders: Type.Array(
    Type.Object({
      key: Type.String(),
      name: Name,
      deviceId: nullable(Id),
      count: Type.Integer(),
      share: Type.Number(),
    }),
  ),
  response: Type.Array(Type.Object({ priority: oneOf(PRIORITIES), ...Response.properties })),
  shifts: Type.Array(Type.Object({ shift: nullable(Name), ...Response.properties })),
})
export type AlarmHealth = Static<typeof AlarmHealth>

/** A change to one rule that would make it quieter, to be tried on the past before it is made. */
export const Tuning = Type.Object({
  ruleId: Id,
  pointId: PointId,
  name: Name,
  deviceId: nullable(Id),
  why: oneOf(['chattering', 'fleeting', 'stale']),
  count: Type.Integer(),
  /** Null where the thing itself must be mended. */
  change: nullable(
    Type.Object({
      condition: Condition,
      onDelayS: Type.Integer(),
      offDelayS: Type.Integer(),
    }),
  ),
})
export type Tuning = Static<typeof Tuning>

const Days = Type.String({ pattern: '^[0-9]{1,2}$' })
const SiteQuery = { siteId: Id }

export const matterRoutes = routes({
  listOpenMatters: {
    method: 'GET',
    path: '/matters/open',
    action: 'alarm.read',
    summary: 'What nobody has answered or finished, whose it is, and since when; the latest first',
    reply: Type.Array(OpenMatter),
  },
  getAlarmHealth: {
    method: 'GET',
    path: '/matters/health',
    action: 'alarm.read',
    summary: 'How many alarms, how good, and how fast they were answered (ISA-18.2)',
    query: partial(record({ ...SiteQuery, days: Days })),
    reply: AlarmHealth,
  },
  listTunings: {
    method: 'GET',
    path: '/matters/tunings',
    action: 'rule.read',
    summary: 'Rules that could be quieter without missing anything, as changes to try',
    query: partial(record({ ...SiteQuery, days: Days })),
    reply: Type.Array(Tuning),
  },
  setPromise: {
    method: 'PUT',
    path: '/matters/promise/:id',
    action: 'roster.change',
    summary: 'Say how soon alarms of a site are answered and finished, by priority',
    params: record({ id: Id }),
    body: Promised,
    reply: Site,
  },
  getHandover: {
    method: 'GET',
    path: '/matters/handover',
    action: 'alarm.read',
    summary: 'What the shift that is on hands to the next',
    query: partial(record(SiteQuery)),
    reply: ReportDocument,
  },
  getHandoverPdf: {
    method: 'GET',
    path: '/matters/handover.pdf',
    action: 'alarm.read',
    summary: 'The handover card to print and sign',
    query: partial(record({ ...SiteQuery, language: Language })),
    reply: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  },
  sendHandover: {
    method: 'POST',
    path: '/matters/handover/send',
    action: 'alarm.acknowledge',
    summary: 'Say the handover on a channel',
    body: record({ channelId: Id }),
    reply: Type.Object({ ok: Type.Boolean(), detail: Type.String() }),
  },
  listHandoverChannels: {
    method: 'GET',
    path: '/matters/handover/channels',
    action: 'alarm.acknowledge',
    summary: 'Channels a handover can be said on',
    reply: Type.Array(Type.Object({ id: Id, name: Name })),
  },
})
