/** The stretches of a series beyond a limit, cut where the line crosses it. Pure. */
import type { Limits } from './nearest-limits.ts'

export interface Excursion {
  readonly limit: number
  /** Time and value in order; the ends lie on the limit unless the readings end there. */
  readonly points: readonly (readonly [number, number])[]
}

/** Null values end a stretch: what was not measured is not shaded. */
export function excursionsOf(
  times: ArrayLike<number>,
  values: ArrayLike<number | null | undefined>,
  { low, high }: Limits,
): Excursion[] {
  return [
    ...(high === null ? [] : beyond(times, values, high, value => value > high)),
    ...(low === null ? [] : beyond(times, values, low, value => value < low)),
  ]
}

function beyond(
  times: ArrayLike<number>,
  values: ArrayLike<number | null | undefined>,
  limit: number,
  isOut: (value: number) => boolean,
): Excursion[] {
  const found: Excursion[] = []
  let open: [number, number][] | null = null
  for (let i = 0; i < times.length; i++) {
    const value = values[i] ?? null
    const before = i === 0 ? null : (values[i - 1] ?? null)
    const crossing = before === null || value === null ? null : crossingAt(times, i, before, value, limit)
    if (value !== null && isOut(value)) {
      if (open === null) {
        open = crossing === null || before === null || isOut(before) ? [] : [[crossing, limit]]
        found.push({ limit, points: open })
      }
      open.push([times[i] as number, value])
      continue
    }
    if (open !== null && crossing !== null) open.push([crossing, limit])
    open = null
  }
  return found
}

/** When the straight line between two readings meets the limit. */
function crossingAt(
  times: ArrayLike<number>,
  i: number,
  before: number,
  value: number,
  limit: number,
): number {
  const [from, to] = [times[i - 1] as number, times[i] as number]
  return before === value ? to : from + ((limit - before) / (value - before)) * (to - from)
}
