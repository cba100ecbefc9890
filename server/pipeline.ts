import type { Reading } from '../core/contract/reading.ts'
import type { ReadingSink, SeriesStore } from '../core/ports.ts'
import type { LatestReadings } from './latest-values.ts'
import type { ChangeFeed, Logger } from './services.ts'

export interface PipelineParts {
  readonly series: Pick<SeriesStore, 'append'>
  readonly latest: LatestReadings
  readonly alarms: { evaluate(readings: readonly Reading[]): void }
  readonly changes: ChangeFeed
  readonly log: Logger
}

/**
 * The road of a reading inside the server: on its way to the disk it is judged and shown at once, and the promise
 * settles when it is durable. A rejected promise means it was not kept, so the sender must send it again; being
 * judged twice is harmless because the alarm engine ignores what is not newer.
 */
export function createPipeline({ series, latest, alarms, changes, log }: PipelineParts): ReadingSink {
  return {
    accept(batch) {
      if (batch.length === 0) return Promise.resolve()
      const durable = series.append(batch)
      try {
        alarms.evaluate(batch)
      } catch (error) {
        // A broken rule must not stop readings from being kept.
        log.error({ error }, 'alarm evaluation failed')
      }
      const newer = latest.update(batch)
      if (newer.length > 0) changes.publish({ type: 'readings', readings: newer })
      return durable
    },
  }
}
