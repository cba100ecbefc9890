/**
 * A cold or hot cabinet as two thermal masses, air and food, with a thermostat, a door and, for freezers, a defrost.
 * The air's equation is linear within a step, so it is solved exactly and stays stable whatever the step.
 */
import type { Random } from '../random.ts'
import type { CabinetSpec } from './cabinet-presets.ts'

export interface CabinetSurroundings {
  readonly ambientC: number
  /** How much of this step the door stood open, 0 to 1. */
  readonly doorOpenFraction: number
  /** The refrigeration (or heater) no longer runs; its defrost neither. */
  readonly dead: boolean
}

const HOUR_S = 3600
/** Compressors are kept from starting again at once. */
const REST_MIN_S = 150
/** The probe has a mass of its own. */
const PROBE_LAG_S = 75
const PROBE_NOISE_C = 0.04
/** Apparent heat capacity of frozen food while it thaws, as a multiple of the frozen one. */
const THAW_FROM_C = -4
const THAW_TO_C = -0.5
const THAW_FACTOR = 14

export class Cabinet {
  airC: number
  foodC: number
  running = false
  defrosting = false
  /** What it took from the mains during the last step, W. */
  electricW = 0
  humidity: number
  readonly spec: CabinetSpec
  readonly #random: Random
  #probeC: number
  #restS = 0
  #sinceDefrostS: number

  constructor(spec: CabinetSpec, random: Random) {
    this.spec = spec
    this.#random = random
    this.airC = spec.setpointC + random.between(-1, 1) * spec.hysteresisC
    this.foodC = spec.setpointC + random.between(-0.3, 0.3)
    this.#probeC = this.airC
    this.humidity = random.between(55, 70)
    this.#sinceDefrostS = random.next() * (spec.defrost?.everyH ?? 0) * HOUR_S
  }

  step(dtS: number, { ambientC, doorOpenFraction, dead }: CabinetSurroundings): void {
    const { spec } = this
    this.#control(dtS, dead)
    const machineW = this.running ? (spec.mode === 'cool' ? -spec.thermalW : spec.thermalW) : 0
    const defrostW = this.defrosting ? (spec.defrost?.heaterW ?? 0) : 0
    this.#exchange(dtS, ambientC, spec.wallWPerK + spec.doorWPerK * doorOpenFraction, machineW + defrostW)
    this.electricW = (this.running ? spec.electricW : 0) + (this.defrosting ? 2 * defrostW : 0)
    this.#dampen(dtS, doorOpenFraction)
    this.#probeC += (this.airC - this.#probeC) * (1 - Math.exp(-dtS / PROBE_LAG_S))
  }

  /** What the probe says, °C, with its noise; the dialect rounds to its resolution. */
  probeC(): number {
    return this.#probeC + PROBE_NOISE_C * this.#random.normal()
  }

  #control(dtS: number, dead: boolean): void {
    const { setpointC, hysteresisC, mode } = this.spec
    if (dead) {
      this.running = false
      this.defrosting = false
      return
    }
    this.#clockDefrost(dtS)
    this.#restS = this.running ? 0 : this.#restS + dtS
    const off = mode === 'cool' ? this.airC - setpointC : setpointC - this.airC
    if (this.defrosting || off < -hysteresisC) this.running = false
    else if (off > hysteresisC && this.#restS >= REST_MIN_S) this.running = true
  }

  #clockDefrost(dtS: number): void {
    const { defrost } = this.spec
    if (defrost === null) return
    this.#sinceDefrostS += dtS
    if (this.#sinceDefrostS >= defrost.everyH * HOUR_S) this.#sinceDefrostS = 0
    this.defrosting = this.#sinceDefrostS < defrost.forMin * 60
  }

  #exchange(dtS: number, ambientC: number, outWPerK: number, heatW: number): void {
    const { airJPerK, foodWPerK } = this.spec
    const conductance = outWPerK + foodWPerK
    const settledC = (outWPerK * ambientC + foodWPerK * this.foodC + heatW) / conductance
    const decay = Math.exp((-conductance * dtS) / airJPerK)
    const wasC = this.airC
    this.airC = settledC + (wasC - settledC) * decay
    // The food sees the mean of the air over the step, which the exact solution gives as well.
    const meanC = settledC + ((wasC - settledC) * (1 - decay) * airJPerK) / (conductance * dtS)
    const foodDecay = Math.exp((-foodWPerK * dtS) / this.#foodJPerK())
    this.foodC = meanC + (this.foodC - meanC) * foodDecay
  }

  #foodJPerK(): number {
    const { foodJPerK, thaws } = this.spec
    const thawing = thaws && this.foodC > THAW_FROM_C && this.foodC < THAW_TO_C
    return thawing ? foodJPerK * THAW_FACTOR : foodJPerK
  }

  /** Room air comes in moist; the cold coil dries it while it runs. */
  #dampen(dtS: number, doorOpenFraction: number): void {
    const target = this.running ? 52 : 68
    const settling = 1 - Math.exp(-dtS / 1200)
    this.humidity += (target - this.humidity) * settling + 22 * doorOpenFraction * (1 - Math.exp(-dtS / 90))
    this.humidity = Math.min(98, Math.max(20, this.humidity))
  }
}
