import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Channel } from '../../../core/contract/channel.ts'
import type { Device } from '../../../core/contract/device.ts'
import { METRICS } from '../../../core/contract/metric.ts'
import type { Point } from '../../../core/contract/point.ts'
import type { Reading } from '../../../core/contract/reading.ts'
import { RULE_DEFAULTS, type Rule } from '../../../core/contract/rule.ts'
import type { Site } from '../../../core/contract/site.ts'
import type { StateStore } from '../../../core/ports.ts'
import { type AlarmEngine, createAlarmEngine } from '../../../server/alarms/engine.ts'
import { createChangeFeed } from '../../../server/change-feed.ts'
import type { Change, ChangeFeed } from '../../../server/services.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { silentLog } from '../../support/silent-log.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'

const NAME = { zh: '温度过高', en: 'Too warm' }

export const RULE: Rule = {
  id: 'fridge.rule',
  siteId: 'main',
  pointId: 1,
  name: NAME,
  condition: { type: 'high', limit: 8, deadband: 0.5 },
  ...RULE_DEFAULTS,
  priority: 'high',
  createdAt: 0,
  changedAt: 0,
}

export function deviceOf(id: string, more: Partial<Device> = {}): Device {
  const about = { siteId: 'main', areaId: null, name: { zh: id, en: id }, kind: 'fridge' } as const
  const heard = { availability: null, texts: {}, firstSeenAt: null, lastSeenAt: null, createdAt: 0 }
  const how = { codec: 'plain', address: `main/${id}`, model: null, silentAfterS: 1800 }
  return { id, status: 'active', ...about, ...heard, ...how, ...more }
}

export function pointOf(id: number, deviceId: string, metric: Point['metric'] = 'temperature'): Point {
  const { unit, kind } = METRICS[metric]
  const about = { siteId: 'main', channel: null, name: null, counter: null, createdAt: 0 }
  return { id, deviceId, metric, unit, kind, ...about }
}

export function channelOf(id: string, more: Partial<Channel> = {}): Channel {
  const how = { type: 'webhook', url: 'http://127.0.0.1/', secret: null, minPriority: 'low' } as const
  return { id, siteId: 'main', name: { zh: id, en: id }, ...how, enabled: true, createdAt: 0, ...more }
}

const SITE: Site = {
  id: 'main',
  name: { zh: '一食堂', en: 'Canteen 1' },
  timeZone: 'UTC',
  latitude: 31,
  longitude: 121,
  elevationM: 4,
  language: 'zh',
  currency: 'CNY',
  createdAt: 0,
}

export interface Setting {
  readonly metrics?: Readonly<Record<number, Point['metric']>>
  readonly timeZone?: string
}

/** Alarms on a real state file and virtual time: a fridge with points 1 and 2, and another device with point 3. */
export class AlarmHouse {
  readonly folder = mkdtempSync(join(tmpdir(), 'steward-alarms-'))
  readonly clock = new VirtualClock()
  readonly told: Change[] = []
  state: StateStore
  changes: ChangeFeed
  engine: AlarmEngine

  /** All that was seen, as the series store would have kept it. */
  readonly seen: Reading[] = []

  constructor(rule: Partial<Rule> = {}, { metrics = {}, timeZone = 'UTC' }: Setting = {}) {
    this.state = openStateStore(join(this.folder, 'state.sqlite'))
    this.state.sites.put({ ...SITE, timeZone })
    for (const id of ['fridge', 'other']) this.state.devices.put(deviceOf(id))
    this.state.points.put(pointOf(1, 'fridge', metrics[1]))
    this.state.points.put(pointOf(2, 'fridge', metrics[2] ?? 'humidity'))
    this.state.points.put(pointOf(3, 'other', metrics[3]))
    this.state.rules.put({ ...RULE, ...rule })
    this.changes = this.#feed()
    this.engine = this.#engine()
  }

  /** The process is gone without a word, and the next one opens the same file. */
  crash(): void {
    this.die()
    this.revive()
    this.engine.tick()
  }

  /** From here on nothing can be written down. */
  die(): void {
    this.state.close()
  }

  revive(): void {
    this.state = openStateStore(join(this.folder, 'state.sqlite'))
    this.changes = this.#feed()
    this.engine = this.#engine()
  }

  advance(ms: number): void {
    // Second by second, as the timer of a running engine would find it.
    for (let left = ms; left > 0; left -= 1000) {
      this.clock.advance(Math.min(1000, left))
      this.engine.tick()
    }
  }

  see(value: number, more: Partial<Reading> = {}): void {
    const reading: Reading = { point: 1, at: this.clock.now(), value, quality: 'good', ...more }
    this.seen.push(reading)
    this.engine.evaluate([reading])
  }

  /** The readings as a store hands them over. */
  readonly series = {
    since: async (at: number) => this.seen.filter(reading => reading.at > at),
    range: async (point: number, from: number, to: number) =>
      this.seen.filter(reading => reading.point === point && reading.at >= from && reading.at < to),
  }

  device(change: Partial<Device>): void {
    const device = { ...(this.state.devices.get('fridge') ?? deviceOf('fridge')), ...change }
    this.state.devices.put(device)
    this.changes.publish({ type: 'device', device })
  }

  edit(change: Partial<Rule>): void {
    const rule = { ...(this.state.rules.get(RULE.id) ?? RULE), ...change }
    this.state.rules.put(rule)
    this.engine.ruleChanged(rule.id)
  }

  open() {
    return this.state.alarms.list({ closedAt: null })
  }

  events() {
    return this.state.alarmEvents.list().reverse()
  }

  remove(): void {
    this.state.close()
    rmSync(this.folder, { recursive: true })
  }

  #feed(): ChangeFeed {
    const feed = createChangeFeed(silentLog)
    feed.subscribe(change => this.told.push(change))
    return feed
  }

  #engine(): AlarmEngine {
    return createAlarmEngine({ state: this.state, changes: this.changes, clock: this.clock, log: silentLog })
  }
}
