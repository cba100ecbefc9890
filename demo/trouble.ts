/** What is beyond its limit already when the house opens has been so since its readings say, not since the start. */
import { newMachine } from '../core/alarms/machine.ts'
import type { Reading } from '../core/contract/reading.ts'
import type { Rule } from '../core/contract/rule.ts'
import type { Stores } from '../server/stores.ts'

const LOOKED_BACK_MS = 4 * 3_600_000
const READINGS_MAX = 2000

export async function rememberTrouble({ state, series }: Stores, now: number): Promise<void> {
  for (const rule of state.rules.list()) {
    if (rule.condition.type !== 'high' && rule.condition.type !== 'low') continue
    const readings = await series.range(rule.pointId, now - LOOKED_BACK_MS, now + 1, READINGS_MAX)
    const beyond = newestBeyond(readings, rule)
    const [first, last] = [beyond[0], beyond.at(-1)]
    if (first === undefined || last === undefined) continue
    const { at: lastAt, value } = last
    const known = { on: true, heardAt: now, sight: 'sees' as const, lastAt, value, peak: value }
    state.alarmMemories.put({ id: rule.id, machine: { ...newMachine(first.at), ...known } })
  }
}

/** The newest readings, as far back as they are beyond its limit without a break. */
function newestBeyond(readings: readonly Reading[], { condition }: Rule): readonly Reading[] {
  if (condition.type !== 'high' && condition.type !== 'low') return []
  const { type, limit } = condition
  const inside = readings.findLastIndex(({ value }) => (type === 'high' ? value <= limit : value >= limit))
  return readings.slice(inside + 1)
}
