/** Reading JSON that a stranger sent: what is missing, null or not finite is no value, whatever the field. */
import type { RejectionCode } from '../../core/contract/error.ts'
import { METRICS, type Metric } from '../../core/contract/metric.ts'
import type { Decoded, DecodedValue, Fault, Rejected } from '../../core/contract/reading.ts'

export type Fields = Readonly<Record<string, unknown>>

/** Told apart by a tag of our own: a device may send any field, `rejected` too. */
export type Body =
  | { readonly ok: true; readonly fields: Fields }
  | { readonly ok: false; readonly rejected: Rejected }

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
const BYTE_ORDER_MARK = 0xfeff
const decoder = new TextDecoder()

export function textOf(payload: Uint8Array): string {
  // A Buffer, which is what comes from a socket, is several times faster by itself; both leave a byte order mark out.
  if (!Buffer.isBuffer(payload)) return decoder.decode(payload)
  const text = payload.toString()
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text
}

/** The object in a payload, or why there is none. */
export function bodyOf(payload: Uint8Array, device: string): Body {
  const text = textOf(payload)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return text.trim() === ''
      ? { ok: false, rejected: rejected('payload.empty', 'the packet is empty', device) }
      : { ok: false, rejected: rejected('payload.not-json', 'the packet is not JSON', device) }
  }
  return isFields(body)
    ? { ok: true, fields: body }
    : { ok: false, rejected: rejected('payload.not-object', 'the packet is no JSON object', device) }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

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

/** One value in its metric's unit; a time or a channel that is not known is left out. */
export function decodedOf(
  metric: Metric,
  value: number | boolean | string,
  channel: string | undefined,
  at: number | undefined,
): DecodedValue {
  const { unit } = METRICS[metric]
  if (at === undefined)
    return channel === undefined ? { metric, value, unit } : { metric, value, unit, channel }
  return channel === undefined ? { metric, value, unit, at } : { metric, value, unit, channel, at }
}

/** Adds a quantity to what a packet gave, divided by `per`; what is no reading is left out. */
export function addNumber(
  values: DecodedValue[],
  metric: Metric,
  raw: unknown,
  channel?: string,
  at?: number,
  per = 1,
): void {
  const number = measuredOf(metric, raw)
  if (number !== undefined) values.push(decodedOf(metric, number / per, channel, at))
}

/** Adds a state that is said as true or false. */
export function addState(
  values: DecodedValue[],
  metric: Metric,
  raw: unknown,
  channel?: string,
  at?: number,
): void {
  if (typeof raw === 'boolean') values.push(decodedOf(metric, raw, channel, at))
}

/** Whether a device can be reached, in its own two words; undefined for any other. */
export function availabilityOf(
  text: string,
  online: string,
  offline: string,
): 'online' | 'offline' | undefined {
  const word = text.trim().toLowerCase()
  return word === online ? 'online' : word === offline ? 'offline' : undefined
}

/** What one packet gave, with its faults when there are any. */
export function reportOf(
  device: string,
  values: readonly DecodedValue[],
  events: readonly string[],
  faults: readonly Fault[],
): Decoded {
  if (faults.length === 0) return { device, values, events }
  const untimed = faults.some(({ code }) => code === 'time.unreadable')
  return untimed ? { device, values, events, faults, untimed } : { device, values, events, faults }
}

export const UNREADABLE_TIME: Fault = {
  code: 'time.unreadable',
  message: 'its time is neither ms since 1970 nor ISO 8601 with a zone',
}

export function rejected(code: RejectionCode, message: string, device: string): Rejected {
  return { rejected: { code, message }, device }
}
