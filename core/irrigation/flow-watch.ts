/**
 * What a water meter says about the valves behind it: pure, on a clock that nobody can set.
 *
 * Nothing is judged until the flow has had time to settle after a valve moved, and nothing on one reading alone.
 */
/** Above this share more than expected is a broken head or pipe, below it less is a blockage. */
export const FLOW_TOLERANCE = 0.25
export const SETTLE_MS = 60_000
/** With every valve shut there is nothing to settle but the pipe. */
export const SHUT_SETTLE_MS = 20_000
/** Less than this share of what is expected is no water at all. */
const NO_FLOW_SHARE = 0.1
const FLOWING_SHARE = 0.5
/** Two readings this far apart must agree before anything is done. */
const AGREE_MS = 15_000
/** More zones than this do not share a meter within anybody's memory. */
const RECENT_MAX = 16
/** A trickle with every valve shut. */
export const LEAK_AFTER_MS = 10 * 60_000

export type FlowClass = 'ok' | 'high' | 'low' | 'none' | 'leak'

export interface FlowCheck {
  /** Sum of the nominal flows of the valves that are open; 0 when all are shut. */
  readonly expectedLpm: number
  readonly measuredLpm: number
  readonly tolerance?: number
  readonly leakLpm?: number
}

/** One reading against what it should be. */
export function classifyFlow({
  expectedLpm,
  measuredLpm,
  tolerance = FLOW_TOLERANCE,
  leakLpm = 0.5,
}: FlowCheck): FlowClass {
  if (expectedLpm <= 0) return measuredLpm > leakLpm ? 'leak' : 'ok'
  if (measuredLpm > expectedLpm * (1 + tolerance)) return 'high'
  if (measuredLpm < expectedLpm * NO_FLOW_SHARE) return 'none'
  return measuredLpm < expectedLpm * (1 - tolerance) ? 'low' : 'ok'
}

export interface OpenZone {
  readonly id: string
  readonly nominalLpm: number
}

export interface MeterState {
  readonly open: readonly OpenZone[]
  /** Since when this set is open. */
  readonly since: number
  /** What the readings have said since it settled, and since when. */
  readonly says: FlowClass | null
  readonly saysSince: number
  /** It was acted on; not again until the set changes or the flow is right. */
  readonly told: boolean
  readonly flowing: boolean
  readonly leaking: boolean
  /** The newest reading, and the one before the last valve moved; null: none yet. */
  readonly lpm: number | null
  readonly beforeLpm: number | null
  /** Those that shut since `beforeLpm` was read. */
  readonly shut: readonly OpenZone[]
  /** Shut now and open before, the newest first: a valve that is stuck open is one of them. */
  readonly recent: readonly OpenZone[]
}

export type MeterEvent =
  | { readonly type: 'open-set'; readonly open: readonly OpenZone[] }
  | { readonly type: 'flow'; readonly lpm: number }

export type MeterEffect =
  /** Water is seen through these. */
  | { readonly type: 'flowing'; readonly zones: readonly OpenZone[]; readonly lpm: number }
  /** Settled and right; a sample of a zone that is open alone. */
  | { readonly type: 'sample'; readonly zone: OpenZone; readonly lpm: number }
  | {
      readonly type: 'under' | 'none'
      readonly zones: readonly OpenZone[]
      readonly lpm: number
      readonly limitLpm: number
    }
  /** `suspect`: one that should be shut and would account for what is too much. */
  | {
      readonly type: 'over'
      readonly zones: readonly OpenZone[]
      readonly lpm: number
      readonly limitLpm: number
      readonly suspect: OpenZone | null
    }
  /** Every valve is shut and nothing flows. */
  | { readonly type: 'still' }
  | { readonly type: 'leak'; readonly lpm: number; readonly suspect: OpenZone | null }
  | { readonly type: 'calm' }

export const NEW_METER: MeterState = {
  open: [],
  since: 0,
  says: null,
  saysSince: 0,
  told: false,
  flowing: false,
  leaking: false,
  lpm: null,
  beforeLpm: null,
  shut: [],
  recent: [],
}

export interface MeterStep {
  readonly state: MeterState
  readonly effects: readonly MeterEffect[]
}

export function meterStep(state: MeterState, event: MeterEvent, monoMs: number, leakLpm: number): MeterStep {
  return event.type === 'open-set'
    ? moved(state, event.open, monoMs)
    : read(state, event.lpm, monoMs, leakLpm)
}

