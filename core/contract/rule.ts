/** What is wrong, how long it must last, and how much it matters. */
import { type Static, Type } from 'typebox'
import { ALARM_STATES, PRIORITIES } from './alarm-words.ts'
import { Condition } from './condition.ts'
import { OutOfService } from './quiet.ts'
import { PointId } from './reading.ts'
import { ReplayInput, ReplayReply } from './replay.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, NameInput, nullable, oneOf, partial, record } from './schema.ts'

export { PRIORITIES, type Priority } from './alarm-words.ts'
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

/** A rule that says so at once, and nothing more. */
export const RULE_DEFAULTS = {
  priority: 'medium',
  onDelayS: 0,
  offDelayS: 0,
  latching: false,
  lifeSafety: false,
  actionRequired: false,
  realarmS: 0,
  enabled: true,
} as const satisfies Partial<Rule>

export const RuleInput = record({ ...RuleFields, name: NameInput })

/**
 * Whether a rule can be judged at all, beside what it says: unknown: nothing was heard yet · sees · no-data: its device
 * has been silent for too long · error: there are readings, but none that can be judged.
 */
export const SIGHTS = ['unknown', 'sees', 'no-data', 'error'] as const
export type Sight = (typeof SIGHTS)[number]

/** How a rule in force stands now, whether or not it has an open alarm. */
export const RuleStanding = Type.Object({
  ruleId: Id,
  siteId: Id,
  pointId: nullable(PointId),
  state: oneOf(ALARM_STATES),
  sight: oneOf(SIGHTS),
  /** The condition after its delays, also while nobody is told. */
  active: Type.Boolean(),
  value: nullable(Type.Number()),
  /** Since when the condition holds, or does not. */
  since: Instant,
  shelvedUntil: nullable(Instant),
  /** What holds it back by design, such as `gateway.silent:kitchen-gw`. */
  suppressedBy: Type.Array(Type.String()),
  /** For maintenance: by whom, why, and until when. */
  outOfService: nullable(OutOfService),
  /** How often it would have been raised since it is quiet. */
  muted: Type.Integer({ minimum: 0 }),
  alarmId: nullable(Id),
})
export type RuleStanding = Static<typeof RuleStanding>

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
  replayRule: {
    method: 'POST',
    path: '/rules/replay',
    action: 'rule.change',
    summary: 'What a rule would have done on the last 90 days, beside the rule it replaces; changes nothing',
    body: ReplayInput,
    reply: ReplayReply,
  },
  listStandings: {
    method: 'GET',
    path: '/rules/standing',
    action: 'rule.read',
    summary: 'How every rule in force stands: shelved, held back, out of service, without data',
    reply: Type.Array(RuleStanding),
  },
})
