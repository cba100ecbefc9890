/**
 * One run of one valve, cycle by cycle, from its start to the proof that it is shut again.
 *
 * The valve is believed only when it reports: an order that was sent is not yet water. It is closed here although the
 * device has its own timer, and by its own timer although it is closed here.
 */
import type { Cycle, Run, RunReason } from '../contract/watering-run.ts'

/** A valve that shuts itself this close to the planned end did what it was told. */
export const EARLY_TOLERANCE_S = 10
/** How long a start waits for a valve whose state nobody knows. */
export const UNKNOWN_WAIT_MS = 10 * 60_000

export type ValveReport = 'open' | 'closed' | 'unknown'

export type RunEvent =
  /** Its time has come and its pipe has room; `valve` is what it last reported. */
  | { readonly type: 'due'; readonly valve: ValveReport }
  /** `cycleS`: seconds since this cycle's opening, by a clock that nobody can set. */
  | { readonly type: 'reported'; readonly open: boolean; readonly cycleS: number; readonly soakS: number }
  /** Water was seen although the valve has not reported. */
  | { readonly type: 'flowing' }
  /** A meter sees the water of this cycle. */
  | { readonly type: 'seen' }
  /** The tries for an order are used up. */
  | { readonly type: 'order-failed'; readonly order: 'open' | 'close'; readonly cycleS: number }
  | { readonly type: 'tick'; readonly cycleS: number }
  /** Ends it, in order or for a fault. */
  | { readonly type: 'end'; readonly reason: RunReason; readonly cycleS: number }
  /** Shuts it for a moment; what is left of the cycle is kept. */
  | { readonly type: 'hold'; readonly cycleS: number }
  /** Opens a held one for so long, to see what flows through it alone. */
  | { readonly type: 'try'; readonly forS: number }
  | { readonly type: 'resume' }

export type RunEffect = { readonly type: 'open'; readonly forS: number } | { readonly type: 'close' }

export interface RunStep {
  readonly run: Run
  readonly effects: readonly RunEffect[]
}

export function isOver(run: Pick<Run, 'state'>): boolean {
  return run.state === 'done' || run.state === 'skipped' || run.state === 'failed' || run.state === 'stopped'
}

/** Its valve may be letting water through. */
export function isWet(run: Pick<Run, 'state'>): boolean {
  return run.state === 'opening' || run.state === 'running' || run.state === 'closing'
}

const stay = (run: Run): RunStep => ({ run, effects: [] })
const CLOSE: readonly RunEffect[] = [{ type: 'close' }]

const FAULTS: ReadonlySet<RunReason> = new Set<RunReason>([
  'not-confirmed',
  'not-closed',
  'no-flow',
  'over-flow',
])

/** Moves a run on. An event that means nothing in its state changes nothing. */
export function runStep(run: Run, event: RunEvent, now: number): RunStep {
  switch (run.state) {
    case 'planned':
    case 'soaking':
      return fromWaiting(run, event, now)
    case 'opening':
      return fromOpening(run, event, now)
    case 'running':
      return fromRunning(run, event, now)
    case 'closing':
      return fromClosing(run, event, now)
    case 'held':
      return fromHeld(run, event, now)
    default:
      return fromOver(run, event, now)
  }
}

/** Seconds still to give in this cycle. */
export function cycleOf(run: Run): Cycle {
  return run.cycles[run.cycle] ?? { at: run.plannedAt, runS: 0 }
}

function fromWaiting(run: Run, event: RunEvent, now: number): RunStep {
  const dry = run.openedAt === null
  if (event.type === 'end') return stay({ ...run, state: dry ? 'skipped' : 'stopped', reason: event.reason })
  const { at, runS } = cycleOf(run)
  if (event.type === 'tick' && run.finishBy !== null && now + runS * 1000 > run.finishBy)
    return stay({ ...run, state: dry ? 'skipped' : 'stopped', reason: dry ? 'no-room' : 'window-over' })
  if (event.type !== 'due') return stay(run)
  if (event.valve === 'closed')
    return {
      run: { ...run, state: 'opening', flowConfirmed: null },
      effects: [{ type: 'open', forS: runS }],
    }
  if (now - at < UNKNOWN_WAIT_MS) return stay(run)
  const reason = event.valve === 'open' ? 'valve-busy' : 'device-gone'
  return stay({ ...run, state: dry ? 'skipped' : 'stopped', reason })
}

