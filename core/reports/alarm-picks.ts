/** Which of a period's alarms a number counts, and what it makes of them: asked by the report, and by whoever follows it. */
import type { Alarm } from '../contract/alarm.ts'

const MINUTE_MS = 60_000

/** What must hold of an alarm, all of it; nothing counts them all. */
export type AlarmPick = Readonly<
  Partial<{
    priority: string
    urgent: 'yes'
    lifeSafety: 'yes'
    answered: 'yes'
    open: 'yes'
    /** How soon somebody had it. */
    soon: string
    key: string
    by: string
    /** Not among so many that raised most. */
    beyond: string
    /** Said in hours, not in minutes. */
    unit: 'h'
  }>
>

export const CLASSES = [
  ['within5', 5],
  ['within15', 15],
  ['within60', 60],
  ['later', Number.POSITIVE_INFINITY],
] as const

/** How soon somebody had it, as a word. */
export function classOf({ acknowledgedAt, raisedAt }: Alarm): string {
  if (acknowledgedAt === null) return 'never'
  const minutes = (acknowledgedAt - raisedAt) / MINUTE_MS
  return CLASSES.find(([, most]) => minutes <= most)?.[0] ?? 'later'
}

/** `end`: when the report ends; what was closed later was still open then. */
export function picked(alarms: readonly Alarm[], pick: AlarmPick, end: number): Alarm[] {
  const often = pick.beyond === undefined ? [] : byOften(alarms).slice(0, Number(pick.beyond))
  const frequent = new Set(often.map(([key]) => key))
  return alarms.filter(
    alarm =>
      (pick.priority === undefined || alarm.priority === pick.priority) &&
      (pick.urgent === undefined || alarm.priority === 'critical' || alarm.priority === 'high') &&
      (pick.lifeSafety === undefined || alarm.lifeSafety) &&
      (pick.answered === undefined || alarm.acknowledgedAt !== null) &&
      (pick.open === undefined || alarm.closedAt === null || alarm.closedAt >= end) &&
      (pick.soon === undefined || classOf(alarm) === pick.soon) &&
      (pick.key === undefined || alarm.key === pick.key) &&
      (pick.by === undefined || alarm.acknowledgedBy === pick.by) &&
      !frequent.has(alarm.key),
  )
}

/** What raised them, the most frequent first. */
export const byOften = (alarms: readonly Alarm[]): [string, Alarm[]][] =>
  [...Map.groupBy(alarms, ({ key }) => key)].sort(([, a], [, b]) => b.length - a.length)

/** Minutes until something happened to each, ascending; those to which it did not are left out. */
export const minutesTo = (alarms: readonly Alarm[], when: 'acknowledgedAt' | 'closedAt'): number[] =>
  alarms
    .flatMap(alarm => {
      const at = alarm[when]
      return at === null ? [] : [Math.max(0, at - alarm.raisedAt) / MINUTE_MS]
    })
    .sort((a, b) => a - b)

/** The smallest value that such a part of all does not exceed. */
export function quantile(sorted: readonly number[], part: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null
}
