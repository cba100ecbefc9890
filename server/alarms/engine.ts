/**
 * Runs the alarm machines: judges readings as they arrive, lets delays and silences come due, and keeps every change
 * with its history and its outbox rows in one transaction, so that a crash neither loses nor repeats anything.
 *
 * Somebody who comes back to an alarm that nobody has closed finds the same one raised again, not a second card.
 */

import { consult, pointsOf, TRUST } from '../../core/alarms/condition.ts'
import type { Explainer } from '../../core/alarms/excuse.ts'
import { type AlarmInput, newMachine, type StepRule } from '../../core/alarms/machine.ts'
import type { Alarm, AlarmEvent } from '../../core/contract/alarm.ts'
import { Problem } from '../../core/contract/error.ts'
import type { Reading } from '../../core/contract/reading.ts'
import type { RuleStanding } from '../../core/contract/rule.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import { alarmTexts } from '../../core/text/alarms.ts'
import type { AlarmService, Change, ChangeFeed, Logger, Maintenance, SystemSignal } from '../services.ts'
import {
  type Amendment,
  type Doing,
  recordAmendment,
  recordEdit,
  recordRemoval,
  type Subject,
  subjectOf,
} from './alarm-record.ts'
import { Excuses } from './excuses.ts'
import { faultSignal } from './fault-signal.ts'
import { Hearing } from './hearing.ts'
import { isSecond, putBack, takeOut } from './maintenance.ts'
import { Recollection } from './recollection.ts'
import { Registry } from './registry.ts'
import { Sources } from './sources.ts'
import { standingOf } from './standing.ts'
import { Stepper } from './stepper.ts'
import { judgeFor } from './surroundings.ts'
import { Timetable } from './timetable.ts'
import { carriedOver, keptJudge, remembered, SIGNAL_RULE, type Source, type Tracked } from './tracked.ts'
import { Watermark } from './watermark.ts'

/** `range` fills the memories of conditions that have one; without it they start empty. */
export type RecoverySeries = Pick<SeriesStore, 'since'> & Partial<Pick<SeriesStore, 'range'>>

export interface AlarmEngine extends AlarmService {
  evaluate(readings: readonly Reading[]): void
  /** Lets everything that has come due happen. */
  tick(): void
  start(): void
  stop(): void
  /** Judges again what was stored after the last known evaluation; call once, before the first reading. */
  recover(series: RecoverySeries): Promise<void>
}

export interface AlarmEngineParts {
  readonly state: StateStore
  readonly changes: ChangeFeed
  readonly clock: Clock
  readonly log: Logger
  readonly explainer?: Explainer
}

const MINUTE_MS = 60_000
const TICK: AlarmInput = { type: 'tick' }

export function createAlarmEngine(parts: AlarmEngineParts): AlarmEngine {
  return new Engine(parts)
}

class Engine implements AlarmEngine {
  readonly #state: StateStore
  readonly #changes: ChangeFeed
  readonly #clock: Clock
  readonly #tracked = new Registry()
  readonly #sources: Sources
  readonly #hearing: Hearing
  readonly #excuses: Excuses
  readonly #unsubscribe: () => void
  readonly #time: Timetable
  readonly #watermark: Watermark
  readonly #recollection: Recollection
  readonly #steps: Stepper

