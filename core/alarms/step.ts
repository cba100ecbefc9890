/**
 * One alarm as a state machine after ISA-18.2 / IEC 62682: norm, unack, acked, rtnun and the two latched states, with
 * on-delay, off-delay, re-alarm and shelving. Pure: time is an argument.
 *
 * `now` is steady time: ms that advance with a monotonic clock and are only labelled like the wall clock, so somebody
 * setting the wall clock neither shortens nor stretches a delay. The measured times of readings only order them.
 *
 * The condition goes on being judged while shelved; the state shown stays as it was until the shelf is left, then it
 * is unack (told again) when the condition holds and norm when not. A latching alarm stays latched even then.
 */
import type { AlarmEventKind, AlarmState } from '../contract/alarm.ts'
import type { ErrorCode } from '../contract/error.ts'
import type { Condition, Rule } from '../contract/rule.ts'
import { judge, TRUST, worse } from './condition.ts'
import type { Observation } from './judge.ts'

/** As much of a rule as decides. A null condition is judged by somebody else and told with `signal` events. */
export type StepRule = Pick<
  Rule,
  'onDelayS' | 'offDelayS' | 'latching' | 'lifeSafety' | 'actionRequired' | 'realarmS'
> & { readonly condition: Condition | null }

/** Plain JSON. All times but `lastAt` are steady ms. */
export interface AlarmMachine {
  readonly state: AlarmState
  /** From the raise until closed; at most one alarm is open for one rule. */
  readonly open: boolean
  /** The condition as last known, and since when. */
  readonly on: boolean
  readonly changedAt: number
  /** The condition after the delays. */
  readonly active: boolean
  readonly acknowledgedAt: number | null
  readonly shelvedUntil: number | null
  /** The last sign of life; 0 when the connection is known to be gone. */
  readonly heardAt: number
  /** Measured time of the newest reading that was judged. */
  readonly lastAt: number | null
  readonly value: number | null
  readonly peak: number | null
}

export type AlarmInput =
  | { readonly type: 'reading'; readonly reading: Observation }
  | { readonly type: 'signal'; readonly on: boolean }
  | { readonly type: 'tick' }
  /** The device gave a sign of life, whatever it said; only silence cares. */
  | { readonly type: 'heard' }
  /** Its connection is known to be gone (MQTT last will), so its silence need not be waited for. */
  | { readonly type: 'gone' }
  | { readonly type: 'acknowledge' }
  | { readonly type: 'close'; readonly action: boolean }
  | { readonly type: 'shelve'; readonly until: number }
  | { readonly type: 'unshelve' }
  | { readonly type: 'rule-changed' }

/** What happened, in order; `peak` is a new worst value of an open alarm. */
export type AlarmEffect = AlarmEventKind | 'peak'

export interface Step {
  readonly machine: AlarmMachine
  readonly effects: readonly AlarmEffect[]
  /** Set when the input was not allowed; nothing but the passing of time has changed then. */
  readonly refused?: ErrorCode
}

type Draft = { -readonly [K in keyof AlarmMachine]: AlarmMachine[K] }

/** A machine that knows nothing yet. Silence counts from now. */
export function newMachine(now: number): AlarmMachine {
  return {
    state: 'norm',
    open: false,
    on: false,
    changedAt: now,
    active: false,
    acknowledgedAt: null,
    shelvedUntil: null,
    heardAt: now,
    lastAt: null,
    value: null,
    peak: null,
  }
}

/**
 * The machine after a restart: silence counts anew, which is the grace that keeps a restart from looking like a storm
 * of silent devices; a silence that was known already stays known. Times that the wall clock's correction left in the future are pulled back to now.
 */
export function resumed(machine: AlarmMachine, now: number): AlarmMachine {
  return {
    ...machine,
    heardAt: machine.on ? Math.min(machine.heardAt, now) : now,
    changedAt: Math.min(machine.changedAt, now),
    acknowledgedAt: machine.acknowledgedAt === null ? null : Math.min(machine.acknowledgedAt, now),
  }
}

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
  let due = machine.shelvedUntil ?? Number.POSITIVE_INFINITY
  if (machine.on !== machine.active)
    due = Math.min(due, machine.changedAt + (machine.on ? rule.onDelayS : rule.offDelayS) * 1000)
  if (rule.condition?.type === 'no-data' && !machine.on)
    due = Math.min(due, silentFrom(rule.condition, machine))
  due = Math.min(due, realarmAt(rule, machine) ?? due)
  return due === Number.POSITIVE_INFINITY ? null : due
}

function silentFrom(condition: Extract<Condition, { type: 'no-data' }>, machine: AlarmMachine): number {
  return machine.heardAt + condition.afterS * 1000
}

