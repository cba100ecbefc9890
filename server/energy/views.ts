/** Use as pages show it: where it goes, a day beside the usual one, a year by the hour, a medium's sum. */
import type { DayProfile, FlowNode, Meter, YearMap } from '../../core/contract/energy.ts'
import type { Medium } from '../../core/contract/energy-words.ts'
import { costOf } from '../../core/energy/cost.ts'
import { daysOf, type Grid, type GridUse, isWhole, sumOf } from '../../core/energy/grid.ts'
import { hoursOf, profileOf, TYPICAL_WEEKS } from '../../core/energy/profile.ts'
import { pricesOn } from '../../core/energy/tariff.ts'
import { flowsOf, mainsOf } from '../../core/energy/tree.ts'
import { instantAt } from '../../core/time/zone.ts'
import { kindsAt } from './calendars.ts'
import { partOf } from './meters.ts'
import type { EnergyRoom } from './room.ts'

const DAY_MS = 86_400_000

/** A medium at a site: its main meters added up; null where one of them is not known. */
export interface MediumTotal {
  readonly medium: Medium
  readonly use: number | null
  readonly money: number | null
  readonly days: number
  readonly daysKnown: number
  readonly grid: Grid
  /** NaN where one of the mains is not known. */
  readonly byDay: Float64Array
}

export class Views {
  readonly #room: EnergyRoom

  constructor(room: EnergyRoom) {
    this.#room = room
  }

  /** ms at which a local date begins at a site. */
  midnight(siteId: string, date: string): number {
    const [year = 1970, month = 1, day = 1] = date.split('-').map(Number)
    return instantAt({ year, month, day }, this.#room.books.timeZoneOf(siteId))
  }

  /** The grid of local dates, both included. */
  gridOfDates(siteId: string, from: string, to: string): Grid {
    const start = this.midnight(siteId, from)
    const last = this.midnight(siteId, to)
    return this.#room.books.gridFor(siteId, start, Math.max(last, start) + DAY_MS / 2)
  }

  async flows(siteId: string, medium: Medium, from: number, to: number): Promise<FlowNode[]> {
    const { state, books, clock } = this.#room
    const end = Math.min(to, clock.now())
    const meters = state.meters.list({ siteId }).filter(meter => meter.medium === medium)
    const grid = books.gridFor(siteId, from, end)
    const uses = await books.uses(meters, grid)
    const prices = pricesOn(grid, medium, state.tariffs.list({ siteId }), kindsAt(state, siteId))
    const first = Math.round((from - grid.from) / 1_800_000)
    const last = Math.ceil((end - grid.from) / 1_800_000)
    const used = new Map(
      meters.map((meter, n) => {
        const own = uses[n] as GridUse
        const estimated = own.estimated.subarray(first, last).includes(1)
        return [
          meter.id,
          { use: partOf(grid, own, from, end), cost: costOf(own.use, prices, first, last), estimated },
        ]
      }),
    )
    return flowsOf(meters, used)
  }

  async profile(meter: Meter, date: string): Promise<DayProfile> {
    const { books, state } = this.#room
    const day = this.midnight(meter.siteId, date)
    const grid = books.gridFor(meter.siteId, day - TYPICAL_WEEKS * 7 * DAY_MS, day + 1)
    const { use } = await books.use(meter, grid)
    return profileOf(grid, use, kindsAt(state, meter.siteId))
  }

  async year(meter: Meter, year: number): Promise<YearMap> {
    const grid = this.gridOfDates(meter.siteId, `${year}-01-01`, `${year}-12-31`)
    const { use } = await this.#room.books.use(meter, grid)
    return { year, dates: [...grid.dates], use: hoursOf(grid, use) }
  }

  /** Local dates, both included. Of one place: by the meters that stand for it. */
  async total(
    siteId: string,
    medium: Medium,
    from: string,
    to: string,
    areaId?: string,
  ): Promise<MediumTotal | null> {
    const { state, books } = this.#room
    const mains = mainsOf(state.meters.list(areaId === undefined ? { siteId } : { siteId, areaId }), medium)
    if (mains.length === 0) return null
    const grid = this.gridOfDates(siteId, from, to)
    const uses = await books.uses(mains, grid)
    const prices = pricesOn(grid, medium, state.tariffs.list({ siteId }), kindsAt(state, siteId))
    const sums = uses.map(({ use }) => sumOf(use))
    const costs = uses.map(({ use }) => costOf(use, prices))
    const days = uses.map(({ use }) => daysOf(grid, use))
    const byDay = Float64Array.from(grid.dates, (_, day) =>
      days.reduce((sum, own) => sum + (own.use[day] as number), 0),
    )
    const daysKnown = grid.dates.filter((_, day) =>
      days.every(({ known }) => isWhole(grid, day, known)),
    ).length
    return { medium, use: added(sums), money: added(costs), days: grid.dates.length, daysKnown, grid, byDay }
  }
}

/** Null when one is: a sum without a part is not the sum. */
export function added(values: readonly (number | null)[]): number | null {
  let sum = 0
  for (const value of values) {
    if (value === null) return null
    sum += value
  }
  return values.length === 0 ? null : sum
}
