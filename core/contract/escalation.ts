/** Who is told first, who next when nobody answers, and how often they are reminded. */
import { type Static, Type } from 'typebox'
import { ROLES } from '../access/role.ts'
import { PRIORITIES } from './alarm-words.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, NameInput, oneOf, partial, record } from './schema.ts'

/**
 * responsible: who answers for the place, and the deputy · on-duty: whoever has the shift at that moment · role: all of a
 * role · user: one person · everyone: all who may acknowledge there.
 */
export const Target = Type.Union([
  record({ to: oneOf(['responsible', 'on-duty', 'everyone']) }),
  record({ to: Type.Literal('role'), role: oneOf(ROLES) }),
  record({ to: Type.Literal('user'), userId: Id }),
])
export type Target = Static<typeof Target>

export const STEPS_MAX = 8
export const EscalationStep = record({
  /** After the alarm was raised. */
  afterS: Type.Integer({ minimum: 0, maximum: 86_400 }),
  who: Type.Array(Target, { maxItems: 10 }),
  /** By these; empty for every channel that is told of that priority. */
  channelIds: Type.Array(Id, { maxItems: 20 }),
})
export type EscalationStep = Static<typeof EscalationStep>

const PlanFields = {
  name: Name,
  /** Empty for the whole site. The plan for the nearest place wins. */
  areaIds: Type.Array(Id, { maxItems: 50 }),
  priorities: Type.Array(oneOf(PRIORITIES), { minItems: 1, maxItems: 4, uniqueItems: true }),
  steps: Type.Array(EscalationStep, { minItems: 1, maxItems: STEPS_MAX }),
  /** After the last step everybody who was told is told again this often, so many times; 0 for never. */
  remindS: Type.Integer({ minimum: 0, maximum: 86_400 }),
  remindTimes: Type.Integer({ minimum: 0, maximum: 100 }),
  enabled: Type.Boolean(),
}
export const EscalationPlan = Type.Object({ id: Id, siteId: Id, ...PlanFields, createdAt: Instant })
export type EscalationPlan = Static<typeof EscalationPlan>
const PlanInput = record({ ...PlanFields, name: NameInput })

/** Somebody, or a group's chat, who has been told of an alarm. */
export interface Told {
  readonly channelId: string
  readonly userId: string | null
}

/** How far the telling of one open alarm has come; kept by the alarm's id. */
export interface Course {
  readonly id: string
  readonly siteId: string
  readonly planId: string | null
  /** When it was raised, last. */
  readonly since: number
  /** Steps taken, and reminders after them. */
  readonly steps: number
  readonly reminders: number
  /** When somebody is told next; null while there is no need. */
  readonly dueAt: number | null
  readonly told: readonly Told[]
}

const ById = record({ id: Id })
export const escalationRoutes = routes({
  listPlans: {
    method: 'GET',
    path: '/escalations',
    action: 'roster.read',
    summary: 'Escalation plans',
    reply: Type.Array(EscalationPlan),
  },
  createPlan: {
    method: 'POST',
    path: '/escalations',
    action: 'roster.change',
    summary: 'Add an escalation plan',
    body: PlanInput,
    reply: EscalationPlan,
  },
  changePlan: {
    method: 'PATCH',
    path: '/escalations/:id',
    action: 'roster.change',
    summary: 'Change an escalation plan',
    params: ById,
    body: partial(PlanInput),
    reply: EscalationPlan,
  },
  deletePlan: {
    method: 'DELETE',
    path: '/escalations/:id',
    action: 'roster.change',
    summary: 'Remove an escalation plan',
    params: ById,
    reply: Type.Object({}),
  },
  previewPlan: {
    method: 'GET',
    path: '/escalations/preview',
    action: 'roster.read',
    summary: 'Who would be told now, by what and when, of an alarm at a place that nobody answers',
    query: partial(record({ areaId: Id, priority: oneOf(PRIORITIES), lifeSafety: oneOf(['true', 'false']) })),
    reply: Type.Object({
      plan: Type.Union([Name, Type.Null()]),
      tellings: Type.Array(
        Type.Object({
          afterS: Type.Integer(),
          channel: Name,
          person: Type.Union([Type.String(), Type.Null()]),
          /** Not before: the end of quiet hours. */
          heldUntil: Type.Union([Instant, Type.Null()]),
        }),
      ),
      /** People who should be told and cannot be reached by any channel. */
      unreachable: Type.Array(Type.String()),
    }),
  },
})
