import type { ConditionOf } from '../../contract/condition.ts'
import type { PointId } from '../../contract/reading.ts'
import { Register } from '../../points/counter.ts'
import type { JudgeMaker } from '../judge.ts'
import { SlidingWindow } from '../window.ts'

const NOTHING_KNOWN = { modulus: null, noise: 0, maxPerHour: null }

/**
 * True when a counter used more than those behind it together, by more than `amount`, in the time that ends with its
 * newest reading. Only when the whole while was seen of all of them: a child that is silent has not stopped using.
 */
export const balance: JudgeMaker<ConditionOf<'balance'>> = (
  { minus, amount, windowS },
  { pointId, point },
) => {
  const watch = (id: PointId) => ({
    register: new Register(point(id)?.counter ?? NOTHING_KNOWN),
    totals: new SlidingWindow(windowS),
  })
  const own = watch(pointId)
  const children = new Map([...new Set(minus)].filter(id => id !== pointId).map(id => [id, watch(id)]))
  /** A child that was last heard long before says nothing about now. */
  const isBehind = (newestAt: number) => own.totals.newestAt - newestAt > (windowS * 1000) / 2
  return {
    keep(reading) {
      const kept = reading.point === pointId ? own : children.get(reading.point)
      if (kept === undefined || reading.at <= kept.totals.newestAt) return
      kept.totals.add(reading.at, kept.register.read(reading))
    },
    verdict() {
      const used = own.totals.rise()
      if (used === null) return null
      let parts = 0
      for (const { totals } of children.values()) {
        const part = totals.rise()
        if (part === null || isBehind(totals.newestAt)) return null
        parts += part
      }
      return used - parts > amount
    },
  }
}
