/** The days off a site goes by, and what was done on each of its days. */
import type { HolidayYear } from '../../core/contract/energy.ts'
import type { Activity, ActivityKind } from '../../core/contract/energy-activity.ts'
import { type DayKindOf, dayKinds } from '../../core/energy/calendar.ts'
import type { StateStore } from '../../core/ports.ts'

export function kindsAt(state: StateStore, siteId: string): DayKindOf {
  return dayKinds(ownHolidays(state, siteId))
}

export function ownHolidays(state: StateStore, siteId: string): HolidayYear[] {
  return state.holidays.list({ siteId })
}

/**
 * Counts by local date. Of a day with a number for the whole day that counts; otherwise its meals add up. Of several
 * places: the site's own number, or the sum of the places'. `areaId` asks for one place alone.
 */
export function countsByDate(
  activities: readonly Activity[],
  kind: ActivityKind,
  areaId?: string,
): Map<string, number> {
  const counts = new Map<string, number>()
  const own = activities.filter(one => one.kind === kind && (areaId === undefined || one.areaId === areaId))
  for (const [date, ofDay] of Map.groupBy(own, one => one.date)) {
    const places = Map.groupBy(ofDay, one => one.areaId ?? '')
    const whole = places.get('')
    const lists = whole === undefined || areaId !== undefined ? [...places.values()] : [whole]
    counts.set(
      date,
      lists.reduce((sum, list) => sum + dayCount(list), 0),
    )
  }
  return counts
}

function dayCount(list: readonly Activity[]): number {
  const all = list.find(({ meal }) => meal === 'all')
  return all?.count ?? list.reduce((sum, { count }) => sum + count, 0)
}

/** Activities of a stretch of local dates, both included. */
export function activitiesBetween(state: StateStore, siteId: string, from: string, to: string): Activity[] {
  return state.activities.list({ siteId }).filter(({ date }) => date >= from && date <= to)
}
