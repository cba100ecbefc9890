/** The grids of whole local months. They are asked for again and again, and finding local midnights is what costs. */
import { type Grid, gridOf } from '../../core/energy/grid.ts'
import { instantAt, localTime } from '../../core/time/zone.ts'

const GRIDS_KEPT = 600
const grids = new Map<string, Grid>()

/** The whole months a grid touches. */
export function monthsOf({ from, to, timeZone }: Grid): Grid[] {
  const months: Grid[] = []
  for (let month = monthOf(from, timeZone); month.from < to; month = monthOf(month.to, timeZone))
    months.push(month)
  return months
}

export const monthBefore = ({ from, timeZone }: Grid): Grid => monthOf(from - 1, timeZone)

/** The month of an instant. */
export function monthOf(at: number, timeZone: string): Grid {
  const { year, month } = localTime(at, timeZone)
  const from = instantAt({ year, month, day: 1 }, timeZone)
  const key = `${timeZone}${from}`
  const known = grids.get(key)
  if (known !== undefined) return known
  const grid = gridOf(from, instantAt({ year, month: month + 1, day: 1 }, timeZone), timeZone)
  if (grids.size >= GRIDS_KEPT) grids.clear()
  grids.set(key, grid)
  return grid
}
