/**
 * Runs the alarm machines: judges readings as they arrive, lets delays and silences come due, and keeps every change
 * with its history and its outbox rows in one transaction, so that a crash neither loses nor repeats anything.
 *
 * Somebody who comes back to an alarm that nobody has closed finds the same one raised again, not a second card.
 */
import {
  type AlarmInput,
  type AlarmMachine,
  newMachine,
  nextDueAt,
  resumed,
  type Step,
  type StepRule,
  step,
} from '../../core/alarms/step.ts'
import type { Alarm } from '../../core/contract/alarm.ts'
import { Problem } from '../../core/contract/error.ts'
import type { PointId, Reading } from '../../core/contract/reading.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import { alarmTexts } from '../../core/text/alarms.ts'
import type { AlarmService, ChangeFeed, Logger, SystemSignal } from '../services.ts'
import { type Doing, recordHappening, type Subject } from './alarm-record.ts'
import { DueHeap } from './due-heap.ts'

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

const WATERMARK = 'alarms.watermark'
const WATERMARK_EVERY_MS = 5000
/** Readings of different devices are not stored in the order they were measured; device clocks may be off by this. */
const OVERLAP_MS = 5 * 60_000
const RECOVER_PAGE = 10_000
const LONGEST_SLEEP_MS = 60_000
const RETRY_MS = 1000
const MINUTE_MS = 60_000

interface Tracked {
  readonly subject: Subject
  readonly rule: StepRule
  machine: AlarmMachine
  alarm: Alarm | undefined
  dueAt: number
}

const SIGNAL_RULE: StepRule = {
  condition: null,
  onDelayS: 0,
  offDelayS: 0,
  latching: false,
  lifeSafety: false,
  actionRequired: false,
  realarmS: 0,
}

export function createAlarmEngine(parts: AlarmEngineParts): AlarmEngine {
  return new Engine(parts)
}

class Engine implements AlarmEngine {
  readonly #state: StateStore
  readonly #changes: ChangeFeed
  readonly #clock: Clock
  readonly #log: Logger
  readonly #tracked = new Map<string, Tracked>()
  readonly #byPoint = new Map<PointId, Set<string>>()
  readonly #due = new DueHeap()
  readonly #base: number
  #watermark = 0
  #writtenAt = 0
  #timer: NodeJS.Timeout | undefined
  #running = false

  constructor({ state, changes, clock, log }: AlarmEngineParts) {
    this.#state = state
    this.#changes = changes
    this.#clock = clock
    this.#log = log
    this.#base = clock.now() - clock.monotonic()
    this.#watermark = Number(state.settings.get(WATERMARK)?.value ?? 0)
    for (const rule of state.rules.list()) this.#load(rule.id)
    for (const alarm of state.alarms.list({ closedAt: null })) this.#adoptOpen(alarm)
  }

  evaluate(readings: readonly Reading[]): void {
    for (const reading of readings) this.#judge(reading, this.#steady())
    this.#keepWatermark()
    this.#arm()
  }

  tick(): void {
    const now = this.#steady()
    for (let key = this.#due.pop(now); key !== undefined; key = this.#due.pop(now)) {
      const tracked = this.#tracked.get(key)
      if (tracked === undefined) continue
      tracked.dueAt = Number.POSITIVE_INFINITY
      this.#try(tracked, { type: 'tick' }, now)
    }
    this.#arm()
  }

  start(): void {
    this.#running = true
    this.tick()
  }

