/** Whole years in five climates, and many short stories of faults; what they cost in water, and whether the rules held. */

import { isInBand } from '../../core/irrigation/records.ts'
import type { Broken } from '../invariants.ts'
import { createRandom, type Random } from '../random.ts'
import { CLIMATES, type Climate } from './climates.ts'
import type { PipeFault, PlannedFault } from './pipes.ts'
import { createWatch } from './rules.ts'
import { Season } from './season.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** The first of January, so that a year has every season in either hemisphere. */
const NEW_YEAR = Date.UTC(2026, 0, 1)
/** Share of days on which the roots must not lack more than plants bear. */
export const BAND_SHARE = 0.95
/** Books begin without knowing the soil. */
const RUN_IN_DAYS = 10
/** Below this mean of a day grass sleeps and frost forbids watering: such days are not judged. */
const GROWS_FROM_C = 5
const FAULT_EVERY_DAYS = 6
const RESTART_EVERY_DAYS = 9
const KINDS: readonly PipeFault[] = [
  'stuck-open',
  'stuck-closed',
  'broken-head',
  'blocked',
  'lies',
  'radio-lost',
  'meter-lost',
]

export interface SeasonResult {
  readonly climate: string
  readonly days: number
  readonly bandShare: number
  readonly wateredM3: number
  readonly timerM3: number
  readonly runs: number
  readonly skips: number
  readonly incidents: number
  /** The longest that water ran without a run of its own and without anybody called, s. */
  readonly longestS: number
  readonly broken: readonly Broken[]
}

/** A year, or so many days of it. */
export function liveSeason(climate: Climate, days: number, seed: number): SeasonResult {
  const random = createRandom(seed).fork(climate.name)
  const from = siteMidnight(climate, NEW_YEAR)
  const end = from + days * DAY_MS
  const season = new Season({
    climate,
    from,
    days,
    random,
    faults: drawFaults(random.fork('faults'), from, end, FAULT_EVERY_DAYS * DAY_MS),
    restarts: drawRestarts(random.fork('restarts'), from, end, RESTART_EVERY_DAYS * DAY_MS),
    mendMs: 5 * HOUR_MS,
    program: {},
  })
  const watch = createWatch()
  season.live(watch.look)
  const judged = season.truth
    .slice(RUN_IN_DAYS * season.zones.length)
    .filter(({ meanC }) => meanC >= GROWS_FROM_C)
  const inBand = judged.filter(({ missingMm, readilyMm }) => isInBand({ depletionMm: missingMm, readilyMm }))
  const bandShare = judged.length === 0 ? 1 : inBand.length / judged.length
  const runs = [...season.runs.values()]
  const broken = [...watch.broken]
  if (bandShare < BAND_SHARE)
    broken.push({
      invariant: 'watering.deficit',
      at: season.now,
      detail: `${climate.name}: within its band on ${(100 * bandShare).toFixed(1)} % of days`,
    })
  return {
    climate: climate.name,
    days,
    bandShare,
    wateredM3: season.wateredL / 1000,
    timerM3: timerM3(season),
    runs: runs.filter(({ openedAt }) => openedAt !== null).length,
    skips: runs.filter(({ state }) => state === 'skipped').length,
    incidents: season.incidents.size,
    longestS: watch.longest.s,
    broken,
  }
}

/**
 * A plain timer as a gardener sets it: enough for the thirstiest month on every day of the months in which anything
 * grows (mean need above 1.5 mm a day), deaf to rain.
 */
function timerM3(season: Season): number {
  const byMonth = new Map<string, number[]>()
  for (const { date, needMm } of season.zoneDays) {
    const month = date.slice(5, 7)
    byMonth.set(month, [...(byMonth.get(month) ?? []), needMm])
  }
  const means = [...byMonth.values()].map(list => ({
    mm: list.reduce((sum, one) => sum + one, 0) / list.length,
    days: list.length / season.zones.length,
  }))
  const peak = Math.max(...means.map(({ mm }) => mm))
  const days = means.filter(({ mm }) => mm >= 1.5).reduce((sum, one) => sum + one.days, 0)
  const area = season.zones.reduce((sum, { areaM2 }) => sum + areaM2, 0)
  return (peak * days * area) / 0.7 / 1000
}

