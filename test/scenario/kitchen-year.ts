/**
 * A year of a kitchen with 40 cabinets on virtual time: defrosts, doors, deliveries, summer, and 12 true failures. Every
 * reading goes the product's road: correction, grace, alarm engine, a real state file. Beside it stands what anybody
 * would set first: a fixed limit on each probe.
 */

import { presetOf } from '../../core/coldchain/jurisdiction.ts'
import { failsTo } from '../../core/coldchain/preset.ts'
import type { DeviceKind } from '../../core/contract/device.ts'
import { Cabinet } from '../../simulators/physics/cabinet.ts'
import { CABINETS, type CabinetSpec } from '../../simulators/physics/cabinet-presets.ts'
import { createRandom, type Random } from '../../simulators/random.ts'
import { ColdHouse, MINUTE_MS } from '../server/coldchain/cold-house.ts'

const DAY_MIN = 1440
/** Monday, midnight in Shanghai. */
const START = Date.UTC(2026, 0, 4, 16)
const DOORS = 3000
const DELIVERIES = 400
/** What a battery sensor sends: so much change, and at least so often. */
const REPORT_C = 2
const REPORT_MIN = 15
/** Two weeks to learn in, before anything is counted. */
const LEARN_DAYS = 14
const LEARN_EVERY_DAYS = 14
/** A repaired cabinet is warm for a while: that is still its failure. */
const AFTERMATH_MIN = 6 * 60

type Physics = keyof typeof CABINETS
const FLEET: readonly (readonly [kind: DeviceKind & Physics, count: number])[] = [
  ['fridge', 16],
  ['freezer', 12],
  ['sample-fridge', 4],
  ['cold-room', 4],
  ['hot-holding', 4],
]

/** dead: the machine stands still · fading: it loses its refrigerant over a day · ajar: somebody left the door open. */
type Fault = 'dead' | 'fading' | 'ajar'
/** How many, and after how many hours somebody has repaired it: a room that holds tons warms up slowly. */
const FAULTS: readonly (readonly [Fault, DeviceKind & Physics, count: number, repairedH: number])[] = [
  ['dead', 'fridge', 3, 8],
  ['dead', 'freezer', 3, 8],
  ['dead', 'cold-room', 1, 24],
  ['dead', 'hot-holding', 2, 8],
  ['fading', 'fridge', 1, 24],
  ['ajar', 'freezer', 1, 8],
  ['ajar', 'sample-fridge', 1, 8],
]

interface Failure {
  readonly unit: Unit
  readonly fault: Fault
  readonly fromMin: number
  readonly toMin: number
  /** When its probe had been beyond the limit for the whole delay, and when somebody was told; null for never. */
  dueMin: number | null
  toldMin: number | null
}

interface Opening {
  readonly unit: Unit
  readonly minute: number
  readonly minutes: number
  /** How much of each minute it stands open. */
  readonly part: number
  readonly scanned: boolean
}

class Unit {
  readonly id: string
  readonly kind: DeviceKind & Physics
  readonly cabinet: Cabinet
  readonly contact: boolean
  readonly spec: CabinetSpec
  openUntil = 0
  openPart = 0
  failure: Failure | null = null
  reportedC = Number.NaN
  reportedMin = Number.NEGATIVE_INFINITY
  beyondSince: number | null = null
  naiveOn = false
  probe = 0
  humidity = 0
  readonly limit: number
  readonly sign: 1 | -1
  readonly delayMin: number

  constructor(kind: Unit['kind'], n: number, random: Random) {
    this.id = `${kind}-${n}`
    this.kind = kind
    this.contact = n % 2 === 0
    const spec: CabinetSpec = CABINETS[kind]
    const about = (value: number, part: number) => value * Math.exp(part * (2 * random.next() - 1))
    this.spec = {
      ...spec,
      airJPerK: about(spec.airJPerK, 0.15),
      foodJPerK: about(spec.foodJPerK, 0.2),
      wallWPerK: about(spec.wallWPerK, 0.15),
      defrost: spec.defrost && { ...spec.defrost, everyH: about(spec.defrost.everyH, 0.2) },
    }
    this.cabinet = new Cabinet(this.spec, random)
    const { levels } = presetOf('cn', kind)
    this.sign = failsTo(kind) === 'above' ? 1 : -1
    this.limit = (this.sign === 1 ? levels.h : levels.l) ?? Number.NaN
    this.delayMin = levels.innerDelayS / 60
  }
}

export interface YearOptions {
  readonly seed: number
  /** Probes report every minute; otherwise as battery sensors do: when it is 2 K more or less, and every quarter of an hour. */
  readonly everyMinute: boolean
  readonly days?: number
}

export interface Year {
  readonly readings: number
  readonly doors: number
  readonly defrosts: number
  readonly failures: readonly { readonly what: string; readonly lateMin: number | null }[]
  /** What was told although nothing was wrong: when and which rule. */
  readonly falseAlarms: readonly string[]
  /** The same with a fixed limit on each probe. */
  readonly naive: number
}

