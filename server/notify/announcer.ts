/**
 * Alarms on MQTT, for sirens, lamps and other programs: every change of an alarm, to who listens at that moment, on
 * `steward/<site>/alarms/<key>`. What is open now is asked of the API: a retained message could outlive its alarm.
 */
import type { Alarm } from '../../core/contract/alarm.ts'
import type { ChangeFeed } from '../services.ts'

export interface AnnouncerParts {
  readonly changes: ChangeFeed
  readonly publish: (message: { topic: string; payload: string }) => void
}

/** Begins at once; the answer ends it. */
export function announceAlarms({ changes, publish }: AnnouncerParts): () => void {
  return changes.subscribe(change => {
    if (change.type === 'alarm') publish(announcementOf(change.alarm))
  })
}

function announcementOf(alarm: Alarm): { topic: string; payload: string } {
  const { id, key, siteId, state, priority, lifeSafety, name, deviceId, pointId } = alarm
  const { since, raisedAt, value, limit, acknowledgedAt, shelvedUntil, closedAt } = alarm
  const body = { id, key, state, priority, lifeSafety, name, deviceId, pointId }
  const course = { since, raisedAt, value, limit, acknowledgedAt, shelvedUntil, closedAt }
  return {
    // What would be a level or a wildcard of its own in a topic is none in a key.
    topic: `steward/${siteId}/alarms/${key.replaceAll(/[/+#]/g, '_')}`,
    payload: JSON.stringify({ ...body, ...course }),
  }
}
