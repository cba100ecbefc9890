/**
 * One run of one valve, from its start to the proof that it is shut again.
 *
 * The valve is believed only when it reports: an order that was sent is not yet water. It is closed here although the
 * device has its own timer, and by its own timer although it is closed here.
 */
import type { Run } from '../contract/watering.ts'

/** A valve that shuts itself this close to the planned end did what it was told. */
export const EARLY_TOLERANCE_S = 10

export type ValveReport = 'open' | 'closed' | 'unknown'

export type RunEvent =
  /** The planned time has come; `valve` is what it last reported. */
  | { readonly type: 'due'; readonly valve: ValveReport }
  | { readonly type: 'reported'; readonly open: boolean; readonly runningS: number }
  /** The tries for an order are used up. */
  | { readonly type: 'order-failed'; readonly order: 'open' | 'close' }
  /** `runningS` by a clock that nobody can set. */
  | { readonly type: 'tick'; readonly runningS: number }
  | { readonly type: 'stop'; readonly reason: 'stopped-by-person' | 'stopped-by-restart' }

export type RunEffect = { readonly type: 'open'; readonly forS: number } | { readonly type: 'close' }

export interface RunStep {
  readonly run: Run
  readonly effects: readonly RunEffect[]
}

export function isOver(run: Pick<Run, 'state'>): boolean {
  return run.state === 'done' || run.state === 'skipped' || run.state === 'failed' || run.state === 'stopped'
}

/** Moves a run on. An event that means nothing in its state changes nothing. */
export function runStep(run: Run, event: RunEvent, now: number): RunStep {
  switch (run.state) {
    case 'planned':
      return fromPlanned(run, event)
    case 'opening':
      return fromOpening(run, event, now)
    case 'running':
      return fromRunning(run, event, now)
    case 'closing':
      return fromClosing(run, event, now)
    default:
      return fromOver(run, event, now)
  }
}

const stay = (run: Run): RunStep => ({ run, effects: [] })
const CLOSE: readonly RunEffect[] = [{ type: 'close' }]

function fromPlanned(run: Run, event: RunEvent): RunStep {
  if (event.type === 'stop') return stay({ ...run, state: 'skipped', reason: event.reason })
  if (event.type !== 'due') return stay(run)
  if (event.valve === 'unknown') return stay({ ...run, state: 'skipped', reason: 'device-gone' })
  if (event.valve === 'open') return stay({ ...run, state: 'skipped', reason: 'valve-busy' })
  return { run: { ...run, state: 'opening' }, effects: [{ type: 'open', forS: run.plannedS }] }
}

function fromOpening(run: Run, event: RunEvent, now: number): RunStep {
  if (event.type === 'reported' && event.open) return stay({ ...run, state: 'running', openedAt: now })
  // Perhaps it is open and only its report was lost: told to close in any case.
  if (event.type === 'order-failed' && event.order === 'open') {
    return { run: { ...run, state: 'failed', reason: 'not-confirmed' }, effects: CLOSE }
  }
  if (event.type === 'stop')
    return { run: { ...run, state: 'closing', reason: event.reason }, effects: CLOSE }
  return stay(run)
}

function fromRunning(run: Run, event: RunEvent, now: number): RunStep {
  if (event.type === 'tick' && event.runningS >= run.plannedS)
    return { run: { ...run, state: 'closing' }, effects: CLOSE }
  if (event.type === 'stop')
    return { run: { ...run, state: 'closing', reason: event.reason }, effects: CLOSE }
  if (event.type === 'reported' && !event.open) {
    const early = event.runningS < run.plannedS - EARLY_TOLERANCE_S
    return stay({
      ...run,
      closedAt: now,
      state: early ? 'stopped' : 'done',
      reason: early ? 'closed-early' : run.reason,
    })
  }
  return stay(run)
}

function fromClosing(run: Run, event: RunEvent, now: number): RunStep {
  if (event.type === 'reported' && !event.open) {
    return stay({ ...run, closedAt: now, state: run.reason === null ? 'done' : 'stopped' })
  }
  // The order itself goes on being repeated; here it only stops being a run.
  if (event.type === 'order-failed' && event.order === 'close')
    return stay({ ...run, state: 'failed', reason: 'not-closed' })
  return stay(run)
}

/** A failed run still learns when its valve was shut at last. */
function fromOver(run: Run, event: RunEvent, now: number): RunStep {
  const shut = event.type === 'reported' && !event.open && run.state === 'failed' && run.closedAt === null
  return stay(shut ? { ...run, closedAt: now } : run)
}