export async function liveYear({ seed, everyMinute, days = 365 }: YearOptions): Promise<Year> {
  const random = createRandom(seed)
  const units = FLEET.flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, n) => new Unit(kind, n, random.fork(`${kind}${n}`))),
  )
  const house = new ColdHouse(
    units.map(({ id, kind, contact }) => ({
      id,
      kind,
      metrics: contact ? (['temperature', 'door_open'] as const) : (['temperature', 'humidity'] as const),
    })),
    { start: START, keepMs: 15 * DAY_MIN * MINUTE_MS, inMemory: true },
  )
  try {
    const story = new Story(house, units, random.fork('story'), everyMinute, days)
    await story.live()
    return story.told()
  } finally {
    house.remove()
  }
}

class Story {
  readonly #house: ColdHouse
  readonly #units: readonly Unit[]
  readonly #everyMinute: boolean
  readonly #endMin: number
  readonly #failures: Failure[]
  readonly #openings: Opening[]
  readonly #weather: Random
  #readings = 0
  #defrosts = 0
  #naive = 0

  constructor(house: ColdHouse, units: readonly Unit[], random: Random, everyMinute: boolean, days: number) {
    this.#house = house
    this.#units = units
    this.#everyMinute = everyMinute
    this.#endMin = days * DAY_MIN
    this.#failures = failuresOf(units, random.fork('failures'), this.#endMin)
    this.#openings = openingsOf(units, random.fork('doors'), this.#endMin)
    this.#weather = random.fork('weather')
    for (const failure of this.#failures) failure.unit.failure = failure
    for (const unit of units) {
      unit.probe = house.point(unit.id)
      unit.humidity = house.point(unit.id, 'humidity')
    }
  }

  async live(): Promise<void> {
    let warmDay = 0
    for (let minute = 0, next = 0; minute < this.#endMin; minute += 1) {
      if (minute % DAY_MIN === 0) warmDay = 3 * this.#weather.normal()
      const kitchenC = roomC(minute, warmDay)
      for (; this.#openings[next]?.minute === minute; next += 1) this.#open(this.#openings[next] as Opening)
      for (const unit of this.#units) this.#step(unit, minute, kitchenC)
      this.#read(minute)
      if (minute % 60 === 0) this.#deal()
      this.#house.clock.advance(MINUTE_MS)
      if (minute % (LEARN_EVERY_DAYS * DAY_MIN) === LEARN_EVERY_DAYS * DAY_MIN - 1)
        await this.#house.coldchain.learner.learnDue()
    }
  }

  told(): Year {
    const limits = this.#house.raised.filter(({ key }) => /\.(high|low|absolute)/.test(key))
    const falseAlarms: string[] = []
    for (const { at, key, deviceId } of limits) {
      const minute = (at - START) / MINUTE_MS
      const failure = this.#failures.find(
        ({ unit, fromMin, toMin }) =>
          unit.id === deviceId && minute >= fromMin && minute < toMin + AFTERMATH_MIN,
      )
      if (failure !== undefined) failure.toldMin ??= minute
      else if (minute >= LEARN_DAYS * DAY_MIN) falseAlarms.push(`day ${(minute / DAY_MIN).toFixed(2)} ${key}`)
    }
    return {
      readings: this.#readings,
      doors: this.#openings.length,
      defrosts: this.#defrosts,
      failures: this.#failures.map(({ unit, fault, dueMin, toldMin }) => ({
        what: `${unit.id} ${fault}`,
        lateMin: toldMin === null || dueMin === null ? null : toldMin - dueMin,
      })),
      falseAlarms,
      naive: this.#naive,
    }
  }

  #open({ unit, minute, minutes, part, scanned }: Opening): void {
    unit.openUntil = minute + minutes
    unit.openPart = part
    if (unit.contact) this.#house.see(unit.id, 1, 'door_open')
    if (scanned) this.#house.services.cabinets.restock(unit.id, 'cook')
  }

  #step(unit: Unit, minute: number, kitchenC: number): void {
    const { cabinet, failure } = unit
    const failing = failure !== null && minute >= failure.fromMin && minute < failure.toMin ? failure : null
    const ajar = failing?.fault === 'ajar'
    if (unit.contact && ajar && minute === failing?.fromMin) this.#house.see(unit.id, 1, 'door_open')
    const shut = unit.openUntil === minute || (failure?.fault === 'ajar' && minute === failure.toMin)
    if (unit.contact && shut && !ajar) this.#house.see(unit.id, 0, 'door_open')
    const open = ajar ? 1 : minute < unit.openUntil ? unit.openPart : 0
    const wasDefrosting = cabinet.defrosting
    cabinet.step(60, { ambientC: kitchenC, doorOpenFraction: open, dead: isDead(failing, minute) })
    if (cabinet.defrosting && !wasDefrosting) this.#defrosts += 1
  }

  #read(minute: number): void {
    const batch: [number, number][] = []
    for (const unit of this.#units) {
      const value = Math.round(unit.cabinet.probeC() * 10) / 10
      if (!this.#isNews(unit, value, minute)) continue
      unit.reportedC = value
      unit.reportedMin = minute
      batch.push([unit.probe, value])
      if (!unit.contact) batch.push([unit.humidity, Math.round(unit.cabinet.humidity)])
      this.#judge(unit, value, minute)
    }
    this.#readings += batch.length
    if (batch.length > 0) this.#house.seeAll(batch)
    if (batch.length > 0 || minute % 5 === 0) this.#house.engine.tick()
  }

  #isNews({ reportedC, reportedMin }: Unit, value: number, minute: number): boolean {
    const moved = !(Math.abs(value - reportedC) < REPORT_C)
    return this.#everyMinute || moved || minute - reportedMin >= REPORT_MIN
  }

  /** By hand and without the product: since when it is beyond, and what a fixed limit would have cried. */
  #judge(unit: Unit, value: number, minute: number): void {
    const { failure, limit, sign, delayMin } = unit
    const over = sign * (value - limit)
    if (over > 0) unit.beyondSince ??= minute
    else unit.beyondSince = null
    const failing =
      failure !== null && minute >= failure.fromMin && minute < failure.toMin + AFTERMATH_MIN ? failure : null
    if (failing !== null && unit.beyondSince !== null && minute - unit.beyondSince >= delayMin)
      failing.dueMin ??= unit.beyondSince + delayMin
    const on = unit.naiveOn ? over >= -0.5 : over > 0
    if (on && !unit.naiveOn && failing === null && minute >= LEARN_DAYS * DAY_MIN) this.#naive += 1
    unit.naiveOn = on
  }

  /** Somebody looks once an hour: says "I'm on it", and closes what is over. */
  #deal(): void {
    const { state, engine } = this.#house
    for (const { id, state: now, returnedAt } of state.alarms.list({ closedAt: null })) {
      if (now === 'unack' || now === 'rtnun') engine.acknowledge(id, 'cook')
      // What needs no action closes itself when somebody has seen it.
      const open = state.alarms.get(id)?.closedAt === null
      if (open && returnedAt !== null) engine.close(id, 'cook', { action: 'checked' })
    }
  }
}