  constructor({ state, changes, clock, log, explainer }: AlarmEngineParts) {
    this.#state = state
    this.#changes = changes
    this.#clock = clock
    this.#time = new Timetable(clock, () => this.tick())
    this.#watermark = new Watermark(state, clock, log)
    this.#recollection = new Recollection(state, log)
    this.#steps = new Stepper({ state, changes, clock, log, time: this.#time })
    this.#sources = new Sources(state, this.#time.now())
    this.#hearing = new Hearing({
      state,
      sources: this.#sources,
      wallNow: () => clock.now(),
      take: (tracked, input, now) => this.#try(tracked, input, now),
      ruleChanged: id => this.ruleChanged(id),
    })
    this.#excuses = new Excuses({
      explainer,
      watching: point => this.#tracked.watching(point),
      take: (tracked, input, now) => this.#try(tracked, input, now),
      now: () => this.#time.now(),
    })
    for (const rule of state.rules.list()) this.#load(rule.id)
    for (const alarm of state.alarms.list({ closedAt: null })) this.#adoptOpen(alarm)
    this.#unsubscribe = changes.subscribe(change => this.#notice(change))
  }

  evaluate(readings: readonly Reading[]): void {
    const now = this.#time.now()
    for (const reading of readings) this.#judge(reading, now)
    this.#watermark.keep()
    this.#time.arm()
  }

  tick(): void {
    const now = this.#time.now()
    for (let key = this.#time.pop(now); key !== undefined; key = this.#time.pop(now)) {
      const tracked = this.#tracked.get(key)
      if (tracked === undefined) continue
      tracked.dueAt = Number.POSITIVE_INFINITY
      if ((tracked.judge?.dueAt ?? Number.POSITIVE_INFINITY) <= now) this.#askAgain(tracked)
      this.#try(tracked, TICK, now)
    }
    this.#time.arm()
  }

  start(): void {
    this.#time.start()
    this.tick()
  }

  stop(): void {
    this.#time.stop()
    this.#unsubscribe()
    for (const tracked of this.#tracked.all()) if (tracked.unkept) this.#steps.keepPeak(tracked)
    this.#watermark.keep(true)
  }

  async recover(series: RecoverySeries): Promise<void> {
    const { range } = series
    if (range !== undefined)
      await this.#recollection.begin(
        { range: range.bind(series) },
        this.#tracked.all(),
        () => this.#clock.now() + 1,
      )
    await this.#watermark.replay(series, reading =>
      this.#judge(reading, Math.min(reading.at, this.#time.now())),
    )
    for (const tracked of this.#tracked.all()) this.#askAgain(tracked)
  }

  acknowledge(id: string, by: string, note?: string): Alarm {
    return this.#person(id, { type: 'acknowledge' }, { by, note })
  }

  close(id: string, by: string, { note, action }: { note?: string; action?: string }): Alarm {
    const said = action?.trim() || undefined
    return this.#person(id, { type: 'close', action: said !== undefined }, { by, note, action: said })
  }

  shelve(id: string, by: string, minutes: number, note?: string, seconder?: string): Alarm {
    const until = this.#time.now() + minutes * MINUTE_MS
    const said = [note, seconder].filter(Boolean).join(' / ') || undefined
    return this.#person(id, { type: 'shelve', until, seconded: isSecond(by, seconder) }, { by, note: said })
  }

  unshelve(id: string, by: string): Alarm {
    return this.#person(id, { type: 'unshelve' }, { by })
  }

  amend(id: string, by: string, amendment: Amendment): AlarmEvent {
    const alarm = this.#state.alarms.get(id)
    if (alarm === undefined) throw new Problem('thing.not-found', `no alarm ${id}`)
    const amended = recordAmendment(this.#state, alarm, by, amendment, this.#clock.now())
    this.#show(this.#tracked.get(alarm.key), amended.alarm)
    return amended.event
  }

  takeOut(ruleIds: readonly string[], what: Maintenance): void {
    takeOut(this.#steps, this.#inForce(ruleIds), what, this.#time.now())
    this.#time.arm()
  }

  putBack(ruleIds: readonly string[], by: string): void {
    putBack(this.#steps, this.#inForce(ruleIds), by, this.#time.now())
    this.#time.arm()
  }

  suppress(reason: string, ruleIds: readonly string[], minutes: number): void {
    const now = this.#time.now()
    const meant = new Set(ruleIds)
    for (const tracked of this.#tracked.all()) {
      const { key } = tracked.subject
      if (meant.has(key))
        this.#try(tracked, { type: 'suppress', by: reason, until: now + minutes * MINUTE_MS }, now)
      else if (tracked.machine.suppressedBy.some(({ by }) => by === reason))
        this.#try(tracked, { type: 'unsuppress', by: reason }, now)
    }
    this.#time.arm()
  }

  standings(which?: 'out-of-service'): RuleStanding[] {
    const all = [...this.#tracked.all()]
    const meant = which === undefined ? all : all.filter(({ machine }) => machine.outOfService !== null)
    return meant.map(tracked => this.#standing(tracked)).filter(one => one !== undefined)
  }

  #standing(tracked: Tracked): RuleStanding | undefined {
    return standingOf(tracked, this.#time.now(), steady => this.#time.wall(steady))
  }

  ruleChanged(ruleId: string): void {
    const before = this.#tracked.get(ruleId)
    if (before !== undefined) this.#tracked.remove(before)
    this.#excuses.ruleChanged(before?.subject.pointId ?? this.#state.rules.get(ruleId)?.pointId)
    const tracked = this.#load(ruleId, before)
    if (tracked === undefined) this.#closeRemoved(ruleId, before)
    else {
      this.#passOn(tracked)
      this.#try(tracked, { type: 'rule-changed' }, this.#time.now())
      if (tracked.judge !== before?.judge) void this.#recollect(tracked)
    }
    this.#time.arm()
  }

  signal(signal: SystemSignal): void {
    const tracked = this.#tracked.get(signal.key) ?? this.#trackSignal(signal)
    this.#steps.apply(tracked, { type: 'signal', on: signal.active }, this.#time.now())
    this.#time.arm()
  }

  // ── Machines ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** Undefined for a rule that is gone, switched off, or about a device that is not listened to. */
  #load(ruleId: string, before?: Tracked): Tracked | undefined {
    const rule = this.#state.rules.get(ruleId)
    if (rule === undefined || !rule.enabled) return undefined
    const source = this.#sources.ofRule(rule.pointId, this.#time.now())
    if (source.suppressed) return undefined
    const point = this.#state.points.get(rule.pointId)
    const staleAfterS = point && this.#state.devices.get(point.deviceId)?.silentAfterS
    return this.#track(subjectOf(rule, point?.deviceId), { ...rule, staleAfterS }, source, before)
  }

  #track(subject: Subject, rule: StepRule, source: Source | null, before?: Tracked): Tracked {
    const now = this.#time.now()
    const { pointId } = subject
    const { condition } = rule
    const looks = pointId !== null && condition !== null && condition.type !== 'no-data'
    const tracked: Tracked = {
      subject,
      rule,
      source,
      points: looks ? pointsOf(condition, pointId) : [],
      judge: looks
        ? (keptJudge(before, subject, rule) ?? judgeFor(this.#state, { ...subject, pointId, condition }))
        : null,
      machine:
        before === undefined
          ? remembered(this.#state, subject.key, now)
          : carriedOver(before, subject, rule, now),
      alarm: before?.alarm,
      dueAt: Number.POSITIVE_INFINITY,
      keptAt: 0,
      unkept: before?.unkept ?? false,
    }
    this.#tracked.add(tracked)
    this.#time.schedule(tracked)
    return tracked
  }

  #trackSignal({ source, key, siteId, deviceId, name, priority }: SystemSignal): Tracked {
    return this.#track(
      { source, key, siteId, deviceId, name, priority, ruleId: null, pointId: null },
      SIGNAL_RULE,
      null,
    )
  }

  /** An open alarm found at start: its rule's, a signal's, or one whose rule is gone or not in force. */
  #adoptOpen(alarm: Alarm): void {
    const { source, key, siteId, deviceId, name, priority, ruleId, pointId } = alarm
    const subject = { source, key, siteId, deviceId, name, priority, ruleId, pointId }
    const known =
      this.#tracked.get(key) ?? (source === 'rule' ? undefined : this.#track(subject, SIGNAL_RULE, null))
    if (known !== undefined) known.alarm = alarm
    else this.#closeRemoved(key, { subject, rule: SIGNAL_RULE, machine: newMachine(0), alarm })
  }

  #passOn(tracked: Tracked): void {
    const { alarm, subject, rule } = tracked
    if (alarm === undefined) return
    this.#show(tracked, recordEdit(this.#state, { alarm, subject, rule }, this.#clock.now()))
  }

  #show(tracked: Tracked | undefined, alarm: Alarm): void {
    if (tracked?.alarm?.id === alarm.id) tracked.alarm = alarm
    this.#changes.publish({ type: 'alarm', alarm })
  }

  #closeRemoved(
    key: string,
    before: Pick<Tracked, 'subject' | 'rule' | 'machine' | 'alarm'> | undefined,
  ): void {
    const suppressed =
      before?.subject.pointId != null && this.#sources.ofPoint(before.subject.pointId)?.suppressed
    const why = suppressed ? alarmTexts.deviceSuppressed : alarmTexts.ruleRemoved
    const alarm = recordRemoval(this.#state, key, before, `${why.zh} / ${why.en}`, this.#clock.now())
    if (alarm !== undefined) this.#changes.publish({ type: 'alarm', alarm })
  }

  #notice(change: Change): void {
    if (change.type === 'point') this.#sources.place(change.point)
    if (change.type !== 'device') return
    this.#hearing.device(change.device, this.#time.now())
    this.#time.arm()
  }

  // ── Steps ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #judge(reading: Reading, now: number): void {
    const source = this.#sources.ofPoint(reading.point)
    if (source !== undefined && TRUST[reading.quality].heard) this.#hearing.hear(source, now)
    this.#excuses.see(reading, now)
    for (const tracked of this.#tracked.watching(reading.point)) this.#see(tracked, reading, now)
    this.#watermark.advance(reading.at)
  }

  #see(tracked: Tracked, reading: Reading, now: number): void {
    const { machine, subject } = tracked
    const own = reading.point === subject.pointId
    if (own && !this.#isNews(tracked, reading)) return
    this.#recollection.hear(tracked, reading)
    // The clock was set back: what the judge remembers lies in the future.
    if (own && tracked.judge !== null && reading.at < (machine.lastAt ?? 0)) this.#forgetAll(tracked)
    const { judge } = tracked
    if (judge === null) {
      this.#try(tracked, { type: 'reading', reading }, now)
      return
    }
    const verdict = consult(judge, machine.on && machine.active, reading, now)
    const fault = judge.fault != null
    if (own) this.#try(tracked, { type: 'reading', reading, verdict, fault }, now)
    else if (verdict !== null && verdict !== machine.on)
      this.#try(tracked, { type: 'signal', on: verdict }, now)
  }

  #forgetAll(tracked: Tracked): void {
    const { subject, rule } = tracked
    if (subject.pointId === null || rule.condition === null) return
    tracked.judge = judgeFor(this.#state, { ...subject, pointId: subject.pointId, condition: rule.condition })
  }

  async #recollect(tracked: Tracked): Promise<void> {
    if (await this.#recollection.again(tracked, this.#clock.now() + 1)) this.#askAgain(tracked)
    this.#time.arm()
  }

  /** What a judge says by its memory alone. */
  #askAgain(tracked: Tracked): void {
    const { judge, machine } = tracked
    const now = this.#time.now()
    const verdict = judge?.verdict(machine.on && machine.active, now) ?? null
    if (verdict !== null && verdict !== machine.on) this.#try(tracked, { type: 'signal', on: verdict }, now)
    else this.#time.schedule(tracked)
  }

  /** A repeat says nothing. What looks old is still news when the last time lies in the future: the clock was set back. */
  #isNews({ machine: { lastAt } }: Tracked, { at }: Reading): boolean {
    return lastAt === null || at > lastAt || (at !== lastAt && lastAt > this.#clock.now())
  }

  #try(tracked: Tracked, input: AlarmInput, now: number): void {
    const before = tracked.machine.sight
    this.#steps.try(tracked, input, now)
    const { sight } = tracked.machine
    if (sight !== before && (sight === 'error' || before === 'error')) this.signal(faultSignal(tracked))
  }

  #inForce(ruleIds: readonly string[]): Tracked[] {
    const found = ruleIds.flatMap(id => this.#tracked.get(id) ?? [])
    if (found.length < ruleIds.length) throw new Problem('thing.not-found', 'not all of these are in force')
    return found
  }

  #person(id: string, input: AlarmInput, doing: Doing): Alarm {
    const alarm = this.#state.alarms.get(id)
    if (alarm === undefined) throw new Problem('thing.not-found', `no alarm ${id}`)
    const tracked = this.#tracked.get(alarm.key)
    if (tracked?.alarm?.id !== id) throw new Problem('alarm.not-open', `alarm ${id} is closed`)
    const { refused } = this.#steps.apply(tracked, input, this.#time.now(), doing)
    this.#time.arm()
    if (refused !== undefined) throw new Problem(refused, `alarm ${id}: ${refused}`)
    return this.#state.alarms.get(id) ?? alarm
  }
}
