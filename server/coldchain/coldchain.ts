/** Cold storage and hot holding as one part: what corrects readings, what explains them, and what people ask about them. */
import type { Reading } from '../../core/contract/reading.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import type { AlarmService, ChangeFeed, LatestValues, Logger } from '../services.ts'
import { type CabinetService, createCabinets } from './cabinets.ts'
import { calibratedSeries } from './calibrated-series.ts'
import { createFoodSamples, type FoodSamples } from './food-samples.ts'
import { Learner } from './learner.ts'
import { Offsets } from './offsets.ts'
import { Watcher } from './watcher.ts'

export interface ColdchainParts {
  readonly state: StateStore
  /** As it is stored. */
  readonly series: SeriesStore
  readonly changes: ChangeFeed
  readonly clock: Clock
  readonly log: Logger
}

export interface Coldchain {
  /** What everybody else should read: probes' errors taken off. */
  readonly series: SeriesStore
  /** For the alarms: what explains a reading. */
  readonly explainer: Watcher
  readonly learner: Learner
  /** A batch as it is judged and shown. */
  correct(batch: readonly Reading[]): readonly Reading[]
  /** Takes up where a crash left: call once, before the alarms recover. */
  recover(): Promise<void>
  services(parts: { readonly latest: LatestValues; readonly alarms: Pick<AlarmService, 'ruleChanged'> }): {
    readonly cabinets: CabinetService
    readonly foodSamples: FoodSamples
  }
  start(): void
  stop(): void
}

export function createColdchain({ series: raw, ...parts }: ColdchainParts): Coldchain {
  const offsets = new Offsets(parts.state)
  const series = calibratedSeries(raw, offsets)
  const watcher = new Watcher(parts)
  const learner = new Learner({ ...parts, series, watcher })
  return {
    series,
    explainer: watcher,
    learner,
    correct: batch => offsets.correctAll(batch),
    recover: () => watcher.remember(series, parts.clock.now()),
    services: more => ({
      cabinets: createCabinets({ ...parts, ...more, series, watcher, offsets }),
      foodSamples: createFoodSamples(parts),
    }),
    start: () => learner.start(),
    stop() {
      learner.stop()
      watcher.stop()
    },
  }
}
