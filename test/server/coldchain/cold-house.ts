/** Cabinets in the product: a real state file, the alarm engine, the road of a reading, and virtual time. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Alarm } from '../../../core/contract/alarm.ts'
import type { DeviceKind } from '../../../core/contract/device.ts'
import { METRICS, type Metric } from '../../../core/contract/metric.ts'
import type { Point } from '../../../core/contract/point.ts'
import type { Reading } from '../../../core/contract/reading.ts'
import type { SeriesStore, StateStore } from '../../../core/ports.ts'
import { type AlarmEngine, createAlarmEngine } from '../../../server/alarms/engine.ts'
import { createChangeFeed } from '../../../server/change-feed.ts'
import { type Coldchain, createColdchain } from '../../../server/coldchain/coldchain.ts'
import { templateRules } from '../../../server/devices.ts'
import { LatestReadings } from '../../../server/latest-values.ts'
import { createPipeline } from '../../../server/pipeline.ts'
import type { ChangeFeed } from '../../../server/services.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { MemorySeries } from '../../support/memory-series.ts'
import { silentLog } from '../../support/silent-log.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { deviceOf } from '../alarms/alarm-house.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS

const MEMORY = '/dev/shm'

const TEMPERATURE: readonly Metric[] = ['temperature']

export interface Fitting {
  readonly id: string
  readonly kind: DeviceKind
  readonly metrics?: readonly Metric[]
}

export class ColdHouse {
  readonly folder: string
  readonly clock: VirtualClock
  readonly series: MemorySeries
  state!: StateStore
  engine!: AlarmEngine
  coldchain!: Coldchain
  services!: ReturnType<Coldchain['services']>
  latest!: LatestReadings
  /** Every alarm as it last stood, and the time and key of each raise. */
  readonly alarms = new Map<string, Alarm>()
  readonly raised: { readonly at: number; readonly key: string; readonly deviceId: string | null }[] = []
  #changes!: ChangeFeed
  #notice!: (batch: readonly Reading[]) => void
  readonly #points = new Map<string, number>()

  /** `inMemory`: the state's file lies where nothing waits for a disk; long stories write it often. */
  constructor(
    fittings: readonly Fitting[],
    { start = Date.UTC(2026, 2, 2), keepMs = Number.POSITIVE_INFINITY, inMemory = false } = {},
  ) {
    const root = inMemory && existsSync(MEMORY) ? MEMORY : tmpdir()
    this.folder = mkdtempSync(join(root, 'steward-cold-'))
    this.clock = new VirtualClock(start)
    this.series = new MemorySeries(keepMs)
    const state = openStateStore(join(this.folder, 'state.sqlite'))
    state.transaction(() => furnish(state, fittings, start, this.#points))
    state.close()
    this.#open()
  }

  point(device: string, metric: Metric = 'temperature'): number {
    return this.#points.get(`${device}/${metric}`) ?? 0
  }

  /** A reading at this moment; judged, shown and kept. */
  see(device: string, value: number, metric: Metric = 'temperature'): void {
    this.seeAll([[this.point(device, metric), value]])
  }

  seeAll(values: readonly (readonly [point: number, value: number])[]): void {
    const at = this.clock.now()
    const batch = values.map(([point, value]): Reading => ({ point, at, value, quality: 'good' }))
    for (const reading of batch) this.series.add(reading)
    this.#notice(batch)
  }

  /** Time passes; timers that are due happen. */
  pass(ms: number): void {
    this.clock.advance(ms)
    this.engine.tick()
  }

  open(device: string): Alarm[] {
    return this.state.alarms.list({ closedAt: null }).filter(({ deviceId }) => deviceId === device)
  }

  /** Somebody says what it really is. */
  become(id: string, kind: DeviceKind): void {
    const device = { ...(this.state.devices.get(id) ?? deviceOf(id)), kind }
    this.state.devices.put(device)
    this.#changes.publish({ type: 'device', device })
  }

  /** The process dies; another one takes its place. */
  async crash(): Promise<void> {
    this.state.close()
    this.#open()
    await this.coldchain.recover()
    this.latest.update([...(await this.coldchain.series.last()).values()])
    await this.engine.recover(this.coldchain.series)
  }

  remove(): void {
    this.coldchain.stop()
    this.state.close()
    rmSync(this.folder, { recursive: true })
  }

  #open(): void {
    this.state = openStateStore(join(this.folder, 'state.sqlite'))
    const changes = createChangeFeed(silentLog)
    this.#changes = changes
    const parts = { state: this.state, changes, clock: this.clock, log: silentLog }
    this.coldchain = createColdchain({ ...parts, series: this.series })
    this.engine = createAlarmEngine({ ...parts, explainer: this.coldchain.explainer })
    changes.subscribe(change => {
      if (change.type !== 'alarm') return
      const { alarm } = change
      const before = this.alarms.get(alarm.id)
      const again = before?.returnedAt != null && alarm.returnedAt === null
      if (before === undefined || again)
        this.raised.push({ at: this.clock.now(), key: alarm.key, deviceId: alarm.deviceId })
      this.alarms.set(alarm.id, alarm)
    })
    this.latest = new LatestReadings(new Map())
    const { notice } = createPipeline({
      ...parts,
      series: this.series as Pick<SeriesStore, 'append'>,
      latest: this.latest,
      alarms: this.engine,
      correct: this.coldchain.correct,
    })
    this.#notice = notice
    this.services = this.coldchain.services({ latest: this.latest, alarms: this.engine })
  }
}

function furnish(
  state: StateStore,
  fittings: readonly Fitting[],
  start: number,
  points: Map<string, number>,
): void {
  const name = { zh: '一食堂', en: 'Canteen' }
  const place = { latitude: 31, longitude: 121, elevationM: 4, language: 'zh', currency: 'CNY' } as const
  state.sites.put({ id: 'main', name, timeZone: 'Asia/Shanghai', ...place, createdAt: 0 })
  let next = 1
  for (const { id, kind, metrics = TEMPERATURE } of fittings) {
    const device = deviceOf(id, { kind, createdAt: start })
    state.devices.put(device)
    const own = metrics.map((metric): Point => {
      const { unit, kind: behaviour } = METRICS[metric]
      const about = { siteId: 'main', channel: null, name: null, counter: null, createdAt: start }
      const point = { id: next++, deviceId: id, metric, unit, kind: behaviour, ...about }
      points.set(`${id}/${metric}`, point.id)
      state.points.put(point)
      return point
    })
    for (const rule of templateRules(device, own, start, 'cn')) state.rules.put(rule)
  }
}