function moved(state: MeterState, open: readonly OpenZone[], monoMs: number): MeterStep {
  const same = open.length === state.open.length && open.every(zone => isAmong(zone, state.open))
  if (same) return { state, effects: [] }
  const shut = state.open.filter(zone => !isAmong(zone, open))
  const wasRead = state.lpm !== null
  return {
    state: {
      ...state,
      open,
      since: monoMs,
      says: null,
      told: false,
      flowing: false,
      lpm: null,
      beforeLpm: state.lpm ?? state.beforeLpm,
      shut: wasRead ? shut : [...shut, ...state.shut],
      recent: [...shut, ...state.recent.filter(zone => !isAmong(zone, [...open, ...shut]))].slice(
        0,
        RECENT_MAX,
      ),
    },
    effects: [],
  }
}

const isAmong = ({ id }: OpenZone, zones: readonly OpenZone[]) => zones.some(one => one.id === id)

function read(state: MeterState, lpm: number, monoMs: number, leakLpm: number): MeterStep {
  const expectedLpm = state.open.reduce((sum, { nominalLpm }) => sum + nominalLpm, 0)
  const effects: MeterEffect[] = []
  let next: MeterState = { ...state, lpm }
  if (!state.flowing && expectedLpm > 0 && lpm >= expectedLpm * FLOWING_SHARE) {
    next = { ...next, flowing: true }
    effects.push({ type: 'flowing', zones: state.open, lpm })
  }
  // What leaks behind an open valve is not seen, which does not end it.
  if (next.leaking && lpm <= leakLpm) {
    next = { ...next, leaking: false }
    effects.push({ type: 'calm' })
  }
  if (monoMs - state.since < (expectedLpm > 0 ? SETTLE_MS : SHUT_SETTLE_MS)) return { state: next, effects }
  const says = classifyFlow({ expectedLpm, measuredLpm: lpm, leakLpm })
  if (says !== next.says)
    return { state: { ...next, says, saysSince: monoMs, told: next.told && says === next.says }, effects }
  const judged = judge(next, says, lpm, expectedLpm, monoMs - next.saysSince)
  return { state: judged.state, effects: [...effects, ...judged.effects] }
}

function judge(
  state: MeterState,
  says: FlowClass,
  lpm: number,
  expectedLpm: number,
  forMs: number,
): MeterStep {
  const [only] = state.open
  if (says === 'ok') {
    if (only === undefined) return { state, effects: [{ type: 'still' }] }
    const sample = state.open.length === 1
    return { state, effects: sample ? [{ type: 'sample', zone: only, lpm }] : [] }
  }
  if (says === 'leak') return leaks(state, lpm, forMs)
  if (state.told || forMs < AGREE_MS) return { state, effects: [] }
  const told = { ...state, told: true }
  const zones = state.open
  if (says === 'high') {
    const limitLpm = expectedLpm * (1 + FLOW_TOLERANCE)
    const suspect = state.recent.find(zone => lets(zone, lpm - expectedLpm)) ?? null
    return { state: told, effects: [{ type: 'over', zones, lpm, limitLpm, suspect }] }
  }
  const limitLpm = expectedLpm * (1 - FLOW_TOLERANCE)
  if (says === 'none') return { state: told, effects: [{ type: 'none', zones, lpm, limitLpm }] }
  const missing = expectedLpm - lpm
  // The zones without which the rest would add up.
  const blocked = zones.filter(
    ({ nominalLpm }) => Math.abs(nominalLpm - missing) <= FLOW_TOLERANCE * nominalLpm,
  )
  const blamed = zones.length > 1 && blocked.length > 0 ? blocked : zones
  return { state: told, effects: [{ type: 'under', zones: blamed, lpm, limitLpm }] }
}

function leaks(state: MeterState, lpm: number, forMs: number): MeterStep {
  const suspect = stuckOf(state, lpm)
  if (state.told || forMs < (suspect === null ? LEAK_AFTER_MS : AGREE_MS)) return { state, effects: [] }
  return { state: { ...state, told: true, leaking: true }, effects: [{ type: 'leak', lpm, suspect }] }
}

/** So much is what this one lets through when it is open. */
const lets = ({ nominalLpm }: OpenZone, lpm: number) =>
  Math.abs(nominalLpm - lpm) <= FLOW_TOLERANCE * nominalLpm

/**
 * Which valve did not shut although it says so. The last one, when the flow did not fall as it should have when it shut;
 * when it did fall, one that had shut before and would let through just this.
 */
function stuckOf({ recent, shut, beforeLpm }: MeterState, lpm: number): OpenZone | null {
  const [last] = recent
  if (last === undefined) return null
  const asOpen = lpm >= last.nominalLpm * FLOWING_SHARE
  // Two that shut between two readings cannot be told apart by what fell.
  const fellLpm = shut.length === 1 && beforeLpm !== null ? beforeLpm - lpm : null
  const hasShut = fellLpm !== null && fellLpm >= last.nominalLpm * FLOWING_SHARE
  if (fellLpm !== null && !hasShut && asOpen) return last
  const fits = recent.find(zone => !(hasShut && zone === last) && lets(zone, lpm))
  return fits ?? (!hasShut && asOpen ? last : null)
}
