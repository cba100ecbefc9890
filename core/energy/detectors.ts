/**
 * Detectors of waste as drafts of alarm rules, with limits learnt from the meter's own last weeks. What a place always
 * does is its usual; a detector speaks when it does more. Every limit can be changed on the rule itself.
 */
import type { Meter } from '../contract/energy-meter.ts'
import type { Detector, WasteKind, WasteSettings } from '../contract/energy-waste.ts'
import { type Condition, RULE_DEFAULTS, type Rule } from '../contract/rule.ts'
import type { Name } from '../contract/schema.ts'
import { wasteTexts } from '../text/energy-waste.ts'
import { formatNumber } from '../text/format.ts'
import type { Learnt } from './learning.ts'
import { halfOf } from './tariff.ts'

const HOUR_S = 3600
const DAY_S = 86_400
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
/** What main and sub-meters differ by may grow by this part. */
const REST_MORE = 1.5
/** Gas heats as well: a cold night takes a multiple of a mild one. */
const MORE_GAS = 4
/** m³/h of a litre a minute. */
const M3_PER_H = 0.06
/** Illuminance in lux or radiation in W/m² from which a room needs no lamps. */
const DAYLIGHT = { illuminance: 2000, solar_radiation: 150 } as const
/** Without a contract one is told of what passes all that was seen; a quarter of an hour peaks higher than the half hours it is learnt from. */
const DEMAND_NEW = 1.3

export interface MeterSurroundings {
  readonly meter: Meter
  readonly learnt: Learnt | null
  /** Points of the meter's own device, and others of the site that a detector needs. */
  readonly flowPointId: number | null
  readonly powerPointId: number | null
  readonly children: readonly number[]
  /** Whether they count as the meter does: their ratios are its own. */
  readonly sameRatio: boolean
  readonly light: { readonly pointId: number; readonly metric: keyof typeof DAYLIGHT } | null
  readonly outdoorPointId: number | null
  readonly contractKw: number | null
  readonly settings: WasteSettings
  /** Money of a unit now, for what the watched part costs; null without a tariff. */
  readonly price: number | null
}

type Draft = Omit<Detector, 'ruleId' | 'siteId' | 'meterId'>

/** What would suit one meter. Without weeks of readings only what needs none of them. */
export function detectorsOf(around: MeterSurroundings): Draft[] {
  const { meter } = around
  if (meter.pointId === null) return []
  if (meter.medium === 'water')
    return [...waterDrafts(around, meter.pointId), ...balanceDraft(around, meter.pointId)]
  if (meter.medium === 'electricity')
    return [...powerDrafts(around, meter.pointId), ...balanceDraft(around, meter.pointId)]
  return [...deadDraft(around, meter.pointId), ...nightDraft(around, meter.pointId, 'night-flow')]
}

