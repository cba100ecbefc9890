/**
 * The plan of a large site: 200 zones for 14 days, and one program as a form is edited. Nobody else's planner takes the
 * same question, so there is no peer here: the bar is 200 ms for the first and 100 ms for the second.
 */
import {
  PROGRAM_DEFAULTS,
  type Program,
  type Supply,
  WATERING_SETTINGS_DEFAULTS,
  type WeatherDay,
  ZONE_DEFAULTS,
  type Zone,
} from '../core/contract/watering.ts'
import { typicalDay } from '../core/irrigation/climate.ts'
import { siteDays } from '../core/irrigation/days.ts'
import { planSite, type SiteGrounds } from '../core/irrigation/plan.ts'
import { type BenchLine, median } from './report.ts'

const DAY_MS = 86_400_000
const NOW = Date.parse('2026-07-05T16:00:00Z')
const PLACE = { timeZone: 'Asia/Shanghai', latitude: 31.2, longitude: 121.4, elevationM: 4 }
const ZONES = 200
const NAME = { zh: '草坪', en: 'Lawn' }
const ROUNDS = 15

export async function run(): Promise<BenchLine[]> {
  const all = groundsOf(ZONES)
  const site = medianMs(() => planSite(all, NOW, NOW + 14 * DAY_MS))
  const few = groundsOf(8)
  const form = medianMs(() => planSite(few, NOW, NOW + 14 * DAY_MS))
  const line = (metric: string, value: number): BenchLine => ({
    bench: 'watering',
    system: 'steward',
    metric,
    value,
    unit: 'ms',
  })
  return [line(`plan of ${ZONES} zones for 14 days`, site), line('preview of 8 zones as it is edited', form)]
}

/** Four pipes, ten programs of twenty zones by water balance, rain every fourth day. */
function groundsOf(zoneCount: number): SiteGrounds {
  const supplies: Supply[] = [0, 1, 2, 3].map(n => ({
    id: `s${n}`,
    siteId: 'main',
    name: NAME,
    kind: 'mains',
    deviceId: null,
    channel: null,
    flowPointId: null,
    capacityLpm: 120,
    leakLpm: 0.5,
    isolatedAt: null,
    createdAt: 0,
  }))
  const zones: Zone[] = Array.from({ length: zoneCount }, (_, n) => ({
    ...ZONE_DEFAULTS,
    id: `z${n}`,
    siteId: 'main',
    name: NAME,
    valveDeviceId: `v${n}`,
    valveChannel: null,
    flowPointId: null,
    soilPointId: null,
    supplyId: `s${n % 4}`,
    areaM2: 80 + (n % 7) * 30,
    nominalFlowLpm: 20 + (n % 5) * 5,
    soil: n % 3 === 0 ? 'clay' : 'loam',
    plant: n % 2 === 0 ? 'turf' : 'shrubs',
    maxRunS: 3600,
    enabled: true,
    createdAt: 0,
  }))
  const programs: Program[] = Array.from({ length: Math.ceil(zoneCount / 20) }, (_, n) => ({
    ...PROGRAM_DEFAULTS,
    id: `p${n}`,
    siteId: 'main',
    name: NAME,
    days: [1, 2, 3, 4, 5, 6, 7],
    starts: [n % 2 === 0 ? '03:00' : 'sunset+30'],
    steps: zones.slice(n * 20, n * 20 + 20).map(({ id }) => ({ zoneId: id, runS: 900 })),
    method: 'et0',
    enabled: true,
    pausedUntil: null,
    createdAt: 0,
  }))
  return {
    siteId: 'main',
    place: PLACE,
    currency: 'CNY',
    zones,
    supplies,
    programs,
    calendars: [],
    settings: WATERING_SETTINGS_DEFAULTS,
    weather: weatherOf(),
    observed: null,
    depletionMm: new Map(zones.map(({ id }, n) => [id, n % 15])),
    moisturePct: new Map(),
    usedL: new Map(),
    costPerLitre: 0.0058,
    reserved: [],
    now: NOW,
  }
}

function weatherOf(): Map<string, WeatherDay> {
  return new Map(
    siteDays(NOW - 3 * DAY_MS, NOW + 30 * DAY_MS, PLACE).map(({ date }, n) => [
      date,
      {
        ...typicalDay('main', date, 5),
        source: 'forecast',
        rainMm: n % 4 === 0 ? 8 : 0,
        tMinC: 20,
        windMs: 2,
      },
    ]),
  )
}

function medianMs(work: () => unknown): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const started = performance.now()
    work()
    return performance.now() - started
  })
  return median(times)
}
