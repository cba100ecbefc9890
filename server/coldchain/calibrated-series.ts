/** The series store as everybody reads it: probes' errors taken off. What is written goes through untouched. */
import { corrected } from '../../core/coldchain/calibration.ts'
import type { Bucket, PointId } from '../../core/contract/reading.ts'
import type { SeriesStore } from '../../core/ports.ts'
import type { Offsets as AllOffsets } from './offsets.ts'

type Offsets = Pick<AllOffsets, 'of' | 'correct' | 'correctAll'>

export function calibratedSeries(raw: SeriesStore, offsets: Offsets): SeriesStore {
  const calibrated: SeriesStore = {
    append: batch => raw.append(batch),
    async range(point, from, to, limit) {
      const readings = await raw.range(point, from, to, limit)
      return offsets.of(point) === undefined ? readings : readings.map(one => offsets.correct(one))
    },
    async buckets(point, from, to, count) {
      const buckets = await raw.buckets(point, from, to, count)
      return offsets.of(point) === undefined
        ? buckets
        : correctedBuckets(raw, offsets, point, from, to, count, buckets)
    },
    async last() {
      const readings = await raw.last()
      return new Map([...readings].map(([point, reading]) => [point, offsets.correct(reading)]))
    },
    async before(point, at) {
      const reading = await raw.before(point, at)
      return reading && offsets.correct(reading)
    },
    async since(at, limit) {
      return [...offsets.correctAll(await raw.since(at, limit))]
    },
    // Counters have no probes.
    deltas: (points, edges) => raw.deltas(points, edges),
    drop: before => raw.drop(before),
    stats: () => raw.stats(),
    close: () => raw.close(),
  }
  const { maintain, backup } = raw
  if (maintain !== undefined) calibrated.maintain = now => maintain.call(raw, now)
  if (backup !== undefined) calibrated.backup = folder => backup.call(raw, folder)
  return calibrated
}

/** A stretch in which the error changed is summed up anew from its readings; the others move as a whole. */
async function correctedBuckets(
  raw: SeriesStore,
  offsets: Offsets,
  point: PointId,
  from: number,
  to: number,
  count: number,
  buckets: readonly Bucket[],
): Promise<Bucket[]> {
  const own = offsets.of(point) ?? []
  const widthMs = (to - from) / count
  const all: Bucket[] = []
  for (const bucket of buckets) {
    const end = Math.min(to, bucket.at + widthMs)
    if (own.some(({ at }) => at > bucket.at && at < end))
      all.push(...(await resummed(raw, offsets, point, bucket, end)))
    else {
      const error = -corrected(0, own, bucket.at)
      all.push({ ...bucket, min: bucket.min - error, avg: bucket.avg - error, max: bucket.max - error })
    }
  }
  return all
}

async function resummed(
  raw: SeriesStore,
  offsets: Offsets,
  point: PointId,
  { at }: Bucket,
  end: number,
): Promise<Bucket[]> {
  const readings = await raw.range(point, Math.ceil(at), Math.ceil(end))
  const values = readings.map(one => offsets.correct(one).value)
  if (values.length === 0) return []
  const avg = values.reduce((sum, value) => sum + value, 0) / values.length
  return [{ at, min: Math.min(...values), avg, max: Math.max(...values), count: values.length }]
}
