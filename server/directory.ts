/**
 * Which device and which points a packet is about. Kept in memory for the speed of the road, written through to the
 * state. A device nobody knows is made on the spot as an inbox entry, so that its readings are kept from the first.
 */
import type { Device } from '../core/contract/device.ts'
import type { RejectionCode } from '../core/contract/error.ts'
import { METRICS } from '../core/contract/metric.ts'
import type { Point } from '../core/contract/point.ts'
import type { Decoded, DecodedValue } from '../core/contract/reading.ts'
import { nameOf } from '../core/contract/schema.ts'
import type { Clock, DeviceDirectory, StateStore } from '../core/ports.ts'
import { deviceIdFor } from './device-id.ts'
import type { ChangeFeed } from './services.ts'

export const DIRECTORY_LIMITS = {
  /** Devices in the inbox; a stranger who invents names cannot fill the disk. */
  inboxDevices: 500,
  pointsPerDevice: 200,
  /** The series store keys points by 16 bits. */
  points: 65_000,
  textLength: 120,
  textsPerDevice: 40,
  payloadLength: 2048,
} as const

/** How often "last heard" is written down and told when nothing else about a device changes. */
const HEARD_EVERY_MS = 60_000
/** A day for a device nobody has described; adopting it sets the limit of its kind. */
const DEFAULT_SILENT_AFTER_S = 86_400

type Resolution = ReturnType<DeviceDirectory['resolve']>

export class Directory implements DeviceDirectory {
  readonly #state: StateStore
  readonly #changes: ChangeFeed
  readonly #clock: Clock
  readonly #byKey = new Map<string, Device>()
  readonly #byId = new Map<string, Device>()
  readonly #pointsByDevice = new Map<string, Map<string, Point>>()
  /** Heard since they were last written down. */
  readonly #unwritten = new Set<string>()
  #flushedAt = 0
  readonly #lastPackets = new Map<string, { topic: string; payload: string }>()
  #nextPoint = 1

  constructor(state: StateStore, changes: ChangeFeed, clock: Clock) {
    this.#state = state
    this.#changes = changes
    this.#clock = clock
    for (const device of state.devices.list()) this.#index(device)
    for (const point of state.points.list()) this.#indexPoint(point)
  }

  byId(id: string): Device | undefined {
    return this.#byId.get(id)
  }

  byAddress(codec: string, address: string): Device | undefined {
    return this.#byKey.get(keyOf(codec, address))
  }

  /** The last packet of a device as it came, for the inbox. */
  lastPacket(id: string): { topic: string; payload: string } | undefined {
    return this.#lastPackets.get(id)
  }

  resolve(codec: string, decoded: Decoded, topic: string, payload?: Uint8Array): Resolution {
    const device = this.byAddress(codec, decoded.device) ?? this.#meet(codec, decoded)
    if (device === undefined)
      return { device: null, points: decoded.values.map(() => null), refused: 'device.limit' }
    if (device.status === 'disabled') return { device, points: decoded.values.map(() => null) }
    if (device.status === 'inbox' && payload !== undefined) this.#keepPacket(device.id, topic, payload)
    let refused: RejectionCode | undefined
    const points = decoded.values.map(value => {
      if (METRICS[value.metric].kind === 'text' || typeof value.value === 'string') return null
      const point = this.#pointOf(device, value)
      if (point === null) refused = 'point.limit'
      return point
    })
    return { device, points, refused }
  }

