/**
 * One alarm as a state machine after ISA-18.2 / IEC 62682: norm, unack, acked, rtnun and the two latched states, with
 * on-delay, off-delay, re-alarm, and the three ways to be quiet: shelved, suppressed by design, out of service. Pure:
 * time is an argument.
 *
 * `now` is steady time: ms that advance with a monotonic clock and are only labelled like the wall clock, so somebody
 * setting the wall clock neither shortens nor stretches a delay. The measured times of readings only order them.
 *
 * The condition goes on being judged while the alarm is quiet; the state shown stays as it was until nothing keeps it
 * quiet, then it is unack (told again) when the condition holds and norm when not. A latching alarm stays latched even
 * then.
 */
import type { AlarmState } from '../contract/alarm.ts'
import type { ConditionOf } from '../contract/condition.ts'
import type { ErrorCode } from '../contract/error.ts'
import { isPlain, judge, TRUST, worse } from './condition.ts'
import { isExcusable } from './excuse.ts'
import type { Observation } from './judge.ts'
import {
  type AlarmEffect,
  type AlarmInput,
  type AlarmMachine,
  type Draft,
  isQuiet,
  type Step,
  type StepRule,
} from './machine.ts'
import { enterQuiet, leaveQuiet, passQuiet, QUIET_INPUTS, quietDueAt } from './quiet.ts'
import { passSight, seeReading, sightDueAt } from './sight.ts'

export * from './machine.ts'

/** Lets time pass up to `now`, then takes the input. */
export function step(rule: StepRule, machine: AlarmMachine, input: AlarmInput, now: number): Step {
  const draft: Draft = { ...machine }
  const effects: AlarmEffect[] = []
  settle(rule, draft, effects, now)
  const refused = take(rule, draft, effects, input, now)
  if (refused === undefined) settle(rule, draft, effects, now)
  return refused === undefined ? { machine: draft, effects } : { machine: draft, effects, refused }
}

/** When the next tick matters, steady ms; null when only an input can change anything. */
export function nextDueAt(rule: StepRule, machine: AlarmMachine): number | null {
  let due = Math.min(quietDueAt(machine), sightDueAt(rule, machine))
  if (machine.on !== machine.active) due = Math.min(due, turnsAt(rule, machine))
  if (rule.condition?.type === 'no-data' && !machine.on)
    due = Math.min(due, silentFrom(rule.condition, machine))
  due = Math.min(due, realarmAt(rule, machine) ?? due)
  return due === Number.POSITIVE_INFINITY ? null : due
}

/** When the delay is over, and what explains it is as well. */
function turnsAt(rule: StepRule, { on, changedAt, excusedUntil }: AlarmMachine): number {
  const delayedTo = changedAt + (on ? rule.onDelayS : rule.offDelayS) * 1000
  return on ? Math.max(delayedTo, excusedUntil ?? 0) : delayedTo
}

function silentFrom(condition: ConditionOf<'no-data'>, machine: AlarmMachine): number {
  return machine.heardAt + condition.afterS * 1000
}

function realarmAt(rule: StepRule, machine: AlarmMachine): number | null {
  const waiting = machine.state === 'acked' && machine.active && !isQuiet(machine)
  if (rule.realarmS === 0 || !waiting || machine.acknowledgedAt === null) return null
  return machine.acknowledgedAt + rule.realarmS * 1000
}

// ── Inputs ──────────────────────────────────────────────────────────────────────────────────────────────────────

function take(
  rule: StepRule,
  draft: Draft,
  effects: AlarmEffect[],
  input: AlarmInput,
  now: number,
): ErrorCode | undefined {
  if (QUIET_INPUTS.has(input.type)) return changeQuiet(rule, draft, effects, input, now)
  switch (input.type) {
    case 'reading':
      observe(rule, draft, effects, input, now)
      return
    case 'signal':
      turn(draft, input.on, now)
      return
    case 'excuse':
      if (isExcusable(rule)) draft.excusedUntil = input.until
      return
    case 'acknowledge':
      return acknowledge(draft, effects, now)
    case 'close':
      return close(rule, draft, effects, input.action, now)
    case 'rule-changed':
      rejudge(rule, draft, effects, now)
      return
    case 'heard':
      if (rule.condition?.type !== 'no-data') return
      draft.heardAt = now
      turn(draft, false, now)
      return
    case 'gone':
      draft.heardAt = 0
      return
  }
}

function changeQuiet(
  rule: StepRule,
  draft: Draft,
  effects: AlarmEffect[],
  input: AlarmInput,
  now: number,
): ErrorCode | undefined {
  const wasQuiet = isQuiet(draft)
  const refused = enterQuiet(rule, draft, effects, input, now)
  if (refused !== undefined) return refused
  leaveQuiet(draft, effects, input)
  if (wasQuiet && !isQuiet(draft)) speakAgain(rule, draft, effects)
}

function observe(
  rule: StepRule,
  draft: Draft,
  effects: AlarmEffect[],
  { reading, verdict: judged, fault }: Extract<AlarmInput, { type: 'reading' }>,
  now: number,
): void {
  const { condition } = rule
  if (condition === null) return
  const trust = TRUST[reading.quality]
  if (trust.heard) draft.heardAt = now
  const verdict = judged ?? (isPlain(condition) ? judge(condition, draft.on && draft.active, reading) : null)
  if (trust.raises) {
    draft.lastAt = reading.at
    if (condition.type !== 'no-data') draft.value = reading.value
  }
  seeReading(draft, effects, verdict, fault ?? reading.quality === 'suspect', now)
  if (verdict === null) return
  turn(draft, verdict, now)
  if (!verdict) {
    if (!draft.active) draft.peak = null
    return
  }
  const peak = worse(condition, draft.peak, reading.value)
  if (peak !== draft.peak && draft.active) effects.push('peak')
  draft.peak = peak
}

