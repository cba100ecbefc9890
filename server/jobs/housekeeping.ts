/** What has to be done now and then so that nothing grows for ever: readings are put in order, and what is oldest forgotten. */
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import type { Logger } from '../services.ts'

const EVERY_MS = 10 * 60_000
/** After a start there is more urgent work. */
const FIRST_AFTER_MS = 60_000
const DAY_MS = 86_400_000
/** Readings wait meanwhile: a few milliseconds. */
const ALARMS_AT_ONCE = 500

export interface HousekeepingParts {
  readonly series: Pick<SeriesStore, 'maintain' | 'drop'>
  readonly state: { readonly alarms: Pick<StateStore['alarms'], 'forget'> }
  readonly clock: Clock
  readonly log: Logger
  readonly keepDays: number
}

/** Begins at once; the answer ends it. What is under way the store itself cuts short when it closes. */
export function startHousekeeping({ series, state, clock, log, keepDays }: HousekeepingParts): () => void {
  let droppedAt = Number.NEGATIVE_INFINITY
  let busy = false
  let ended = false
  const turn = async () => {
    if (busy) return
    busy = true
    try {
      await series.maintain?.(clock.now())
      state.alarms.forget(clock.now() - keepDays * DAY_MS, ALARMS_AT_ONCE)
      const at = clock.monotonic()
      if (ended || at - droppedAt < DAY_MS) return
      await series.drop(clock.now() - keepDays * DAY_MS)
      droppedAt = at
    } catch (error) {
      if (!ended) log.error({ error }, 'the readings could not be put in order; it is tried again')
    } finally {
      busy = false
    }
  }
  const first = setTimeout(turn, FIRST_AFTER_MS)
  const timer = setInterval(turn, EVERY_MS)
  return () => {
    ended = true
    clearTimeout(first)
    clearInterval(timer)
  }
}