  stop(): void {
    this.#running = false
    clearTimeout(this.#timer)
    this.#keepWatermark(true)
  }

  async recover(series: Pick<SeriesStore, 'since'>): Promise<void> {
    if (this.#watermark === 0) return
    let from = this.#watermark - OVERLAP_MS
    for (;;) {
      const page = await series.since(from, RECOVER_PAGE)
      for (const reading of page) this.#judge(reading, Math.min(reading.at, this.#steady()))
      const newest = page.at(-1)?.at
      if (page.length < RECOVER_PAGE || newest === undefined) break
      // One millisecond back, because a page may end between readings of the same time.
      from = newest - 1 > from ? newest - 1 : newest
    }
    this.#keepWatermark(true)
  }

  acknowledge(id: string, by: string, note?: string): Alarm {
    return this.#person(id, { type: 'acknowledge' }, { by, note })
  }

  close(id: string, by: string, { note, action }: { note?: string; action?: string }): Alarm {
    const said = action?.trim() || undefined
    return this.#person(id, { type: 'close', action: said !== undefined }, { by, note, action: said })
  }

  shelve(id: string, by: string, minutes: number, note?: string): Alarm {
    return this.#person(id, { type: 'shelve', until: this.#steady() + minutes * MINUTE_MS }, { by, note })
  }

  unshelve(id: string, by: string): Alarm {
    return this.#person(id, { type: 'unshelve' }, { by })
  }

  ruleChanged(ruleId: string): void {
    const before = this.#tracked.get(ruleId)
    const rule = this.#state.rules.get(ruleId)
    if (before !== undefined) this.#forget(ruleId, before)
    if (rule?.enabled) {
      const tracked = this.#load(ruleId, before)
      if (tracked !== undefined) this.#try(tracked, { type: 'rule-changed' }, this.#steady())
    } else this.#closeRemoved(ruleId, before)
    this.#arm()
  }

  signal(signal: SystemSignal): void {
    const tracked = this.#tracked.get(signal.key) ?? this.#trackSignal(signal)
    this.#apply(tracked, { type: 'signal', on: signal.active }, this.#steady())
    this.#arm()
  }

  // ── Machines ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** Steady time: the wall clock's label at start, advanced by the monotonic clock only. */
  #steady(): number {
    return Math.round(this.#base + this.#clock.monotonic())
  }

  #wall(steady: number): number {
    return Math.round(steady + this.#clock.now() - this.#steady())
  }

  #load(ruleId: string, before?: Tracked): Tracked | undefined {
    const rule = this.#state.rules.get(ruleId)
    if (rule === undefined || !rule.enabled) return undefined
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
    const keys = this.#byPoint.get(rule.pointId) ?? new Set()
    this.#byPoint.set(rule.pointId, keys.add(rule.id))
    return this.#track(subject, rule, before)
  }

  #track(subject: Subject, rule: StepRule, before?: Tracked): Tracked {
    const kept = this.#state.alarmMemories.get(subject.key)?.machine as AlarmMachine | undefined
    const now = this.#steady()
    // A rule that moved to another point or asks another question knows no value yet.
    const same =
      before?.subject.pointId === subject.pointId && before.rule.condition?.type === rule.condition?.type
    const blank = { value: null, lastAt: null, heardAt: now }
    let machine = kept === undefined ? newMachine(now) : resumed(kept, now)
    if (before !== undefined) machine = same ? before.machine : { ...before.machine, ...blank }
    const tracked: Tracked = {
      subject,
      rule,
      machine,
      alarm: before?.alarm,
      dueAt: Number.POSITIVE_INFINITY,
    }
    this.#tracked.set(subject.key, tracked)
    this.#schedule(tracked)
    return tracked
  }

