/** What explains a value makes its alarm wait, and nothing else. */
import { describe, expect, test } from 'vitest'
import { isExcusable } from '../../../core/alarms/excuse.ts'
import {
  type AlarmInput,
  type AlarmMachine,
  newMachine,
  type StepRule,
} from '../../../core/alarms/machine.ts'
import { nextDueAt, step } from '../../../core/alarms/step.ts'
import type { Condition } from '../../../core/contract/condition.ts'

const RULE: StepRule = {
  condition: { type: 'high', limit: 8, deadband: 0.5 },
  onDelayS: 600,
  offDelayS: 0,
  latching: false,
  lifeSafety: false,
  actionRequired: true,
  realarmS: 0,
}
const MINUTE_MS = 60_000
const at = (value: number): AlarmInput => ({ type: 'reading', reading: { at: 0, value, quality: 'good' } })

/** Lives through inputs at minutes; the effects with their minute. */
function live(
  rule: StepRule,
  story: readonly (readonly [minute: number, input: AlarmInput])[],
  from = newMachine(0),
) {
  let machine: AlarmMachine = from
  const told: string[] = []
  const take = (input: AlarmInput, now: number) => {
    const next = step(rule, machine, input, now)
    machine = next.machine
    told.push(
      ...next.effects.filter(effect => effect !== 'peak').map(effect => `${now / MINUTE_MS} ${effect}`),
    )
  }
  for (const [minute, input] of story) {
    for (
      let due = nextDueAt(rule, machine);
      due !== null && due <= minute * MINUTE_MS;
      due = nextDueAt(rule, machine)
    )
      take({ type: 'tick' }, due)
    take(input, minute * MINUTE_MS)
  }
  return { machine, told }
}
const excuse = (untilMin: number | null): AlarmInput => ({
  type: 'excuse',
  until: untilMin === null ? null : untilMin * MINUTE_MS,
})

test('the raise waits until the excuse is over, and comes by itself then', () => {
  expect(
    live(RULE, [
      [0, at(9)],
      [1, excuse(25)],
      [60, { type: 'tick' }],
    ]).told,
  ).toEqual(['25 raised'])
})

test('an excuse that ends before the delay costs nothing', () => {
  expect(
    live(RULE, [
      [0, excuse(5)],
      [1, at(9)],
      [60, { type: 'tick' }],
    ]).told,
  ).toEqual(['11 raised'])
})

test('one that turns out to be none is taken back: raised at once when the delay is over', () => {
  expect(
    live(RULE, [
      [0, at(9)],
      [1, excuse(40)],
      [20, excuse(null)],
    ]).told,
  ).toEqual(['20 raised'])
})

test('what came back in time was never told', () => {
  expect(
    live(RULE, [
      [0, at(9)],
      [1, excuse(30)],
      [28, at(4)],
      [60, { type: 'tick' }],
    ]).told,
  ).toEqual([])
})

test('an alarm that was raised already is not touched, acknowledged or not', () => {
  const raised = live(RULE, [
    [0, at(9)],
    [11, { type: 'acknowledge' }],
  ])
  expect(raised.told).toEqual(['10 raised', '11 acknowledged'])
  const after = live(
    RULE,
    [
      [12, excuse(30)],
      [40, { type: 'tick' }],
    ],
    raised.machine,
  )
  expect(after.told).toEqual([])
  expect(after.machine).toMatchObject({ state: 'acked', active: true, open: true })
  // And one that has returned waits for its acknowledgement as before.
  const returned = live(RULE, [
    [0, at(9)],
    [12, at(4)],
    [13, excuse(30)],
    [40, excuse(null)],
  ])
  expect(returned.machine).toMatchObject({ state: 'rtnun', open: true })
})

describe('what may wait', () => {
  const high = (level?: 'inner' | 'outer'): Condition => ({
    type: 'high',
    limit: 8,
    deadband: 0,
    ...(level && { level }),
  })
  const exposure: Condition = {
    type: 'exposure',
    side: 'above',
    limit: 5,
    measure: 'minutes',
    amount: 240,
    withinS: 86_400,
  }
  const during = (inside: Parameters<typeof isExcusable>[0]['condition']): Condition =>
    ({
      type: 'schedule',
      hours: [{ days: [1], from: '08:00', to: '10:00' }],
      inside,
      outside: null,
    }) as Condition
  test.each<[Condition, boolean]>([
    [high(), true],
    [high('inner'), true],
    [{ type: 'low', limit: 60, deadband: 1 }, true],
    [{ type: 'rate', perHour: 5, deadband: 0, overS: 600 }, true],
    [during(high()), true],
    [high('outer'), false],
    [during(high('outer')), false],
    [exposure, false],
    [{ type: 'no-data', afterS: 600 }, false],
    [{ type: 'boolean', when: true }, false],
  ])('%o: %s', (condition, may) => {
    expect(isExcusable({ condition, lifeSafety: false })).toBe(may)
    expect(isExcusable({ condition, lifeSafety: true })).toBe(false)
    const told = live({ ...RULE, condition: high('outer'), lifeSafety: false }, [
      [0, at(9)],
      [1, excuse(60)],
      [30, { type: 'tick' }],
    ]).told
    expect(told).toEqual(['10 raised'])
  })
})
