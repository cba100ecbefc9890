/**
 * The books of days that are over. When something is heard late, typed in, imported or exchanged, the days are settled
 * again, and what was different before is written down beside what is now.
 */
import { randomUUID } from 'node:crypto'
import type { Meter, Resettlement } from '../../core/contract/energy.ts'
import { daysOf, gridOf } from '../../core/energy/grid.ts'
import { termsOf } from '../../core/energy/tree.ts'
import { dayStart, instantAt, localTime } from '../../core/time/zone.ts'
import { monthsOf } from './month-grids.ts'
import type { EnergyRoom } from './room.ts'

const DAY_MS = 86_400_000
const EVERY_MS = 3_600_000
/** After a start, when whoever waited for it has been served. */
const FIRST_MS = 180_000
/** This month and the last. */
const USUAL_MS = 32 * DAY_MS
/** Once after a start: a year's report then finds its half hours worked out, whatever was imported or restored before. */
const YEAR_MS = 400 * DAY_MS
/** So long after a late reading, when the others of the same batch are there too. */
const SOON_MS = 20_000
/** Adding the same numbers in another order is no change. */
const SAME = 1e-6
/** What is further back than this is not looked at again by itself. */
const MONTHS_BACK_MAX = 36

export class Settlement {
  readonly #room: EnergyRoom
  /** Earliest late time by point. */
  readonly #late = new Map<number, number>()
  #soon: ReturnType<typeof setTimeout> | undefined
  #busy = false
  #backMs = YEAR_MS

  constructor(room: EnergyRoom) {
    this.#room = room
  }

  /** The answer ends it. */
  start(): () => void {
    const settle = () => void this.settleDue()
    const unlisten = this.#room.books.onTouched((point, at) => {
      this.#late.set(point, Math.min(at, this.#late.get(point) ?? at))
      clearTimeout(this.#soon)
      this.#soon = setTimeout(settle, SOON_MS)
      this.#soon.unref?.()
    })
    const timer = setInterval(settle, EVERY_MS)
    const first = setTimeout(settle, FIRST_MS)
    for (const one of [timer, first]) one.unref?.()
    return () => {
      unlisten()
      clearTimeout(this.#soon)
      clearTimeout(first)
      clearInterval(timer)
    }
  }

  /** The last months of all meters, and whatever was touched further back. */
  async settleDue(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    const late = new Map(this.#late)
    this.#late.clear()
    try {
      const usual = this.#room.clock.now() - this.#backMs
      const due = this.#room.state.meters
        .list()
        .map(meter => ({ meter, from: Math.min(this.#touchedAt(meter, late), usual) }))
      await this.#openBooks(due)
      for (const { meter, from } of due) await this.settle(meter, from)
      this.#backMs = USUAL_MS
    } catch (error) {
      for (const [point, at] of late) this.#late.set(point, Math.min(at, this.#late.get(point) ?? at))
      this.#room.log.error({ error }, 'the books could not be settled; it is tried again')
    } finally {
      this.#busy = false
    }
  }

  /** Asks for a month of all meters at once, which is much less work than meter by meter. */
  async #openBooks(due: readonly { readonly meter: Meter; readonly from: number }[]): Promise<void> {
    const { books, clock } = this.#room
    const now = clock.now()
    for (const [timeZone, ours] of Map.groupBy(due, ({ meter }) => books.timeZoneOf(meter.siteId))) {
      const earliest = Math.max(
        Math.min(...ours.map(({ from }) => from)),
        now - MONTHS_BACK_MAX * 31 * DAY_MS,
      )
      for (const month of monthsOf(gridOf(earliest, now, timeZone))) {
        const meters = ours.filter(({ from }) => from < month.to).map(({ meter }) => meter)
        await books.uses(meters, month)
      }
    }
  }

  /** All months of a meter from a time on. */
  async settle(meter: Meter, from: number): Promise<Resettlement[]> {
    const { clock, books } = this.#room
    const timeZone = books.timeZoneOf(meter.siteId)
    const now = clock.now()
    const changed: Resettlement[] = []
    const first = localTime(Math.max(from, now - MONTHS_BACK_MAX * 31 * DAY_MS), timeZone)
    for (let n = 0; ; n++) {
      const start = instantAt({ year: first.year, month: first.month + n, day: 1 }, timeZone)
      if (start > now) return changed
      const end = instantAt({ year: first.year, month: first.month + n + 1, day: 1 }, timeZone)
      changed.push(
        ...(await this.#settleMonth(meter, start, Math.min(end, dayStart(now, timeZone)), timeZone)),
      )
    }
  }

  async #settleMonth(meter: Meter, start: number, end: number, timeZone: string): Promise<Resettlement[]> {
    const { state, books, clock } = this.#room
    if (end <= start) return []
    const grid = gridOf(start, end, timeZone)
    const { use } = await books.use(meter, grid)
    const sums = daysOf(grid, use).use
    const days = Array.from(sums, value => (Number.isNaN(value) ? null : value))
    if (days.every(day => day === null)) return []
    const month = grid.dates[0]?.slice(0, 7) ?? ''
    const id = `${meter.id}/${month}`
    const before = state.bookMonths.get(id)
    const changed = (before?.days ?? []).flatMap((old, day): Resettlement[] => {
      const after = days[day] ?? null
      if (isSame(old, after)) return []
      return [
        {
          id: randomUUID(),
          siteId: meter.siteId,
          meterId: meter.id,
          date: grid.dates[day] ?? '',
          before: old,
          after,
          at: clock.now(),
        },
      ]
    })
    if (changed.length === 0 && before?.days.length === days.length) return []
    state.transaction(() => {
      state.bookMonths.put({
        id,
        siteId: meter.siteId,
        meterId: meter.id,
        month,
        days,
        settledAt: clock.now(),
      })
      for (const one of changed) state.resettlements.put(one)
    })
    return changed
  }

  #touchedAt(meter: Meter, late: ReadonlyMap<number, number>): number {
    const { state } = this.#room
    const byId = new Map(state.meters.list().map(one => [one.id, one]))
    const times = (termsOf(meter, byId) ?? []).flatMap(({ meterId }) => {
      const point = byId.get(meterId)?.pointId
      return point === null || point === undefined ? [] : (late.get(point) ?? [])
    })
    return Math.min(...times, Number.POSITIVE_INFINITY)
  }
}

function isSame(a: number | null, b: number | null): boolean {
  return a === null || b === null ? a === b : Math.abs(a - b) <= SAME * Math.max(1, Math.abs(a))
}
