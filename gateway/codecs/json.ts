/** Reading JSON that a stranger sent: what is missing, null or not finite is no value, whatever the field. */
import type { RejectionCode } from '../../core/contract/error.ts'
import type { Rejected } from '../../core/contract/reading.ts'

export type Fields = Readonly<Record<string, unknown>>

const ZONED_ISO = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/
const decoder = new TextDecoder()

export function textOf(payload: Uint8Array): string {
  return decoder.decode(payload)
}

/** The object in a payload, or why there is none. */
export function fieldsOf(payload: Uint8Array, device: string): Fields | Rejected {
  const text = textOf(payload)
  if (text.trim() === '') return rejected('payload.empty', 'the packet is empty', device)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return rejected('payload.not-json', 'the packet is not JSON', device)
  }
  return isFields(body) ? body : rejected('payload.not-object', 'the packet is no JSON object', device)
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isRejected(value: Fields | Rejected): value is Rejected {
  return 'rejected' in value && isFields(value.rejected) && 'code' in value.rejected
}

/** A finite number, also when it is written as text ("0.00"); undefined for everything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'string' && value.trim() === '') return undefined
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** ms since 1970 of a number of ms or an ISO time with a zone; a local time says nothing. */
export function instantOf(value: unknown): number | undefined {
  if (typeof value === 'string') return ZONED_ISO.test(value) ? numberOf(Date.parse(value)) : undefined
  const number = numberOf(value)
  return number === undefined ? undefined : Math.round(number)
}

export function rejected(code: RejectionCode, message: string, device: string): Rejected {
  return { rejected: { code, message }, device }
}
