/** A month of a meter as the supplier would bill it, and under another tariff. */
import type { Bill, Meter, Tariff } from '../../core/contract/energy.ts'
import { billOf } from '../../core/energy/bill.ts'
import { bandsOf } from '../../core/energy/cost.ts'
import { type Grid, type GridUse, HALF_HOUR_MS } from '../../core/energy/grid.ts'
import { highest } from '../../core/energy/power.ts'
import { pricesOn, tariffOn } from '../../core/energy/tariff.ts'
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
    const { state, books, clock } = this.#room
    const timeZone = books.timeZoneOf(meter.siteId)
    const [year = 1970, number = 1] = month.split('-').map(Number)
    const from = instantAt({ year, month: number, day: 1 }, timeZone)
    const end = instantAt({ year, month: number + 1, day: 1 }, timeZone)
    const grid = books.gridFor(meter.siteId, from, end - 1)
    const own = await books.use(meter, grid)
    const prices = pricesOn(grid, meter.medium, tariffs, kindsAt(state, meter.siteId))
    const stretches = stretchesOf(grid, tariffs, meter)
    const last = stretches.at(-1)
    const monthly = await this.#monthly(meter, from, Math.min(end, clock.now()), tariffs)
    const notes = notesOf(grid, own, clock.now())
    if (stretches.length > 1) notes.push('part-tariff')
    let used = await this.#usedBefore(meter, from, year, timeZone, tariffs)
    const bills = stretches.map(stretch => {
      const { bands } = bandsOf(own.use, prices, stretch.from, stretch.to)
      const known = Object.keys(bands).length > 0
      const input = {
        meterId: meter.id,
        month,
        ...monthly,
        usedBefore: used,
        bands: known ? bands : null,
        notes,
      }
      const { basic, fixedPerMonth, powerFactor, ...daily } = stretch.tariff ?? ({} as Tariff)
      const whole = stretch === last ? stretch.tariff : stretch.tariff && daily
      const bill = billOf(input, whole)
      used = used === null || bill.use === null ? used : used + bill.use
      return bill
    })
    return merged(bills, meter.id, month, notes)
  }

  /** The highest quarter of an hour and the reactive energy; asked only when a tariff is about them. */
  async #monthly(meter: Meter, from: number, to: number, tariffs: readonly Tariff[]) {
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
    const [quarters = []] = await series.deltas([{ point: point.id, facts: point.counter }], edges)
    const top = highest(
      quarters.map(({ use, estimated }) =>
        use === null || estimated === true ? Number.NaN : use * 4 * ratio,
      ),
    )
    return { maxDemandKw: top?.value ?? null, kvarh: kvarh === null ? null : kvarh * ratio }
  }

  async #used(point: number, from: number, to: number): Promise<number | null> {
    const [period = []] = await this.#room.series.deltas(
      [{ point, facts: this.#room.state.points.get(point)?.counter ?? null }],
      [from, to],
    )
    return period[0]?.use ?? null
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

interface Stretch {
  readonly tariff: Tariff | undefined
  from: number
  to: number
}

/** Runs of days under one tariff, as places in the grid. */
function stretchesOf(grid: Grid, tariffs: readonly Tariff[], { medium }: Meter): Stretch[] {
  const stretches: Stretch[] = []
  for (const [day, date] of grid.dates.entries()) {
    const tariff = tariffOn(tariffs, medium, date)
    const [from, to] = [grid.dayAt[day] ?? 0, grid.dayAt[day + 1] ?? grid.count]
    const last = stretches.at(-1)
    if (last !== undefined && last.tariff === tariff) last.to = to
    else stretches.push({ tariff, from, to })
  }
  return stretches
}

function notesOf(grid: Grid, { use, estimated }: GridUse, now: number): Bill['notes'] {
  const over = Math.min(grid.count, Math.floor((now - grid.from) / HALF_HOUR_MS))
  const notes: Bill['notes'] = []
  if (now < grid.to) notes.push('running')
  if (use.subarray(0, Math.max(0, over - 2)).some(value => Number.isNaN(value))) notes.push('gaps')
  if (estimated.includes(1)) notes.push('estimated')
  return notes
}

function merged(bills: readonly Bill[], meterId: string, month: string, notes: Bill['notes']): Bill {
  const known = (values: (number | null)[]) => values.filter(value => value !== null)
  const uses = known(bills.map(({ use }) => use))
  const totals = known(bills.map(({ total }) => total))
  return {
    meterId,
    month,
    use: uses.length === 0 ? null : uses.reduce((sum, use) => sum + use, 0),
    lines: bills.flatMap(({ lines }) => lines),
    total: totals.length === 0 ? null : totals.reduce((sum, total) => sum + total, 0),
    notes: [...new Set([...notes, ...bills.flatMap(bill => bill.notes)])],
  }
}
