/** The three ways of ISA-18.2 to keep an alarm quiet. What it says meanwhile is up to step.ts. */
import type { ErrorCode } from '../contract/error.ts'
import {
  type AlarmEffect,
  type AlarmInput,
  type AlarmMachine,
  type Draft,
  type StepRule,
  SUPPRESSIONS_MAX,
} from './machine.ts'

/** The end of a shelf is announced this long before, or at its half when it is short. */
export const SHELF_WARNING_MS = 5 * 60_000

export const QUIET_INPUTS: ReadonlySet<AlarmInput['type']> = new Set([
  'shelve',
  'unshelve',
  'suppress',
  'unsuppress',
  'out-of-service',
  'in-service',
])

/** Makes it quiet, where the input says so. Life safety wants two persons, and no design ever suppresses it. */
export function enterQuiet(
  rule: StepRule,
  draft: Draft,
  effects: AlarmEffect[],
  input: AlarmInput,
  now: number,
): ErrorCode | undefined {
  const { type } = input
  if (type !== 'shelve' && type !== 'suppress' && type !== 'out-of-service') return
  const seconded = type !== 'suppress' && input.seconded === true
  if (rule.lifeSafety && !seconded) return 'alarm.not-shelvable'
  if (type === 'suppress') return suppress(draft, effects, input)
  draft.seconded ||= seconded
  if (type === 'shelve') shelve(draft, effects, input.until, now)
  else takeOut(draft, effects, input)
}

/** Said again, it is given another end. */
function takeOut(
  draft: Draft,
  effects: AlarmEffect[],
  { until, by, second, note }: Extract<AlarmInput, { type: 'out-of-service' }>,
): void {
  draft.outOfService = { until, by, second, note }
  effects.push('out-of-service')
}

function shelve(draft: Draft, effects: AlarmEffect[], until: number, now: number): void {
  draft.shelvedUntil = until
  draft.shelfWarnAt = until - Math.min(SHELF_WARNING_MS, (until - now) / 2)
  effects.push('shelved')
}

function suppress(
  draft: Draft,
  effects: AlarmEffect[],
  { by, until }: Extract<AlarmInput, { type: 'suppress' }>,
): ErrorCode | undefined {
  const others = draft.suppressedBy.filter(one => one.by !== by)
  if (others.length >= SUPPRESSIONS_MAX) return 'request.too-many'
  if (draft.suppressedBy.length === 0) effects.push('suppressed')
  draft.suppressedBy = [...others, { by, until }]
}

/** Ends one way of being quiet, where the input says so. `*` ends every suppression. */
export function leaveQuiet(draft: Draft, effects: AlarmEffect[], input: AlarmInput): void {
  if (input.type === 'unshelve' && draft.shelvedUntil !== null) endShelf(draft, effects, 'unshelved')
  if (input.type === 'in-service' && draft.outOfService !== null) endService(draft, effects)
  if (input.type === 'unsuppress')
    keepSuppressed(draft, effects, ({ by }) => input.by !== '*' && by !== input.by)
}

function endShelf(draft: Draft, effects: AlarmEffect[], how: 'unshelved' | 'shelf-expired'): void {
  draft.shelvedUntil = null
  draft.shelfWarnAt = null
  effects.push(how)
}

function endService(draft: Draft, effects: AlarmEffect[]): void {
  draft.outOfService = null
  effects.push('in-service')
}

function keepSuppressed(
  draft: Draft,
  effects: AlarmEffect[],
  stays: (one: AlarmMachine['suppressedBy'][number]) => boolean,
): void {
  const left = draft.suppressedBy.filter(stays)
  if (left.length === draft.suppressedBy.length) return
  draft.suppressedBy = left
  if (left.length === 0) effects.push('unsuppressed')
}

/** Shelves, maintenance and leases that are over end; the end of a shelf is announced before. */
export function passQuiet(draft: Draft, effects: AlarmEffect[], now: number): void {
  if (draft.suppressedBy.length > 0) keepSuppressed(draft, effects, ({ until }) => now < until)
  if (draft.outOfService !== null && now >= draft.outOfService.until) endService(draft, effects)
  if (draft.shelvedUntil === null) return
  if (now >= draft.shelvedUntil) endShelf(draft, effects, 'shelf-expired')
  else if (draft.shelfWarnAt !== null && now >= draft.shelfWarnAt) {
    draft.shelfWarnAt = null
    effects.push('shelf-ending')
  }
}

/** When {@link passQuiet} has something to do next, steady ms; infinity for never. */
export function quietDueAt({ shelvedUntil, shelfWarnAt, suppressedBy, outOfService }: AlarmMachine): number {
  let due = Number.POSITIVE_INFINITY
  for (const end of [shelvedUntil, shelfWarnAt, outOfService?.until]) due = Math.min(due, end ?? due)
  for (const { until } of suppressedBy) due = Math.min(due, until)
  return due
}
