import type { ConditionOf } from '../../contract/condition.ts'
import type { PointId } from '../../contract/reading.ts'
import type { JudgeMaker } from '../judge.ts'
import { SlidingWindow } from '../window.ts'

/** Fewer of them tell nothing about what is usual. */
const PEERS_LEAST = 2
/** Back by this part of the factor before it is well again. */
const BACK_PART = 0.95

/**
 * True when the mean of a point over a while is more than `factor` times that of its peers: a compressor that runs more
 * than those beside it. What all of them do together, a hot day or a busy one, is nobody's fault.
 */
export const peers: JudgeMaker<ConditionOf<'peers'>> = ({ points, factor, least, windowS }, { pointId }) => {
  const windows = new Map<PointId, SlidingWindow>(
    [...new Set([pointId, ...points])].map(id => [id, new SlidingWindow(windowS)]),
  )
  return {
    keep(reading) {
      windows.get(reading.point)?.add(reading.at, reading.value)
    },
    verdict(on) {
      const own = windows.get(pointId)?.mean() ?? null
      const others = [...windows].flatMap(([id, window]) => (id === pointId ? [] : (window.mean() ?? [])))
      if (own === null || others.length < PEERS_LEAST) return null
      const usual = others.reduce((sum, value) => sum + value, 0) / others.length
      return own >= least && own > usual * (on ? Math.max(1, factor * BACK_PART) : factor)
    },
  }
}
