/**
 * A virtual lawn through a season: the product's own planner, books and keeper on one side, soil, pipes and sky on the
 * other, and people who mend what they are called for. Orders and reports go over a radio, on virtual time.
 */
import {
  type Incident,
  type Program,
  type Run,
  type Supply,
  WATERING_SETTINGS_DEFAULTS,
  type WeatherDay,
  type Zone,
  type ZoneDay,
} from '../../core/contract/watering.ts'
import { typicalEt0Mm } from '../../core/irrigation/climate.ts'
import { Keeper } from '../../core/irrigation/keeper.ts'
import type { KeeperEffect } from '../../core/irrigation/keeper-effect.ts'
import { closeDay, litresSoFar, middleError, standingOf } from '../../core/irrigation/ledger.ts'
import { planSite, type SiteGrounds } from '../../core/irrigation/plan.ts'
import { isOver } from '../../core/irrigation/run.ts'
import { slotsOf } from '../../core/irrigation/slots.ts'
import { Soil } from '../physics/soil.ts'
import type { Random } from '../random.ts'
import { foretold, measured } from './almanac.ts'
import { type Climate, type ClimateDay, drawDays, type Sky, skyAt } from './climates.ts'
import { CROP_FACTOR, FLOW_POINT, programOf, runOf, supplyOf, zoneOf } from './lawn.ts'
import { Pipes, type PlannedFault } from './pipes.ts'
import { RadioRoad } from './radio-road.ts'

const DAY_MS = 86_400_000
const IDLE_STEP_MS = 600_000
const BUSY_STEP_MS = 5000
const METER_EVERY_MS = 15_000
const REPORT_EVERY_MS = 60_000

export interface SeasonOptions {
  readonly climate: Climate
  readonly from: number
  readonly days: number
  readonly random: Random
  readonly faults: readonly PlannedFault[]
  /** When the process dies, and for how long it is away. */
  readonly restarts: readonly { readonly at: number; readonly forMs: number }[]
  /** How long people take to mend what they are called for. */
  readonly mendMs: number
  readonly program: Partial<Program>
}

export class Season {
  readonly options: SeasonOptions
  readonly zones: readonly Zone[]
  readonly pipes: Pipes
  readonly soils: readonly Soil[]
  readonly runs = new Map<string, Run>()
  /** Those of the last two days. */
  readonly recent = new Map<string, Run>()
  readonly incidents = new Map<string, Incident>()
  readonly zoneDays: ZoneDay[] = []
  /** True soil at the end of each day, mm missing, by zone. */
  readonly truth: {
    readonly date: string
    readonly missingMm: number
    readonly readilyMm: number
    readonly meanC: number
  }[] = []
  readonly program: Program
  keeper: Keeper
  up = true
  upSince: number
  wateredL = 0
  timerL = 0
  readonly #days: readonly ClimateDay[]
  readonly #weather = new Map<string, WeatherDay>()
  readonly #road: RadioRoad
  readonly #morning = new Map<string, number>()
  readonly #end: number
  #supply: Supply
  #lastSlot: number
  #meterAt = 0
  #reportAt = 0
  #rainToday = 0
  #dayIndex = -1

