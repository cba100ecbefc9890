/** The site's own weather station: which points it is, and their hours. */
import type { Point } from '../../core/contract/point.ts'
import type { Bucket, PointId } from '../../core/contract/reading.ts'
import type { WateringSettings } from '../../core/contract/watering-weather.ts'
import type { SiteDay } from '../../core/irrigation/days.ts'
import type { StationHour } from '../../core/irrigation/station-day.ts'
import { knownUse } from '../../core/points/counter.ts'
import type { SeriesStore, StateStore } from '../../core/ports.ts'

const HOUR_MS = 3_600_000

export type StationPoints = WateringSettings['station']

/** As set; where nothing is set, the points of a device of kind station. */
export function stationOf(state: StateStore, siteId: string, set: StationPoints): StationPoints {
  const { windHeightM, ...points } = set
  if (Object.values(points).some(point => point !== null)) return set
  const [device] = state.devices.list({ siteId, kind: 'station', status: 'active' })
  if (device === undefined) return set
  const own = state.points.list({ deviceId: device.id })
  const of = (metric: Point['metric']) => own.find(point => point.metric === metric)?.id ?? null
  return {
    temperature: of('temperature'),
    humidity: of('humidity'),
    wind: of('wind_speed'),
    windHeightM,
    solar: of('solar_radiation'),
    rain: of('rain_total'),
  }
}

/** Whole hours of a day until now, each with what was measured in it. */
export async function hoursOf(
  series: SeriesStore,
  { temperature, humidity, wind, solar }: StationPoints,
  day: SiteDay,
  now: number,
): Promise<StationHour[]> {
  const count = Math.floor((Math.min(day.end, now) - day.start) / HOUR_MS)
  if (count <= 0) return []
  const end = day.start + count * HOUR_MS
  const ask = async (point: PointId | null): Promise<Map<number, Bucket>> => {
    const buckets = point === null ? [] : await series.buckets(point, day.start, end, count)
    return new Map(buckets.map(bucket => [Math.floor((bucket.at - day.start) / HOUR_MS), bucket]))
  }
  const [warm, damp, windy, sunny] = await Promise.all([
    ask(temperature),
    ask(humidity),
    ask(wind),
    ask(solar),
  ])
  return Array.from({ length: count }, (_, n) => ({
    at: day.start + n * HOUR_MS,
    temperatureMin: warm.get(n)?.min ?? null,
    temperatureMax: warm.get(n)?.max ?? null,
    temperature: warm.get(n)?.avg ?? null,
    humidity: damp.get(n)?.avg ?? null,
    wind: windy.get(n)?.avg ?? null,
    solarW: sunny.get(n)?.avg ?? null,
  }))
}

/** mm by the gauge's register; null without a gauge or without readings. */
export async function rainBetween(
  state: StateStore,
  series: SeriesStore,
  point: PointId | null,
  from: number,
  to: number,
): Promise<number | null> {
  if (point === null || from >= to) return null
  const facts = state.points.get(point)?.counter ?? null
  const [uses] = await series.deltas([{ point, facts }], [from, to])
  return knownUse(uses)
}
