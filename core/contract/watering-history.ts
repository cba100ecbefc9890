/** What was, what is planned, and the plan of the grounds: the routes that look back and ahead. */
import { type Static, Type } from 'typebox'
import { Block } from './report.ts'
import { routes } from './route.ts'
import { Id, Language, Name, nullable, page, record } from './schema.ts'
import { Incident, Suggestion, WateringRecords } from './watering-record.ts'
import { PlannedRun, Run } from './watering-run.ts'
import { Zone } from './watering-zone.ts'

/** A plan of the grounds that somebody uploaded, as a data URL. */
export const GROUNDS_MAP_CHARS_MAX = 900_000
export const GroundsMap = Type.Object({ siteId: Id, picture: nullable(Type.String()) })
export type GroundsMap = Static<typeof GroundsMap>

/** A month of watering, ready to be put into any report. */
export const WateringSection = Type.Object({ heading: Name, blocks: Type.Array(Block) })
export type WateringSection = Static<typeof WateringSection>

const ById = record({ id: Id })
const AtSite = record({ siteId: Type.Optional(Id) })
const Span = { from: Type.Optional(Type.String()), to: Type.Optional(Type.String()) }
const Months = record({
  from: Type.Optional(Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' })),
  to: Type.Optional(Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' })),
  siteId: Type.Optional(Id),
})
const READ = { method: 'GET', action: 'watering.read' } as const
const change = <const M extends 'POST' | 'PUT' | 'PATCH' | 'DELETE'>(method: M) =>
  ({ method, action: 'watering.change' }) as const
const OPERATE = { method: 'POST', action: 'watering.operate' } as const

export const waterRecordRoutes = routes({
  listRuns: {
    ...READ,
    path: '/runs',
    summary: 'Runs in a stretch of time, newest first',
    query: record({
      ...Span,
      zoneId: Type.Optional(Id),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
    }),
    reply: page(Run),
  },
  listPlan: {
    ...READ,
    path: '/watering/plan',
    summary: 'What is planned until `to`, skips and their reasons included',
    query: record({ to: Type.Optional(Type.String()) }),
    reply: Type.Array(PlannedRun),
  },
  getWateringRecords: {
    ...READ,
    path: '/watering/records',
    summary: 'Litres by zone, program and month, against need and against a plain timer',
    query: Months,
    reply: WateringRecords,
  },
  getWateringRecordsCsv: {
    ...READ,
    path: '/watering/records.csv',
    summary: 'The same as a table',
    query: record({ ...Months.properties, language: Type.Optional(Language) }),
    reply: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  },
  getWateringSection: {
    ...READ,
    path: '/watering/section',
    summary: 'A month of watering as a section of a report',
    query: record({
      month: Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' }),
      siteId: Type.Optional(Id),
    }),
    reply: WateringSection,
  },
  listIncidents: {
    ...READ,
    path: '/watering/incidents',
    summary: 'What went wrong with valves and water; open ones first, then the newest',
    query: record({ open: Type.Optional(Type.Boolean()) }),
    reply: Type.Array(Incident),
  },
  closeIncident: {
    ...OPERATE,
    path: '/watering/incidents/:id/close',
    summary: 'It was looked at and mended',
    params: ById,
    reply: Incident,
  },
  listSuggestions: {
    ...READ,
    path: '/watering/suggestions',
    summary: 'What was learned and waits for a person to confirm',
    reply: Type.Array(Suggestion),
  },
  acceptSuggestion: {
    ...change('POST'),
    path: '/watering/suggestions/:id/accept',
    summary: 'Take it over into the zone',
    params: record({ id: Type.String({ maxLength: 120 }) }),
    reply: Zone,
  },
  dismissSuggestion: {
    ...change('POST'),
    path: '/watering/suggestions/:id/dismiss',
    summary: 'No, and do not ask again for 30 days',
    params: record({ id: Type.String({ maxLength: 120 }) }),
    reply: Type.Object({}),
  },
  getGroundsMap: {
    ...READ,
    path: '/watering/map',
    summary: 'The plan of the grounds',
    query: AtSite,
    reply: GroundsMap,
  },
  putGroundsMap: {
    ...change('PUT'),
    path: '/watering/map',
    summary: 'Upload a plan of the grounds: a PNG, JPEG or WebP as a data URL; null removes it',
    query: AtSite,
    body: record({
      picture: nullable(
        Type.String({
          pattern: '^data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/=]+$',
          maxLength: GROUNDS_MAP_CHARS_MAX,
        }),
      ),
    }),
    reply: GroundsMap,
  },
})
