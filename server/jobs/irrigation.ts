/**
 * Watering: starts what is planned, follows each run until its valve has reported shut, and at start closes every
 * valve that may be open before anything else.
 */
import { CONFIRM_TIMEOUT_MS, closes } from '../../core/commands/step.ts'
import type { Command } from '../../core/contract/command.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Reading } from '../../core/contract/reading.ts'
import type { PlannedRun, Run, Zone, ZoneStatus } from '../../core/contract/watering.ts'
import { type Planned, type PlanProgram, planRuns } from '../../core/irrigation/plan.ts'
import { isOver, type RunEffect, type RunEvent, runStep } from '../../core/irrigation/run.ts'
import type { Clock, CommandRoad, StateStore } from '../../core/ports.ts'
import { fillBoth } from '../../core/text/text.ts'
import { wateringTexts } from '../../core/text/watering.ts'
import type { AlarmService, ChangeFeed, LatestValues, Logger, WateringService } from '../services.ts'
import { LitreCounter } from './irrigation-litres.ts'
import { GivenOrders } from './irrigation-orders.ts'
import { newRun, runId, shown } from './irrigation-runs.ts'
import { ZoneSight } from './irrigation-zones.ts'

const TICK_MS = 1000
/** After a restart devices need a while to come back before their silence means something. */
const RESTART_GRACE_MS = 60_000
/** A start this late is missed, not late: the people who planned it expect the lawn dry by now. */
const MISSED_AFTER_MS = 10 * 60_000
/** How far back missed starts are written down after a restart. */
const LOOK_BACK_MS = 24 * 3_600_000
const PREVIEW_DAYS = 14
const DAY_MS = 86_400_000
const LAST_TICK = 'irrigation.last-tick'
const LAST_TICK_EVERY_MS = 60_000

export interface IrrigationParts {
  readonly state: StateStore
  readonly latest: LatestValues
  readonly changes: ChangeFeed
  readonly commands: CommandRoad
  readonly alarms: Pick<AlarmService, 'signal'>
  readonly clock: Clock
  readonly log: Logger
}

export class Irrigation implements WateringService {
  readonly #parts: IrrigationParts
  readonly #sight: ZoneSight
  readonly #litres = new LitreCounter()
  /** Runs that are not over, by zone. */
  readonly #active = new Map<string, Run>()
  /** When a run's valve was reported open, by the steady clock. */
  readonly #openedSteady = new Map<string, number>()
  readonly #given = new GivenOrders()
  #lastTick: number
  #lastTickKept = 0
  #timer: NodeJS.Timeout | undefined
  #unsubscribe = () => {}

