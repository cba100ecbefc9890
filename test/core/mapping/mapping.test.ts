import { describe, expect, test } from 'vitest'
import type { MappingField, MappingRules } from '../../../core/contract/mapping.ts'
import { METRIC_NAMES, METRICS } from '../../../core/contract/metric.ts'
import { isRejected } from '../../../core/contract/reading.ts'
import { leavesOf, stepsOf, valueAt } from '../../../core/mapping/path.ts'
import { readMapped } from '../../../core/mapping/read.ts'
import { faultOfFilter, filterFor, matchOf } from '../../../core/mapping/topic.ts'
import { createRandom } from '../../support/random.ts'

const field = (over: Partial<MappingField>): MappingField => ({
  path: 't',
  metric: 'temperature',
  channel: null,
  unit: null,
  scale: 1,
  offset: 0,
  trueWords: [],
  falseWords: [],
  nothing: [],
  ...over,
})

const rules = (fields: Partial<MappingField>[], over: Partial<MappingRules> = {}): MappingRules => ({
  id: 'm-1',
  siteId: 'main',
  topic: 'canteen/{device}/up',
  devicePath: null,
  timePath: null,
  fields: fields.map(field),
  ...over,
})

/** The readings of a packet as [metric, value]; fails the test when it was refused. */
function valuesOf(mapping: MappingRules, json: unknown, topic = 'canteen/c7/up') {
  const decoding = readMapped(mapping, topic, JSON.stringify(json))
  if (isRejected(decoding)) throw new Error(decoding.rejected.code)
  return decoding.flatMap(({ values }) => values.map(({ metric, value }) => [metric, value]))
}

const codeOf = (mapping: MappingRules, text: string, topic = 'canteen/c7/up') => {
  const decoding = readMapped(mapping, topic, text)
  return isRejected(decoding) ? decoding.rejected.code : undefined
}

describe('paths', () => {
  test('every single value of a packet is found again by the path it is listed under', () => {
    const json = { a: 1, list: [{ 'x.y': 'on' }, [2, null]], 'sp ace': { '"': true }, '': 4 }
    const leaves = leavesOf(json)
    expect(leaves.map(({ path }) => path)).toEqual([
      'a',
      'list[0]["x.y"]',
      'list[1][0]',
      'list[1][1]',
      'sp ace["\\""]',
      '[""]',
    ])
    for (const { path, value } of leaves) expect(valueAt(json, stepsOf(path) ?? [])).toBe(value)
  })

  test.each(['.a', 'a[', 'a[x]', 'a["x', 'a..b', 'a]'])('%s cannot be read', path => {
    expect(stepsOf(path)).toBeUndefined()
  })

  test('nothing is found in what an object inherits', () => {
    expect(valueAt({}, ['constructor'])).toBeUndefined()
    expect(valueAt([1], ['length'])).toBe(1)
  })
})

describe('topics', () => {
  test.each([
    ['canteen/{device}/up', 'canteen/c7/up', 'c7'],
    ['canteen/+/{device}/#', 'canteen/hall/c7/a/b', 'c7'],
    ['canteen/up', 'canteen/up', undefined],
  ])('%s takes %s', (filter, topic, device) => {
    expect(matchOf(filter, topic)).toEqual({ device })
  })

  test.each([
    ['canteen/{device}/up', 'canteen/c7/down'],
    ['canteen/{device}/up', 'canteen/c7/up/more'],
    ['canteen/+', 'canteen'],
  ])('%s does not take %s', (filter, topic) => expect(matchOf(filter, topic)).toBeUndefined())

  test.each([
    ['', 'empty'],
    ['$SYS/x', 'empty'],
    ['#', 'too-wide'],
    ['{device}', 'too-wide'],
    ['+/+', 'too-wide'],
    ['a/#/b', 'wildcard'],
    ['a/b+', 'wildcard'],
    ['a/{name}', 'wildcard'],
    ['{device}/a/{device}', 'two-devices'],
    ['a/{device}/#', undefined],
  ])('the filter %j: %s', (filter, fault) => expect(faultOfFilter(filter)).toBe(fault))

  test('the level with a number in it is taken for the device', () => {
    expect(filterFor('plant/line/sensor-07/data')).toBe('plant/line/{device}/data')
    expect(filterFor('plant/data')).toBe('plant/data')
  })
})

