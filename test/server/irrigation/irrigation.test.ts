import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Reading } from '../../../core/contract/reading.ts'
import type { Site } from '../../../core/contract/site.ts'
import type { Run } from '../../../core/contract/watering.ts'
import { manualDay } from '../../../core/irrigation/manual-day.ts'
import type { StateStore } from '../../../core/ports.ts'
import { createChangeFeed } from '../../../server/change-feed.ts'
import { createIrrigation, type Irrigation } from '../../../server/irrigation/irrigation.ts'
import { LatestReadings } from '../../../server/latest-values.ts'
import type { ChangeFeed, SystemSignal } from '../../../server/services.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { silentLog } from '../../support/silent-log.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { installLawn, noSeries } from './lawn.ts'
import { type ValveMood, ValveRoad } from './valve-road.ts'

const VALVE = 1
const FLOW = 2
/** Monday 2026-03-02, 04:59 in Shanghai. */
const BEFORE_FIVE = Date.parse('2026-03-01T20:59:00Z')

let folder: string
let state: StateStore
let clock: VirtualClock
let latest: LatestReadings
let changes: ChangeFeed
let road: ValveRoad
let signals: SystemSignal[]
let irrigation: Irrigation

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-irrigation-'))
  state = openStateStore(join(folder, 'state.sqlite'))
  clock = new VirtualClock(BEFORE_FIVE)
  latest = new LatestReadings(new Map())
  signals = []
  installLawn(state)
  begin()
})
afterEach(() => {
  irrigation.stop()
  state.close()
  rmSync(folder, { recursive: true })
})

/** A process begins: what is in memory is new, what is on the disk stays. */
function begin(valve: boolean | null = false, mood: ValveMood = 'good'): void {
  changes = createChangeFeed(silentLog)
  road = new ValveRoad(clock, open => read(VALVE, open ? 1 : 0))
  road.mood = mood
  if (valve !== null) read(VALVE, valve ? 1 : 0)
  const alarms = { signal: (signal: SystemSignal) => void signals.push(signal) }
  irrigation = createIrrigation({
    state,
    series: noSeries,
    latest,
    changes,
    commands: road,
    alarms,
    clock,
    log: silentLog,
  })
  irrigation.start()
}

function read(point: number, value: number): void {
  const reading: Reading = { point, at: clock.now(), value, quality: 'good' }
  latest.update([reading])
  changes.publish({ type: 'readings', readings: [reading] })
}

function pass(seconds: number): void {
  for (let second = 0; second < seconds; second++) {
    clock.advance(1000)
    road.run()
    irrigation.tick()
  }
}

const runs = (): Run[] => state.runs.list().sort((a, b) => a.plannedAt - b.plannedAt)
const kinds = () => road.orders.map(order => order.kind)

test('a program opens its valve on time, with its off-timer, and closes it', () => {
  pass(120)
  expect(road.orders[0]).toMatchObject({ kind: 'valve.open', forS: 300, by: 'program:morning' })
  expect(road.isOpen).toBe(true)
  expect(irrigation.status()[0]).toMatchObject({
    commanded: 'open',
    reported: 'open',
    run: { state: 'running' },
  })
  pass(300)
  expect(road.isOpen).toBe(false)
  expect(runs()).toMatchObject([{ state: 'done', reason: null, litres: 100, litresMeasured: false }])
})

test('a valve without a timer of its own is closed just the same', () => {
  road.hasOffTimer = false
  pass(420)
  expect(kinds()).toEqual(['valve.open', 'valve.close'])
  expect(road.isOpen).toBe(false)
  expect(runs()).toMatchObject([{ state: 'done' }])
})

test('litres are measured where there is a meter', () => {
  const [zone] = state.zones.list()
  if (zone === undefined) throw new Error('no zone')
  state.zones.put({ ...zone, flowPointId: FLOW })
  pass(62)
  for (let minute = 0; minute < 6; minute++) {
    read(FLOW, 12)
    pass(60)
  }
  const [run] = runs()
  expect(run).toMatchObject({ state: 'done', litresMeasured: true })
  // Twelve litres a minute for five minutes, less the seconds before the meter first spoke.
  expect(run?.litres).toBeGreaterThan(58)
  expect(run?.litres).toBeLessThan(62)
})

test('a deaf valve is told to close, called out, and taken back when it obeys', () => {
  road.mood = 'deaf'
  pass(100)
  expect(runs()).toMatchObject([{ state: 'failed', reason: 'not-confirmed' }])
  expect(kinds()).toEqual(['valve.open', 'valve.close'])
  expect(signals.at(-1)).toMatchObject({
    active: true,
    key: 'command.unconfirmed:valve-1',
    priority: 'critical',
  })
  road.mood = 'good'
  irrigation.stopZone('lawn', 'anna')
  pass(2)
  expect(signals.at(-1)).toMatchObject({ active: false })
})

