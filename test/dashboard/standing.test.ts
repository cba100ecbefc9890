import { describe, expect, test } from 'vitest'
import type { LiveReading } from '../../core/contract/live.ts'
import {
  alarmState,
  deviceState,
  isActive,
  mainPoint,
  needsPerson,
  worstFirst,
} from '../../dashboard/data/standing.ts'
import { deviceOf, pointOf, warmAlarm } from './fixture-site.ts'

const NOW = 1_700_000_000_000
const fridge = deviceOf('f1', 'fridge', 'kitchen', { zh: '冷藏柜', en: 'Fridge' }, NOW)
const reading = (ageMs: number, quality: LiveReading[3] = 'good'): LiveReading => [
  1,
  NOW - ageMs,
  3.8,
  quality,
]
const silentMs = fridge.silentAfterS * 1000

describe('a device', () => {
  test('is good only with a fresh reading, no alarm and a live feed', () => {
    expect(deviceState(fridge, reading(0), [], NOW, true)).toBe('good')
    expect(deviceState({ ...fridge, kind: 'gateway', availability: 'online' }, null, [], NOW, true)).toBe(
      'good',
    )
    expect(deviceState({ ...fridge, kind: 'gateway', availability: 'offline' }, null, [], NOW, true)).toBe(
      'unknown',
    )
    expect(deviceState(fridge, null, [], NOW, true)).toBe('unknown')
    expect(deviceState(fridge, reading(0), [], NOW, false)).toBe('unknown')
  })
  test('is unknown one millisecond after its silence is too long, not before', () => {
    expect(deviceState(fridge, reading(silentMs), [], NOW, true)).toBe('good')
    expect(deviceState(fridge, reading(silentMs + 1), [], NOW, true)).toBe('unknown')
  })
  test('that is reported offline is unknown however new its reading', () => {
    expect(deviceState({ ...fridge, availability: 'offline' }, reading(0), [], NOW, true)).toBe('unknown')
  })
  test('keeps its alarm when it falls silent', () => {
    expect(deviceState(fridge, reading(silentMs * 2), [warmAlarm(NOW)], NOW, true)).toBe('alarm')
  })
  test('with a doubtful reading asks for attention; out of service it asks for nothing', () => {
    expect(deviceState(fridge, reading(0, 'stuck'), [], NOW, true)).toBe('attention')
    expect(deviceState({ ...fridge, status: 'disabled' }, null, [warmAlarm(NOW)], NOW, true)).toBe(
      'out-of-service',
    )
  })
})

describe('an alarm', () => {
  test.each([
    ['unack', true, true, 'alarm'],
    ['acked', false, true, 'acknowledged'],
    ['rtnun', true, false, 'alarm'],
    ['latch-unack', true, false, 'alarm'],
  ] as const)('%s', (state, person, active, word) => {
    const alarm = warmAlarm(NOW, { state })
    expect([needsPerson(alarm), isActive(alarm), alarmState(alarm)]).toEqual([person, active, word])
  })
  test('that is shelved needs nobody until the shelf ends', () => {
    const alarm = warmAlarm(NOW, { shelvedUntil: NOW + 1 })
    expect([needsPerson(alarm), alarmState(alarm)]).toEqual([false, 'shelved'])
  })
  test('without a person comes first, then the more urgent, then the older', () => {
    const alarms = [
      warmAlarm(NOW, { id: 'shelved', priority: 'critical', shelvedUntil: NOW + 1 }),
      warmAlarm(NOW, { id: 'taken', priority: 'critical', state: 'acked' }),
      warmAlarm(NOW, { id: 'young', since: NOW - 1 }),
      warmAlarm(NOW, { id: 'old', since: NOW - 2 }),
      warmAlarm(NOW, { id: 'critical', priority: 'critical', since: NOW }),
    ]
    expect(worstFirst(alarms).map(({ id }) => id)).toEqual(['critical', 'old', 'young', 'taken', 'shelved'])
  })
})

test('a tile shows what the kind is about, else temperature, else the first figure', () => {
  const [battery, temperature, gas] = (['battery', 'temperature', 'gas_lel'] as const).map((metric, index) =>
    pointOf(index, 'd', metric),
  )
  if (!battery || !temperature || !gas) throw new Error('no points')
  expect(mainPoint({ ...fridge, kind: 'gas' }, [battery, temperature, gas])).toBe(gas)
  expect(mainPoint(fridge, [battery, temperature])).toBe(temperature)
  expect(mainPoint(fridge, [battery])).toBe(battery)
})
