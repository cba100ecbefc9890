import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Decoded } from '../../core/contract/reading.ts'
import type { Site } from '../../core/contract/site.ts'
import type { StateStore } from '../../core/ports.ts'
import { type AlarmEngine, createAlarmEngine } from '../../server/alarms/engine.ts'
import { createChangeFeed } from '../../server/change-feed.ts'
import { createDeviceService } from '../../server/devices.ts'
import { Directory } from '../../server/directory.ts'
import { LatestReadings } from '../../server/latest-values.ts'
import type { DeviceService } from '../../server/services.ts'
import { openStateStore } from '../../server/store/state-sqlite.ts'
import { silentLog } from '../support/silent-log.ts'
import { VirtualClock } from '../support/virtual-clock.ts'

let folder: string
let state: StateStore
let clock: VirtualClock
let directory: Directory
let alarms: AlarmEngine
let devices: DeviceService

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-devices-'))
  state = openStateStore(join(folder, 'state.sqlite'))
  clock = new VirtualClock()
  for (const id of ['main', 'north'])
    state.sites.put({ id, name: { zh: id, en: id } } as Parameters<typeof state.sites.put>[0])
  const changes = createChangeFeed(silentLog)
  directory = new Directory(state, changes, clock)
  alarms = createAlarmEngine({ state, changes, clock, log: silentLog })
  const issueCredential = ({ id }: { id: string }) => ({ username: id, password: 'once' })
  const latest = new LatestReadings(new Map())
  devices = createDeviceService({ state, directory, alarms, changes, clock, latest, issueCredential })
})
afterEach(() => {
  alarms.stop()
  state.close()
  rmSync(folder, { recursive: true })
})

/** A packet, as the gateway hands it to the directory; answers with the device's id. */
function hear(device: string, values: Decoded['values'], more: Partial<Decoded> = {}): string {
  const decoded: Decoded = { device, values, events: [], ...more }
  const { device: known } = directory.resolve('plain', decoded, 'topic')
  if (known === null) throw new Error('refused')
  directory.heard(known, decoded, clock.now())
  return known.id
}

const temperature = { metric: 'temperature', value: 4 } as const
const battery = { metric: 'battery', value: 90 } as const
const afterS = (id: string) => {
  const condition = state.rules.get(`${id}.silent`)?.condition
  return condition?.type === 'no-data' ? condition.afterS : undefined
}

test('adopted from the inbox: rules for its points, the same ids every time, and only once', () => {
  const id = hear('main/f1', [temperature])
  expect(devices.inbox().map(entry => entry.key)).toEqual([id])
  const adopted = devices.adopt(id, { kind: 'fridge', name: { zh: '冰箱', en: 'Fridge' } })
  expect(adopted).toMatchObject({ status: 'active', silentAfterS: 1800 })
  expect(state.rules.list().map(rule => rule.id)).toEqual([
    `${id}.absolute-1`,
    `${id}.high-1`,
    `${id}.silent`,
  ])
  expect(() => devices.adopt(id, { kind: 'freezer' })).toThrow(
    expect.objectContaining({ code: 'thing.conflict' }),
  )
  expect(() => devices.adopt('nobody', { kind: 'freezer' })).toThrow(
    expect.objectContaining({ code: 'thing.not-found' }),
  )
  expect(() => devices.adopt(hear('main/f2', []), { kind: 'fridge', siteId: 'moon' })).toThrow(
    expect.objectContaining({ code: 'thing.not-found' }),
  )
  expect(devices.inbox()).toHaveLength(1)
})

test('adopted into another site, its points and rules go along', () => {
  const id = hear('main/f1', [temperature])
  devices.adopt(id, { kind: 'fridge', siteId: 'north' })
  expect(state.points.list().map(point => point.siteId)).toEqual(['north'])
  expect(new Set(state.rules.list().map(rule => rule.siteId))).toEqual(new Set(['north']))
})

test.each<[Partial<Site>, number]>([
  [{ timeZone: 'Asia/Shanghai' }, 8],
  [{ timeZone: 'America/Chicago' }, 5],
  [{ timeZone: 'Asia/Singapore', jurisdiction: 'us' }, 5],
])('adopted at %o, a fridge starts with the limits usual there', (where, limit) => {
  state.sites.put({ ...(state.sites.get('main') as Site), ...where })
  const id = hear('main/f1', [temperature])
  devices.adopt(id, { kind: 'fridge' })
  expect(state.rules.get(`${id}.high-1`)?.condition).toMatchObject({ limit })
})

