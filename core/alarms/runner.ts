/** One rule lived through readings on their own time: the judge and the state machine of the live engine, no store. */
import type { PointId, Reading } from '../contract/reading.ts'
import { consult, TRUST } from './condition.ts'
import type { Judge } from './judge.ts'
import { type AlarmEffect, type AlarmInput, type AlarmMachine, newMachine, type StepRule } from './machine.ts'
import { nextDueAt, step } from './step.ts'

/** Told of every effect with the time it happened and the machine after it. */
export type EffectListener = (effect: AlarmEffect, at: number, machine: AlarmMachine) => void

export class RuleRunner {
  readonly #rule: StepRule
  readonly #pointId: PointId
  readonly #judge: Judge | null
  readonly #listener: EffectListener
  #machine: AlarmMachine

  /** `judge` null: the value alone decides. Begins at `now`, knowing nothing but what the judge remembers. */
  constructor(
    rule: StepRule & { readonly pointId: PointId },
    judge: Judge | null,
    now: number,
    listener: EffectListener,
  ) {
    this.#rule = rule
    this.#pointId = rule.pointId
    this.#judge = judge
    this.#listener = listener
    this.#machine = newMachine(now)
  }

  get machine(): AlarmMachine {
    return this.#machine
  }

  /** A reading of one of its points; they come in the order of their times. */
  see(reading: Reading): void {
    this.passTo(reading.at)
    const { on, active, heardAt } = this.#machine
    if (this.#rule.condition?.type === 'no-data') {
      if (TRUST[reading.quality].heard && (on || reading.at > heardAt))
        this.take({ type: 'heard' }, reading.at)
      return
    }
    const own = reading.point === this.#pointId
    if (this.#judge === null) {
      if (own) this.take({ type: 'reading', reading }, reading.at)
      return
    }
    const verdict = consult(this.#judge, on && active, reading, reading.at)
    if (own) this.take({ type: 'reading', reading, verdict, fault: this.#judge.fault != null }, reading.at)
    else if (verdict !== null && verdict !== on) this.take({ type: 'signal', on: verdict }, reading.at)
  }

  /** Lets time pass; everything happens at the moment it is due. */
  passTo(now: number): void {
    for (let due = this.#dueAt(); due <= now; due = this.#dueAt()) {
      const { on, active } = this.#machine
      const ripe = (this.#judge?.dueAt ?? Number.POSITIVE_INFINITY) <= due
      const verdict = ripe ? (this.#judge?.verdict(on && active, due) ?? null) : null
      this.take(verdict === null ? { type: 'tick' } : { type: 'signal', on: verdict }, due)
    }
  }

  take(input: AlarmInput, now: number): void {
    const { machine, effects } = step(this.#rule, this.#machine, input, now)
    this.#machine = machine
    for (const effect of effects) this.#listener(effect, now, machine)
  }

  #dueAt(): number {
    const due = nextDueAt(this.#rule, this.#machine) ?? Number.POSITIVE_INFINITY
    return Math.min(due, this.#judge?.dueAt ?? Number.POSITIVE_INFINITY)
  }
}
