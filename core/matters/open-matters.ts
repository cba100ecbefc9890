/** 件件有着落，事事有回音: what is open, whose it is, and whether the promise still holds. */
import type { Alarm } from '../contract/alarm.ts'
import type { OpenMatter } from '../contract/matters.ts'
import type { Promised } from '../contract/promise.ts'

const MINUTE_MS = 60_000

/** Longest overdue first. `ownersOf` says who answers for an alarm's place, by name. Exercises are not matters. */
export function openMatters(
  alarms: readonly Alarm[],
  ownersOf: (alarm: Alarm) => readonly string[],
  promised: Promised,
  now: number,
): OpenMatter[] {
  return alarms
    .filter(
      ({ closedAt, exercise, shelvedUntil }) =>
        closedAt === null && exercise === undefined && shelvedUntil === null,
    )
    .map(alarm => matterOf(alarm, ownersOf, promised, now))
    .sort((a, b) => a.dueAt - b.dueAt)
}

function matterOf(
  alarm: Alarm,
  ownersOf: (alarm: Alarm) => readonly string[],
  promised: Promised,
  now: number,
): OpenMatter {
  const { answerMin, finishMin } = promised[alarm.priority]
  const answered = alarm.acknowledgedAt !== null
  const dueAt = answered
    ? (alarm.acknowledgedAt ?? 0) + finishMin * MINUTE_MS
    : alarm.raisedAt + answerMin * MINUTE_MS
  const own = [alarm.assignedTo, alarm.acknowledgedBy].find(name => name != null)
  return {
    alarmId: alarm.id,
    siteId: alarm.siteId,
    name: alarm.name,
    deviceId: alarm.deviceId,
    priority: alarm.priority,
    what: answered ? 'unfinished' : 'unanswered',
    since: alarm.raisedAt,
    dueAt,
    late: now > dueAt,
    owners: own === undefined || own === null ? [...ownersOf(alarm)] : [own],
  }
}
