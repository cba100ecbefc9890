/** Phases, voltage, power factor and demand of an electricity meter, by what its device says. */
import type { Meter, PowerQuality } from '../../core/contract/energy.ts'
import type { Metric } from '../../core/contract/metric.ts'
import type { Point } from '../../core/contract/point.ts'
import { demandKw, highest, imbalancePercent, voltageLimits } from '../../core/energy/power.ts'
import { powerFactorOf } from '../../core/energy/power-factor.ts'
import { knownUse, measuredUse } from '../../core/points/counter.ts'
import type { EnergyRoom } from './room.ts'

const QUARTER_MS = 900_000
/** Voltages are looked at in this many stretches. */
const STRETCHES = 1000
/** Quarters of an hour in a question: two months. */
const QUARTERS_MAX = 62 * 96
/** Phases that were said so far apart are not compared. */
const TOGETHER_MS = 15 * 60_000

export class Power {
  readonly #room: EnergyRoom

  constructor(room: EnergyRoom) {
    this.#room = room
  }

  async quality(meter: Meter, from: number, to: number): Promise<PowerQuality> {
    const { state, clock } = this.#room
    const end = Math.min(to, clock.now())
    const point = meter.pointId === null ? undefined : state.points.get(meter.pointId)
    const beside = point === undefined ? [] : state.points.list({ deviceId: point.deviceId })
    const demand = await this.#demand(meter, point, from, end)
    return {
      currentImbalancePercent: this.#imbalance(beside, 'current'),
      voltageImbalancePercent: this.#imbalance(beside, 'voltage'),
      voltage: await this.#voltages(beside, from, end),
      powerFactor: await this.#factor(beside, from, end),
      ...demand,
    }
  }

  /** Of the phases' newest values, when they belong together. */
  #imbalance(points: readonly Point[], metric: Metric): number | null {
    const phases = points
      .filter(point => point.metric === metric && point.channel !== null && isPhase(point.channel))
      .flatMap(point => this.#room.latest.get(point.id) ?? [])
    const times = phases.map(({ at }) => at)
    if (phases.length !== 3 || Math.max(...times) - Math.min(...times) > TOGETHER_MS) return null
    return imbalancePercent(phases.map(({ value }) => value))
  }

  async #voltages(points: readonly Point[], from: number, to: number): Promise<PowerQuality['voltage']> {
    const own = points.filter(({ metric }) => metric === 'voltage').slice(0, 4)
    const found = await Promise.all(
      own.map(async ({ id, channel }) => {
        const buckets = await this.#room.series.buckets(id, from, to, STRETCHES)
        if (buckets.length === 0) return []
        const mean = buckets.reduce((sum, { avg }) => sum + avg, 0) / buckets.length
        const limits = voltageLimits(mean)
        const within = buckets.filter(({ avg }) => avg >= limits.low && avg <= limits.high).length
        const low = Math.min(...buckets.map(({ min }) => min))
        const high = Math.max(...buckets.map(({ max }) => max))
        return [
          { pointId: id, channel, low, mean, high, limits, withinPercent: (100 * within) / buckets.length },
        ]
      }),
    )
    return found.flat()
  }

  /** By the registers of the time; where there is none for reactive energy, what the device says now. */
  async #factor(points: readonly Point[], from: number, to: number): Promise<number | null> {
    const active = points.find(({ metric }) => metric === 'energy_import_total')
    const reactive = points.find(({ metric }) => metric === 'energy_reactive_total')
    if (active !== undefined && reactive !== undefined) {
      const [kwh, kvarh] = await this.#room.series.deltas(
        [active, reactive].map(({ id, counter }) => ({ point: id, facts: counter })),
        [from, to],
      )
      const [a, r] = [knownUse(kwh), knownUse(kvarh)]
      if (a !== null && r !== null) return powerFactorOf(a, r)
    }
    const said = points.filter(({ metric }) => metric === 'power_factor')
    const total = said.find(({ channel }) => channel === null || !isPhase(channel)) ?? said[0]
    return total === undefined ? null : (this.#room.latest.get(total.id)?.value ?? null)
  }

  async #demand(
    meter: Meter,
    point: Point | undefined,
    from: number,
    to: number,
  ): Promise<Pick<PowerQuality, 'maxDemandKw' | 'maxDemandAt'>> {
    const nothing = { maxDemandKw: null, maxDemandAt: null }
    const start =
      Math.max(Math.ceil(from / QUARTER_MS), Math.floor(to / QUARTER_MS) - QUARTERS_MAX) * QUARTER_MS
    const edges = Array.from(
      { length: Math.max(0, Math.floor((to - start) / QUARTER_MS) + 1) },
      (_, n) => start + n * QUARTER_MS,
    )
    if (point === undefined || edges.length < 2) return nothing
    const [quarters] = await this.#room.series.deltas([{ point: point.id, facts: point.counter }], edges)
    // A quarter that was spread over a gap is no peak that anybody drew.
    const kwh = quarters === undefined ? [] : measuredUse(quarters, meter.ratio ?? 1)
    const top = highest(demandKw(kwh, 15))
    return top === null
      ? nothing
      : { maxDemandKw: top.value, maxDemandAt: start + (top.index + 1) * QUARTER_MS }
  }
}

/** Channels of single phases, as the dialects name them. */
function isPhase(channel: string): boolean {
  return /^(a|b|c|l?[123]|phase[ _-]?[abc123])$/i.test(channel)
}
