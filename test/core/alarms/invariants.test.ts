import { expect, test } from 'vitest'
import { type AlarmInput, newMachine, nextDueAt, type StepRule, step } from '../../../core/alarms/step.ts'
import { QUALITIES } from '../../../core/contract/reading.ts'

const SEED = Number(process.env.SEED ?? 20260302)

function randomOf(seed: number): () => number {
  let a = seed
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

test(`200,000 random steps keep the promises (seed ${SEED})`, () => {
  const random = randomOf(SEED)
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  for (let story = 0; story < 400; story += 1) {
    const rule: StepRule = {
      condition: pick([
        { type: 'high', limit: 8, deadband: 0.5 },
        { type: 'low', limit: 8, deadband: 0.5 },
        { type: 'no-data', afterS: 60 },
      ]),
      onDelayS: pick([0, 30]),
      offDelayS: pick([0, 30]),
      latching: random() < 0.5,
      lifeSafety: random() < 0.5,
      actionRequired: random() < 0.5,
      realarmS: pick([0, 120]),
    }
    let now = 1_000_000
    let machine = newMachine(now)
    for (let i = 0; i < 500; i += 1) {
      now += Math.floor(random() * 40_000)
      const quality = pick(QUALITIES)
      const reading = { at: now, value: 6 + random() * 4, quality }
      const input = pick<AlarmInput>([
        { type: 'reading', reading },
        { type: 'reading', reading },
        { type: 'reading', reading },
        { type: 'tick' },
        { type: 'acknowledge' },
        { type: 'close', action: random() < 0.5 },
        { type: 'shelve', until: now + 90_000 },
        { type: 'unshelve' },
      ])
      machine = step(rule, machine, { type: 'tick' }, now).machine
      const { machine: next, effects } = step(rule, machine, input, now)
      if (effects.includes('raised')) expect(machine.open).toBe(false)
      if (rule.lifeSafety) expect(next.shelvedUntil).toBeNull()
      if (
        input.type === 'reading' &&
        ['late', 'estimated', 'suspect'].includes(quality) &&
        rule.condition?.type !== 'no-data'
      )
        expect(next.on).toBe(machine.on)
      if (rule.latching && machine.state !== 'norm' && next.state === 'norm') expect(input.type).toBe('close')
      if (!next.open) expect(next.state).toBe('norm')
      expect(nextDueAt(rule, next) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(now)
      machine = next
    }
  }
})
