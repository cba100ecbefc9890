/** Tasmota: topics in any order and under any name, what a device announces, sleep, and the answers to "Status". */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Announcement, Order } from '../../../core/ports.ts'
import { createDialects } from '../../../gateway/codecs/index.ts'
import { memoryCollection } from '../../support/collection.ts'
import { Hearing } from './hearing.ts'

let heard: Hearing
beforeEach(() => {
  heard = new Hearing()
})

const PROBE = { Time: '2026-03-02T08:00:00', DS18B20: { Id: 'A1', Temperature: 4.2 } }

/** What a device says of itself, as since version 9. */
function announce(over: object = {}) {
  const body = {
    t: 'fridge',
    ft: '%prefix%/%topic%/',
    tp: ['cmnd', 'stat', 'tele'],
    md: 'Sonoff TH',
    ver: 1,
    ...over,
  }
  return heard.parts('tasmota/discovery/AABBCCDDEEFF/config', body)
}

function orderTo(address: string, forS: number | null = 60) {
  const order: Order = { deviceId: 'd', kind: 'switch.on', channel: null, forS, by: 'test', reason: 'test' }
  return heard.dialects.byName('tasmota')?.encode?.(order, address)?.[0]?.topic
}

describe('where a device speaks and listens', () => {
  test.each([
    ['tele/fridge/SENSOR', 'fridge', 'cmnd/fridge/Backlog'],
    ['fridge/tele/SENSOR', 'fridge', 'fridge/cmnd/Backlog'],
    ['house/cellar/tele/fridge/SENSOR', 'house/cellar/fridge', 'house/cellar/cmnd/fridge/Backlog'],
    ['house/fridge/tele/SENSOR', 'house/fridge', 'house/fridge/cmnd/Backlog'],
  ])('%s', (topic, device, orders) => {
    expect(heard.parts(topic, PROBE)).toMatchObject([{ device }])
    expect(orderTo(device)).toBe(orders)
  })

  test('renamed prefixes are told by its announcement, for good', () => {
    const kept = memoryCollection<Announcement>()
    heard = new Hearing(createDialects(kept))
    expect(heard.decoding('report/fridge/SENSOR', PROBE).codec).toBeNull()
    expect(announce({ tp: ['order', 'answer', 'report'] })).toMatchObject([
      { device: 'fridge', model: 'Sonoff TH', events: ['announced'] },
    ])
    heard = new Hearing(createDialects(kept))
    expect(heard.parts('report/fridge/SENSOR', PROBE)).toMatchObject([{ device: 'fridge' }])
    expect(heard.parts('answer/fridge/POWER', 'ON')).toMatchObject([{ device: 'fridge' }])
    expect(heard.decoding('order/fridge/Power', 'ON').decoding).toEqual([])
    expect(orderTo('fridge')).toBe('order/fridge/Backlog')
  })

  test('an announcement that says too little is refused; one of sensors repeats', () => {
    expect(heard.values('tasmota/discovery/AA/config', { t: 'fridge' })).toBe('value.unknown')
    expect(heard.values('tasmota/discovery/AA/config', { t: 'x', ft: 'nowhere', tp: [] })).toBe(
      'value.unknown',
    )
    expect(heard.decoding('tasmota/discovery/AA/sensors', { sn: PROBE }).decoding).toEqual([])
  })
})

describe('sleep', () => {
  const offline = () => heard.parts('tele/fridge/LWT', 'Offline')[0]

  test.each(['DEEPSLEEP', 'RESULT'])('Offline after a deep sleep was told by %s is no fault', leaf => {
    expect(offline()).not.toHaveProperty('sleeps')
    heard.parts(`stat/fridge/${leaf}`, { DeepSleep: { Time: '2026-03-02T08:10:00' } })
    expect(offline()).toMatchObject({ availability: 'offline', sleeps: true })
  })

  test('nor when its announcement tells of it', () => {
    announce({ dslp: 600 })
    expect(offline()).toMatchObject({ sleeps: true })
  })
})

describe('answers', () => {
  test('"Status 0" holds the sensors and the state', () => {
    const body = { Status: { Module: 1 }, StatusSNS: PROBE, StatusSTS: { UptimeSec: 13, POWER: 'ON' } }
    expect(heard.values('stat/fridge/STATUS0', body)).toEqual({
      'temperature@A1': 4.2,
      switch_on: true,
      uptime: 13,
    })
    expect(heard.values('stat/fridge/STATUS11', { StatusSTS: { POWER2: 'OFF' } })).toEqual({
      'switch_on@2': false,
    })
  })

  test('a time with a zone is used, one without is not', () => {
    const at = (Time: string) => heard.parts('tele/fridge/SENSOR', { ...PROBE, Time })[0]?.values[0]?.at
    expect(at('2026-03-02T08:00:00+08:00')).toBe(Date.parse('2026-03-02T00:00:00Z'))
    expect(at('2026-03-02T08:00:00')).toBeUndefined()
  })

  test('Fahrenheit is for all temperatures, also the chip’s', () => {
    const body = { DS18B20: { Temperature: 41 }, ESP32: { Temperature: 104 }, TempUnit: 'F' }
    expect(heard.values('tele/fridge/SENSOR', body)).toEqual({ temperature: 5, device_temperature: 40 })
    expect(heard.values('tele/fridge/SENSOR', { DS18B20: { Temperature: 185 }, TempUnit: 'F' })).toBe(
      'payload.no-metric',
    )
  })
})
