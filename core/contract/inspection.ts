/** Rounds that people walk: what to look at, when, and what they found. 日管控 周排查 月调度, and own ones. */
import { type Static, Type } from 'typebox'
import { PointId } from './reading.ts'
import { routes } from './route.ts'
import { Id, Instant, Language, Name, NameInput, nullable, oneOf, partial, record } from './schema.ts'

export const CADENCES = ['daily', 'weekly', 'monthly', 'random'] as const
export const CHECKLISTS_MAX = 100
export const ITEMS_MAX = 60

export const CheckItem = record({
  id: Id,
  text: Name,
  /** What a sensor already knows, with the limits it must keep; null where a person looks. */
  pointId: nullable(PointId),
  min: nullable(Type.Number()),
  max: nullable(Type.Number()),
})
export type CheckItem = Static<typeof CheckItem>

const Fields = {
  name: Name,
  cadence: oneOf(CADENCES),
  /** Weekly: 1 Monday to 7 Sunday. Monthly: the day of the month, the last where it is shorter. Random: times a week. */
  on: Type.Integer({ minimum: 1, maximum: 31 }),
  /** By when it must be signed, on the site's clock. */
  dueTime: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
  items: Type.Array(CheckItem, { minItems: 1, maxItems: ITEMS_MAX }),
  enabled: Type.Boolean(),
}
export const Checklist = Type.Object({ id: Id, siteId: Id, ...Fields, createdAt: Instant })
export type Checklist = Static<typeof Checklist>

export const Answer = Type.Object({
  itemId: Id,
  /** Null until somebody has said so; what no sensor has read is never filled in. */
  ok: nullable(Type.Boolean()),
  note: Type.String({ maxLength: 500 }),
  value: nullable(Type.Number()),
  valueAt: nullable(Instant),
})
export type Answer = Static<typeof Answer>

/** One round of one checklist on one day. */
export const Inspection = Type.Object({
  id: Id,
  siteId: Id,
  checklistId: Id,
  name: Name,
  /** The site's calendar day. */
  date: Type.String(),
  dueAt: Instant,
  items: Type.Array(CheckItem),
  answers: Type.Array(Answer),
  signedBy: nullable(Type.String()),
  signedAt: nullable(Instant),
})
export type Inspection = Static<typeof Inspection>

const ById = record({ id: Id })
const Input = record({ siteId: Id, ...Fields, name: NameInput })

export const inspectionRoutes = routes({
  listChecklists: {
    method: 'GET',
    path: '/checklists',
    action: 'alarm.read',
    summary: 'What is inspected, and how often',
    reply: Type.Array(Checklist),
  },
  createChecklist: {
    method: 'POST',
    path: '/checklists',
    action: 'rule.change',
    summary: 'Add a checklist',
    body: Input,
    reply: Checklist,
  },
  changeChecklist: {
    method: 'PUT',
    path: '/checklists/:id',
    action: 'rule.change',
    summary: 'Change a checklist; rounds that were walked stay as they were',
    params: ById,
    body: Input,
    reply: Checklist,
  },
  deleteChecklist: {
    method: 'DELETE',
    path: '/checklists/:id',
    action: 'rule.change',
    summary: 'Remove a checklist; its rounds are kept',
    params: ById,
    reply: Checklist,
  },
  listInspections: {
    method: 'GET',
    path: '/inspections',
    action: 'alarm.read',
    summary: 'Rounds that are due, pre-filled from the sensors, or those that were signed, newest first',
    query: partial(record({ signed: oneOf(['yes', 'no']) })),
    reply: Type.Array(Inspection),
  },
  signInspection: {
    method: 'POST',
    path: '/inspections/:id/sign',
    action: 'alarm.acknowledge',
    summary: 'Sign a round with every answer; what is not well becomes something somebody must answer',
    params: ById,
    body: record({
      answers: Type.Array(
        record({ itemId: Id, ok: Type.Boolean(), note: Type.Optional(Type.String({ maxLength: 500 })) }),
        { minItems: 1, maxItems: ITEMS_MAX },
      ),
    }),
    reply: Inspection,
  },
  printInspection: {
    method: 'GET',
    path: '/inspections/:id/print.pdf',
    action: 'alarm.read',
    summary: 'A round to file',
    params: ById,
    query: partial(record({ language: Language })),
    reply: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  },
})
