/**
 * The state machine under random lives: whatever comes in whatever order, it keeps its promises. `STEPS` and `SEED` in
 * the environment make it longer or repeat it.
 */
import { expect, test } from 'vitest'
import {
  type AlarmEffect,
  type AlarmInput,
  type AlarmMachine,
  isQuiet,
  newMachine,
  nextDueAt,
  resumed,
  type Step,
  type StepRule,
  step,
} from '../../../core/alarms/step.ts'
import { QUALITIES } from '../../../core/contract/reading.ts'
import { createRandom } from '../../support/random.ts'

const SEED = Number(process.env.SEED ?? 20260302)
const STEPS = Number(process.env.STEPS ?? 1_000_000)
const STEPS_PER_LIFE = 500
const MINUTE_MS = 60_000

const random = createRandom(SEED)
const pick = <T>(list: readonly T[]) => list[random.integer(list.length)] as T
const chance = (part: number) => random.next() < part

function randomRule(): StepRule {
  const lifeSafety = chance(0.3)
  return {
    condition: pick([
      { type: 'high', limit: 8, deadband: 0.5 },
      { type: 'low', limit: 8, deadband: 0.5 },
      { type: 'boolean', when: true },
      { type: 'no-data', afterS: 60 },
      { type: 'rate', perHour: 5, deadband: 1, overS: 600 },
      { type: 'exposure', side: 'above', limit: 8, measure: 'minutes', amount: 240, withinS: 86_400 },
    ]),
    onDelayS: pick([0, 0, 30, 600]),
    offDelayS: pick([0, 0, 30]),
    latching: chance(0.4),
    lifeSafety,
    actionRequired: chance(0.4),
    realarmS: pick([0, 0, 120]),
    staleAfterS: pick([undefined, 1800]),
  }
}

const MAINTENANCE = { by: 'ann', second: 'ben', note: 'exchanged' }

function randomInput({ condition }: StepRule, now: number): AlarmInput {
  const value = condition?.type === 'boolean' ? pick([0, 1, 1, 2]) : 6 + random.next() * 4
  const reading = { at: now, value: chance(0.05) ? Number.NaN : value, quality: pick(QUALITIES) }
  const remembers = condition?.type === 'rate' || condition?.type === 'exposure'
  // A judge never clears by a reading that may not.
  const verdict = pick([true, reading.quality === 'good' ? false : null, null])
  const seconded = chance(0.3)
  return pick<() => AlarmInput>([
    () => (remembers ? { type: 'reading', reading, verdict } : { type: 'reading', reading }),
    () => (remembers ? { type: 'reading', reading, verdict } : { type: 'reading', reading }),
    () => (remembers ? { type: 'signal', on: chance(0.5) } : { type: 'reading', reading }),
    () => ({ type: 'tick' }),
    () => ({ type: 'acknowledge' }),
    () => ({ type: 'close', action: chance(0.6) }),
    () => ({ type: 'shelve', until: now + pick([1, 2, 30]) * MINUTE_MS, seconded }),
    () => ({ type: 'unshelve' }),
    () => ({ type: 'suppress', by: pick(['gateway', 'power']), until: now + pick([1, 15]) * MINUTE_MS }),
    () => ({ type: 'unsuppress', by: pick(['gateway', 'power', '*']) }),
    () => ({ type: 'out-of-service', until: now + 30 * MINUTE_MS, ...MAINTENANCE, seconded }),
    () => ({ type: 'in-service' }),
    () => ({ type: pick(['heard', 'gone', 'rule-changed']) }),
  ])()
}

const RAISES: ReadonlySet<AlarmEffect> = new Set(['raised', 're-raised'])
const raisesIn = ({ effects }: Step) => effects.filter(effect => RAISES.has(effect)).length

/** Inputs that may end a condition: everything else, time above all, must leave what is wrong wrong. */
const MAY_CLEAR: ReadonlySet<AlarmInput['type']> = new Set([
  'reading',
  'signal',
  'heard',
  'rule-changed',
  'close',
])
const NO_WORD: ReadonlySet<string> = new Set(['late', 'estimated', 'suspect'])

class Broken extends Error {}

function must(holds: boolean, promise: string, about: unknown): void {
  if (!holds) throw new Broken(`seed ${SEED}: ${promise}\n${JSON.stringify(about, null, 1)}`)
}

/** What holds of every machine at any time. */
function checkState(rule: StepRule, machine: AlarmMachine, now: number): void {
  const { state, open, active } = machine
  const about = { rule, machine }
  const wrong = state === 'unack' || state === 'acked'
  if (!isQuiet(machine)) {
    must(!active || (open && wrong), 'what is wrong is never lost', about)
    must(active || !wrong, 'what is right is not shown as wrong', about)
  }
  must(open || state === 'norm', 'a closed alarm is normal', about)
  must(rule.latching || !state.startsWith('latch'), 'only what latches is latched', about)
  must(!rule.latching || state !== 'rtnun', 'what latches does not just return', about)
  if (rule.lifeSafety) {
    must(!isQuiet(machine) || machine.seconded, 'life safety is quiet only by two persons', about)
    must(machine.suppressedBy.length === 0, 'life safety is never suppressed', about)
  }
  const due = nextDueAt(rule, machine)
  must(due === null || due > now, 'what is due has been done', { ...about, due, now })
}

