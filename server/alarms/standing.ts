/** How a rule stands at this moment, as people see it. */
import { step } from '../../core/alarms/step.ts'
import type { RuleStanding } from '../../core/contract/rule.ts'
import { heardOf, type Tracked } from './tracked.ts'

/** Undefined for what is not a rule. `now` is steady ms, `wall` turns such a time into the wall clock's. */
export function standingOf(
  tracked: Tracked,
  now: number,
  wall: (steady: number) => number,
): RuleStanding | undefined {
  const { subject, rule, alarm } = tracked
  if (subject.ruleId === null) return undefined
  // Time that has passed is looked at, but not written down: that is the timer's task.
  const { machine } = step(rule, heardOf(tracked), { type: 'tick' }, now)
  return {
    ruleId: subject.ruleId,
    siteId: subject.siteId,
    pointId: subject.pointId,
    state: machine.state,
    sight: machine.sight,
    active: machine.active,
    value: machine.value,
    since: Math.max(0, wall(machine.changedAt)),
    shelvedUntil: machine.shelvedUntil === null ? null : wall(machine.shelvedUntil),
    suppressedBy: machine.suppressedBy.map(({ by }) => by),
    outOfService: machine.outOfService && {
      ...machine.outOfService,
      until: wall(machine.outOfService.until),
    },
    muted: machine.muted,
    alarmId: alarm?.id ?? null,
  }
}
