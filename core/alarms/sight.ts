/** Whether a rule can be judged at all: a state of its own beside the alarm's. */
import type { Sight } from '../contract/rule.ts'
import type { AlarmEffect, AlarmMachine, Draft, StepRule } from './machine.ts'

/** One reading that cannot be judged is a hiccup; nothing else for this long is an error. */
export const BLIND_AFTER_MS = 10 * 60_000

/** What a reading does to it. `unfit`: it cannot be judged; a null verdict alone may just be too little to say. */
export function seeReading(
  draft: Draft,
  effects: AlarmEffect[],
  verdict: boolean | null,
  unfit: boolean,
  now: number,
): void {
  if (verdict !== null) {
    draft.blindAt = null
    turnSight(draft, effects, 'sees')
  } else if (unfit) {
    draft.blindAt ??= now
    if (now - draft.blindAt >= BLIND_AFTER_MS) turnSight(draft, effects, 'error')
  }
}

/** What the passing of time does to it. */
export function passSight(rule: StepRule, draft: Draft, effects: AlarmEffect[], now: number): void {
  if (now >= staleAt(rule, draft)) turnSight(draft, effects, 'no-data')
  else if (draft.sight === 'no-data' && draft.lastAt !== null) turnSight(draft, effects, 'sees')
}

function turnSight(draft: Draft, effects: AlarmEffect[], sight: Sight): void {
  if (draft.sight === sight) return
  // The first look at a point is nothing that happened to it.
  if (draft.sight !== 'unknown')
    effects.push(sight === 'sees' ? 'sees' : sight === 'error' ? 'failed' : 'no-data')
  draft.sight = sight
}

function staleAt({ condition, staleAfterS }: StepRule, { heardAt }: AlarmMachine): number {
  if (staleAfterS === undefined || condition?.type === 'no-data') return Number.POSITIVE_INFINITY
  return heardAt + staleAfterS * 1000
}

/** When time alone changes it, steady ms; infinity for never. */
export function sightDueAt(rule: StepRule, machine: AlarmMachine): number {
  return machine.sight === 'no-data' ? Number.POSITIVE_INFINITY : staleAt(rule, machine)
}
