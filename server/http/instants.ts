/** Times as people and scripts write them in an address. */
import { Problem } from '../../core/contract/error.ts'

const DAY_MS = 86_400_000
const INSTANT_MAX = 8.64e15
const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/** ms since 1970, or ISO 8601 (UTC unless it says otherwise). Throws `request.invalid`. */
export function parseInstant(text: string, field: string): number {
  const at = /^\d{1,16}$/.test(text) ? Number(text) : isoInstant(text)
  if (Number.isFinite(at) && at >= 0 && at <= INSTANT_MAX) return at
  throw new Problem('request.invalid', `${field} is neither ms since 1970 nor ISO 8601`, [
    { path: `/${field}`, message: 'must be ms since 1970 or ISO 8601' },
  ])
}

/** [from, to) of a query: the last 24 hours when nothing is said. Throws `request.invalid` when it is empty. */
export function spanOf(query: { from?: string; to?: string }, now: number): { from: number; to: number } {
  // One millisecond on, so that the reading of this very moment is in the span.
  const to = query.to === undefined ? now + 1 : parseInstant(query.to, 'to')
  const from = query.from === undefined ? Math.max(0, to - DAY_MS) : parseInstant(query.from, 'from')
  if (from < to) return { from, to }
  throw new Problem('request.invalid', 'from must be before to', [
    { path: '/from', message: 'must be before to' },
  ])
}

function isoInstant(text: string): number {
  if (!ISO.test(text)) return Number.NaN
  const zoned = /Z|[+-]\d{2}:?\d{2}$/.test(text.slice(10)) || text.length === 10
  return Date.parse(zoned ? text : `${text}Z`)
}
