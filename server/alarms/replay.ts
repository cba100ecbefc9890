/** A rule on stored history: the readings come from the store in stretches, so that nothing else has to wait for long. */
import { setImmediate as breathe } from 'node:timers/promises'
import { pointsOf } from '../../core/alarms/condition.ts'
import { isExcusable, isOnSide } from '../../core/alarms/excuse.ts'
import type { StepRule } from '../../core/alarms/machine.ts'
import { type Comparison, compare, type Episode, type Evidence, Replay } from '../../core/alarms/replay.ts'
import { jurisdictionAt, presetOf } from '../../core/coldchain/jurisdiction.ts'
import { isColdKind } from '../../core/coldchain/preset.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Point } from '../../core/contract/point.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import {
  REPLAY_DAYS,
  type ReplayEpisode,
  type ReplayInput,
  type ReplayReply,
} from '../../core/contract/replay.ts'
import type { Rule } from '../../core/contract/rule.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import type { PastExplainer } from '../coldchain/past-explainer.ts'
import { judgeFor, remember } from './surroundings.ts'

const DAY_MS = 86_400_000
/** A day of one reading a second is a stretch of its own; the usual device needs one stretch a week. */
const STRETCH_MS = 6 * DAY_MS
const PAGE = 10_000
const READINGS_MAX = 3_000_000
/** A rule about silence listens to this many points of the device. */
const HEARD_POINTS_MAX = 16
const EPISODES_MAX = 2000
const BUCKETS = 600
/** Longer than this is no opened door and no defrost. */
const LONG_MS = 4 * 3_600_000

export interface ReplayerParts {
  readonly state: StateStore
  readonly series: Pick<SeriesStore, 'range' | 'buckets'>
  readonly clock: Clock
  /** What explained the past of a point, for a rule with this delay; without it nothing explains anything. */
  readonly explain?: (point: PointId, onDelayS: number, from: number) => PastExplainer | null
}

export type Replayer = (input: ReplayInput, point: Point, old: Rule | undefined) => Promise<ReplayReply>

/** One replay at a time: another one asked for meanwhile is refused with `request.too-many`. */
export function createReplayer(parts: ReplayerParts): Replayer {
  let busy = false
  return async (input, point, old) => {
    if (busy) throw new Problem('request.too-many', 'a replay is running', { seconds: 5 })
    busy = true
    try {
      return await replayRule(parts, input, point, old)
    } finally {
      busy = false
    }
  }
}

type Tried = StepRule & Pick<Rule, 'pointId' | 'siteId' | 'condition'>

async function replayRule(
  parts: ReplayerParts,
  input: ReplayInput,
  point: Point,
  old: Rule | undefined,
): Promise<ReplayReply> {
  const to = parts.clock.now()
  const from = Math.max(0, to - (input.days ?? REPLAY_DAYS) * DAY_MS)
  const next: Tried = { ...QUIET, ...old, ...input, siteId: point.siteId }
  const tried = old === undefined ? [next] : [next, old]
  const lives = await Promise.all(tried.map(rule => begin(parts, rule, from)))
  const heard = new Set([
    ...pointsHeard(parts.state, tried),
    ...lives.flatMap(life => life.explains?.points ?? []),
  ])
  const lived = await live(parts, [...heard], from, to, lives)
  const [after = [], before = []] = lives.map(({ replay }) => replay.finish(lived.to))
  const comparison = compare(before, after, evidenceOf(parts.state, point, old))
  return {
    from,
    to: lived.to,
    readings: lived.readings,
    complete: lived.to === to,
    before: before.length,
    after: after.length,
    missed: comparison.missed.length,
    episodes: shown(comparison),
    series: await parts.series.buckets(point.id, from, to, BUCKETS),
  }
}

const QUIET = { latching: false, lifeSafety: false, actionRequired: false, realarmS: 0 } as const

interface Life {
  readonly rule: Tried
  readonly points: ReadonlySet<PointId>
  readonly replay: Replay
  readonly explains: PastExplainer | null
}

