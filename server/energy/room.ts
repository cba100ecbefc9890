/** What management's services share. */
import type { Reading } from '../../core/contract/reading.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import type { Directory } from '../directory.ts'
import type { LatestReadings } from '../latest-values.ts'
import type { AlarmService, Logger } from '../services.ts'
import type { UseBooks } from './books.ts'

export interface EnergyParts {
  readonly state: StateStore
  readonly series: SeriesStore
  readonly latest: LatestReadings
  readonly directory: Pick<Directory, 'byId' | 'put' | 'putPoint' | 'ensurePoint'>
  readonly alarms: Pick<AlarmService, 'ruleChanged'>
  readonly books: UseBooks
  readonly clock: Clock
  readonly log: Logger
}

export interface EnergyRoom extends EnergyParts {
  /** Keeps readings that a person or a file gave, and forgets what was thought of the past of their points. */
  keep(batch: readonly Reading[]): Promise<void>
}