describe('a valve that does not close', () => {
  beforeEach(() => {
    road.hasOffTimer = false
    pass(120)
    road.mood = 'deaf'
  })

  test('is called out ten seconds after it was told, once, and the run has failed', () => {
    pass(245)
    expect(runs()).toMatchObject([{ state: 'closing' }])
    expect(signals.filter(signal => signal.active)).toEqual([])
    pass(20)
    expect(runs()).toMatchObject([{ state: 'failed', reason: 'not-closed', closedAt: null }])
    pass(600)
    expect(signals.filter(signal => signal.active)).toMatchObject([
      { key: 'command.unconfirmed:valve-1', priority: 'critical' },
    ])
  })

  test('is taken back when it shuts at last, and the run says when', () => {
    pass(300)
    road.mood = 'good'
    pass(30)
    expect(road.isOpen).toBe(false)
    expect(signals.at(-1)).toMatchObject({ active: false })
    const [run] = runs()
    expect(run).toMatchObject({ state: 'failed', reason: 'not-closed' })
    expect(run?.closedAt).toBeGreaterThan(BEFORE_FIVE + 400_000)
  })

  test('is called out when a person stopped it', () => {
    irrigation.stopAll('anna')
    pass(12)
    expect(signals.filter(signal => signal.active)).toHaveLength(1)
  })

  test('is called out after a restart, once it has had time to come back', () => {
    begin(true, 'deaf')
    pass(30)
    expect(signals.filter(signal => signal.active)).toEqual([])
    pass(40)
    expect(signals.filter(signal => signal.active)).toHaveLength(1)
  })
})

test('the clock set back an hour neither waters longer nor twice', () => {
  pass(120)
  clock.jump(-3_600_000)
  pass(300)
  expect(road.isOpen).toBe(false)
  pass(3600)
  expect(kinds().filter(kind => kind === 'valve.open')).toHaveLength(1)
})

test('the clock set forward over a start does not water late', () => {
  clock.jump(3_600_000)
  pass(5)
  expect(road.orders).toEqual([])
  expect(runs()).toMatchObject([{ state: 'skipped', reason: 'missed-while-off' }])
})

describe('a restart', () => {
  test('in mid-run closes the valve before anything else, and does not water twice', () => {
    pass(120)
    begin(true)
    expect(kinds()).toEqual(['valve.close'])
    expect(runs()).toMatchObject([{ state: 'stopped', reason: 'stopped-by-restart' }])
    pass(2)
    expect(road.isOpen).toBe(false)
    pass(3600)
    expect(kinds()).toEqual(['valve.close'])
  })

  test('closes a valve that was heard and now says nothing', () => {
    const device = state.devices.get('valve-1')
    if (device === undefined) throw new Error('no device')
    state.devices.put({ ...device, availability: 'offline' })
    begin()
    expect(kinds()).toEqual(['valve.close'])
  })

  test('leaves a shut valve and a stranger alone', () => {
    begin(false)
    expect(road.orders).toEqual([])
    const device = state.devices.get('valve-1')
    if (device === undefined) throw new Error('no device')
    state.devices.put({ ...device, lastSeenAt: null })
    latest = new LatestReadings(new Map())
    begin(null)
    expect(road.orders).toEqual([])
  })

  test('after a night off says what was missed', () => {
    pass(1)
    clock.advance(8 * 3_600_000)
    begin()
    expect(runs()).toMatchObject([{ state: 'skipped', reason: 'missed-while-off' }])
    expect(road.orders).toEqual([])
  })
})

