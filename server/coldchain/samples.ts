/** Readings of a point over a long time as plain samples: raw while they are few, by the minute when they are many. */
import { TRUST } from '../../core/alarms/condition.ts'
import type { Sample } from '../../core/coldchain/stretch.ts'
import type { PointId, Quality } from '../../core/contract/reading.ts'
import type { SeriesStore } from '../../core/ports.ts'

const PAGE = 10_000
const MINUTE_MS = 60_000
/** Beyond this a minute's mean is enough: a device that speaks every second fills it in a day. */
const RAW_MAX = 60_000
/** Of a quarter of a year, six minutes each. */
const BUCKETS_MAX = 20_000

/** What came late is history all the same; what is beyond belief or made up is not. */
const isTold = (quality: Quality) => TRUST[quality].raises || quality === 'late'

/** Ascending, [from, to). */
export async function samplesOf(
  series: Pick<SeriesStore, 'range' | 'buckets'>,
  point: PointId,
  from: number,
  to: number,
): Promise<Sample[]> {
  const samples: Sample[] = []
  for (let next = from; next < to; ) {
    const page = await series.range(point, next, to, PAGE)
    for (const { at, value, quality } of page)
      if (isTold(quality) && Number.isFinite(value)) samples.push({ at, value })
    const last = page.at(-1)
    if (page.length < PAGE || last === undefined) break
    if (samples.length > RAW_MAX) return byMinute(series, point, from, to)
    next = last.at + 1
  }
  return samples
}

async function byMinute(
  series: Pick<SeriesStore, 'buckets'>,
  point: PointId,
  from: number,
  to: number,
): Promise<Sample[]> {
  const widthMs = Math.max(MINUTE_MS, (to - from) / BUCKETS_MAX)
  const buckets = await series.buckets(point, from, to, Math.max(1, Math.round((to - from) / widthMs)))
  return buckets.map(({ at, avg }) => ({ at: Math.round(at + widthMs / 2), value: avg }))
}
