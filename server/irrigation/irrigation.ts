/**
 * Watering: the keeper of core/irrigation on the real road. At start every valve that may be open is told to close before
 * anything else; then starts are decided as they come, and every run is followed until its valve has said it is shut.
 */
import { closes } from '../../core/commands/step.ts'
import type { Command } from '../../core/contract/command.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Reading } from '../../core/contract/reading.ts'
import type { Site } from '../../core/contract/site.ts'
import type { ProgramPreview, ZoneStatus } from '../../core/contract/watering.ts'
import type { Program } from '../../core/contract/watering-program.ts'
import type { PlannedRun, Run } from '../../core/contract/watering-run.ts'
import type { WeatherOutlook } from '../../core/contract/watering-weather.ts'
import type { Zone } from '../../core/contract/watering-zone.ts'
import type { SiteDay } from '../../core/irrigation/days.ts'
import { Keeper } from '../../core/irrigation/keeper.ts'
import { type Moment, type ValveRef, valveOf } from '../../core/irrigation/keeper-effect.ts'
import { PLAN_DAYS } from '../../core/irrigation/plan.ts'
import { isOver } from '../../core/irrigation/run.ts'
import type { Clock, CommandRoad, SeriesStore, StateStore } from '../../core/ports.ts'
import { AddressGuard } from '../notify/address-guard.ts'
import type { AlarmService, ChangeFeed, LatestValues, Logger, WateringService } from '../services.ts'
import { GroundsDesk } from './grounds-desk.ts'
import { Hands } from './hands.ts'
import { LastRuns } from './last-runs.ts'
import { runByHand } from './new-run.ts'
import { previewOf } from './preview.ts'
import { SoilLessons } from './soil-lessons.ts'
import { Starter } from './starter.ts'
import { statusOf } from './status.ts'
import { ValveIndex } from './valve-index.ts'
import { WeatherDesk } from './weather-desk.ts'
import { ZoneSight } from './zone-sight.ts'

const TICK_MS = 1000
const DAY_MS = 86_400_000
const BOOKS_EVERY_MS = 60_000
/** An import or the command line may have changed zones without saying so. */
const CONFIGURE_EVERY_MS = 10_000

export interface IrrigationParts {
  readonly state: StateStore
  readonly series: SeriesStore
  readonly latest: LatestValues
  readonly changes: ChangeFeed
  readonly commands: CommandRoad
  readonly alarms: Pick<AlarmService, 'signal'>
  readonly clock: Clock
  readonly log: Logger
  /** Hosts of forecast services in private networks that may be asked. */
  readonly allow?: string
}

export class Irrigation implements WateringService {
  readonly #weather: WeatherDesk
  readonly #parts: IrrigationParts
  readonly #sight: ZoneSight
  readonly #keeper = new Keeper()
  readonly #hands: Hands
  readonly #desk: GroundsDesk
  readonly #lessons: SoilLessons
  readonly #index: ValveIndex
  readonly #starter: Starter
  readonly #lastRuns: LastRuns
  #booksAt = Number.NEGATIVE_INFINITY
  #configured = false
  #configuredAt = 0
  #performing = false
  #timer: NodeJS.Timeout | undefined
  #unsubscribe = () => {}