function turn(draft: Draft, on: boolean, now: number): void {
  if (draft.on === on) return
  draft.on = on
  draft.changedAt = now
}

/** The last value under the new limits; without one, what is on stays on until a reading says otherwise. */
function rejudge(rule: StepRule, draft: Draft, effects: AlarmEffect[], now: number): void {
  if (rule.lifeSafety && !draft.seconded && isQuiet(draft)) {
    for (const type of ['unshelve', 'in-service', 'unsuppress'] as const)
      leaveQuiet(draft, effects, type === 'unsuppress' ? { type, by: '*' } : { type })
    speakAgain(rule, draft, effects)
  }
  const { condition } = rule
  if (condition === null) return
  if (condition.type === 'no-data') turn(draft, now >= silentFrom(condition, draft), now)
  if (condition.type === 'no-data' || !isPlain(condition) || draft.value === null) return
  const seen: Observation = { at: draft.lastAt ?? 0, value: draft.value, quality: 'good' }
  const verdict = judge(condition, draft.on && draft.active, seen)
  if (verdict !== null) turn(draft, verdict, now)
}

/** Idempotent: saying it twice changes nothing. */
function acknowledge(draft: Draft, effects: AlarmEffect[], now: number): ErrorCode | undefined {
  if (!draft.open) return 'alarm.not-open'
  const next = ACKNOWLEDGED[draft.state]
  if (next === undefined) return
  draft.state = next
  draft.acknowledgedAt = now
  effects.push('acknowledged')
}

const ACKNOWLEDGED: Partial<Record<AlarmState, AlarmState>> = {
  unack: 'acked',
  rtnun: 'norm',
  'latch-unack': 'latch-acked',
}

/** Whoever says what was done has seen the alarm, so closing acknowledges; it also resets what is latched. */
function close(
  rule: StepRule,
  draft: Draft,
  effects: AlarmEffect[],
  action: boolean,
  now: number,
): ErrorCode | undefined {
  if (!draft.open) return 'alarm.not-open'
  const dealtWith = rule.condition?.type === 'exposure'
  if ((draft.active || draft.on) && !dealtWith) return 'alarm.still-active'
  if (rule.actionRequired && !action) return 'alarm.action-required'
  if (dealtWith) beginAnew(rule, draft, effects, now)
  if (draft.shelvedUntil !== null) changeQuiet(rule, draft, effects, { type: 'unshelve' }, now)
  acknowledge(draft, effects, now)
  if (draft.state === 'latch-acked') effects.push('reset')
  draft.state = 'norm'
  end(draft, effects)
}

/** What was warm for too long is gone, so its minutes count no more; the cabinet's next ones do. */
function beginAnew(rule: StepRule, draft: Draft, effects: AlarmEffect[], now: number): void {
  turn(draft, false, now)
  draft.freshAt = draft.lastAt
  if (!draft.active) return
  draft.active = false
  if (!isQuiet(draft)) follow(rule, draft, effects)
}

function end(draft: Draft, effects: AlarmEffect[]): void {
  draft.open = false
  draft.acknowledgedAt = null
  draft.peak = null
  effects.push('closed')
}

// ── The passing of time ─────────────────────────────────────────────────────────────────────────────────────────

function settle(rule: StepRule, draft: Draft, effects: AlarmEffect[], now: number): void {
  if (rule.condition?.type === 'no-data' && now >= silentFrom(rule.condition, draft)) turn(draft, true, now)
  if (draft.on !== draft.active && now >= turnsAt(rule, draft)) {
    draft.active = draft.on
    if (!isQuiet(draft)) follow(rule, draft, effects)
    else if (draft.active) mute(draft, effects)
  }
  passSight(rule, draft, effects, now)
  const wasQuiet = isQuiet(draft)
  passQuiet(draft, effects, now)
  if (wasQuiet && !isQuiet(draft)) speakAgain(rule, draft, effects)
  const realarm = realarmAt(rule, draft)
  if (realarm !== null && now >= realarm) raise(draft, effects)
  // Life safety is never closed by the machine, and what needs an action waits for somebody to say it.
  const closes = !rule.actionRequired && !rule.lifeSafety && !isQuiet(draft)
  if (draft.open && draft.state === 'norm' && closes) end(draft, effects)
}

/** The state follows the condition. */
function follow(rule: StepRule, draft: Draft, effects: AlarmEffect[]): void {
  if (draft.active) raise(draft, effects)
  else if (rule.latching) {
    draft.state = draft.state === 'acked' ? 'latch-acked' : 'latch-unack'
    effects.push('returned', 'latched')
  } else {
    draft.state = draft.state === 'acked' ? 'norm' : 'rtnun'
    effects.push('returned')
  }
}

function raise(draft: Draft, effects: AlarmEffect[]): void {
  effects.push(draft.open ? 're-raised' : 'raised')
  draft.state = 'unack'
  draft.open = true
  draft.acknowledgedAt = null
}

function mute(draft: Draft, effects: AlarmEffect[]): void {
  draft.muted += 1
  effects.push('muted')
}

const WAS_ACTIVE: ReadonlySet<AlarmState> = new Set(['unack', 'acked'])

/** Nothing keeps it quiet any more: the condition is told as it is now. */
function speakAgain(rule: StepRule, draft: Draft, effects: AlarmEffect[]): void {
  draft.seconded = false
  draft.muted = 0
  if (draft.active) raise(draft, effects)
  else if (rule.latching && WAS_ACTIVE.has(draft.state)) follow(rule, draft, effects)
  else if (!rule.latching) {
    if (WAS_ACTIVE.has(draft.state)) effects.push('returned')
    draft.state = 'norm'
  }
}
