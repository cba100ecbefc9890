/**
 * Keeps the valves of a site: starts what is planned when its pipe has room, follows every run until its valve has said
 * it is shut and its meter agrees, and isolates what will not shut. Decides only; what is to be done it answers as
 * effects, so a year of it runs on virtual time as it does on a wall clock.
 */
import type { PointId } from '../contract/reading.ts'
import type { Incident } from '../contract/watering-record.ts'
import type { Run, RunReason } from '../contract/watering-run.ts'
import type { Supply, Zone } from '../contract/watering-zone.ts'
import { ConfigView } from './config-view.ts'
import { IncidentBook } from './incident-book.ts'
import {
  type KeeperConfig,
  type KeeperEffect,
  keyOf,
  type Moment,
  type ValveRef,
  valveOf,
} from './keeper-effect.ts'
import { LitreCounter } from './litres.ts'
import { MeterDesk } from './meter-desk.ts'
import { outsideRun, recovered } from './recovery.ts'
import { hasRoom } from './room.ts'
import { cycleOf, isOver, isWet, type RunEvent, runStep, type ValveReport } from './run.ts'
import { cycleLimits } from './soils.ts'
import { SupplyDesk } from './supply-desk.ts'
import { RESTART_GRACE_MS, ValveBoard } from './valve-board.ts'

/** A valve that has just shut may still speak of before. */
const OUTSIDE_AFTER_MS = 5000

export class Keeper {
  readonly valves: ValveBoard
  readonly incidents: IncidentBook
  readonly #runs = new Map<string, Run>()
  /** When the cycle of a run opened, by the steady clock. */
  readonly #opened = new Map<string, number>()
  readonly #shutAt = new Map<string, number>()
  /** Failed with their valves open, by zone. */
  readonly #late = new Map<string, Run>()
  readonly #litres = new LitreCounter()
  readonly #meters: MeterDesk
  readonly #supplies: SupplyDesk
  #config: KeeperConfig = { zones: [], supplies: [], programs: [] }
  #view = new ConfigView(this.#config)
  #effects: KeeperEffect[] = []
  #safeUntil: number | null = null

