import type { Reading } from '../core/contract/reading.ts'
import type { ReadingSink, SeriesStore } from '../core/ports.ts'
import type { LatestReadings } from './latest-values.ts'
import type { ChangeFeed, Logger } from './services.ts'

export interface PipelineParts {
  readonly series: Pick<SeriesStore, 'append'>
  readonly latest: LatestReadings
  readonly alarms: { evaluate(readings: readonly Reading[]): void }
  readonly changes: ChangeFeed
  /** A batch as it is judged and shown; what is kept stays as it was read. */
  readonly correct?: (batch: readonly Reading[]) => readonly Reading[]
  readonly log: Logger
}

/**
 * The road of a reading inside the server: it is judged and shown at once, and kept. What could not be kept the sender
 * sends again; being judged twice is harmless because the alarm engine ignores what is not newer.
 */
export function createPipeline({
  series,
  latest,
  alarms,
  changes,
  log,
  correct,
}: PipelineParts): ReadingSink {
  return {
    notice(read) {
      const batch = correct?.(read) ?? read
      try {
        alarms.evaluate(batch)
      } catch (error) {
        // A broken rule must not stop readings from being kept.
        log.error({ error }, 'alarm evaluation failed')
      }
      const newer = latest.update(batch)
      if (newer.length > 0) changes.publish({ type: 'readings', readings: newer })
    },
    accept: batch => (batch.length === 0 ? Promise.resolve() : series.append(batch)),
  }
}
