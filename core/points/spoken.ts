/** Numbers and times as strangers write them: what is missing, null or not finite is no value, whatever the field. */
import type { Metric } from '../contract/metric.ts'

/** Decimal only: Number() would also take "0x10" and "". */
const DECIMAL = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/
/** The last instant a Date can hold. */
const INSTANT_MAX = 8.64e15
/** A meter may truly stand at 655.35. */
const AMBIENT: ReadonlySet<Metric> = new Set<Metric>([
  'temperature',
  'device_temperature',
  'humidity',
  'soil_moisture',
  'pressure_air',
])

/** A finite number, also when it is written as decimal text ("0.00"); undefined for everything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || !DECIMAL.test(value)) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** {@link numberOf} a quantity, without the numbers by which a sensor says that it has none. */
export function measuredOf(metric: Metric, value: unknown): number | undefined {
  const number = numberOf(value)
  return number === undefined || (isSentinel(number) && AMBIENT.has(metric)) ? undefined : number
}

/** What 16-bit sensors send for "none", in hundredths and in tenths of the unit. */
function isSentinel(number: number): boolean {
  return (
    number === 327.67 || number === -327.68 || number === 3276.7 || number === -3276.8 || number === 655.35
  )
}

/** Whole ms since 1970 of a number of ms or an ISO time with a zone; a local time says nothing. */
export function instantOf(value: unknown): number | undefined {
  if (typeof value === 'string' && isZoned(value)) return numberOf(timeOf(value))
  const number = typeof value === 'number' ? value : undefined
  return number === undefined || !(Math.abs(number) <= INSTANT_MAX) ? undefined : Math.round(number)
}

/** `YYYY-MM-DDThh:mm...` that ends in Z, +hh:mm or +hhmm. Looked at by letters: every message has one. */
function isZoned(text: string): boolean {
  const { length } = text
  if (length < 17 || text[4] !== '-' || text[10] !== 'T') return false
  if (text[length - 1] === 'Z') return true
  const sign = text[length - 3] === ':' ? text[length - 6] : text[length - 5]
  return sign === '+' || sign === '-'
}

/** The day that was last read, and its midnight: devices speak of today, and Date.parse takes three times as long. */
let day = ''
let midnight = Number.NaN

/** What Date.parse says of a time with a zone; the usual form, `2026-03-02T08:00:00.000+08:00`, is read here. */
export function timeOf(text: string): number {
  const { length } = text
  const zone = text[length - 1] === 'Z' ? length - 1 : length - 6
  const second = pairOf(text, 17)
  const seconds = clockOf(text, 11) + second
  const millis = zone === 19 ? 0 : text[19] === '.' ? 10 * pairOf(text, 20) + digitOf(text, 22) : Number.NaN
  const sign = text[zone] === '+' ? 1 : text[zone] === '-' ? -1 : Number.NaN
  const offset = zone === length - 1 ? 0 : sign * clockOf(text, length - 5)
  const usual = (zone === 19 || zone === 23) && text[10] === 'T' && text[16] === ':' && second < 60
  if (!usual || Number.isNaN(seconds + millis + offset)) return Date.parse(text)
  const date = text.slice(0, 10)
  if (date !== day) {
    day = date
    midnight = Date.parse(`${date}T00:00:00Z`)
  }
  return midnight + (seconds - offset) * 1000 + millis
}

/** Seconds of `hh:mm`; NaN when it is none. */
function clockOf(text: string, at: number): number {
  const hours = pairOf(text, at)
  const minutes = pairOf(text, at + 3)
  return text[at + 2] === ':' && hours < 24 && minutes < 60 ? hours * 3600 + minutes * 60 : Number.NaN
}

function pairOf(text: string, at: number): number {
  return 10 * digitOf(text, at) + digitOf(text, at + 1)
}

/** NaN for anything else. */
function digitOf(text: string, at: number): number {
  const digit = text.charCodeAt(at) - 48
  return digit >= 0 && digit <= 9 ? digit : Number.NaN
}
