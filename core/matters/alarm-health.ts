/** Whether the alarms are any good: the measures of ISA-18.2-2016 and EEMUA 191. */
import type { Alarm } from '../contract/alarm.ts'
import { PRIORITIES } from '../contract/alarm-words.ts'
import type { AlarmHealth, ResponseFigures } from '../contract/matters.ts'
import type { Promised } from '../contract/promise.ts'
import type { Name } from '../contract/schema.ts'

const MINUTE_MS = 60_000
const TEN_MINUTES_MS = 10 * MINUTE_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** A flood begins above so many in ten minutes and ends below the second number. */
const FLOOD_BEGINS = 10
const FLOOD_ENDS = 5
const CHATTER_TIMES = 3
/** Over before a person could have crossed a kitchen. */
export const FLEETING_MS = 2 * MINUTE_MS
const OFFENDERS = 10

/** A time somebody was asked to act. */
export interface Call {
  readonly at: number
  readonly key: string
}

export interface HealthInput {
  readonly from: number
  readonly to: number
  readonly now: number
  /** Raised in [from, to), without exercises. */
  readonly alarms: readonly Alarm[]
  /** Raised and raised again in [from, to), ascending, without exercises. */
  readonly calls: readonly Call[]
  /** All that are open now, without exercises. */
  readonly open: readonly Alarm[]
  readonly shiftAt: (at: number) => Name | null
  readonly promised: Promised
}

export function alarmHealth(input: HealthInput): AlarmHealth {
  const { from, to, calls, alarms, open, now } = input
  const days = Math.max((to - from) / DAY_MS, 1 / 24)
  const hours = countsPer(calls, from, to, HOUR_MS)
  const tens = countsPer(calls, from, to, TEN_MINUTES_MS)
  const floods = floodsOf(calls)
  const flooded = floods.reduce((sum, flood) => sum + Math.min(flood.to, to) - flood.from, 0)
  return {
    from,
    to,
    days,
    total: calls.length,
    perDay: calls.length / days,
    busiestHour: Math.max(0, ...hours),
    busiestTenMinutes: Math.max(0, ...tens),
    hoursOver30: partOf(hours, count => count > 30),
    tenMinutesOver10: partOf(tens, count => count > FLOOD_BEGINS),
    inFlood: flooded / (to - from),
    floods,
    standing: open.length,
    stale: open.filter(alarm => alarm.returnedAt === null && now - alarm.raisedAt > DAY_MS).length,
    chattering: chatteringKeys(calls).size,
    fleeting: alarms.filter(isFleeting).length,
    priorities: PRIORITIES.map(priority => ({
      priority,
      share:
        alarms.length === 0 ? 0 : alarms.filter(alarm => alarm.priority === priority).length / alarms.length,
    })),
    ...offendersOf(alarms, calls),
    response: PRIORITIES.map(priority => ({
      priority,
      ...responseOf(
        alarms.filter(alarm => alarm.priority === priority),
        input,
      ),
    })),
    shifts: byShift(input),
  }
}

/** Over within two minutes and before anybody was on it. */
export function isFleeting({ raisedAt, returnedAt, acknowledgedAt }: Alarm): boolean {
  if (returnedAt === null || returnedAt - raisedAt > FLEETING_MS) return false
  return acknowledgedAt === null || acknowledgedAt > returnedAt
}

/** Three times or more within a minute. */
export function chatteringKeys(calls: readonly Call[]): Set<string> {
  const found = new Set<string>()
  for (const [key, own] of Map.groupBy(calls, call => call.key))
    if (
      own.some(
        ({ at }, index) => (own[index + CHATTER_TIMES - 1]?.at ?? Number.POSITIVE_INFINITY) - at <= MINUTE_MS,
      )
    )
      found.add(key)
  return found
}

/** Stretches that begin with more than 10 calls in ten minutes and end when fewer than 5 are left in such a window. */
export function floodsOf(calls: readonly Call[]): { from: number; to: number; count: number }[] {
  const floods: { from: number; to: number; count: number }[] = []
  let flood: { from: number; to: number; count: number } | undefined
  let oldest = 0
  for (const [index, { at }] of calls.entries()) {
    while (at - (calls[oldest]?.at ?? at) > TEN_MINUTES_MS) oldest += 1
    const recent = index - oldest + 1
    if (flood !== undefined && recent < FLOOD_ENDS) flood = undefined
    if (flood === undefined && recent > FLOOD_BEGINS) {
      flood = { from: calls[oldest]?.at ?? at, to: at, count: recent - 1 }
      floods.push(flood)
    }
    if (flood !== undefined) {
      flood.to = at
      flood.count += 1
    }
  }
  return floods
}

function countsPer(calls: readonly Call[], from: number, to: number, stepMs: number): number[] {
  const counts = new Array<number>(Math.max(1, Math.ceil((to - from) / stepMs))).fill(0)
  for (const { at } of calls) {
    const step = Math.floor((at - from) / stepMs)
    if (step >= 0 && step < counts.length) counts[step] = (counts[step] ?? 0) + 1
  }
  return counts
}

function partOf(counts: readonly number[], test: (count: number) => boolean): number {
  return counts.length === 0 ? 0 : counts.filter(test).length / counts.length
}

function offendersOf(alarms: readonly Alarm[], calls: readonly Call[]) {
  const known = new Map(alarms.map(alarm => [alarm.key, alarm]))
  const offenders = [...Map.groupBy(calls, call => call.key)]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, OFFENDERS)
    .flatMap(([key, own]) => {
      const alarm = known.get(key)
      if (alarm === undefined) return []
      const { name, deviceId } = alarm
      return [{ key, name, deviceId, count: own.length, share: own.length / calls.length }]
    })
  return { offenders, topTenShare: offenders.reduce((sum, { share }) => sum + share, 0) }
}

function byShift(input: HealthInput) {
  const groups = Map.groupBy(input.alarms, alarm => JSON.stringify(input.shiftAt(alarm.raisedAt)))
  return [...groups].map(([shift, own]) => ({
    shift: JSON.parse(shift) as Name | null,
    ...responseOf(own, input),
  }))
}

function responseOf(alarms: readonly Alarm[], { promised, now }: HealthInput): ResponseFigures {
  const answered = alarms.filter(({ acknowledgedAt }) => acknowledgedAt !== null)
  const waited = ({ acknowledgedAt, raisedAt }: Alarm) => Math.max(0, (acknowledgedAt ?? now) - raisedAt)
  const isLate = (alarm: Alarm) => waited(alarm) > promised[alarm.priority].answerMin * MINUTE_MS
  // One that waits, but not too long yet, is neither a promise kept nor one broken.
  const waits = (alarm: Alarm) => alarm.acknowledgedAt === null && alarm.returnedAt === null && !isLate(alarm)
  const judged = alarms.filter(alarm => !waits(alarm))
  const sorted = answered.map(alarm => waited(alarm) / 1000).sort((a, b) => a - b)
  return {
    answered: answered.length,
    unanswered: alarms.length - answered.length,
    medianS: quantile(sorted, 0.5),
    p90S: quantile(sorted, 0.9),
    kept: judged.length === 0 ? null : answered.filter(alarm => !isLate(alarm)).length / judged.length,
  }
}

/** The smallest value that such a part of all does not exceed. */
function quantile(sorted: readonly number[], part: number): number | null {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? null
}
