/** Baselines fitted to what was measured, what was saved against them, and what that is worth. */
import { randomUUID } from 'node:crypto'
import type { Meter } from '../../core/contract/energy.ts'
import type {
  Baseline,
  BaselineStep,
  Driver,
  Measure,
  SavingReport,
} from '../../core/contract/energy-baseline.ts'
import { MEDIUM_UNIT } from '../../core/contract/energy-words.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Name } from '../../core/contract/schema.ts'
import { chooseBaseline, type DayFacts } from '../../core/energy/baseline.ts'
import { costOf } from '../../core/energy/cost.ts'
import { dateOf, daysOf, isWhole, sumOf } from '../../core/energy/grid.ts'
import { paybackYears, savingOf } from '../../core/energy/savings.ts'
import { pricesOn } from '../../core/energy/tariff.ts'
import { instantAt } from '../../core/time/zone.ts'
import { activitiesBetween, countsByDate, kindsAt } from './calendars.ts'
import { outdoorDays } from './outdoors.ts'
import type { EnergyRoom } from './room.ts'

const DAY_MS = 86_400_000
const DAYS_PER_YEAR = 365
/** Ten years of days. */
const DAYS_MAX = 3660

export interface BaselineOrder {
  readonly name: Name
  readonly meter: Meter
  readonly from: string
  readonly to: string
  readonly step?: BaselineStep | undefined
  readonly drivers?: readonly Driver[] | undefined
  readonly by: string
}

export class Baselines {
  readonly #room: EnergyRoom

  constructor(room: EnergyRoom) {
    this.#room = room
  }

  /** Throws `report.no-data` when there is too little to learn from. */
  async create({ name, meter, from, to, step = 'day', drivers, by }: BaselineOrder): Promise<Baseline> {
    const chosen = chooseBaseline(await this.facts(meter, from, to), step, drivers)
    if (chosen === null)
      throw new Problem('report.no-data', `too few whole ${step}s of ${meter.id} between ${from} and ${to}`)
    const baseline: Baseline = {
      id: randomUUID(),
      siteId: meter.siteId,
      name,
      meterId: meter.id,
      from,
      to,
      ...chosen,
      createdAt: this.#room.clock.now(),
      createdBy: by,
    }
    this.#room.state.baselines.put(baseline)
    return baseline
  }

  /** With everything that hangs on it. */
  remove(baseline: Baseline): void {
    const { state } = this.#room
    state.transaction(() => {
      for (const one of state.measures.list({ baselineId: baseline.id })) state.measures.remove(one.id)
      for (const one of state.adjustments.list({ baselineId: baseline.id })) state.adjustments.remove(one.id)
      state.baselines.remove(baseline.id)
    })
  }

  /** From the day after the baseline's time, or the first measure, to yesterday, when nothing is said. */
  async savings(baseline: Baseline, from?: string, to?: string): Promise<SavingReport> {
    const { state, books, clock } = this.#room
    const meter = state.meters.get(baseline.meterId)
    if (meter === undefined) throw new Problem('thing.not-found', `the meter of ${baseline.id} is gone`)
    const timeZone = books.timeZoneOf(meter.siteId)
    const start = from ?? nextDay(baseline.to)
    const end = to ?? dateOf(clock.now() - DAY_MS, timeZone)
    const measures = state.measures
      .list({ baselineId: baseline.id })
      .toSorted((a, b) => a.doneOn.localeCompare(b.doneOn))
    const unit = MEDIUM_UNIT[meter.medium]
    const empty = {
      baselineId: baseline.id,
      from: start,
      to: end,
      unit,
      total: null,
      money: null,
      steps: [],
      measures: [],
    }
    if (end < start) return empty
    const adjustments = state.adjustments.list({ baselineId: baseline.id })
    const days = await this.facts(meter, start, end)
    const { total, steps } = savingOf(baseline.model, days, adjustments)
    const price = await this.#meanPrice(meter, start, end)
    const money =
      total === null || price === null
        ? null
        : { saved: total.saved * price, low: total.low * price, high: total.high * price }
    const worth = measures.map(measure => {
      const since = savingOf(
        baseline.model,
        days.filter(({ date }) => date >= measure.doneOn),
        adjustments,
      ).total
      return { measure, since, ...yearly(measure, since, price, baseline.model.step) }
    })
    return { ...empty, total, money, steps, measures: worth }
  }

  /** What is known of each day: whole days of use, the weather, what was done. */
  async facts(meter: Meter, from: string, to: string): Promise<DayFacts[]> {
    const { state, books } = this.#room
    const timeZone = books.timeZoneOf(meter.siteId)
    const [start, last] = [midnight(from, timeZone), midnight(to, timeZone)]
    if (last - start > DAYS_MAX * DAY_MS) throw new Problem('request.invalid', 'at most ten years')
    const grid = books.gridFor(meter.siteId, start, last + DAY_MS / 2)
    const { use } = await books.use(meter, grid)
    const { use: sums, known } = daysOf(grid, use)
    const weather = await outdoorDays(this.#room, meter.siteId, grid)
    const activities = activitiesBetween(state, meter.siteId, from, to)
    const place =
      meter.areaId !== null && activities.some(({ areaId }) => areaId === meter.areaId)
        ? meter.areaId
        : undefined
    const meals = countsByDate(activities, 'meals', place)
    const heads = countsByDate(activities, 'heads', place)
    const kindOf = kindsAt(state, meter.siteId)
    return grid.dates.map((date, day) => ({
      date,
      use: isWhole(grid, day, known) ? (sums[day] as number) : null,
      highC: weather.get(day)?.high ?? null,
      lowC: weather.get(day)?.low ?? null,
      meals: meals.get(date) ?? null,
      heads: heads.get(date) ?? null,
      workday: kindOf(date) === 'workday',
    }))
  }

  /** What a unit cost on average in a stretch; null without a tariff. */
  async #meanPrice(meter: Meter, from: string, to: string): Promise<number | null> {
    const { state, books } = this.#room
    const timeZone = books.timeZoneOf(meter.siteId)
    const grid = books.gridFor(meter.siteId, midnight(from, timeZone), midnight(to, timeZone) + DAY_MS / 2)
    const { use } = await books.use(meter, grid)
    const prices = pricesOn(
      grid,
      meter.medium,
      state.tariffs.list({ siteId: meter.siteId }),
      kindsAt(state, meter.siteId),
    )
    const [cost, used] = [costOf(use, prices), sumOf(use)]
    return cost === null || used === null || used <= 0 ? null : cost / used
  }
}

function yearly(measure: Measure, since: SavingReport['total'], price: number | null, step: BaselineStep) {
  if (since === null || price === null || since.steps === 0)
    return { savedMoneyPerYear: null, paybackYears: null }
  const perYear = step === 'month' ? 12 : DAYS_PER_YEAR
  const savedMoneyPerYear = (since.saved / since.steps) * perYear * price
  return { savedMoneyPerYear, paybackYears: paybackYears(measure.cost, savedMoneyPerYear) }
}

export function midnight(date: string, timeZone: string): number {
  const [year = 1970, month = 1, day = 1] = date.split('-').map(Number)
  return instantAt({ year, month, day }, timeZone)
}

function nextDay(date: string): string {
  return new Date(Date.parse(date) + DAY_MS).toISOString().slice(0, 10)
}
