/** Learns in the background what is usual for each cabinet, from its own last two weeks, and again every day. */
import { setImmediate as breathe } from 'node:timers/promises'
import { signOf } from '../../core/coldchain/bands.ts'
import { learnThermal } from '../../core/coldchain/outlook.ts'
import { learnProfile } from '../../core/coldchain/profile.ts'
import type { Sample } from '../../core/coldchain/stretch.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import type { Logger } from '../services.ts'
import { samplesOf } from './samples.ts'
import type { WatchedCabinet } from './watched.ts'
import type { Watcher } from './watcher.ts'

const HOUR_MS = 3_600_000
const LEARN_MS = 14 * 24 * HOUR_MS
const AGAIN_MS = 86_400_000
/** Less than this of a past teaches nothing yet. */
const LEAST_MS = 2 * 86_400_000
const EVERY_MS = 10 * 60_000
const FIRST_AFTER_MS = 20_000
/** Neighbouring seconds say the same. */
const APART_MS = 55_000

export interface LearnerParts {
  readonly state: StateStore
  readonly series: Pick<SeriesStore, 'range' | 'buckets'>
  readonly clock: Clock
  readonly log: Logger
  readonly watcher: Watcher
}

export class Learner {
  readonly #parts: LearnerParts
  #timers: NodeJS.Timeout[] = []
  #busy = false
  #ended = false

  constructor(parts: LearnerParts) {
    this.#parts = parts
  }

  start(): void {
    const turn = () => void this.learnDue()
    this.#timers = [setTimeout(turn, FIRST_AFTER_MS), setInterval(turn, EVERY_MS)]
  }

  stop(): void {
    this.#ended = true
    for (const timer of this.#timers) clearInterval(timer)
  }

  /** Every cabinet whose turn it is, one after the other. */
  async learnDue(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    try {
      for (const cabinet of [...this.#parts.watcher.all()]) {
        if (this.#ended) return
        const { learnedAt = 0 } = this.#parts.state.cabinetProfiles.get(cabinet.parts.id) ?? {}
        if (this.#parts.clock.now() - learnedAt >= AGAIN_MS) await this.#learn(cabinet)
        await breathe()
      }
    } catch (error) {
      if (!this.#ended)
        this.#parts.log.warn(
          { error: String(error) },
          'what is usual for a cabinet could not be learned; tried again',
        )
    } finally {
      this.#busy = false
    }
  }

  async #learn({ parts: { id, kind, probes } }: WatchedCabinet): Promise<void> {
    const { state, series, clock, watcher } = this.#parts
    const [main] = probes
    if (main === undefined) return
    const now = clock.now()
    const readings = thinned(await samplesOf(series, main, now - LEARN_MS, now))
    if (now - (readings[0]?.at ?? now) < LEAST_MS) return
    const sign = signOf(kind)
    const profile = learnProfile(
      sign === 1 ? readings : readings.map(({ at, value }) => ({ at, value: -value })),
    )
    if (profile === null || this.#ended) return
    const thermal =
      learnThermal(kind, readings, await this.#room(id, now)) ??
      state.cabinetProfiles.get(id)?.thermal ??
      null
    state.cabinetProfiles.put({ id, learnedAt: now, profile, thermal })
    watcher.refresh(id)
  }

  /** By the hour; empty when nobody measures where it stands. */
  async #room(id: string, now: number): Promise<Sample[]> {
    const { state, series } = this.#parts
    const point = state.cabinets.get(id)?.roomPointId ?? null
    if (point === null) return []
    const buckets = await series.buckets(point, now - LEARN_MS, now, LEARN_MS / HOUR_MS)
    return buckets.map(({ at, avg }) => ({ at: at + HOUR_MS / 2, value: avg }))
  }
}

function thinned(samples: readonly Sample[]): Sample[] {
  let last = Number.NEGATIVE_INFINITY
  return samples.filter(({ at }) => {
    if (at - last < APART_MS) return false
    last = at
    return true
  })
}