  constructor() {
    const emit = (effect: KeeperEffect) => void this.#effects.push(effect)
    this.valves = new ValveBoard(emit)
    this.incidents = new IncidentBook(emit)
    this.#supplies = new SupplyDesk(this.valves, this.incidents, emit)
    this.#meters = new MeterDesk({
      runOf: zoneId => this.runOf(zoneId),
      step: (run, event, moment) => this.#step(run, event, moment),
      cycleS: (run, moment) => this.#cycleS(run, moment),
      doubt: (zone, moment) => this.#doubt(zone, moment),
      isolate: (supply, moment) => this.#isolate(supply, moment),
      incidents: this.incidents,
    })
  }

  /** Zones, supplies and programs as they stand. To be told before anything else and at every change. */
  configure(config: KeeperConfig): void {
    this.#config = config
    this.#view = new ConfigView(config)
    this.#meters.configure(config)
  }

  /** What is to be done since the last question. */
  take(): KeeperEffect[] {
    const effects = this.#effects
    this.#effects = []
    return effects
  }

  /** Runs that are not over. */
  active = (): readonly Run[] => [...this.#runs.values()]

  /** The run of a zone that has begun, else the next that waits. */
  runOf(zoneId: string): Run | undefined {
    let found: Run | undefined
    for (const run of this.#runs.values()) {
      if (run.zoneId !== zoneId) continue
      if (run.state !== 'planned') return run
      if (found === undefined || run.plannedAt < found.plannedAt) found = run
    }
    return found
  }

  /**
   * After a start: every valve that may be open is told to close before anything may open again, runs that were broken
   * off are ended or made up by their program's rule. `mayBeOpen` says of a valve that has not reported whether it was
   * ever heard at all.
   */
  recover(
    runs: readonly Run[],
    incidents: readonly Incident[],
    reports: (ref: ValveRef) => { report: ValveReport; stranger: boolean },
    moment: Moment,
  ): void {
    this.incidents.restore(incidents)
    this.#safeUntil = moment.mono + RESTART_GRACE_MS
    const suspects = new Set<string>()
    for (const run of runs) {
      if (isOver(run)) continue
      const zone = this.#view.zone(run.zoneId)
      if (zone !== undefined && run.state !== 'planned') suspects.add(keyOf(valveOf(zone)))
      const missed = this.#config.programs.find(({ id }) => id === run.programId)?.missed ?? 'skip'
      const next = recovered(run, zone, missed, moment.now, RESTART_GRACE_MS)
      if (isOver(next)) this.#keep(this.#counted(next))
      else {
        this.#runs.set(next.id, next)
        this.#keep(next)
      }
    }
    const order = { runId: null, by: 'steward', reason: 'safety' as const }
    for (const ref of [...this.#config.zones.map(valveOf), ...this.#supplies.refs(this.#config.supplies)]) {
      const { report, stranger } = reports(ref)
      const suspect = suspects.has(keyOf(ref))
      if (report !== 'unknown' && !suspect) this.valves.report(ref, report === 'open', moment)
      if (suspect || (report !== 'closed' && !stranger))
        this.valves.close(ref, order, moment, RESTART_GRACE_MS)
    }
  }

  /** Takes on a run that was decided. */
  begin(run: Run, moment: Moment): void {
    if (this.#runs.has(run.id)) return
    this.#runs.set(run.id, run)
    this.#keep(run)
    this.#startDue(moment)
  }

  /** A valve, master valve or pump reported. */
  report(ref: ValveRef, open: boolean, moment: Moment): void {
    const atLast = this.valves.report(ref, open, moment)
    for (const zone of this.#view.zonesAt(ref)) {
      if (!open) this.#shutLate(zone.id, moment)
      if (atLast) this.incidents.settle('not-closed', zone.id, null, moment)
      const run = this.#wetRunOf(zone.id)
      if (run !== undefined) this.#reported(run, zone, open, moment)
      else if (open) this.#openedOutside(zone, moment)
      if (run !== undefined && !open && this.#wetRunOf(zone.id) === undefined) this.valves.ended(ref)
      if (!open) this.incidents.settle('opened-outside', zone.id, null, moment)
    }
    if (atLast) this.#supplies.shutAtLast(ref, this.#config.supplies, moment)
    if (!open) this.#shutAt.set(keyOf(ref), moment.mono)
    this.#moved(moment)
  }

  /** A meter read. */
  flow(point: PointId, lpm: number, moment: Moment): void {
    const zones = this.#meters.zonesOf(point)
    const open = zones.flatMap(zone => {
      const run = this.#wetRunOf(zone.id)
      const opened = run !== undefined && run.cycleOpenedAt !== null
      return opened || this.#isOpen(zone) ? [{ zone, runId: opened ? run.id : null }] : []
    })
    this.#litres.read(point, lpm, open, moment.mono)
    const nominal = open.reduce((sum, { zone }) => sum + zone.nominalFlowLpm, 0)
    for (const zone of zones) {
      const run = this.#wetRunOf(zone.id)
      if (run?.state !== 'opening' || lpm < nominal + zone.nominalFlowLpm / 2) continue
      this.#step(run, { type: 'flowing' }, moment)
    }
    this.#moved(moment)
    this.#meters.read(point, lpm, moment)
  }

  /** The road has given an order up. */
  orderFailed(ref: ValveRef, order: 'open' | 'close', moment: Moment): void {
    for (const zone of this.#view.zonesAt(ref)) {
      const run = this.#wetRunOf(zone.id)
      if (run === undefined) continue
      const about = { siteId: zone.siteId, zone, supply: this.#view.supplyOf(zone) ?? null }
      const kind = run.state === 'running' ? 'says-closed' : run.state === 'opening' ? 'not-opened' : null
      if (order === 'open' && kind !== null) this.incidents.raise({ ...about, kind }, moment)
      this.#step(run, { type: 'order-failed', order, cycleS: this.#cycleS(run, moment) }, moment)
    }
    if (order === 'open') this.#supplies.openFailed(ref, this.#config.supplies, moment)
  }

  /** Once a second: ends what has run its time, starts what is due, and asks after closes that nobody answered. */
  tick(moment: Moment): void {
    for (const run of this.active())
      this.#step(run, { type: 'tick', cycleS: this.#cycleS(run, moment) }, moment)
    for (const { ref } of this.valves.newlyOverdue(moment)) this.#notClosed(ref, moment)
    for (const ref of this.valves.newlyExhausted(moment)) this.#isolateFor(ref, moment)
    this.#meters.tick(moment)
    this.#startDue(moment)
    this.#supplies.drive(this.#config, this.active(), run => this.#leftS(run, moment), moment)
  }

  /** Ends what runs or waits in these zones, and tells their valves to close whatever is known of them. */
  end(zones: readonly Zone[], reason: RunReason, by: string, moment: Moment): void {
    for (const zone of zones) {
      const wet = this.#wetRunOf(zone.id)
      for (const run of this.active())
        if (run.zoneId === zone.id && (run.state !== 'planned' || run.slotAt <= moment.now))
          this.#step(run, { type: 'end', reason, cycleS: this.#cycleS(run, moment) }, moment, by)
      const told = wet !== undefined && wet.state !== 'closing'
      if (!told) this.valves.close(valveOf(zone), { runId: wet?.id ?? null, by, reason }, moment)
    }
    this.#supplies.drive(this.#config, this.active(), run => this.#leftS(run, moment), moment)
  }

  /** Shuts masters and pumps at once. */
  closeSupplies(supplies: readonly Supply[], by: string, moment: Moment): void {
    this.#supplies.closeAll(supplies, by, moment)
  }

  /** A program is gone: what it planned and has not begun does not happen. */
  dropPlanned(programId: string, moment: Moment): void {
    for (const run of this.active())
      if (run.programId === programId && run.state === 'planned')
        this.#step(run, { type: 'end', reason: 'program-removed', cycleS: 0 }, moment)
  }

  #startDue(moment: Moment): void {
    if (!this.#isSafe(moment)) return
    const due = this.active()
      .filter(run => (run.state === 'planned' || run.state === 'soaking') && cycleOf(run).at <= moment.now)
      .map(run => ({ run, priority: this.#view.priority(run) }))
      .sort((a, b) => a.priority - b.priority || cycleOf(a.run).at - cycleOf(b.run).at)
    for (const { run } of due) {
      const zone = this.#view.zone(run.zoneId)
      if (zone === undefined) this.#step(run, { type: 'end', reason: 'zone-disabled', cycleS: 0 }, moment)
      else if (!this.#meters.isRetesting(zone) && hasRoom(zone, run, this.#config, this.active())) {
        const ref = valveOf(zone)
        const valve = this.valves.isClosing(ref) ? 'open' : this.valves.lamp(ref)
        this.#step(run, { type: 'due', valve }, moment)
      }
    }
  }

  #isSafe({ mono }: Moment): boolean {
    if (this.#safeUntil === null) return true
    if (mono < this.#safeUntil && this.valves.anyClosing()) return false
    this.#safeUntil = null
    return true
  }

  #reported(run: Run, zone: Zone, open: boolean, moment: Moment): void {
    const cycleS = this.#cycleS(run, moment)
    this.#step(run, { type: 'reported', open, cycleS, soakS: cycleLimits(zone).soakS }, moment)
    if (open) this.incidents.settle('not-opened', zone.id, null, moment)
  }

  /** A run that failed because its valve stayed open learns when it was shut. */
  #shutLate(zoneId: string, { now }: Moment): void {
    const late = this.#late.get(zoneId)
    if (late === undefined) return
    this.#late.delete(zoneId)
    const event: RunEvent = { type: 'reported', open: false, cycleS: 0, soakS: 0 }
    this.#keep(runStep(late, event, now).run)
  }

  /** Somebody else opened it: it is watched and shut like any other. */
  #openedOutside(zone: Zone, moment: Moment): void {
    const ref = valveOf(zone)
    const shut = this.#shutAt.get(keyOf(ref))
    if (this.valves.isClosing(ref) || (shut !== undefined && moment.mono - shut < OUTSIDE_AFTER_MS)) {
      this.valves.close(ref, { runId: null, by: 'steward', reason: 'safety' }, moment)
      return
    }
    const run = outsideRun(zone, moment.now)
    this.#runs.set(run.id, run)
    this.#opened.set(run.id, moment.mono)
    this.#litres.open(run.id, moment.mono)
    this.#keep(run)
    this.incidents.raise(
      { kind: 'opened-outside', siteId: zone.siteId, zone, supply: this.#view.supplyOf(zone) ?? null },
      moment,
    )
  }

  #notClosed(ref: ValveRef, moment: Moment): void {
    for (const zone of this.#view.zonesAt(ref)) {
      const supply = this.#view.supplyOf(zone) ?? null
      this.incidents.raise({ kind: 'not-closed', siteId: zone.siteId, zone, supply }, moment)
      const run = this.#wetRunOf(zone.id)
      if (run !== undefined)
        this.#step(run, { type: 'order-failed', order: 'close', cycleS: this.#cycleS(run, moment) }, moment)
    }
    this.#supplies.notClosed(ref, this.#config.supplies, moment)
  }

  /** Three tries were not enough. */
  #isolateFor(ref: ValveRef, moment: Moment): void {
    for (const zone of this.#view.zonesAt(ref)) {
      const supply = this.#view.supplyOf(zone)
      if (supply !== undefined && this.#isolate(supply, moment))
        this.incidents.isolated('not-closed', zone, supply)
    }
  }

  /** Answers whether there was anything to shut. */
  #isolate(supply: Supply, moment: Moment): boolean {
    const shut = this.#supplies.isolate(supply, moment)
    for (const run of this.active()) {
      const zone = this.#view.zone(run.zoneId)
      if (zone?.supplyId !== supply.id || run.state === 'planned') continue
      this.#step(run, { type: 'end', reason: 'supply-isolated', cycleS: this.#cycleS(run, moment) }, moment)
    }
    return shut
  }

  /** It says it is shut and water flows: told again, and it has to answer anew. */
  #doubt(zone: Zone, moment: Moment): void {
    const ref = valveOf(zone)
    this.valves.doubt(ref)
    this.valves.close(ref, { runId: null, by: 'steward', reason: 'safety' }, moment)
  }

  /** Moves a run on, tells its valve, and counts its water. */
  #step(run: Run, event: RunEvent, moment: Moment, by = run.by): void {
    const { run: next, effects } = runStep(run, event, moment.now)
    if (next === run) return
    const wasWet = run.cycleOpenedAt !== null
    if (next.cycleOpenedAt !== null && !wasWet) {
      this.#opened.set(next.id, moment.mono)
      this.#litres.open(next.id, moment.mono)
    }
    if (next.cycleOpenedAt === null && wasWet) {
      this.#litres.shut(next.id, moment.mono)
      this.#opened.delete(next.id)
    }
    const kept = isOver(next) ? this.#counted(next) : next
    if (kept.state === 'failed' && kept.closedAt === null && kept.openedAt !== null)
      this.#late.set(kept.zoneId, kept)
    if (isOver(kept)) this.#runs.delete(kept.id)
    else this.#runs.set(kept.id, kept)
    this.#keep(kept)
    const zone = this.#view.zone(run.zoneId)
    if (zone !== undefined)
      for (const effect of effects) this.#tell(zone, { ...kept, by }, effect, moment, wasWet)
    this.#moved(moment)
    if (isOver(kept)) this.#meters.over(kept, moment)
  }

  #tell(
    zone: Zone,
    run: Run,
    effect: { type: 'open'; forS: number } | { type: 'close' },
    moment: Moment,
    ran: boolean,
  ): void {
    const ref = valveOf(zone)
    const reason = run.reason ?? (run.programId === null ? ('by-hand' as const) : ('program' as const))
    const order = { runId: run.id, by: run.by, reason }
    if (effect.type === 'close') this.valves.close(ref, order, moment, undefined, ran)
    else {
      this.#supplies.before(this.#view.supplyOf(zone), effect.forS, moment)
      this.valves.open(ref, { ...order, forS: effect.forS })
    }
  }

  #counted(run: Run): Run {
    if (run.openedAt === null) return run
    const counted = { ...run, ...this.#litres.close(run, this.#view.zone(run.zoneId)) }
    const settled = this.#meters.sampleOf(run.id)
    return settled === null ? counted : { ...counted, meanFlowLpm: settled }
  }

  #keep(run: Run): void {
    this.#effects.push({ type: 'run', run })
    const { state, zoneId, meanFlowLpm: lpm, closedAt: at } = run
    if (state === 'done' && lpm !== null && at !== null && this.#meters.takeSample(run.id))
      this.#effects.push({ type: 'sample', zoneId, lpm, at })
  }

  /** Which zones a meter should see open now. */
  #moved(moment: Moment): void {
    this.#meters.moved(this.#isOpen, moment)
  }

  #isOpen = (zone: Zone) =>
    this.valves.lamp(valveOf(zone)) === 'open' || this.#wetRunOf(zone.id)?.state === 'running'

  #wetRunOf(zoneId: string): Run | undefined {
    for (const run of this.#runs.values())
      if (run.zoneId === zoneId && (isWet(run) || run.state === 'held')) return run
    return undefined
  }

  /** Seconds beyond its cycle. */
  overS = (run: Run, moment: Moment) => this.#cycleS(run, moment) - cycleOf(run).runS

  #leftS = (run: Run, moment: Moment) => Math.max(0, cycleOf(run).runS - this.#cycleS(run, moment))

  #cycleS(run: Run, { mono }: Moment): number {
    const opened = this.#opened.get(run.id)
    return opened === undefined ? 0 : (mono - opened) / 1000
  }
}
