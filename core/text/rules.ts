/** What a rule says of itself: `above 8.0 °C for 30 min`, `高于 8.0 °C，持续 30 分钟`. */
import type { Condition, PlainCondition } from '../contract/condition.ts'
import type { Point } from '../contract/point.ts'
import type { PointId } from '../contract/reading.ts'
import type { Rule } from '../contract/rule.ts'
import type { Language, Name } from '../contract/schema.ts'
import { formatDuration, formatMetric, formatNumber } from './format.ts'
import { weekHoursText } from './hours.ts'
import { metricTexts, stateWordOf, unitText } from './metrics.ts'
import { fill, fillBoth, texts } from './text.ts'

export const conditionTexts = texts({
  above: { zh: '高于 {limit}', en: 'above {limit}' },
  below: { zh: '低于 {limit}', en: 'below {limit}' },
  aboveOuter: { zh: '高于 {limit}（高高限）', en: 'above {limit} (HH)' },
  belowOuter: { zh: '低于 {limit}（低低限）', en: 'below {limit} (LL)' },
  state: { zh: '状态为“{state}”', en: 'reads “{state}”' },
  away: { zh: '偏离{target}超过 {by}', en: 'more than {by} away from {target}' },
  over: { zh: '比{target}高出 {by} 以上', en: 'more than {by} above {target}' },
  under: { zh: '比{target}低 {by} 以上', en: 'more than {by} below {target}' },
  rising: { zh: '每小时上升超过 {by}', en: 'rising by more than {by} an hour' },
  falling: { zh: '每小时下降超过 {by}', en: 'falling by more than {by} an hour' },
  stuck: { zh: '{time}没有变化', en: 'unchanged for {time}' },
  silent: { zh: '{time}收不到数据', en: 'not heard from for {time}' },
  battery: { zh: '电池电量低于 {percent}%', en: 'battery below {percent}%' },
  minutes: { zh: '{within}内累计 {time}{side}', en: '{side} for {time} in all within {within}' },
  degrees: {
    zh: '{within}内{side}，累计 {amount} 度·分钟',
    en: '{side} by {amount} degree-minutes in all within {within}',
  },
  any: { zh: '{count} 个测点中任意一个{side}', en: 'any of {count} points {side}' },
  all: { zh: '{count} 个测点全部{side}', en: 'all {count} points {side}' },
  average: { zh: '{count} 个测点的平均值{side}', en: 'the average of {count} points {side}' },
  mean: { zh: '{what}（取 {time}均值）', en: '{what} (mean over {time})' },
  usedMore: { zh: '{time}内用量超过 {amount}', en: 'more than {amount} used in {time}' },
  usedLess: { zh: '{time}内用量不足 {amount}', en: 'less than {amount} used in {time}' },
  unbalanced: {
    zh: '{time}内比 {count} 个分表之和多用 {amount} 以上',
    en: 'uses {amount} more than its {count} sub-meters in {time}',
  },
  peers: {
    zh: '{time}均值比 {count} 个同类高出 {percent}% 以上',
    en: 'mean over {time} more than {percent}% above {count} peers',
  },
  notOrdered: { zh: '与下达的指令不符', en: 'not as ordered' },
  notAs: { zh: '与{target}不符', en: 'not the same as {target}' },
  lasting: { zh: '{what}，持续 {time}', en: '{what} for {time}' },
  later: { zh: '{what}，{time}后提醒', en: '{what}, told {time} later' },
  cooling: { zh: '从 {from} 降温太慢：{steps}', en: 'cooling too slowly from {from}: {steps}' },
  coolingStep: { zh: '{time}内到 {to}', en: '{to} within {time}' },
  or: { zh: '；或', en: ', or ' },
  expression: { zh: '满足 {text}', en: '{text}' },
  within: { zh: '{hours} 内：{what}', en: '{hours}: {what}' },
  outside: { zh: '{hours} 以外：{what}', en: 'outside of {hours}: {what}' },
  between: { zh: '；', en: '; ' },
})

