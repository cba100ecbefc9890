/**
 * Half hours of months that are over, written down so that nobody has to wait for them a second time, not even after a
 * restart. Writing can wait: it is done a little later and a few at a time, when whoever asked has the answer. What is
 * lost by a crash before that is worked out again from the readings.
 */

import type { PointId } from '../../core/contract/reading.ts'
import { emptyUse, type Grid, type GridUse } from '../../core/energy/grid.ts'
import type { Clock, StateStore } from '../../core/ports.ts'

/** A report of a year asks for month after month; its answer comes before the writing. */
const LATER_MS = 1_000
/** Of a few hundred kB, so that nobody else waits for the thread for long. */
const WRITTEN_AT_ONCE = 16
/** As many as the books themselves keep at hand; of more the oldest are not written. */
const WAITING_MAX = 4000

export interface MonthParts {
  readonly state: StateStore
  readonly clock: Clock
}

interface Waiting {
  readonly point: PointId
  readonly month: Grid
  readonly use: GridUse
}

export class WrittenMonths {
  readonly #parts: MonthParts
  readonly #waiting = new Map<string, Waiting>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #running = false

  constructor(parts: MonthParts) {
    this.#parts = parts
  }

  /** From now on what waits is written; the answer ends it, with everything written. */
  start(): () => void {
    this.#running = true
    this.#schedule(LATER_MS)
    return () => {
      this.#running = false
      clearTimeout(this.#timer)
      while (this.#waiting.size > 0) this.#writeSome()
    }
  }

  read(point: PointId, month: Grid): GridUse | undefined {
    const written = this.#parts.state.bookMonths.get(idOf(point, month))?.halfHours
    if (written === undefined) return undefined
    const use = emptyUse(month.count)
    const bytes = Buffer.from(written.use, 'base64')
    if (bytes.length !== use.use.byteLength) return undefined
    use.use.set(new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)))
    if (written.estimated !== null) use.estimated.set(Buffer.from(written.estimated, 'base64'))
    return use
  }

  write(point: PointId, month: Grid, use: GridUse): void {
    this.#waiting.set(idOf(point, month), { point, month, use })
    const [oldest] = this.#waiting.keys()
    if (this.#waiting.size > WAITING_MAX && oldest !== undefined) this.#waiting.delete(oldest)
    this.#schedule(LATER_MS)
  }

  /** Those of a point from a month on, and all that were written on the calendar of another time zone. */
  forget(point: PointId, from: Grid): void {
    for (const [id, waiting] of this.#waiting)
      if (waiting.point === point && waiting.month.from >= from.from) this.#waiting.delete(id)
    const { state } = this.#parts
    const first = idOf(point, from)
    const zone = first.slice(0, first.lastIndexOf('/') + 1)
    const gone = state.bookMonths
      .list({ meterId: bookOf(point) })
      .filter(({ id }) => !id.startsWith(zone) || id >= first)
    if (gone.length === 0) return
    state.transaction(() => {
      for (const { id } of gone) state.bookMonths.remove(id)
    })
  }

  #schedule(afterMs: number): void {
    if (!this.#running || this.#waiting.size === 0) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#writeSome()
      this.#schedule(0)
    }, afterMs)
    this.#timer.unref?.()
  }

  /** One transaction. */
  #writeSome(): void {
    const { state, clock } = this.#parts
    const some = [...this.#waiting].slice(0, WRITTEN_AT_ONCE)
    for (const [id] of some) this.#waiting.delete(id)
    state.transaction(() => {
      for (const [id, { point, month, use }] of some)
        state.bookMonths.put({
          id,
          siteId: state.points.get(point)?.siteId ?? '',
          meterId: bookOf(point),
          month: month.dates[0]?.slice(0, 7) ?? '',
          days: [],
          settledAt: clock.now(),
          halfHours: {
            use: base64(use.use),
            estimated: use.estimated.includes(1) ? base64(use.estimated) : null,
          },
        })
    })
  }
}

const bookOf = (point: PointId) => `#${point}`

const idOf = (point: PointId, month: Grid) => `#${point}/${month.timeZone}/${month.dates[0]}`

const base64 = (array: Float64Array | Uint8Array) =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64')
