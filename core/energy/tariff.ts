/** What a unit costs at a moment, by the tariff that is in force then, the wall clock of the site and its calendar. */
import type { Tariff, TariffPeriod } from '../contract/energy-tariff.ts'
import { BANDS, type Band, type DayKind, type Medium } from '../contract/energy-words.ts'
import { localTime } from '../time/zone.ts'
import { type DayKindOf, dayKinds } from './calendar.ts'
import { dateOf, type Grid } from './grid.ts'

export { HALF_HOUR_MS } from './grid.ts'

export interface Price {
  readonly band: Band
  /** Money per unit of the medium, without surcharges. */
  readonly price: number
}

/** The tariff of a medium in force on a local date: the newest that has begun, or none before the first. */
export function tariffOn(tariffs: readonly Tariff[], medium: Medium, date: string): Tariff | undefined {
  let found: Tariff | undefined
  for (const tariff of tariffs)
    if (tariff.medium === medium && tariff.validFrom <= date && (found?.validFrom ?? '') <= tariff.validFrom)
      found = tariff
  return found
}

/** The tariff of a medium in force at an instant. */
export function tariffAt(
  tariffs: readonly Tariff[],
  medium: Medium,
  at: number,
  timeZone: string,
): Tariff | undefined {
  return tariffOn(tariffs, medium, dateOf(at, timeZone))
}

/** The first period that matches names the band; none means flat, and a band without a price costs the flat one. */
export function priceAt(
  tariff: Pick<Tariff, 'periods' | 'prices'>,
  at: number,
  timeZone: string,
  kindOf: DayKindOf = dayKinds([]),
): Price {
  const { month, hour, minute } = localTime(at, timeZone)
  const kind = kindOf(dateOf(at, timeZone))
  const band = bandsOfDay(tariff.periods, month, kind)[hour * 2 + (minute < 30 ? 0 : 1)] ?? 'flat'
  return { band, price: tariff.prices[band] ?? tariff.prices.flat }
}

/** The band of each of the 48 half hours of a kind of day in a month. */
export function bandsOfDay(periods: readonly TariffPeriod[], month: number, kind: DayKind): Band[] {
  const own = periods.filter(
    ({ months, days }) =>
      (months.length === 0 || months.includes(month)) &&
      (days === undefined || days.length === 0 || days.includes(kind)),
  )
  return Array.from({ length: 48 }, (_, half) => own.find(period => holds(period, half))?.band ?? 'flat')
}

/** A period may go over midnight. */
function holds({ from, to }: TariffPeriod, half: number): boolean {
  const [start, end] = [halfOf(from), halfOf(to)]
  return start < end ? half >= start && half < end : half >= start || half < end
}

/** Half hours since midnight of `HH:00` or `HH:30`. */
export function halfOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 2 + (clock.endsWith('30') ? 1 : 0)
}

/** What a unit costs beside its price: funds, sewage on its part of the water, and the like. */
export function surchargePerUnit({ surcharges = [] }: Pick<Tariff, 'surcharges'>): number {
  return surcharges.reduce((sum, { perUnit, part }) => sum + perUnit * part, 0)
}

/** Prices of every half hour of a grid. */
export interface PriceGrid {
  /** Places in {@link BANDS}; 255 where no tariff was in force. */
  readonly band: Uint8Array
  /** Money per unit with surcharges; NaN where no tariff was in force. */
  readonly price: Float64Array
}

const NO_TARIFF = 255
const FLAT = BANDS.indexOf('flat')

/** Asked once for all meters of a medium; the sums over it are one multiplication a half hour. */
export function pricesOn(
  grid: Grid,
  medium: Medium,
  tariffs: readonly Tariff[],
  kindOf: DayKindOf,
): PriceGrid {
  const band = new Uint8Array(grid.count).fill(NO_TARIFF)
  const price = new Float64Array(grid.count).fill(Number.NaN)
  const own = tariffs.filter(tariff => tariff.medium === medium)
  const known = new Map<string, { bands: Uint8Array; prices: Float64Array }>()
  for (const [day, date] of grid.dates.entries()) {
    const tariff = tariffOn(own, medium, date)
    if (tariff === undefined) continue
    const month = Number(date.slice(5, 7))
    const kind = kindOf(date)
    const key = `${tariff.id} ${month} ${kind}`
    let daily = known.get(key)
    if (daily === undefined) {
      daily = dailyPrices(tariff, month, kind)
      known.set(key, daily)
    }
    fillDay(grid, day, daily, band, price)
  }
  return { band, price }
}

function dailyPrices(tariff: Tariff, month: number, kind: DayKind) {
  const names = bandsOfDay(tariff.periods, month, kind)
  const extra = surchargePerUnit(tariff)
  return {
    bands: Uint8Array.from(names, name => BANDS.indexOf(name)),
    prices: Float64Array.from(names, name => (tariff.prices[name] ?? tariff.prices.flat) + extra),
  }
}

/** On a day of 46 or 50 half hours the wall decides which of the 48 each is. */
function fillDay(
  grid: Grid,
  day: number,
  { bands, prices }: { bands: Uint8Array; prices: Float64Array },
  band: Uint8Array,
  price: Float64Array,
): void {
  const start = grid.dayAt[day] ?? 0
  const end = grid.dayAt[day + 1] ?? start
  const even = end - start === 48
  for (let n = start; n < end; n++) {
    const half = even ? n - start : wallHalf(grid, n)
    band[n] = bands[half] ?? FLAT
    price[n] = prices[half] ?? Number.NaN
  }
}

function wallHalf({ from, timeZone }: Grid, index: number): number {
  const { hour, minute } = localTime(from + index * 1_800_000, timeZone)
  return hour * 2 + (minute < 30 ? 0 : 1)
}