function waterDrafts(around: MeterSurroundings, point: number): Draft[] {
  const { learnt, flowPointId, outdoorPointId, settings } = around
  const { burstTimes } = settings
  const drafts: Draft[] = [...deadDraft(around, point), ...nightDraft(around, point, 'night-flow')]
  if (learnt?.stops === true) {
    const condition: Condition = {
      type: 'use',
      side: 'above',
      amount: asHeard(around, learnt.resolution * 2),
      windowS: HOUR_S / 2,
    }
    const why = {
      zh: '平时每天都有不走水的时候；连续 24 小时没停过就是漏',
      en: 'It stops every day as a rule; a day without a pause is a leak',
    }
    drafts.push(
      draft(around, 'continuous-flow', point, condition, why, { onDelayS: DAY_S, priority: 'medium' }),
    )
  }
  if (learnt !== null && learnt.mostHalfHour > 0) {
    const amount = asHeard(around, (learnt.mostHalfHour / 3) * burstTimes)
    const why = {
      zh: `平时 10 分钟最多约 ${say(learnt.mostHalfHour / 3, 'zh')} m³，超过 ${say(burstTimes, 'zh')} 倍像爆管`,
      en: `At most about ${say(learnt.mostHalfHour / 3, 'en')} m³ in 10 minutes as a rule; ${say(burstTimes, 'en')} times that is a burst`,
    }
    const condition: Condition = { type: 'use', side: 'above', amount, windowS: 600 }
    drafts.push(draft(around, 'burst', point, condition, why, { priority: 'high', actionRequired: true }))
  }
  if (flowPointId !== null) {
    const condition: Condition = { type: 'low', limit: -0.5, deadband: 0.3 }
    const why = { zh: '流量为负说明水在倒流', en: 'A negative flow runs backwards' }
    drafts.push(
      draft(around, 'reverse-flow', flowPointId, condition, why, { onDelayS: 300, priority: 'high' }),
    )
  }
  if (flowPointId !== null && outdoorPointId !== null) {
    const condition: Condition = {
      type: 'expression',
      text: 'value <= 0 && flow < 0.2',
      points: { flow: flowPointId },
    }
    const why = {
      zh: '零度以下又长时间不走水，管道容易结冰',
      en: 'Below freezing and nothing flows: the pipe may freeze',
    }
    drafts.push({
      ...draft(around, 'frozen-pipe', outdoorPointId, condition, why, { onDelayS: 4 * HOUR_S }),
      key: `frozen-pipe-${point}`,
    })
  }
  return drafts
}

function powerDrafts(around: MeterSurroundings, point: number): Draft[] {
  const { learnt, powerPointId, meter, light, contractKw, settings } = around
  const { openFrom, openTo } = settings
  const drafts: Draft[] = [...deadDraft(around, point), ...nightDraft(around, point, 'night-base-load')]
  if (learnt === null) return drafts
  if (meter.purpose === 'kitchen' || meter.purpose === 'lighting' || meter.purpose === 'air-conditioning') {
    const amount = asHeard(around, learnt.closedHigh * moreOf(settings))
    const hours = [{ days: EVERY_DAY, from: openFrom, to: openTo }]
    const condition: Condition = {
      type: 'schedule',
      hours,
      inside: null,
      outside: { type: 'use', side: 'above', amount, windowS: HOUR_S / 2 },
    }
    const why = {
      zh: `${openTo} 下班后平时半小时不超过 ${say(learnt.closedHigh, 'zh')} kWh`,
      en: `As a rule no more than ${say(learnt.closedHigh, 'en')} kWh in half an hour after closing at ${openTo}`,
    }
    const halves = 48 - openHalves(settings)
    drafts.push(
      draft(
        around,
        'out-of-hours',
        point,
        condition,
        why,
        { onDelayS: HOUR_S / 2 },
        learnt.closedUsual * halves,
      ),
    )
  }
  if (meter.purpose === 'lighting' && powerPointId !== null)
    drafts.push(...lampDrafts(around, powerPointId, learnt, light))
  const limitKw = contractKw ?? learnt.mostHalfHour * 2
  if (meter.parentId === null && limitKw > 0) {
    const condition: Condition = {
      type: 'use',
      side: 'above',
      amount: asHeard(
        around,
        (limitKw / 4) * (contractKw === null ? DEMAND_NEW : settings.demandPercent / 100),
      ),
      windowS: 900,
    }
    const why =
      contractKw === null
        ? {
            zh: `比四周来的最高（约 ${say(limitKw, 'zh')} kW）还高`,
            en: `Above the most of four weeks (about ${say(limitKw, 'en')} kW)`,
          }
        : {
            zh: `合同需量 ${say(contractKw, 'zh')} kW，到 ${settings.demandPercent}% 就提醒`,
            en: `${settings.demandPercent}% of the contracted ${say(contractKw, 'en')} kW`,
          }
    drafts.push(draft(around, 'demand-peak', point, condition, why, { priority: 'medium' }))
  }
  return drafts
}

