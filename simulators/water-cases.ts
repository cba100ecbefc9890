/**
 * Ten days of a canteen's water with one known thing wrong: what its meters would have shown every quarter of an hour.
 * Made with the same taps, valves and weather-less chance as the site, so that whoever judges it can be judged.
 */
import { createCalendar } from './physics/calendar.ts'
import { Demand, Register } from './physics/meters.ts'
import { Valve } from './physics/valve.ts'
import type { Random } from './random.ts'

export const CASE_CAUSES = [
  'none',
  'stuck-valve',
  'broken-line',
  'hidden-leak',
  'growing-leak',
  'tap-left-on',
  'toilet',
  'unmetered-use',
] as const
export type CaseCause = (typeof CASE_CAUSES)[number]

export interface CaseZone {
  readonly id: string
  readonly nominalLpm: number
  readonly openMin: Float64Array
}

export interface WaterCase {
  readonly cause: CaseCause
  readonly stepMin: number
  /** Litres of each step by register; NaN where the meter was not heard. */
  readonly main: Float64Array
  readonly kitchen: Float64Array | null
  readonly irrigation: Float64Array | null
  readonly zones: readonly CaseZone[]
  readonly hours: Float64Array
  readonly legitimateLpm: number
}

const DAYS = 10
const STEP_MIN = 15
const STEPS = (DAYS * 24 * 60) / STEP_MIN
const MINUTE_MS = 60_000
/** A Monday, 00:00 in Shanghai. */
const START = Date.parse('2026-05-10T16:00:00Z')
const MILD = { temperatureC: 20, solarW: 300 } as never

/** One random site of ten days, with this wrong. The same dice always make the same one. */
export function waterCase(cause: CaseCause, random: Random): WaterCase {
  const site = new Site(cause, random)
  for (let minute = 0; minute < DAYS * 1440; minute++) site.step(minute)
  return site.result()
}

interface Plot {
  readonly id: string
  readonly nominalLpm: number
  readonly runMin: number
  readonly startMin: number
  readonly valve: Valve
  readonly openMin: Float64Array
}

class Site {
  readonly #cause: CaseCause
  readonly #random: Random
  readonly #demand: Demand
  readonly #calendar = createCalendar('Asia/Shanghai')
  readonly #plots: readonly Plot[]
  readonly #registers: { main: Register; kitchen: Register; irrigation: Register }
  readonly #shown = { main: 0, kitchen: 0, irrigation: 0 }
  readonly #litres = {
    main: new Float64Array(STEPS),
    kitchen: new Float64Array(STEPS),
    irrigation: new Float64Array(STEPS),
  }
  readonly #hours = new Float64Array(STEPS)
  readonly #wrong: Wrong
  readonly #iceLpm: number
  readonly #hasKitchen: boolean
  readonly #hasIrrigation: boolean
  readonly #deafFrom: number

  constructor(cause: CaseCause, random: Random) {
    this.#cause = cause
    this.#random = random
    this.#demand = new Demand(random.fork('demand'))
    this.#plots = [0, 1, 2].map(n => plotOf(n, random.fork(`plot ${n}`)))
    // Litres a pulse: 1 or 10.
    const digits = random.chance(0.6) ? 3 : 2
    const register = () => new Register(random.between(10, 9000), digits)
    this.#registers = { main: register(), kitchen: register(), irrigation: register() }
    for (const word of ['main', 'kitchen', 'irrigation'] as const)
      this.#shown[word] = this.#registers[word].shown()
    this.#wrong = wrongOf(cause, random.fork('wrong'))
    this.#iceLpm = random.between(0, 0.05)
    this.#hasKitchen = random.chance(0.75)
    this.#hasIrrigation = random.chance(0.6)
    this.#deafFrom = random.chance(0.3) ? Math.floor(random.between(0, STEPS - 8)) : STEPS
  }

  step(minute: number): void {
    const now = START + minute * MINUTE_MS
    const clock = this.#calendar(now)
    this.#demand.step(60, clock, MILD)
    const watered = this.#water(minute, now)
    const { kitchenLpm, otherLpm } = this.#demand
    const extra = this.#wrong.lpm(minute, clock.hour)
    const inKitchen = this.#wrong.inKitchen ? extra : 0
    this.#registers.kitchen.add((kitchenLpm + inKitchen) / 1000)
    this.#registers.irrigation.add(watered / 1000)
    this.#registers.main.add((kitchenLpm + otherLpm + extra + watered + this.#iceLpm) / 1000)
    if ((minute + 1) % STEP_MIN === 0) this.#read((minute + 1) / STEP_MIN - 1)
  }

  #water(minute: number, now: number): number {
    let litres = 0
    for (const [n, plot] of this.#plots.entries()) {
      const ofDay = minute % 1440
      const day = Math.floor(minute / 1440)
      const due = (day + n) % 2 === 0 && ofDay === plot.startMin
      if (due) plot.valve.order(true, plot.runMin * 60, now)
      const open = (day + n) % 2 === 0 && ofDay >= plot.startMin && ofDay < plot.startMin + plot.runMin
      const step = Math.floor(minute / STEP_MIN)
      if (open) plot.openMin[step] = (plot.openMin[step] ?? 0) + 1
      const stuckOpen = this.#wrong.stuck(n, minute) && (plot.valve.flowLpm > 0 || open)
      const own = plot.valve.step(60, now, { stuckOpen, stuckClosed: false, lies: false })
      litres += own * (this.#wrong.broken(n, minute) ? this.#wrong.ratio : 1)
    }
    return litres
  }

  #read(step: number): void {
    this.#hours[step] = (step * (STEP_MIN / 60)) % 24
    for (const word of ['main', 'kitchen', 'irrigation'] as const) {
      const shown = this.#registers[word].shown()
      this.#litres[word][step] = (shown - this.#shown[word]) * 1000
      this.#shown[word] = shown
    }
    if (step >= this.#deafFrom && step < this.#deafFrom + 6) this.#litres.main[step] = Number.NaN
  }

  result(): WaterCase {
    return {
      cause: this.#cause,
      stepMin: STEP_MIN,
      main: this.#litres.main,
      kitchen: this.#hasKitchen ? this.#litres.kitchen : null,
      irrigation: this.#hasIrrigation ? this.#litres.irrigation : null,
      // What the plan believes is off by a few per cent.
      zones: this.#plots.map(({ id, nominalLpm, openMin }) => ({
        id,
        nominalLpm: nominalLpm * (1 + 0.04 * this.#random.normal()),
        openMin,
      })),
      hours: this.#hours,
      legitimateLpm: 0.08,
    }
  }
}

