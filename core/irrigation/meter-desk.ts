/**
 * What the meters make of the runs: water confirmed, too much, too little, none, or some where there should be none. When
 * a meter shows too much and more than one zone may be why, all are held until the pipe is at rest, which shows a valve
 * that is stuck open; then each is tried alone.
 */
import type { PointId } from '../contract/reading.ts'
import type { Run } from '../contract/watering-run.ts'
import type { Supply, Zone } from '../contract/watering-zone.ts'
import { LEAK_LPM_DEFAULT } from '../contract/watering-zone.ts'
import { type MeterEffect, type MeterState, meterStep, NEW_METER, type OpenZone } from './flow-watch.ts'
import type { IncidentBook } from './incident-book.ts'
import type { KeeperConfig, Moment } from './keeper-effect.ts'
import { isOver, type RunEvent } from './run.ts'

/** Long enough to settle and be read twice by a meter that speaks once a minute. */
export const TRY_S = 180
/** The device's own timer ends a trial only when nobody else does. */
const TRY_MARGIN_S = 30
/** Found nobody twice within this: the pipe itself is to blame, and all is stopped. */
const RETEST_AGAIN_MS = 3_600_000

export interface MeterParts {
  readonly runOf: (zoneId: string) => Run | undefined
  readonly step: (run: Run, event: RunEvent, moment: Moment) => void
  readonly cycleS: (run: Run, moment: Moment) => number
  readonly doubt: (zone: Zone, moment: Moment) => void
  readonly isolate: (supply: Supply, moment: Moment) => boolean
  readonly incidents: IncidentBook
}

interface Meter {
  readonly point: PointId
  readonly zones: readonly Zone[]
  readonly supply: Supply | null
}

interface Retest {
  readonly waiting: string[]
  readonly held: string[]
  current: string | null
  until: number
  guilty: boolean
  /** With all of them shut and water in the pipe nothing flowed. */
  tight: boolean
}

export class MeterDesk {
  readonly #parts: MeterParts
  readonly #states = new Map<PointId, MeterState>()
  readonly #retests = new Map<PointId, Retest>()
  readonly #lastRetest = new Map<PointId, number>()
  readonly #samples = new Map<string, { sum: number; count: number }>()
  #meters = new Map<PointId, Meter>()

  constructor(parts: MeterParts) {
    this.#parts = parts
  }

  configure({ zones, supplies }: KeeperConfig): void {
    const meters = new Map<PointId, { zones: Zone[]; supply: Supply | null }>()
    for (const zone of zones) {
      const supply = supplies.find(({ id }) => id === zone.supplyId) ?? null
      // Its own meter, and the one that sees all of its pipe.
      for (const point of new Set([zone.flowPointId, supply?.flowPointId ?? null])) {
        if (point === null) continue
        const meter = meters.get(point) ?? { zones: [], supply }
        meter.zones.push(zone)
        meters.set(point, meter)
      }
    }
    this.#meters = new Map([...meters].map(([point, meter]) => [point, { point, ...meter }]))
  }

  zonesOf(point: PointId): readonly Zone[] {
    return this.#meters.get(point)?.zones ?? []
  }

  /** Nothing else opens on a pipe while its zones are tried one by one. */
  isRetesting(zone: Zone): boolean {
    for (const [point] of this.#retests) if (this.zonesOf(point).some(({ id }) => id === zone.id)) return true
    return false
  }

  /** Settled mean of a run, L/min; null when no meter could tell. */
  sampleOf(runId: string): number | null {
    const sample = this.#samples.get(runId)
    return sample === undefined ? null : sample.sum / sample.count
  }

  /** True once for a run that has one. */
  takeSample(runId: string): boolean {
    return this.#samples.delete(runId)
  }

  moved(isOpen: (zone: Zone) => boolean, moment: Moment): void {
    for (const { point, zones } of this.#meters.values()) {
      const open = zones.filter(isOpen).map(({ id, nominalFlowLpm }) => ({ id, nominalLpm: nominalFlowLpm }))
      const before = this.#states.get(point) ?? NEW_METER
      this.#states.set(
        point,
        meterStep(before, { type: 'open-set', open }, moment.mono, LEAK_LPM_DEFAULT).state,
      )
    }
  }

  read(point: PointId, lpm: number, moment: Moment): void {
    const meter = this.#meters.get(point)
    if (meter === undefined) return
    const before = this.#states.get(point) ?? NEW_METER
    const leakLpm = meter.supply?.leakLpm ?? LEAK_LPM_DEFAULT
    const { state, effects } = meterStep(before, { type: 'flow', lpm }, moment.mono, leakLpm)
    this.#states.set(point, state)
    for (const effect of effects) this.#act(meter, effect, moment)
  }

