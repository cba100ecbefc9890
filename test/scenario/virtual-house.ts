/**
 * The product's own parts on virtual time: what devices say goes through the codecs, the directory, a real store and
 * the alarm engine, and orders go back. Only the radio is left out: a virtual site stands where the broker would be.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import type { Alarm } from '../../core/contract/alarm.ts'
import { type Decoded, isRejected, type PointId, type Reading } from '../../core/contract/reading.ts'
import { qualify, type Timing } from '../../core/points/quality.ts'
import type { ReadingSink, SeriesStore, StateStore } from '../../core/ports.ts'
import { install } from '../../demo/installation.ts'
import type { Message } from '../../gateway/codecs/codec.ts'
import { createDialects } from '../../gateway/codecs/index.ts'
import { Commands } from '../../gateway/commands.ts'
import { type AlarmEngine, createAlarmEngine } from '../../server/alarms/engine.ts'
import { createChangeFeed } from '../../server/change-feed.ts'
import { Directory } from '../../server/directory.ts'
import { createIrrigation, type Irrigation } from '../../server/irrigation/irrigation.ts'
import { LatestReadings } from '../../server/latest-values.ts'
import { createPipeline } from '../../server/pipeline.ts'
import { openDuckDbStore } from '../../server/store/series-duckdb.ts'
import { openStateStore } from '../../server/store/state-sqlite.ts'
import { installationOf } from '../../simulators/installation.ts'
import type { Scenario } from '../../simulators/scenario.ts'
import { createVirtualSite, type VirtualSite } from '../../simulators/site.ts'
import { silentLog } from '../support/silent-log.ts'
import { VirtualClock } from '../support/virtual-clock.ts'

const dialects = createDialects()

const STEP_MS = 60_000
/** A week is written down many thousand times, each time durably; here nothing waits for a disk. */
const MEMORY = '/dev/shm'
/** Readings on their way to the disk before the site waits for them. */
const STEPS_PER_COMMIT = 60

export class VirtualHouse {
  readonly state: StateStore
  readonly series: SeriesStore
  readonly site: VirtualSite
  readonly directory: Directory
  readonly irrigation: Irrigation
  readonly rejected: string[] = []
  /** Every alarm that was ever raised, as it last stood. */
  readonly alarms = new Map<string, Alarm>()
  readonly #folder: string
  readonly #stateFolder: string
  readonly #clock: VirtualClock
  readonly #engine: AlarmEngine
  readonly #commands: Commands
  readonly #sink: ReadingSink
  readonly #timings = new Map<PointId, Timing>()
  #onTheWay: Promise<void>[] = []

  private constructor(folder: string, series: SeriesStore, scenario: Scenario, start: number, seed: number) {
    this.#folder = folder
    this.#clock = new VirtualClock(start)
    this.#stateFolder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : folder, 'steward-week-'))
    this.state = openStateStore(join(this.#stateFolder, 'state.sqlite'))
    this.series = series
    this.site = createVirtualSite(scenario, { seed, start })
    install({ state: this.state, series }, installationOf(scenario, start), new Set(), silentLog)
    const changes = createChangeFeed(silentLog)
    const latest = new LatestReadings(new Map())
    const parts = { state: this.state, series, latest, changes, clock: this.#clock, log: silentLog }
    this.directory = new Directory(this.state, changes, this.#clock)
    this.#engine = createAlarmEngine(parts)
    changes.subscribe(change => change.type === 'alarm' && this.alarms.set(change.alarm.id, change.alarm))
    const publish = ({ topic, payload }: Message) => void this.site.command(topic, String(payload))
    this.#commands = new Commands({
      clock: this.#clock,
      directory: this.directory,
      commands: this.state.commands,
      dialects,
      publish,
    })
    this.#sink = createPipeline({ ...parts, alarms: this.#engine })
    this.irrigation = createIrrigation({ ...parts, commands: this.#commands, alarms: this.#engine })
  }

  static async open(scenario: Scenario, start: number, seed: number): Promise<VirtualHouse> {
    const folder = mkdtempSync(join(tmpdir(), 'steward-week-'))
    const series = await openDuckDbStore({ folder: join(folder, 'series'), log: silentLog })
    return new VirtualHouse(folder, series, scenario, start, seed)
  }

  /** Lives on. The product's own timers stand still and are asked once a step instead; orders that are obeyed need none. */
  async live(ms: number): Promise<void> {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    this.#commands.start()
    this.irrigation.start()
    const unlisten = this.site.onMessage(({ at, topic, payload }) => {
      this.#clock.advance(Math.max(0, at - this.#clock.now()))
      this.#hear(topic, payload, at)
    })
    for (let step = 1; step * STEP_MS <= ms; step++) {
      this.site.advance(STEP_MS)
      this.#clock.advance(Math.max(0, this.site.now() - this.#clock.now()))
      this.#engine.tick()
      this.irrigation.tick()
      if (step % STEPS_PER_COMMIT === 0) await this.#arrived()
    }
    await this.#arrived()
    unlisten()
    this.irrigation.stop()
    this.#commands.stop()
    vi.useRealTimers()
  }

  async close(): Promise<void> {
    await this.series.close()
    this.state.close()
    rmSync(this.#stateFolder, { recursive: true })
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #arrived(): Promise<void> {
    const waiting = this.#onTheWay
    this.#onTheWay = []
    await Promise.all(waiting)
  }

  /** The gateway's road without its waiting for company, which takes real time. */
  #hear(topic: string, payload: Uint8Array, receivedAt: number): void {
    const { codec, decoding } = dialects.decode({ topic, payload, retained: false, receivedAt })
    if (codec === null || isRejected(decoding)) return void this.rejected.push(topic)
    for (const decoded of decoding) {
      const { device, points } = this.directory.resolve(codec, decoded, topic)
      if (device === null) continue
      this.directory.heard(device, decoded, receivedAt)
      this.#commands.heard(device.id, decoded)
      const readings = decoded.values.flatMap((value, n) => this.#reading(value, points[n]?.id, receivedAt))
      this.#sink.notice(readings)
      this.#onTheWay.push(this.#sink.accept(readings))
    }
  }

  #reading(
    { metric, value, at }: Decoded['values'][number],
    point: PointId | undefined,
    arrivedAt: number,
  ): Reading[] {
    if (point === undefined || typeof value === 'string') return []
    const measured = {
      metric,
      value: Number(value),
      arrivedAt,
      retained: false,
      ...(at === undefined ? {} : { deviceAt: at }),
    }
    const { timing, ...qualified } = qualify(measured, this.#timings.get(point))
    this.#timings.set(point, timing)
    return [{ point, value: measured.value, at: qualified.at, quality: qualified.quality }]
  }
}
