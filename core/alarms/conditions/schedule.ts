import type { ConditionOf } from '../../contract/condition.ts'
import { isWithinHours } from '../hours.ts'
import type { JudgeMaker } from '../judge.ts'

/**
 * One condition within the hours of the site's clock and another outside of them. Both listen all the time, so that a
 * window is full when its hours begin; the time of the newest reading says whose word counts.
 */
export const schedule: JudgeMaker<ConditionOf<'schedule'>> = (condition, { timeZone, judgeOf }) => {
  const inside = condition.inside && judgeOf(condition.inside)
  const outside = condition.outside && judgeOf(condition.outside)
  const within = isWithinHours(condition.hours, timeZone)
  let newestAt: number | null = null
  const current = () => (newestAt !== null && within(newestAt) ? inside : outside)
  return {
    get dueAt() {
      return current()?.dueAt ?? Number.POSITIVE_INFINITY
    },
    get fault() {
      return current()?.fault ?? null
    },
    keep(reading, sure, now) {
      newestAt = Math.max(newestAt ?? 0, reading.at)
      inside?.keep(reading, sure, now)
      outside?.keep(reading, sure, now)
    },
    verdict(on, now) {
      if (newestAt === null) return null
      const judge = current()
      return judge === null ? false : judge.verdict(on, now)
    },
    restart() {
      inside?.restart?.()
      outside?.restart?.()
    },
  }
}
