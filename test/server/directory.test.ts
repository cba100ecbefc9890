import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Decoded } from '../../core/contract/reading.ts'
import type { Site } from '../../core/contract/site.ts'
import type { StateStore } from '../../core/ports.ts'
import { createChangeFeed } from '../../server/change-feed.ts'
import { DIRECTORY_LIMITS, Directory } from '../../server/directory.ts'
import type { Change } from '../../server/services.ts'
import { openStateStore } from '../../server/store/state-sqlite.ts'
import { silentLog } from '../support/silent-log.ts'
import { VirtualClock } from '../support/virtual-clock.ts'

const SITE: Site = {
  id: 'canteen',
  name: { zh: '食堂', en: 'Canteen' },
  timeZone: 'Asia/Shanghai',
  latitude: 39.9,
  longitude: 116.4,
  elevationM: 50,
  language: 'zh',
  currency: 'CNY',
  createdAt: 0,
}

let folder: string
let state: StateStore
let clock: VirtualClock
let changes: Change[]
let directory: Directory

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-directory-'))
  state = openStateStore(join(folder, 'state.sqlite'))
  state.sites.put(SITE)
  clock = new VirtualClock()
  changes = []
  directory = open()
})
afterEach(() => {
  state.close()
  rmSync(folder, { recursive: true })
})

function open(): Directory {
  const feed = createChangeFeed(silentLog)
  feed.subscribe(change => changes.push(change))
  return new Directory(state, feed, clock)
}

function said(device: string, over: Partial<Decoded> = {}): Decoded {
  return { device, events: [], values: [{ metric: 'temperature', value: 4.2, unit: 'degC' }], ...over }
}

describe('a device nobody knows', () => {
  test('lands in the inbox with a point for each number it sent', () => {
    const { device, points } = directory.resolve(
      'zigbee2mqtt',
      said('一号冰箱/上'),
      'zigbee2mqtt/一号冰箱/上',
    )
    expect(device).toMatchObject({
      status: 'inbox',
      siteId: 'canteen',
      codec: 'zigbee2mqtt',
      address: '一号冰箱/上',
    })
    expect(device?.id).toMatch(/^device-[0-9a-f]{8}$/)
    expect(points).toMatchObject([{ metric: 'temperature', unit: 'degC', kind: 'gauge' }])
    expect(state.devices.list()).toEqual([device])
  })

  test('is the same device the next time, and after a restart', () => {
    const first = directory.resolve('tasmota', said('pow1'), 't')
    expect(directory.resolve('tasmota', said('pow1'), 't').points).toEqual(first.points)
    expect(open().resolve('tasmota', said('pow1'), 't').points).toEqual(first.points)
  })

  test('keeps its own name as id when it can, and never takes another one’s', () => {
    expect(directory.resolve('plain', said('canteen/fridge-1'), 't').device?.id).toBe('fridge-1')
    expect(directory.resolve('tasmota', said('fridge-1'), 't').device?.id).toMatch(/^fridge-1-[0-9a-f]{8}$/)
  })

  test('shows its last packet in the inbox, cut to a length', () => {
    const payload = Buffer.from('x'.repeat(DIRECTORY_LIMITS.payloadLength + 50))
    const { device } = directory.resolve('plain', said('canteen/a'), 'steward/canteen/a', payload)
    const packet = directory.lastPacket(device?.id ?? '')
    expect(packet?.topic).toBe('steward/canteen/a')
    expect(packet?.payload).toHaveLength(DIRECTORY_LIMITS.payloadLength)
  })
})

test('strangers are limited in number, devices in points', () => {
  for (let n = 0; n < DIRECTORY_LIMITS.inboxDevices; n++)
    directory.resolve('plain', said(`canteen/d${n}`), 't')
  expect(directory.resolve('plain', said('canteen/one-more'), 't')).toMatchObject({
    device: null,
    refused: 'device.limit',
  })
  const many = Array.from({ length: DIRECTORY_LIMITS.pointsPerDevice }, (_, n) => ({
    metric: 'temperature' as const,
    value: 1,
    channel: `p${n}`,
  }))
  directory.resolve('plain', said('canteen/d0', { values: many }), 't')
  expect(
    directory.resolve('plain', said('canteen/d0', { values: [{ metric: 'humidity', value: 1 }] }), 't'),
  ).toMatchObject({
    points: [null],
    refused: 'point.limit',
  })
})

test('a device registered by the command line meanwhile is found, not met again', () => {
  const { device } = directory.resolve('plain', said('canteen/a'), 't')
  if (device === null) throw new Error('no device')
  state.devices.put({ ...device, id: 'b', address: 'canteen/b', status: 'active' })
  expect(directory.resolve('plain', said('canteen/b'), 't').device).toMatchObject({
    id: 'b',
    status: 'active',
  })
})

test('a disabled device gives no points', () => {
  const { device } = directory.resolve('plain', said('canteen/a'), 't')
  if (device === null) throw new Error('no device')
  directory.put({ ...device, status: 'disabled' })
  expect(directory.resolve('plain', said('canteen/a'), 't').points).toEqual([null])
})

describe('hearing a device', () => {
  test('notes when, and what it says in words, without writing every time', () => {
    const { device } = directory.resolve('zigbee2mqtt', said('valve'), 't')
    if (device === null) throw new Error('no device')
    const fault = said('valve', { values: [{ metric: 'valve_fault', value: 'water_shortage' }] })
    clock.advance(1000)
    directory.heard(device, fault, clock.now())
    expect(directory.byId(device.id)).toMatchObject({
      texts: { valve_fault: 'water_shortage' },
      availability: 'online',
    })
    const told = changes.length
    clock.advance(1000)
    directory.heard(device, fault, clock.now())
    expect(directory.byId(device.id)?.lastSeenAt).toBe(clock.now())
    expect(changes).toHaveLength(told)
  })

  test('an "offline" is no sign of life', () => {
    const { device } = directory.resolve('plain', said('canteen/a'), 't')
    if (device === null) throw new Error('no device')
    const seen = device.lastSeenAt
    clock.advance(5000)
    directory.heard(
      device,
      { device: 'canteen/a', values: [], events: [], availability: 'offline' },
      clock.now(),
    )
    expect(directory.byId(device.id)).toMatchObject({ availability: 'offline', lastSeenAt: seen })
  })

  test('a device that sleeps by design is not off line when its radio is, nor heard', () => {
    const { device } = directory.resolve('shelly-gen1', said('shellyht-703523'), 't')
    if (device === null) throw new Error('no device')
    directory.heard(device, said('shellyht-703523'), clock.now())
    const seen = clock.now()
    clock.advance(5000)
    const asleep: Decoded = {
      device: device.address,
      values: [],
      events: [],
      availability: 'offline',
      sleeps: true,
    }
    directory.heard(device, asleep, clock.now())
    expect(directory.byId(device.id)).toMatchObject({ availability: 'online', lastSeenAt: seen })
  })
})