  /** Goes on with a trial whose time is up. */
  tick(moment: Moment): void {
    for (const [point, retest] of [...this.#retests])
      if (moment.mono >= retest.until) this.#nextTrial(point, retest, moment)
  }

  /** A run ended: it is no longer to be tried. */
  over(run: Run, moment: Moment): void {
    if (run.state !== 'done') this.#samples.delete(run.id)
    for (const [point, retest] of [...this.#retests])
      if (retest.current === run.id) this.#nextTrial(point, retest, moment)
  }

  #act(meter: Meter, effect: MeterEffect, moment: Moment): void {
    switch (effect.type) {
      case 'flowing':
        this.#flowing(effect.zones, moment)
        break
      case 'sample':
        this.#sample(meter, effect.zone, effect.lpm, moment)
        break
      case 'over':
        this.#tooMuch(meter, effect, moment)
        break
      case 'under':
        this.#tooLittle(meter, effect, moment)
        break
      case 'none':
        this.#noWater(meter, effect, moment)
        break
      case 'leak':
        this.#leak(meter, effect, moment)
        break
      case 'still':
        this.#atRest(meter, moment)
        break
      default:
        this.#calm(meter, moment)
    }
  }

  #flowing(zones: readonly OpenZone[], moment: Moment): void {
    for (const run of this.#runsOf(zones)) this.#parts.step(run, { type: 'seen' }, moment)
    for (const { id } of zones) this.#parts.incidents.settle('says-open', id, null, moment)
  }

  #sample(meter: Meter, zone: OpenZone, lpm: number, moment: Moment): void {
    const run = this.#parts.runOf(zone.id)
    if (run === undefined) return
    const own = this.#zone(meter, zone.id)?.flowPointId ?? null
    if (own === null || own === meter.point) {
      const sample = this.#samples.get(run.id) ?? { sum: 0, count: 0 }
      this.#samples.set(run.id, { sum: sample.sum + lpm, count: sample.count + 1 })
    }
    this.#parts.incidents.settle('under-flow', zone.id, null, moment)
    for (const [point, retest] of [...this.#retests])
      if (retest.current === run.id) this.#nextTrial(point, retest, moment)
  }

  #tooMuch(meter: Meter, { zones, lpm, limitLpm, suspect }: TooMuch, moment: Moment): void {
    // It is known whose water that is, and somebody has been called.
    if (suspect !== null && this.#parts.incidents.has('says-closed', suspect.id, null)) return
    const runs = this.#runsOf(zones)
    const retest = this.#retests.get(meter.point)
    const again = moment.mono - (this.#lastRetest.get(meter.point) ?? Number.NEGATIVE_INFINITY)
    const unsure = runs.length > 1 || (runs.length === 1 && suspect !== null)
    if (unsure && retest === undefined && again > RETEST_AGAIN_MS) {
      for (const run of runs)
        this.#parts.step(run, { type: 'hold', cycleS: this.#parts.cycleS(run, moment) }, moment)
      const ids = runs.map(({ id }) => id)
      this.#lastRetest.set(meter.point, moment.mono)
      const fresh = {
        waiting: [...ids],
        held: [...ids],
        current: null,
        // Long enough to see the pipe at rest, or not.
        until: moment.mono + TRY_S * 1000,
        guilty: false,
        tight: false,
      }
      this.#retests.set(meter.point, fresh)
      return
    }
    if (retest !== undefined) retest.guilty = true
    const alone = runs.length === 1
    const zone = alone ? this.#zone(meter, runs[0]?.zoneId) : null
    const other = retest?.tight || suspect === null ? null : this.#zone(meter, suspect.id)
    const { supply } = meter
    this.#parts.incidents.raise(
      { kind: 'over-flow', siteId: this.#siteOf(meter), zone, supply, flowLpm: lpm, limitLpm, other },
      moment,
    )
    for (const run of runs)
      this.#parts.step(
        run,
        { type: 'end', reason: 'over-flow', cycleS: this.#parts.cycleS(run, moment) },
        moment,
      )
  }

  /** Nothing flows while all are held: no valve is stuck, and the first of them can be tried. */
  #atRest(meter: Meter, moment: Moment): void {
    const retest = this.#retests.get(meter.point)
    if (retest === undefined || retest.current !== null || retest.waiting.length !== retest.held.length)
      return
    // A pump that stands still lets nothing flow whatever is open.
    retest.tight = meter.supply?.kind !== 'pump'
    this.#nextTrial(meter.point, retest, moment)
  }

  /** One after the other alone; when all were tried, those that are left go on. */
  #nextTrial(point: PointId, retest: Retest, moment: Moment): void {
    const current = this.#heldRun(retest.current)
    if (current !== undefined && !isOver(current) && current.state !== 'held') {
      this.#parts.step(current, { type: 'hold', cycleS: this.#parts.cycleS(current, moment) }, moment)
      retest.current = null
      // The pipe comes to rest before the next one is tried.
      retest.until = moment.mono + 15_000
      return
    }
    retest.current = null
    const next = this.#heldRun(retest.waiting.shift() ?? null)
    if (next?.state === 'held') {
      retest.current = next.id
      retest.until = moment.mono + TRY_S * 1000
      this.#parts.step(next, { type: 'try', forS: TRY_S + TRY_MARGIN_S }, moment)
      return
    }
    if (retest.waiting.length > 0) return
    if (retest.guilty) this.#lastRetest.delete(point)
    this.#endRetest(point, moment)
  }

  /** Those that are still held go on. */
  #endRetest(point: PointId, moment: Moment): void {
    const retest = this.#retests.get(point)
    this.#retests.delete(point)
    for (const id of retest?.held ?? []) {
      const run = this.#heldRun(id)
      if (run?.state === 'held') this.#parts.step(run, { type: 'resume' }, moment)
    }
  }

  #tooLittle(meter: Meter, { zones, lpm, limitLpm }: Judged, moment: Moment): void {
    for (const { id } of zones) {
      this.#parts.incidents.raise(
        {
          kind: 'under-flow',
          siteId: this.#siteOf(meter),
          zone: this.#zone(meter, id),
          supply: meter.supply,
          flowLpm: lpm,
          limitLpm,
        },
        moment,
      )
    }
  }

