/**
 * Runs the alarm machines: judges readings as they arrive, lets delays and silences come due, and keeps every change
 * with its history and its outbox rows in one transaction, so that a crash neither loses nor repeats anything.
 *
 * Somebody who comes back to an alarm that nobody has closed finds the same one raised again, not a second card.
 */

import { limitOf, TRUST } from '../../core/alarms/condition.ts'
import {
  type AlarmInput,
  type AlarmMachine,
  newMachine,
  type Step,
  type StepRule,
  step,
} from '../../core/alarms/step.ts'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Device } from '../../core/contract/device.ts'
import { Problem } from '../../core/contract/error.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import { alarmTexts } from '../../core/text/alarms.ts'
import type { AlarmService, Change, ChangeFeed, Logger, SystemSignal } from '../services.ts'
import { type Doing, recordHappening, type Subject } from './alarm-record.ts'
import { isSuppressed, Sources } from './sources.ts'
import { Timetable } from './timetable.ts'
import {
  carriedOver,
  heardOf,
  PEAK_EVERY_MS,
  remembered,
  SIGNAL_RULE,
  type Source,
  sameButValue,
  type Tracked,
} from './tracked.ts'
import { Watermark } from './watermark.ts'

export interface AlarmEngine extends AlarmService {
  evaluate(readings: readonly Reading[]): void
  /** Lets everything that has come due happen. */
  tick(): void
  start(): void
  stop(): void
  /** Judges again what was stored after the last known evaluation; call once, before the first reading. */
  recover(series: Pick<SeriesStore, 'since'>): Promise<void>
}

export interface AlarmEngineParts {
  readonly state: StateStore
  readonly changes: ChangeFeed
  readonly clock: Clock
  readonly log: Logger
}

const RETRY_MS = 1000
const MINUTE_MS = 60_000
const TICK: AlarmInput = { type: 'tick' }
const HEARD: AlarmInput = { type: 'heard' }
const NOBODY: Doing = { by: null }

export function createAlarmEngine(parts: AlarmEngineParts): AlarmEngine {
  return new Engine(parts)
}

class Engine implements AlarmEngine {
  readonly #state: StateStore
  readonly #changes: ChangeFeed
  readonly #clock: Clock
  readonly #log: Logger
  readonly #tracked = new Map<string, Tracked>()
  readonly #byPoint = new Map<PointId, Set<Tracked>>()
  readonly #sources: Sources
  readonly #unsubscribe: () => void
  readonly #time: Timetable
  readonly #watermark: Watermark

  constructor({ state, changes, clock, log }: AlarmEngineParts) {
    this.#state = state
    this.#changes = changes
    this.#clock = clock
    this.#log = log
    this.#time = new Timetable(clock, () => this.tick())
    this.#watermark = new Watermark(state, clock, log)
    this.#sources = new Sources(state, this.#time.now())
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
    for (const tracked of this.#tracked.values()) if (tracked.unkept) this.#keepPeak(tracked)
    this.#watermark.keep(true)
  }

  async recover(series: Pick<SeriesStore, 'since'>): Promise<void> {
    await this.#watermark.replay(series, reading =>
      this.#judge(reading, Math.min(reading.at, this.#time.now())),
    )
  }

  acknowledge(id: string, by: string, note?: string): Alarm {
    return this.#person(id, { type: 'acknowledge' }, { by, note })
  }

  close(id: string, by: string, { note, action }: { note?: string; action?: string }): Alarm {
    const said = action?.trim() || undefined
    return this.#person(id, { type: 'close', action: said !== undefined }, { by, note, action: said })
  }

  shelve(id: string, by: string, minutes: number, note?: string): Alarm {
    return this.#person(id, { type: 'shelve', until: this.#time.now() + minutes * MINUTE_MS }, { by, note })
  }

  unshelve(id: string, by: string): Alarm {
    return this.#person(id, { type: 'unshelve' }, { by })
  }

  ruleChanged(ruleId: string): void {
    const before = this.#tracked.get(ruleId)
    if (before !== undefined) this.#forget(before)
    const tracked = this.#load(ruleId, before)
    if (tracked === undefined) this.#closeRemoved(ruleId, before)
    else {
      this.#passOn(tracked)
      this.#try(tracked, { type: 'rule-changed' }, this.#time.now())
    }
    this.#time.arm()
  }

