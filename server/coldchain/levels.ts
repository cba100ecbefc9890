/** The four levels of a cabinet are rules of its probes, so that there is one place that says what is wrong. */

import type { Levels, TimeAllowance } from '../../core/coldchain/jurisdiction.ts'
import {
  ABSOLUTE_DELAY_S,
  COLD_PRESETS,
  type ColdKind,
  TEMPERATURE_DEADBAND,
} from '../../core/coldchain/preset.ts'
import type { Point } from '../../core/contract/point.ts'
import type { PointId } from '../../core/contract/reading.ts'
import type { Rule } from '../../core/contract/rule.ts'
import type { Name } from '../../core/contract/schema.ts'
import type { StateStore } from '../../core/ports.ts'
import { ruleTexts } from '../../core/text/alarms.ts'

export type LevelName = 'll' | 'l' | 'h' | 'hh'
export const LEVEL_NAMES: readonly LevelName[] = ['ll', 'l', 'h', 'hh']

/** The word in the id of a template's rule, the same that adopting the device gives it. */
const WORDS: Readonly<Record<LevelName, string>> = { ll: 'absolute-low', l: 'low', h: 'high', hh: 'absolute' }

function isOf(level: LevelName, { condition }: Rule): boolean {
  const type = level === 'h' || level === 'hh' ? 'high' : 'low'
  const outer = level === 'hh' || level === 'll'
  return condition.type === type && (condition.level === 'outer') === outer
}

/** Of rules that say the same level the one that is reached first counts. */
function ruleOf(rules: readonly Rule[], level: LevelName): Rule | undefined {
  const sign = level === 'h' || level === 'hh' ? 1 : -1
  const found = rules.filter(rule => rule.enabled && isOf(level, rule))
  return found.sort((a, b) => sign * (limit(a) - limit(b)))[0]
}

const limit = ({ condition }: Rule) =>
  condition.type === 'high' || condition.type === 'low' ? condition.limit : Number.NaN

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
    innerDelayS: by('h')?.onDelayS ?? by('l')?.onDelayS ?? COLD_PRESETS[kind].delayS,
    outerDelayS: by('hh')?.onDelayS ?? by('ll')?.onDelayS ?? ABSOLUTE_DELAY_S,
  }
}

/** The rules a probe should have for these levels; `null` takes one out of force, kept so that no template revives it. */
export function rulesFor(
  { id: pointId, siteId, deviceId }: Pick<Point, 'id' | 'siteId' | 'deviceId'>,
  before: readonly Rule[],
  levels: Levels,
  kind: ColdKind,
  now: number,
): Rule[] {
  return LEVEL_NAMES.flatMap((level): Rule[] => {
    const own = `${deviceId}.${WORDS[level]}-${pointId}`
    const known = before.find(({ id }) => id === own) ?? ruleOf(before, level)
    const limit = levels[level]
    if (limit === null)
      return known?.enabled ? [{ ...known, enabled: false, changedAt: editedAt(known, now) }] : []
    const outer = level === 'hh' || level === 'll'
    const high = level === 'h' || level === 'hh'
    const condition = {
      type: high ? 'high' : 'low',
      limit,
      deadband: TEMPERATURE_DEADBAND,
      ...(outer ? { level: 'outer' } : {}),
    } as Rule['condition']
    const onDelayS = outer ? levels.outerDelayS : levels.innerDelayS
    if (known !== undefined)
      return isSame(known, limit, onDelayS)
        ? []
        : [
            {
              ...known,
              condition: withLimit(known, condition),
              onDelayS,
              enabled: true,
              changedAt: editedAt(known, now),
            },
          ]
    const name = nameOf(level, kind)
    return [
      {
        ...FOOD,
        id: own,
        siteId,
        pointId,
        name,
        condition,
        onDelayS,
        priority: outer ? 'critical' : 'high',
        createdAt: now,
        changedAt: now + 1,
      },
    ]
  })
}

const FOOD = {
  offDelayS: 60,
  latching: false,
  lifeSafety: false,
  actionRequired: true,
  realarmS: 3600,
  enabled: true,
} as const

function isSame(rule: Rule, to: number, onDelayS: number): boolean {
  return rule.enabled && limit(rule) === to && rule.onDelayS === onDelayS
}

/** A person's own deadband stays. */
function withLimit(known: Rule, condition: Rule['condition']): Rule['condition'] {
  if (condition.type !== 'high' && condition.type !== 'low') return condition
  const { condition: old } = known
  return old.type === condition.type ? { ...condition, deadband: old.deadband } : condition
}

/** Later than its making, which would make it look untouched. */
const editedAt = ({ createdAt }: Rule, now: number) => (now === createdAt ? now + 1 : now)

function nameOf(level: LevelName, kind: ColdKind): Name {
  if (level === 'hh') return ruleTexts.farTooWarm
  if (level === 'h') return ruleTexts.tooWarm
  if (kind !== 'hot-holding') return level === 'll' ? ruleTexts.farTooCold : ruleTexts.tooCold
  return level === 'll' ? ruleTexts.farTooCool : ruleTexts.notHot
}

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
  }
  if (known !== undefined) return { ...known, condition, enabled: true, changedAt: editedAt(known, now) }
  const id = minutesRuleId(deviceId, pointId)
  const name = ruleTexts.tooManyMinutes
  const made = { createdAt: now, changedAt: now + 1 }
  return { ...FOOD, id, siteId, pointId, name, condition, onDelayS: 0, priority: 'high', ...made }
}
