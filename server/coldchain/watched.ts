/** One cabinet as its readings come in: what explains it, in memory; everything else is asked of the store. */
import { TRUST } from '../../core/alarms/condition.ts'
import type { Excuse } from '../../core/alarms/excuse.ts'
import { graceSetting, signOf } from '../../core/coldchain/bands.ts'
import { Grace, type GraceBand } from '../../core/coldchain/grace.ts'
import type { Levels } from '../../core/coldchain/jurisdiction.ts'
import { type ColdKind, failsTo } from '../../core/coldchain/preset.ts'
import type { CabinetProfile } from '../../core/coldchain/profile.ts'
import type { InUse } from '../../core/coldchain/serving.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'

/** Bands that are over are worked out again from the store; a few are enough for what runs. */
const BANDS_KEPT = 8

export interface CabinetParts {
  readonly id: string
  readonly siteId: string
  readonly kind: ColdKind
  /** Its main probe first. */
  readonly probes: readonly PointId[]
  readonly humidity: PointId | null
  readonly door: PointId | null
  readonly levels: Levels
  readonly profile: CabinetProfile | null
  /** Whether anything may explain anything here. */
  readonly graceful: boolean
  /** False outside a hot cabinet's serving hours: nothing is judged then. */
  readonly inUse: InUse
}

export class WatchedCabinet {
  #parts: CabinetParts
  readonly #grace: Grace
  #doorAt = 0
  #told: number | null = null

  constructor(parts: CabinetParts) {
    this.#parts = parts
    this.#grace = new Grace(graceSetting(parts.kind, parts.levels, parts.profile), BANDS_KEPT)
  }

  get parts(): CabinetParts {
    return this.#parts
  }

  get points(): PointId[] {
    const { probes, humidity, door } = this.#parts
    return [...probes, ...(humidity === null ? [] : [humidity]), ...(door === null ? [] : [door])]
  }

  /** Goes on under other settings; what runs goes on. */
  change(parts: CabinetParts): void {
    const learned = parts.profile !== this.#parts.profile
    this.#parts = parts
    const { profile, ...limits } = graceSetting(parts.kind, parts.levels, parts.profile)
    this.#grace.change(learned ? { ...limits, profile } : limits)
  }

  /** Answers when the excuse of its probes has changed. */
  see({ point, at, value, quality }: Reading): Excuse | undefined {
    if (!TRUST[quality].raises || !Number.isFinite(value)) return undefined
    const { kind, probes, humidity, door } = this.#parts
    if (point === probes[0]) this.#grace.temperature({ at, value: signOf(kind) * value })
    else if (point === humidity) this.#grace.humidity({ at, value })
    else if (point === door && at > this.#doorAt) {
      this.#doorAt = at
      this.#grace.door(value >= 0.5, at)
    } else return undefined
    return this.#changed(at)
  }

  restock(at: number, minutes: number): Excuse | undefined {
    this.#grace.restock(at, minutes)
    return this.#changed(at)
  }

  restocked(at: number): Excuse | undefined {
    this.#grace.restocked(at)
    return this.#changed(at)
  }

  /** What explains it now; null for nothing. */
  explains(now: number): GraceBand | null {
    return this.#parts.graceful ? this.#grace.at(now) : null
  }

  #changed(at: number): Excuse | undefined {
    const until = this.#parts.graceful ? this.#grace.until(at) : null
    if (until === this.#told) return undefined
    this.#told = until
    const { kind, probes } = this.#parts
    return { points: probes, side: failsTo(kind), forMs: until === null ? null : until - at }
  }
}
