/** What a canteen draws, by meal, weekday and season, and the registers that count it. */
import { Drift, type Random } from '../random.ts'
import { cooking, dining, type WallClock } from './calendar.ts'
import type { Weather } from './weather.ts'

/** A register that only rises; it shows whole units of its last digit. */
export class Register {
  /** Exact, in the register's unit. */
  total: number
  readonly #digits: number

  constructor(start: number, digits: number) {
    this.total = start
    this.#digits = digits
  }

  add(amount: number): void {
    if (amount > 0) this.total += amount
  }

  /** Cut, never rounded up: a wheel shows only what has passed. */
  shown(): number {
    const scale = 10 ** this.#digits
    return Math.floor(this.total * scale + 1e-6) / scale
  }
}

/** Loads and flows of the whole house now. */
export class Demand {
  kitchenW = 0
  lightingW = 0
  otherW = 0
  /** Taps, dishwasher and steamers in the kitchen; wash rooms and cleaning elsewhere. */
  kitchenLpm = 0
  otherLpm = 0
  gasM3PerH = 0
  readonly #busy: Drift
  readonly #wash: Drift
  readonly #flame: Drift

  constructor(random: Random) {
    this.#busy = new Drift(random.fork('busy'), 900, 0.16)
    this.#wash = new Drift(random.fork('wash'), 240, 0.28)
    this.#flame = new Drift(random.fork('flame'), 600, 0.15)
  }

  step(dtS: number, clock: WallClock, weather: Weather): void {
    const busy = Math.exp(this.#busy.step(dtS))
    const cook = cooking(clock)
    const dine = dining(clock)
    this.kitchenW = 900 + 34_000 * cook * busy + 9000 * dine * busy
    this.lightingW = lighting(clock, weather)
    this.otherW = 1800 + 6000 * dine + airHandling(clock, weather)
    const wash = Math.exp(this.#wash.step(dtS))
    this.kitchenLpm = draws(clock) ? (28 * cook + 34 * dine) * wash : 0
    this.otherLpm = draws(clock) ? (1.2 + 10 * dine) * wash : 0
    const winter = Math.max(0, 15 - weather.temperatureC) / 25
    this.gasM3PerH = cook * 22 * Math.exp(this.#flame.step(dtS)) + 1.6 * winter
  }
}

/** At night every tap is shut: what still flows then is a leak. */
function draws({ hour }: WallClock): boolean {
  return hour >= 4.75 && hour < 22.5
}

function lighting({ hour, weekday }: WallClock, { solarW }: Weather): number {
  const night = 350
  if (hour < 4.75 || hour >= 21.5) return night
  const daylight = Math.min(1, solarW / 350)
  return night + (weekday >= 6 ? 2200 : 3600) * (1 - 0.45 * daylight)
}

/** Ventilation always, cooling above 25 °C, heating pumps below 8 °C. */
function airHandling({ hour }: WallClock, { temperatureC }: Weather): number {
  if (hour < 5.5 || hour >= 20.5) return 0
  return 1500 + 900 * Math.max(0, temperatureC - 25) + 60 * Math.max(0, 8 - temperatureC)
}
