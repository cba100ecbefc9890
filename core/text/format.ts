/** Numbers, money, dates and ages as people write them, in both languages. Pure: now and the time zone are arguments. */
import { METRICS, type Metric } from '../contract/metric.ts'
import type { Language } from '../contract/schema.ts'

const LOCALE = { zh: 'zh-CN', en: 'en-GB' } as const
/** What stands where there is no reading; never a zero. */
export const NO_VALUE = '–'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const numberFormats = new Map<string, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()

/** Exactly so many decimals, thousands grouped, with a real minus sign. */
export function formatNumber(value: number | null | undefined, digits: number, language: Language): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE
  const key = `${language}${digits}`
  let format = numberFormats.get(key)
  if (format === undefined) {
    format = new Intl.NumberFormat(LOCALE[language], {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    numberFormats.set(key, format)
  }
  const rounded = Number(value.toFixed(digits))
  return format.format(rounded === 0 ? 0 : rounded).replace('-', '−')
}

/** A value of a metric with the digits its sensors have, without its unit. */
export function formatMetric(value: number | null | undefined, metric: Metric, language: Language): string {
  return formatNumber(value, METRICS[metric].digits ?? 1, language)
}

/** `¥7.40`, `¥1,840.00`; the sign of the currency, nothing when unknown. */
export function formatMoney(value: number | null | undefined, currency: string, language: Language): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE
  return new Intl.NumberFormat(LOCALE[language], {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  })
    .format(value)
    .replace('-', '−')
}

/** `18 分钟`, `3 h 5 min`: the two largest units that matter. */
export function formatDuration(ms: number, language: Language): string {
  const zh = language === 'zh'
  const whole = Math.max(0, ms)
  if (whole < MINUTE) return `${Math.floor(whole / SECOND)} ${zh ? '秒' : 's'}`
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)} ${zh ? '分钟' : 'min'}`
  if (whole < DAY) return pair(whole, HOUR, MINUTE, zh ? [' 小时', ' 分'] : [' h', ' min'])
  if (whole < 30 * DAY && whole < 3 * DAY) return pair(whole, DAY, HOUR, zh ? [' 天', ' 小时'] : [' d', ' h'])
  return `${Math.floor(whole / DAY)} ${zh ? '天' : 'days'}`
}

function pair(ms: number, big: number, small: number, words: readonly [string, string]): string {
  const first = Math.floor(ms / big)
  const second = Math.floor((ms % big) / small)
  return `${first}${words[0]}${second === 0 ? '' : ` ${second}${words[1]}`}`
}

/** `12 秒前`, `3 days ago`; the one largest unit. A clock that is ahead counts as now. */
export function formatAge(ms: number, language: Language): string {
  const whole = Math.max(0, ms)
  const zh = language === 'zh'
  if (whole < 2 * SECOND) return zh ? '刚刚' : 'just now'
  const [size, zhWord, enWord] =
    whole < MINUTE
      ? [SECOND, '秒', 's']
      : whole < HOUR
        ? [MINUTE, '分钟', 'min']
        : whole < DAY
          ? [HOUR, '小时', 'h']
          : [DAY, '天', Math.floor(whole / DAY) === 1 ? 'day' : 'days']
  const count = Math.floor(whole / (size as number))
  return zh ? `${count} ${zhWord}前` : `${count} ${enWord} ago`
}

/** `4:05` of minutes and seconds, `1:04:05` with hours: what is left of a run. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND))
  const h = Math.floor(seconds / 3600)
  const m = Math.floor((seconds % 3600) / 60)
  const s = String(seconds % 60).padStart(2, '0')
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${s}` : `${m}:${s}`
}

/** `14:05` on the site's clock. */
export function formatTime(at: number, timeZone: string, language: Language): string {
  return dateFormat('time', timeZone, language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)
}

/** `11月23日` · `23 Nov`. */
export function formatDay(at: number, timeZone: string, language: Language): string {
  return dateFormat('day', timeZone, language, {
    month: language === 'zh' ? 'long' : 'short',
    day: 'numeric',
  }).format(at)
}

/** `11月23日 星期一` · `Monday, 23 November`. */
export function formatWeekday(at: number, timeZone: string, language: Language): string {
  return dateFormat('weekday', timeZone, language, { month: 'long', day: 'numeric', weekday: 'long' }).format(
    at,
  )
}

/** Time alone when it is the same local day as now, the day with it otherwise, and the year when it is another. */
export function formatMoment(at: number, now: number, timeZone: string, language: Language): string {
  const time = formatTime(at, timeZone, language)
  const [day, today] = [localDay(at, timeZone), localDay(now, timeZone)]
  if (day === today) return time
  const isThisYear = day.slice(0, 4) === today.slice(0, 4)
  return `${isThisYear ? formatDay(at, timeZone, language) : formatDate(at, timeZone, language)} ${time}`
}

/** `2026年11月23日` · `23 Nov 2026`. */
export function formatDate(at: number, timeZone: string, language: Language): string {
  return dateFormat('date', timeZone, language, {
    year: 'numeric',
    month: language === 'zh' ? 'long' : 'short',
    day: 'numeric',
  }).format(at)
}

/** `2026年11月` · `November 2026` from `2026-11`. */
export function formatMonth(month: string, language: Language): string {
  const [year = 0, monthOfYear = 1] = month.split('-').map(Number)
  return dateFormat('month', 'UTC', language, { year: 'numeric', month: 'long' }).format(
    Date.UTC(year, monthOfYear - 1, 15),
  )
}

/** The local date as `2026-11-23`. */
export function localDay(at: number, timeZone: string): string {
  let format = dateFormats.get(`iso${timeZone}`)
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    dateFormats.set(`iso${timeZone}`, format)
  }
  return format.format(at)
}

/** Minutes since local midnight, 0 to 1439. */
export function minuteOfDay(at: number, timeZone: string): number {
  const [h = 0, m = 0] = formatTime(at, timeZone, 'en').split(':').map(Number)
  return h * 60 + m
}

function dateFormat(
  kind: string,
  timeZone: string,
  language: Language,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${kind}${timeZone}${language}`
  let format = dateFormats.get(key)
  if (format === undefined) {
    format = new Intl.DateTimeFormat(LOCALE[language], { timeZone, ...options })
    dateFormats.set(key, format)
  }
  return format
}
