/** What the detectors smell: combustible gas, carbon monoxide and smoke, each with a source that can be switched on. */
import { Drift, type Random } from '../random.ts'

/** A well-mixed room near one detector: a source fills it, ventilation empties it, the detector follows with a lag. */
export class Concentration {
  value = 0
  readonly #base: Drift
  readonly #airChangeS: number

  constructor(random: Random, airChangeS: number, spread: number) {
    this.#base = new Drift(random, 1800, spread)
    this.#airChangeS = airChangeS
  }

  /** `settled` is what the room would reach if the source went on for ever. */
  step(dtS: number, settled: number): void {
    this.#base.step(dtS)
    this.value += (settled - this.value) * (1 - Math.exp(-dtS / this.#airChangeS))
  }

  /** What the detector shows: never below zero. */
  shown(): number {
    return Math.max(0, this.value + Math.abs(this.#base.value))
  }
}

/** %LEL that a leaking hob reaches in a closed kitchen, and the time it takes. */
export const GAS_LEAK_LEL = 45
export const GAS_AIR_CHANGE_S = 420
/** Lit burners leave a trace. */
export const GAS_COOKING_LEL = 1.2
/** ppm of an ill-drawing boiler, and of an ordinary one. */
export const CO_FAULT_PPM = 180
export const CO_COOKING_PPM = 4
export const CO_AIR_CHANGE_S = 600
/** Raw density of the smoke detector's chamber; it alarms above 20. */
export const SMOKE_FIRE = 120
export const SMOKE_ALARM = 20
export const SMOKE_AIR_CHANGE_S = 240
/** First level of a commercial detector, %LEL, and where it clears. */
export const GAS_ALARM_LEL = 25
export const GAS_CLEAR_LEL = 20

/** Alarm with its hysteresis, as the detector itself does it. */
export class Trip {
  on = false
  readonly #above: number
  readonly #below: number

  constructor(above: number, below: number) {
    this.#above = above
    this.#below = below
  }

  see(value: number): boolean {
    if (value >= this.#above) this.on = true
    else if (value < this.#below) this.on = false
    return this.on
  }
}
