import type { Run, Zone } from '../../core/contract/watering.ts'

/** A flow reading counts for at most this long; after that the flow is not known. */
const FLOW_HOLDS_MS = 5 * 60_000

interface Tally {
  litres: number
  /** What flows, and since when, by the steady clock. */
  flowLpm: number | null
  at: number
}

/** Adds up what ran through a zone's flow meter while its valve was open. */
export class LitreCounter {
  readonly #tallies = new Map<string, Tally>()

  open(runId: string, flowLpm: number | null, steadyMs: number): void {
    this.#tallies.set(runId, { litres: 0, flowLpm, at: steadyMs })
  }

  flow(runId: string, flowLpm: number, steadyMs: number): void {
    const tally = this.#tallies.get(runId)
    if (tally === undefined) return
    settle(tally, steadyMs)
    tally.flowLpm = flowLpm
  }

  /** Litres of a run that is over: measured, or by the zone's nominal flow where nothing measures. */
  close(
    run: Run,
    zone: Zone | undefined,
    ranMs: number,
    steadyMs: number,
  ): Pick<Run, 'litres' | 'litresMeasured'> {
    const tally = this.#tallies.get(run.id)
    this.#tallies.delete(run.id)
    if (tally !== undefined && zone !== undefined && zone.flowPointId !== null && tally.flowLpm !== null) {
      settle(tally, steadyMs)
      return { litres: tally.litres, litresMeasured: true }
    }
    if (zone === undefined || tally === undefined) return { litres: null, litresMeasured: false }
    return { litres: (zone.nominalFlowLpm * ranMs) / 60_000, litresMeasured: false }
  }
}

function settle(tally: Tally, steadyMs: number): void {
  if (tally.flowLpm !== null)
    tally.litres += (tally.flowLpm * Math.min(steadyMs - tally.at, FLOW_HOLDS_MS)) / 60_000
  tally.at = steadyMs
}