  heard(device: Device, decoded: Decoded, at: number): void {
    const known = this.#byId.get(device.id)
    if (known === undefined) return
    const texts = textsOf(known, decoded.values)
    const availability = toldOf(decoded) ?? (decoded.values.length > 0 ? 'online' : known.availability)
    const changed =
      texts !== known.texts ||
      availability !== known.availability ||
      (decoded.model ?? known.model) !== known.model
    const next: Device = {
      ...known,
      texts,
      availability,
      model: decoded.model ?? known.model,
      firstSeenAt: known.firstSeenAt ?? at,
      // An "offline" is about the device, not from it.
      lastSeenAt: decoded.availability === 'offline' ? known.lastSeenAt : at,
    }
    this.#index(next)
    if (changed || known.firstSeenAt === null) this.#write(next)
    else this.#unwritten.add(device.id)
    // Set back, the clock is no reason to wait.
    if (Math.abs(at - this.#flushedAt) >= HEARD_EVERY_MS) this.#flushHeard(at)
  }

  /** Puts a device that somebody made, changed or adopted into force at once. */
  put(device: Device): void {
    this.#write(device)
  }

  putPoint(point: Point): void {
    this.#state.points.put(point)
    this.#indexPoint(point)
    this.#changes.publish({ type: 'point', point })
  }

  /** A point that is expected of a device before it has spoken, for templates and the demo. */
  ensurePoint(device: Device, metric: DecodedValue['metric'], channel: string | null): Point {
    const point = this.#pointOf(device, { metric, value: 0, channel: channel ?? undefined })
    if (point === null) throw new Error(`device ${device.id} has too many points`)
    return point
  }

  pointsOf(deviceId: string): Point[] {
    return [...(this.#pointsByDevice.get(deviceId)?.values() ?? [])]
  }

  devices(): IterableIterator<Device> {
    return this.#byId.values()
  }

  /** Writes down what is only in memory. */
  flush(): void {
    this.#state.transaction(() => {
      for (const device of this.#byId.values()) this.#state.devices.put(device)
    })
  }

  #meet(codec: string, decoded: Decoded): Device | undefined {
    // The command line may have registered it while this process was running.
    const registered = this.#state.devices.list({ codec, address: decoded.device })[0]
    if (registered !== undefined) {
      this.#index(registered)
      return registered
    }
    const strangers = [...this.#byId.values()].filter(device => device.status === 'inbox')
    if (strangers.length >= DIRECTORY_LIMITS.inboxDevices) return undefined
    const now = this.#clock.now()
    const sites = this.#state.sites.list()
    const named = sites.find(site => decoded.device.startsWith(`${site.id}/`))
    const site = named ?? sites[0]
    if (site === undefined) return undefined
    const device: Device = {
      id: deviceIdFor(codec, decoded.device, id => this.#byId.has(id)),
      siteId: site.id,
      areaId: null,
      name: nameOf(decoded.device.slice(0, 120)),
      kind: 'other',
      status: 'inbox',
      codec,
      address: decoded.device,
      model: decoded.model ?? null,
      silentAfterS: DEFAULT_SILENT_AFTER_S,
      availability: null,
      texts: {},
      firstSeenAt: now,
      lastSeenAt: now,
      createdAt: now,
    }
    this.#write(device)
    return device
  }

  #pointOf(device: Device, value: DecodedValue): Point | null {
    const points = this.#pointsByDevice.get(device.id)
    const channel = value.channel ?? null
    const known = points?.get(pointKey(value.metric, channel))
    if (known !== undefined) return known
    if ((points?.size ?? 0) >= DIRECTORY_LIMITS.pointsPerDevice || this.#nextPoint > DIRECTORY_LIMITS.points)
      return null
    const facts = METRICS[value.metric]
    const point: Point = {
      id: this.#nextPoint,
      siteId: device.siteId,
      deviceId: device.id,
      metric: value.metric,
      channel,
      name: null,
      unit: facts.unit,
      kind: facts.kind,
      counter: facts.kind === 'counter' ? { modulus: null, noise: 0, maxPerHour: null } : null,
      createdAt: this.#clock.now(),
    }
    this.putPoint(point)
    return point
  }

  #keepPacket(id: string, topic: string, payload: Uint8Array): void {
    const shown = Buffer.from(payload.subarray(0, DIRECTORY_LIMITS.payloadLength))
    this.#lastPackets.set(id, { topic, payload: shown.toString('utf8') })
  }

  #index(device: Device): void {
    this.#byId.set(device.id, device)
    this.#byKey.set(keyOf(device.codec, device.address), device)
  }

  #indexPoint(point: Point): void {
    const points = this.#pointsByDevice.get(point.deviceId) ?? new Map<string, Point>()
    points.set(pointKey(point.metric, point.channel), point)
    this.#pointsByDevice.set(point.deviceId, points)
    this.#nextPoint = Math.max(this.#nextPoint, point.id + 1)
  }

  #write(device: Device): void {
    this.#index(device)
    this.#unwritten.delete(device.id)
    this.#state.devices.put(device)
    this.#changes.publish({ type: 'device', device })
  }

  /** All that were heard, in one commit: a hundred devices must not wear the disk out with their signs of life. */
  #flushHeard(at: number): void {
    this.#flushedAt = at
    const heard = [...this.#unwritten].flatMap(id => this.#byId.get(id) ?? [])
    this.#unwritten.clear()
    this.#state.transaction(() => {
      for (const device of heard) this.#state.devices.put(device)
    })
    for (const device of heard) this.#changes.publish({ type: 'device', device })
  }
}

/** A device that sleeps by design says nothing by going off line: only its silence counts. */
function toldOf({ availability, sleeps }: Decoded): Device['availability'] | undefined {
  return sleeps && availability === 'offline' ? undefined : availability
}

function keyOf(codec: string, address: string): string {
  return `${codec}\n${address}`
}

function pointKey(metric: string, channel: string | null): string {
  return channel === null ? metric : `${metric}\n${channel}`
}

/** The same object when nothing changed, so that the caller can tell. */
function textsOf(device: Device, values: readonly DecodedValue[]): Device['texts'] {
  const told = values.filter(value => typeof value.value === 'string')
  const fresh = told.filter(value => device.texts[value.metric] !== value.value)
  if (fresh.length === 0) return device.texts
  const all = Object.entries({
    ...device.texts,
    ...Object.fromEntries(fresh.map(v => [v.metric, String(v.value)])),
  })
  return Object.fromEntries(
    all
      .slice(0, DIRECTORY_LIMITS.textsPerDevice)
      .map(([k, v]) => [k, v.slice(0, DIRECTORY_LIMITS.textLength)]),
  )
}
