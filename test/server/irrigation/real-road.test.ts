/** Watering on the gateway's own road of commands: what a valve that stays open is worth to people. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DeviceDirectory, StateStore } from '../../../core/ports.ts'
import { createDialects } from '../../../gateway/codecs/index.ts'
import { Commands } from '../../../gateway/commands.ts'
import { createChangeFeed } from '../../../server/change-feed.ts'
import { createIrrigation, type Irrigation } from '../../../server/irrigation/irrigation.ts'
import { LatestReadings } from '../../../server/latest-values.ts'
import type { ChangeFeed, SystemSignal } from '../../../server/services.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { silentLog } from '../../support/silent-log.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { installLawn, noSeries } from './lawn.ts'

const HOUR_S = 3600

let folder: string
let state: StateStore
let clock: VirtualClock
let latest: LatestReadings
let changes: ChangeFeed
let road: Commands
let irrigation: Irrigation
let signals: SystemSignal[]
let published: string[]

beforeEach(() => {
  vi.useFakeTimers()
  folder = mkdtempSync(join(tmpdir(), 'steward-road-'))
  state = openStateStore(join(folder, 'state.sqlite'))
  installLawn(state)
  clock = new VirtualClock()
  changes = createChangeFeed(silentLog)
  latest = new LatestReadings(new Map())
  signals = []
  published = []
  road = new Commands({
    clock,
    commands: state.commands,
    dialects: createDialects(),
    publish: ({ payload }) => void published.push(String(payload)),
    directory: { byId: (id: string) => state.devices.get(id) } as unknown as DeviceDirectory,
  })
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
  report(false)
  road.start()
  irrigation.start()
})
afterEach(() => {
  irrigation.stop()
  road.stop()
  state.close()
  rmSync(folder, { recursive: true })
  vi.useRealTimers()
})

function report(open: boolean): void {
  const readings = [{ point: 1, at: clock.now(), value: open ? 1 : 0, quality: 'good' as const }]
  latest.update(readings)
  changes.publish({ type: 'readings', readings })
  road.heard('valve-1', { device: 'valve-1', values: [{ metric: 'valve_open', value: open }], events: [] })
}

function pass(seconds: number): void {
  for (let second = 0; second < seconds; second++) {
    clock.advance(1000)
    vi.advanceTimersByTime(1000)
  }
}

const active = () => signals.filter(signal => signal.active)

test('a valve that stays open is an alarm within ten seconds, and is told to close for as long as it takes', () => {
  irrigation.runZone('lawn', 60, 'anna')
  pass(1)
  report(true)
  pass(65)
  expect(active()).toEqual([])
  pass(10)
  expect(active()).toMatchObject([{ key: 'command.unconfirmed:valve-1', priority: 'critical' }])
  const soFar = published.length
  pass(HOUR_S)
  expect(published.length - soFar).toBeGreaterThan(300)
  expect(active()).toHaveLength(1)
  expect(state.runs.list()).toMatchObject([{ state: 'failed', reason: 'not-closed', closedAt: null }])

  report(false)
  expect(signals.at(-1)).toMatchObject({ active: false })
  expect(state.runs.list()[0]?.closedAt).toBe(clock.now())
})

test('a valve that obeys raises nothing', () => {
  irrigation.runZone('lawn', 60, 'anna')
  pass(1)
  report(true)
  pass(62)
  report(false)
  pass(HOUR_S)
  expect(active()).toEqual([])
  expect(state.runs.list()).toMatchObject([{ state: 'done' }])
})

test('a stop pressed while the valve is closing takes over the close, and its run still fails', () => {
  irrigation.runZone('lawn', 60, 'anna')
  pass(1)
  report(true)
  pass(63)
  expect(state.runs.list()).toMatchObject([{ state: 'closing' }])
  irrigation.stopAll('ben')
  pass(12)
  expect(active()).toHaveLength(1)
  expect(state.runs.list()).toMatchObject([{ state: 'failed', reason: 'not-closed' }])
})
