/** What the clock on the canteen's wall says, and how busy the canteen is then. */
import { localTime } from '../../core/time/zone.ts'

export interface WallClock {
  /** ms since 1970. */
  readonly at: number
  /** Hours since local midnight, with fraction. */
  readonly hour: number
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number
  readonly month: number
  /** 1 to 366. */
  readonly dayOfYear: number
  /** Changes at local midnight. */
  readonly dayKey: number
}

const QUARTER_MS = 900_000
const DAY_MS = 86_400_000

/** A wall clock for one time zone. The zone is looked up once a quarter of an hour: offsets only change on those. */
export function createCalendar(timeZone: string): (at: number) => WallClock {
  let quarter = Number.NaN
  let offsetMs = 0
  return at => {
    const own = Math.floor(at / QUARTER_MS)
    if (own !== quarter) {
      quarter = own
      const { year, month, day, hour, minute, second } = localTime(at, timeZone)
      offsetMs = Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
    }
    const wall = new Date(at + offsetMs)
    const dayKey = Math.floor(wall.getTime() / DAY_MS)
    return {
      at,
      hour: (wall.getTime() - dayKey * DAY_MS) / 3_600_000,
      weekday: wall.getUTCDay() || 7,
      month: wall.getUTCMonth() + 1,
      dayOfYear: dayKey - Math.floor(Date.UTC(wall.getUTCFullYear(), 0, 1) / DAY_MS) + 1,
      dayKey,
    }
  }
}

/** A bell around an hour of the day. */
const bell = (hour: number, centre: number, width: number) => Math.exp(-(((hour - centre) / width) ** 2) / 2)

const isOpen = (hour: number) => hour >= 4.75 && hour < 21
const weekly = (weekday: number) => (weekday >= 6 ? 0.45 : 1)

/** Cooking, 0 to about 1: breakfast, lunch and dinner are prepared before they are eaten; nothing at night. */
export function cooking({ hour, weekday }: WallClock): number {
  if (!isOpen(hour)) return 0
  return (
    weekly(weekday) *
    (0.05 + 0.55 * bell(hour, 6.3, 0.6) + 0.95 * bell(hour, 10.7, 0.9) + 0.7 * bell(hour, 16.7, 0.8))
  )
}

/** Guests in the hall and the dishes they leave, 0 to about 1. */
export function dining({ hour, weekday }: WallClock): number {
  if (!isOpen(hour)) return 0
  return (
    weekly(weekday) * (0.5 * bell(hour, 7.4, 0.5) + 1 * bell(hour, 12.2, 0.55) + 0.75 * bell(hour, 18, 0.55))
  )
}

/** People in and out of the cabinets: fetching, serving, putting away, and the morning's delivery. */
export function traffic(clock: WallClock): number {
  const delivery = isOpen(clock.hour) ? 0.4 * weekly(clock.weekday) * bell(clock.hour, 8.7, 0.4) : 0
  return Math.min(1, 0.8 * cooking(clock) + 0.4 * dining(clock) + delivery)
}
