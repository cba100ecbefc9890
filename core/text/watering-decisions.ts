/** One sentence for every decision about water: what, why, and what it is worth. */
import type { Language, Name } from '../contract/schema.ts'
import type { Decision, Fact, SkipReason } from '../contract/watering-run.ts'
import { formatNumber } from './format.ts'
import { fill, texts } from './text.ts'

export const decisionTexts = texts({
  water: {
    zh: '{day}浇 {minutes} 分钟：{why}；约 {litres} L{money}',
    en: '{day}: water {minutes} min. {why}; about {litres} L{money}',
  },
  skip: { zh: '{day}不浇：{why}', en: '{day}: no water. {why}' },
  money: { zh: '，约 {money}', en: ', about {money}' },
  lasts: { zh: '，土壤还够 {days} 天', en: ', the soil has enough for {days} days' },
  enoughFor: { zh: '土里的水还够 {days} 天', en: 'The soil has enough for {days} days' },
  lastsOne: { zh: '，土壤只够到明天', en: ', the soil has enough until tomorrow' },
  saved: { zh: '；省水 {litres} L', en: '; saves {litres} L' },
  savedMoney: { zh: '，约 {money}', en: ', about {money}' },
  lessThanTimer: { zh: '；比定时浇少 {litres} L', en: '; {litres} L less than by timer' },
  cut: { zh: '；时间不够，少浇 {minutes} 分钟', en: '; {minutes} min less than needed, for lack of time' },
  today: { zh: '今天', en: 'Today' },
  tomorrow: { zh: '明天', en: 'Tomorrow' },
})

const WHY_WATER = texts({
  fixed: { zh: '按固定时长', en: 'Fixed minutes' },
  percent: { zh: '按昨天的天气取 {percent}%', en: '{percent} % by yesterday’s weather' },
  percentUnknown: { zh: '天气未知，按原定时长', en: 'Weather unknown, so the minutes as written' },
  et0: {
    zh: '根区缺水 {depletion} mm，到 {limit} mm 该浇',
    en: 'The roots lack {depletion} mm; {limit} mm is the limit',
  },
  et0Early: {
    zh: '根区缺水 {depletion} mm，等到下次会超过 {limit} mm',
    en: 'The roots lack {depletion} mm and would pass {limit} mm before the next start',
  },
  moisture: { zh: '土壤湿度 {moisture}%，低于 {low}%', en: 'Soil moisture {moisture} %, below {low} %' },
})

const WHY_SKIP: Readonly<Record<SkipReason, Name>> = texts({
  'program-paused': { zh: '计划已暂停', en: 'The program is paused' },
  'zone-disabled': { zh: '这个区域已停用', en: 'The zone is switched off' },
  delayed: { zh: '有人推迟了浇水', en: 'Somebody put watering off' },
  calendar: { zh: '{title}', en: '{title}' },
  rain: { zh: '过去 24 小时下雨 {rain} mm', en: '{rain} mm of rain in the last 24 h' },
  'rain-forecast': { zh: '预报 24 小时内有雨 {ahead} mm', en: '{ahead} mm of rain expected within 24 h' },
  'enough-water': { zh: '土里的水还够', en: 'The soil still has enough' },
  saturated: { zh: '土壤湿度 {moisture}%，已经饱和', en: 'Soil moisture {moisture} %: it takes no more' },
  freeze: { zh: '气温 {air} °C，怕结冰', en: 'Air at {air} °C: water would freeze' },
  'freeze-forecast': {
    zh: '预报最低 {lowest} °C，怕结冰',
    en: 'Down to {lowest} °C expected: water would freeze',
  },
  wind: { zh: '风速 {wind} m/s，水会被吹走', en: 'Wind at {wind} m/s would carry the water away' },
  quota: { zh: '本月用水额度只剩 {quota} m³', en: 'Only {quota} m³ of this month’s quota are left' },
  'no-room': { zh: '规定时间内排不下', en: 'It does not fit into its time' },
  'supply-isolated': {
    zh: '供水管因故障已关断，等人处理',
    en: 'Its supply is shut for a fault and waits for somebody',
  },
})

const TITLE_UNKNOWN: Name = { zh: '这段时间不许浇水', en: 'No watering at this time' }

export interface SentenceContext {
  /** Days from today to the start, 0 for today. */
  readonly daysAhead: number
  /** Local date of the start, for days beyond tomorrow. */
  readonly date: string
  readonly currency: string
  readonly runS: number
  readonly unfitS: number
  /** Of the exclusion it would run into. */
  readonly title: string | null
}

/** The sentence in both languages. */
export function decisionSentence(decision: Omit<Decision, 'sentence'>, context: SentenceContext): Name {
  return { zh: inLanguage(decision, context, 'zh'), en: inLanguage(decision, context, 'en') }
}