/** Kitchens are warm when it is warm outside and when people cook. */
function roomC(minute: number, warmDay: number): number {
  const day = minute / DAY_MIN
  const hour = (minute / 60) % 24
  const season = -9 * Math.cos((2 * Math.PI * (day - 15)) / 365)
  const cooking = 5 * Math.exp(-(((hour - 11) / 2) ** 2)) + 4 * Math.exp(-(((hour - 17) / 1.5) ** 2))
  return 20 + 0.5 * (season + warmDay) + cooking
}

/** A machine that fades still works for less and less of each quarter of an hour. */
function isDead(failure: Failure | null, minute: number): boolean {
  if (failure === null || failure.fault === 'ajar') return false
  if (failure.fault === 'dead') return true
  const gone = (minute - failure.fromMin) / (6 * 60)
  return minute % 15 >= 15 * (1 - gone)
}

function failuresOf(units: readonly Unit[], random: Random, endMin: number): Failure[] {
  const free = [...units]
  const all = FAULTS.flatMap(([fault, kind, count, repairedH]) =>
    Array.from({ length: count }, () => ({ fault, kind, repairedH })),
  )
  return all.map(({ fault, kind, repairedH }) => {
    const fit = free.filter(unit => unit.kind === kind)
    const unit = fit[Math.floor(random.next() * fit.length)] as Unit
    free.splice(free.indexOf(unit), 1)
    const fromMin = Math.floor(random.between(20 * DAY_MIN, endMin - 2 * DAY_MIN))
    return { unit, fault, fromMin, toMin: fromMin + repairedH * 60, dueMin: null, toldMin: null }
  })
}

/** From five in the morning to eight in the evening; most are a matter of seconds, some of minutes. */
function openingsOf(units: readonly Unit[], random: Random, endMin: number): Opening[] {
  const openings = Array.from({ length: DOORS }, (_, n): Opening => {
    const unit = units[Math.floor(random.next() * units.length)] as Unit
    const day = Math.floor(random.between(0, endMin / DAY_MIN))
    const delivery = n < DELIVERIES
    const hour = delivery ? random.between(8, 10) : random.between(5, 20)
    const minutes = delivery ? random.between(5, 12) : Math.min(5, 1 + random.exponential(1.2))
    const part = delivery ? 0.25 : minutes > 1.5 ? 0.8 : random.between(0.15, 0.6)
    const minute = day * DAY_MIN + Math.floor(hour * 60)
    // Two of three deliveries are scanned at the door; cooks are people.
    return { unit, minute, minutes: Math.floor(minutes), part, scanned: delivery && random.chance(0.67) }
  })
  return openings.sort((a, b) => a.minute - b.minute)
}
