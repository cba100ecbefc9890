/** Writes down what a step did: the alarm, its history and the outbox, in the caller's transaction. */
import { randomBytes } from 'node:crypto'
import { limitOf } from '../../core/alarms/condition.ts'
import type { AlarmEffect, AlarmMachine, StepRule } from '../../core/alarms/machine.ts'
import type { Alarm, AlarmEvent, AlarmEventKind } from '../../core/contract/alarm.ts'
import type { Rule } from '../../core/contract/rule.ts'
import type { StateStore } from '../../core/ports.ts'
import { recordTellings } from '../notify/outbox.ts'
import { exerciseOf } from '../safety/exercise.ts'

/** What an alarm of this key is about. */
export type Subject = Pick<
  Alarm,
  'siteId' | 'source' | 'key' | 'ruleId' | 'pointId' | 'deviceId' | 'name' | 'priority'
>

export function subjectOf(
  { id, siteId, pointId, name, priority }: Rule,
  deviceId: string | undefined,
): Subject {
  return { source: 'rule', key: id, ruleId: id, deviceId: deviceId ?? null, siteId, pointId, name, priority }
}

/** Who did it and what was said; null for Steward itself. */
export interface Doing {
  readonly by: string | null
  readonly note?: string
  readonly action?: string
}

/** Of what happens to an alarm, what programs are told about; people hear of less. */
export const TOLD: ReadonlySet<AlarmEventKind> = new Set([
  'raised',
  're-raised',
  'returned',
  'latched',
  'acknowledged',
  'closed',
  'shelf-ending',
])

/** Not a row of the history each: a shelf is there so that a chattering alarm is let be. */
const COUNTED: ReadonlySet<AlarmEffect> = new Set(['peak', 'muted'])

export interface Happening {
  readonly subject: Subject
  readonly rule: StepRule
  readonly machine: AlarmMachine
  readonly effects: readonly AlarmEffect[]
  readonly alarm: Alarm | undefined
  readonly doing: Doing
  /** Wall time. */
  readonly at: number
  /** Wall time when the condition last changed, and when the shelf ends. */
  readonly since: number
  readonly shelvedUntil: number | null
}

/** The alarm as it stands after all of it; undefined when there is none. */
export function recordHappening(state: StateStore, happening: Happening): Alarm | undefined {
  let { alarm } = happening
  for (const effect of happening.effects) {
    if (effect === 'raised') alarm = marked(state, raisedAlarm(happening), happening.at)
    if (alarm === undefined) continue
    alarm = changed(alarm, effect, happening)
    if (!COUNTED.has(effect)) keep(state, alarm, effect as AlarmEventKind, happening)
  }
  if (alarm === undefined) return undefined
  const { state: alarmState, peak } = happening.machine
  const final: Alarm = { ...alarm, state: alarmState, peak: peak ?? alarm.peak }
  state.alarms.put(final)
  return final
}

/** Closes what a rule leaves behind that is gone or not in force; undefined when nothing was open. */
export function recordRemoval(
  state: StateStore,
  key: string,
  before: Pick<Happening, 'subject' | 'rule' | 'machine' | 'alarm'> | undefined,
  reason: string,
  at: number,
): Alarm | undefined {
  return state.transaction(() => {
    state.alarmMemories.remove(key)
    if (before?.alarm === undefined) return undefined
    const { subject, rule, alarm } = before
    const machine: AlarmMachine = { ...before.machine, state: 'norm', open: false }
    const doing: Doing = { by: null, action: reason }
    const happening = { subject, rule, machine, alarm, doing, at, since: at, shelvedUntil: null }
    return recordHappening(state, { ...happening, effects: ['closed'] })
  })
}

/** What a person changed about a rule shows on its open alarm at once; a test that is over makes it the real thing. */
export function recordEdit(
  state: StateStore,
  before: Pick<Happening, 'subject' | 'rule'> & { readonly alarm: Alarm },
  at: number,
): Alarm {
  const { subject, rule, alarm } = before
  const { lifeSafety, actionRequired, condition } = rule
  const { exercise: was, ...plain } = alarm
  const edited = marked(
    state,
    { ...plain, ...subject, lifeSafety, actionRequired, limit: limitOf(condition) },
    at,
  )
  state.alarms.put(edited)
  if (was !== undefined && edited.exercise === undefined)
    recordTellings(state, { kind: 'raised', by: null }, edited, at)
  return edited
}

export interface Amendment {
  readonly assignedTo?: string | null
  readonly note?: string
  readonly pictureId?: string
}

/** Whose it is, or what somebody saw; nothing about how it stands. */
export function recordAmendment(
  state: StateStore,
  alarm: Alarm,
  by: string,
  { assignedTo, note, pictureId }: Amendment,
  at: number,
): { readonly alarm: Alarm; readonly event: AlarmEvent } {
  return state.transaction(() => {
    const amended = assignedTo === undefined ? alarm : { ...alarm, assignedTo }
    state.alarms.put(amended)
    const event = state.alarmEvents.add({
      alarmId: alarm.id,
      at,
      kind: assignedTo === undefined ? 'noted' : 'assigned',
      by,
      note: note ?? assignedTo ?? null,
      value: null,
      ...(pictureId === undefined ? {} : { pictureId }),
    })
    return { alarm: amended, event }
  })
}

function marked(state: StateStore, alarm: Alarm, at: number): Alarm {
  const exercise = exerciseOf(state, alarm.deviceId, at)
  return exercise === undefined ? alarm : { ...alarm, exercise }
}

function keep(
  state: StateStore,
  alarm: Alarm,
  kind: AlarmEventKind,
  { doing, machine, at }: Happening,
): void {
  const note = kind === 'closed' ? (doing.action ?? doing.note) : doing.note
  state.alarmEvents.add({
    alarmId: alarm.id,
    at,
    kind,
    by: doing.by,
    note: note ?? null,
    value: machine.value,
  })
  recordTellings(state, { kind, by: doing.by }, { ...alarm, state: machine.state }, at)
}

function raisedAlarm({ subject, rule, machine, at, since }: Happening): Alarm {
  return {
    ...subject,
    id: newAlarmId(at),
    lifeSafety: rule.lifeSafety,
    actionRequired: rule.actionRequired,
    state: 'unack',
    since: Math.min(since, at),
    raisedAt: at,
    value: machine.value,
    limit: limitOf(rule.condition),
    peak: machine.peak,
    returnedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    note: null,
    shelvedUntil: null,
    closedAt: null,
    closedBy: null,
    action: null,
  }
}

function changed(alarm: Alarm, effect: AlarmEffect, { doing, at, shelvedUntil }: Happening): Alarm {
  const note = doing.note ?? alarm.note
  switch (effect) {
    case 're-raised':
      return { ...alarm, returnedAt: null, acknowledgedAt: null, acknowledgedBy: null }
    case 'returned':
      return { ...alarm, returnedAt: at }
    case 'acknowledged':
      return { ...alarm, acknowledgedAt: at, acknowledgedBy: doing.by, note }
    case 'shelved':
      return { ...alarm, shelvedUntil, note }
    case 'unshelved':
    case 'shelf-expired':
      return { ...alarm, shelvedUntil: null }
    case 'closed':
      return {
        ...alarm,
        closedAt: at,
        closedBy: doing.by,
        action: doing.action ?? alarm.action,
        note,
        shelvedUntil: null,
      }
    default:
      return alarm
  }
}

/** Sorts by time: nine digits of base 36 last beyond the year 5000. */
function newAlarmId(at: number): string {
  return `${at.toString(36).padStart(9, '0')}-${randomBytes(5).toString('hex')}`
}
