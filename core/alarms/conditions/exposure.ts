import { stretchBeyond } from '../../coldchain/stretch.ts'
import type { ConditionOf } from '../../contract/condition.ts'
import { isWithinHours } from '../hours.ts'
import type { JudgeMaker } from '../judge.ts'

/** The span is counted in so many slots: what is older leaves a slot at a time, never too early. */
const SLOTS = 96
/**
 * Readings further apart than this say nothing sure about the time between (storage is recorded every 30 min at most,
 * EN 12830). That time counts only when both ends are beyond the limit: nobody saw it come back.
 */
const GAP_MS = 30 * 60_000

/** True when the time beyond the limit, added up over all excursions within the span, reaches the amount. */
export const exposure: JudgeMaker<ConditionOf<'exposure'>> = (condition, { pointId, timeZone }) => {
  const { side, limit, measure, amount, withinS } = condition
  const counts = isWithinHours(condition.hours ?? [], timeZone)
  const always = condition.hours === undefined
  const slotMs = (withinS * 1000) / SLOTS
  let slots = new Map<number, number>()
  let last: { at: number; value: number } | null = null
  let total = 0
  const add = (at: number, much: number) => {
    if (much > 0) slots.set(Math.floor(at / slotMs), (slots.get(Math.floor(at / slotMs)) ?? 0) + much)
    total += much
  }
  const forget = (at: number) => {
    for (const [slot, much] of slots) {
      if ((slot + 1) * slotMs > at - withinS * 1000) break
      slots.delete(slot)
      total -= much
    }
    if (slots.size === 0) total = 0
  }
  return {
    keep({ point, at, value }) {
      if (point !== pointId || (last !== null && at <= last.at)) return
      if (!always && !counts(at)) {
        last = null
        forget(at)
        return
      }
      if (last !== null) {
        const stretch = stretchBeyond(last, { at, value }, limit, side)
        const seen = at - last.at <= GAP_MS || stretch.beyondMs === at - last.at
        if (seen) add(at, measure === 'minutes' ? stretch.beyondMs / 60_000 : stretch.degreeMinutes)
      }
      last = { at, value }
      forget(at)
    },
    verdict: () => (last === null && total === 0 ? null : total >= amount),
    restart() {
      slots = new Map()
      total = 0
    },
  }
}
