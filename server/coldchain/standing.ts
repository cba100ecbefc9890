/** How a cabinet stands: what is in memory at once, what must be read of the store now and then. */
import { calibrationState } from '../../core/coldchain/calibration.ts'
import { excursionsOf, meanKineticC, timeControl, usualGapMs } from '../../core/coldchain/excursion.ts'
import { explainedBy, gapsOf, minutesIn } from '../../core/coldchain/explain.ts'
import type { GraceBand } from '../../core/coldchain/grace.ts'
import type { Levels } from '../../core/coldchain/jurisdiction.ts'
import { excursionsBeyond } from '../../core/coldchain/log.ts'
import { outlookOf } from '../../core/coldchain/outlook.ts'
import { stretchesInUse } from '../../core/coldchain/serving.ts'
import { summaryOf } from '../../core/coldchain/span.ts'
import type { Sample } from '../../core/coldchain/stretch.ts'
import type { Cabinet, CabinetState } from '../../core/contract/cabinet.ts'
import type { ExcursionView } from '../../core/contract/cabinet-parts.ts'
import type { Device } from '../../core/contract/device.ts'
import type { Reading } from '../../core/contract/reading.ts'
import type { LearnedCabinet } from '../../core/ports.ts'
import type { CabinetParts } from './watched.ts'

const DAY_MS = 86_400_000
/** Long enough for the rests before a failure that began up to a day ago. */
export const SLOW_SPAN_MS = 26 * 3_600_000

/** What was worked out of the store's readings. */
export type Slow = Pick<CabinetState, 'day' | 'allowance' | 'timeLeft' | 'excursion'> & {
  readonly asOf: number
}

export interface SlowInput {
  readonly parts: CabinetParts
  readonly cabinet: Cabinet
  readonly learned: LearnedCabinet | undefined
  /** Of {@link SLOW_SPAN_MS}, ascending. */
  readonly samples: readonly Sample[]
  readonly roomC: number | null
  readonly grace: GraceBand | null
  readonly now: number
}

export function slowOf({ parts, cabinet, learned, samples, roomC, grace, now }: SlowInput): Slow {
  const { kind, levels } = parts
  const gapMs = usualGapMs(samples)
  const lastDay = samples.filter(({ at }) => at >= now - DAY_MS)
  const summary = summaryOf(lastDay, gapMs)
  const open = excursionsBeyond(samples, levels, gapMs, parts.inUse).findLast(
    ({ endedAt }) => endedAt === null,
  )
  const outlook =
    grace !== null
      ? null
      : outlookOf(
          {
            kind,
            readings: samples,
            levels,
            profile: learned?.profile ?? null,
            thermal: learned?.thermal ?? null,
            roomC,
          },
          now,
        )
  return {
    asOf: now,
    day: summary && {
      minC: summary.minC,
      meanC: summary.meanC,
      maxC: summary.maxC,
      mktC: meanKineticC(lastDay, gapMs),
      minutesUnknown: minutesIn(gapsOf(lastDay, now - DAY_MS, now, gapMs), now - DAY_MS, now),
    },
    excursion: open === undefined ? null : excursionView(open, grace === null ? [] : [grace], now),
    allowance: allowanceOf(cabinet, stretchesInUse(samples, parts.inUse), gapMs, now),
    timeLeft: outlook && {
      limitC: outlook.limitC,
      side: outlook.side,
      crossesAt: outlook.left.crossesAt,
      earliestAt: outlook.left.earliestAt,
      latestAt: outlook.left.latestAt,
      moveByAt: Math.round(outlook.moveByAt),
    },
  }
}

function allowanceOf(
  { allowance, stockSince }: Cabinet,
  stretches: readonly (readonly Sample[])[],
  gapMs: number,
  now: number,
) {
  if (allowance === null) return null
  const { limitC, side, allowedMin } = allowance
  const since = Math.max(now - DAY_MS, stockSince ?? 0)
  const { minutes, minutesUnknown, usedUpAt } = timeControl(
    stretches.flatMap(samples => excursionsOf(samples, { limit: limitC, side, gapMs })),
    since,
    allowedMin,
  )
  return {
    limitC,
    side,
    allowedMin,
    usedMin: minutes + minutesUnknown,
    unknownMin: minutesUnknown,
    usedUpAt,
    since,
  }
}

export function excursionView(
  one: ReturnType<typeof excursionsBeyond>[number],
  bands: readonly GraceBand[],
  now: number,
): ExcursionView {
  const { peak, startedAt, endedAt, ...rest } = one
  return {
    ...rest,
    startedAt: Math.round(startedAt),
    endedAt: endedAt === null ? null : Math.round(endedAt),
    peakC: peak,
    explainedBy: explainedBy(one, bands, now),
  }
}

export interface FastInput {
  readonly parts: CabinetParts
  readonly cabinet: Cabinet
  readonly device: Pick<Device, 'silentAfterS'>
  readonly latest: Reading | undefined
  readonly grace: GraceBand | null
  readonly slow: Slow | undefined
  readonly now: number
}

export function stateOf({ parts, cabinet, device, latest, grace, slow, now }: FastInput): CabinetState {
  const { id, siteId, levels, probes } = parts
  const main = probes[0] ?? null
  const known = latest !== undefined && now - latest.at <= device.silentAfterS * 1000
  const word = known ? wordOf(latest.value, levels, grace) : 'unknown'
  const own = cabinet.calibrations.filter(({ pointId }) => pointId === main)
  return {
    id,
    siteId,
    word,
    pointId: main,
    valueC: latest?.value ?? null,
    at: latest?.at ?? null,
    levels: { ...levels },
    grace: grace && { ...grace, from: Math.round(grace.from), until: Math.round(grace.until) },
    excursion: slow?.excursion ?? null,
    day: slow?.day ?? null,
    allowance: slow?.allowance ?? null,
    timeLeft: known ? (slow?.timeLeft ?? null) : null,
    calibration: calibrationState(own, now),
    asOf: slow?.asOf ?? null,
  }
}

/** Out of use excuses everything; a door, a defrost and a delivery the inner levels only. */
function wordOf(value: number, { ll, l, h, hh }: Levels, grace: GraceBand | null): CabinetState['word'] {
  if (grace?.kind === 'idle') return 'explained'
  if ((hh !== null && value > hh) || (ll !== null && value < ll)) return 'far'
  if ((h !== null && value > h) || (l !== null && value < l)) return grace === null ? 'beyond' : 'explained'
  return 'good'
}