  signal(signal: SystemSignal): void {
    const tracked = this.#tracked.get(signal.key) ?? this.#trackSignal(signal)
    this.#apply(tracked, { type: 'signal', on: signal.active }, this.#time.now())
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
    const subject: Subject = {
      siteId: rule.siteId,
      source: 'rule',
      key: rule.id,
      ruleId: rule.id,
      pointId: rule.pointId,
      deviceId: point?.deviceId ?? null,
      name: rule.name,
      priority: rule.priority,
    }
    const tracked = this.#track(subject, rule, source, before)
    if (rule.condition.type === 'no-data') source.silences.add(tracked)
    else {
      const watching = this.#byPoint.get(rule.pointId) ?? new Set()
      this.#byPoint.set(rule.pointId, watching.add(tracked))
    }
    return tracked
  }

  #track(subject: Subject, rule: StepRule, source: Source | null, before?: Tracked): Tracked {
    const now = this.#time.now()
    const tracked: Tracked = {
      subject,
      rule,
      source,
      machine:
        before === undefined
          ? remembered(this.#state, subject.key, now)
          : carriedOver(before, subject, rule, now),
      alarm: before?.alarm,
      dueAt: Number.POSITIVE_INFINITY,
      keptAt: 0,
      unkept: before?.unkept ?? false,
    }
    this.#tracked.set(subject.key, tracked)
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

  #forget(tracked: Tracked): void {
    const { key, pointId } = tracked.subject
    this.#tracked.delete(key)
    tracked.source?.silences.delete(tracked)
    if (pointId !== null) this.#byPoint.get(pointId)?.delete(tracked)
  }

