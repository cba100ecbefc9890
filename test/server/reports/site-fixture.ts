/** A canteen with three meters and forty days of readings in a real store. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Reading } from '../../../core/contract/reading.ts'
import type { SeriesStore, StateStore } from '../../../core/ports.ts'
import { createChangeFeed } from '../../../server/change-feed.ts'
import { createColdchain } from '../../../server/coldchain/coldchain.ts'
import { Directory } from '../../../server/directory.ts'
import { UseBooks } from '../../../server/energy/books.ts'
import { createEnergy } from '../../../server/energy/energy.ts'
import { LatestReadings } from '../../../server/latest-values.ts'
import { createReportService } from '../../../server/reports/report-service.ts'
import { createReportTraces } from '../../../server/reports/traces/traces.ts'
import type { ReportService } from '../../../server/services.ts'
import { openDuckDbStore } from '../../../server/store/series-duckdb.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { silentLog } from '../../support/silent-log.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { installLawn } from '../irrigation/lawn.ts'

const QUARTER_MS = 900_000
export const DAY_MS = 86_400_000
/** 1 February 2026, midnight in Shanghai; forty days of readings every quarter of an hour. */
export const START = Date.parse('2026-01-31T16:00:00Z')
export const DAYS = 40

export class MeteredSite {
  readonly folder = mkdtempSync(join(tmpdir(), 'steward-reports-'))
  readonly state: StateStore = openStateStore(join(this.folder, 'state.sqlite'))
  readonly clock = new VirtualClock(START + DAYS * DAY_MS)
  series!: SeriesStore

  async open(): Promise<this> {
    this.series = await openDuckDbStore({ folder: join(this.folder, 'series'), log: silentLog })
    installLawn(this.state)
    this.#addMeter('main', 11, 'electricity', null)
    this.#addMeter('kitchen', 12, 'electricity', 'main')
    this.#addMeter('water', 13, 'water', null)
    this.state.tariffs.put({
      id: 't',
      siteId: 'canteen',
      validFrom: '2026-01-01',
      createdAt: 0,
      name: { zh: '价', en: 'Price' },
      medium: 'electricity',
      prices: { flat: 0.8, valley: 0.4 },
      periods: [{ band: 'valley', months: [], from: '22:00', to: '06:00' }],
    })
    for (let day = 0; day < DAYS; day++) await this.series.append(readingsOf(day))
    return this
  }

  async close(): Promise<void> {
    await this.series.close()
    this.state.close()
    rmSync(this.folder, { recursive: true })
  }

  /** Reports as they are made at a moment; without one, when the forty days are over. */
  async reports(clock: VirtualClock = this.clock): Promise<ReportService> {
    return (await this.services(clock)).reports
  }

  async services(clock: VirtualClock = this.clock) {
    const { state, series } = this
    const latest = new LatestReadings(await series.last())
    const cold = createColdchain({
      state,
      series,
      changes: createChangeFeed(silentLog),
      clock,
      log: silentLog,
    })
    await cold.recover()
    const { cabinets } = cold.services({ latest, alarms: { ruleChanged() {} } })
    const directory = new Directory(state, createChangeFeed(silentLog), clock)
    const books = new UseBooks({ state, series, latest, clock })
    const alarms = { ruleChanged() {} }
    const parts = { state, series, clock, latest, books }
    const { baselines } = createEnergy({ ...parts, directory, alarms, log: silentLog })
    const all = { ...parts, cabinets, baselines }
    return { reports: createReportService(all), reportTraces: createReportTraces(all), cabinets }
  }

  #addMeter(id: string, pointId: number, medium: 'electricity' | 'water', parentId: string | null): void {
    const metric = medium === 'water' ? ('water_total' as const) : ('energy_import_total' as const)
    const unit = medium === 'water' ? ('m3' as const) : ('kWh' as const)
    this.state.points.put({
      id: pointId,
      siteId: 'canteen',
      deviceId: id,
      metric,
      unit,
      kind: 'counter',
      channel: null,
      name: null,
      counter: null,
      createdAt: 0,
    })
    const name = { zh: `${id} 表`, en: `=${id} meter` }
    this.state.meters.put({
      id,
      siteId: 'canteen',
      name,
      medium,
      pointId,
      parentId,
      areaId: null,
      createdAt: 0,
    })
  }
}

/** 4 kWh an hour by night and 8 by day on the main meter, a quarter of it in the kitchen, 0.2 m³ an hour. */
function readingsOf(day: number): Reading[] {
  return Array.from({ length: 96 }, (_, n) => {
    const at = START + day * DAY_MS + n * QUARTER_MS
    const night = 8 * 4
    const main = day * (8 * 4 + 16 * 8) + (n <= 24 ? n : n <= 88 ? 24 + (n - 24) * 2 : 24 + 128 + (n - 88))
    // The kitchen's register starts anew on the tenth day, and the water meter is silent for two days.
    const kitchen =
      (day * (night + 128) + main - day * (night + 128)) / 4 - (day >= 10 ? (10 * (night + 128)) / 4 : 0)
    const water =
      day === 20 || day === 21
        ? []
        : [{ point: 13, at, value: day * 4.8 + n * 0.05, quality: 'good' as const }]
    return [
      { point: 11, at, value: main, quality: 'good' as const },
      { point: 12, at, value: kitchen, quality: 'good' as const },
      ...water,
    ]
  }).flat()
}
