/** Templates as real integrations publish them; what is unknown stays unknown. */
import { describe, expect, test } from 'vitest'
import { compileTemplate } from '../../../gateway/codecs/home-assistant/template.ts'
import { createRandom } from '../../support/random.ts'

const SEED = Number(process.env.SEED ?? 20_260_302)

function made(template: string, payload: unknown): unknown {
  const value = typeof payload === 'string' ? payload : JSON.stringify(payload)
  let json: unknown
  try {
    json = JSON.parse(value)
  } catch {
    json = undefined
  }
  const compiled = compileTemplate(template)
  return compiled === undefined ? 'refused' : compiled({ value, json })
}

describe('what they give', () => {
  test.each([
    ['{{ value_json.temperature }}', { temperature: 4.2 }, 4.2],
    ['{{ value_json["temperature"] }}', { temperature: 4.2 }, 4.2],
    ["{{ value_json['a']['b'] }}", { a: { b: 4.2 } }, 4.2],
    ['{{ value_json.a[1].b }}', { a: [{ b: 1 }, { b: 2 }] }, 2],
    ['{{value_json.temperature}}', { temperature: -1 }, -1],
    ['{{ value }}', '4.2', '4.2'],
    ['{{ value | float }}', '4.2', 4.2],
    ['{{ value|float|round(1) }}', '4.26', 4.3],
    ['{{ value_json.tempc | is_defined }}', { tempc: 14.2 }, 14.2],
    ['{{ (value_json.mv | float) / 1000 }}', { mv: '3025' }, 3.025],
    ['{{ value_json.wh / 1000 }}', { wh: 1500 }, 1.5],
    ['{{ ((float(value) * 99) | round(0)) + 1 }}', '1', 100],
    ['{{ value_json.a * 2 + value_json.b * 3 }}', { a: 1, b: 2 }, 8],
    ['{{ value_json.a - 1 - 1 }}', { a: 5 }, 3],
    ['{{ -value_json.a | abs }}', { a: -5 }, -5],
    ['{{ value_json.a if value_json.a is defined else value_json.b }}', { b: 7 }, 7],
    ["{{ 'ON' if value_json.leak else 'OFF' }}", { leak: false }, 'OFF'],
    ["{{ 'ON' if value_json.state == 'open' else 'OFF' }}", { state: 'open' }, 'ON'],
    ["{{ iif(value_json.v > 5, 'ON', 'OFF') }}", { v: 6 }, 'ON'],
    ['{{ value_json.a | default(value_json.b) }}', { b: 3 }, 3],
    ['{{ value_json.state | lower }}', { state: 'ON' }, 'on'],
    ["{% if value_json.state == 'ON' %}ON{% else %}OFF{% endif %}", { state: 'x' }, 'OFF'],
    ['{% if value_json.t is defined %}{{ value_json.t }}{% endif %}', { t: 4 }, 4],
    ["{% if value_json.s == 'a' %}1{% elif value_json.s == 'b' %}2{% else %}3{% endif %}", { s: 'b' }, '2'],
    ['{{ value_json.a and value_json.b == 2 }}', { a: 1, b: 2 }, true],
    ['{{ not value_json.contact }}', { contact: true }, false],
    ["{{ value_json.t if 't' in value_json else this.state }}", { t: 4 }, 4],
    ["{{ 'ON' if value_json.mode in ['a', 'b'] else 'OFF' }}", { mode: 'b' }, 'ON'],
    ["{{ value_json.get('t') }}", { t: 4 }, 4],
    ["{{ value_json.get('t', value_json.u) }}", { u: 5 }, 5],
  ])('%s', (template, payload, value) => {
    expect(made(template, payload)).toEqual(value)
  })
})

describe('what is not there is not known, and never zero', () => {
  test.each([
    ['{{ value_json.temperature }}', {}],
    ['{{ value_json.temperature }}', { temperature: null }],
    ['{{ value_json.temperature }}', 'rubbish'],
    ['{{ value_json.temperature | default(0) }}', {}],
    ['{{ value_json.temperature | float(0) }}', { temperature: 'n/a' }],
    ['{{ float(value_json.temperature, 0) }}', {}],
    ['{{ value_json.t if value_json.t is defined else 0 }}', {}],
    ['{% if value_json.t is defined %}{{ value_json.t }}{% else %}0{% endif %}', {}],
    ['{% if value_json.t is defined %}{{ value_json.t }}{% endif %}', {}],
    ["{{ 'ON' if value_json.leak == 1 else 'OFF' }}", {}],
    ['{% if value_json.leak %}ON{% else %}OFF{% endif %}', { leak: null }],
    ["{{ iif(value_json.leak, 'ON', 'OFF') }}", {}],
    ['{{ not value_json.contact }}', {}],
    ['{{ value_json.t * 2 }}', { t: 'many' }],
    ["{{ value_json.t if 't' in value_json else 0 }}", {}],
    ["{{ 0 if 't' not in value_json else value_json.t }}", { t: null }],
    ["{{ value_json.get('t', 0) }}", {}],
    ["{{ 0 if 't' not in value_json else value_json.t }}", {}],
    ['{{ 0 if value_json.t is not defined else value_json.t }}', {}],
    ['{% if value_json.t is not defined %}0{% else %}{{ value_json.t }}{% endif %}', {}],
    ['{{ value_json.t | default(-1) }}', {}],
    ['{{ this.state }}', {}],
    ['{{ value_json.t / value_json.zero }}', { t: 1, zero: 0 }],
    ['{{ value_json.a.b.c }}', { a: 1 }],
    ['{{ value_json.constructor }}', {}],
    ['{{ value_json.__proto__ }}', {}],
    ['{{ value_json.toString }}', {}],
  ])('%s of %j', (template, payload) => {
    expect(made(template, payload)).toBeUndefined()
  })
})

describe('what is refused', () => {
  test.each([
    '{{ states("sensor.other") }}',
    '{% set x = value_json.a %}{{ x }}',
    '{% for a in value_json.list %}{{ a }}{% endfor %}',
    "{{ value_json.action | regex_replace('a', 'b') }}",
    '{{ value_json.a',
    '{{ }}',
    '{{ value_json. }}',
    '{{ value_json.a ** 2 }}',
    '{{ value_json.keys() }}',
    '{{ (value_json.a }}',
    '{% if value_json.a %}1',
    '{% endif %}',
    `{{ ${'('.repeat(40)}value${')'.repeat(40)} }}`,
    `{{ value${' + value'.repeat(300)} }}`,
    'x'.repeat(1001),
    "{{ value_json.constructor('return 1')() }}",
  ])('%s', template => {
    expect(made(template, { a: 1 })).toBe('refused')
  })
})

test('whatever is announced, reading it neither throws nor gives NaN', () => {
  const random = createRandom(SEED)
  const pieces = ['{{', '}}', '{%', '%}', 'if', 'else', 'endif', 'value', 'value_json', '.a', "['b']", '[0]']
  pieces.push(
    '| float',
    '| round(1)',
    '| default(0)',
    '(',
    ')',
    '1',
    '-',
    '/',
    '*',
    '==',
    'is defined',
    'not',
    'in',
    "'x'",
  )
  for (let round = 0; round < 20_000; round++) {
    const parts = Array.from({ length: 1 + random.integer(9) }, () => pieces[random.integer(pieces.length)])
    const made = compileTemplate(`{{ ${parts.join(' ')} }}`)
    for (const json of [undefined, null, 5, 'text', [1], { a: 1, b: null }, { a: { b: 'x' } }]) {
      const value = made?.({ value: 'text', json })
      expect(Number.isNaN(value)).toBe(false)
    }
  }
})
