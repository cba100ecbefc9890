/**
 * When a value was measured, and how far it can be trusted.
 *
 * A device's own clock is used only when it makes sense. It fails in two ways that look alike and must be told
 * apart: a device that hands in an hour of buffered history (true times, must not raise live alarms), and a device
 * whose clock is simply wrong, a time zone off for instance (false times, its alarms must not be swallowed). Time
 * tells them: live messages with a wrong clock arrive as far apart as they say they were measured; history does not.
 */
import { METRICS, type Metric } from '../contract/metric.ts'
import type { Quality } from '../contract/reading.ts'

const MINUTE_MS = 60_000
/** Device times outside of [now - 30 d, now + 5 min] are not times of this measurement. */
export const OLDEST_MS = 30 * 24 * 60 * MINUTE_MS
export const FUTURE_MS = 5 * MINUTE_MS
/** A lag beyond this is either history or a wrong clock. */
export const LAG_MS = 60 * MINUTE_MS
/** How exactly the spacing of arrivals must match the spacing of device times for a clock to be called wrong. */
const SPACING_MS = MINUTE_MS

/** Values without a time of their own that arrive together are put this far ahead of the clock at most, 1 ms each. */
const SPREAD_MS = 1000

/** What is remembered of a point's last packet. */
export interface Timing {
  /** Newest measured time accepted so far. */
  readonly newestAt: number
  /** Device time and arrival of the last packet that carried one. */
  readonly deviceAt: number
  readonly arrivedAt: number
}

export interface Measured {
  readonly metric: Metric
  readonly value: number
  /** ms since 1970 by the device; undefined when the packet does not say. */
  readonly deviceAt?: number
  /** The packet named a time that cannot be read. */
  readonly untimed?: boolean
  /** The device itself says that it is not the present. */
  readonly historical?: boolean
  readonly arrivedAt: number
  /** The broker kept it from earlier: its age is unknown unless the payload says. */
  readonly retained: boolean
}

export interface Qualified {
  readonly at: number
  readonly quality: Quality
  readonly timing: Timing
}

/** All that is known of a point after a restart. */
export function timingOfEarlier(newestAt: number): Timing {
  return { newestAt, deviceAt: 0, arrivedAt: 0 }
}

/** False for a device time that can be no time of this measurement. History of that kind is worth nothing. */
export function credible(deviceAt: number, arrivedAt: number): boolean {
  return arrivedAt - deviceAt <= OLDEST_MS && deviceAt - arrivedAt <= FUTURE_MS
}

/** Decides the time and the quality of one value. The worst of its faults is the one that is kept. */
export function qualify(measured: Measured, before: Timing | undefined): Qualified {
  const { at, quality: timeQuality } = timeOf(measured, before)
  // History that is called so says nothing about the device's clock, nor how new its next value must be.
  const timing: Timing =
    measured.historical && before !== undefined
      ? before
      : {
          newestAt: Math.max(at, newestOf(before, measured.arrivedAt)),
          deviceAt: measured.deviceAt ?? before?.deviceAt ?? 0,
          arrivedAt: measured.arrivedAt,
        }
  return { at, timing, quality: inRange(measured.metric, measured.value) ? timeQuality : 'suspect' }
}

function timeOf(measured: Measured, before: Timing | undefined): { at: number; quality: Quality } {
  const { deviceAt, arrivedAt } = measured
  if (measured.untimed) return { at: arrivalOf(arrivedAt, before), quality: 'untimed' }
  if (deviceAt === undefined)
    return {
      at: arrivalOf(arrivedAt, before),
      quality: measured.retained || measured.historical ? 'late' : 'good',
    }
  if (measured.historical) return { at: deviceAt, quality: 'late' }
  const lag = arrivedAt - deviceAt
  if (!credible(deviceAt, arrivedAt)) return { at: arrivalOf(arrivedAt, before), quality: 'untimed' }
  if (lag > LAG_MS) {
    return wrongClock(measured, before)
      ? { at: arrivalOf(arrivedAt, before), quality: 'untimed' }
      : { at: deviceAt, quality: 'late' }
  }
  return { at: deviceAt, quality: deviceAt < newestOf(before, arrivedAt) ? 'late' : 'good' }
}

/**
 * A queue that a device empties at once, or a clock that is set back a little, gives one moment to several values: they
 * are told apart, because a repeated point + time is a repeated reading and is kept once.
 */
function arrivalOf(arrivedAt: number, before: Timing | undefined): number {
  const lead = (before?.newestAt ?? 0) - arrivedAt
  return lead >= 0 && lead < SPREAD_MS ? arrivedAt + lead + 1 : arrivedAt
}

/** A newest time that lies ahead was taken while our own clock was wrong: nothing is late because of it. */
function newestOf(before: Timing | undefined, arrivedAt: number): number {
  if (before === undefined || before.newestAt > arrivedAt + FUTURE_MS) return 0
  return before.newestAt
}

function wrongClock({ deviceAt = 0, arrivedAt }: Measured, before: Timing | undefined): boolean {
  if (before === undefined || before.deviceAt === 0 || before.arrivedAt - before.deviceAt <= LAG_MS)
    return false
  const measuredApart = deviceAt - before.deviceAt
  const arrivedApart = arrivedAt - before.arrivedAt
  return (
    measuredApart > 0 &&
    Math.abs(measuredApart - arrivedApart) < Math.min(SPACING_MS, arrivedApart / 2 + 1000)
  )
}

function inRange(metric: Metric, value: number): boolean {
  const range = METRICS[metric].range
  return range === undefined || (value >= range[0] && value <= range[1])
}