function plotOf(n: number, random: Random): Plot {
  const nominalLpm = [42, 26, 14][n] ?? 20
  return {
    id: `zone-${n + 1}`,
    nominalLpm,
    runMin: Math.round(random.between(20, 40)),
    // Half past four, after evening study, and in the afternoon.
    startMin: [285, 1260, 930][n] ?? 300,
    valve: new Valve(nominalLpm, random),
    openMin: new Float64Array(STEPS),
  }
}

interface Wrong {
  readonly inKitchen: boolean
  readonly ratio: number
  lpm(minute: number, hour: number): number
  stuck(plot: number, minute: number): boolean
  broken(plot: number, minute: number): boolean
}

const NOTHING: Wrong = { inKitchen: false, ratio: 1, lpm: () => 0, stuck: () => false, broken: () => false }

function wrongOf(cause: CaseCause, random: Random): Wrong {
  const day = (least: number, most: number) => Math.floor(random.between(least, most)) * 1440
  switch (cause) {
    case 'none':
      return NOTHING
    case 'stuck-valve': {
      const plot = Math.floor(random.between(0, 3))
      const from = day(2, 7)
      const until = from + 2880 + Math.floor(random.between(120, 900))
      return { ...NOTHING, stuck: (n, minute) => n === plot && minute >= from && minute < until }
    }
    case 'broken-line': {
      const plot = Math.floor(random.between(0, 3))
      const from = day(0, 5)
      const ratio = random.between(1.45, 2.2)
      return { ...NOTHING, ratio, broken: (n, minute) => n === plot && minute >= from }
    }
    case 'hidden-leak': {
      const from = random.chance(0.5) ? 0 : Math.floor(random.between(0, 6 * 1440))
      const size = random.between(0.4, 5)
      return { ...NOTHING, inKitchen: random.chance(0.2), lpm: minute => (minute >= from ? size : 0) }
    }
    case 'growing-leak': {
      const size = random.between(0.4, 1.5)
      const daily = random.between(0.15, 0.4)
      return { ...NOTHING, lpm: minute => size * (1 + (daily * minute) / 1440) }
    }
    case 'tap-left-on': {
      const from = day(2, 9) + Math.floor(random.between(17.5, 22.3) * 60)
      const until = from - (from % 1440) + 1440 + Math.floor(random.between(5, 7.5) * 60)
      const size = random.between(2, 12)
      return {
        ...NOTHING,
        inKitchen: random.chance(0.6),
        lpm: minute => (minute >= from && minute < until ? size : 0),
      }
    }
    case 'toilet':
      return cistern(random)
    case 'unmetered-use':
      return visitors(random)
  }
}

/** Refills of some litres, a random while apart, day and night. */
function cistern(random: Random): Wrong {
  const gulpL = random.between(3, 8)
  const meanGapMin = random.between(9, 28)
  let nextAt = 0
  return {
    ...NOTHING,
    lpm(minute) {
      if (minute < nextAt) return 0
      nextAt = minute + 1 + random.exponential(meanGapMin)
      return gulpL
    },
  }
}

/** Somebody washes something at night, on one to four of the nights. */
function visitors(random: Random): Wrong {
  const count = 1 + Math.floor(random.between(0, 4))
  const visits = Array.from({ length: count }, () => {
    const from = Math.floor(random.between(0, DAYS)) * 1440 + Math.floor(random.between(0.7, 3.4) * 60)
    return { from, until: from + random.between(15, 55), size: random.between(5, 18) }
  })
  return {
    ...NOTHING,
    lpm: minute => visits.find(({ from, until }) => minute >= from && minute < until)?.size ?? 0,
  }
}
