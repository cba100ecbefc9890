/**
 * The virtual world: every model of a scenario, moved on together on virtual time. Steps end on a fixed grid and at the
 * moments a valve acts by itself, so that the story does not depend on how often anybody looks.
 */
import { buildModel, type Model, type Sensed, STEP_ORDER, type Surroundings } from './models.ts'
import { cooking, createCalendar } from './physics/calendar.ts'
import { Demand } from './physics/meters.ts'
import { Weather } from './physics/weather.ts'
import { createRandom } from './random.ts'
import type { FaultKind, Scenario, ScenarioDevice } from './scenario.ts'

export interface WorldOptions {
  readonly seed: number
  /** Where virtual time begins, ms since 1970. */
  readonly start: number
  /** The moment the scenario's fault times count from. */
  readonly liveAt: number
}

/** Something wrong from `from` until before `to`, ms since 1970. */
export interface Fault {
  readonly device: string
  readonly fault: FaultKind
  readonly from: number
  readonly to: number
  readonly amount: number
}

export interface Inhabitant {
  readonly spec: ScenarioDevice
  readonly model: Model
}

const MINUTE_MS = 60_000
const FAULTS_MAX = 1000

export class World {
  readonly scenario: Scenario
  readonly inhabitants: readonly Inhabitant[]
  readonly faults: Fault[]
  readonly weather: Weather
  /** Sums since the beginning, exact: what the invariants weigh against the meters. */
  readonly sums = { houseL: 0, irrigationL: 0, leakL: 0 }
  #now: number
  #steppedTo: number
  readonly #byId: Map<string, Inhabitant>
  readonly #ordered: readonly Inhabitant[]
  readonly #valves: readonly Inhabitant[]
  readonly #doors: ReadonlyMap<string, Model>
  readonly #around: Surroundings
  readonly #calendar: ReturnType<typeof createCalendar>

  constructor(scenario: Scenario, { seed, start, liveAt }: WorldOptions) {
    const random = createRandom(seed)
    this.scenario = scenario
    this.#now = start
    this.#steppedTo = start
    this.#calendar = createCalendar(scenario.site.timeZone)
    this.weather = new Weather(scenario.site, random.fork('weather'))
    this.inhabitants = scenario.devices.map(spec => ({
      spec,
      model: buildModel(spec, scenario.devices, random.fork(spec.id)),
    }))
    this.faults = scenario.faults.map(({ device, fault, atMin, forMin, amount = 1 }) => {
      const from = liveAt + atMin * MINUTE_MS
      const to = forMin === undefined ? Number.POSITIVE_INFINITY : from + forMin * MINUTE_MS
      return { device, fault, from, to, amount }
    })
    this.#byId = new Map(this.inhabitants.map(one => [one.spec.id, one]))
    this.#ordered = STEP_ORDER.flatMap(kind => this.inhabitants.filter(({ spec }) => spec.kind === kind))
    this.#valves = this.inhabitants.filter(({ model }) => model.valve !== undefined)
    this.#doors = new Map(
      this.inhabitants.flatMap(({ spec, model }) => (spec.of === undefined ? [] : [[spec.of, model]])),
    )
    this.#around = this.#surroundings(new Demand(random.fork('demand')))
    this.#step(start)
  }

  now(): number {
    return this.#now
  }

  device(id: string): Inhabitant | undefined {
    return this.#byId.get(id)
  }

  /** What the device's sensors read now. Noise makes every look a new one. */
  read(id: string): Sensed[] {
    return this.#byId.get(id)?.model.read() ?? []
  }

  /** How much of a fault there is now, 0 for none. */
  faultNow(device: string, kind: FaultKind): number {
    let amount = 0
    for (const { device: at, fault, from, to, amount: much } of this.faults)
      if (at === device && fault === kind && from <= this.#steppedTo && this.#steppedTo < to)
        amount = Math.max(amount, much)
    return amount
  }

  inject(fault: Fault): void {
    if (!this.#byId.has(fault.device)) throw new Error(`no device ${fault.device} to go wrong`)
    if (this.faults.length >= FAULTS_MAX) this.faults.shift()
    this.faults.push(fault)
  }

  /** An order for a valve; false when the device is none. */
  order(id: string, open: boolean, forS: number | null): boolean {
    const valve = this.#byId.get(id)?.model.valve
    valve?.order(open, forS, this.#now)
    return valve !== undefined
  }

  /** Moves on to a time; `seen` is called after every step, with the virtual clock at its end. */
  advanceTo(target: number, stepMs: number, seen: (now: number) => void): void {
    for (;;) {
      const gridAt = (Math.floor(this.#steppedTo / stepMs) + 1) * stepMs
      const dueAt = Math.max(
        this.#steppedTo,
        Math.min(...this.#valves.map(v => v.model.valve?.nextAt() ?? gridAt)),
      )
      const at = Math.min(gridAt, dueAt)
      if (at > target) break
      this.#now = at
      this.#step(at)
      seen(at)
    }
    this.#now = Math.max(this.#now, target)
  }

  #step(at: number): void {
    const around = this.#around
    around.dtS = Math.max(1e-3, (at - this.#steppedTo) / 1000)
    this.#steppedTo = at
    around.now = at
    around.clock = this.#calendar(at)
    around.coldW = 0
    around.servingW = 0
    around.irrigationL = 0
    this.weather.step(around.dtS, around.clock)
    around.demand.step(around.dtS, around.clock, this.weather)
    around.kitchenC = 21 + 0.25 * (this.weather.temperatureC - 12) + 5 * cooking(around.clock)
    around.leakL = (this.#leakLpm() * around.dtS) / 60
    for (const { model } of this.#ordered) model.step(around)
    this.sums.houseL += ((around.demand.kitchenLpm + around.demand.otherLpm) * around.dtS) / 60
    this.sums.irrigationL += around.irrigationL
    this.sums.leakL += around.leakL
  }

  #leakLpm(): number {
    let lpm = 0
    for (const { fault, from, to, amount } of this.faults)
      if (fault === 'water-leak' && from <= this.#steppedTo && this.#steppedTo < to) lpm += amount
    return lpm
  }

  #surroundings(demand: Demand): Surroundings {
    return {
      dtS: 0,
      now: this.#now,
      clock: this.#calendar(this.#now),
      weather: this.weather,
      demand,
      kitchenC: 22,
      coldW: 0,
      servingW: 0,
      irrigationL: 0,
      leakL: 0,
      wateredL: new Map(),
      fault: (device, kind) => this.faultNow(device, kind),
      door: cabinet => this.#doors.get(cabinet)?.door?.openFraction ?? 0,
    }
  }
}
