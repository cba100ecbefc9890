/** The words in which each dialect is given an order. */
import { expect, test } from 'vitest'
import type { Order } from '../../../core/ports.ts'
import { createDialects } from '../../../gateway/codecs/index.ts'

function said(codec: string, kind: Order['kind'], forS: number | null, channel: string | null = null) {
  const order: Order = { deviceId: 'd', kind, channel, forS, by: 'test', reason: 'test' }
  return createDialects()
    .byName(codec)
    ?.encode?.(order, 'site/d')
    ?.map(({ topic, payload }) => [topic, String(payload)])
}

test('plain', () => {
  expect(said('plain', 'valve.open', 600)).toEqual([
    ['steward/site/d/set', '{"valve_open":true,"for_s":600}'],
  ])
  expect(said('plain', 'switch.off', null)).toEqual([['steward/site/d/set', '{"switch_on":false}']])
})

test('zigbee2mqtt: a valve is opened with its own timer in one message', () => {
  const [[topic, payload] = []] = said('zigbee2mqtt', 'valve.open', 600) ?? []
  expect(topic).toBe('zigbee2mqtt/site/d/set')
  expect(JSON.parse(payload ?? '')).toEqual({
    state: 'ON',
    cyclic_timed_irrigation: {
      current_count: 0,
      total_number: 1,
      irrigation_duration: 600,
      irrigation_interval: 0,
    },
  })
  expect(said('zigbee2mqtt', 'valve.close', null, 'l2')?.[0]?.[1]).toBe('{"state_l2":"OFF"}')
  expect(said('zigbee2mqtt', 'switch.on', 60)?.[0]?.[1]).toBe('{"state":"ON","on_time":60}')
})

test('tasmota: the off-timer comes first; tenths of a second when short, nothing beyond what it can count', () => {
  expect(said('tasmota', 'valve.open', 600)).toEqual([['cmnd/site/d/Backlog', 'PulseTime1 700; Power1 ON']])
  expect(said('tasmota', 'switch.on', 5, '2')?.[0]?.[1]).toBe('PulseTime2 50; Power2 ON')
  expect(said('tasmota', 'valve.close', null)?.[0]?.[1]).toBe('Power1 OFF')
  expect(said('tasmota', 'valve.open', 64_801)).toBeUndefined()
})
