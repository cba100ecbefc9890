/** Hours in which people are let be. Life safety knows none. */
import { isWithinHours } from '../alarms/hours.ts'
import { PRIORITIES, type Priority } from '../contract/alarm-words.ts'
import type { QuietHours } from '../contract/channel.ts'

const STEP_MS = 60_000
/** Quiet hours that never end within a week are taken for none: nobody may be silenced for good. */
const LONGEST_MS = 7 * 86_400_000

/** True when a priority is at least as urgent as the least that is wanted. */
export function reaches(priority: Priority, least: Priority): boolean {
  return PRIORITIES.indexOf(priority) <= PRIORITIES.indexOf(least)
}

/** When the quiet hours that hold an alarm of this priority end, ms since 1970; null when it may be told now. */
export function quietUntil(
  quiet: QuietHours | null | undefined,
  { priority, lifeSafety }: { readonly priority: Priority; readonly lifeSafety: boolean },
  now: number,
  timeZone: string,
): number | null {
  if (quiet == null || quiet.hours.length === 0 || lifeSafety || reaches(priority, quiet.through)) return null
  const within = isWithinHours(quiet.hours, timeZone)
  if (!within(now)) return null
  for (let at = now - (now % STEP_MS) + STEP_MS; at - now <= LONGEST_MS; at += STEP_MS)
    if (!within(at)) return at
  return null
}