/** What a replay found, in one sentence. */
export const replayTexts = texts({
  none: { zh: '过去 {days} 天一次告警也没有', en: 'No alarm at all in the last {days} days' },
  alone: { zh: '过去 {days} 天会有 {after} 次告警', en: '{after} alarms in the last {days} days' },
  one: { zh: '过去 {days} 天会有 1 次告警', en: 'One alarm in the last {days} days' },
  fine: {
    zh: '{before} 次告警会变成 {after} 次，没有漏掉真正的故障',
    en: '{before} alarms become {after}, and no true failure is missed',
  },
  missed: {
    zh: '{before} 次告警会变成 {after} 次，但会漏掉 {missed} 次真正的故障',
    en: '{before} alarms become {after}, and you would miss {missed} true failures',
  },
  missedOne: {
    zh: '{before} 次告警会变成 {after} 次，但会漏掉 1 次真正的故障',
    en: '{before} alarms become {after}, and you would miss one true failure',
  },
  'dealt-with': { zh: '当时有人处理过', en: 'somebody did something about it' },
  absolute: { zh: '超过了绝对限值', en: 'beyond the absolute limit' },
  long: { zh: '持续时间太长，不会是开门', en: 'too long for an open door' },
  'life-safety': { zh: '涉及人身安全', en: 'life safety' },
})

/** `compared`: there was a rule before. */
export function replayWords(
  { before, after, missed }: { before: number; after: number; missed: number },
  days: number,
  compared: boolean,
): Name {
  const { none, one, alone, fine, missedOne } = replayTexts
  if (!compared) return fillBoth(after === 0 ? none : after === 1 ? one : alone, { days, after })
  const said = missed === 0 ? fine : missed === 1 ? missedOne : replayTexts.missed
  return fillBoth(said, { before, after, missed })
}

export type PointLookup = (id: PointId) => Pick<Point, 'metric' | 'unit' | 'name'> | undefined

/** The condition and its delay in both languages; `lookup` finds the points it names. */
export function ruleWords(rule: Pick<Rule, 'condition' | 'onDelayS' | 'pointId'>, lookup: PointLookup): Name {
  const say = (language: Language) => new Speaker(language, rule.pointId, lookup).rule(rule)
  return { zh: say('zh'), en: say('en') }
}

/** Types whose own time is said already, so that a delay is said apart from it. */
const TIMED: ReadonlySet<Condition['type']> = new Set([
  'stuck',
  'no-data',
  'exposure',
  'use',
  'balance',
  'peers',
  'levels',
  'cooling',
  'schedule',
])

class Speaker {
  readonly #language: Language
  readonly #own: PointId
  readonly #lookup: PointLookup

  constructor(language: Language, own: PointId, lookup: PointLookup) {
    this.#language = language
    this.#own = own
    this.#lookup = lookup
  }

  rule({ condition, onDelayS }: Pick<Rule, 'condition' | 'onDelayS'>): string {
    const what = this.condition(condition)
    if (onDelayS === 0) return what
    return this.#say(TIMED.has(condition.type) ? 'later' : 'lasting', { what, time: this.#time(onDelayS) })
  }

