/** A cabinet's past out of the store: excursions, gaps, what explained them; its month; levels tried on its last week. */
import { compare, type Episode } from '../../core/alarms/replay.ts'
import { bandsOf, graceSetting, type Past } from '../../core/coldchain/bands.ts'
import { usualGapMs } from '../../core/coldchain/excursion.ts'
import { gapsOf } from '../../core/coldchain/explain.ts'
import type { GraceBand } from '../../core/coldchain/grace.ts'
import { excursionsBeyond, monthLog, monthSpan } from '../../core/coldchain/log.ts'
import { idleBands } from '../../core/coldchain/serving.ts'
import { trialOf } from '../../core/coldchain/trial.ts'
import type { Alarm } from '../../core/contract/alarm.ts'
import {
  type Cabinet,
  type CabinetHistory,
  HISTORY_BANDS_DAYS,
  type Restocking,
} from '../../core/contract/cabinet.ts'
import type { MonthLog } from '../../core/contract/cabinet-log.ts'
import type { CabinetLevels } from '../../core/contract/cabinet-parts.ts'
import type { PointId } from '../../core/contract/reading.ts'
import type { ReplayEpisode, ReplayReply } from '../../core/contract/replay.ts'
import type { SeriesStore, StateStore } from '../../core/ports.ts'
import { samplesOf } from './samples.ts'
import { excursionView } from './standing.ts'
import type { CabinetParts } from './watched.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const PREVIEW_DAYS = 7
const PREVIEW_BUCKETS = 600
/** Grace begins to look this long before the stretch that is asked for. */
const BEFORE_MS = 2 * HOUR_MS
/** Longer than this is no opened door and no defrost. */
const LONG_MS = 4 * HOUR_MS

export interface PastParts {
  readonly state: StateStore
  readonly series: Pick<SeriesStore, 'range' | 'buckets'>
}

export interface Asked {
  readonly parts: CabinetParts
  readonly cabinet: Cabinet
  readonly main: PointId
  readonly now: number
}

export async function historyOf(
  { state, series }: PastParts,
  { parts, cabinet, main, now }: Asked,
  from: number,
  to: number,
): Promise<CabinetHistory> {
  const fine = to - from <= HISTORY_BANDS_DAYS * DAY_MS
  const past = await pastOf({ state, series }, parts, main, fine ? from - BEFORE_MS : from, to, fine)
  const readings = past.temperatures.filter(({ at }) => at >= from)
  const gapMs = usualGapMs(readings)
  const bands = fine ? bandsIn(past, parts, cabinet.grace, from, Math.min(to, now)) : []
  return {
    from,
    to,
    bands: fine ? bands : null,
    excursions: excursionsBeyond(readings, parts.levels, gapMs, parts.inUse).map(one =>
      excursionView(one, bands, now),
    ),
    gaps: gapsOf(readings, from, Math.min(to, now), gapMs).map(gap => ({
      ...gap,
      minutes: (gap.to - gap.from) / 60_000,
    })),
  }
}

/** Whole milliseconds, from those that reach into the stretch on; hours out of use are no matter of grace. */
function bandsIn(
  past: Omit<Past, 'setting'>,
  { kind, levels, profile, inUse }: CabinetParts,
  graceful: boolean,
  from: number,
  to: number,
): GraceBand[] {
  const graced = graceful ? bandsOf({ ...past, setting: graceSetting(kind, levels, profile) }) : []
  return [...idleBands(inUse, from, to), ...graced]
    .filter(({ until }) => until >= from)
    .map(band => ({ ...band, from: Math.round(band.from), until: Math.round(band.until) }))
}

async function pastOf(
  { state, series }: PastParts,
  { id, kind, humidity, door }: CabinetParts,
  main: PointId,
  from: number,
  to: number,
  fine = true,
): Promise<Omit<Past, 'setting'>> {
  const of = (point: PointId | null) =>
    point === null || !fine ? Promise.resolve([]) : samplesOf(series, point, from, to)
  return {
    kind,
    temperatures: await samplesOf(series, main, from, to),
    humidities: await of(humidity),
    doors: await of(door),
    restockings: restockingsIn(state, id, from, to),
  }
}

function restockingsIn(state: StateStore, cabinetId: string, from: number, to: number): Restocking[] {
  return state.restockings
    .list({ cabinetId })
    .filter(({ startedAt, until }) => startedAt < to && until > from)
}

export interface LogAsked extends Asked {
  readonly about: MonthLog['cabinet']
  readonly timeZone: string
  readonly month: string
  /** When its probe was first known. */
  readonly since: number
}

/** The month, whole: what the inspector's document prints. */
export async function logOf(parts: PastParts, asked: LogAsked): Promise<MonthLog> {
  const { cabinet, main, now, month, timeZone, about, since } = asked
  const [from, to] = monthSpan(month, timeZone)
  const past = await pastOf(parts, asked.parts, main, from, Math.min(to, now))
  return monthLog({
    cabinet: about,
    month,
    timeZone,
    now,
    // Readings from before it was adopted are its past as well.
    since: Math.min(since, past.temperatures[0]?.at ?? since),
    levels: asked.parts.levels,
    inUse: asked.parts.inUse,
    checksAt: cabinet.checksAt,
    readings: past.temperatures,
    bands: bandsIn(past, asked.parts, cabinet.grace, from, Math.min(to, now)),
    alarms: alarmsIn(parts.state, asked.parts.probes, from, to),
    calibrations: cabinet.calibrations,
    restockings: restockingsIn(parts.state, asked.parts.id, from, to).map(
      ({ startedAt, by, until, doneAt }) => ({
        at: startedAt,
        by,
        until: Math.min(until, doneAt ?? until),
      }),
    ),
  })
}

function alarmsIn(state: StateStore, probes: readonly PointId[], from: number, to: number): Alarm[] {
  return probes
    .flatMap(pointId => state.alarms.list({ pointId }))
    .filter(({ since, returnedAt }) => since < to && (returnedAt ?? to) >= from)
}

/** What other levels would have raised in the last week, beside those in force. */
export async function previewOf(
  parts: PastParts,
  { parts: own, cabinet, main, now }: Asked,
  levels: CabinetLevels,
  grace: boolean,
): Promise<ReplayReply> {
  const from = now - PREVIEW_DAYS * DAY_MS
  const past = await pastOf(parts, own, main, from, now)
  const temperatures = past.temperatures.filter(({ at }) => own.inUse(at))
  const trial = { ...past, temperatures, profile: own.profile, from, to: now }
  const before = trialOf({ ...trial, levels: own.levels, grace: cabinet.grace })
  const after = trialOf({ ...trial, levels, grace })
  const { hh, ll } = own.levels
  const { kept, added, gone, missed } = compare(before, after, {
    lifeSafety: false,
    dealtWith: [],
    absolute: { above: hh, below: ll },
    longMs: LONG_MS,
  })
  const reasons = new Map(missed.map(({ episode, reason }) => [episode, reason]))
  const as = (fate: ReplayEpisode['fate']) => (one: Episode) => ({
    ...one,
    fate,
    missed: reasons.get(one) ?? null,
  })
  const episodes = [...kept.map(as('kept')), ...added.map(as('added')), ...gone.map(as('gone'))]
  return {
    from,
    to: now,
    readings: past.temperatures.length,
    complete: true,
    before: before.length,
    after: after.length,
    missed: missed.length,
    episodes: episodes.sort((a, b) => a.since - b.since),
    series: await parts.series.buckets(main, from, now, PREVIEW_BUCKETS),
  }
}
