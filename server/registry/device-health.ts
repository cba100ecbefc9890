/** How a device is doing beyond what it measures, worked out when somebody looks. */
import type { Device } from '../../core/contract/device.ts'
import type { Point } from '../../core/contract/point.ts'
import type { PointId } from '../../core/contract/reading.ts'
import type { DeviceHealth } from '../../core/contract/registry.ts'
import { batteryForecast } from '../../core/devices/battery.ts'
import { everySOf, isOverdue } from '../../core/devices/rhythm.ts'
import { SIGNAL_METRICS, signalWord } from '../../core/devices/signal.ts'
import type { Clock, SeriesStore } from '../../core/ports.ts'
import { localTime } from '../../core/time/zone.ts'
import type { Directory } from '../directory.ts'
import type { LatestReadings } from '../latest-values.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Looked back until there are enough readings to know a rhythm. */
const LOOKS_MS = [2 * HOUR_MS, 3 * DAY_MS, 30 * DAY_MS] as const
const ENOUGH = 8
const LOOK_MAX = 2000
const BATTERY_DAYS = 120
/** Spoken over LoRa, where -110 dBm is a good signal. */
const LORA: ReadonlySet<string> = new Set(['chirpstack', 'ttn'])

export interface HealthParts {
  readonly series: Pick<SeriesStore, 'range' | 'buckets'>
  readonly latest: Pick<LatestReadings, 'get' | 'repeats'>
  readonly directory: Pick<Directory, 'pointsOf' | 'rhythm'>
  readonly clock: Pick<Clock, 'now'>
}

/** `timeZone`: the site's, for the day the battery is empty. */
export async function deviceHealth(
  parts: HealthParts,
  device: Device,
  timeZone: string,
): Promise<DeviceHealth> {
  const { latest, directory, clock } = parts
  const points = directory.pointsOf(device.id).filter(({ kind }) => kind !== 'text')
  const now = clock.now()
  const rhythms = await Promise.all(points.map(point => rhythmOfPoint(parts, point.id, now)))
  const { packets, clockAheadMs } = directory.rhythm(device.id)
  const every = rhythms.flatMap(({ everyS }) => (everyS === null ? [] : [everyS]))
  return {
    lastSeenAt: device.lastSeenAt,
    packets,
    repeats: points.reduce((sum, { id }) => sum + latest.repeats(id), 0),
    everyS: every.length === 0 ? null : Math.min(...every),
    points: rhythms,
    battery: await batteryOf(parts, points, now, timeZone),
    signal: signalOf(parts, device, points),
    clockAheadS: clockAheadMs === null ? null : Math.round(clockAheadMs / 100) / 10,
  }
}

async function rhythmOfPoint({ series, latest }: HealthParts, pointId: PointId, now: number) {
  const lastAt = latest.get(pointId)?.at ?? null
  let times: number[] = []
  for (const lookMs of lastAt === null ? [] : LOOKS_MS) {
    times = (await series.range(pointId, (lastAt ?? 0) - lookMs, now + 1, LOOK_MAX)).map(({ at }) => at)
    if (times.length >= ENOUGH) break
  }
  const everyS = everySOf(times)
  return { pointId, lastAt, everyS, overdue: isOverdue(lastAt, everyS, now) }
}

async function batteryOf(
  { series, latest }: HealthParts,
  points: readonly Point[],
  now: number,
  timeZone: string,
): Promise<DeviceHealth['battery']> {
  const point = points.find(({ metric }) => metric === 'battery')
  const last = point && latest.get(point.id)
  if (point === undefined || last === undefined) return null
  const days = await series.buckets(point.id, now - BATTERY_DAYS * DAY_MS, now, BATTERY_DAYS)
  const forecast = batteryForecast(days.map(({ at, avg }) => ({ at, percent: avg })))
  const emptyAt = forecast?.emptyAt ?? null
  return {
    percent: last.value,
    at: last.at,
    monthlyLoss: forecast === null ? null : Math.round(forecast.lossPerDay * 300) / 10,
    emptyOn: emptyAt === null ? null : dayIn(emptyAt, timeZone),
  }
}

function dayIn(at: number, timeZone: string): string {
  const { year, month, day } = localTime(at, timeZone)
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function signalOf({ latest }: HealthParts, device: Device, points: readonly Point[]): DeviceHealth['signal'] {
  for (const metric of SIGNAL_METRICS) {
    const point = points.find(one => one.metric === metric)
    const last = point && latest.get(point.id)
    const word = last && signalWord(metric, last.value, LORA.has(device.codec))
    if (point !== undefined && last !== undefined && word !== undefined)
      return { metric, value: last.value, unit: point.unit, at: last.at, word }
  }
  return null
}
