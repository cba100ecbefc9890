/** The four levels of a cabinet are rules of its probes, so that there is one place that says what is wrong. */

import type { Levels, TimeAllowance } from '../../core/coldchain/jurisdiction.ts'
import {
  FOOD,
  isOuter,
  isUpper,
  LEVEL_NAMES,
  LEVEL_WORDS,
  type LevelName,
  levelRule,
} from '../../core/coldchain/level-rules.ts'
import { ABSOLUTE_DELAY_S, type ColdKind, INNER_DELAY_S } from '../../core/coldchain/preset.ts'
import type { Condition, WeekHours } from '../../core/contract/condition.ts'
import type { Point } from '../../core/contract/point.ts'
import type { PointId } from '../../core/contract/reading.ts'
import type { Rule } from '../../core/contract/rule.ts'
import type { StateStore } from '../../core/ports.ts'
import { sameValue } from '../../core/rules/override.ts'
import { ruleTexts } from '../../core/text/alarms.ts'

/** A hot cabinet's level holds within its serving hours only. */
function plainOf({ condition }: Pick<Rule, 'condition'>): Condition | null {
  return condition.type === 'schedule' ? condition.inside : condition
}

function isOf(level: LevelName, rule: Rule): boolean {
  const condition = plainOf(rule)
  const type = isUpper(level) ? 'high' : 'low'
  return condition?.type === type && (condition.level === 'outer') === isOuter(level)
}

/** Of rules that say the same level the one that is reached first counts. */
function ruleOf(rules: readonly Rule[], level: LevelName): Rule | undefined {
  const sign = isUpper(level) ? 1 : -1
  const found = rules.filter(rule => rule.enabled && isOf(level, rule))
  return found.sort((a, b) => sign * (limit(a) - limit(b)))[0]
}

const limit = (rule: Rule) => {
  const condition = plainOf(rule)
  return condition?.type === 'high' || condition?.type === 'low' ? condition.limit : Number.NaN
}

/** As the rules in force say; the delays of a level that is not there are its kind's. */
export function levelsOf(rules: readonly Rule[], kind: ColdKind): Levels {
  const by = (level: LevelName) => ruleOf(rules, level)
  const limitOf = (level: LevelName) => {
    const rule = by(level)
    return rule === undefined ? null : limit(rule)
  }
  return {
    ll: limitOf('ll'),
    l: limitOf('l'),
    h: limitOf('h'),
    hh: limitOf('hh'),
    innerDelayS: by('h')?.onDelayS ?? by('l')?.onDelayS ?? INNER_DELAY_S[kind],
    outerDelayS: by('hh')?.onDelayS ?? by('ll')?.onDelayS ?? ABSOLUTE_DELAY_S,
  }
}

/**
 * The rules a probe should have for these levels within these hours (none: always); a level that is `null` takes its
 * rule out of force, kept so that no template revives it.
 */
export function rulesFor(
  { id: pointId, siteId, deviceId }: Pick<Point, 'id' | 'siteId' | 'deviceId'>,
  before: readonly Rule[],
  levels: Levels,
  kind: ColdKind,
  hours: readonly WeekHours[],
  now: number,
): Rule[] {
  return LEVEL_NAMES.flatMap((level): Rule[] => {
    const own = `${deviceId}.${LEVEL_WORDS[level]}-${pointId}`
    const known = before.find(({ id }) => id === own) ?? ruleOf(before, level)
    const limit = levels[level]
    if (limit === null)
      return known?.enabled ? [{ ...known, enabled: false, changedAt: editedAt(known, now) }] : []
    const wanted = levelRule(level, limit, levels, kind)
    if (known === undefined)
      return [
        {
          ...wanted,
          condition: within(hours, wanted.condition),
          id: own,
          siteId,
          pointId,
          createdAt: now,
          changedAt: now + 1,
        },
      ]
    const condition = within(hours, withLimit(known, wanted.condition))
    const { onDelayS } = wanted
    if (known.enabled && known.onDelayS === onDelayS && sameValue(known.condition, condition)) return []
    return [{ ...known, condition, onDelayS, enabled: true, changedAt: editedAt(known, now) }]
  })
}

function within(hours: readonly WeekHours[], condition: Condition): Condition {
  if (hours.length === 0 || condition.type === 'schedule' || condition.type === 'no-data') return condition
  return { type: 'schedule', hours: [...hours], inside: condition, outside: null }
}

/** A person's own deadband stays. */
function withLimit(known: Rule, condition: Rule['condition']): Rule['condition'] {
  if (condition.type !== 'high' && condition.type !== 'low') return condition
  const old = plainOf(known)
  return old?.type === condition.type ? { ...condition, deadband: old.deadband } : condition
}

/** Later than its making, which would make it look untouched. */
const editedAt = ({ createdAt }: Rule, now: number) => (now === createdAt ? now + 1 : now)

/** The temperature probes of a device, its main one first. */
export function probesOf(points: readonly Point[]): Point[] {
  const probes = points.filter(({ metric }) => metric === 'temperature')
  return probes.sort((a, b) => Number(a.channel !== null) - Number(b.channel !== null) || a.id - b.id)
}

export function rulesOf(state: StateStore, point: PointId): Rule[] {
  return state.rules.list({ pointId: point })
}

const DAY_S = 86_400

/** The rule of minutes that add up, of a cabinet's main probe. */
export const minutesRuleId = (deviceId: string, point: PointId) => `${deviceId}.minutes-${point}`

/** The rule a person's allowance asks for; null when it is as it should be. Without one its rule goes out of force. */
export function minutesRule(
  { id: pointId, siteId, deviceId }: Pick<Point, 'id' | 'siteId' | 'deviceId'>,
  known: Rule | undefined,
  allowance: TimeAllowance | null,
  hours: readonly WeekHours[],
  now: number,
): Rule | null {
  if (allowance === null)
    return known?.enabled ? { ...known, enabled: false, changedAt: editedAt(known, now) } : null
  const { side, limitC, allowedMin } = allowance
  const condition: Rule['condition'] = {
    type: 'exposure',
    side,
    limit: limitC,
    measure: 'minutes',
    amount: allowedMin,
    withinS: DAY_S,
    ...(hours.length === 0 ? {} : { hours: [...hours] }),
  }
  if (known !== undefined) return { ...known, condition, enabled: true, changedAt: editedAt(known, now) }
  const id = minutesRuleId(deviceId, pointId)
  const name = ruleTexts.tooManyMinutes
  const made = { createdAt: now, changedAt: now + 1 }
  return { ...FOOD, id, siteId, pointId, name, condition, onDelayS: 0, ...made }
}
