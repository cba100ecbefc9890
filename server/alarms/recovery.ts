/**
 * The start, from the readings' side: the newest value of every point, and the alarms judged again from where they were.
 *
 * A store that is away must not keep a kitchen without alarms, so the start does not wait for it: live readings are
 * judged at once, and what was stored before is taken up when the store answers and holds all of it. Until then nothing
 * is shown for points that have not spoken again: unknown, never zero.
 */
import { Problem } from '../../core/contract/error.ts'
import type { SeriesStore } from '../../core/ports.ts'
import type { LatestReadings } from '../latest-values.ts'
import type { ChangeFeed, Logger } from '../services.ts'
import type { AlarmEngine } from './engine.ts'

const RETRY_MS = 5000

export interface RecoveryParts {
  readonly series: SeriesStore
  readonly latest: LatestReadings
  readonly alarms: Pick<AlarmEngine, 'recover'>
  readonly changes: ChangeFeed
  readonly log: Logger
  readonly retryMs?: number
}

export interface Recovery {
  stop(): void
}

/** Resolves when everything is taken up, or when the store is away. Rejects for any other fault. */
export async function recover(parts: RecoveryParts): Promise<Recovery> {
  const { log, retryMs = RETRY_MS } = parts
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const later = () => {
    if (!stopped) timer = setTimeout(() => void again(), retryMs)
  }
  const again = async () => {
    try {
      if (await isWhole(parts.series)) {
        await takeUp(parts)
        log.info({}, 'the store is back: alarms know what was stored before the start')
      } else later()
    } catch (error) {
      log.warn({ error: String(error) }, 'what was stored before the start cannot be read yet')
      later()
    }
  }
  try {
    await takeUp(parts)
  } catch (error) {
    if (!(error instanceof Problem && error.code === 'store.unavailable')) throw error
    log.warn(
      { error: error.message },
      'the store is away: live readings are judged, earlier ones when it is back',
    )
    later()
  }
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}

/** What waits in a spool is not yet where memories are read from. */
async function isWhole(series: SeriesStore): Promise<boolean> {
  const { healthy, spooled } = await series.stats()
  if (healthy) return spooled === 0
  // Nobody else may be asking a store that is away.
  await series.last()
  return false
}

async function takeUp({ series, latest, alarms, changes }: RecoveryParts): Promise<void> {
  const readings = latest.update([...(await series.last()).values()])
  if (readings.length > 0) changes.publish({ type: 'readings', readings })
  await alarms.recover(series)
}
