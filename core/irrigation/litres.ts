/** Litres of runs, by the meter that sees them or by nominal flow and time. */
import type { Run } from '../contract/watering-run.ts'
import type { Zone } from '../contract/watering-zone.ts'

/** A flow reading counts for at most this long; after that the flow is not known. */
const FLOW_HOLDS_MS = 5 * 60_000

interface Tally {
  litres: number
  /** What flows, and since when, by the steady clock; null: nothing measured yet. */
  flowLpm: number | null
  at: number
  readings: number
  meanSum: number
}

/** Adds up what ran through a meter while a run's valve was open. */
export class LitreCounter {
  readonly #tallies = new Map<string, Tally>()

  /** A cycle opened. */
  open(runId: string, monoMs: number): void {
    const known = this.#tallies.get(runId)
    if (known === undefined)
      this.#tallies.set(runId, { litres: 0, flowLpm: null, at: monoMs, readings: 0, meanSum: 0 })
    else known.at = monoMs
  }

  flow(runId: string, lpm: number, monoMs: number): void {
    const tally = this.#tallies.get(runId)
    if (tally === undefined) return
    // The first reading of a cycle stands for the seconds before it, too.
    if (tally.flowLpm === null) tally.litres += (lpm * Math.min(monoMs - tally.at, FLOW_HOLDS_MS)) / 60_000
    else settle(tally, monoMs)
    tally.at = monoMs
    tally.flowLpm = lpm
    tally.readings += 1
    tally.meanSum += lpm
  }

  /** A cycle shut: nothing flows until the next one. */
  shut(runId: string, monoMs: number): void {
    const tally = this.#tallies.get(runId)
    if (tally === undefined) return
    settle(tally, monoMs)
    tally.flowLpm = null
  }

  /** A run that is over: measured, or by the zone's nominal flow where nothing measured. */
  close(run: Run, zone: Zone | undefined): Pick<Run, 'litres' | 'litresMeasured' | 'meanFlowLpm'> {
    const tally = this.#tallies.get(run.id)
    this.#tallies.delete(run.id)
    if (tally !== undefined && tally.readings > 0)
      return { litres: tally.litres, litresMeasured: true, meanFlowLpm: tally.meanSum / tally.readings }
    const litres = zone === undefined ? null : (zone.nominalFlowLpm * run.wateredS) / 60
    return { litres, litresMeasured: false, meanFlowLpm: null }
  }
}

function settle(tally: Tally, monoMs: number): void {
  if (tally.flowLpm !== null)
    tally.litres += (tally.flowLpm * Math.min(monoMs - tally.at, FLOW_HOLDS_MS)) / 60_000
  tally.at = monoMs
}
