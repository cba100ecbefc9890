/** Whether a cabinet is warming up although nothing explains it, and when it will pass its next limit. */
import { signOf } from './bands.ts'
import { HUMP_C } from './humps.ts'
import type { Levels } from './jurisdiction.ts'
import type { ColdKind } from './preset.ts'
import type { CabinetProfile } from './profile.ts'
import type { Sample } from './stretch.ts'
import { restsOf, SEEN_MIN_MS, sinceTurn, type TimeLeft, timeLeft, type WarmUp } from './time-left.ts'
import type { Thermal } from './warm-up.ts'

export interface Warming {
  readonly kind: ColdKind
  /** Of the last day, ascending; the newest last. */
  readonly readings: readonly Sample[]
  readonly levels: Pick<Levels, 'll' | 'l' | 'h' | 'hh'>
  readonly profile: CabinetProfile | null
  readonly thermal: Thermal | null
  readonly roomC: number | null
}

export interface Outlook {
  readonly limitC: number
  readonly side: 'above' | 'below'
  readonly left: TimeLeft
  /** By then the goods should be elsewhere. */
  readonly moveByAt: number
}

/** Carrying a cabinet's goods elsewhere takes about this long. */
const MOVE_MS = 15 * 60_000
/** A rise that goes on for this much longer than its longest usual rest is none. */
const LONGER = 1.3
/** Fewer tell nothing of how long it usually rests. */
const RESTS_MIN = 3
/** The food has the mean of the air of so many hours before. */
const STEADY_MS = 6 * 3_600_000
const RESTS_MS = 12 * 3_600_000
/** A machine that works again bends the curve back by this much, K. */
const BACK_C = 0.4
const NEWEST_MAX_AGE_MS = 30 * 60_000

/** Null while nothing is wrong, while too little was seen, and when no limit lies ahead. `now` ages the readings. */
export function outlookOf(warming: Warming, now: number): Outlook | null {
  const { kind, readings, levels } = warming
  const newest = readings.at(-1)
  if (newest === undefined || now - newest.at > NEWEST_MAX_AGE_MS) return null
  const limitC = nextLimit(kind, levels, newest.value)
  const warmUp = limitC === null ? null : warmUpOf(warming)
  if (limitC === null || warmUp === null) return null
  const left = timeLeft(warmUp, limitC)
  // What should have been passed already is an error of the model, not news.
  if (left === null || left.latestAt < now) return null
  const side = signOf(kind) === 1 ? 'above' : 'below'
  return { limitC, side, left, moveByAt: Math.min(left.earliestAt, left.crossesAt - MOVE_MS) }
}

/** The first of the levels on the side a cabinet fails to that is not passed. */
function nextLimit(kind: ColdKind, { ll, l, h, hh }: Warming['levels'], value: number): number | null {
  const sign = signOf(kind)
  const ahead = (sign === 1 ? [h, hh] : [l, ll]).filter(limit => limit !== null && sign * (limit - value) > 0)
  return ahead[0] ?? null
}

/** The curve since its machine last worked, when it is longer or warmer than a usual rest. */
export function warmUpOf({
  kind,
  readings,
  profile,
  thermal,
  roomC,
}: Omit<Warming, 'levels'>): WarmUp | null {
  const sign = signOf(kind)
  const since = sinceTurn(readings, kind)
  const [first, last] = [since[0], since.at(-1)]
  if (first === undefined || last === undefined || last.at - first.at < SEEN_MIN_MS) return null
  const top = since.reduce((most, { value }) => Math.max(most, sign * value), Number.NEGATIVE_INFINITY)
  if (top - sign * last.value > BACK_C) return null
  const before = readings.slice(0, readings.length - since.length)
  const rests = restsOf(
    before.filter(({ at }) => at >= first.at - RESTS_MS),
    kind,
  )
  const lasted = last.at - first.at
  const now = sign * last.value
  const long = rests.length < RESTS_MIN ? lasted >= LONG_MS / 2 : lasted > LONGER * longestOf(rests)
  // A rest may last longer than the longest so far; then it is not yet warmer than ever.
  const warm =
    profile === null ? long : now > profile.topC + HUMP_C || (long && now > profile.topC + HUMP_C / 2)
  if (!warm) return null
  return {
    kind,
    readings: since,
    steadyC: meanOf(before.filter(({ at }) => at >= first.at - STEADY_MS)) ?? first.value,
    roomC,
    rests,
    ...(thermal === null ? {} : { learned: thermal }),
  }
}

const longestOf = (rests: readonly (readonly Sample[])[]) =>
  Math.max(...rests.map(rest => (rest.at(-1)?.at ?? 0) - (rest[0]?.at ?? 0)))

function meanOf(samples: readonly Sample[]): number | null {
  return samples.length === 0 ? null : samples.reduce((sum, { value }) => sum + value, 0) / samples.length
}

/** So long a warm-up tells how the cabinet is built; a defrost or a delivery is shorter. */
const LONG_MS = 60 * 60_000
const LONG_RISE_C = 3
/** What the hours before it are read for. */
const BEFORE_MS = 14 * 3_600_000
const ROOM_MS = 2 * 3_600_000

/**
 * What the newest long warm-up in its readings (a power cut, a failure) taught about it; null without one. `room`: the
 * temperature of the room over the same time, empty when nobody measures it.
 */
export function learnThermal(
  kind: ColdKind,
  readings: readonly Sample[],
  room: readonly Sample[],
): Thermal | null {
  const sign = signOf(kind)
  for (let end = readings.length - 1; end > 0; ) {
    const start = riseStart(readings, end, sign)
    const top = topOf(readings, start, end, sign)
    const [first, last] = [readings[start], readings[top]]
    if (first === undefined || last === undefined) return null
    if (last.at - first.at >= LONG_MS && sign * (last.value - first.value) >= LONG_RISE_C) {
      const known = readings.slice(0, top + 1).filter(({ at }) => at >= first.at - BEFORE_MS)
      const roomC = meanOf(room.filter(({ at }) => Math.abs(at - last.at) <= ROOM_MS))
      const warmUp = warmUpOf({ kind, readings: known, profile: null, thermal: null, roomC })
      const left = warmUp === null ? null : timeLeft(warmUp, last.value - sign * 0.2)
      if (left !== null && isCabinet(left.thermal)) return left.thermal
    }
    end = Math.min(start, end - 1)
  }
  return null
}

/** Back from `end` as long as it rose towards it without a bend. */
function riseStart(readings: readonly Sample[], end: number, sign: number): number {
  let start = end
  let least = sign * (readings[end]?.value ?? 0)
  for (let n = end - 1; n >= 0; n -= 1) {
    const value = sign * (readings[n]?.value ?? 0)
    if (value > least + BACK_C || (readings[n + 1]?.at ?? 0) - (readings[n]?.at ?? 0) > NEWEST_MAX_AGE_MS)
      break
    if (value <= least) {
      least = value
      start = n
    }
  }
  return start
}

/** The warmest of them: what comes after it is the machine at work again. */
function topOf(readings: readonly Sample[], from: number, to: number, sign: number): number {
  let top = to
  for (let n = to; n >= from; n -= 1)
    if (sign * (readings[n]?.value ?? 0) > sign * (readings[top]?.value ?? 0)) top = n
  return top
}

/** A fit of something that was no warm-up ends far from any cabinet. */
function isCabinet({ airRate, airByFood, roomC }: Thermal): boolean {
  return airRate > 1 / 6000 && airRate < 1 / 150 && airByFood < 1 && roomC > 5 && roomC < 50
}