function fromOpening(run: Run, event: RunEvent, now: number): RunStep {
  if ((event.type === 'reported' && event.open) || event.type === 'flowing')
    return stay({ ...run, state: 'running', openedAt: run.openedAt ?? now, cycleOpenedAt: now })
  // Perhaps it is open and only its report was lost: told to close in any case.
  if (event.type === 'order-failed' && event.order === 'open')
    return { run: { ...run, state: 'failed', reason: 'not-confirmed' }, effects: CLOSE }
  if (event.type === 'end') return { run: { ...run, state: 'closing', reason: event.reason }, effects: CLOSE }
  if (event.type === 'hold') return { run: { ...run, state: 'held' }, effects: CLOSE }
  return stay(run)
}

function fromRunning(run: Run, event: RunEvent, now: number): RunStep {
  const { runS } = cycleOf(run)
  switch (event.type) {
    case 'tick':
      return event.cycleS < runS ? stay(run) : { run: { ...run, state: 'closing' }, effects: CLOSE }
    case 'seen':
      return stay(run.flowConfirmed === true ? run : { ...run, flowConfirmed: true })
    case 'end':
      return { run: { ...run, state: 'closing', reason: event.reason }, effects: CLOSE }
    case 'hold':
      return { run: { ...given(run, event.cycleS), state: 'held' }, effects: CLOSE }
    case 'reported':
      if (event.open) return stay(run)
      if (event.cycleS < runS - EARLY_TOLERANCE_S)
        return stay(shut({ ...given(run, event.cycleS), reason: run.reason ?? 'closed-early' }, now))
      return stay(afterCycle(given(run, event.cycleS), now, event.soakS))
    default:
      return stay(run)
  }
}

function fromClosing(run: Run, event: RunEvent, now: number): RunStep {
  if (event.type === 'reported' && !event.open) {
    const counted = given(run, event.cycleS)
    return stay(run.reason === null ? afterCycle(counted, now, event.soakS) : shut(counted, now))
  }
  if (event.type === 'end') return stay({ ...run, reason: run.reason ?? event.reason })
  // The order itself goes on being repeated; here it only stops being a run.
  if (event.type === 'order-failed' && event.order === 'close')
    return stay({ ...given(run, event.cycleS), state: 'failed', reason: 'not-closed' })
  return stay(run)
}

function fromHeld(run: Run, event: RunEvent, now: number): RunStep {
  if (event.type === 'end') return { run: shut({ ...run, reason: event.reason }, now), effects: CLOSE }
  if (event.type === 'try')
    return { run: { ...run, state: 'opening' }, effects: [{ type: 'open', forS: event.forS }] }
  if (event.type === 'resume') {
    const cycles = run.cycles.map((cycle, n) => (n === run.cycle ? { ...cycle, at: now } : cycle))
    return stay({ ...run, cycles, state: 'soaking' })
  }
  if (event.type === 'order-failed' && event.order === 'close')
    return stay({ ...run, state: 'failed', reason: 'not-closed' })
  return stay(run)
}

/** A failed run still learns when its valve was shut at last. */
function fromOver(run: Run, event: RunEvent, now: number): RunStep {
  const late = event.type === 'reported' && !event.open && run.state === 'failed' && run.closedAt === null
  return stay(late ? { ...run, closedAt: now } : run)
}

/** Counts what ran of the cycle and leaves the rest of it. */
function given(run: Run, cycleS: number): Run {
  if (run.cycleOpenedAt === null) return run
  const { at, runS } = cycleOf(run)
  const left = Math.max(0, Math.round(runS - cycleS))
  const cycles = run.cycles.map((cycle, n) => (n === run.cycle ? { at, runS: left } : cycle))
  return { ...run, cycles, wateredS: run.wateredS + cycleS, cycleOpenedAt: null }
}

function afterCycle(run: Run, now: number, soakS: number): Run {
  const next = run.cycles[run.cycle + 1]
  if (next === undefined) return shut(run, now)
  const at = Math.max(next.at, now + soakS * 1000)
  const cycles = run.cycles.map((cycle, n) => (n === run.cycle + 1 ? { ...cycle, at } : cycle))
  return { ...run, cycles, cycle: run.cycle + 1, state: 'soaking', closedAt: now }
}

function shut(run: Run, now: number): Run {
  const state =
    run.reason === null || run.reason === 'under-flow'
      ? 'done'
      : FAULTS.has(run.reason)
        ? 'failed'
        : 'stopped'
  return { ...run, state, closedAt: run.openedAt === null ? null : now, cycleOpenedAt: null }
}
