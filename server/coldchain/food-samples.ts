/** Retained samples: put aside, kept for their hours, thrown away by somebody. */
import { randomUUID } from 'node:crypto'
import { Problem } from '../../core/contract/error.ts'
import { type FoodSample, type FoodSampleInput, SAMPLE_HOURS } from '../../core/contract/sample.ts'
import type { Clock, StateStore } from '../../core/ports.ts'

const HOUR_MS = 3_600_000
/** Somebody writes it down a little later; nobody writes down yesterday's. */
const TAKEN_AGO_MAX_MS = 24 * HOUR_MS
const LIST_MAX = 2000

export interface FoodSamples {
  /** Newest first: taken in [from, to), or still kept. */
  list(cabinetId: string, where: { from?: number; to?: number; kept?: boolean }): FoodSample[]
  add(
    cabinet: { readonly id: string; readonly siteId: string },
    input: FoodSampleInput,
    by: string,
  ): FoodSample
  /** Before its time only with a reason. */
  discard(sample: FoodSample, by: string, note?: string): FoodSample
}

export function createFoodSamples({ state, clock }: { state: StateStore; clock: Clock }): FoodSamples {
  return {
    list(cabinetId, { from = 0, to = Number.POSITIVE_INFINITY, kept }) {
      const own = state.samples
        .list({ cabinetId })
        .filter(
          ({ takenAt, discardedAt }) =>
            takenAt >= from && takenAt < to && (kept !== true || discardedAt === null),
        )
      return own.sort((a, b) => b.takenAt - a.takenAt).slice(0, LIST_MAX)
    },

    add({ id, siteId }, { takenAt, ...what }, by) {
      const now = clock.now()
      const at = takenAt ?? now
      if (at > now || at < now - TAKEN_AGO_MAX_MS)
        throw new Problem('request.invalid', 'a sample is written down within a day of being taken')
      const sample: FoodSample = {
        ...what,
        dish: what.dish.trim(),
        id: randomUUID(),
        siteId,
        cabinetId: id,
        takenAt: at,
        takenBy: by,
        keepUntil: at + SAMPLE_HOURS * HOUR_MS,
        discardedAt: null,
        discardedBy: null,
        note: null,
      }
      state.samples.put(sample)
      return sample
    },

    discard(sample, by, note) {
      if (sample.discardedAt !== null) throw new Problem('thing.conflict', 'it was thrown away already')
      const now = clock.now()
      const reason = note?.trim() || null
      if (now < sample.keepUntil && reason === null)
        throw new Problem(
          'request.invalid',
          `a sample is kept for ${SAMPLE_HOURS} h; say why it is thrown away earlier`,
        )
      const gone = { ...sample, discardedAt: now, discardedBy: by, note: reason }
      state.samples.put(gone)
      return gone
    },
  }
}