  condition(condition: Condition): string {
    if (condition.type === 'no-data') return this.#say('silent', { time: this.#time(condition.afterS) })
    if (condition.type !== 'schedule') return this.#plain(condition)
    const hours = weekHoursText(condition.hours, this.#language)
    const parts = (['inside', 'outside'] as const).flatMap(part => {
      const inner = condition[part]
      return inner === null
        ? []
        : [this.#say(part === 'inside' ? 'within' : 'outside', { hours, what: this.#plain(inner) })]
    })
    return parts.join(this.#say('between', {}))
  }

  #plain(condition: PlainCondition): string {
    switch (condition.type) {
      case 'high':
        return this.#say(condition.level === 'outer' ? 'aboveOuter' : 'above', this.#limit(condition.limit))
      case 'low':
        return this.#say(condition.level === 'outer' ? 'belowOuter' : 'below', this.#limit(condition.limit))
      case 'boolean':
        return this.#say('state', { state: this.#value(condition.when ? 1 : 0) })
      case 'battery':
        return this.#say('battery', { percent: condition.percent })
      case 'stuck':
        return this.#say('stuck', { time: this.#time(condition.forS) })
      case 'rate': {
        const by = this.#value(Math.abs(condition.perHour))
        return this.#say(condition.perHour < 0 ? 'falling' : 'rising', { by })
      }
      case 'levels':
        return this.#levels(condition.levels)
      case 'cooling':
        return this.#cooling(condition)
      case 'expression':
        return this.#say('expression', { text: condition.text })
      default:
        return this.#compound(condition)
    }
  }

  #cooling({ from, steps }: Extract<PlainCondition, { type: 'cooling' }>): string {
    const said = steps.map(({ to, withinS }) =>
      this.#say('coolingStep', { to: this.#value(to), time: this.#time(withinS) }),
    )
    return this.#say('cooling', { from: this.#value(from), steps: said.join(this.#say('between', {})) })
  }

  #compound(
    condition: Extract<
      PlainCondition,
      { type: 'deviation' | 'exposure' | 'group' | 'use' | 'balance' | 'peers' | 'mismatch' }
    >,
  ): string {
    switch (condition.type) {
      case 'deviation': {
        const { setPoint, side } = condition
        const target =
          typeof setPoint === 'number' ? ` ${this.#value(setPoint)} ` : this.#name(setPoint.pointId)
        const key = ({ both: 'away', above: 'over', below: 'under' } as const)[side]
        return this.#say(key, { target: this.#spaced(target), by: this.#value(condition.by) })
      }
      case 'exposure': {
        const { measure, amount, side, withinS } = condition
        const about = { side: this.#say(side, this.#limit(condition.limit)), within: this.#time(withinS) }
        const what =
          measure === 'minutes'
            ? this.#say('minutes', { ...about, time: this.#time(amount * 60) })
            : this.#say('degrees', { ...about, amount: formatNumber(amount, 0, this.#language) })
        if (condition.hours === undefined) return what
        return this.#say('within', { hours: weekHoursText(condition.hours, this.#language), what })
      }
      case 'group': {
        const side = this.#say(condition.side, this.#limit(condition.limit))
        const what = this.#say(condition.of, { side, count: new Set([this.#own, ...condition.points]).size })
        return condition.windowS === 0
          ? what
          : this.#say('mean', { what, time: this.#time(condition.windowS) })
      }
      case 'use': {
        const about = { time: this.#time(condition.windowS), amount: this.#value(condition.amount) }
        return this.#say(condition.side === 'above' ? 'usedMore' : 'usedLess', about)
      }
      case 'balance': {
        const about = { time: this.#time(condition.windowS), amount: this.#value(condition.amount) }
        return this.#say('unbalanced', { ...about, count: condition.minus.length })
      }
      case 'peers': {
        const percent = formatNumber((condition.factor - 1) * 100, 0, this.#language)
        return this.#say('peers', {
          time: this.#time(condition.windowS),
          count: condition.points.length,
          percent,
        })
      }
      case 'mismatch':
        return condition.expected === 'order'
          ? this.#say('notOrdered', {})
          : this.#say('notAs', { target: this.#name(condition.expected.pointId) })
    }
  }

  #levels(levels: readonly { limit: number; forS: number }[]): string {
    const parts = levels.map(({ limit, forS }) => {
      const what = this.#say('above', this.#limit(limit))
      return forS === 0 ? what : this.#say('lasting', { what, time: this.#time(forS) })
    })
    return parts.join(this.#say('or', {}))
  }

  #limit(limit: number) {
    return { limit: this.#value(limit) }
  }

  #value(value: number): string {
    const point = this.#lookup(this.#own)
    if (point === undefined) return formatNumber(value, Number.isInteger(value) ? 0 : 1, this.#language)
    const word = point.unit === 'bool' ? stateWordOf(point.metric, value) : undefined
    if (word !== undefined) return word[this.#language]
    const unit = unitText(point.unit, this.#language)
    const number = formatMetric(value, point.metric, this.#language)
    return unit === '' ? number : `${number} ${unit}`
  }

  #name(id: PointId): string {
    const point = this.#lookup(id)
    if (point === undefined) return `#${id}`
    return (point.name ?? metricTexts[point.metric])[this.#language]
  }

  /** English has its blanks in the sentence already. */
  #spaced(target: string): string {
    return this.#language === 'zh' ? target : target.trim()
  }

  #time(seconds: number): string {
    return formatDuration(seconds * 1000, this.#language)
  }

  #say(key: keyof typeof conditionTexts, values: Readonly<Record<string, string | number>>): string {
    return fill(conditionTexts[key], this.#language, values)
  }
}