  constructor(parts: IrrigationParts) {
    this.#parts = parts
    const { state, latest, commands, clock } = parts
    this.#sight = new ZoneSight(state, latest)
    this.#weather = new WeatherDesk({
      ...parts,
      guard: new AddressGuard(parts.allow ?? ''),
      onChange: () => this.#desk.changed(),
    })
    const sight = this.#sight
    const active = () => this.#keeper.active()
    this.#desk = new GroundsDesk({ state, clock, sight, weather: this.#weather, active })
    this.#lastRuns = new LastRuns(state)
    this.#lessons = new SoilLessons(state, sight, clock)
    this.#hands = new Hands({
      ...parts,
      sight,
      refused: (ref, kind) => this.#keeper.orderFailed(ref, kind, this.#moment()),
      runOver: run => this.#runKept(run),
    })
    this.#index = new ValveIndex(sight)
    this.#starter = new Starter({
      ...parts,
      desk: this.#desk,
      begin: run => this.#keeper.begin(run, this.#moment()),
      skipped: run => this.#skipped(run),
    })
    commands.onSettled(command => this.#settled(command))
  }

  /** Makes everything safe, then begins to follow the programs. */
  start(): void {
    this.#safely(() => this.#recover())
    this.#starter.catchUp()
    this.#perform()
    this.#unsubscribe = this.#parts.changes.subscribe(change => {
      if (change.type === 'readings')
        for (const reading of change.readings) this.#safely(() => this.#observe(reading))
      else if (change.type === 'device') {
        if (change.device.availability === 'offline') this.#keeper.valves.lose(change.device.id)
      } else if (change.type === 'point') {
        this.#sight.forget()
        this.#index.forget()
      }
    })
    this.#timer = setInterval(() => this.#safely(() => this.tick()), TICK_MS)
    this.#weather.start()
  }

  /** No new runs and no more steps; what is open is told to close. */
  stop(): void {
    clearInterval(this.#timer)
    this.#weather.stop()
    this.#unsubscribe()
    const begun = this.#keeper.active().filter(run => run.state !== 'planned')
    const open = this.#parts.state.zones.list().filter(({ id }) => begun.some(({ zoneId }) => zoneId === id))
    this.#safely(() => this.#keeper.end(open, 'stopped-by-restart', 'steward', this.#moment()))
    this.#perform()
  }

  /** Starts what is due and ends what has run long enough. Called every second. */
  tick(): void {
    this.#configure()
    this.#safely(() => this.#keeper.tick(this.#moment()))
    this.#perform()
    this.#starter.begin()
    this.#perform()
    const mono = this.#parts.clock.monotonic()
    if (mono - this.#booksAt < BOOKS_EVERY_MS) return
    this.#booksAt = mono
    for (const site of this.#parts.state.sites.list()) this.#safely(() => this.#desk.keepBooks(site))
    this.#safely(() => this.#lessons.learn())
  }

  /** Zones, supplies, programs, calendars, settings or weather have changed. */
  changed(): void {
    this.#configured = false
    this.#sight.forget()
    this.#starter.forget()
    this.#weather.forget()
    this.#parts.changes.publish({ type: 'zones' })
  }

  status(): ZoneStatus[] {
    const { state, clock } = this.#parts
    const now = clock.now()
    const incidents = state.incidents.list({ until: null })
    return state.sites.list().flatMap(site => {
      const plan = this.#safely(() => this.#desk.plan(site, now + 7 * DAY_MS)) ?? []
      const zones = state.zones.list({ siteId: site.id })
      const supplies = state.supplies.list({ siteId: site.id })
      const open = zones.filter(zone => this.#sight.lamp(valveOf(zone)).report === 'open')
      return zones.map(zone =>
        statusOf(zone, {
          now,
          plan,
          incidents,
          sight: this.#sight,
          commanded: this.#keeper.valves.commanded(valveOf(zone)),
          run: this.#keeper.runOf(zone.id) ?? null,
          lastRun: this.#lastRuns.of(zone.id),
          closesItself: this.closesItself(valveOf(zone)),
          supplies,
          open,
          moisture: daysLeft => this.#safely(() => this.#desk.moisture(site, zone, daysLeft)) ?? null,
        }),
      )
    })
  }

  runZone(zoneId: string, runS: number, by: string): Run {
    this.#configure()
    const zone = this.#zone(zoneId)
    const { report } = this.#sight.lamp(valveOf(zone))
    const known = this.#keeper.runOf(zoneId)
    if ((known !== undefined && known.state !== 'planned') || report === 'open')
      throw new Problem('valve.busy', `${zoneId} is watering`)
    if (report === 'unknown') throw new Problem('valve.unsafe', `the valve of ${zoneId} has not reported`)
    const supply = zone.supplyId === null ? undefined : this.#parts.state.supplies.get(zone.supplyId)
    if (supply !== undefined && supply.isolatedAt !== null)
      throw new Problem('valve.unsafe', `the supply of ${zoneId} is shut for a fault`)
    const moment = this.#moment()
    const run = runByHand(zone, Math.min(runS, zone.maxRunS), moment.now, by)
    this.#keeper.report(valveOf(zone), false, moment)
    this.#keeper.begin(run, moment)
    this.#perform()
    return this.#parts.state.runs.get(run.id) ?? run
  }

  stopZone(zoneId: string, by: string): Command[] {
    return this.#stop([this.#zone(zoneId)], by)
  }

  /**
   * Needs nothing but the list of zones and the road of commands, so it works when the planner does not. A valve that
   * cannot be told is an alarm of its own and keeps no other from being closed.
   */
  stopAll(by: string, siteId?: string): Command[] {
    const { state } = this.#parts
    const where = siteId === undefined ? {} : { siteId }
    const commands = this.#stop(state.zones.list(where), by)
    const supplies = state.supplies.list(where)
    this.#safely(() => this.#keeper.closeSupplies(supplies, by, this.#moment()))
    return [...commands, ...this.#perform()]
  }

  plan(to: number): PlannedRun[] {
    return this.#parts.state.sites.list().flatMap(site => this.#safely(() => this.#desk.plan(site, to)) ?? [])
  }

  preview(program: Program): ProgramPreview {
    const site = this.#parts.state.sites.get(program.siteId)
    if (site === undefined) throw new Problem('thing.not-found', `no site ${program.siteId}`)
    const drafted = { ...program, enabled: true, pausedUntil: null }
    const runs = this.#desk.preview(site, drafted, this.#parts.clock.now() + PLAN_DAYS * DAY_MS)
    return previewOf(runs)
  }

  programRemoved(programId: string): void {
    this.#safely(() => this.#keeper.dropPlanned(programId, this.#moment()))
    this.#perform()
    this.changed()
  }

  outlook(site: Site, days: readonly SiteDay[]): WeatherOutlook {
    return this.#weather.outlook(site, days)
  }

  refreshWeather(): Promise<void> {
    return this.#weather.refresh()
  }

  /** Somebody wrote down what a day was like: the books and the plan go by it. */
  weatherWritten(site: Site, date: string): void {
    this.changed()
    this.#safely(() => this.#desk.reopen(site, date))
  }

  closesItself = (ref: ValveRef) => this.#hands.closesItself(ref)

  /** A person has looked at it: the incident is closed, and may be raised again. */
  closeIncident(id: string, by: string): void {
    const incident = this.#parts.state.incidents.get(id)
    if (incident === undefined) throw new Problem('thing.not-found', `no incident ${id}`)
    if (incident.until !== null) return
    this.#keeper.incidents.forget(id)
    this.#hands.incident({ ...incident, until: this.#parts.clock.now(), closedBy: by })
    this.#parts.changes.publish({ type: 'zones' })
  }

  #recover(): void {
    const { state, log } = this.#parts
    this.#configure()
    const unfinished = state.zones
      .list()
      .flatMap(({ id }) => state.runs.ofZone(id, 20).filter(run => !isOver(run)))
    this.#keeper.recover(
      unfinished,
      state.incidents.list({ until: null }),
      ref => ({ report: this.#sight.lamp(ref).report, stranger: this.#sight.isStranger(ref) }),
      this.#moment(),
    )
    const commands = this.#perform()
    if (commands.length > 0) log.warn({ valves: commands.length }, 'closing valves that may be open')
  }

  #observe(reading: Reading): void {
    const valve = this.#index.valve(reading.point)
    if (valve !== undefined) {
      this.#keeper.report(valve, reading.value === 1, this.#moment())
      this.#perform()
    }
    if (this.#index.isMeter(reading.point)) {
      this.#keeper.flow(reading.point, reading.value, this.#moment())
      this.#perform()
    }
  }

  #configure(): void {
    const mono = this.#parts.clock.monotonic()
    if (this.#configured && mono - this.#configuredAt < CONFIGURE_EVERY_MS) return
    this.#configuredAt = mono
    const { state } = this.#parts
    const [zones, supplies, programs] = [state.zones.list(), state.supplies.list(), state.programs.list()]
    this.#keeper.configure({ zones, supplies, programs })
    this.#index.configure(zones, supplies)
    this.#configured = true
  }

  #stop(zones: readonly Zone[], by: string): Command[] {
    this.#safely(() => {
      this.#configure()
      this.#keeper.end(zones, 'stopped-by-person', by, this.#moment())
    })
    const commands = this.#perform()
    // Whatever came of that, each valve has been told.
    for (const zone of zones) {
      const ref = valveOf(zone)
      const told = commands.some(
        one => one.deviceId === ref.deviceId && one.channel === ref.channel && closes(one),
      )
      if (told) continue
      const command = this.#safely(() => this.#hands.order(ref, 'close', null, by, 'stopped-by-person'))
      if (command !== undefined) commands.push(command)
    }
    return commands
  }

  /** An order's own effects may call back in here: they wait their turn. */
  #perform(): Command[] {
    if (this.#performing) return []
    this.#performing = true
    const commands: Command[] = []
    try {
      for (let effects = this.#keeper.take(); effects.length > 0; effects = this.#keeper.take()) {
        commands.push(...this.#hands.perform(effects))
        if (effects.some(({ type }) => type === 'isolate')) this.#configured = false
        this.#configure()
      }
    } finally {
      this.#performing = false
    }
    return commands
  }

  /** The road has an answer to an order, or has given it up. */
  #settled(command: Command): void {
    // The newer order that took its place is watched instead.
    if (command.state === 'cancelled') return
    const ref = { deviceId: command.deviceId, channel: command.channel }
    const moment = this.#moment()
    this.#safely(() => {
      this.#configure()
      if (command.state === 'confirmed') this.#keeper.report(ref, !closes(command), moment)
      else this.#keeper.orderFailed(ref, closes(command) ? 'close' : 'open', moment)
    })
    this.#perform()
    if (command.state === 'confirmed' && closes(command)) this.#atPeace(command)
  }

  /** A valve that is shut after all takes its alarm with it. */
  #atPeace({ siteId, deviceId }: Command): void {
    const { state } = this.#parts
    const zones = state.zones.list({ valveDeviceId: deviceId })
    for (const zone of zones)
      for (const kind of ['not-opened', 'not-closed'] as const)
        this.#keeper.incidents.settle(kind, zone.id, null, this.#moment())
    this.#perform()
    this.#hands.signalDevice(siteId, deviceId, false)
  }

  #skipped(run: Run): void {
    this.#parts.state.runs.put(run)
    this.#runKept(run)
    this.#parts.changes.publish({ type: 'zones' })
  }

  #runKept(run: Run): void {
    if (isOver(run)) {
      this.#lastRuns.forget(run.zoneId)
      this.#desk.changed()
    }
    this.#lessons.note(run)
  }

  #moment(): Moment {
    return { now: this.#parts.clock.now(), mono: this.#parts.clock.monotonic() }
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
