/** Everything the live feed has told us, as signals, so that a new reading redraws one tile and not the page. */
import { computed, type Signal, signal } from '@preact/signals'
import { type Action, can } from '../../core/access/can.ts'
import type { Alarm } from '../../core/contract/alarm.ts'
import type { Device } from '../../core/contract/device.ts'
import type { LiveChanges, LiveReading, LiveSnapshot } from '../../core/contract/live.ts'
import type { Point } from '../../core/contract/point.ts'
import type { PointId } from '../../core/contract/reading.ts'
import type { Area, Site } from '../../core/contract/site.ts'
import type { UserView } from '../../core/contract/user.ts'
import type { ZoneStatus } from '../../core/contract/watering.ts'

export const user = signal<UserView | null>(null)
export const site = signal<Site | null>(null)
export const areas = signal<ReadonlyMap<string, Area>>(new Map())
export const devices = signal<ReadonlyMap<string, Device>>(new Map())
export const points = signal<ReadonlyMap<PointId, Point>>(new Map())
export const alarms = signal<ReadonlyMap<string, Alarm>>(new Map())
export const zones = signal<readonly ZoneStatus[]>([])
export const inboxCount = signal(0)
/** False until a snapshot, live or remembered, is here: pages show their skeletons. */
export const loaded = signal(false)

export type FeedState = 'connecting' | 'live' | 'stale'
export const feed = signal<FeedState>('connecting')
/** Server time of the newest thing heard. */
export const heardAt = signal(0)
/** Server time, every second. */
export const now = signal(Date.now())
let clockOffsetMs = 0

const readings = new Map<PointId, Signal<LiveReading | null>>()

/** The newest reading of a point; null when there was none. Unknown is never zero. */
export function readingOf(point: PointId): Signal<LiveReading | null> {
  let found = readings.get(point)
  if (found === undefined) {
    found = signal(null)
    readings.set(point, found)
  }
  return found
}

export const timeZone = computed(() => site.value?.timeZone ?? 'Asia/Shanghai')
export const currency = computed(() => site.value?.currency ?? 'CNY')

/** True when the person at the screen may do it at this site. The server decides again. */
export function may(action: Action): boolean {
  const person = user.value
  return person !== null && can({ ...person, name: person.username }, action, site.value?.id)
}

export const pointsByDevice = computed(() => {
  const found = new Map<string, Point[]>()
  for (const point of points.value.values()) {
    const list = found.get(point.deviceId)
    if (list === undefined) found.set(point.deviceId, [point])
    else list.push(point)
  }
  return found
})

export function tick(): void {
  now.value = Date.now() + clockOffsetMs
}

/** Replaces everything. A remembered snapshot keeps its own age: the clock is not set by it. */
export function applySnapshot(snapshot: LiveSnapshot, remembered = false): void {
  if (!remembered) clockOffsetMs = snapshot.now - Date.now()
  heardAt.value = snapshot.now
  site.value = snapshot.site
  areas.value = byId(snapshot.areas)
  devices.value = byId(snapshot.devices)
  points.value = byId(snapshot.points)
  alarms.value = byId(snapshot.alarms)
  zones.value = snapshot.zones
  inboxCount.value = snapshot.inbox
  for (const kept of readings.values()) kept.value = null
  for (const reading of snapshot.readings) readingOf(reading[0]).value = reading
  loaded.value = true
  tick()
}

export function applyChanges(changes: LiveChanges): void {
  clockOffsetMs = changes.now - Date.now()
  heardAt.value = changes.now
  for (const reading of changes.readings ?? []) readingOf(reading[0]).value = reading
  if (changes.devices) devices.value = merged(devices.value, changes.devices)
  if (changes.points) points.value = merged(points.value, changes.points)
  if (changes.alarms) applyAlarms(changes.alarms)
  if (changes.zones) applyZones(changes.zones)
  if (changes.inbox !== undefined) inboxCount.value = changes.inbox
  tick()
}

/** Also called with the answer of an acknowledgement, so that the card moves before the feed says so. */
export function applyAlarms(changed: readonly Alarm[]): void {
  const next = new Map(alarms.value)
  for (const alarm of changed) {
    if (alarm.closedAt === null) next.set(alarm.id, alarm)
    else next.delete(alarm.id)
  }
  alarms.value = next
}

function applyZones(changed: readonly ZoneStatus[]): void {
  const next = new Map(zones.value.map(status => [status.zone.id, status]))
  for (const status of changed) next.set(status.zone.id, status)
  zones.value = [...next.values()]
}

/** What is kept for the next time there is no network. */
export function currentSnapshot(): LiveSnapshot | null {
  if (site.value === null) return null
  const kept = [...readings.values()].flatMap(({ value }) => (value === null ? [] : [value]))
  return {
    now: heardAt.value,
    site: site.value,
    areas: [...areas.value.values()],
    devices: [...devices.value.values()],
    points: [...points.value.values()],
    readings: kept,
    alarms: [...alarms.value.values()],
    zones: zones.value,
    inbox: inboxCount.value,
  }
}

function byId<K, T extends { readonly id: K }>(items: readonly T[]): ReadonlyMap<K, T> {
  return new Map(items.map(item => [item.id, item]))
}

function merged<K, T extends { readonly id: K }>(old: ReadonlyMap<K, T>, items: readonly T[]) {
  const next = new Map(old)
  for (const item of items) next.set(item.id, item)
  return next
}
