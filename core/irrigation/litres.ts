/**
 * Litres of runs, by the meter that sees them or by nominal flow and time. What a meter shows is given away once: to the
 * zones that let water through just then, each by its nominal flow, less what their own meters have counted already.
 */
import type { PointId } from '../contract/reading.ts'
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
  /** Open without a reading that counts. */
  unknownMs: number
}

/** A zone whose valve lets water through; `runId` null when no run of ours has opened it. */
export interface OpenValve {
  readonly zone: Zone
  readonly runId: string | null
}

/** Adds up what ran through a meter while a run's valve was open. */
export class LitreCounter {
  readonly #tallies = new Map<string, Tally>()
  readonly #read = new Map<PointId, { readonly lpm: number; readonly at: number }>()

  /** A cycle opened. */
  open(runId: string, monoMs: number): void {
    const known = this.#tallies.get(runId)
    if (known !== undefined) known.at = monoMs
    else
      this.#tallies.set(runId, {
        ...{ litres: 0, flowLpm: null, at: monoMs },
        ...{ readings: 0, meanSum: 0, unknownMs: 0 },
      })
  }

  /** A meter was read while these of its zones were open. */
  read(point: PointId, lpm: number, open: readonly OpenValve[], monoMs: number): void {
    this.#read.set(point, { lpm, at: monoMs })
    // Its own meter is believed before the one that others share.
    const byOther = open.filter(({ zone }) => zone.flowPointId !== null && zone.flowPointId !== point)
    const here = open.filter(one => !byOther.includes(one))
    const taken = byOther.reduce((sum, { zone }) => sum + this.#ownLpm(zone, monoMs), 0)
    const left = Math.max(0, lpm - taken)
    const nominal = here.reduce((sum, { zone }) => sum + zone.nominalFlowLpm, 0)
    for (const { zone, runId } of here)
      if (runId !== null) this.#flow(runId, (left * zone.nominalFlowLpm) / nominal, monoMs)
  }

  /** A cycle shut: nothing flows until the next one. */
  shut(runId: string, monoMs: number): void {
    const tally = this.#tallies.get(runId)
    if (tally === undefined) return
    settle(tally, monoMs)
    tally.flowLpm = null
  }

  /** A run that is over: measured, or by the zone's nominal flow for as long as nothing measured. */
  close(run: Run, zone: Zone | undefined): Pick<Run, 'litres' | 'litresMeasured' | 'meanFlowLpm'> {
    const tally = this.#tallies.get(run.id)
    this.#tallies.delete(run.id)
    if (tally === undefined || tally.readings === 0) {
      const litres = zone === undefined ? null : (zone.nominalFlowLpm * run.wateredS) / 60
      return { litres, litresMeasured: false, meanFlowLpm: null }
    }
    const meanFlowLpm = tally.meanSum / tally.readings
    const unseen = ((zone?.nominalFlowLpm ?? meanFlowLpm) * tally.unknownMs) / 60_000
    return { litres: tally.litres + unseen, litresMeasured: tally.unknownMs === 0, meanFlowLpm }
  }

  #flow(runId: string, lpm: number, monoMs: number): void {
    const tally = this.#tallies.get(runId)
    if (tally === undefined) return
    // The first reading of a cycle stands for the seconds before it, too.
    tally.flowLpm ??= lpm
    settle(tally, monoMs)
    tally.flowLpm = lpm
    tally.readings += 1
    tally.meanSum += lpm
  }

  /** By its own meter while that is fresh, else as it should be. */
  #ownLpm({ flowPointId, nominalFlowLpm }: Zone, monoMs: number): number {
    const read = flowPointId === null ? undefined : this.#read.get(flowPointId)
    return read === undefined || monoMs - read.at > FLOW_HOLDS_MS ? nominalFlowLpm : read.lpm
  }
}

function settle(tally: Tally, monoMs: number): void {
  const passedMs = monoMs - tally.at
  const knownMs = tally.flowLpm === null ? 0 : Math.min(passedMs, FLOW_HOLDS_MS)
  tally.litres += ((tally.flowLpm ?? 0) * knownMs) / 60_000
  tally.unknownMs += passedMs - knownMs
  tally.at = monoMs
}
