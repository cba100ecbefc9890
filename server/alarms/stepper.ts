/** One step of one alarm: decided by the state machine, kept with its history and its outbox rows or not taken at all. */
import { type AlarmInput, type Step, step } from '../../core/alarms/step.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import type { ChangeFeed, Logger } from '../services.ts'
import { type Doing, recordHappening } from './alarm-record.ts'
import type { Timetable } from './timetable.ts'
import { heardOf, PEAK_EVERY_MS, sameButValue, type Tracked } from './tracked.ts'

const RETRY_MS = 1000
const NOBODY: Doing = { by: null }

export interface StepperParts {
  readonly state: StateStore
  readonly changes: ChangeFeed
  readonly clock: Clock
  readonly log: Logger
  readonly time: Timetable
}

export class Stepper {
  readonly #parts: StepperParts

  constructor(parts: StepperParts) {
    this.#parts = parts
  }

  /** For what comes by itself: a fault is logged and the step tried again soon. */
  try(tracked: Tracked, input: AlarmInput, now: number): Step | undefined {
    try {
      return this.apply(tracked, input, now)
    } catch (error) {
      // The machine has not moved, so the next reading or tick tries again; one rule never stops the others.
      this.#parts.log.error({ error, key: tracked.subject.key }, 'an alarm could not be kept')
      this.#parts.time.schedule(tracked, now + RETRY_MS)
      return undefined
    }
  }

  apply(tracked: Tracked, input: AlarmInput, now: number, doing = NOBODY): Step {
    const before = heardOf(tracked)
    const result = step(tracked.rule, before, input, now)
    const onlyPeak = result.effects.length === 1 && result.effects[0] === 'peak'
    if ((result.effects.length > 0 && !onlyPeak) || !sameButValue(result.machine, before))
      this.#commit(tracked, result, doing)
    else if (onlyPeak) tracked.unkept = true
    tracked.machine = result.machine
    // Somebody has dealt with it: what the judge remembers of before counts no more.
    if (result.machine.freshAt !== before.freshAt) tracked.judge?.restart?.()
    if (tracked.unkept && now - tracked.keptAt >= PEAK_EVERY_MS) this.keepPeak(tracked)
    this.#parts.time.schedule(tracked)
    return result
  }

  keepPeak(tracked: Tracked): void {
    // Set first: a failed write is tried again after the same while.
    tracked.keptAt = this.#parts.time.now()
    try {
      this.#commit(tracked, { machine: tracked.machine, effects: ['peak'] }, NOBODY)
    } catch (error) {
      this.#parts.log.error({ error, key: tracked.subject.key }, 'a worst value could not be kept')
    }
  }

  #commit(tracked: Tracked, { machine, effects }: Step, doing: Doing): void {
    const { state, changes, clock, time } = this.#parts
    const { subject, rule, alarm } = tracked
    const next = state.transaction(() => {
      state.alarmMemories.put({ id: subject.key, machine })
      if (effects.length === 0) return alarm
      return recordHappening(state, {
        subject,
        rule,
        machine,
        effects,
        alarm,
        doing,
        at: clock.now(),
        since: time.wall(machine.changedAt),
        shelvedUntil: machine.shelvedUntil === null ? null : time.wall(machine.shelvedUntil),
      })
    })
    tracked.alarm = next?.closedAt === null ? next : undefined
    tracked.keptAt = time.now()
    tracked.unkept = false
    if (next !== undefined && effects.length > 0) changes.publish({ type: 'alarm', alarm: next })
  }
}
