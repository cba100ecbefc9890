/** A day by half hours beside the usual day of its kind. */
import type { DayProfile } from '../contract/energy-meter.ts'
import type { DayKindOf } from './calendar.ts'
import type { Grid } from './grid.ts'

const HALF_HOURS = 48
/** So many weeks back. */
export const TYPICAL_WEEKS = 6
const LOW = 0.1
const HIGH = 0.9

/** `grid` ends with the day and begins some weeks before it. Days of 46 or 50 half hours are read as if they had 48. */
export function profileOf(grid: Grid, use: Float64Array, kindOf: DayKindOf): DayProfile {
  const last = grid.dates.length - 1
  const date = grid.dates[last] ?? ''
  const kind = kindOf(date)
  const like = grid.dates.flatMap((one, day) => (day < last && kindOf(one) === kind ? [day] : []))
  const at = (day: number, half: number) => use[(grid.dayAt[day] ?? 0) + half] as number
  let typicalDays = 0
  const typical = Array.from({ length: HALF_HOURS }, (_, half) => {
    const values = like.map(day => at(day, half)).filter(value => !Number.isNaN(value))
    typicalDays = Math.max(typicalDays, values.length)
    const sorted = values.toSorted((a, b) => a - b)
    return { low: quantile(sorted, LOW), middle: quantile(sorted, 0.5), high: quantile(sorted, HIGH) }
  })
  const own = Array.from({ length: HALF_HOURS }, (_, half) => {
    const value = at(last, half)
    return value === undefined || Number.isNaN(value) ? null : value
  })
  return { date, use: own, typical, typicalDays }
}

/** Of ascending values, between neighbours by a straight line; null of none. */
export function quantile(sorted: readonly number[], part: number): number | null {
  if (sorted.length === 0) return null
  const place = part * (sorted.length - 1)
  const below = sorted[Math.floor(place)] ?? 0
  const above = sorted[Math.ceil(place)] ?? below
  return below + (above - below) * (place - Math.floor(place))
}

/** `use[day][hour]` by the wall's hours; null where neither half of an hour is known. */
export function hoursOf(grid: Grid, use: Float64Array): (number | null)[][] {
  return grid.dates.map((_, day) => {
    const start = grid.dayAt[day] ?? 0
    const end = grid.dayAt[day + 1] ?? start
    return Array.from({ length: 24 }, (_, hour) => {
      const [a, b] = [start + hour * 2, start + hour * 2 + 1]
      const first = a < end ? (use[a] as number) : Number.NaN
      const second = b < end ? (use[b] as number) : Number.NaN
      if (Number.isNaN(first) && Number.isNaN(second)) return null
      return (Number.isNaN(first) ? 0 : first) + (Number.isNaN(second) ? 0 : second)
    })
  })
}
