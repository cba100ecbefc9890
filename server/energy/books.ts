/**
 * What every meter used in every half hour, worked out once and kept at hand. The readings stay the truth: a month is
 * asked of the store when it is first needed, and again when something was heard of it late.
 */
import type { Meter } from '../../core/contract/energy.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import { combine, edgesOfGrid, emptyUse, type Grid, type GridUse, gridOf } from '../../core/energy/grid.ts'
import { termsOf } from '../../core/energy/tree.ts'
import type { Clock, CounterQuery, SeriesStore, StateStore } from '../../core/ports.ts'
import type { LatestValues } from '../services.ts'
import { KeptMonths } from './kept-months.ts'
import { monthsOf } from './month-grids.ts'

/** The running month, and one whose meter has been silent since, is asked for again after this. */
const OPEN_HOLDS_MS = 20_000
/** A reading this much older than the newest changes what was thought of the past. */
const LATE_MS = 60_000
/** Points asked of the store at once, so that an answer of a month stays below some ten megabytes. */
const POINTS_AT_ONCE = 100
/** Months of points read back from the state in one go, some ten milliseconds. */
const RECALLED_AT_ONCE = 16

export interface BookParts {
  readonly state: StateStore
  readonly series: Pick<SeriesStore, 'deltas'>
  readonly latest: LatestValues
  readonly clock: Clock
}

/** Somebody wants to know that the past of a point is not what it was. */
export type Touched = (point: PointId, at: number) => void

export class UseBooks {
  readonly #parts: BookParts
  readonly #months: KeptMonths
  readonly #asking = new Map<string, Promise<void>>()
  readonly #listeners = new Set<Touched>()
  /** How often the past of a point has changed: an answer that was asked for before that is of no use after it. */
  readonly #changes = new Map<PointId, number>()
  readonly #counters = new Map<PointId, boolean>()

  constructor(parts: BookParts) {
    this.#parts = parts
    this.#months = new KeptMonths(parts)
  }

  /** Writes down what is over, so that it is there after a restart; the answer ends it. */
  start(): () => void {
    return this.#months.start()
  }

  /** The grid of whole local days that covers [from, to) at a site. */
  gridFor(siteId: string, from: number, to: number): Grid {
    return gridOf(from, to, this.timeZoneOf(siteId))
  }

  timeZoneOf(siteId: string): string {
    return this.#parts.state.sites.get(siteId)?.timeZone ?? 'UTC'
  }

