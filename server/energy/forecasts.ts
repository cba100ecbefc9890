/** Where the targets of a month will end: use by usual days, a budget by the bill that is to be expected. */
import type { Meter, Tariff } from '../../core/contract/energy.ts'
import type { Forecast, Target } from '../../core/contract/energy-target.ts'
import { budgetForecast, budgetOf, type MeterBudget } from '../../core/energy/budget.ts'
import { forecastOf, profileDays } from '../../core/energy/forecast.ts'
import { dateOf, type Grid } from '../../core/energy/grid.ts'
import { mainsOf } from '../../core/energy/tree.ts'
import type { Bills } from './bills.ts'
import { kindsAt } from './calendars.ts'
import type { EnergyRoom } from './room.ts'
import type { Views } from './views.ts'

const DAY_MS = 86_400_000
/** Days that tell what the next ones will be like. */
const PAST_DAYS = 42

export class Forecasts {
  readonly #room: EnergyRoom
  readonly #views: Views
  readonly #bills: Bills

  constructor(room: EnergyRoom, views: Views, bills: Bills) {
    this.#room = room
    this.#views = views
    this.#bills = bills
  }

  /** Of all targets of a month, of the running one where none is named. */
  of(siteId: string, month?: string): Promise<Forecast[]> {
    const { state, clock, books } = this.#room
    const wanted = month ?? dateOf(clock.now(), books.timeZoneOf(siteId)).slice(0, 7)
    const targets = state.targets.list({ siteId, month: wanted })
    return Promise.all(
      targets.map(target => (target.kind === 'money' ? this.#budget(target) : this.#use(target))),
    )
  }

  #mains({ siteId, medium }: Target): Meter[] {
    return mainsOf(this.#room.state.meters.list({ siteId }), medium)
  }

  /** The month with the weeks before it; of a month to come, the weeks before today. */
  #stretch({ siteId, month }: Target) {
    const { clock, books } = this.#room
    const today = dateOf(clock.now(), books.timeZoneOf(siteId))
    const first = `${month}-01`
    const noon = this.#views.midnight(siteId, first < today ? first : today) + DAY_MS / 2
    const from = dateOf(noon - PAST_DAYS * DAY_MS, books.timeZoneOf(siteId))
    return { today, grid: this.#views.gridOfDates(siteId, from, lastOf(month)) }
  }

  async #budget(target: Target): Promise<Forecast> {
    const { state, clock } = this.#room
    const { siteId, month, medium } = target
    const tariffs = state.tariffs.list({ siteId }).filter(tariff => tariff.medium === medium)
    const { today, grid } = this.#stretch(target)
    const before = { from: grid.from, to: Math.min(clock.now(), this.#views.midnight(siteId, `${month}-01`)) }
    const meters = await Promise.all(
      this.#mains(target).map(meter => this.#meterBudget(meter, month, tariffs, grid, today, before)),
    )
    return budgetForecast(target, meters)
  }

  async #meterBudget(
    meter: Meter,
    month: string,
    tariffs: readonly Tariff[],
    grid: Grid,
    today: string,
    before: { readonly from: number; readonly to: number },
  ): Promise<MeterBudget> {
    const { books } = this.#room
    const known = await this.#bills.month(meter, month, tariffs)
    const { use } = await books.use(meter, grid)
    const { maxDemandKw } = await this.#bills.measured(meter, before.from, before.to, tariffs)
    return budgetOf({
      month: known,
      past: profileDays(grid, use, known.kindOf, today),
      // A month that is over has its demand.
      usualDemandKw: lastOf(month) < today ? null : maxDemandKw,
    })
  }

  async #use(target: Target): Promise<Forecast> {
    const { state, books } = this.#room
    const { today, grid } = this.#stretch(target)
    const mains = this.#mains(target)
    const uses = await books.uses(mains, grid)
    // Unknown where one of the meters is: a sum without a part is not the sum.
    const all = Float64Array.from({ length: grid.count }, (_, n) =>
      uses.length === 0 ? Number.NaN : uses.reduce((sum, { use }) => sum + (use[n] as number), 0),
    )
    const kindOf = kindsAt(state, target.siteId)
    const month = this.#views.gridOfDates(target.siteId, `${target.month}-01`, lastOf(target.month))
    const use = all.slice(Math.max(0, all.length - month.count))
    return forecastOf(target, { grid: month, use, kindOf, past: profileDays(grid, all, kindOf, today) })
  }
}

function lastOf(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
}
