import { describe, expect, test } from 'vitest'
import { conditionProblem } from '../../../core/alarms/check.ts'
import { compile } from '../../../core/alarms/expression.ts'
import { createRandom } from '../../support/random.ts'

const WALL = { year: 2026, month: 3, day: 2, hour: 13, minute: 30, second: 0, weekday: 1 }

function ask(text: string, values: Record<string, number | null> = {}) {
  const { run, problem } = compile(text, Object.keys(values))
  if (run === null) throw new Error(problem ?? 'no problem named')
  return run({ value: name => values[name] ?? null, wall: () => WALL })
}

test.each<[string, Record<string, number | null>, boolean | null | 'fault']>([
  ['a > 8', { a: 8.1 }, true],
  ['a > 8', { a: null }, null],
  ['a - b >= 2 * (3 + 1)', { a: 12, b: 4 }, true],
  ['-a < 3 && +a == 2', { a: 2 }, true],
  ['a % 2 == 1', { a: 7 }, true],
  ['(a + b) / 2 > 5', { a: 4, b: 7 }, true],
  ['max(a, b, 3) - min(a, b) != 4', { a: 1, b: 5 }, false],
  ['mean(a, b) > 3 || abs(a) > 100', { a: -101, b: null }, true],
  ['round(a) == 3 && sqrt(b) == 3', { a: 2.6, b: 9 }, true],
  ['door && !alarm', { door: 1, alarm: 0 }, true],
  ['a > 0 ? b > 1 : b > 2', { a: 0, b: 2 }, false],
  ['a > 0 ? b > 1 : b > 2', { a: null, b: 5 }, null],
  ['known(a) && a > 1', { a: null }, false],
  ['hour == 13.5 && weekday == 1', {}, true],
  ['a / b > 1', { a: 1, b: 0 }, 'fault'],
  ['sqrt(a) > 1', { a: -1 }, 'fault'],
  ['a / b > 1 || a == 1', { a: 1, b: 0 }, true],
])('%s with %j is %s', (text, values, expected) => {
  expect(ask(text, values)).toBe(expected)
})

describe('unknown spreads as in Kleene’s logic', () => {
  const truth = { t: 1, f: 0, u: null }
  test.each<[string, boolean | null]>([
    ['t && t', true],
    ['t && f', false],
    ['t && u', null],
    ['f && u', false],
    ['u && f', false],
    ['u && u', null],
    ['t || u', true],
    ['u || t', true],
    ['f || u', null],
    ['f || f', false],
    ['!u', null],
    ['!(u && f)', true],
  ])('%s', (text, expected) => {
    expect(ask(text, truth)).toBe(expected)
  })
})

test.each([
  'a.constructor > 1',
  'a["constructor"]("return 1")() > 1',
  'constructor > 1',
  '__proto__ > 1',
  'toString() > 1',
  'max.call(a) > 1',
  'this > 1',
  'eval("1") > 1',
  'a = 3',
  'a > 1; a > 2',
  'a > 1, a > 2',
  '[1] > 1',
  '"b" > 1',
  '`a` > 1',
  'a => a',
  'new Date() > 1',
  'a ?? 1 > 1',
  'a | 1',
  'a >> 1 > 0',
  'a',
  'a + 1',
  'a > 1 ? 1 : true',
  '(a > 1) + 1 > 0',
  'a > b > c',
  'unheard(a) > 1',
  'hasOwnProperty("a") > 1',
  'max() > 1',
  'abs(a, a) > 1',
  'z > 1',
  'a >',
  '',
  ' ',
  '(a > 1',
  '('.repeat(200),
])('%s is refused with a reason', text => {
  const { run, problem } = compile(text, ['a', 'b', 'c'])
  expect(run).toBeNull()
  expect(problem).toBeTruthy()
})

test('names only the points it looks at', () => {
  expect(compile('a > 1 && a < b', ['a', 'b', 'c']).names).toEqual(['a', 'b'])
})

describe('what a schema cannot say', () => {
  const points = new Map([
    [1, { siteId: 'north', kind: 'gauge', metric: 'temperature' }],
    [2, { siteId: 'north', kind: 'counter', metric: 'water_total' }],
    [3, { siteId: 'south', kind: 'gauge', metric: 'temperature' }],
  ] as const)
  const problem = (condition: Parameters<typeof conditionProblem>[0], pointId = 1) =>
    conditionProblem(condition, { siteId: 'north', pointId, point: id => points.get(id as 1) })
  const high = { type: 'high', limit: 8, deadband: 0.5 } as const
  const group = { type: 'group', of: 'any', side: 'above', limit: 8, deadband: 0, windowS: 0 } as const
  const hours = [{ days: [1], from: '08:00', to: '09:00' }]
  const use = { type: 'use', side: 'above', amount: 1, windowS: 3600 } as const

  test('a point of another site is as good as none', () => {
    expect(problem(high)).toBeNull()
    expect(problem({ ...group, points: [2] })).toBeNull()
    expect(problem({ ...group, points: [3] })).toBe('there is no point 3')
    expect(problem({ ...group, points: [4] })).toBe('there is no point 4')
    expect(problem({ type: 'mismatch', expected: { pointId: 3 }, tolerance: 0 })).toBe('there is no point 3')
    expect(problem({ type: 'schedule', hours, inside: { ...group, points: [3] }, outside: null })).toBe(
      'there is no point 3',
    )
  })

  test('what can never be wrong, or not be reckoned', () => {
    expect(problem({ type: 'schedule', hours, inside: null, outside: null })).toBe('nothing is ever wrong')
    expect(problem(use)).toBe('the point counts nothing')
    expect(problem(use, 2)).toBeNull()
    expect(problem({ type: 'rate', perHour: 0, deadband: 0, overS: 600 })).toBeTruthy()
  })

  test('an expression inside of hours is looked at too', () => {
    const inside = { type: 'expression', text: 'value > other', points: {} } as const
    expect(problem({ type: 'schedule', hours, inside, outside: null })).toContain('"other"')
    expect(problem({ type: 'expression', text: 'max > 1', points: { max: 1 } })).toContain('"max"')
  })
})

test('whatever is written, it is understood or refused, never run: 20,000 random texts', () => {
  const random = createRandom(3)
  const words = [
    'a',
    'b',
    'max',
    'known',
    'constructor',
    '__proto__',
    'this',
    'hour',
    '1',
    '2.5',
    '0',
    'true',
    '"x"',
  ]
  const marks = [
    ' + ',
    ' - ',
    ' * ',
    ' / ',
    ' % ',
    ' > ',
    ' == ',
    ' && ',
    ' || ',
    '!',
    '-',
    '(',
    ')',
    '[',
    ']',
  ]
  const tokens = [...words, ...marks, '.', ',', ' ? ', ' : ', '=', ';', '`', '{', '}', '=>']
  let understood = 0
  for (let n = 0; n < 20_000; n += 1) {
    const length = 1 + random.integer(12)
    const text = Array.from({ length }, () => tokens[random.integer(tokens.length)]).join('')
    const { run, problem } = compile(text, ['a', 'b'])
    expect(run === null, text).toBe(problem !== null)
    if (run === null) continue
    understood += 1
    const answer = run({ value: name => (name === 'a' ? 3 : null), wall: () => WALL })
    expect([true, false, null, 'fault'], text).toContain(answer)
  }
  expect(understood).toBeGreaterThan(50)
})
