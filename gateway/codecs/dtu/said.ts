/** What one frame says, whatever its protocol. */
import type { DecodedValue, Fault } from '../../../core/contract/reading.ts'

export type Said =
  | { readonly kind: 'values'; readonly values: readonly DecodedValue[] }
  | { readonly kind: 'event'; readonly event: string }
  | { readonly kind: 'fault'; readonly fault: Fault }
  /** A question, or the answer to something that is no reading. */
  | { readonly kind: 'nothing' }

export const NOTHING: Said = { kind: 'nothing' }

export function faulty(code: Fault['code'], message: string): Said {
  return { kind: 'fault', fault: { code, message } }
}
