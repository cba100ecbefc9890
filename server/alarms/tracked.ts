/** One alarm machine at work, and where its signs of life come from. */
import type { Judge } from '../../core/alarms/judge.ts'
import { type AlarmMachine, newMachine, nextDueAt, resumed, type StepRule } from '../../core/alarms/step.ts'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { PointId } from '../../core/contract/reading.ts'
import type { StateStore } from '../../core/ports.ts'
import type { Subject } from './alarm-record.ts'

export interface Tracked {
  readonly subject: Subject
  readonly rule: StepRule
  /** Null for what is not about a point. */
  readonly source: Source | null
  /** The points it looks at; none for silence, which is the device's, and for what is not about a point. */
  readonly points: readonly PointId[]
  /** Null where the newest value alone decides. */
  judge: Judge | null
  machine: AlarmMachine
  alarm: Alarm | undefined
  dueAt: number
  /** Steady ms of the last write, and whether a worse value has come since. */
  keptAt: number
  unkept: boolean
}

export interface Source {
  /** Steady ms of the last sign of life that counts. */
  heardAt: number
  /** As last told by the directory, wall ms. */
  seenAt: number
  offline: boolean
  /** Disabled or ignored: nothing it says is judged. */
  suppressed: boolean
  /** The rules about its silence. */
  readonly silences: Set<Tracked>
}

/** A worst value that goes on getting worse is written down this often; a crash finds it again in the readings. */
export const PEAK_EVERY_MS = 5000

/** The rule of what is judged by somebody else. */
export const SIGNAL_RULE: StepRule = {
  condition: null,
  onDelayS: 0,
  offDelayS: 0,
  latching: false,
  lifeSafety: false,
  actionRequired: false,
  realarmS: 0,
}

/** The machine as it was left by the last process, or a new one. */
export function remembered(state: StateStore, key: string, now: number): AlarmMachine {
  const kept = state.alarmMemories.get(key)?.machine as Partial<AlarmMachine> | undefined
  return kept === undefined ? newMachine(now) : resumed(kept, now)
}

/** The machine under an edited rule. One that moved to another point or asks another question knows no value yet. */
export function carriedOver(
  { machine, subject, rule }: Tracked,
  edited: Subject,
  next: StepRule,
  now: number,
): AlarmMachine {
  const same = subject.pointId === edited.pointId && rule.condition?.type === next.condition?.type
  return same ? machine : { ...machine, value: null, lastAt: null, heardAt: now }
}

/** The judge of an edited rule that still asks the same of the same points; undefined for another question. */
export function keptJudge(before: Tracked | undefined, edited: Subject, rule: StepRule): Judge | undefined {
  if (before === undefined || before.subject.pointId !== edited.pointId) return undefined
  const same = JSON.stringify(before.rule.condition) === JSON.stringify(rule.condition)
  return same ? (before.judge ?? undefined) : undefined
}

/** The machine with what was heard since it was last looked at. A known silence ends only by being told so. */
export function heardOf({ machine, source, rule }: Tracked): AlarmMachine {
  if (source === null || source.heardAt <= machine.heardAt) return machine
  const silence = rule.condition?.type === 'no-data'
  if (silence ? machine.on : rule.staleAfterS === undefined) return machine
  return { ...machine, heardAt: source.heardAt }
}

/** When to look at it again, steady ms; infinity for never. */
export function dueAtOf(tracked: Tracked): number {
  const peakAt = tracked.unkept ? tracked.keptAt + PEAK_EVERY_MS : Number.POSITIVE_INFINITY
  const dueAt = nextDueAt(tracked.rule, heardOf(tracked)) ?? Number.POSITIVE_INFINITY
  return Math.min(dueAt, peakAt, tracked.judge?.dueAt ?? Number.POSITIVE_INFINITY)
}

/** But for the value, its time and its peak: they change with every reading and are found again by the recovery. */
export function sameButValue(a: AlarmMachine, b: AlarmMachine): boolean {
  return (
    a.state === b.state &&
    a.open === b.open &&
    a.on === b.on &&
    a.active === b.active &&
    a.changedAt === b.changedAt &&
    a.acknowledgedAt === b.acknowledgedAt &&
    waitsUntil(a) === waitsUntil(b) &&
    a.shelvedUntil === b.shelvedUntil &&
    a.shelfWarnAt === b.shelfWarnAt &&
    a.suppressedBy === b.suppressedBy &&
    a.outOfService === b.outOfService &&
    a.seconded === b.seconded &&
    a.muted === b.muted &&
    a.sight === b.sight &&
    a.freshAt === b.freshAt
  )
}

/** What explains something only matters while the raise waits for it: doors are opened all day. */
function waitsUntil({ on, active, excusedUntil }: AlarmMachine): number | null {
  return on && !active ? excusedUntil : null
}
