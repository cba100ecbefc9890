/** What runs teach about a zone, and what is worth asking a person. Nothing is changed without them. */
import type { Suggestion, ZoneLearning } from '../contract/watering-record.ts'
import type { Zone } from '../contract/watering-zone.ts'
import { suggestionSentence } from '../text/watering-suggestions.ts'
import { applicationMmPerH, efficiencyOf } from './soils.ts'

const FLOWS_KEPT = 60
const RATES_KEPT = 30
const DAY_MS = 86_400_000
/** A suggestion somebody said no to rests. */
export const DISMISSED_MS = 30 * DAY_MS
const RUNS_MIN = 3
/** Differences below these are nothing to ask about. */
const FLOW_SHARE = 0.08
const DRIFT_SHARE = 0.12
const RATE_SHARE = 0.2
/** A season has begun to show after so many runs over so long. */
const DRIFT_RUNS_MIN = 8
const DRIFT_DAYS_MIN = 21

export function emptyLearning({ id, siteId }: Pick<Zone, 'id' | 'siteId'>): ZoneLearning {
  return { id, siteId, flows: [], rates: [], dismissed: [] }
}

/** A settled mean flow of a good run. */
export function withFlow(learning: ZoneLearning, lpm: number, at: number): ZoneLearning {
  return { ...learning, flows: [...learning.flows, { at, lpm }].slice(-FLOWS_KEPT) }
}

/** A rise of soil moisture, % of volume over the roots' depth, after so many seconds of water. */
export function withRise(
  learning: ZoneLearning,
  rise: { readonly risePct: number; readonly rootsM: number; readonly wateredS: number; readonly at: number },
): ZoneLearning {
  const mm = (rise.risePct / 100) * rise.rootsM * 1000
  if (rise.wateredS < 120 || mm <= 0) return learning
  const mmPerH = (mm * 3600) / rise.wateredS
  return { ...learning, rates: [...learning.rates, { at: rise.at, mmPerH }].slice(-RATES_KEPT) }
}

/** What is worth asking now. */
export function suggestionsOf(zone: Zone, learning: ZoneLearning, now: number): Suggestion[] {
  const rests = new Set(
    learning.dismissed.filter(({ at }) => now - at < DISMISSED_MS).map(({ kind }) => kind),
  )
  const all = [nominalFlow(zone, learning), drift(zone, learning), rate(zone, learning)]
  return all.flatMap(one => (one === null || rests.has(one.kind) ? [] : [one]))
}

function nominalFlow(zone: Zone, { flows }: ZoneLearning): Suggestion | null {
  const last = flows.slice(-5).map(({ lpm }) => lpm)
  if (last.length < RUNS_MIN) return null
  const suggested = round(median(last), 1)
  const off = Math.abs(suggested - zone.nominalFlowLpm) / zone.nominalFlowLpm
  // A typed figure that turns out right is still worth calling measured.
  if (off < FLOW_SHARE && zone.flowBasis === 'measured') return null
  return suggestion(zone, 'nominal-flow', zone.nominalFlowLpm, suggested, 'L/min', last.length, true)
}

/** Slowly more is a leak between valve and head, slowly less is silting up. */
function drift(zone: Zone, { flows }: ZoneLearning): Suggestion | null {
  const [first] = flows
  const last = flows.at(-1)
  if (first === undefined || last === undefined || flows.length < DRIFT_RUNS_MIN) return null
  if (last.at - first.at < DRIFT_DAYS_MIN * DAY_MS) return null
  const third = Math.floor(flows.length / 3)
  const before = median(flows.slice(0, third).map(({ lpm }) => lpm))
  const after = median(flows.slice(-third).map(({ lpm }) => lpm))
  const share = (after - before) / before
  if (Math.abs(share) < DRIFT_SHARE) return null
  return suggestion(zone, 'drift', null, round(100 * share, 0), '%', flows.length, false)
}

/** What the roots really get in an hour of water, against what flow, area and efficiency say. */
function rate(zone: Zone, { rates }: ZoneLearning): Suggestion | null {
  const last = rates.slice(-7).map(({ mmPerH }) => mmPerH)
  if (last.length < RUNS_MIN) return null
  const reckoned = applicationMmPerH(zone) * efficiencyOf(zone)
  const seen = round(median(last), 1)
  if (Math.abs(seen - reckoned) / reckoned < RATE_SHARE) return null
  return suggestion(zone, 'precipitation-rate', round(reckoned, 1), seen, 'mm/h', last.length, true)
}

/** The zone with a suggestion taken over. */
export function accepted(zone: Zone, { kind, suggested }: Pick<Suggestion, 'kind' | 'suggested'>): Zone {
  if (kind === 'nominal-flow') return { ...zone, nominalFlowLpm: suggested, flowBasis: 'measured' }
  if (kind === 'precipitation-rate') {
    const share = suggested / applicationMmPerH(zone)
    return { ...zone, efficiency: Math.min(1, Math.max(0.3, round(share, 2))) }
  }
  return zone
}

function suggestion(
  zone: Zone,
  kind: Suggestion['kind'],
  current: number | null,
  suggested: number,
  unit: Suggestion['unit'],
  runs: number,
  acceptable: boolean,
): Suggestion {
  const sentence = suggestionSentence({ kind, zone: zone.name, current, suggested, runs })
  return {
    id: `${zone.id}:${kind}`,
    siteId: zone.siteId,
    zoneId: zone.id,
    kind,
    current,
    suggested,
    unit,
    runs,
    sentence,
    acceptable,
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const high = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
