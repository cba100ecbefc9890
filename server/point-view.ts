import type { Point, PointView } from '../core/contract/point.ts'
import type { LatestValues } from './services.ts'

/** A point with its newest reading and that reading's age at `now`, ms since 1970. */
export function pointView(point: Point, latest: LatestValues, now: number): PointView {
  const reading = latest.get(point.id)
  if (reading === undefined) return { ...point, last: null, ageS: null }
  const { at, value, quality } = reading
  return { ...point, last: { at, value, quality }, ageS: Math.max(0, (now - at) / 1000) }
}