  constructor(options: SeasonOptions) {
    this.options = options
    const { climate, from, days, random } = options
    this.#days = drawDays(climate, from - DAY_MS, from + (days + 24) * DAY_MS, random.fork('sky'))
    this.#end = from + days * DAY_MS
    this.#supply = supplyOf()
    this.zones = [0, 1, 2, 3].map(n => zoneOf(n))
    this.program = programOf(this.zones, options.program)
    this.pipes = new Pipes(this.zones, random.fork('valves'), from)
    this.pipes.faults = options.faults
    this.soils = this.zones.map(
      zone => new Soil({ areaM2: zone.areaM2, rootsM: 0.3, cropFactor: CROP_FACTOR }),
    )
    this.#road = new RadioRoad(this.pipes, random.fork('radio'), ref => {
      if (!this.up) return
      this.keeper.orderFailed(ref, 'open', this.#moment())
      this.#perform()
    })
    this.keeper = this.#newKeeper()
    this.upSince = from
    this.#lastSlot = from
  }

  get now(): number {
    return this.pipes.now
  }

  supply(): Supply {
    return this.#supply
  }

  /** Lives to its end; `seen` looks after every step. */
  live(seen: (season: Season) => void): void {
    while (this.now < this.#end) {
      const busy =
        this.pipes.anyMoving() ||
        this.#road.busy() ||
        (this.up && this.keeper.active().some(run => !isOver(run)))
      this.#step(Math.min(this.#nextEvent(), this.now + (busy ? BUSY_STEP_MS : IDLE_STEP_MS)))
      seen(this)
    }
  }

  sky(): Sky {
    return skyAt(this.#dayAt(this.now), this.now, this.options.climate)
  }

  #step(to: number): void {
    const dtS = (to - this.now) / 1000
    const sky = this.sky()
    const litres = this.pipes.advance(to)
    for (const [n, soil] of this.soils.entries())
      soil.step(dtS, (litres[n] ?? 0) * EFFICIENCY, weatherFor(sky))
    this.wateredL += litres.reduce((sum, one) => sum + one, 0)
    this.#rainToday += (sky.rainMmPerH * dtS) / 3600
    this.#turnDay()
    this.#restarts()
    this.#road.run()
    this.#report()
    if (!this.up) return
    this.#mend()
    this.keeper.tick(this.#moment())
    this.#perform()
    this.#startPrograms()
  }

  /** The moment up to which nothing can happen that has not been foreseen. */
  #nextEvent(): number {
    const day = this.#dayAt(this.now).day
    const times = [day.end, this.#end]
    for (const { at, forMs } of this.options.restarts) times.push(at, at + forMs)
    for (const { from, to } of this.options.faults) times.push(from, to)
    for (const { at } of slotsOf([this.program], [day], this.now + 1, day.end, this.#place().timeZone))
      times.push(at)
    return Math.min(...times.filter(at => at > this.now))
  }

  #report(): void {
    const now = this.now
    const all = [...this.pipes.valves, this.pipes.master]
    const periodic = now - this.#reportAt >= REPORT_EVERY_MS
    if (periodic) this.#reportAt = now
    for (const one of all) {
      const open = one.valve.reportedOpen
      if (open === one.told && !periodic) continue
      if (!this.pipes.hears(one.id)) continue
      one.told = open
      this.#road.heard(one, open)
      if (!this.up) continue
      this.keeper.report({ deviceId: one.id, channel: null }, open, this.#moment())
      this.#perform()
    }
    if (now - this.#meterAt < METER_EVERY_MS) return
    this.#meterAt = now
    const lpm = this.pipes.meterLpm()
    if (lpm === null || !this.up) return
    this.keeper.flow(FLOW_POINT, lpm, this.#moment())
    this.#perform()
  }

  /** Decides every start that has come. Books say how dry it is; the sky is known as a forecast knows it. */
  #startPrograms(): void {
    const now = this.now
    if (now <= this.#lastSlot) return
    const from = this.#lastSlot
    this.#lastSlot = now
    const days = this.#days
      .filter(({ day }) => day.end > from - DAY_MS && day.start <= now)
      .map(({ day }) => day)
    const slots = slotsOf([this.program], days, from, now, this.#place().timeZone)
    for (const slot of slots) {
      for (const planned of planSite({ ...this.#grounds(), now: slot.at }, slot.at, slot.at + 1)) {
        const zone = this.zones.find(({ id }) => id === planned.zoneId)
        const step = this.program.steps.find(({ zoneId }) => zoneId === planned.zoneId)
        if (zone === undefined) continue
        this.timerL += ((step?.runS ?? 0) * zone.nominalFlowLpm) / 60
        const id = `${planned.zoneId}-${slot.at}`
        if (this.runs.has(id)) continue
        const run = runOf(id, zone, planned, slot.finishBy)
        this.#keep(run)
        if (run.state === 'planned') this.keeper.begin(run, this.#moment())
        this.#perform()
      }
    }
  }

  #grounds(): SiteGrounds {
    const now = this.now
    const today = this.#dayAt(now)
    const sky = this.sky()
    const depletionMm = new Map<string, number>()
    for (const zone of this.zones) {
      const litres = [...this.recent.values()]
        .filter(run => run.zoneId === zone.id && run.openedAt !== null && run.openedAt >= today.day.start)
        .reduce((sum, run) => sum + litresSoFar(run, zone, now), 0)
      const standing = standingOf(
        zone,
        {
          morningMm: this.#morning.get(zone.id) ?? null,
          weather: {
            et0Mm: foretold(today, this.options.climate, now).et0Mm,
            et0Typical: typicalEt0Mm(this.#place().latitude, today.day.dayOfYear),
            rainMm: null,
          },
          litres,
          rainSoFarMm: this.#rainToday,
          probePct: null,
        },
        now,
        today.day,
        this.#place(),
      )
      depletionMm.set(zone.id, standing.depletionMm)
    }
    const weather = new Map(this.#weather)
    for (const one of this.#days)
      if (one.day.end > now) weather.set(one.day.date, foretold(one, this.options.climate, now))
    return {
      siteId: 'main',
      place: this.#place(),
      currency: 'CNY',
      zones: this.zones,
      supplies: [this.#supply],
      programs: [this.program],
      calendars: [],
      settings: WATERING_SETTINGS_DEFAULTS,
      weather,
      observed: { at: now, airC: sky.temperatureC, windMs: sky.windMs, rain24hMm: null },
      depletionMm,
      moisturePct: new Map(),
      usedL: new Map(),
      costPerLitre: 0.0058,
      reserved: [],
      now,
    }
  }

  /** At midnight the station's day is known and the books are closed. */
  #turnDay(): void {
    const index = this.#days.findIndex(({ day }) => this.now >= day.start && this.now < day.end)
    if (index === this.#dayIndex) return
    const over = this.#days[this.#dayIndex]
    this.#dayIndex = index
    if (over === undefined) return
    const rain = this.#rainToday
    this.#rainToday = 0
    for (const { id, slotAt } of [...this.recent.values()])
      if (slotAt < over.day.start - DAY_MS) this.recent.delete(id)
    const known = measured(over, rain, this.options.climate)
    this.#weather.set(over.day.date, known)
    const errors: (number | null)[] = []
    for (const [n, zone] of this.zones.entries()) {
      const litres = [...this.recent.values()]
        .filter(run => run.zoneId === zone.id && run.openedAt !== null)
        .filter(({ openedAt }) => (openedAt ?? 0) >= over.day.start && (openedAt ?? 0) < over.day.end)
        .reduce((sum, run) => sum + litresSoFar(run, zone, this.now), 0)
      const { day: closed, errorMm } = closeDay(
        zone,
        this.#morning.get(zone.id) ?? null,
        { et0Mm: known.et0Mm, et0Typical: 4, rainMm: rain },
        litres,
        // Two of the four zones have a probe in the ground.
        n < 2 ? (this.soils[n]?.moisture() ?? null) : null,
        over.day,
        this.#place(),
        middleError(errors),
      )
      errors.push(errorMm)
      this.#morning.set(zone.id, closed.depletionMm)
      this.zoneDays.push(closed)
      this.truth.push({
        date: over.day.date,
        missingMm: (0.25 - (this.soils[n]?.water ?? 0)) * 300,
        readilyMm: closed.readilyMm,
        meanC: (over.tMaxC + over.tMinC) / 2,
      })
    }
  }

  #restarts(): void {
    const away = this.options.restarts.some(({ at, forMs }) => this.now >= at && this.now < at + forMs)
    if (away && this.up) {
      this.up = false
      this.#road.restart()
    } else if (!away && !this.up) {
      this.up = true
      this.upSince = this.now
      this.keeper = this.#newKeeper()
      this.keeper.recover(
        [...this.recent.values()],
        [...this.incidents.values()],
        ref => {
          const one = [...this.pipes.valves, this.pipes.master].find(({ id }) => id === ref.deviceId)
          // The newest reading is in the store, whatever has been asked since.
          const open = one?.valve.reportedOpen === true
          return { report: open ? 'open' : 'closed', stranger: one === undefined }
        },
        this.#moment(),
      )
      this.#perform()
    }
  }

  /** People who were called mend what they find, and say so. */
  #mend(): void {
    const { mendMs } = this.options
    const late = [...this.incidents.values()].filter(
      ({ until, since }) => until === null && this.now - since >= mendMs,
    )
    for (const incident of late) {
      this.pipes.faults = this.pipes.faults.filter(({ to, from }) => from > this.now || to <= this.now)
      this.keeper.incidents.forget(incident.id)
      this.incidents.set(incident.id, { ...incident, until: this.now, closedBy: 'crew' })
    }
    const waits = [...this.incidents.values()].some(({ until }) => until === null)
    if (this.#supply.isolatedAt !== null && !waits) {
      this.#supply = { ...this.#supply, isolatedAt: null }
      this.#configure()
    }
  }

  #perform(): void {
    for (let effects = this.keeper.take(); effects.length > 0; effects = this.keeper.take())
      for (const effect of effects) this.#do(effect)
  }

  #do(effect: KeeperEffect): void {
    if (effect.type === 'order') this.#road.give(effect)
    else if (effect.type === 'run') this.#keep(effect.run)
    else if (effect.type === 'incident') this.incidents.set(effect.incident.id, effect.incident)
    else if (effect.type === 'isolate') {
      this.#supply = { ...this.#supply, isolatedAt: effect.at }
      this.#configure()
    }
  }

  #keep(run: Run): void {
    this.runs.set(run.id, run)
    this.recent.set(run.id, run)
  }

  #newKeeper(): Keeper {
    this.keeper = new Keeper()
    this.#configure()
    return this.keeper
  }

  #configure(): void {
    this.keeper.configure({ zones: this.zones, supplies: [this.#supply], programs: [this.program] })
  }

  #dayAt(at: number): ClimateDay {
    const found = this.#days.find(({ day }) => at >= day.start && at < day.end)
    if (found === undefined) throw new RangeError('a season has every day')
    return found
  }

  #place() {
    return this.options.climate.place
  }

  #moment() {
    return { now: this.now, mono: this.now }
  }
}

/** As the product believes of sprays. */
const EFFICIENCY = 0.7

const weatherFor = (sky: Sky) =>
  ({ temperatureC: sky.temperatureC, solarW: sky.solarW, rainMmPerH: sky.rainMmPerH }) as Parameters<
    Soil['step']
  >[2]
