/** Zones, programs and weather for tests, as little of them as a test has to say. */
import {
  PROGRAM_DEFAULTS,
  type Program,
  WATERING_SETTINGS_DEFAULTS,
  type WeatherDay,
  ZONE_DEFAULTS,
  type Zone,
} from '../../../core/contract/watering.ts'
import { typicalDay } from '../../../core/irrigation/climate.ts'
import { siteDays } from '../../../core/irrigation/days.ts'
import type { SiteGrounds } from '../../../core/irrigation/plan.ts'

const NAME = { zh: '草坪', en: 'Lawn' }
export const PLACE = { timeZone: 'Asia/Shanghai', latitude: 31.2, longitude: 121.4, elevationM: 4 }
/** Monday, midnight in Shanghai. */
export const MONDAY = Date.parse('2026-06-07T16:00:00Z')
export const DAY_MS = 86_400_000

export const at = (text: string) => Date.parse(`${text}+08:00`)

export function zoneOf(id: string, over: Partial<Zone> = {}): Zone {
  return {
    ...ZONE_DEFAULTS,
    id,
    siteId: 'main',
    name: NAME,
    valveDeviceId: `valve-${id}`,
    valveChannel: null,
    flowPointId: null,
    soilPointId: null,
    areaM2: 200,
    nominalFlowLpm: 30,
    plant: 'turf',
    maxRunS: 3600,
    enabled: true,
    createdAt: 0,
    ...over,
  }
}

export function programOf(id: string, over: Partial<Program> = {}): Program {
  return {
    ...PROGRAM_DEFAULTS,
    id,
    siteId: 'main',
    name: NAME,
    days: [1, 2, 3, 4, 5, 6, 7],
    starts: ['05:00'],
    steps: [{ zoneId: 'a', runS: 600 }],
    enabled: true,
    pausedUntil: null,
    createdAt: 0,
    ...over,
  }
}

/** Dry days of 5 mm ET0, but for what a test says. */
export function weatherOf(
  change: Readonly<Record<string, Partial<WeatherDay>>> = {},
): Map<string, WeatherDay> {
  const days = siteDays(MONDAY - 3 * DAY_MS, MONDAY + 30 * DAY_MS, PLACE)
  return new Map(
    days.map(({ date }) => [
      date,
      {
        ...typicalDay('main', date, 5),
        source: 'forecast' as const,
        rainMm: 0,
        tMinC: 18,
        tMaxC: 30,
        windMs: 2,
        humidityPct: 50,
        ...change[date],
      },
    ]),
  )
}

export function groundsOf(over: Partial<SiteGrounds> = {}): SiteGrounds {
  return {
    siteId: 'main',
    place: PLACE,
    currency: 'CNY',
    zones: [zoneOf('a')],
    supplies: [],
    programs: [programOf('p')],
    calendars: [],
    settings: WATERING_SETTINGS_DEFAULTS,
    weather: weatherOf(),
    observed: null,
    depletionMm: new Map(),
    moisturePct: new Map(),
    usedL: new Map(),
    costPerLitre: 0.004,
    reserved: [],
    now: MONDAY,
    ...over,
  }
}
