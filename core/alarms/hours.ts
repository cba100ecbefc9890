/** Whether an instant lies in the hours of a week, on the site's clock. */
import type { WeekHours } from '../contract/condition.ts'
import { localTime } from '../time/zone.ts'

/** Every zone's offset is a multiple of this and changes at one, so within it the wall's clock runs evenly. */
const BLOCK_MS = 15 * 60_000
const DAY_MIN = 1440

/** Answers for many instants; asking the time zone is what costs, so the current quarter of an hour is remembered. */
export function isWithinHours(hours: readonly WeekHours[], timeZone: string): (at: number) => boolean {
  const stretches = hours.map(({ days, from, to }) => ({ days, from: minuteOf(from), to: minuteOf(to) }))
  let block = Number.NaN
  let weekday = 1
  let minute = 0
  return at => {
    const start = Math.floor(at / BLOCK_MS)
    if (start !== block) {
      const wall = localTime(start * BLOCK_MS, timeZone)
      block = start
      weekday = wall.weekday
      minute = wall.hour * 60 + wall.minute
    }
    const now = minute + (at - block * BLOCK_MS) / 60_000
    return stretches.some(({ days, from, to }) => {
      if (from < to) return days.includes(weekday) && now >= from && now < to
      const yesterday = weekday === 1 ? 7 : weekday - 1
      return (days.includes(weekday) && now >= from) || (days.includes(yesterday) && now < to)
    })
  }
}

function minuteOf(wall: string): number {
  const [hour = 0, minute = 0] = wall.split(':').map(Number)
  return (hour * 60 + minute) % DAY_MIN
}
