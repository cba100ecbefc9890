/** How warm it was outside, day by day: by the site's own station, and where that says nothing by what was written down. */
import type { Site } from '../../core/contract/site.ts'
import { dateOf, type Grid, HALF_HOUR_MS } from '../../core/energy/grid.ts'
import { manualDay } from '../../core/irrigation/manual-day.ts'
import type { SeriesStore, StateStore } from '../../core/ports.ts'

/** The store answers with at most so many stretches at once. */
const BUCKETS_AT_ONCE = 1800
/** Readings of a day must span so much of it for their extremes to be the day's. */
const WHOLE_DAY_MS = 18 * 3_600_000

export interface OutdoorParts {
  readonly state: StateStore
  readonly series: Pick<SeriesStore, 'buckets'>
}

/** °C. */
export interface DayExtremes {
  readonly high: number
  readonly low: number
}

export interface Temperature {
  readonly at: number
  readonly celsius: number
}

/** By the day's number on the grid; days of which nothing is known are missing. */
export async function outdoorDays(
  { state, series }: OutdoorParts,
  siteId: string,
  grid: Grid,
): Promise<Map<number, DayExtremes>> {
  const found = new Map<number, DayExtremes>()
  const dayOf = new Map(grid.dates.map((date, day) => [date, day]))
  for (const { date, tMaxC, tMinC } of state.weatherDays.list({ siteId })) {
    const day = dayOf.get(date)
    if (day !== undefined && tMaxC !== null && tMinC !== null) found.set(day, { high: tMaxC, low: tMinC })
  }
  const point = stationPoint(state, siteId)
  for (let day = 0; point !== undefined && day < grid.dates.length; day += BUCKETS_AT_ONCE) {
    const count = Math.min(BUCKETS_AT_ONCE, grid.dates.length - day)
    const [from = 0, to = 0] = [day, day + count].map(n => grid.from + (grid.dayAt[n] ?? 0) * HALF_HOUR_MS)
    const buckets = await series.buckets(point, from, to, count)
    const length = (to - from) / count
    // A day whose clocks change is an hour off; its warmest and coldest are the same.
    for (const { at, min, max } of buckets)
      found.set(day + Math.round((at - from) / length), { high: max, low: min })
  }
  return found
}

function stationPoint(state: StateStore, siteId: string): number | undefined {
  const stations = new Set(state.devices.list({ siteId, kind: 'station' }).map(({ id }) => id))
  return state.points.list({ siteId, metric: 'temperature' }).find(({ deviceId }) => stations.has(deviceId))
    ?.id
}

/** The extremes of each whole day of a table; of a table with a line a day, its value for both. */
export function extremesOf(temperatures: readonly Temperature[], timeZone: string): Map<string, DayExtremes> {
  const days = Map.groupBy(temperatures, ({ at }) => dateOf(at, timeZone))
  const isDaily = temperatures.length <= days.size
  const whole = [...days].filter(([, list]) => {
    const times = list.map(({ at }) => at)
    return isDaily || Math.max(...times) - Math.min(...times) >= WHOLE_DAY_MS
  })
  return new Map(
    whole.map(([date, list]) => {
      const values = list.map(({ celsius }) => celsius)
      return [date, { high: Math.max(...values), low: Math.min(...values) }]
    }),
  )
}

/** Writes days down as if by hand. */
export function keepOutdoorDays(state: StateStore, site: Site, days: ReadonlyMap<string, DayExtremes>): void {
  state.transaction(() => {
    for (const [date, { high, low }] of days) {
      const known = state.weatherDays.get(`${site.id}:${date}`)
      const given = { tMaxC: high, tMinC: low, rainMm: null, et0Mm: null }
      state.weatherDays.put(manualDay(site, date, given, known))
    }
  })
}