function realarmAt(rule: StepRule, machine: AlarmMachine): number | null {
  const waiting = machine.state === 'acked' && machine.active && machine.shelvedUntil === null
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
  switch (input.type) {
    case 'reading':
      observe(rule, draft, effects, input.reading, now)
      return
    case 'signal':
      turn(draft, input.on, now)
      return
    case 'acknowledge':
      return acknowledge(draft, effects, now)
    case 'close':
      return close(rule, draft, effects, input.action, now)
    case 'shelve':
      if (rule.lifeSafety) return 'alarm.not-shelvable'
      if (!draft.open) return 'alarm.not-open'
      draft.shelvedUntil = input.until
      effects.push('shelved')
      return
    case 'unshelve':
      if (draft.shelvedUntil !== null) leaveShelf(rule, draft, effects, 'unshelved')
      return
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
    case 'tick':
      return
  }
}

function observe(rule: StepRule, draft: Draft, effects: AlarmEffect[], seen: Observation, now: number): void {
  if (rule.condition === null) return
  const trust = TRUST[seen.quality]
  if (trust.heard) draft.heardAt = now
  const verdict = verdictOf(rule.condition, draft, seen)
  if (trust.raises) {
    draft.lastAt = seen.at
    if (rule.condition.type !== 'no-data') draft.value = seen.value
  }
  if (verdict === null) return
  turn(draft, verdict, now)
  if (!verdict) {
    if (!draft.active) draft.peak = null
    return
  }
  const peak = worse(rule.condition, draft.peak, seen.value)
  if (peak !== draft.peak && draft.active) effects.push('peak')
  draft.peak = peak
}

/** The deadband holds an alarm, not a suspicion: until the on-delay is over the limit itself decides. */
function verdictOf(condition: Condition, { on, active }: Draft, seen: Observation): boolean | null {
  return judge(condition, on && active, seen)
}

function turn(draft: Draft, on: boolean, now: number): void {
  if (draft.on === on) return
  draft.on = on
  draft.changedAt = now
}

/** The last value under the new limits; without one, what is on stays on until a reading says otherwise. */
function rejudge(rule: StepRule, draft: Draft, effects: AlarmEffect[], now: number): void {
  if (rule.lifeSafety && draft.shelvedUntil !== null) leaveShelf(rule, draft, effects, 'unshelved')
  if (rule.condition === null) return
  if (rule.condition.type === 'no-data') turn(draft, now >= silentFrom(rule.condition, draft), now)
  if (rule.condition.type === 'no-data' || draft.value === null) return
  const seen: Observation = { at: draft.lastAt ?? 0, value: draft.value, quality: 'good' }
  const verdict = verdictOf(rule.condition, draft, seen)
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
  if (draft.active || draft.on) return 'alarm.still-active'
  if (rule.actionRequired && !action) return 'alarm.action-required'
  if (draft.shelvedUntil !== null) leaveShelf(rule, draft, effects, 'unshelved')
  acknowledge(draft, effects, now)
  if (draft.state === 'latch-acked') effects.push('reset')
  draft.state = 'norm'
  end(draft, effects)
}

function end(draft: Draft, effects: AlarmEffect[]): void {
  draft.open = false
  draft.acknowledgedAt = null
  draft.shelvedUntil = null
  draft.peak = null
  effects.push('closed')
}

// ── The passing of time ─────────────────────────────────────────────────────────────────────────────────────────

function settle(rule: StepRule, draft: Draft, effects: AlarmEffect[], now: number): void {
  if (rule.condition?.type === 'no-data' && now >= silentFrom(rule.condition, draft)) turn(draft, true, now)
  const delayMs = (draft.on ? rule.onDelayS : rule.offDelayS) * 1000
  if (draft.on !== draft.active && now - draft.changedAt >= delayMs) {
    draft.active = draft.on
    if (draft.shelvedUntil === null) follow(rule, draft, effects)
  }
  if (draft.shelvedUntil !== null && now >= draft.shelvedUntil)
    leaveShelf(rule, draft, effects, 'shelf-expired')
  const realarm = realarmAt(rule, draft)
  if (realarm !== null && now >= realarm) raise(draft, effects)
  // Life safety is never closed by the machine, and what needs an action waits for somebody to say it.
  const closes = !rule.actionRequired && !rule.lifeSafety && draft.shelvedUntil === null
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

const WAS_ACTIVE: ReadonlySet<AlarmState> = new Set(['unack', 'acked'])

function leaveShelf(
  rule: StepRule,
  draft: Draft,
  effects: AlarmEffect[],
  how: 'unshelved' | 'shelf-expired',
): void {
  draft.shelvedUntil = null
  effects.push(how)
  if (draft.active) raise(draft, effects)
  else if (rule.latching) {
    if (WAS_ACTIVE.has(draft.state)) follow(rule, draft, effects)
  } else {
    if (WAS_ACTIVE.has(draft.state)) effects.push('returned')
    draft.state = 'norm'
  }
}
