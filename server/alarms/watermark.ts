/** How far the alarms have got in the readings, so that a crash is followed by judging again what came after. */
import type { Reading } from '../../core/contract/reading.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import type { Logger } from '../services.ts'

const SETTING = 'alarms.watermark'
const WRITE_EVERY_MS = 5000
/** Readings of different devices are not stored in the order they were measured; device clocks may be off by this. */
const OVERLAP_MS = 5 * 60_000
const PAGE = 10_000

export class Watermark {
  readonly #state: StateStore
  readonly #clock: Clock
  readonly #log: Logger
  #at: number
  /** Where an earlier run had got to, until everything after it has been judged again. */
  #owed: number | null
  #writtenAt: number | null = null

  constructor(state: StateStore, clock: Clock, log: Logger) {
    this.#state = state
    this.#clock = clock
    this.#log = log
    this.#at = Number(state.settings.get(SETTING)?.value ?? 0)
    this.#owed = this.#at === 0 ? null : this.#at
  }

  /** A time in the future is a device's mistake and would skip what is really new. */
  advance(measuredAt: number): void {
    if (measuredAt > this.#at) this.#at = Math.max(this.#at, Math.min(measuredAt, this.#clock.now()))
  }

  /** Writes it down, now or at most every few seconds. A disk that fails costs a longer recovery, nothing else. */
  keep(now = false): void {
    const at = this.#clock.monotonic()
    if (!now && this.#writtenAt !== null && at - this.#writtenAt < WRITE_EVERY_MS) return
    this.#writtenAt = at
    // It was a time of a clock that has been set back since.
    this.#at = Math.min(this.#at, this.#clock.now())
    try {
      this.#state.settings.put({ id: SETTING, value: this.#owed ?? this.#at })
    } catch (error) {
      this.#log.error({ error }, 'how far the alarms have got could not be written down')
    }
  }

  /**
   * Hands over what was stored since, in order; some of it was judged before. When the store is away it is owed, and
   * the mark stays where it is until this is called again and comes to its end.
   */
  async replay(series: Pick<SeriesStore, 'since'>, judge: (reading: Reading) => void): Promise<void> {
    if (this.#owed === null) return
    let from = Math.min(this.#owed, this.#clock.now()) - OVERLAP_MS
    for (;;) {
      const page = await series.since(from, PAGE)
      for (const reading of page) judge(reading)
      const newest = page.at(-1)?.at
      if (page.length < PAGE || newest === undefined) break
      // One millisecond back, because a page may end between readings of the same time.
      from = newest - 1 > from ? newest - 1 : newest
    }
    this.#owed = null
    this.keep(true)
  }
}
