/** Which calendars of days off are missing. Tariffs by kind of day, baselines and forecasts go wrong without them. */
import type { HolidayYear } from '../contract/energy-tariff.ts'

/** The next year's is announced in late autumn; from this month on one is told when it is not here. */
const ANNOUNCED_BY_MONTH = 12

/** Of this year, and from December on of the next one. `today` is a local date; `known` all calendars there are. */
export function missingYears(today: string, known: readonly Pick<HolidayYear, 'year'>[]): number[] {
  const [year = 0, month = 1] = today.split('-').map(Number)
  const wanted = month >= ANNOUNCED_BY_MONTH ? [year, year + 1] : [year]
  return wanted.filter(one => !known.some(have => have.year === one))
}
