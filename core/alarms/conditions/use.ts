import type { ConditionOf } from '../../contract/condition.ts'
import { Register } from '../../points/counter.ts'
import type { JudgeMaker } from '../judge.ts'
import { SlidingWindow } from '../window.ts'

const NOTHING_KNOWN = { modulus: null, noise: 0, maxPerHour: null }

/**
 * True when a counter used too much, or too little, in the time that ends with its newest reading. Too much is known
 * as soon as it is there; too little, and enough again, only when the whole window was seen.
 */
export const use: JudgeMaker<ConditionOf<'use'>> = ({ side, amount, windowS }, { pointId, point }) => {
  const register = new Register(point(pointId)?.counter ?? NOTHING_KNOWN)
  const totals = new SlidingWindow(windowS)
  return {
    keep(reading) {
      if (reading.point !== pointId || reading.at <= totals.newestAt) return
      totals.add(reading.at, register.read(reading))
    },
    verdict() {
      const used = totals.rise()
      if (used !== null) return side === 'above' ? used > amount : used < amount
      return side === 'above' && totals.riseSoFar() > amount ? true : null
    },
  }
}
