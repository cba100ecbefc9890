/** A site of 200 meters and a weather station that report every quarter of an hour, and its year: 7 million readings. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Meter } from '../../core/contract/energy.ts'
import type { Reading } from '../../core/contract/reading.ts'
import type { Clock, SeriesStore, StateStore } from '../../core/ports.ts'
import { createChangeFeed } from '../../server/change-feed.ts'
import { Directory } from '../../server/directory.ts'
import { LatestReadings } from '../../server/latest-values.ts'
import { openDuckDbStore } from '../../server/store/series-duckdb.ts'
import { openStateStore } from '../../server/store/state-sqlite.ts'

const METERS = 200
export const YEAR = 2025
export const DAYS = 365
export const SITE = 'canteen'
export const DAY_MS = 86_400_000
/** 1 January, midnight in Shanghai. */
export const START = Date.UTC(YEAR - 1, 11, 31, 16)
const QUARTER_MS = 900_000
const QUARTERS_PER_DAY = 96
const DAYS_AT_ONCE = 5
const STATION_POINT = 1000

export const quiet = { debug() {}, info() {}, warn() {}, error() {} }

export interface MeteredYear {
  readonly state: StateStore
  readonly series: SeriesStore
  readonly latest: LatestReadings
  readonly directory: Directory
  /** An hour after the year's end. */
  readonly clock: Clock
  readonly meters: readonly Meter[]
  close(): Promise<void>
}

export async function openMeteredYear(): Promise<MeteredYear> {
  const folder = mkdtempSync(join(tmpdir(), 'steward-bench-year-'))
  const state = openStateStore(join(folder, 'state.sqlite'))
  const series = await openDuckDbStore({ folder: join(folder, 'series'), log: quiet })
  const clock = { now: () => START + DAYS * DAY_MS + 3_600_000, monotonic: () => performance.now() }
  const directory = new Directory(state, createChangeFeed(quiet), clock)
  const meters = furnish(state, directory)
  const registers = new Float64Array(METERS)
  for (let day = 0; day < DAYS; day += DAYS_AT_ONCE) await series.append(readingsOf(registers, day))
  await series.maintain?.(clock.now())
  const latest = new LatestReadings(await series.last())
  return {
    ...{ state, series, latest, directory, clock, meters },
    async close() {
      await series.close()
      state.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function furnish(state: StateStore, directory: Directory): Meter[] {
  const name = { zh: '表', en: 'Meter' }
  const siteId = SITE
  state.sites.put({
    id: SITE,
    name,
    timeZone: 'Asia/Shanghai',
    latitude: 37.7,
    longitude: 112.5,
    elevationM: 780,
    language: 'zh',
    currency: 'CNY',
    createdAt: 0,
  })
  directory.put({
    id: 'station',
    siteId,
    areaId: null,
    name,
    kind: 'station',
    status: 'active',
    codec: 'plain',
    address: 'station',
    model: null,
    silentAfterS: 3600,
    availability: null,
    texts: {},
    firstSeenAt: null,
    lastSeenAt: null,
    createdAt: 0,
  })
  const point = { siteId, channel: null, name: null, createdAt: 0 }
  directory.putPoint({
    ...point,
    ...{ id: STATION_POINT, deviceId: 'station', metric: 'temperature', unit: 'degC', kind: 'gauge' },
    counter: null,
  })
  state.tariffs.put({
    id: 'tou',
    siteId,
    name,
    medium: 'electricity',
    validFrom: '2024-01-01',
    prices: { flat: 0.62, peak: 0.93, valley: 0.33 },
    periods: [
      { band: 'peak', months: [], days: ['workday'], from: '08:00', to: '11:00' },
      { band: 'peak', months: [], from: '18:00', to: '23:00' },
      { band: 'valley', months: [], from: '23:00', to: '07:00' },
    ],
    tiers: { per: 'year', steps: [{ above: 10_000, add: 0.05 }] },
    createdAt: 0,
  })
  const meters = Array.from({ length: METERS }, (_, n): Meter => {
    const id = `m${n + 1}`
    directory.putPoint({
      ...point,
      ...{ id: n + 1, deviceId: id, metric: 'energy_import_total', unit: 'kWh', kind: 'counter' },
      counter: { modulus: null, noise: 0, maxPerHour: null },
    })
    return {
      id,
      siteId,
      name: { zh: `第 ${n + 1} 号楼总表`, en: `Building ${n + 1}, main` },
      medium: 'electricity',
      pointId: n + 1,
      parentId: n === 0 ? null : 'm1',
      areaId: null,
      createdAt: 0,
    }
  })
  for (const meter of meters) state.meters.put(meter)
  return meters
}

/** More by day and in the cold, a little by chance that is the same every time. `registers` go on from where they are. */
function readingsOf(registers: Float64Array, firstDay: number): Reading[] {
  const readings: Reading[] = []
  const days = Math.min(DAYS_AT_ONCE, DAYS - firstDay)
  for (let n = 0; n < days * QUARTERS_PER_DAY; n++) {
    const at = START + firstDay * DAY_MS + n * QUARTER_MS
    const hour = (n % QUARTERS_PER_DAY) / 4
    const day = firstDay + Math.floor(n / QUARTERS_PER_DAY)
    const outdoorC = outdoorAt(day, hour)
    const busy = hour >= 6 && hour < 20 ? 1 : 0.25
    for (let meter = 0; meter < METERS; meter++) {
      const chance = 1 + 0.2 * Math.sin(day * 12.9898 + meter * 78.233)
      const use = (0.4 + 0.02 * Math.max(0, 16 - outdoorC)) * busy * chance * (1 + meter / METERS)
      const register = (registers[meter] as number) + use
      registers[meter] = register
      readings.push({ point: meter + 1, at, value: Number(register.toFixed(2)), quality: 'good' })
    }
    if (n % 4 === 0) readings.push({ point: STATION_POINT, at, value: outdoorC, quality: 'good' })
  }
  return readings
}

/** °C */
function outdoorAt(day: number, hour: number): number {
  const season = -15 * Math.cos((2 * Math.PI * (day - 15)) / 365)
  return 10 + season + 5 * Math.sin(((hour - 9) / 24) * 2 * Math.PI) + 3 * Math.sin(day * 1.7)
}