describe('reading', () => {
  test('scale, offset and unit: 0.1 °F steps become degrees Celsius', () => {
    expect(valuesOf(rules([{ scale: 0.1, offset: 0, unit: '°F' }]), { t: 322 })[0]?.[1]).toBeCloseTo(
      0.1111,
      3,
    )
    expect(valuesOf(rules([{ path: 'v', metric: 'water_total', unit: 'L' }]), { v: '12500' })).toEqual([
      ['water_total', 12.5],
    ])
  })

  test('null, missing, empty, a stated number for nothing and a sentinel are no reading and no fault', () => {
    const mapping = rules([
      {},
      { path: 'h', metric: 'humidity' },
      { path: 'p', metric: 'power_active', nothing: [-1] },
    ])
    expect(valuesOf(mapping, { t: null, h: 40 })).toEqual([['humidity', 40]])
    expect(valuesOf(mapping, { t: '', p: -1, h: 40 })).toEqual([['humidity', 40]])
    expect(valuesOf(mapping, { t: 327.67, h: 40 })).toEqual([['humidity', 40]])
    expect(valuesOf(mapping, { t: null })).toEqual([])
  })

  test('own words for a state win over the usual ones: this contact says 0 for open', () => {
    const door = rules([{ path: 'd', metric: 'door_open', trueWords: ['0', 'Open'], falseWords: ['1'] }])
    expect(valuesOf(door, { d: 0 })).toEqual([['door_open', true]])
    expect(valuesOf(door, { d: 'open' })).toEqual([['door_open', true]])
    expect(valuesOf(door, { d: 1 })).toEqual([['door_open', false]])
    expect(codeOf(door, '{"d":"ajar"}')).toBe('value.unknown')
  })

  test.each([
    [1_772_409_600_000, 1_772_409_600_000],
    [1_772_409_600, 1_772_409_600_000],
    ['1772409600', 1_772_409_600_000],
    ['2026-03-02T08:00:00+08:00', 1_772_409_600_000],
  ])('the time %s', (ts, at) => {
    const decoding = readMapped(
      rules([{}], { timePath: 'ts' }),
      'canteen/c7/up',
      JSON.stringify({ t: 1, ts }),
    )
    expect(!isRejected(decoding) && decoding[0]?.values[0]?.at).toBe(at)
  })

  test('a time that cannot be read is said, and the values are kept without it', () => {
    const decoding = readMapped(rules([{}], { timePath: 'ts' }), 'canteen/c7/up', '{"t":1,"ts":"8 o clock"}')
    expect(decoding).toMatchObject([{ untimed: true, faults: [{ code: 'time.unreadable' }] }])
  })

  test('who it is: the topic, else the payload, else the topic as a whole', () => {
    const named = (mapping: MappingRules, json: unknown, topic: string) => {
      const decoding = readMapped(mapping, topic, JSON.stringify(json))
      return isRejected(decoding) ? undefined : decoding[0]?.device
    }
    const byPayload = rules([{}], { topic: 'up', devicePath: 'sn' })
    expect(named(rules([{}]), { t: 1, sn: 5 }, 'canteen/c7/up')).toBe('m-1/c7')
    expect(named(byPayload, { t: 1, sn: 5 }, 'up')).toBe('m-1/5')
    expect(named(byPayload, { t: 1 }, 'up')).toBe('m-1/up')
  })

  test.each([
    ['', 'payload.empty'],
    ['{', 'payload.not-json'],
    ['{"x":1}', 'payload.no-metric'],
    ['{"t":true}', 'value.not-a-number'],
    ['{"t":{"a":1}}', 'value.not-a-number'],
    ['{"t":"warm"}', 'value.not-a-number'],
  ])('%j is refused: %s', (text, code) => expect(codeOf(rules([{}]), text)).toBe(code))
})

test('whatever comes, what is read is a finite number, a state or a short text in the metric’s own unit', () => {
  const seed = Number(process.env.STEWARD_SEED ?? 20_261_123)
  const { next: random } = createRandom(seed)
  const one = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
  const junk = [
    null,
    '',
    'on',
    'NaN',
    '1e999',
    -1,
    0,
    1e308,
    3.5,
    true,
    [],
    {},
    { t: 1 },
    [[1]],
    '0x10',
    '12',
  ]
  for (let round = 0; round < 20_000; round += 1) {
    const mapping = rules([
      {
        metric: one(METRIC_NAMES),
        scale: one([1, 1e9, -0.1, 0]),
        offset: one([0, -1e9]),
        unit: one([null, '°F', 'L', 'kW', 'rubbish']),
        path: one(['t', '', 't.t', 't[0]', '[']),
      },
    ])
    const text = JSON.stringify(one([{ t: one(junk) }, one(junk)])) ?? ''
    const decoding = readMapped(mapping, 'canteen/c7/up', random() < 0.1 ? text.slice(1) : text)
    if (isRejected(decoding)) continue
    for (const { values } of decoding)
      for (const { value, metric, unit } of values) {
        const sound = typeof value === 'number' ? Number.isFinite(value) : String(value).length <= 120
        expect(sound, `seed ${seed}: ${text} gave ${value}`).toBe(true)
        expect(unit).toBe(METRICS[metric].unit)
      }
  }
})
