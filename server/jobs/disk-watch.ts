/** Raises an alarm long before the disk under the data folder is full: a month before, at 200 readings a second. */
import { statfsSync } from 'node:fs'
import type { Name } from '../../core/contract/schema.ts'
import { diskTexts } from '../../core/text/disk.ts'
import type { AlarmService, Logger, SystemSignal } from '../services.ts'

const EVERY_MS = 60_000
export const DISK_FILLING_BYTES = 2e9
export const DISK_FULL_BYTES = 0.2e9
/** An alarm ends only with this much more than its limit, so that files that come and go do not ring it again. */
const CLEAR_RATIO = 1.1

export interface DiskWatchParts {
  readonly alarms: Pick<AlarmService, 'signal'>
  readonly siteId: string
  readonly log: Pick<Logger, 'error'>
  /** Bytes this process may still write. Throws when the disk does not say. */
  readonly freeBytes: () => number
}

/** What the owner of this process, who is not root, may still write below the folder. Throws what the system says. */
export function freeBytesOf(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

/** Answers with the way to stop. */
export function watchDisk({ alarms, siteId, log, freeBytes }: DiskWatchParts): () => void {
  const told = new Map<string, boolean>()
  /** The first look is told as well: an alarm of the last run may be open. */
  const tell = (key: string, free: number, limit: number, name: Name, priority: SystemSignal['priority']) => {
    const active = free < limit * (told.get(key) === true ? CLEAR_RATIO : 1)
    if (told.get(key) === active) return
    alarms.signal({ source: 'system', key, active, siteId, deviceId: null, name, priority })
    told.set(key, active)
  }
  const look = () => {
    // A disk that is full already takes no alarm either, and one that does not answer is neither full nor well.
    try {
      const free = freeBytes()
      tell('disk.filling', free, DISK_FILLING_BYTES, diskTexts.filling, 'medium')
      tell('disk.full', free, DISK_FULL_BYTES, diskTexts.full, 'high')
    } catch (error) {
      log.error({ error }, 'how full the disk is could not be told; it is tried again')
    }
  }
  const timer = setInterval(look, EVERY_MS)
  return () => clearInterval(timer)
}
