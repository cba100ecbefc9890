import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Rule } from '../../../core/contract/rule.ts'
import type { StateStore } from '../../../core/ports.ts'
import { createAlarmEngine } from '../../../server/alarms/engine.ts'
import { createChangeFeed } from '../../../server/change-feed.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
const NAME = { zh: '温度过高', en: 'Too warm' }
const RULE: Rule = {
  id: 'fridge.high',
  siteId: 'main',
  pointId: 1,
  name: NAME,
  condition: { type: 'high', limit: 8, deadband: 0.5 },
  priority: 'high',
  onDelayS: 60,
  offDelayS: 0,
  latching: false,
  lifeSafety: false,
  actionRequired: true,
  realarmS: 0,
  enabled: true,
  createdAt: 0,
  changedAt: 0,
}
let folder: string
let state: StateStore
let clock: VirtualClock
const engineOf = () => createAlarmEngine({ state, changes: createChangeFeed(log), clock, log })
const seen = (value: number) => [{ point: 1, at: clock.now(), value, quality: 'good' as const }]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'steward-alarms-'))
  state = openStateStore(join(folder, 'state.sqlite'))
  clock = new VirtualClock()
  state.rules.put(RULE)
  state.channels.put({
    id: 'hook',
    siteId: 'main',
    name: NAME,
    type: 'webhook',
    url: 'http://127.0.0.1/',
    secret: null,
    minPriority: 'low',
    enabled: true,
    createdAt: 0,
  })
})
afterEach(() => {
  state.close()
  rmSync(folder, { recursive: true })
})

test('a warm fridge is told once, survives crashes, and is closed with what was done', () => {
  let engine = engineOf()
  engine.evaluate(seen(9))
  clock.advance(30_000)
  engine = engineOf()
  clock.jump(3_600_000)
  engine.tick()
  expect(state.alarms.list()).toEqual([])
  clock.advance(30_000)
  engine.tick()
  const [alarm] = state.alarms.list()
  const id = alarm?.id ?? ''
  expect(alarm).toMatchObject({ state: 'unack', value: 9, limit: 8, peak: 9 })
  engine = engineOf()
  engine.tick()
  expect(state.deliveries.list().map(row => row.event)).toEqual(['raised'])
  engine.acknowledge(id, 'chef', 'on it')
  engine.acknowledge(id, 'chef')
  expect(() => engine.close(id, 'chef', { action: 'moved' })).toThrow('alarm.still-active')
  clock.advance(1000)
  engine.evaluate(seen(7.8))
  expect(state.alarms.get(id)?.state).toBe('acked')
  clock.advance(1000)
  engine.evaluate(seen(7))
  expect(state.alarms.get(id)).toMatchObject({ state: 'norm', closedAt: null })
  expect(() => engine.close(id, 'chef', {})).toThrow('alarm.action-required')
  expect(engine.close(id, 'chef', { action: 'moved' })).toMatchObject({ action: 'moved', closedBy: 'chef' })
  expect(
    state.alarmEvents
      .list()
      .map(event => event.kind)
      .reverse(),
  ).toEqual(['raised', 'acknowledged', 'returned', 'closed'])
})
