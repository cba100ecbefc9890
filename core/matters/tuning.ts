/** Concrete changes that would make a rule quieter. Each is tried on stored history before anybody makes it. */
import type { Alarm } from '../contract/alarm.ts'
import type { Condition } from '../contract/condition.ts'
import type { Tuning } from '../contract/matters.ts'
import type { Rule } from '../contract/rule.ts'
import { type Call, chatteringKeys, isFleeting } from './alarm-health.ts'

const DAY_MS = 86_400_000
/** Fewer tell nothing about a rule. */
const FLEETING_MIN = 5
const FLEETING_PART = 0.6
/** ISA-18.2's usual remedy is twice the deadband; nothing waits longer than half an hour for it. */
const DEADBAND_FACTOR = 2
const OFF_DELAY_MIN_S = 300
const ON_DELAY_MAX_S = 1800
const SUGGESTIONS_MAX = 20

export interface TuningInput {
  readonly rules: readonly Rule[]
  readonly alarms: readonly Alarm[]
  readonly calls: readonly Call[]
  readonly open: readonly Alarm[]
  readonly deviceOf: (rule: Rule) => string | null
  readonly now: number
}

/** Noisiest first. A life-safety rule is never made slower: it is mended or moved, not delayed. */
export function tunings({ rules, alarms, calls, open, deviceOf, now }: TuningInput): Tuning[] {
  const chattering = chatteringKeys(calls)
  return rules
    .flatMap((rule): Tuning[] => {
      const own = alarms.filter(({ key }) => key === rule.id)
      const count = calls.filter(({ key }) => key === rule.id).length
      const about = { ruleId: rule.id, pointId: rule.pointId, name: rule.name, deviceId: deviceOf(rule) }
      if (chattering.has(rule.id))
        return [{ ...about, why: 'chattering' as const, count, change: steadier(rule) }]
      const brief = own.filter(isFleeting)
      if (brief.length >= FLEETING_MIN && brief.length >= own.length * FLEETING_PART)
        return [{ ...about, why: 'fleeting' as const, count: brief.length, change: slower(rule, brief) }]
      const old = open.find(
        ({ key, returnedAt, raisedAt }) => key === rule.id && returnedAt === null && now - raisedAt > DAY_MS,
      )
      return old === undefined ? [] : [{ ...about, why: 'stale' as const, count: 1, change: null }]
    })
    .sort((a, b) => b.count - a.count)
    .slice(0, SUGGESTIONS_MAX)
}

function steadier({ condition, onDelayS, offDelayS, lifeSafety }: Rule): Tuning['change'] {
  if (lifeSafety) return null
  return { condition: wider(condition), onDelayS, offDelayS: Math.max(2 * offDelayS, OFF_DELAY_MIN_S) }
}

function wider(condition: Condition): Condition {
  return 'deadband' in condition && typeof condition.deadband === 'number'
    ? { ...condition, deadband: condition.deadband * DEADBAND_FACTOR }
    : condition
}

/** As long as three quarters of what came and went lasted. */
function slower(
  { condition, onDelayS, offDelayS, lifeSafety }: Rule,
  brief: readonly Alarm[],
): Tuning['change'] {
  if (lifeSafety) return null
  const lasted = brief
    .map(({ since, returnedAt }) => ((returnedAt ?? since) - since) / 1000)
    .sort((a, b) => a - b)
  const wanted = Math.ceil((lasted[Math.ceil(lasted.length * 0.75) - 1] ?? 0) / 30) * 30
  const longer = Math.min(Math.max(wanted, onDelayS + 30), ON_DELAY_MAX_S)
  return longer <= onDelayS ? null : { condition, onDelayS: longer, offDelayS }
}
