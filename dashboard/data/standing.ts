/** How a device stands: one word out of its alarms, its newest reading and the feed. Pure, tested without a page. */
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Device, DeviceKind } from '../../core/contract/device.ts'
import type { LiveReading } from '../../core/contract/live.ts'
import type { Metric } from '../../core/contract/metric.ts'
import type { Point } from '../../core/contract/point.ts'
import { PRIORITIES } from '../../core/contract/rule.ts'
import { STATE_ORDER, type StateWord } from '../../core/text/states.ts'

/** True while somebody has to say "I'm on it". */
export function needsPerson(alarm: Alarm): boolean {
  return (
    (alarm.state === 'unack' || alarm.state === 'latch-unack' || alarm.state === 'rtnun') && !isShelved(alarm)
  )
}

export function isShelved(alarm: Alarm): boolean {
  return alarm.shelvedUntil !== null
}

/** True while the condition itself is still there. */
export function isActive(alarm: Alarm): boolean {
  return alarm.state === 'unack' || alarm.state === 'acked'
}

export function alarmState(alarm: Alarm): StateWord {
  if (alarm.exercise !== undefined) return 'drill'
  if (isShelved(alarm)) return 'shelved'
  if (!needsPerson(alarm)) return 'acknowledged'
  if (alarm.priority === 'critical') return 'critical'
  return alarm.priority === 'high' ? 'alarm' : 'attention'
}

/** The real before the exercise, those without a person first, then by priority, then the oldest. */
export function worstFirst(alarms: Iterable<Alarm>): Alarm[] {
  const rank = (alarm: Alarm) => (isShelved(alarm) ? 2 : needsPerson(alarm) ? 0 : 1)
  return [...alarms].sort(
    (a, b) =>
      Number(a.exercise !== undefined) - Number(b.exercise !== undefined) ||
      rank(a) - rank(b) ||
      PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority) ||
      a.since - b.since,
  )
}

/** A device is only good when it is heard in time and no alarm of it is open. A dead feed makes everything unknown. */
export function deviceState(
  device: Device,
  reading: LiveReading | null,
  alarms: readonly Alarm[],
  now: number,
  feedIsLive: boolean,
): StateWord {
  if (device.status === 'disabled') return 'out-of-service'
  const worst = worstFirst(alarms)[0]
  if (worst !== undefined) return alarmState(worst)
  // A gateway measures nothing; it is there, or it is not.
  if (device.kind === 'gateway' && reading === null)
    return feedIsLive && device.availability === 'online' ? 'good' : 'unknown'
  if (!feedIsLive || reading === null || isOld(device, reading, now)) return 'unknown'
  return reading[3] === 'suspect' || reading[3] === 'stuck' ? 'attention' : 'good'
}

export function isOld(device: Device, reading: LiveReading, now: number): boolean {
  return device.availability === 'offline' || now - reading[1] > device.silentAfterS * 1000
}

export function compareStates(a: StateWord, b: StateWord): number {
  return STATE_ORDER.indexOf(a) - STATE_ORDER.indexOf(b)
}

export const CABINETS: readonly DeviceKind[] = [
  'fridge',
  'freezer',
  'cold-room',
  'sample-fridge',
  'display',
  'blast-chiller',
  'hot-holding',
]
export const DETECTORS: readonly DeviceKind[] = ['gas', 'co', 'smoke', 'heat', 'flame', 'call-point', 'leak']

const MAIN: Partial<Record<DeviceKind, readonly Metric[]>> = {
  gas: ['gas_lel', 'gas_alarm'],
  co: ['co', 'gas_alarm'],
  smoke: ['smoke_alarm'],
  heat: ['heat_alarm', 'temperature'],
  flame: ['flame_alarm'],
  'call-point': ['manual_alarm'],
  leak: ['water_leak'],
  door: ['door_open'],
  'water-meter': ['water_total', 'water_flow'],
  'electricity-meter': ['power_active', 'energy_import_total'],
  'gas-meter': ['gas_total'],
  valve: ['valve_open', 'switch_on'],
  soil: ['soil_moisture'],
  plug: ['power_active', 'switch_on'],
  siren: ['switch_on'],
}

/** The one point a tile shows big. */
export function mainPoint(device: Device, points: readonly Point[]): Point | undefined {
  for (const metric of [...(MAIN[device.kind] ?? []), 'temperature'] as const) {
    const found = points.find(point => point.metric === metric)
    if (found !== undefined) return found
  }
  return points.find(point => point.kind !== 'text')
}
