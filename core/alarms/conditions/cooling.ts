import type { ConditionOf } from '../../contract/condition.ts'
import type { JudgeMaker } from '../judge.ts'

/** A batch that nobody took out is forgotten after so many times its last step. */
const FORGET_FACTOR = 2

/**
 * True while a batch of hot food is warmer than it should be by now. The clock starts where the probe falls below `from`
 * and stops when the last step is reached; time goes on while the probe says nothing new.
 */
export const cooling: JudgeMaker<ConditionOf<'cooling'>> = ({ from, steps }, { pointId }) => {
  const lastS = Math.max(...steps.map(({ withinS }) => withinS))
  const coldest = Math.min(...steps.map(({ to }) => to))
  let hot = false
  let since: number | null = null
  let newest: number | null = null
  let newestAt = Number.NEGATIVE_INFINITY
  const dues = () =>
    since === null || newest === null
      ? []
      : steps
          .filter(({ to }) => (newest as number) > to)
          .map(({ withinS }) => (since as number) + withinS * 1000)
  let dueAt = Number.POSITIVE_INFINITY
  return {
    get dueAt() {
      return dueAt
    },
    keep({ point, at, value }, _sure, now) {
      if (point !== pointId || at <= newestAt) return
      newestAt = at
      newest = value
      if (value >= from) {
        hot = true
        since = null
      } else if (hot) {
        hot = false
        since = now
      }
      if (value <= coldest || (since !== null && now - since > FORGET_FACTOR * lastS * 1000)) since = null
      dueAt = Math.min(...dues().filter(due => due > now), Number.POSITIVE_INFINITY)
    },
    verdict(_on, now) {
      dueAt = Math.min(...dues().filter(due => due > now), Number.POSITIVE_INFINITY)
      return newest === null ? null : dues().some(due => due <= now)
    },
    restart() {
      since = null
    },
  }
}
