/** Looks after the store of readings and raises an alarm when it does not keep them, or gives some up. */
import type { Name } from '../../core/contract/schema.ts'
import type { SeriesStats, SeriesStore } from '../../core/ports.ts'
import { storeTexts } from '../../core/text/store.ts'
import type { AlarmService } from '../services.ts'

const EVERY_MS = 15_000
/** A restart of the database is no alarm. */
const PATIENCE_LOOKS = 4

export interface StoreWatchParts {
  readonly series: Pick<SeriesStore, 'stats'>
  readonly alarms: Pick<AlarmService, 'signal'>
  readonly siteId: string
  readonly everyMs?: number
}

/** Answers with the way to stop. */
export function watchStore({ series, alarms, siteId, everyMs = EVERY_MS }: StoreWatchParts): () => void {
  const told = new Map<string, boolean>()
  let ill = 0
  let looking = false
  /** The first good look is told as well: an alarm of the last run may be open. */
  const tell = (key: string, active: boolean, name: Name) => {
    if (told.get(key) === active) return
    told.set(key, active)
    alarms.signal({ source: 'system', key, active, siteId, deviceId: null, name, priority: 'high' })
  }
  const look = async () => {
    if (looking) return
    looking = true
    const { healthy, dropped = 0 } = await series
      .stats()
      .catch((): Pick<SeriesStats, 'healthy' | 'dropped'> => ({ healthy: false }))
    looking = false
    ill = healthy ? 0 : ill + 1
    if (ill === 0 || ill >= PATIENCE_LOOKS) tell('store.away', ill > 0, storeTexts.away)
    tell('store.dropping', dropped > 0, storeTexts.dropping)
  }
  const timer = setInterval(() => void look(), everyMs)
  return () => clearInterval(timer)
}
