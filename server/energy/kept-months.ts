/**
 * Half hours of months, by point: at hand, and what is over also written down, so that nobody waits for it a second time,
 * not even after a restart. What is heard late takes out what it may have changed and leaves the months before that.
 */
import type { PointId } from '../../core/contract/reading.ts'
import type { Grid, GridUse } from '../../core/energy/grid.ts'
import { ESTIMATED_GAP_MS } from '../../core/points/counter.ts'
import { monthBefore, monthOf } from './month-grids.ts'
import { type MonthParts, WrittenMonths } from './written-months.ts'

/** A month of a point is about 13 kB: 200 meters for a year and a bit. */
const MONTHS_KEPT = 4000
/** Further back than this it is not worth looking for where a gap began. */
const LOOKED_BACK_MAX = 40

interface KeptMonth {
  readonly point: PointId
  readonly month: Grid
  readonly use: GridUse
  /** On the clock that never jumps; infinity when nothing can change it but late readings. */
  readonly until: number
}

export class KeptMonths {
  readonly #written: WrittenMonths
  /** The oldest use first. */
  readonly #months = new Map<string, KeptMonth>()
  readonly #ofPoint = new Map<PointId, Set<string>>()
  /** From when on nothing is kept of a point, at hand or written. */
  readonly #nothingFrom = new Map<PointId, number>()

  constructor(parts: MonthParts) {
    this.#written = new WrittenMonths(parts)
  }

  /** From now on what is over is written down; the answer ends it. */
  start(): () => void {
    return this.#written.start()
  }

  /** What is at hand, or was written down. */
  get(point: PointId, month: Grid): GridUse | undefined {
    return (this.#months.get(keyOf(point, month)) ?? this.#recall(point, month))?.use
  }

  has(point: PointId, month: Grid): boolean {
    return this.#months.has(keyOf(point, month))
  }

  /** Whether it is known and nothing but late readings could have changed it since; `steadyMs` never jumps. */
  isFresh(point: PointId, month: Grid, steadyMs: number): boolean {
    return (this.#months.get(keyOf(point, month))?.until ?? Number.NEGATIVE_INFINITY) >= steadyMs
  }

  /** A month that is over: at hand for good, and soon written down. */
  settle(point: PointId, month: Grid, use: GridUse): void {
    this.keep(point, month, use, Number.POSITIVE_INFINITY)
    this.#written.write(point, month, use)
  }

  keep(point: PointId, month: Grid, use: GridUse, until: number): void {
    this.#nothingFrom.delete(point)
    const key = keyOf(point, month)
    this.#months.delete(key)
    this.#months.set(key, { point, month, use, until })
    const keys = this.#ofPoint.get(point)
    if (keys === undefined) this.#ofPoint.set(point, new Set([key]))
    else keys.add(key)
    for (const [oldest, { point: owner }] of this.#months) {
      if (this.#months.size <= MONTHS_KEPT) return
      this.#drop(owner, oldest)
    }
  }

  /** Takes out what readings from `at` on may have changed, on the calendar of `timeZone`. */
  forget(point: PointId, at: number, timeZone: string): void {
    if (at >= (this.#nothingFrom.get(point) ?? Number.POSITIVE_INFINITY)) return
    const first = this.#firstChanged(point, at, timeZone)
    for (const key of [...(this.#ofPoint.get(point) ?? [])])
      if ((this.#months.get(key)?.month.to ?? 0) > first.from) this.#drop(point, key)
    this.#written.forget(point, first)
    this.#nothingFrom.set(point, first.from)
  }

  /**
   * A reading changes the straight line it comes to lie on, so the use back to the reading before it, and everything
   * after. A month whose last half hour is no estimate has a reading near its end: the line does not reach into it.
   */
  #firstChanged(point: PointId, at: number, timeZone: string): Grid {
    let month = monthOf(at, timeZone)
    for (let n = 0; n < LOOKED_BACK_MAX && month.from > 0; n++) {
      const before = monthBefore(month)
      const known = this.#months.get(keyOf(point, before)) ?? this.#recall(point, before)
      const isSettled = known?.until === Number.POSITIVE_INFINITY && known.use.estimated.at(-1) === 0
      if (isSettled && at - before.to >= ESTIMATED_GAP_MS) return month
      month = before
    }
    return monthOf(0, timeZone)
  }

  #recall(point: PointId, month: Grid): KeptMonth | undefined {
    const use = this.#written.read(point, month)
    if (use === undefined) return undefined
    this.keep(point, month, use, Number.POSITIVE_INFINITY)
    return this.#months.get(keyOf(point, month))
  }

  #drop(point: PointId, key: string): void {
    this.#months.delete(key)
    const keys = this.#ofPoint.get(point)
    keys?.delete(key)
    if (keys?.size === 0) this.#ofPoint.delete(point)
  }
}

const keyOf = (point: PointId, month: Grid) => `${point}/${month.timeZone}/${month.dates[0]}`
