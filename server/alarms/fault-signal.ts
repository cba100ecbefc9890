import { alarmTexts } from '../../core/text/alarms.ts'
import { fillBoth } from '../../core/text/text.ts'
import type { SystemSignal } from '../services.ts'
import type { Tracked } from './tracked.ts'

/** A rule that cannot be judged guards nothing, so that is an alarm of its own. */
export function faultSignal({ subject, machine }: Pick<Tracked, 'subject' | 'machine'>): SystemSignal {
  const { siteId, key, deviceId, name } = subject
  return {
    source: 'system',
    key: `rule.failed:${key}`,
    active: machine.sight === 'error',
    siteId,
    deviceId,
    name: fillBoth(alarmTexts.ruleFailed, { rule: name }),
    priority: 'medium',
  }
}
