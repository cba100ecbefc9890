/** Reading JSON that a stranger sent: what is missing, null or not finite is no value, whatever the field. */
import type { RejectionCode } from '../../core/contract/error.ts'
import { METRICS, type Metric } from '../../core/contract/metric.ts'
import type { Decoded, DecodedValue, Fault, Rejected } from '../../core/contract/reading.ts'
import { measuredOf } from '../../core/points/spoken.ts'

export type Fields = Readonly<Record<string, unknown>>

/** Told apart by a tag of our own: a device may send any field, `rejected` too. */
export type Body =
  | { readonly ok: true; readonly fields: Fields }
  | { readonly ok: false; readonly rejected: Rejected }

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