function lampDrafts(
  around: MeterSurroundings,
  point: number,
  { eveningW, eveningLowW, dayLowW }: Learnt,
  light: MeterSurroundings['light'],
): Draft[] {
  const drafts: Draft[] = []
  if (light !== null && eveningW > 0) {
    const limit = asHeard(around, Math.max(dayLowW * 1.3, eveningW * 0.85))
    const condition: Condition = {
      type: 'expression',
      text: `value > ${limit} && light > ${DAYLIGHT[light.metric]}`,
      points: { light: light.pointId },
    }
    const why = {
      zh: `天亮着还和晚上一样亮（晚上约 ${say(eveningW, 'zh')} W）`,
      en: `As bright as in the evening (about ${say(eveningW, 'en')} W) while there is daylight`,
    }
    drafts.push(draft(around, 'lamps-by-day', point, condition, why, { onDelayS: HOUR_S, priority: 'low' }))
  }
  if (eveningW > 0) {
    const limit = asHeard(around, Math.min(eveningW * 0.6, eveningLowW * 0.75))
    const hours = [{ days: EVERY_DAY, from: '19:00', to: '20:30' }]
    const condition: Condition = {
      type: 'schedule',
      hours,
      inside: { type: 'low', limit, deadband: asHeard(around, eveningW * 0.05) },
      outside: null,
    }
    const why = {
      zh: `晚上平时约 ${say(eveningW, 'zh')} W，少了四成就是灯坏了`,
      en: `About ${say(eveningW, 'en')} W in the evening as a rule; two fifths less are dead lamps`,
    }
    drafts.push(draft(around, 'lamps-dead', point, condition, why, { onDelayS: 900, priority: 'low' }))
  }
  return drafts
}

/** Of a meter that is used every day. */
function deadDraft(around: MeterSurroundings, point: number): Draft[] {
  const { learnt, settings } = around
  const { deadDays } = settings
  if (learnt === null || !learnt.daily) return []
  const condition: Condition = {
    type: 'use',
    side: 'below',
    amount: asHeard(around, learnt.resolution),
    windowS: deadDays * DAY_S,
  }
  const why = {
    zh: `平时天天走字，${deadDays} 天不动就是坏了或断了`,
    en: `It moves every day; ${deadDays} ${deadDays === 1 ? 'day' : 'days'} without are a dead meter or a cut line`,
  }
  return [draft(around, 'dead-meter', point, condition, why, { priority: 'low' })]
}

/** From three to four, every moving hour between two and four is above; so the least of them is. */
function nightDraft(
  around: MeterSurroundings,
  point: number,
  kind: 'night-flow' | 'night-base-load',
): Draft[] {
  const { learnt, meter, settings } = around
  if (learnt === null) return []
  const more = moreOf(settings)
  const allowed = meter.medium === 'water' ? (meter.nightUseLpm ?? settings.nightUseLpm) * M3_PER_H : 0
  const amount = round(
    Math.max(
      learnt.nightUsual * (meter.medium === 'gas' ? Math.max(MORE_GAS, more) : more),
      learnt.resolution * 5,
      allowed,
    ),
  )
  const hours = [{ days: EVERY_DAY, from: '03:00', to: '04:05' }]
  const condition: Condition = {
    type: 'schedule',
    hours,
    inside: { type: 'use', side: 'above', amount: asHeard(around, amount), windowS: HOUR_S },
    outside: null,
  }
  const unit = meter.medium === 'electricity' ? 'kWh' : 'm³'
  const why = {
    zh: `两点到四点平时每小时约 ${say(learnt.nightUsual, 'zh')} ${unit}，超过 ${say(amount, 'zh')} 就提醒`,
    en: `About ${say(learnt.nightUsual, 'en')} ${unit} an hour between two and four as a rule; told above ${say(amount, 'en')}`,
  }
  return [draft(around, kind, point, condition, why, { onDelayS: 2700 }, learnt.nightUsual * 24)]
}