function inLanguage(
  decision: Omit<Decision, 'sentence'>,
  context: SentenceContext,
  language: Language,
): string {
  const { skip, litres, cost, savedLitres, savedCost } = decision
  const say = (text: Name, values: Record<string, string> = {}) => fill(text, language, values)
  const count = (value: number, digits = 0) => formatNumber(value, digits, language)
  const cash = (value: number) => money(value, context.currency, language)
  const day = dayWord(context, language)
  if (skip !== null) {
    const saved = savedLitres >= 1 ? say(decisionTexts.saved, { litres: count(savedLitres) }) : ''
    const worth =
      saved !== '' && savedCost !== null && savedCost >= 0.01
        ? say(decisionTexts.savedMoney, { money: cash(savedCost) })
        : ''
    const enough = skip === 'enough-water' ? enoughFor(decision, language) : undefined
    const why = enough ?? say(WHY_SKIP[skip], valuesOf(decision, context, language))
    const more = enough === undefined ? lasts(decision, language) : ''
    return say(decisionTexts.skip, { day, why }) + more + saved + worth
  }
  const paid = cost === null ? '' : say(decisionTexts.money, { money: cash(cost) })
  const minutes = count(Math.max(1, context.runS / 60))
  const why = whyWater(decision, language)
  const less =
    decision.method !== 'fixed' && savedLitres >= 1
      ? say(decisionTexts.lessThanTimer, { litres: count(savedLitres) })
      : ''
  const cut = context.unfitS >= 60 ? say(decisionTexts.cut, { minutes: count(context.unfitS / 60) }) : ''
  return say(decisionTexts.water, { day, minutes, why, litres: count(litres), money: paid }) + less + cut
}

function whyWater({ method, facts }: Omit<Decision, 'sentence'>, language: Language): string {
  const depletion = factOf(facts, 'depletion')
  const values = (value: number | null | undefined, digits: number) => formatNumber(value, digits, language)
  if (method === 'percent') {
    const percent = factOf(facts, 'percent')?.value ?? null
    return percent === null
      ? fill(WHY_WATER.percentUnknown, language)
      : fill(WHY_WATER.percent, language, { percent: values(percent, 0) })
  }
  const probe = facts.findLast(({ kind }) => kind === 'soil-moisture')
  if (method === 'moisture' && depletion === undefined && probe !== undefined)
    return fill(WHY_WATER.moisture, language, {
      moisture: values(probe.value, 0),
      low: values(probe.threshold, 0),
    })
  if (depletion === undefined) return fill(WHY_WATER.fixed, language)
  const early = (depletion.value ?? 0) < (depletion.threshold ?? 0)
  return fill(early ? WHY_WATER.et0Early : WHY_WATER.et0, language, {
    depletion: values(depletion.value, 1),
    limit: values(depletion.threshold, 1),
  })
}

function valuesOf(
  { facts }: Omit<Decision, 'sentence'>,
  { title }: SentenceContext,
  language: Language,
): Record<string, string> {
  const value = (kind: Fact['kind'], digits: number) =>
    formatNumber(factOf(facts, kind)?.value, digits, language)
  return {
    title: title ?? TITLE_UNKNOWN[language],
    rain: value('rain-observed', 0),
    ahead: value('rain-forecast', 0),
    moisture: value('soil-moisture', 0),
    air: value('air-temperature', 1),
    lowest: value('lowest-forecast', 1),
    wind: value('wind', 1),
    quota: value('quota', 1),
  }
}

function lasts({ daysLeft, skip }: Omit<Decision, 'sentence'>, language: Language): string {
  const tells = skip === 'rain' || skip === 'enough-water' || skip === 'rain-forecast' || skip === 'saturated'
  if (!tells || daysLeft === null) return ''
  const whole = Math.floor(daysLeft)
  if (whole < 1) return ''
  if (whole === 1) return fill(decisionTexts.lastsOne, language)
  return fill(decisionTexts.lasts, language, { days: String(whole) })
}

/** One clause instead of two that say the same. */
function enoughFor({ daysLeft }: Omit<Decision, 'sentence'>, language: Language): string | undefined {
  if (daysLeft === null || daysLeft < 2) return undefined
  return fill(decisionTexts.enoughFor, language, { days: String(Math.floor(daysLeft)) })
}

function factOf(facts: readonly Fact[], kind: Fact['kind']): Fact | undefined {
  return facts.find(fact => fact.kind === kind)
}

function dayWord({ daysAhead, date }: SentenceContext, language: Language): string {
  if (daysAhead === 0) return decisionTexts.today[language]
  if (daysAhead === 1) return decisionTexts.tomorrow[language]
  const [, month = 1, day = 1] = date.split('-').map(Number)
  return language === 'zh' ? `${month}月${day}日` : `${day} ${MONTHS[month - 1]}`
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const moneyFormats = new Map<string, Intl.NumberFormat>()

function money(value: number, currency: string, language: Language): string {
  const key = `${language}${currency}`
  let format = moneyFormats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    })
    moneyFormats.set(key, format)
  }
  return format.format(value)
}
