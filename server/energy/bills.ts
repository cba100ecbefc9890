/** A month of a meter as the supplier would bill it, and under another tariff. */
import type { Bill, Meter, Tariff } from '../../core/contract/energy.ts'
import { type Grid, type GridUse, HALF_HOUR_MS } from '../../core/energy/grid.ts'
import { billOfMonth, type MonthUse } from '../../core/energy/month-bill.ts'
import { highest } from '../../core/energy/power.ts'
import { knownUse, measuredUse } from '../../core/points/counter.ts'
import { instantAt } from '../../core/time/zone.ts'
import { kindsAt } from './calendars.ts'
import type { EnergyRoom } from './room.ts'

/** Demand is billed by quarters of an hour. */
const QUARTER_MS = 900_000
/** Of a year so far, this part may be missing and its sum still decides a tier. */
const MISSING_PART = 0.02

export class Bills {
  readonly #room: EnergyRoom

  constructor(room: EnergyRoom) {
    this.#room = room
  }

  /** By the tariff in force; of a month in which it changed, day by day, with the monthly charges of the last one. */
  async bill(meter: Meter, month: string): Promise<Bill> {
    const tariffs = this.#room.state.tariffs
      .list({ siteId: meter.siteId })
      .filter(one => one.medium === meter.medium)
    return this.#billed(meter, month, tariffs)
  }

  /** The same month as if only this tariff had been there. */
  whatIf(meter: Meter, month: string, tariff: Omit<Tariff, 'id' | 'siteId' | 'createdAt'>): Promise<Bill> {
    const only = { ...tariff, id: 'what-if', siteId: meter.siteId, createdAt: 0, validFrom: '1970-01-01' }
    return this.#billed(meter, month, [only])
  }

  async #billed(meter: Meter, month: string, tariffs: readonly Tariff[]): Promise<Bill> {
    return billOfMonth(await this.month(meter, month, tariffs))
  }

  /** What a month's bill is made of, as far as it is known now. */
  async month(meter: Meter, month: string, tariffs: readonly Tariff[]): Promise<MonthUse> {
    const { state, books, clock } = this.#room
    const { siteId, medium } = meter
    const timeZone = books.timeZoneOf(siteId)
    const [year = 1970, number = 1] = month.split('-').map(Number)
    const from = instantAt({ year, month: number, day: 1 }, timeZone)
    const end = instantAt({ year, month: number + 1, day: 1 }, timeZone)
    const grid = books.gridFor(siteId, from, end - 1)
    const own = await books.use(meter, grid)
    const monthly = await this.measured(meter, from, Math.min(end, clock.now()), tariffs)
    return {
      meterId: meter.id,
      medium,
      month,
      grid,
      use: own.use,
      tariffs,
      kindOf: kindsAt(state, siteId),
      usedBefore: await this.#usedBefore(meter, from, year, timeZone, tariffs),
      ...monthly,
      notes: notesOf(grid, own, clock.now()),
    }
  }

  /** The highest quarter of an hour and the reactive energy; asked only when a tariff is about them. */
  async measured(meter: Meter, from: number, to: number, tariffs: readonly Tariff[]) {
    const { series, state } = this.#room
    const point = meter.pointId === null ? undefined : state.points.get(meter.pointId)
    if (point === undefined || to <= from) return { maxDemandKw: null, kvarh: null }
    const ratio = meter.ratio ?? 1
    const byDemand = tariffs.some(({ basic }) => basic?.type === 'demand')
    const byFactor = tariffs.some(({ powerFactor }) => powerFactor != null)
    const reactive = state.points
      .list({ deviceId: point.deviceId })
      .find(one => one.metric === 'energy_reactive_total')
    const kvarh = byFactor && reactive !== undefined ? await this.#used(reactive.id, from, to) : null
    const edges = Array.from(
      { length: Math.floor((to - from) / QUARTER_MS) + 1 },
      (_, n) => from + n * QUARTER_MS,
    )
    if (!byDemand || edges.length < 2)
      return { maxDemandKw: null, kvarh: kvarh === null ? null : kvarh * ratio }
    const [quarters] = await series.deltas([{ point: point.id, facts: point.counter }], edges)
    const top = quarters === undefined ? null : highest(measuredUse(quarters, 4 * ratio))
    return { maxDemandKw: top?.value ?? null, kvarh: kvarh === null ? null : kvarh * ratio }
  }

  async #used(point: number, from: number, to: number): Promise<number | null> {
    const [period] = await this.#room.series.deltas(
      [{ point, facts: this.#room.state.points.get(point)?.counter ?? null }],
      [from, to],
    )
    return knownUse(period)
  }

  /** Since New Year, where a tier of the year asks for it; null when more of it is missing than can be. */
  async #usedBefore(
    meter: Meter,
    from: number,
    year: number,
    timeZone: string,
    tariffs: readonly Tariff[],
  ): Promise<number | null> {
    if (!tariffs.some(({ tiers }) => tiers?.per === 'year')) return 0
    const newYear = instantAt({ year, month: 1, day: 1 }, timeZone)
    if (newYear >= from) return 0
    const { use } = await this.#room.books.use(
      meter,
      this.#room.books.gridFor(meter.siteId, newYear, from - 1),
    )
    let sum = 0
    let missing = 0
    for (const value of use) {
      if (Number.isNaN(value)) missing++
      else sum += value
    }
    return missing > use.length * MISSING_PART ? null : sum
  }
}

function notesOf(grid: Grid, { use, estimated }: GridUse, now: number): Bill['notes'] {
  const over = Math.min(grid.count, Math.floor((now - grid.from) / HALF_HOUR_MS))
  const notes: Bill['notes'] = []
  if (now < grid.to) notes.push('running')
  if (use.subarray(0, Math.max(0, over - 2)).some(value => Number.isNaN(value))) notes.push('gaps')
  if (estimated.includes(1)) notes.push('estimated')
  return notes
}
