/** Master valves and pumps: open while a zone behind them is, shut after it, and shut for good when something is wrong. */
import type { Run, RunReason } from '../contract/watering-run.ts'
import type { Supply } from '../contract/watering-zone.ts'
import type { IncidentBook } from './incident-book.ts'
import { type Emit, type KeeperConfig, keyOf, type Moment, type ValveRef } from './keeper-effect.ts'
import { OUTSIDE } from './recovery.ts'
import type { ValveBoard } from './valve-board.ts'

/** A master stays open this much longer than its zone, so that the zone's own valve ends the watering. */
const MARGIN_S = 90
/** Ordered anew when its own timer would end before that. */
const RENEW_S = 30
const TIMER_MAX_S = 43_200

export class SupplyDesk {
  /** Until when a master's own timer runs, by the steady clock. */
  readonly #until = new Map<string, number>()
  readonly #valves: ValveBoard
  readonly #incidents: IncidentBook
  readonly #emit: Emit

  constructor(valves: ValveBoard, incidents: IncidentBook, emit: Emit) {
    this.#valves = valves
    this.#incidents = incidents
    this.#emit = emit
  }

  /** Valves that a restart has to shut. A shut-off stands open on purpose. */
  refs(supplies: readonly Supply[]): ValveRef[] {
    return supplies.flatMap(supply => {
      const ref = refOf(supply)
      return ref === null || supply.kind === 'shut-off' ? [] : [ref]
    })
  }

  /** A zone is about to open for so long: its master goes first. */
  before(supply: Supply | undefined, forS: number, moment: Moment): void {
    if (supply?.kind === 'master-valve') this.#open(supply, forS, moment)
  }

  /** Opens pumps whose zones are open, renews what would end too soon, shuts what nobody needs. */
  drive(config: KeeperConfig, runs: readonly Run[], leftS: (run: Run) => number, moment: Moment): void {
    for (const supply of config.supplies) {
      if (refOf(supply) === null || (supply.kind !== 'master-valve' && supply.kind !== 'pump')) continue
      const zones = new Set(config.zones.filter(zone => zone.supplyId === supply.id).map(({ id }) => id))
      // Nobody here gives water to a valve that something else has opened.
      const own = runs.filter(run => zones.has(run.zoneId) && run.by !== OUTSIDE)
      const flows = own.filter(
        ({ state }) => state === 'running' || (state === 'opening' && supply.kind === 'master-valve'),
      )
      // A held zone is one of a pipe that is being tried: shut, it would hide what is stuck open.
      const shuts =
        supply.kind === 'master-valve' && own.some(({ state }) => state === 'closing' || state === 'held')
      if (flows.length > 0) this.#open(supply, Math.max(...flows.map(leftS)), moment)
      else if (this.#until.has(supply.id) && !shuts) this.#close(supply, 'steward', 'safety', moment)
    }
  }

  closeAll(supplies: readonly Supply[], by: string, moment: Moment): void {
    for (const supply of supplies)
      if (supply.kind === 'master-valve' || supply.kind === 'pump')
        this.#close(supply, by, 'stopped-by-person', moment)
  }

  /** Shuts it until a person restores it. Answers whether there was anything to shut. */
  isolate(supply: Supply, moment: Moment): boolean {
    if (supply.isolatedAt === null) this.#emit({ type: 'isolate', supplyId: supply.id, at: moment.now })
    if (supply.isolatedAt === null) this.#close(supply, 'steward', 'supply-isolated', moment)
    return refOf(supply) !== null
  }

  openFailed(ref: ValveRef, supplies: readonly Supply[], moment: Moment): void {
    // Open already: only its longer time was not heard, and it will be told again.
    if (this.#valves.lamp(ref) === 'open') return
    for (const supply of of(ref, supplies))
      this.#incidents.raise({ kind: 'not-opened', siteId: supply.siteId, zone: null, supply }, moment)
  }

  notClosed(ref: ValveRef, supplies: readonly Supply[], moment: Moment): void {
    for (const supply of of(ref, supplies))
      this.#incidents.raise({ kind: 'not-closed', siteId: supply.siteId, zone: null, supply }, moment)
  }

  shutAtLast(ref: ValveRef, supplies: readonly Supply[], moment: Moment): void {
    for (const supply of of(ref, supplies)) this.#incidents.settle('not-closed', null, supply.id, moment)
  }

  #open(supply: Supply, forS: number, { mono }: Moment): void {
    const ref = refOf(supply)
    if (ref === null || supply.isolatedAt !== null) return
    const neededMs = mono + (forS + RENEW_S) * 1000
    if ((this.#until.get(supply.id) ?? Number.NEGATIVE_INFINITY) >= neededMs) return
    const timerS = Math.min(TIMER_MAX_S, Math.ceil(forS) + MARGIN_S)
    this.#until.set(supply.id, mono + timerS * 1000)
    this.#valves.open(ref, { forS: timerS, runId: null, by: 'steward', reason: 'program' })
  }

  #close(supply: Supply, by: string, reason: RunReason | 'safety', moment: Moment): void {
    const ref = refOf(supply)
    this.#until.delete(supply.id)
    if (ref !== null) this.#valves.close(ref, { runId: null, by, reason }, moment)
  }
}

export function refOf({
  deviceId,
  channel,
  kind,
}: Pick<Supply, 'deviceId' | 'channel' | 'kind'>): ValveRef | null {
  return deviceId === null || kind === 'mains' ? null : { deviceId, channel }
}

function of(ref: ValveRef, supplies: readonly Supply[]): Supply[] {
  return supplies.filter(supply => {
    const own = refOf(supply)
    return own !== null && keyOf(own) === keyOf(ref)
  })
}
