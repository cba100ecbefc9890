/** Times without watering, as stretches of real time. */
import type { Name } from '../contract/schema.ts'
import type { WateringCalendar } from '../contract/watering-program.ts'
import { type SiteDay, startInstant } from './days.ts'

export interface Stretch {
  readonly from: number
  readonly to: number
  readonly title: string
  readonly kind: WateringCalendar['kind']
  readonly name: Name
  /** Empty: all zones. */
  readonly zoneIds: readonly string[]
}

/** Stretches that touch the given days, ascending. */
export function exclusionsOn(
  calendars: readonly WateringCalendar[],
  days: readonly SiteDay[],
  timeZone: string,
): Stretch[] {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  const stretches: Stretch[] = []
  for (const { exclusions, enabled, kind, name, zoneIds } of calendars) {
    if (!enabled) continue
    for (const exclusion of exclusions) {
      const { title } = exclusion
      const push = (from: number, to: number) => stretches.push({ from, to, title, kind, name, zoneIds })
      if (exclusion.type === 'once') {
        if (exclusion.to > first.start && exclusion.from < last.end) push(exclusion.from, exclusion.to)
        continue
      }
      for (const day of days) {
        if (!exclusion.days.includes(day.weekday)) continue
        const from = startInstant(exclusion.from, day, timeZone) ?? day.start
        const end = exclusion.to === '24:00' ? day.end : startInstant(exclusion.to, day, timeZone)
        if (end !== undefined) push(from, end > from ? end : end + 86_400_000)
      }
    }
  }
  return stretches.sort((a, b) => a.from - b.from)
}

/** Those that keep one zone dry. */
export function keepDry(stretches: readonly Stretch[], zoneId: string): readonly Stretch[] {
  return stretches.filter(({ zoneIds }) => zoneIds.length === 0 || zoneIds.includes(zoneId))
}

/** The stretch that [from, to) would run into, if any. */
export function inTheWay(stretches: readonly Stretch[], from: number, to: number): Stretch | undefined {
  return stretches.find(one => one.from < to && one.to > from)
}
