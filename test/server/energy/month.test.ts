/** A month of meters in a real store: sums, bands and prices. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Meter } from '../../../core/contract/energy.ts'
import type { Reading } from '../../../core/contract/reading.ts'
import type { SeriesStore, StateStore } from '../../../core/ports.ts'
import { createMeterService } from '../../../server/energy/meters.ts'
import { LatestReadings } from '../../../server/latest-values.ts'
import type { MeterService } from '../../../server/services.ts'
import { openDuckDbStore } from '../../../server/store/series-duckdb.ts'
import { openStateStore } from '../../../server/store/state-sqlite.ts'
import { silentLog } from '../../support/silent-log.ts'
import { VirtualClock } from '../../support/virtual-clock.ts'
import { installLawn } from '../irrigation/lawn.ts'

const QUARTER_MS = 900_000
/** 1 February 2026, midnight in Shanghai; forty days of readings every quarter of an hour. */
const START = Date.parse('2026-01-31T16:00:00Z')
const DAYS = 40

let folder: string
let state: StateStore
let series: SeriesStore
let meters: MeterService

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'steward-energy-'))
  state = openStateStore(join(folder, 'state.sqlite'))
  series = await openDuckDbStore({ folder: join(folder, 'series'), log: silentLog })
  installLawn(state)
  addMeter('main', 11, 'electricity', null)
  addMeter('kitchen', 12, 'electricity', 'main')
  addMeter('water', 13, 'water', null)
  const price = {
    id: 't',
    siteId: 'canteen',
    validFrom: '2026-01-01',
    createdAt: 0,
    name: { zh: '价', en: 'Price' },
  }
  const valley = { band: 'valley' as const, months: [], from: '22:00', to: '06:00' }
  state.tariffs.put({
    ...price,
    medium: 'electricity',
    prices: { flat: 0.8, valley: 0.4 },
    periods: [valley],
  })
  for (let day = 0; day < DAYS; day++) await series.append(readingsOf(day))
  const clock = new VirtualClock(START + DAYS * 86_400_000)
  meters = createMeterService({ state, series, latest: new LatestReadings(await series.last()), clock })
})
afterAll(async () => {
  await series.close()
  state.close()
  rmSync(folder, { recursive: true })
})

function addMeter(
  id: string,
  pointId: number,
  medium: 'electricity' | 'water',
  parentId: string | null,
): void {
  const metric = medium === 'water' ? ('water_total' as const) : ('energy_import_total' as const)
  const unit = medium === 'water' ? ('m3' as const) : ('kWh' as const)
  state.points.put({
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
  state.meters.put({ id, siteId: 'canteen', name, medium, pointId, parentId, areaId: null, createdAt: 0 })
}

/** 4 kWh an hour by night and 8 by day on the main meter, a quarter of it in the kitchen, 0.2 m³ an hour. */
function readingsOf(day: number): Reading[] {
  return Array.from({ length: 96 }, (_, n) => {
    const at = START + day * 86_400_000 + n * QUARTER_MS
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

const meter = (id: string): Meter => {
  const found = state.meters.get(id)
  if (found === undefined) throw new Error(id)
  return found
}

test('a day is the sum of its half hours, in their bands', async () => {
  const [day] = await meters.use(meter('main'), START + 86_400_000, START + 2 * 86_400_000, 'day')
  expect(day?.use).toBeCloseTo(160, 9)
  expect(day?.bands.valley?.use).toBeCloseTo(32, 9)
  expect(day?.cost).toBeCloseTo(32 * 0.4 + 128 * 0.8, 9)
})

test('hours and days of a month agree', async () => {
  const span = [START, START + 28 * 86_400_000] as const
  const sum = (uses: { use: number | null }[]) => uses.reduce((all, { use }) => all + (use ?? 0), 0)
  const hours = await meters.use(meter('kitchen'), ...span, 'hour')
  const days = await meters.use(meter('kitchen'), ...span, 'day')
  expect(hours).toHaveLength(28 * 24)
  expect(sum(hours)).toBeCloseTo(sum(days), 6)
  // A register that starts anew loses at most what ran between two readings.
  expect(sum(days)).toBeGreaterThan(28 * 40 - 1)
  expect(sum(days)).toBeLessThanOrEqual(28 * 40 + 1e-6)
})

test('the page of meters compares with the same stretch before', async () => {
  const [, main] = await meters
    .status()
    .then(all => all.toSorted((a, b) => a.meter.id.localeCompare(b.meter.id)))
  expect(main?.meter.id).toBe('main')
  expect(main?.unit).toBe('kWh')
  expect(main?.month).toBeCloseTo(12 * 160 - 1, 6)
  expect(main?.lastMonthSoFar).toBeCloseTo(12 * 160, 6)
  expect(main?.monthCost).not.toBeNull()
})

test('a month is priced day by day when the price changes within it', async () => {
  const water = { id: 'w1', siteId: 'canteen', createdAt: 0, medium: 'water' as const, periods: [] }
  const name = { zh: '水价', en: 'Water' }
  state.tariffs.put({ ...water, name, validFrom: '2026-01-01', prices: { flat: 5 } })
  state.tariffs.put({ ...water, name, id: 'w2', validFrom: '2026-02-15', prices: { flat: 10 } })
  const [month] = await meters.use(meter('water'), START, START + 28 * 86_400_000, 'month')
  expect(month?.cost).toBeCloseTo(14 * 4.8 * 5 + 14 * 4.8 * 10, 6)

  state.tariffs.remove('w1')
  state.tariffs.remove('w2')
})