function balanceDraft(around: MeterSurroundings, point: number): Draft[] {
  const { children, learnt } = around
  // What the counters of other transformers say cannot be taken from this one.
  if (children.length === 0 || learnt === null || !around.sameRatio) return []
  const amount = round(
    Math.max(learnt.restUsual * REST_MORE, learnt.mostHalfHour * 0.5, learnt.resolution * 10),
  )
  const condition: Condition = {
    type: 'balance',
    minus: [...children],
    amount: asHeard(around, amount),
    windowS: 6 * HOUR_S,
  }
  const why = {
    zh: `总表减分表，平时 6 小时最多差 ${say(learnt.restUsual, 'zh')}`,
    en: `Main minus sub-meters is at most ${say(learnt.restUsual, 'en')} in 6 hours as a rule`,
  }
  const some = { onDelayS: HOUR_S, priority: 'low' } as const
  return [draft(around, 'unaccounted', point, condition, why, some, learnt.restMiddle * 4)]
}

/** A cabinet's own power beside that of others of its kind. */
export function driftDraft(
  own: { pointId: number; name: Name },
  peers: readonly number[],
  { driftPercent }: Pick<WasteSettings, 'driftPercent'>,
): Draft | null {
  if (peers.length < 2) return null
  const condition: Condition = {
    type: 'peers',
    points: [...peers].slice(0, 32),
    factor: 1 + driftPercent / 100,
    least: 20,
    windowS: 2 * DAY_S,
  }
  const why = {
    zh: `两天平均功率比 ${peers.length} 台同类高 ${driftPercent}% 以上，多半是冷凝器脏了`,
    en: `Its mean over two days is ${driftPercent}% above ${peers.length} peers: most often a dirty condenser`,
  }
  const name = joined('compressor-drift', own.name)
  return {
    key: `compressor-drift-${own.pointId}`,
    kind: 'compressor-drift',
    pointId: own.pointId,
    name,
    why,
    moneyPerDay: null,
    rule: ruleOf(own.pointId, name, condition, { priority: 'low' }),
  }
}

function draft(
  around: MeterSurroundings,
  kind: WasteKind,
  pointId: number,
  condition: Condition,
  why: Name,
  some: Partial<Rule>,
  usePerDay: number | null = null,
): Draft {
  const name = joined(kind, around.meter.name)
  const moneyPerDay = usePerDay === null || around.price === null ? null : usePerDay * around.price
  const rule = ruleOf(pointId, name, condition, some)
  return { key: `${kind}-${pointId}`, kind, pointId, name, why, moneyPerDay, rule }
}

/** A rule hears the device itself: what is learnt of a meter behind a transformer is its ratio times as much. */
const asHeard = ({ meter }: MeterSurroundings, amount: number) => round(amount / (meter.ratio ?? 1))

const moreOf = ({ nightMorePercent }: WasteSettings) => 1 + nightMorePercent / 100

/** Half hours from opening to closing; over midnight where it closes earlier than it opens. */
function openHalves({ openFrom, openTo }: WasteSettings): number {
  return (halfOf(openTo) - halfOf(openFrom) + 48) % 48
}

function joined(kind: WasteKind, name: Name): Name {
  return { zh: `${name.zh}：${wasteTexts[kind].zh}`, en: `${name.en}: ${wasteTexts[kind].en}` }
}

function ruleOf(pointId: number, name: Name, condition: Condition, some: Partial<Rule>): Detector['rule'] {
  return { pointId, name, condition, ...RULE_DEFAULTS, ...some }
}

const say = (value: number, language: 'zh' | 'en') =>
  formatNumber(value, value >= 100 ? 0 : value >= 1 ? 1 : 3, language)
/** Three digits are what a learnt limit is worth. */
const round = (value: number) => Number(value.toPrecision(3))