  /** Use of each meter on a grid, virtual ones calculated, in the order asked. */
  async uses(meters: readonly Meter[], grid: Grid): Promise<GridUse[]> {
    const byId = new Map(this.#parts.state.meters.list().map(meter => [meter.id, meter]))
    const terms = meters.map(meter =>
      termsOf(byId.get(meter.id) ?? meter, byId.has(meter.id) ? byId : new Map([...byId, [meter.id, meter]])),
    )
    const real = new Map<string, Meter>(meters.map(meter => [meter.id, meter]))
    for (const list of terms)
      for (const { meterId } of list ?? []) {
        const meter = byId.get(meterId)
        if (meter !== undefined) real.set(meterId, meter)
      }
    const points = [...real.values()].flatMap(({ pointId }) => (pointId === null ? [] : [pointId]))
    const known = await this.points(points, grid)
    return terms.map(list => {
      if (list === null) return emptyUse(grid.count)
      const parts = list.map(({ meterId, weight }) => {
        const { pointId = null, ratio = 1 } = real.get(meterId) ?? {}
        return {
          of: (pointId === null ? undefined : known.get(pointId)) ?? emptyUse(grid.count),
          weight: weight * ratio,
        }
      })
      const [only] = parts
      return parts.length === 1 && only !== undefined && only.weight === 1
        ? only.of
        : combine(parts, grid.count)
    })
  }

  async use(meter: Meter, grid: Grid): Promise<GridUse> {
    const [use] = await this.uses([meter], grid)
    return use ?? emptyUse(grid.count)
  }

  /** Use of counters on a grid, in the registers' units. */
  async points(points: readonly PointId[], grid: Grid): Promise<Map<PointId, GridUse>> {
    const own = [...new Set(points)]
    const months = monthsOf(grid)
    for (const month of months) await this.#recallAll(own, month)
    await Promise.all(months.map(month => this.#learn(own, month)))
    return new Map(own.map(point => [point, this.#assemble(point, months, grid)]))
  }

  /** To be told of every batch that was kept: what is late changes the past. */
  heard(batch: readonly Reading[]): void {
    const late = new Map<PointId, number>()
    for (const { point, at } of batch) {
      const newest = this.#parts.latest.get(point)?.at ?? at
      if (newest - at > LATE_MS) late.set(point, Math.min(at, late.get(point) ?? at))
    }
    for (const [point, at] of late) if (this.#isCounter(point)) this.forget(point, at)
  }

  /** Readings or the facts of a counter were changed by hand; `at` is the earliest that may be different. */
  forget(point: PointId, at: number): void {
    const siteId = this.#parts.state.points.get(point)?.siteId ?? ''
    this.#changes.set(point, this.#changesOf(point) + 1)
    this.#months.forget(point, at, this.timeZoneOf(siteId))
    for (const listener of this.#listeners) listener(point, at)
  }

  #isCounter(point: PointId): boolean {
    let known = this.#counters.get(point)
    if (known === undefined) {
      known = this.#parts.state.points.get(point)?.kind === 'counter'
      this.#counters.set(point, known)
    }
    return known
  }

  onTouched(listener: Touched): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Asks the store for those months of points that are not known, or not any more. */
  async #learn(points: readonly PointId[], month: Grid): Promise<void> {
    const steady = this.#parts.clock.monotonic()
    const missing = points.filter(point => !this.#months.isFresh(point, month, steady))
    const waiting = missing.flatMap(point => this.#asking.get(keyOf(point, month)) ?? [])
    const fresh = missing.filter(point => !this.#asking.has(keyOf(point, month)))
    const asked: Promise<void>[] = []
    for (let n = 0; n < fresh.length; n += POINTS_AT_ONCE) {
      const some = fresh.slice(n, n + POINTS_AT_ONCE)
      const answer = this.#ask(some, month).finally(() => {
        for (const point of some) this.#asking.delete(keyOf(point, month))
      })
      for (const point of some) this.#asking.set(keyOf(point, month), answer)
      asked.push(answer)
    }
    await Promise.all([...waiting, ...asked])
  }

  async #ask(points: readonly PointId[], month: Grid): Promise<void> {
    const { series, clock, latest } = this.#parts
    const now = clock.now()
    if (month.from >= now) return
    const counters = points.map(point => this.#counterOf(point))
    const changes = points.map(point => this.#changesOf(point))
    const uses = await series.deltas(counters, edgesOfGrid(month))
    const steady = clock.monotonic()
    for (const [n, point] of points.entries()) {
      const use = uses[n] ?? emptyUse(month.count)
      const isSame = changes[n] === this.#changesOf(point)
      const isOver = month.to <= now && (latest.get(point)?.at ?? 0) >= month.to
      if (isSame && isOver) this.#months.settle(point, month, use)
      else this.#months.keep(point, month, use, isSame ? steady + OPEN_HOLDS_MS : Number.NEGATIVE_INFINITY)
    }
  }

  /** Reads back what is not at hand, a few at a time: whoever waits for the same thread waits no longer than that. */
  async #recallAll(points: readonly PointId[], month: Grid): Promise<void> {
    const wanted = points.filter(point => !this.#months.has(point, month))
    for (const [n, point] of wanted.entries()) {
      this.#months.get(point, month)
      if (n % RECALLED_AT_ONCE === RECALLED_AT_ONCE - 1) await new Promise(resolve => setImmediate(resolve))
    }
  }

  #changesOf(point: PointId): number {
    return this.#changes.get(point) ?? 0
  }

  #counterOf(point: PointId): CounterQuery {
    return { point, facts: this.#parts.state.points.get(point)?.counter ?? null }
  }

  #assemble(point: PointId, months: readonly Grid[], grid: Grid): GridUse {
    const whole = emptyUse(grid.count)
    for (const month of months) {
      const known = this.#months.get(point, month)
      if (known === undefined) continue
      const offset = Math.round((month.from - grid.from) / 1_800_000)
      const [start, end] = [Math.max(0, -offset), Math.min(month.count, grid.count - offset)]
      if (end <= start) continue
      whole.use.set(known.use.subarray(start, end), offset + start)
      whole.estimated.set(known.estimated.subarray(start, end), offset + start)
    }
    return whole
  }
}

const keyOf = (point: PointId, month: Grid) => `${point}/${month.timeZone}/${month.dates[0]}`
