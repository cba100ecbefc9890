/** The kinds of rules as a cook chooses among them, and which of them make sense for a point. */
import type { Condition } from '../../core/contract/condition.ts'
import type { Point } from '../../core/contract/point.ts'
import { uiRules } from '../../core/text/rules-ui.ts'
import { wordsFrom } from '../data/words.ts'

/** The words of rules, which only their pages bring. */
export const r = wordsFrom(uiRules)
export type RuleWord = keyof typeof uiRules & string

export type Kind = Exclude<Condition['type'], 'boolean'> | 'true' | 'false'

export const KIND_WORDS: Readonly<Record<Kind, readonly [name: RuleWord, hint: RuleWord]>> = {
  high: ['rkHigh', 'rhHigh'],
  low: ['rkLow', 'rhLow'],
  true: ['rkTrue', 'rhTrue'],
  false: ['rkFalse', 'rhFalse'],
  'no-data': ['rkNoData', 'rhNoData'],
  rate: ['rkRate', 'rhRate'],
  stuck: ['rkStuck', 'rhStuck'],
  battery: ['rkBattery', 'rhBattery'],
  use: ['rkUse', 'rhUse'],
  balance: ['rkBalance', 'rhBalance'],
  peers: ['rkPeers', 'rhPeers'],
  exposure: ['rkExposure', 'rhExposure'],
  deviation: ['rkDeviation', 'rhDeviation'],
  group: ['rkGroup', 'rhGroup'],
  mismatch: ['rkMismatch', 'rhMismatch'],
  levels: ['rkLevels', 'rhLevels'],
  cooling: ['rkCooling', 'rhCooling'],
  schedule: ['rkSchedule', 'rhSchedule'],
  expression: ['rkExpression', 'rhExpression'],
}

const OF_STATE: readonly Kind[] = ['true', 'false', 'no-data', 'mismatch', 'group', 'schedule', 'expression']
const OF_COUNTER: readonly Kind[] = ['use', 'no-data', 'stuck', 'balance', 'peers', 'schedule', 'expression']
const OF_GAUGE: readonly Kind[] = [
  'high',
  'low',
  'no-data',
  'rate',
  'stuck',
  'exposure',
  'deviation',
  'group',
  'peers',
  'levels',
  'cooling',
  'mismatch',
  'schedule',
  'expression',
]

/** Those that can be judged on a point, the usual ones first. */
export function kindsFor(point: Pick<Point, 'kind' | 'metric'> | undefined): readonly Kind[] {
  if (point === undefined) return OF_GAUGE
  const battery = point.metric.startsWith('battery')
  if (point.kind === 'state') return battery ? ['battery', ...OF_STATE] : OF_STATE
  if (point.kind === 'counter') return OF_COUNTER
  return battery ? ['battery', ...OF_GAUGE] : OF_GAUGE
}

export function kindOf(condition: Condition): Kind {
  return condition.type === 'boolean' ? (condition.when ? 'true' : 'false') : condition.type
}

/** Within what is not wrong, for a picture; null where a condition has no such limit in the point's unit. */
export function limitsIn(condition: Condition | null): { low: number | null; high: number | null } {
  const none = { low: null, high: null }
  switch (condition?.type) {
    case 'high':
      return { low: null, high: condition.limit }
    case 'low':
      return { low: condition.limit, high: null }
    case 'exposure':
    case 'group':
      return condition.side === 'above'
        ? { low: null, high: condition.limit }
        : { low: condition.limit, high: null }
    case 'levels':
      return { low: null, high: Math.min(...condition.levels.map(({ limit }) => limit)) }
    case 'deviation': {
      const { setPoint, by, side } = condition
      if (typeof setPoint !== 'number') return none
      return { low: side === 'above' ? null : setPoint - by, high: side === 'below' ? null : setPoint + by }
    }
    case 'schedule':
      return limitsIn(condition.inside ?? condition.outside)
    default:
      return none
  }
}
