/** What a unit costs at a moment, by the tariff that is in force then and the wall clock of the site. */
import type { Band, Medium, Tariff } from '../contract/energy.ts'
import { localTime } from '../time/zone.ts'

/** Half hours in a day; tariffs change on no finer grid. */
export const HALF_HOUR_MS = 1_800_000

export interface Price {
  readonly band: Band
  /** Money per unit of the medium. */
  readonly price: number
}

/** The tariff of a medium in force at an instant: the newest that has begun, or none before the first. */
export function tariffAt(
  tariffs: readonly Tariff[],
  medium: Medium,
  at: number,
  timeZone: string,
): Tariff | undefined {
  const { year, month, day } = localTime(at, timeZone)
  const today = `${year}-${twoDigits(month)}-${twoDigits(day)}`
  return tariffs
    .filter(tariff => tariff.medium === medium && tariff.validFrom <= today)
    .sort((a, b) => b.validFrom.localeCompare(a.validFrom))[0]
}

/** The first period that matches names the band; none means flat, and a band without a price costs the flat one. */
export function priceAt(tariff: Pick<Tariff, 'periods' | 'prices'>, at: number, timeZone: string): Price {
  const { month, hour, minute } = localTime(at, timeZone)
  const wall = `${twoDigits(hour)}:${twoDigits(minute)}`
  const period = tariff.periods.find(
    ({ months, from, to }) => (months.length === 0 || months.includes(month)) && within(wall, from, to),
  )
  const band = period?.band ?? 'flat'
  return { band, price: tariff.prices[band] ?? tariff.prices.flat }
}

/** A period may go over midnight. */
function within(wall: string, from: string, to: string): boolean {
  return from < to ? wall >= from && wall < to : wall >= from || wall < to
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