test('registered before it speaks: the credential once, the rules with the points', () => {
  const { device, credential } = devices.create({ id: 'gas-1', kind: 'gas' })
  expect(credential).toEqual({ username: 'gas-1', password: 'once' })
  expect(() => devices.create({ id: 'gas-1' })).toThrow(expect.objectContaining({ code: 'thing.conflict' }))
  expect(state.rules.list()).toEqual([])
  hear('main/gas-1', [{ metric: 'gas_alarm', value: false }])
  expect(state.rules.list().map(rule => rule.id)).toEqual(['gas-1.gas-1', 'gas-1.silent'])
  expect([device.silentAfterS, afterS('gas-1')]).toEqual([200, 200])
})

test('a battery that shows up later gives more time, unless somebody has said how long', () => {
  for (const id of ['gas-1', 'gas-2', 'gas-3']) {
    devices.create({ id, kind: 'gas' })
    hear(`main/${id}`, [{ metric: 'gas_alarm', value: false }])
  }
  clock.advance(1000)
  devices.change('gas-2', { silentAfterS: 400 })
  devices.change('gas-3', { silentAfterS: 200 })
  const rule = state.rules.get('gas-3.silent')
  if (rule !== undefined) state.rules.put({ ...rule, changedAt: clock.now() })
  for (const id of ['gas-1', 'gas-2', 'gas-3']) hear(`main/${id}`, [battery])
  expect(['gas-1', 'gas-2', 'gas-3'].map(afterS)).toEqual([10_800, 400, 200])
  expect(directory.byId('gas-1')?.silentAfterS).toBe(10_800)
})

test("the device's own limit is its rule's, and ends a silence that is none any more", () => {
  const id = hear('main/f1', [temperature])
  devices.adopt(id, { kind: 'fridge' })
  clock.advance(1_800_000)
  alarms.tick()
  expect(state.alarms.list()).toMatchObject([{ state: 'unack', deviceId: id }])
  devices.change(id, { silentAfterS: 7200 })
  expect(afterS(id)).toBe(7200)
  expect(state.alarms.list()).toMatchObject([{ state: 'rtnun' }])
})

test('another kind brings its own limits, but for what somebody has edited', () => {
  const id = hear('main/f1', [temperature])
  devices.adopt(id, { kind: 'fridge' })
  const edited = state.rules.get(`${id}.absolute-1`)
  if (edited === undefined) throw new Error('no rule')
  state.rules.put({ ...edited, onDelayS: 60, changedAt: edited.createdAt + 1 })
  devices.change(id, { kind: 'freezer' })
  expect(state.rules.get(`${id}.high-1`)?.condition).toMatchObject({ limit: -12 })
  expect(state.rules.get(`${id}.absolute-1`)).toMatchObject({ onDelayS: 60, condition: { limit: 12 } })
  // A form sends every field, changed or not.
  const leak = devices.change(id, { kind: 'leak', silentAfterS: 1800 })
  expect(leak.silentAfterS).toBe(10_800)
})

test('a last will is an alarm at once; whatever it says next ends it', () => {
  const id = hear('main/f1', [temperature])
  devices.adopt(id, { kind: 'fridge' })
  clock.advance(1000)
  hear('main/f1', [], { availability: 'offline' })
  expect(state.alarms.list()).toMatchObject([{ state: 'unack', key: `${id}.silent` }])
  clock.advance(1000)
  hear('main/f1', [temperature])
  expect(state.alarms.list()).toMatchObject([{ state: 'rtnun' }])
})

test('ignored: its alarms are closed with that reason and nothing more is judged', () => {
  const id = hear('main/f1', [temperature])
  devices.adopt(id, { kind: 'fridge' })
  hear('main/f1', [], { availability: 'offline' })
  devices.change(id, { status: 'ignored' })
  expect(state.alarms.list()).toMatchObject([{ state: 'norm', action: expect.stringContaining('ignored') }])
  clock.advance(86_400_000)
  alarms.tick()
  expect(state.alarms.list({ closedAt: null })).toEqual([])
})
