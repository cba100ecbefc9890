/** Management's services on real stores: a site with meters whose past is written down. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Meter } from '../../../core/contract/energy.ts'
import type { Reading } from '../../../core/contract/reading.ts'
import type { SeriesStore, StateStore } from '../../../core/ports.ts'
import { createChangeFeed } from '../../../server/change-feed.ts'
import { Directory } from '../../../server/directory.ts'
import { UseBooks } from '../../../server/energy/books.ts'
import { createEnergy, type Energy } from '../../../server/energy/energy.ts'
import { LatestReadings } from '../../../server/latest-values.ts'
import { openDuckDbStore } from '../../../server/store/series-duckdb.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { silentLog } from '../../support/silent-log.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { installLawn } from '../irrigation/lawn.ts'

export const QUARTER_MS = 900_000
export const DAY_MS = 86_400_000
export const SITE = 'canteen'

export class EnergyHouse {
  readonly folder = mkdtempSync(join(tmpdir(), 'steward-energy-'))
  readonly state: StateStore = openStateStore(join(this.folder, 'state.sqlite'))
  readonly changed: string[] = []
  readonly clock: VirtualClock
  series!: SeriesStore
  latest!: LatestReadings
  directory!: Directory
  books!: UseBooks
  energy!: Energy

  constructor(now: number) {
    this.clock = new VirtualClock(now)
  }

  async open(): Promise<this> {
    installLawn(this.state)
    this.series = await openDuckDbStore({ folder: join(this.folder, 'series'), log: silentLog })
    this.latest = new LatestReadings(new Map())
    this.directory = new Directory(this.state, createChangeFeed(silentLog), this.clock)
    const { state, series, latest, clock, directory } = this
    this.books = new UseBooks({ state, series, latest, clock })
    const alarms = { ruleChanged: (id: string) => void this.changed.push(id) }
    this.energy = createEnergy({
      state,
      series,
      latest,
      clock,
      directory,
      alarms,
      books: this.books,
      log: silentLog,
    })
    return this
  }

  async close(): Promise<void> {
    await this.series.close()
    this.state.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** As readings come over the road: kept, known, heard. */
  async hear(batch: readonly Reading[]): Promise<void> {
    this.latest.update(batch)
    for (let n = 0; n < batch.length; n += 5000) await this.series.append(batch.slice(n, n + 5000))
    this.books.heard(batch)
  }

  point(
    id: number,
    metric:
      | 'water_total'
      | 'energy_import_total'
      | 'water_flow'
      | 'power_active'
      | 'temperature'
      | 'energy_reactive_total'
      | 'gas_total',
    deviceId = `d${id}`,
  ): void {
    const units = {
      water_total: 'm3',
      gas_total: 'm3',
      energy_import_total: 'kWh',
      water_flow: 'L/min',
      power_active: 'W',
      temperature: 'degC',
      energy_reactive_total: 'kvarh',
    } as const
    const kind = metric.endsWith('_total') ? ('counter' as const) : ('gauge' as const)
    this.directory.putPoint({
      id,
      siteId: SITE,
      deviceId,
      metric,
      unit: units[metric],
      kind,
      channel: null,
      name: null,
      counter: null,
      createdAt: 0,
    })
  }

  meter(id: string, some: Partial<Meter>): Meter {
    const meter: Meter = {
      id,
      siteId: SITE,
      name: { zh: id, en: id },
      medium: 'water',
      pointId: null,
      parentId: null,
      areaId: null,
      createdAt: 0,
      ...some,
    }
    this.state.meters.put(meter)
    return meter
  }
}

/** A register that rises by `perQuarter(n)` in each quarter of an hour from `from` on. */
export function registerOf(
  point: number,
  from: number,
  quarters: number,
  perQuarter: (n: number) => number,
  start = 0,
): Reading[] {
  let value = start
  return Array.from({ length: quarters + 1 }, (_, n) => {
    if (n > 0) value += perQuarter(n - 1)
    return { point, at: from + n * QUARTER_MS, value: Number(value.toFixed(4)), quality: 'good' as const }
  })
}