  #noWater(meter: Meter, { zones, lpm, limitLpm }: Judged, moment: Moment): void {
    for (const run of this.#runsOf(zones)) {
      const zone = this.#zone(meter, run.zoneId)
      this.#parts.incidents.raise(
        { kind: 'says-open', siteId: run.siteId, zone, supply: meter.supply, flowLpm: lpm, limitLpm },
        moment,
      )
      this.#parts.step(
        run,
        { type: 'end', reason: 'no-flow', cycleS: this.#parts.cycleS(run, moment) },
        moment,
      )
    }
  }

  #leak(meter: Meter, { lpm, suspect }: Extract<MeterEffect, { type: 'leak' }>, moment: Moment): void {
    const zone = suspect === null ? null : this.#zone(meter, suspect.id)
    const supply = meter.supply
    const isolated = supply !== null && this.#parts.isolate(supply, moment)
    const limitLpm = supply?.leakLpm ?? LEAK_LPM_DEFAULT
    const kind = zone === null ? ('leak' as const) : ('says-closed' as const)
    this.#parts.incidents.raise(
      { kind, siteId: this.#siteOf(meter), zone, supply, flowLpm: lpm, limitLpm, isolated },
      moment,
    )
    this.#endRetest(meter.point, moment)
    // Every valve of the pipe is told again; the guilty one has to answer.
    for (const one of zone === null ? meter.zones : [zone]) this.#parts.doubt(one, moment)
  }

  #calm(meter: Meter, moment: Moment): void {
    // It is dry because its pipe was shut for it. Nothing is mended by that.
    if (meter.supply !== null && meter.supply.isolatedAt !== null) return
    this.#parts.incidents.settle('leak', null, meter.supply?.id ?? null, moment)
    for (const zone of meter.zones) this.#parts.incidents.settle('says-closed', zone.id, null, moment)
  }

  #runsOf(zones: readonly OpenZone[]): Run[] {
    return zones.flatMap(({ id }) => {
      const run = this.#parts.runOf(id)
      return run === undefined || run.state === 'planned' ? [] : [run]
    })
  }

  #heldRun(id: string | null): Run | undefined {
    if (id === null) return undefined
    for (const { zones } of this.#meters.values())
      for (const zone of zones) {
        const run = this.#parts.runOf(zone.id)
        if (run?.id === id) return run
      }
    return undefined
  }

  #zone({ zones }: Meter, id: string | undefined): Zone | null {
    return zones.find(zone => zone.id === id) ?? null
  }

  #siteOf({ zones }: Meter): string {
    return zones[0]?.siteId ?? ''
  }
}

type Judged = Extract<MeterEffect, { type: 'under' | 'none' }>
type TooMuch = Extract<MeterEffect, { type: 'over' }>
