/** What is wrong, how long it must last, and how much it matters. */
import { type Static, Type } from 'typebox'
import { Condition } from './condition.ts'
import { PointId } from './reading.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, NameInput, oneOf, partial, record } from './schema.ts'

/** ISA-18.2 priorities, most urgent first. */
export const PRIORITIES = ['critical', 'high', 'medium', 'low'] as const
export type Priority = (typeof PRIORITIES)[number]

export { Condition }

const RuleFields = {
  pointId: PointId,
  name: Name,
  condition: Condition,
  priority: oneOf(PRIORITIES),
  /** The condition must hold this long before anybody is told. */
  onDelayS: Type.Integer({ minimum: 0, maximum: 86400 }),
  /** And be gone this long before the alarm counts as returned. */
  offDelayS: Type.Integer({ minimum: 0, maximum: 86400 }),
  /** Stays until acknowledged and reset by a person although the condition ended (gas, smoke). */
  latching: Type.Boolean(),
  /** Gas, fire, flood: never shelved by one person alone, never closed by the machine. */
  lifeSafety: Type.Boolean(),
  /** May not be closed without saying what was done. */
  actionRequired: Type.Boolean(),
  /** Tell again when still active this long after the acknowledgement; 0 for never. */
  realarmS: Type.Integer({ minimum: 0, maximum: 604800 }),
  enabled: Type.Boolean(),
}

export const Rule = Type.Object({ id: Id, siteId: Id, ...RuleFields, createdAt: Instant, changedAt: Instant })
export type Rule = Static<typeof Rule>

export const RuleInput = record({ ...RuleFields, name: NameInput })

export const ruleRoutes = routes({
  listRules: {
    method: 'GET',
    path: '/rules',
    action: 'rule.read',
    summary: 'Alarm rules',
    query: partial(record({ pointId: PointId })),
    reply: Type.Array(Rule),
  },
  createRule: {
    method: 'POST',
    path: '/rules',
    action: 'rule.change',
    summary: 'Add a rule',
    body: RuleInput,
    reply: Rule,
  },
  changeRule: {
    method: 'PATCH',
    path: '/rules/:id',
    action: 'rule.change',
    summary: 'Change a rule',
    params: record({ id: Id }),
    body: partial(RuleInput),
    reply: Rule,
  },
  deleteRule: {
    method: 'DELETE',
    path: '/rules/:id',
    action: 'rule.change',
    summary: 'Remove a rule; its open alarm is closed with that reason',
    params: record({ id: Id }),
    reply: Type.Object({}),
  },
})
