/** Two hours of a point for its sparkline: few requests at a time, remembered for a minute. */
import { type Signal, signal } from '@preact/signals'
import type { Bucket } from '../../core/contract/reading.ts'
import { api, call } from './api.ts'

export const SPARK_MS = 2 * 3_600_000
const SPARK_BUCKETS = 48
const FRESH_MS = 60_000
/** A page of 200 tiles must not open 200 requests. */
const AT_ONCE_MAX = 4

interface Kept {
  readonly buckets: Signal<readonly Bucket[] | null>
  askedAt: number
}
const kept = new Map<number, Kept>()
const waiting: (() => Promise<void>)[] = []
let running = 0

/** Null until the first answer. `now` is server time. */
export function recentOf(point: number, now: number): Signal<readonly Bucket[] | null> {
  let found = kept.get(point)
  if (found === undefined) {
    found = { buckets: signal(null), askedAt: Number.NEGATIVE_INFINITY }
    kept.set(point, found)
  }
  if (now - found.askedAt > FRESH_MS) {
    found.askedAt = now
    const { buckets } = found
    waiting.push(async () => {
      const query = { from: String(now - SPARK_MS), to: String(now), count: SPARK_BUCKETS }
      buckets.value = await call(api.listBuckets, { params: { id: point }, query })
    })
    void next()
  }
  return found.buckets
}

async function next(): Promise<void> {
  if (running >= AT_ONCE_MAX) return
  const job = waiting.shift()
  if (job === undefined) return
  running++
  // A sparkline that cannot be read stays as it was; the next minute asks again.
  await job().catch(() => undefined)
  running--
  void next()
}