export interface FaultRuns {
  readonly runs: number
  readonly incidents: number
  readonly isolated: number
  readonly restarts: number
  readonly longestS: number
  readonly broken: readonly (Broken & { readonly seed: number })[]
}

/** `count` mornings, each with one to three faults and perhaps a crash; the seed of each tells it again. */
export function liveFaultRuns(count: number, seed: number): FaultRuns {
  const broken: (Broken & { seed: number })[] = []
  let incidents = 0
  let isolated = 0
  let restarts = 0
  let longestS = 0
  for (let n = 0; n < count; n++) {
    const own = (seed * 100_003 + n) >>> 0
    const story = liveFaultRun(own)
    incidents += story.incidents.size
    isolated += [...story.incidents.values()].some(one => one.isolated) ? 1 : 0
    restarts += story.options.restarts.length
    longestS = Math.max(longestS, story.longestS)
    broken.push(...story.broken.map(one => ({ ...one, seed: own })))
  }
  return { runs: count, incidents, isolated, restarts, longestS, broken }
}

/** One morning in July. */
export function liveFaultRun(seed: number): Season & { broken: readonly Broken[]; longestS: number } {
  const random = createRandom(seed)
  const climate = CLIMATES[Math.floor(random.next() * CLIMATES.length)] as Climate
  const from = siteMidnight(climate, NEW_YEAR + 190 * DAY_MS) + 3.5 * HOUR_MS
  const water = from + 0.5 * HOUR_MS
  const until = water + 2.5 * HOUR_MS
  const faults = Array.from({ length: 1 + Math.floor(random.next() * 3) }, () =>
    drawFault(random, random.between(from, until), 3 * HOUR_MS),
  )
  const restarts = random.chance(0.5)
    ? [{ at: random.between(water, until), forMs: random.between(5000, 20 * 60_000) }]
    : []
  const season = new Season({
    climate,
    from,
    days: 5 / 24,
    random: random.fork('season'),
    faults: knowable(faults),
    restarts,
    mendMs: 8 * HOUR_MS,
    program: {
      method: 'fixed',
      steps: [0, 1, 2, 3].map(n => ({ zoneId: `zone-${n}`, runS: 600 + 300 * n })),
    },
  })
  const watch = createWatch()
  season.live(watch.look)
  return Object.assign(season, { broken: watch.broken, longestS: watch.longest.s })
}

function drawFaults(random: Random, from: number, to: number, everyMs: number): PlannedFault[] {
  const faults: PlannedFault[] = []
  for (let at = from + random.exponential(everyMs); at < to; at += random.exponential(everyMs))
    faults.push(drawFault(random, at, DAY_MS))
  return knowable(faults)
}

function drawFault(random: Random, from: number, lastsMs: number): PlannedFault {
  return {
    kind: KINDS[Math.floor(random.next() * KINDS.length)] ?? 'stuck-open',
    zone: Math.floor(random.next() * 4),
    from,
    to: from + 10 * 60_000 + random.exponential(lastsMs),
  }
}

/** A valve that lies while its meter is silent is known to nobody: the meter is not lost in the same hours. */
function knowable(faults: readonly PlannedFault[]): PlannedFault[] {
  return faults.filter(
    one =>
      one.kind !== 'meter-lost' ||
      !faults.some(other => other !== one && other.from < one.to && one.from < other.to),
  )
}

function drawRestarts(random: Random, from: number, to: number, everyMs: number) {
  const restarts: { at: number; forMs: number }[] = []
  for (let at = from + random.exponential(everyMs); at < to; at += random.exponential(everyMs))
    restarts.push({ at, forMs: random.between(5000, 40 * 60_000) })
  return restarts
}

/** Midnight at the place on the day that begins at `utc`. */
function siteMidnight({ place }: Climate, utc: number): number {
  return utc - Math.round(place.longitude / 15) * HOUR_MS
}
