/**
 * Which zone opens when: as many at once as their pipe gives water for, the important ones first, each zone's soak
 * guaranteed while others run in its gap. What does not fit before its end is answered as such, not squeezed in.
 */
import type { Cycle } from '../contract/watering-run.ts'
import { inTheWay, type Stretch } from './exclusions.ts'

/** Time for one valve to close before the next one opens, so that the pipe keeps its pressure. */
export const BETWEEN_MS = 10_000
/** A placing that takes more steps than this is given up rather than awaited. */
const STEPS_MAX = 100_000

export interface Job {
  readonly key: string
  readonly valve: string
  readonly supply: string
  readonly flowLpm: number
  /** Seconds, in order. */
  readonly cycles: readonly number[]
  readonly soakS: number
  readonly earliest: number
  readonly finishBy: number
  readonly priority: number
  readonly avoid: readonly Stretch[]
}

/** Water that is spoken for already. */
export interface Reservation {
  readonly supply: string
  readonly valve: string
  readonly flowLpm: number
  readonly from: number
  readonly to: number
}

export interface Placed {
  readonly cycles: readonly Cycle[]
  /** Seconds that found no room. */
  readonly unfitS: number
  /** Why: the pipe cannot give it even alone, or the time is too short. */
  readonly short: 'capacity' | 'window' | null
}

interface Pending {
  readonly job: Job
  readonly done: Cycle[]
  next: number
  readyAt: number
}

export interface Packing {
  readonly placed: ReadonlyMap<string, Placed>
  readonly reservations: readonly Reservation[]
}

/** Places every job; `capacity` is L/min of a supply, null for one zone at a time. */
export function pack(
  jobs: readonly Job[],
  capacity: (supply: string) => number | null,
  taken: readonly Reservation[] = [],
): Packing {
  const placed = new Map<string, Placed>()
  const reservations: Reservation[] = []
  for (const [supply, list] of bySupply(jobs)) {
    const limit = capacity(supply)
    const busy = taken.filter(one => one.supply === supply || list.some(({ valve }) => valve === one.valve))
    const pending: Pending[] = []
    for (const job of list) {
      if (limit !== null && job.flowLpm > limit)
        placed.set(job.key, { cycles: [], unfitS: sum(job.cycles), short: 'capacity' })
      else pending.push({ job, done: [], next: 0, readyAt: job.earliest })
    }
    reservations.push(...placeAll(pending, limit, busy))
    for (const { job, done, next } of pending) {
      const unfitS = sum(job.cycles.slice(next))
      placed.set(job.key, { cycles: done, unfitS, short: unfitS > 0 ? 'window' : null })
    }
  }
  return { placed, reservations }
}

function bySupply(jobs: readonly Job[]): Map<string, Job[]> {
  const groups = new Map<string, Job[]>()
  for (const job of jobs) groups.set(job.supply, [...(groups.get(job.supply) ?? []), job])
  return groups
}

const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0)

function placeAll(
  pending: readonly Pending[],
  limit: number | null,
  taken: readonly Reservation[],
): Reservation[] {
  const order = [...pending].sort(
    (a, b) => a.job.priority - b.job.priority || a.job.earliest - b.job.earliest,
  )
  const made: Reservation[] = []
  let running: Reservation[] = [...taken]
  let open = order
  let at = Math.min(...open.map(({ readyAt }) => readyAt))
  for (let step = 0; open.length > 0 && step < STEPS_MAX; step++) {
    running = running.filter(({ to }) => to > at)
    for (const one of open) {
      const made1 = tryStart(one, at, limit, running)
      if (made1 === undefined) continue
      running.push(made1)
      made.push(made1)
    }
    open = open.filter(one => one.next < one.job.cycles.length && fitsLater(one, at))
    at = nextMoment(open, running, at)
  }
  return made
}

function tryStart(
  one: Pending,
  at: number,
  limit: number | null,
  running: readonly Reservation[],
): Reservation | undefined {
  const { job } = one
  const runS = job.cycles[one.next]
  if (runS === undefined || at < one.readyAt) return undefined
  const end = at + runS * 1000
  if (end > job.finishBy) return undefined
  const blocked = inTheWay(job.avoid, at, end)
  if (blocked !== undefined) {
    one.readyAt = Math.max(one.readyAt, blocked.to)
    return undefined
  }
  const through = end + BETWEEN_MS
  let flow = 0
  for (const other of running) {
    if (other.from >= through || other.to <= at) continue
    if (other.valve === job.valve) return undefined
    flow += other.flowLpm
    if (limit === null && other.supply === job.supply) return undefined
  }
  if (limit !== null && flow + job.flowLpm > limit + 1e-9) return undefined
  one.done.push({ at, runS })
  one.next += 1
  one.readyAt = end + Math.max(job.soakS * 1000, BETWEEN_MS)
  return { supply: job.supply, valve: job.valve, flowLpm: job.flowLpm, from: at, to: through }
}

/** False once the next cycle would end too late even if it began now. */
function fitsLater({ job, next, readyAt }: Pending, at: number): boolean {
  return Math.max(at, readyAt) + (job.cycles[next] ?? 0) * 1000 <= job.finishBy
}

function nextMoment(open: readonly Pending[], running: readonly Reservation[], at: number): number {
  let next = Number.POSITIVE_INFINITY
  for (const { to } of running) if (to > at && to < next) next = to
  for (const { readyAt } of open) if (readyAt > at && readyAt < next) next = readyAt
  // Nothing will change by itself: each that is left is tried past the next second until its end.
  return Number.isFinite(next) ? next : at + 1000
}