  #trackSignal({ source, key, siteId, deviceId, name, priority }: SystemSignal): Tracked {
    return this.#track(
      { source, key, siteId, deviceId, name, priority, ruleId: null, pointId: null },
      SIGNAL_RULE,
    )
  }

  /** An open alarm found at start: its rule's, a signal's, or one whose rule is gone. */
  #adoptOpen(alarm: Alarm): void {
    const { source, key, siteId, deviceId, name, priority, ruleId, pointId } = alarm
    const subject = { source, key, siteId, deviceId, name, priority, ruleId, pointId }
    const known =
      this.#tracked.get(key) ?? (source === 'rule' ? undefined : this.#track(subject, SIGNAL_RULE))
    if (known !== undefined) known.alarm = alarm
    else this.#closeRemoved(key, { subject, rule: SIGNAL_RULE, machine: newMachine(0), alarm, dueAt: 0 })
  }

  #forget(key: string, { subject }: Tracked): void {
    this.#tracked.delete(key)
    if (subject.pointId !== null) this.#byPoint.get(subject.pointId)?.delete(key)
  }

  #closeRemoved(key: string, before: Tracked | undefined): void {
    const at = this.#clock.now()
    const alarm = this.#state.transaction(() => {
      this.#state.alarmMemories.remove(key)
      if (before?.alarm === undefined) return undefined
      const reason = `${alarmTexts.ruleRemoved.zh} / ${alarmTexts.ruleRemoved.en}`
      const { subject, rule, alarm } = before
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

  // ── Steps ─────────────────────────────────────────────────────────────────────────────────────────────────────

  #judge(reading: Reading, now: number): void {
    for (const key of this.#byPoint.get(reading.point) ?? []) {
      const tracked = this.#tracked.get(key)
      if (tracked !== undefined && this.#isNews(tracked, reading))
        this.#try(tracked, { type: 'reading', reading }, now)
    }
    this.#watermark = Math.max(this.#watermark, Math.min(reading.at, this.#clock.now()))
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
      this.#schedule(tracked, now + RETRY_MS)
    }
  }

  #apply(tracked: Tracked, input: AlarmInput, now: number, doing: Doing = { by: null }): Step {
    const result = step(tracked.rule, tracked.machine, input, now)
    const { machine, effects } = result
    if (effects.length > 0 || !sameButValue(machine, tracked.machine)) this.#commit(tracked, result, doing)
    tracked.machine = machine
    this.#schedule(tracked)
    return result
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
        since: this.#wall(machine.changedAt),
        shelvedUntil: machine.shelvedUntil === null ? null : this.#wall(machine.shelvedUntil),
      })
    })
    tracked.alarm = next?.closedAt === null ? next : undefined
    if (next !== undefined && effects.length > 0) this.#changes.publish({ type: 'alarm', alarm: next })
  }

  #person(id: string, input: AlarmInput, doing: Doing): Alarm {
    const alarm = this.#state.alarms.get(id)
    if (alarm === undefined) throw new Problem('thing.not-found', `no alarm ${id}`)
    const tracked = this.#tracked.get(alarm.key)
    if (tracked?.alarm?.id !== id) throw new Problem('alarm.not-open', `alarm ${id} is closed`)
    const { refused } = this.#apply(tracked, input, this.#steady(), doing)
    this.#arm()
    if (refused !== undefined) throw new Problem(refused, `alarm ${id}: ${refused}`)
    return this.#state.alarms.get(id) ?? alarm
  }

  // ── Time ──────────────────────────────────────────────────────────────────────────────────────────────────────

  /** A later time needs no entry: the earlier one finds nothing to do and asks again. */
  #schedule(tracked: Tracked, at = nextDueAt(tracked.rule, tracked.machine)): void {
    if (at === null || at >= tracked.dueAt) return
    tracked.dueAt = at
    this.#due.push(at, tracked.subject.key)
  }

  #arm(): void {
    clearTimeout(this.#timer)
    if (!this.#running) return
    const waitMs = (this.#due.nextAt ?? Number.POSITIVE_INFINITY) - this.#steady()
    this.#timer = setTimeout(() => this.tick(), Math.max(1, Math.min(waitMs, LONGEST_SLEEP_MS)))
  }

  #keepWatermark(now = false): void {
    const at = this.#clock.monotonic()
    if (!now && this.#writtenAt !== 0 && at - this.#writtenAt < WATERMARK_EVERY_MS) return
    this.#writtenAt = at
    this.#state.settings.put({ id: WATERMARK, value: this.#watermark })
  }
}

function sameButValue(a: AlarmMachine, b: AlarmMachine): boolean {
  return JSON.stringify({ ...a, ...VOLATILE }) === JSON.stringify({ ...b, ...VOLATILE })
}

/** Changes with every reading and is found again by the recovery. */
const VOLATILE = { value: null, lastAt: null, heardAt: 0, peak: null }
