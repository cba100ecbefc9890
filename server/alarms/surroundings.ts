/** What a rule's condition may ask about the site it is in. */
import { createJudge, isPlain, memoryS, pointsOf, TRUST } from '../../core/alarms/condition.ts'
import type { Judge, Surroundings } from '../../core/alarms/judge.ts'
import type { Command } from '../../core/contract/command.ts'
import type { Metric } from '../../core/contract/metric.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import type { Rule } from '../../core/contract/rule.ts'
import type { SeriesStore, StateStore } from '../../core/ports.ts'

type About = Omit<Surroundings, 'judgeOf'>

export function surroundingsOf(state: StateStore, rule: Pick<Rule, 'pointId' | 'siteId'>): About {
  return {
    pointId: rule.pointId,
    timeZone: state.sites.get(rule.siteId)?.timeZone ?? 'UTC',
    point: id => state.points.get(id),
    ordered: (id, at) => orderedOf(state, id, at),
  }
}

/** A judge for what remembers; null for a condition that the newest value alone decides. */
export function judgeFor(
  state: StateStore,
  rule: Pick<Rule, 'pointId' | 'siteId' | 'condition'>,
): Judge | null {
  return isPlain(rule.condition) ? null : createJudge(rule.condition, surroundingsOf(state, rule))
}

const ORDERED_BY: Partial<Record<Metric, string>> = { valve_open: 'valve.', switch_on: 'switch.' }
const GIVEN: ReadonlySet<Command['state']> = new Set(['sent', 'confirmed'])

/** What the newest order that was given to the point's valve or switch wants: an open ends by its own timer. */
function orderedOf(state: StateStore, id: PointId, at: number): number | null {
  const point = state.points.get(id)
  const kind = point && ORDERED_BY[point.metric]
  if (point === undefined || kind === undefined) return null
  let newest: Command | undefined
  for (const command of state.commands.list({ deviceId: point.deviceId })) {
    if (!command.kind.startsWith(kind) || command.channel !== point.channel) continue
    const given = GIVEN.has(command.state) && command.issuedAt <= at
    if (given && command.issuedAt >= (newest?.issuedAt ?? 0)) newest = command
  }
  if (newest === undefined) return null
  const { kind: order, forS, sentAt, issuedAt } = newest
  const over = forS !== null && at > (sentAt ?? issuedAt) + forS * 1000
  return !over && (order === 'valve.open' || order === 'switch.on') ? 1 : 0
}

const PAGE = 10_000
/** A memory is never read further back than this many readings of a point. */
const READINGS_MAX = 200_000

/**
 * Gives a judge the readings it would have heard before `to`, oldest first, so that it knows what one that was never
 * stopped knows. `freshAt`: older ones were dealt with.
 */
export async function remember(
  judge: Judge,
  { condition, pointId }: Pick<Rule, 'condition' | 'pointId'>,
  series: Pick<SeriesStore, 'range'>,
  to: number,
  freshAt: number | null,
): Promise<void> {
  const from = Math.max(to - memoryS(condition) * 1000, freshAt ?? 0)
  const readings: Reading[] = []
  for (const point of pointsOf(condition, pointId))
    for await (const page of pages(series, point, from, to)) readings.push(...page)
  readings.sort((a, b) => a.at - b.at)
  for (const reading of readings) {
    const { raises, clears } = TRUST[reading.quality]
    if (raises && Number.isFinite(reading.value)) judge.keep(reading, clears, reading.at)
  }
}

async function* pages(series: Pick<SeriesStore, 'range'>, point: PointId, from: number, to: number) {
  let next = from
  for (let read = 0; read < READINGS_MAX; read += PAGE) {
    const page = await series.range(point, next, to, PAGE)
    yield page
    const last = page.at(-1)
    if (page.length < PAGE || last === undefined) return
    next = last.at + 1
  }
}