  constructor(parts: IrrigationParts) {
    this.#parts = parts
    this.#sight = new ZoneSight(parts.state, parts.latest)
    this.#lastTick = parts.clock.now()
    parts.commands.onSettled(command => this.#settled(command))
  }

  /** Makes everything safe, then begins to follow the programs. */
  start(): void {
    this.#closeWhatMayBeOpen()
    this.#writeDownMissed()
    this.#unsubscribe = this.#parts.changes.subscribe(change => {
      if (change.type === 'readings') for (const reading of change.readings) this.#observe(reading)
    })
    this.#timer = setInterval(() => this.#safely(() => this.tick()), TICK_MS)
  }

  /** No new runs and no more steps; valves that are open close by their own timers or at the next start. */
  stop(): void {
    clearInterval(this.#timer)
    this.#unsubscribe()
    for (const zoneId of [...this.#active.keys()])
      this.#safely(() => this.#step(zoneId, { type: 'stop', reason: 'stopped-by-restart' }))
  }

  /** Starts what is due and ends what has run long enough. Called every second. */
  tick(): void {
    const { clock } = this.#parts
    const now = clock.now()
    for (const [zoneId, run] of [...this.#active]) {
      if (run.state === 'running') this.#step(zoneId, { type: 'tick', runningS: this.#runningS(run) })
    }
    this.#callOutOverdue()
    // After the clock was set back nothing is planned again: what has run has its name in the records.
    for (const planned of this.#planBetween(Math.min(this.#lastTick, now), now)) this.#begin(planned, now)
    this.#lastTick = now
    if (Math.abs(now - this.#lastTickKept) >= LAST_TICK_EVERY_MS) this.#keepLastTick(now)
  }

  status(): ZoneStatus[] {
    const now = this.#parts.clock.now()
    const next = new Map<string, number>()
    for (const { zoneId, at } of this.plan(now + 7 * DAY_MS)) if (!next.has(zoneId)) next.set(zoneId, at)
    return this.#parts.state.zones.list().map(zone => this.#statusOf(zone, next.get(zone.id) ?? null))
  }

  runZone(zoneId: string, runS: number, by: string): Run {
    const zone = this.#zone(zoneId)
    const { report } = this.#sight.valve(zone)
    if (this.#active.has(zoneId) || report === 'open')
      throw new Problem('valve.busy', `${zoneId} is watering`)
    if (report === 'unknown') throw new Problem('valve.unsafe', `the valve of ${zoneId} has not reported`)
    const now = this.#parts.clock.now()
    const run = newRun(zone, { at: now, runS: Math.min(runS, zone.maxRunS), programId: null, by })
    this.#active.set(zoneId, run)
    this.#step(zoneId, { type: 'due', valve: report })
    return this.#active.get(zoneId) ?? run
  }

  stopZone(zoneId: string, by: string): Command[] {
    return [this.#close(this.#zone(zoneId), by)]
  }

  /**
   * Needs nothing but the list of zones and the road of commands, so it works when the planner does not. A valve that
   * cannot be told is an alarm of its own and keeps no other from being closed.
   */
  stopAll(by: string): Command[] {
    return this.#parts.state.zones.list().flatMap(zone => this.#safely(() => this.#close(zone, by)) ?? [])
  }

  plan(to: number): PlannedRun[] {
    return this.#planBetween(this.#parts.clock.now(), to)
      .filter(({ skip }) => skip === null)
      .map(shown)
  }

  preview(program: Parameters<WateringService['preview']>[0]): PlannedRun[] {
    const { state, clock } = this.#parts
    const site = state.sites.get(program.siteId)
    const now = clock.now()
    const drafted: PlanProgram = { ...program, id: 'preview', enabled: true, pausedUntil: null }
    const zones = state.zones.list({ siteId: program.siteId })
    return planRuns([drafted], zones, now, now + PREVIEW_DAYS * DAY_MS, site?.timeZone ?? 'UTC')
      .filter(({ skip }) => skip === null)
      .map(shown)
  }

  #closeWhatMayBeOpen(): void {
    const { state, log } = this.#parts
    for (const zone of state.zones.list()) {
      const unfinished = state.runs.list({ zoneId: zone.id }).filter(run => !isOver(run))
      for (const run of unfinished) state.runs.put({ ...run, state: 'stopped', reason: 'stopped-by-restart' })
      const mayBeOpen = unfinished.length > 0 || this.#sight.valve(zone).report !== 'closed'
      if (!mayBeOpen || (unfinished.length === 0 && this.#sight.isStranger(zone))) continue
      log.warn({ zone: zone.id }, 'closing a valve that may be open')
      this.#safely(() => this.#order(zone, null, { type: 'close' }, 'steward', 'restart', RESTART_GRACE_MS))
    }
  }

  #writeDownMissed(): void {
    const { state, clock } = this.#parts
    const now = clock.now()
    const kept = state.settings.get(LAST_TICK)?.value
    const from = typeof kept === 'number' ? Math.max(kept, now - LOOK_BACK_MS) : now
    this.#safely(() => {
      for (const planned of this.#planBetween(from, now)) this.#skip(planned, 'missed-while-off')
    })
    this.#lastTick = now
    this.#keepLastTick(now)
  }

  #keepLastTick(now: number): void {
    this.#lastTickKept = now
    this.#parts.state.settings.put({ id: LAST_TICK, value: now })
  }

  #planBetween(from: number, to: number): Planned[] {
    const { state } = this.#parts
    return state.sites
      .list()
      .flatMap(site =>
        planRuns(
          state.programs.list({ siteId: site.id }),
          state.zones.list({ siteId: site.id }),
          from,
          to,
          site.timeZone,
        ),
      )
  }

  #begin(planned: Planned, now: number): void {
    const zone = this.#parts.state.zones.get(planned.zoneId)
    if (zone === undefined || this.#parts.state.runs.get(runId(planned)) !== undefined) return
    const missed = now - planned.at > MISSED_AFTER_MS ? 'missed-while-off' : null
    const busy = this.#active.has(zone.id) ? 'valve-busy' : null
    const reason = planned.skip ?? missed ?? busy
    if (reason !== null) {
      this.#skip(planned, reason)
      return
    }
    const run = newRun(zone, { ...planned, by: `program:${planned.programId}` })
    this.#active.set(zone.id, run)
    this.#step(zone.id, { type: 'due', valve: this.#sight.valve(zone).report })
  }

  #skip(planned: Planned, reason: Run['reason']): void {
    const { state, changes } = this.#parts
    const zone = state.zones.get(planned.zoneId)
    if (zone === undefined || state.runs.get(runId(planned)) !== undefined) return
    state.runs.put({
      ...newRun(zone, { ...planned, by: `program:${planned.programId}` }),
      state: 'skipped',
      reason,
    })
    changes.publish({ type: 'zones' })
  }

  /** Moves the zone's run on; answers with the order that was given for it, if any. */
  #step(zoneId: string, event: RunEvent, by?: string): Command | undefined {
    const run = this.#active.get(zoneId)
    const zone = this.#parts.state.zones.get(zoneId)
    if (run === undefined) return undefined
    const { run: next, effects } = runStep(run, event, this.#parts.clock.now())
    if (next === run) return undefined
    const kept = this.#measured(run, next, zone)
    this.#parts.state.runs.put(kept)
    if (isOver(kept)) this.#active.delete(zoneId)
    else this.#active.set(zoneId, kept)
    const [effect] = effects
    const command = zone && effect && this.#orderFor(zone, kept, effect, by ?? kept.by)
    this.#parts.changes.publish({ type: 'zones' })
    return command
  }

  #orderFor(zone: Zone, run: Run, effect: RunEffect, by: string): Command | undefined {
    const reason = run.reason ?? (run.programId === null ? 'by hand' : 'program')
    try {
      return this.#order(zone, run.id, effect, by, reason)
    } catch (error) {
      this.#parts.log.error({ error, zone: zone.id }, 'an order could not be given')
      this.#step(zone.id, { type: 'order-failed', order: effect.type })
      return undefined
    }
  }

  /** Gives an order and watches for its answer. Throws what the road throws, after calling it out. */
  #order(
    zone: Zone,
    runId: string | null,
    effect: RunEffect,
    by: string,
    reason: string,
    withinMs = CONFIRM_TIMEOUT_MS,
  ): Command {
    try {
      const command = this.#send(zone, effect, by, reason)
      this.#given.watch({ command, zoneId: zone.id, runId }, this.#parts.clock.monotonic() + withinMs)
      return command
    } catch (error) {
      this.#signal(zone.siteId, zone.valveDeviceId, true)
      throw error
    }
  }

  #send(zone: Zone, effect: RunEffect, by: string, reason: string): Command {
    const point = this.#sight.valvePoint(zone)
    const metric = point === undefined ? 'valve_open' : this.#parts.state.points.get(point)?.metric
    const [open, close] =
      metric === 'switch_on'
        ? (['switch.on', 'switch.off'] as const)
        : (['valve.open', 'valve.close'] as const)
    return this.#parts.commands.send({
      deviceId: zone.valveDeviceId,
      channel: zone.valveChannel,
      kind: effect.type === 'open' ? open : close,
      forS: effect.type === 'open' ? effect.forS : null,
      by,
      reason,
    })
  }

  #close(zone: Zone, by: string): Command {
    const told = this.#safely(() => this.#step(zone.id, { type: 'stop', reason: 'stopped-by-person' }, by))
    // It takes the place of any order before it, so it is the one a run now waits for.
    return told ?? this.#order(zone, this.#active.get(zone.id)?.id ?? null, { type: 'close' }, by, 'stop')
  }

  /** A valve that has not said it is shut may be open: somebody has to go and look. */
  #callOutOverdue(): void {
    for (const { command, zoneId, runId } of this.#given.newlyOverdue(this.#parts.clock.monotonic())) {
      this.#signal(command.siteId, command.deviceId, true)
      if (this.#active.get(zoneId)?.id === runId) this.#step(zoneId, { type: 'order-failed', order: 'close' })
    }
  }

  #observe(reading: Reading): void {
    for (const [zoneId, run] of [...this.#active]) {
      const zone = this.#parts.state.zones.get(zoneId)
      if (zone === undefined) continue
      if (reading.point === zone.flowPointId)
        this.#litres.flow(run.id, reading.value, this.#parts.clock.monotonic())
      if (reading.point !== this.#sight.valvePoint(zone)) continue
      this.#step(zoneId, { type: 'reported', open: reading.value === 1, runningS: this.#runningS(run) })
    }
  }

  /** Tells people when a device does not do as it is told, and takes it back when it does. */
  #settled(command: Command): void {
    const given = this.#given.take(command.id)
    // The newer order that took its place is watched instead.
    if (command.state === 'cancelled') return
    const failed = command.state !== 'confirmed'
    this.#signal(command.siteId, command.deviceId, failed || this.#given.isOverdue(command.deviceId))
    if (given === undefined || given.runId === null) return
    if (!failed) this.#shutAtLast(given.runId, command)
    else if (this.#active.get(given.zoneId)?.id === given.runId)
      this.#step(given.zoneId, { type: 'order-failed', order: closes(command) ? 'close' : 'open' })
  }

  /** A run that failed because its valve stayed open learns when it was shut. */
  #shutAtLast(runId: string, command: Command): void {
    const { state, clock } = this.#parts
    const run = state.runs.get(runId)
    if (run === undefined || !isOver(run) || !closes(command)) return
    const { run: next } = runStep(run, { type: 'reported', open: false, runningS: 0 }, clock.now())
    if (next !== run) state.runs.put(next)
  }

  #signal(siteId: string, deviceId: string, active: boolean): void {
    const device = this.#parts.state.devices.get(deviceId)
    this.#parts.alarms.signal({
      source: 'command',
      key: `command.unconfirmed:${deviceId}`,
      active,
      siteId,
      deviceId,
      name: fillBoth(wateringTexts.unconfirmed, { device: device?.name ?? deviceId }),
      priority: 'critical',
    })
  }

  /** Notes when water began, and adds up what ran when it is over. */
  #measured(before: Run, next: Run, zone: Zone | undefined): Run {
    const steady = this.#parts.clock.monotonic()
    if (before.state === 'opening' && next.state === 'running') {
      this.#openedSteady.set(next.id, steady)
      this.#litres.open(next.id, this.#sight.value(zone?.flowPointId ?? null), steady)
    }
    if (!isOver(next) || next.openedAt === null) return next
    const ranMs = steady - (this.#openedSteady.get(next.id) ?? steady)
    this.#openedSteady.delete(next.id)
    return { ...next, ...this.#litres.close(next, zone, ranMs, steady) }
  }

  #runningS(run: Run): number {
    const opened = this.#openedSteady.get(run.id)
    return opened === undefined ? 0 : (this.#parts.clock.monotonic() - opened) / 1000
  }

  #statusOf(zone: Zone, nextAt: number | null): ZoneStatus {
    const run = this.#active.get(zone.id) ?? null
    const valve = this.#sight.valve(zone)
    const [lastRun = null] = this.#parts.state.runs
      .list({ zoneId: zone.id })
      .filter(isOver)
      .sort((a, b) => b.plannedAt - a.plannedAt)
    const told = run === null ? lastRun !== null : true
    const open = run !== null && (run.state === 'opening' || run.state === 'running')
    return {
      zone,
      commanded: open ? 'open' : told ? 'closed' : 'unknown',
      reported: valve.report,
      reportedAt: valve.at,
      flowLpm: this.#sight.value(zone.flowPointId),
      soilMoisture: this.#sight.value(zone.soilPointId),
      run,
      lastRun,
      nextAt,
    }
  }

  #zone(zoneId: string): Zone {
    const zone = this.#parts.state.zones.get(zoneId)
    if (zone === undefined) throw new Problem('thing.not-found', `no zone ${zoneId}`)
    return zone
  }

  #safely<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      this.#parts.log.error({ error }, 'watering: a step failed; the others go on')
      return undefined
    }
  }
}

export function createIrrigation(parts: IrrigationParts): Irrigation {
  return new Irrigation(parts)
}
