/** A device's rules beside those its kind brings: what somebody changed for this one device. */
import { rulesForKind } from '../alarms/template.ts'
import type { Jurisdiction } from '../coldchain/jurisdiction.ts'
import type { Device } from '../contract/device.ts'
import type { Point } from '../contract/point.ts'
import type { Rule } from '../contract/rule.ts'

/** What a template decides. */
export const RULE_FIELDS = [
  'condition',
  'priority',
  'onDelayS',
  'offDelayS',
  'latching',
  'lifeSafety',
  'actionRequired',
  'realarmS',
  'enabled',
] as const
export type RuleField = (typeof RULE_FIELDS)[number]
export type RuleBody = Pick<Rule, RuleField>

/** The rule its kind brings under this id, as it would be for this device; null for one that somebody added. */
export function templateOf(
  ruleId: string,
  device: Pick<Device, 'id' | 'kind' | 'silentAfterS'>,
  points: readonly Point[],
  jurisdiction: Jurisdiction,
): RuleBody | null {
  const drafts = rulesForKind(device.kind, points, jurisdiction)
  const draft = drafts.find(({ key }) => `${device.id}.${key}` === ruleId)
  if (draft === undefined) return null
  const { condition } = draft
  const own = condition.type === 'no-data' ? { ...condition, afterS: device.silentAfterS } : condition
  return bodyOf({ ...draft, condition: own })
}

/** The fields that are other than the template's. */
export function overriddenIn(rule: RuleBody, template: RuleBody): RuleField[] {
  return RULE_FIELDS.filter(field => !sameValue(rule[field], template[field]))
}

export function bodyOf(rule: RuleBody): RuleBody {
  return Object.fromEntries(RULE_FIELDS.map(field => [field, rule[field]])) as RuleBody
}

/** Equal as JSON, whatever the order of the keys. */
export function sameValue(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}
