/** What judges remember is read from the store again: at start, and when a person has changed what a rule asks. */
import { consult } from '../../core/alarms/condition.ts'
import type { Judge } from '../../core/alarms/judge.ts'
import type { Reading } from '../../core/contract/reading.ts'
import type { SeriesStore, StateStore } from '../../core/ports.ts'
import type { Logger } from '../services.ts'
import { judgeFor, remember } from './surroundings.ts'
import type { Tracked } from './tracked.ts'

/** Readings that come while an old one is being read; what is beyond is heard by the old judge only. */
const MEANWHILE_MAX = 1000

type Series = Pick<SeriesStore, 'range'>

export class Recollection {
  readonly #state: StateStore
  readonly #log: Logger
  readonly #meanwhile = new Map<Tracked, Reading[]>()
  #series: Series | undefined

  constructor(state: StateStore, log: Logger) {
    this.#state = state
    this.#log = log
  }

  /** Fills the judges of a start. Readings may come in already when the store was away. `to` tells wall time. */
  async begin(series: Series, all: Iterable<Tracked>, to: () => number): Promise<void> {
    this.#series = series
    for (const tracked of [...all]) await this.again(tracked, to())
  }

  /** Fills the judge of one rule while readings come in; resolves to true when its judge was exchanged. */
  async again(tracked: Tracked, to: number): Promise<boolean> {
    if (tracked.judge === null) return false
    const meanwhile: Reading[] = []
    this.#meanwhile.set(tracked, meanwhile)
    const fresh = await this.#read(tracked, to)
    this.#meanwhile.delete(tracked)
    if (fresh === null) return false
    for (const reading of meanwhile) consult(fresh, false, reading, reading.at)
    tracked.judge = fresh
    return true
  }

  /** Notes a reading for a judge that is being filled. */
  hear(tracked: Tracked, reading: Reading): void {
    if (this.#meanwhile.size === 0) return
    const meanwhile = this.#meanwhile.get(tracked)
    if (meanwhile !== undefined && meanwhile.length < MEANWHILE_MAX) meanwhile.push(reading)
  }

  async #read({ subject, rule, machine, judge }: Tracked, to: number): Promise<Judge | null> {
    const { pointId, siteId } = subject
    const { condition } = rule
    if (judge === null || pointId === null || condition === null || this.#series === undefined) return null
    try {
      const fresh = judgeFor(this.#state, { siteId, pointId, condition })
      if (fresh !== null) await remember(fresh, { pointId, condition }, this.#series, to, machine.freshAt)
      return fresh
    } catch (error) {
      // It starts with an empty memory instead: it knows less for a while, and never clears by that.
      this.#log.warn({ error, key: subject.key }, 'what a rule should remember could not be read')
      return null
    }
  }
}
