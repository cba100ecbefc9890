/** What the sky has done and will do around a start, from observed days and the outlook. */
import type { WeatherSource } from '../contract/watering-run.ts'
import type { WeatherDay } from '../contract/watering-weather.ts'
import type { SiteDay } from './days.ts'

const DAY_MS = 86_400_000
/** A start farther away than this is judged by the outlook, not by what the instruments say now. */
const NOW_REACHES_MS = 2 * 3_600_000

/** What the site's instruments say now; null: nobody measures it, or too long ago. */
export interface Observed {
  readonly at: number
  readonly airC: number | null
  readonly windMs: number | null
  readonly rain24hMm: number | null
}

export interface Figure {
  readonly value: number
  readonly basis: 'observed' | 'forecast'
  readonly source: WeatherSource
}

export interface Conditions {
  readonly airC: Figure | null
  readonly windMs: Figure | null
  /** Fallen, or foretold to fall, in the 24 hours before the start. */
  readonly rainBeforeMm: Figure | null
  readonly rainAheadMm: Figure | null
  readonly rainChancePct: number | null
  readonly lowestC: Figure | null
}

export function conditionsAt(
  at: number,
  days: readonly SiteDay[],
  weather: ReadonlyMap<string, WeatherDay>,
  observed: Observed | null,
): Conditions {
  const now = observed !== null && Math.abs(at - observed.at) <= NOW_REACHES_MS ? observed : null
  const seen = (value: number | null | undefined): Figure | null =>
    value == null ? null : { value, basis: 'observed', source: 'station' }
  const index = days.findIndex(day => at >= day.start && at < day.end)
  const today = dayOf(days[index], weather)
  const next = dayOf(days[index + 1], weather)
  const fallen = rainOver(at - DAY_MS, at, days, weather)
  // Who wrote it down has looked at the glass: it may be the gauge that is wrong.
  const byHand = today?.source === 'manual' && today.rainMm !== null
  return {
    airC: seen(now?.airC),
    windMs: seen(now?.windMs) ?? foretold(today, 'windMs'),
    rainBeforeMm: byHand ? fallen : (seen(now?.rain24hMm) ?? fallen),
    rainAheadMm: rainOver(at, at + DAY_MS, days, weather),
    rainChancePct: highest(today?.rainChancePct, next?.rainChancePct),
    lowestC: lower(
      foretold(today, 'tMinC'),
      at > (days[index]?.start ?? at) + DAY_MS / 2 ? foretold(next, 'tMinC') : null,
    ),
  }
}

function dayOf(day: SiteDay | undefined, weather: ReadonlyMap<string, WeatherDay>): WeatherDay | undefined {
  return day && weather.get(day.date)
}

function foretold(day: WeatherDay | undefined, field: 'windMs' | 'tMinC'): Figure | null {
  const value = day?.[field]
  return day === undefined || value == null ? null : { value, basis: basisOf(day), source: day.source }
}

const basisOf = ({ source }: WeatherDay): Figure['basis'] =>
  source === 'station' || source === 'manual' ? 'observed' : 'forecast'

/** Rain of a stretch, each day's spread evenly over it; null when no day of it is known. */
function rainOver(
  from: number,
  to: number,
  days: readonly SiteDay[],
  weather: ReadonlyMap<string, WeatherDay>,
): Figure | null {
  let value = 0
  let last: WeatherDay | undefined
  for (const day of days) {
    const known = weather.get(day.date)
    const overlap = Math.min(to, day.end) - Math.max(from, day.start)
    if (overlap <= 0 || known?.rainMm == null) continue
    value += (known.rainMm * overlap) / (day.end - day.start)
    last = known
  }
  return last === undefined ? null : { value, basis: basisOf(last), source: last.source }
}

function highest(...values: (number | null | undefined)[]): number | null {
  const known = values.filter(value => value != null)
  return known.length === 0 ? null : Math.max(...known)
}

function lower(a: Figure | null, b: Figure | null): Figure | null {
  if (a === null || b === null) return a ?? b
  return a.value <= b.value ? a : b
}
