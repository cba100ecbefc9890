/**
 * Writes down who is to be told of what happened to an alarm: rows of the outbox and how far its course has come, in the
 * caller's transaction, so that a crash neither loses a telling nor forgets that it was decided.
 */
import type { Alarm, AlarmEventKind } from '../../core/contract/alarm.ts'
import type { Course } from '../../core/contract/escalation.ts'
import { isMachine, type Telling, type World } from '../../core/notify/audience.ts'
import { type Decision, follow, goOn } from '../../core/notify/course.ts'
import { GATHER_MS } from '../../core/notify/flood.ts'
import type { StateStore } from '../../core/ports.ts'
import { matterOf, worldOf } from './world.ts'

/** What a row of the outbox tells: something that happened, or that nobody has answered. */
export type DeliveryEvent = AlarmEventKind | 'escalated' | 'reminder'
/** Those that ask somebody to act. */
export const ASKING: ReadonlySet<string> = new Set(['raised', 're-raised', 'escalated', 'reminder'])

/** Something happened to an alarm that somebody may have to be told of. `at` is wall time. */
export function recordTellings(
  state: StateStore,
  happened: { readonly kind: AlarmEventKind; readonly by: string | null },
  alarm: Alarm,
  at: number,
): void {
  if (alarm.exercise === 'test') return
  const course = state.courses.get(alarm.id)
  if (course === undefined && state.channels.list({ siteId: alarm.siteId, enabled: true }).length === 0)
    return
  const world = worldOf(state, alarm.siteId, at)
  const decision = follow(happened, alarm, course, matterOf(state, alarm), world)
  keep(state, decision, alarm, happened.kind, world, course)
}

/** Over and not latched needs nobody at night. */
export const NEEDS_PERSON: ReadonlySet<Alarm['state']> = new Set(['unack', 'latch-unack'])

/** Takes the next step of one course that is due. */
export function advance(state: StateStore, course: Course, now: number): void {
  state.transaction(() => {
    const alarm = state.alarms.get(course.id)
    if (alarm === undefined || alarm.closedAt !== null) {
      state.courses.remove(course.id)
      return
    }
    if (!NEEDS_PERSON.has(alarm.state) || alarm.shelvedUntil !== null) {
      state.courses.put({ ...course, dueAt: null })
      return
    }
    const world = worldOf(state, alarm.siteId, now)
    const decision = goOn(course, matterOf(state, alarm), world)
    const reminded = (decision.course?.reminders ?? 0) > course.reminders
    keep(state, decision, alarm, reminded ? 'reminder' : 'escalated', world, course)
  })
}

function keep(
  state: StateStore,
  { course, tellings }: Decision,
  alarm: Alarm,
  event: DeliveryEvent,
  world: World,
  before: Course | undefined,
): void {
  if (course !== null) state.courses.put(course)
  else if (before !== undefined) state.courses.remove(alarm.id)
  const step = course === null ? undefined : course.steps + course.reminders - 1
  for (const telling of tellings) addRow(state, telling, alarm, event, world, step)
}

function addRow(
  state: StateStore,
  { channelId, userId, named, heldUntil }: Telling,
  alarm: Alarm,
  event: DeliveryEvent,
  { channels, now }: World,
  step: number | undefined,
): void {
  const channel = channels.find(({ id }) => id === channelId)
  const atOnce =
    channel === undefined || isMachine(channel) || alarm.lifeSafety || alarm.priority === 'critical'
  state.deliveries.add({
    channelId,
    alarmId: alarm.id,
    event,
    createdAt: now,
    state: 'waiting',
    tries: 0,
    nextTryAt: heldUntil ?? (atOnce ? now : now + GATHER_MS),
    settledAt: null,
    lastError: null,
    ...(userId === null ? {} : { userId }),
    ...(named.length === 0 ? {} : { named: [...named] }),
    ...(step === undefined || step < 1 ? {} : { step }),
    ...(heldUntil === null ? {} : { quiet: true }),
  })
}
