/** The four levels of a cabinet as rules: what adopting it brings and what a person sets are the same rules. */
import type { Condition, Rule } from '../contract/rule.ts'
import type { Name } from '../contract/schema.ts'
import { ruleTexts } from '../text/alarms.ts'
import type { Levels } from './jurisdiction.ts'
import { type ColdKind, TEMPERATURE_DEADBAND } from './preset.ts'

export type LevelName = 'll' | 'l' | 'h' | 'hh'
export const LEVEL_NAMES: readonly LevelName[] = ['h', 'l', 'hh', 'll']

/** The word in the id of a level's rule. */
export const LEVEL_WORDS: Readonly<Record<LevelName, string>> = {
  ll: 'absolute-low',
  l: 'low',
  h: 'high',
  hh: 'absolute',
}

/** What every rule about food has in common. */
export const FOOD = {
  priority: 'high',
  offDelayS: 60,
  latching: false,
  lifeSafety: false,
  actionRequired: true,
  realarmS: 3600,
  enabled: true,
} as const

/** The outer two: no grace, hardly a delay. */
export function isOuter(level: LevelName): boolean {
  return level === 'hh' || level === 'll'
}

export function isUpper(level: LevelName): boolean {
  return level === 'h' || level === 'hh'
}

/** A rule of this level, without its place. */
export function levelRule(level: LevelName, limit: number, levels: Levels, kind: ColdKind) {
  const outer = isOuter(level)
  return {
    ...FOOD,
    name: nameOf(level, kind),
    condition: levelCondition(level, limit),
    priority: outer ? 'critical' : 'high',
    onDelayS: outer ? levels.outerDelayS : levels.innerDelayS,
  } satisfies Partial<Rule>
}

export function levelCondition(level: LevelName, limit: number): Condition {
  const type = isUpper(level) ? 'high' : 'low'
  return { type, limit, deadband: TEMPERATURE_DEADBAND, ...(isOuter(level) ? { level: 'outer' } : {}) }
}

function nameOf(level: LevelName, kind: ColdKind): Name {
  if (level === 'hh') return ruleTexts.farTooWarm
  if (level === 'h') return ruleTexts.tooWarm
  if (kind !== 'hot-holding') return level === 'll' ? ruleTexts.farTooCold : ruleTexts.tooCold
  return level === 'll' ? ruleTexts.farTooCool : ruleTexts.notHot
}
