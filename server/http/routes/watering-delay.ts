import { Problem } from '../../../core/contract/error.ts'
import type { Site } from '../../../core/contract/site.ts'
import { instantAt, localTime } from '../../../core/time/zone.ts'

const HOUR_MS = 3_600_000

/** Until when nothing starts: so many hours on, or the end of the site's day; null for none. */
export function delayUntil(
  { hours, today }: { hours?: number; today?: boolean },
  site: Site | undefined,
  now: number,
): number | null {
  if (today === true) {
    const timeZone = site?.timeZone ?? 'UTC'
    const { year, month, day } = localTime(now, timeZone)
    return instantAt({ year, month, day: day + 1 }, timeZone)
  }
  if (hours === undefined)
    throw new Problem('request.invalid', 'say for how many hours, or today', [
      { path: '/hours', message: 'must be there, or today' },
    ])
  return hours === 0 ? null : now + hours * HOUR_MS
}