/** What holds of every step. `wasActive`, `wasQuiet`: just before it, with time let pass. */
function checkStep(rule: StepRule, before: AlarmMachine, input: AlarmInput, result: Step, now: number): void {
  const { machine: after, effects } = result
  const about = { rule, before, input, after, effects, now }
  must(raisesIn(result) <= 1, 'no transition is told twice', about)
  if (effects.includes('raised')) must(!before.open, 'raised only what was not open', about)
  if (effects.includes('re-raised')) must(before.open, 're-raised only what was open', about)
  if (raisesIn(result) === 1) {
    const began = !before.active && after.active
    const spoke = isQuiet(before) && !isQuiet(after)
    const realarmed = before.state === 'acked' && rule.realarmS > 0
    must(began || spoke || realarmed, 'nothing is told without a reason', about)
    must(after.state === 'unack', 'what was told waits to be acknowledged', about)
  }
  must(
    after.open === before.open || effects.includes('raised') || effects.includes('closed'),
    'opens and closes are told',
    about,
  )
  if (isQuiet(before) && isQuiet(after)) must(raisesIn(result) === 0, 'quiet is quiet', about)
  if (isQuiet(before) && !isQuiet(after) && !effects.includes('closed') && result.refused === undefined) {
    must(!after.active || raisesIn(result) === 1, 'on leaving: true is told', about)
    must(after.active || rule.latching || after.state === 'norm', 'on leaving: false is normal', about)
  }
  if (before.on && !after.on) {
    must(MAY_CLEAR.has(input.type), 'time and people clear nothing', about)
    const unknown =
      input.type === 'reading' && (NO_WORD.has(input.reading.quality) || Number.isNaN(input.reading.value))
    const byVerdict = input.type === 'reading' && input.verdict === false
    must(!unknown || byVerdict || rule.condition?.type === 'no-data', 'unknown clears nothing', about)
  }
  const closed = effects.includes('closed')
  if (closed && (rule.lifeSafety || rule.actionRequired))
    must(input.type === 'close', 'only a person closes what needs one', about)
  if (closed && rule.actionRequired)
    must(input.type === 'close' && input.action, 'not without what was done', about)
  if (rule.latching && before.state !== 'norm' && after.state === 'norm')
    must(input.type === 'close', 'what is latched is reset by a person', about)
  if (effects.includes('muted'))
    must(isQuiet(before) && !before.active && after.active, 'muted is what would have been raised', about)
  if (result.refused !== undefined) must(effects.length === 0, 'what is refused changes nothing', about)
}

/** The condition as a machine sees it that nobody ever keeps quiet, acknowledges or closes. */
function shadowed(input: AlarmInput): boolean {
  return ['reading', 'signal', 'heard', 'gone', 'rule-changed'].includes(input.type)
}

function live(steps: number): Record<string, number> {
  const rule = randomRule()
  const told: Record<string, number> = {}
  let now = 1_000_000
  let machine = newMachine(now)
  let shadow = machine
  for (let i = 0; i < steps; i += 1) {
    const due = nextDueAt(rule, machine)
    const jump = pick([1000, 20_000, 20_000, 300_000, 2_000_000])
    // Time passes in the steps the timetable asks for, and nothing happens a moment before.
    for (let at = due; at !== null && at <= now + jump; at = nextDueAt(rule, machine)) {
      if (at - 1 > now) {
        const early = step(rule, machine, { type: 'tick' }, at - 1)
        must(early.effects.length === 0, 'nothing happens before it is due', { rule, machine, at, early })
      }
      const ticked = step(rule, machine, { type: 'tick' }, at)
      checkStep(rule, machine, { type: 'tick' }, ticked, at)
      checkState(rule, ticked.machine, at)
      for (const effect of ticked.effects) told[effect] = (told[effect] ?? 0) + 1
      machine = ticked.machine
      shadow = step(rule, shadow, { type: 'tick' }, at).machine
    }
    now += jump
    shadow = step(rule, shadow, { type: 'tick' }, now).machine
    const input = randomInput(rule, now)
    const result = step(rule, machine, input, now)
    checkStep(rule, machine, input, result, now)
    checkState(rule, result.machine, now)
    shadow = step(rule, shadow, shadowed(input) ? input : { type: 'tick' }, now).machine
    machine = result.machine
    for (const effect of result.effects) told[effect] = (told[effect] ?? 0) + 1
    if (rule.condition?.type === 'exposure')
      shadow = { ...shadow, on: machine.on, active: machine.active, changedAt: machine.changedAt }
    must(
      shadow.on === machine.on && shadow.active === machine.active,
      'whatever is quiet goes on being judged',
      { rule, machine, shadow },
    )
    if (chance(0.01)) {
      const kept: AlarmMachine = JSON.parse(JSON.stringify(machine))
      const { heardAt, blindAt, ...again } = resumed(kept, now)
      const { heardAt: _heardAt, blindAt: _blindAt, ...was } = machine
      must(
        JSON.stringify(again) === JSON.stringify(was),
        'a restart changes nothing but the count of silence',
        { was, again },
      )
    }
  }
  return told
}

test(`${STEPS.toLocaleString('en')} random steps keep the promises (seed ${SEED})`, {
  timeout: 600_000,
}, () => {
  const told: Record<string, number> = {}
  for (let done = 0; done < STEPS; done += STEPS_PER_LIFE)
    for (const [effect, count] of Object.entries(live(STEPS_PER_LIFE)))
      told[effect] = (told[effect] ?? 0) + count
  // Lives in which nothing happened would prove nothing.
  const happened = ['raised', 're-raised', 'returned', 'latched', 'reset', 'acknowledged', 'closed', 'muted']
  const quiet = ['shelved', 'unshelved', 'shelf-ending', 'shelf-expired', 'suppressed', 'unsuppressed']
  for (const effect of [
    ...happened,
    ...quiet,
    'out-of-service',
    'in-service',
    'no-data',
    'failed',
    'sees',
    'peak',
  ])
    expect(told[effect] ?? 0, effect).toBeGreaterThan(STEPS / 20_000)
})