  /** What a person changed about a rule shows on its open alarm at once. */
  #passOn(tracked: Tracked): void {
    const { alarm, subject, rule } = tracked
    if (alarm === undefined) return
    const { lifeSafety, actionRequired, condition } = rule
    const edited: Alarm = { ...alarm, ...subject, lifeSafety, actionRequired, limit: limitOf(condition) }
    this.#state.alarms.put(edited)
    tracked.alarm = edited
    this.#changes.publish({ type: 'alarm', alarm: edited })
  }

  #closeRemoved(
    key: string,
    before: Pick<Tracked, 'subject' | 'rule' | 'machine' | 'alarm'> | undefined,
  ): void {
    const at = this.#clock.now()
    const alarm = this.#state.transaction(() => {
      this.#state.alarmMemories.remove(key)
      if (before?.alarm === undefined) return undefined
      const { subject, rule, alarm } = before
      const suppressed = subject.pointId !== null && this.#sources.ofPoint(subject.pointId)?.suppressed
      const why = suppressed ? alarmTexts.deviceSuppressed : alarmTexts.ruleRemoved
      const reason = `${why.zh} / ${why.en}`
      const machine: AlarmMachine = { ...before.machine, state: 'norm', open: false }
      const doing: Doing = { by: null, action: reason }
      return recordHappening(this.#state, {
        subject,
        rule,
        machine,
        alarm,
        doing,
        at,
        effects: ['closed'],
        since: at,
        shelvedUntil: null,
      })
    })
    if (alarm !== undefined) this.#changes.publish({ type: 'alarm', alarm })
  }

  // ── Signs of life ─────────────────────────────────────────────────────────────────────────────────────────────

  #notice(change: Change): void {
    if (change.type === 'point') this.#sources.place(change.point)
    if (change.type !== 'device') return
    const { device } = change
    const now = this.#time.now()
    const source = this.#sources.ofDevice(device, now)
    if (source.suppressed !== isSuppressed(device)) this.#listen(device, source)
    const offline = device.availability === 'offline'
    if (offline && !source.offline) {
      for (const silence of source.silences) this.#try(silence, { type: 'gone' }, now)
    } else this.#hearDevice(source, device, now)
    source.offline = offline
    source.seenAt = device.lastSeenAt ?? 0
    this.#time.arm()
  }

  /** A device that is switched off or on again takes its rules with it. */
  #listen(device: Device, source: Source): void {
    source.suppressed = isSuppressed(device)
    for (const point of this.#state.points.list({ deviceId: device.id }))
      for (const rule of this.#state.rules.list({ pointId: point.id })) this.ruleChanged(rule.id)
  }

  /** Not everything that is heard becomes a reading; the directory tells of the rest from time to time. */
  #hearDevice(source: Source, { lastSeenAt }: Device, now: number): void {
    if (lastSeenAt === null || lastSeenAt === source.seenAt) return
    this.#hear(source, now - Math.max(0, this.#clock.now() - lastSeenAt))
  }

  #hear(source: Source, at: number): void {
    if (at > source.heardAt) source.heardAt = at
    for (const silence of source.silences) {
      // What was heard before the silence began does not end it; a recovery reads such things again.
      if (silence.machine.on && at >= silence.machine.changedAt) this.#try(silence, HEARD, at)
    }
  }

  // ── Steps ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #judge(reading: Reading, now: number): void {
    const source = this.#sources.ofPoint(reading.point)
    if (source !== undefined && TRUST[reading.quality].heard) this.#hear(source, now)
    const watching = this.#byPoint.get(reading.point)
    if (watching !== undefined)
      for (const tracked of watching)
        if (this.#isNews(tracked, reading)) this.#try(tracked, { type: 'reading', reading }, now)
    this.#watermark.advance(reading.at)
  }

  /** A repeat says nothing. What looks old is still news when the last time lies in the future: the clock was set back. */
  #isNews({ machine: { lastAt } }: Tracked, { at }: Reading): boolean {
    return lastAt === null || at > lastAt || (at !== lastAt && lastAt > this.#clock.now())
  }

  #try(tracked: Tracked, input: AlarmInput, now: number): void {
    try {
      this.#apply(tracked, input, now)
    } catch (error) {
      // The machine has not moved, so the next reading or tick tries again; one rule never stops the others.
      this.#log.error({ error, key: tracked.subject.key }, 'an alarm could not be kept')
      this.#time.schedule(tracked, now + RETRY_MS)
    }
  }

  #apply(tracked: Tracked, input: AlarmInput, now: number, doing = NOBODY): Step {
    const before = heardOf(tracked)
    const result = step(tracked.rule, before, input, now)
    const onlyPeak = result.effects.length === 1 && result.effects[0] === 'peak'
    if ((result.effects.length > 0 && !onlyPeak) || !sameButValue(result.machine, before))
      this.#commit(tracked, result, doing)
    else if (onlyPeak) tracked.unkept = true
    tracked.machine = result.machine
    if (tracked.unkept && now - tracked.keptAt >= PEAK_EVERY_MS) this.#keepPeak(tracked)
    this.#time.schedule(tracked)
    return result
  }

  #keepPeak(tracked: Tracked): void {
    // Set first: a failed write is tried again after the same while.
    tracked.keptAt = this.#time.now()
    try {
      this.#commit(tracked, { machine: tracked.machine, effects: ['peak'] }, NOBODY)
    } catch (error) {
      this.#log.error({ error, key: tracked.subject.key }, 'a worst value could not be kept')
    }
  }

  #commit(tracked: Tracked, { machine, effects }: Step, doing: Doing): void {
    const { subject, rule, alarm } = tracked
    const next = this.#state.transaction(() => {
      this.#state.alarmMemories.put({ id: subject.key, machine })
      if (effects.length === 0) return alarm
      return recordHappening(this.#state, {
        subject,
        rule,
        machine,
        effects,
        alarm,
        doing,
        at: this.#clock.now(),
        since: this.#time.wall(machine.changedAt),
        shelvedUntil: machine.shelvedUntil === null ? null : this.#time.wall(machine.shelvedUntil),
      })
    })
    tracked.alarm = next?.closedAt === null ? next : undefined
    tracked.keptAt = this.#time.now()
    tracked.unkept = false
    if (next !== undefined && effects.length > 0) this.#changes.publish({ type: 'alarm', alarm: next })
  }

  #person(id: string, input: AlarmInput, doing: Doing): Alarm {
    const alarm = this.#state.alarms.get(id)
    if (alarm === undefined) throw new Problem('thing.not-found', `no alarm ${id}`)
    const tracked = this.#tracked.get(alarm.key)
    if (tracked?.alarm?.id !== id) throw new Problem('alarm.not-open', `alarm ${id} is closed`)
    const { refused } = this.#apply(tracked, input, this.#time.now(), doing)
    this.#time.arm()
    if (refused !== undefined) throw new Problem(refused, `alarm ${id}: ${refused}`)
    return this.#state.alarms.get(id) ?? alarm
  }
}