describe('by hand', () => {
  test('a person waters one zone, not longer than the zone allows', () => {
    expect(irrigation.runZone('lawn', 9999, 'anna')).toMatchObject({
      state: 'opening',
      plannedS: 1800,
      by: 'anna',
    })
    expect(() => irrigation.runZone('lawn', 60, 'anna')).toThrow(
      expect.objectContaining({ code: 'valve.busy' }),
    )
  })

  test('not when the valve’s state is unknown', () => {
    latest = new LatestReadings(new Map())
    begin(null)
    expect(() => irrigation.runZone('lawn', 60, 'anna')).toThrow(
      expect.objectContaining({ code: 'valve.unsafe' }),
    )
    expect(kinds()).not.toContain('valve.open')
  })

  test('stop everything works when a program is beyond understanding', () => {
    irrigation.runZone('lawn', 600, 'anna')
    pass(5)
    const [site] = state.sites.list()
    if (site === undefined) throw new Error('no site')
    state.sites.put({ ...site, timeZone: 'Nowhere/Land' })
    const commands = irrigation.stopAll('ben')
    expect(commands).toMatchObject([{ kind: 'valve.close', by: 'ben' }])
    clock.advance(1000)
    road.run()
    expect(road.isOpen).toBe(false)
    expect(runs().at(-1)).toMatchObject({ state: 'stopped', reason: 'stopped-by-person' })
    state.sites.put(site)
  })

  test('stop everything closes the other valves when one cannot be told', () => {
    const [lawn] = state.zones.list()
    if (lawn === undefined) throw new Error('no zone')
    state.zones.put({ ...lawn, id: 'a-broken', valveDeviceId: 'gone' })
    irrigation.runZone('lawn', 600, 'anna')
    pass(5)
    expect(irrigation.stopAll('ben')).toMatchObject([{ deviceId: 'valve-1', kind: 'valve.close' }])
    expect(signals.at(-1)).toMatchObject({ active: true, key: 'command.unconfirmed:gone' })
    pass(5)
    expect(road.isOpen).toBe(false)
  })

  test('a valve that shuts itself early is said to have', () => {
    irrigation.runZone('lawn', 600, 'anna')
    pass(60)
    road.move(false)
    expect(runs()).toMatchObject([{ state: 'stopped', reason: 'closed-early' }])
  })
})

test('a paused program and a zone switched off are written down as skipped', () => {
  const program = state.programs.get('morning')
  if (program === undefined) throw new Error('no program')
  state.programs.put({ ...program, pausedUntil: clock.now() + 3_600_000 })
  pass(120)
  expect(runs()).toMatchObject([{ state: 'skipped', reason: 'program-paused' }])
  expect(road.orders).toEqual([])
})

test('a week waters on its days and never leaves the valve open', () => {
  let openS = 0
  for (let minute = 0; minute < 7 * 24 * 60; minute++) {
    const night = minute % (24 * 60) > 9
    clock.advance(night ? 60_000 : 0)
    if (night) irrigation.tick()
    else pass(60)
    if (road.isOpen) openS += 60
  }
  // Monday, Wednesday and Friday, five minutes each.
  expect(runs().map(run => run.state)).toEqual(['done', 'done', 'done'])
  expect(openS).toBeLessThanOrEqual(3 * 360)
  expect(road.isOpen).toBe(false)
})

test('rain written down in the morning is in the books of the day before, and in how dry the zone is today', () => {
  pass(61)
  const missing = () => irrigation.status()[0]?.moisture?.depletionMm ?? Number.NaN
  const before = missing()
  const [lawn] = state.sites.list() as [Site]
  const write = (date: string, rainMm: number) => {
    const given = { tMaxC: null, tMinC: null, rainMm, et0Mm: null }
    state.weatherDays.put(manualDay(lawn, date, given, undefined))
    irrigation.weatherWritten(lawn, date)
  }
  write('2026-03-01', 4)
  expect(state.zoneDays.last('lawn')).toMatchObject({ date: '2026-03-01', rainMm: 4 })
  const after = missing()
  expect(after).toBeLessThan(before)
  write('2026-03-01', 0)
  expect(missing()).toBeCloseTo(before, 6)
  write('2026-03-02', 3)
  expect(missing()).toBeLessThan(before)
})

test('what a meter shows while a neighbour on it is open is not shown as this zone’s own', () => {
  const [lawn, valve, opened] = [
    state.zones.get('lawn'),
    state.devices.get('valve-1'),
    state.points.get(VALVE),
  ]
  if (lawn === undefined || valve === undefined || opened === undefined) throw new Error('no lawn')
  state.devices.put({ ...valve, id: 'valve-2', address: 'canteen/valve-2' })
  state.points.put({ ...opened, id: 3, deviceId: 'valve-2' })
  state.zones.put({ ...lawn, flowPointId: FLOW })
  state.zones.put({ ...lawn, id: 'bed', valveDeviceId: 'valve-2', flowPointId: FLOW })
  irrigation.changed()
  read(3, 1)
  read(FLOW, 20)
  const shown = () =>
    irrigation.status().map(({ zone, flowLpm, flowShared }) => [zone.id, flowLpm, flowShared])
  expect(shown()).toEqual([
    ['bed', 20, false],
    ['lawn', null, true],
  ])
  pass(1)
  read(VALVE, 1)
  expect(shown()).toEqual([
    ['bed', null, true],
    ['lawn', null, true],
  ])
})