/** A rule at the beginning of the time, remembering what came before it. */
async function begin({ state, series, explain }: ReplayerParts, rule: Tried, from: number): Promise<Life> {
  const judge = judgeFor(state, rule)
  if (judge !== null) await remember(judge, rule, series, from, null)
  const explains = isExcusable(rule) ? (explain?.(rule.pointId, rule.onDelayS, from) ?? null) : null
  const points = new Set(pointsHeard(state, [rule]))
  return { rule, points, replay: new Replay(rule, judge, from), explains }
}

/** Silence is the device's: any of its points is a sign of life. */
function pointsHeard(state: StateStore, rules: readonly Tried[]): PointId[] {
  const points = rules.flatMap(({ condition, pointId }) => {
    const deviceId = condition.type === 'no-data' ? state.points.get(pointId)?.deviceId : undefined
    if (deviceId === undefined) return pointsOf(condition, pointId)
    const others = state.points.list({ deviceId }).filter(({ kind }) => kind !== 'text')
    return [pointId, ...others.map(({ id }) => id)].slice(0, HEARD_POINTS_MAX)
  })
  return [...new Set(points)]
}

/** Lives through the readings in their order; ends early when there are too many of them. */
async function live(
  { series }: ReplayerParts,
  points: readonly PointId[],
  from: number,
  to: number,
  lives: readonly Life[],
): Promise<{ readings: number; to: number }> {
  let readings = 0
  for (let start = from; start < to; start += STRETCH_MS) {
    const end = Math.min(start + STRETCH_MS, to)
    const stretch: Reading[] = []
    for (const point of points) await readAll(series, point, start, end, stretch)
    if (points.length > 1) stretch.sort((a, b) => a.at - b.at)
    for (const life of lives) for (const reading of stretch) see(life, reading)
    readings += stretch.length
    if (readings > READINGS_MAX) return { readings, to: end }
    await breathe()
  }
  return { readings, to }
}

function see({ rule, points, replay, explains }: Life, reading: Reading): void {
  const excuse = explains?.see(reading)
  if (excuse !== undefined && isOnSide(rule.condition, excuse.side))
    replay.excuse(excuse.forMs === null ? null : reading.at + excuse.forMs, reading.at)
  if (points.has(reading.point)) replay.see(reading)
}

async function readAll(
  series: Pick<SeriesStore, 'range'>,
  point: PointId,
  from: number,
  to: number,
  into: Reading[],
): Promise<void> {
  for (let next = from; into.length < READINGS_MAX; ) {
    const page = await series.range(point, next, to, PAGE)
    for (const reading of page) into.push(reading)
    const last = page.at(-1)
    if (page.length < PAGE || last === undefined) return
    next = last.at + 1
  }
}

function evidenceOf(state: StateStore, point: Point, old: Rule | undefined): Evidence {
  const kind = state.devices.get(point.deviceId)?.kind ?? 'other'
  const jurisdiction = jurisdictionAt(state.sites.get(point.siteId))
  const cold = point.metric === 'temperature' && isColdKind(kind) ? presetOf(jurisdiction, kind).levels : null
  const dealtWith = state.alarms
    .list({ pointId: point.id })
    .flatMap(({ raisedAt, closedAt, closedBy, action }) =>
      closedAt !== null && closedBy !== null && action !== null ? [{ raisedAt, closedAt }] : [],
    )
  return {
    lifeSafety: old?.lifeSafety ?? false,
    dealtWith,
    absolute: cold && { above: cold.hh, below: cold.ll },
    longMs: cold === null ? Number.POSITIVE_INFINITY : LONG_MS,
  }
}

function shown({ kept, added, gone, missed }: Comparison): ReplayEpisode[] {
  const reasons = new Map(missed.map(({ episode, reason }) => [episode, reason]))
  const as = (fate: ReplayEpisode['fate']) => (episode: Episode) => ({
    ...episode,
    fate,
    missed: reasons.get(episode) ?? null,
  })
  const all = [...kept.map(as('kept')), ...added.map(as('added')), ...gone.map(as('gone'))]
  // What would be missed is always shown, however many there are of the others.
  const few =
    all.length <= EPISODES_MAX ? all : all.filter((one, n) => one.missed !== null || n < EPISODES_MAX)
  return few.sort((a, b) => a.since - b.since)
}
