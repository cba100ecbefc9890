import type { ConditionOf } from '../../contract/condition.ts'
import type { JudgeMaker } from '../judge.ts'
import { Latest } from '../latest.ts'
import { beyond } from '../plain-judge.ts'

/**
 * True when the value has been above any one of the levels for that level's time. Time goes on while the detector
 * says nothing new: it said that there was gas, and nobody has said that it is gone.
 */
export const levels: JudgeMaker<ConditionOf<'levels'>> = ({ levels: asked, deadband }, { pointId }) => {
  const latest = new Latest()
  const clocks = asked.map(({ limit, forS }) => ({ limit, forMs: forS * 1000, since: null as number | null }))
  const due = () =>
    clocks.map(({ since, forMs }) => (since === null ? Number.POSITIVE_INFINITY : since + forMs))
  let dueAt = Number.POSITIVE_INFINITY
  const lookAhead = (now: number) => {
    dueAt = Math.min(...due().filter(at => at > now), Number.POSITIVE_INFINITY)
  }
  return {
    get dueAt() {
      return dueAt
    },
    keep(reading, sure, now) {
      if (reading.point !== pointId || !latest.keep(reading, sure)) return
      for (const clock of clocks) {
        const above = beyond('above', clock.limit, deadband, clock.since !== null, reading.value)
        clock.since = above ? (clock.since ?? now) : null
      }
      lookAhead(now)
    },
    verdict(on, now) {
      lookAhead(now)
      if (latest.get(pointId) === null) return null
      const ripe = due().some(at => at <= now)
      return ripe || (on && clocks.some(({ since }) => since !== null))
    },
  }
}
