/** The pipe of a virtual lawn: a master valve, zones behind it, one meter for all, and radios that may be lost. */
import type { Zone } from '../../core/contract/watering-zone.ts'
import { NO_VALVE_FAULTS, Valve } from '../physics/valve.ts'
import type { Random } from '../random.ts'

export type PipeFault =
  | 'stuck-open'
  | 'stuck-closed'
  | 'broken-head'
  | 'blocked'
  | 'lies'
  | 'radio-lost'
  | 'meter-lost'

export interface PlannedFault {
  readonly kind: PipeFault
  /** Which zone; the meter needs none. */
  readonly zone: number
  readonly from: number
  readonly to: number
}

const BROKEN_FACTOR = 1.9
const BLOCKED_FACTOR = 0.45
export const MASTER = 'master'

export interface VirtualValve {
  readonly id: string
  readonly valve: Valve
  /** Last told to the listener. */
  told: boolean | null
  /** Since when water has been flowing without a stop; null while none does. */
  flowingSince: number | null
}

export class Pipes {
  readonly zones: readonly Zone[]
  readonly valves: readonly VirtualValve[]
  readonly master: VirtualValve
  faults: readonly PlannedFault[] = []
  now: number

  constructor(zones: readonly Zone[], random: Random, now: number) {
    this.zones = zones
    this.now = now
    const virtual = (id: string, lpm: number): VirtualValve => ({
      id,
      valve: new Valve(lpm, random.fork(id)),
      told: null,
      flowingSince: null,
    })
    this.valves = zones.map(zone => virtual(zone.valveDeviceId, zone.nominalFlowLpm))
    this.master = virtual(MASTER, 1)
  }

  /** Moves on to a time; answers with the litres of each zone. */
  advance(to: number): number[] {
    const litres = this.zones.map(() => 0)
    while (this.now < to) {
      const next = Math.min(...[...this.valves, this.master].map(({ valve }) => valve.nextAt()))
      const at = Math.min(to, Math.max(this.now + 1, next))
      const dtS = (at - this.now) / 1000
      for (let n = 0; n < this.valves.length; n++) litres[n] = (litres[n] ?? 0) + (this.flowLpm(n) * dtS) / 60
      this.now = at
      for (const [n, { valve }] of this.valves.entries()) valve.step(dtS, at, this.#faultsOf(n))
      this.master.valve.step(dtS, at, NO_VALVE_FAULTS)
      for (const [n, one] of this.valves.entries())
        one.flowingSince = this.flowLpm(n) > 0 ? (one.flowingSince ?? at) : null
    }
    return litres
  }

  /** Through one zone: its own valve, behind an open master. */
  flowLpm(n: number): number {
    if (this.master.valve.flowLpm === 0) return 0
    const flow = this.valves[n]?.valve.flowLpm ?? 0
    if (this.has('broken-head', n)) return flow * BROKEN_FACTOR
    return this.has('blocked', n) ? flow * BLOCKED_FACTOR : flow
  }

  /** What the meter reads; null while its radio is lost. */
  meterLpm(): number | null {
    if (this.has('meter-lost', 0)) return null
    return this.valves.reduce((sum, _, n) => sum + this.flowLpm(n), 0)
  }

  hears(device: string): boolean {
    const n = this.valves.findIndex(({ id }) => id === device)
    return n < 0 || !this.has('radio-lost', n)
  }

  has(kind: PipeFault, zone: number): boolean {
    return this.faults.some(
      fault =>
        fault.kind === kind &&
        (kind === 'meter-lost' || fault.zone === zone) &&
        fault.from <= this.now &&
        this.now < fault.to,
    )
  }

  anyMoving(): boolean {
    const all = [...this.valves, this.master]
    return all.some(({ valve }) => valve.open || valve.reportedOpen || Number.isFinite(valve.nextAt()))
  }

  #faultsOf(n: number) {
    const [stuckOpen, stuckClosed] = [this.has('stuck-open', n), this.has('stuck-closed', n)]
    const lies = this.has('lies', n)
    return stuckOpen || stuckClosed || lies ? { stuckOpen, stuckClosed, lies } : NO_VALVE_FAULTS
  }
}
