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
import { hear, newRhythm, type Rhythm, rhythmOf } from './registry/rhythm.ts'
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

/** As many names as one device is known by, oldest forgotten. */
const ALIASES_MAX = 8

type Resolution = ReturnType<DeviceDirectory['resolve']>

/** A device with what changes with every packet, which is worked into it only when somebody looks. */
interface Known {
  device: Device
  seenAt: number | null
  readonly points: Map<string, Point>
  /** The last packet as it came, while nobody has adopted the device. */
  packet: { topic: string; readonly bytes: Buffer; length: number } | undefined
  readonly rhythm: Rhythm
}

export class Directory implements DeviceDirectory {
  readonly #state: StateStore
  readonly #changes: ChangeFeed
  readonly #clock: Clock
  readonly #byAddress = new Map<string, Map<string, Known>>()
  readonly #byId = new Map<string, Known>()
  /** Heard since they were last written down. */
  readonly #unwritten = new Set<Known>()
  #flushedAt = 0
  #nextPoint = 1

  constructor(state: StateStore, changes: ChangeFeed, clock: Clock) {
    this.#state = state
    this.#changes = changes
    this.#clock = clock
    for (const device of state.devices.list()) this.#index(device)
    for (const point of state.points.list()) this.#indexPoint(point)
  }

  byId(id: string): Device | undefined {
    const known = this.#byId.get(id)
    return known && current(known)
  }

  byAddress(codec: string, address: string): Device | undefined {
    const known = this.#byAddress.get(codec)?.get(address)
    return known && current(known)
  }

  /** The last packet of a device as it came, for the inbox. */
  lastPacket(id: string): { topic: string; payload: string } | undefined {
    const packet = this.#byId.get(id)?.packet
    return packet && { topic: packet.topic, payload: packet.bytes.toString('utf8', 0, packet.length) }
  }

  resolve(codec: string, decoded: Decoded, topic: string, payload?: Uint8Array): Resolution {
    const known = this.#byAddress.get(codec)?.get(decoded.device) ?? this.#meet(codec, decoded)
    if (known === undefined)
      return { device: null, points: decoded.values.map(() => null), refused: 'device.limit' }
    const { device } = known
    if (device.status === 'disabled') return { device, points: decoded.values.map(() => null) }
    if (device.status === 'inbox' && payload !== undefined) keepPacket(known, topic, payload)
    let refused: RejectionCode | undefined
    const points = decoded.values.map(value => {
      if (METRICS[value.metric].kind === 'text' || typeof value.value === 'string') return null
      const point = this.#pointOf(known, value)
      if (point === null) refused = 'point.limit'
      return point
    })
    return { device, points, refused }
  }

  heard({ id }: Device, decoded: Decoded, at: number): void {
    const known = this.#byId.get(id)
    if (known === undefined) return
    const { device } = known
    // An "offline" is about the device, not from it.
    if (decoded.availability !== 'offline') known.seenAt = at
    hear(known.rhythm, decoded.values, at)
    const texts = textsOf(device, decoded.values)
    const availability = toldOf(decoded) ?? (decoded.values.length > 0 ? 'online' : device.availability)
    const model = decoded.model ?? device.model
    const firstSeenAt = device.firstSeenAt ?? at
    const same =
      texts === device.texts &&
      availability === device.availability &&
      model === device.model &&
      firstSeenAt === device.firstSeenAt
    if (same) this.#unwritten.add(known)
    else this.#write({ ...current(known), texts, availability, model, firstSeenAt })
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
    const known = this.#byId.get(device.id) ?? this.#index(device)
    const point = this.#pointOf(known, { metric, value: 0, channel: channel ?? undefined })
    if (point === null) throw new Error(`device ${device.id} has too many points`)
    return point
  }

  pointsOf(deviceId: string): Point[] {
    return [...(this.#byId.get(deviceId)?.points.values() ?? [])]
  }

  devices(): Device[] {
    return [...this.#byId.values()].map(current)
  }

  /**
   * What is heard of `otherId` is from now on heard of `keptId`: under a further name, or instead of the name it had.
   * Points that only the other one has move over; for the rest, answers which point goes on as which.
   */
  absorb(keptId: string, otherId: string, how: 'also' | 'instead'): [from: Point, to: Point][] {
    const kept = this.#byId.get(keptId)
    const other = this.#byId.get(otherId)
    if (kept === undefined || other === undefined) throw new Error(`no device ${keptId} or ${otherId}`)
    const was = current(other)
    return this.#state.transaction(() => {
      this.#write({ ...was, status: 'retired', address: `retired:${was.id}`, aliases: [] })
      this.#write(heardAs(current(kept), was, how))
      const pairs: [Point, Point][] = []
      for (const [key, point] of other.points) {
        const same = kept.points.get(key)
        if (same !== undefined) pairs.push([point, same])
        else {
          other.points.delete(key)
          this.putPoint({ ...point, deviceId: keptId, siteId: kept.device.siteId })
        }
      }
      return pairs
    })
  }

  /** Packets since the start, and how far the device's own clock is ahead, ms; null when it sends no times. */
  rhythm(id: string): { readonly packets: number; readonly clockAheadMs: number | null } {
    return rhythmOf(this.#byId.get(id)?.rhythm ?? newRhythm())
  }

  /** Writes down what is only in memory. */
  flush(): void {
    this.#state.transaction(() => {
      for (const device of this.devices()) this.#state.devices.put(device)
    })
  }

  #meet(codec: string, decoded: Decoded): Known | undefined {
    // The command line may have registered it while this process was running.
    const registered = this.#state.devices.list({ codec, address: decoded.device })[0]
    if (registered !== undefined) return this.#index(registered)
    if (this.#strangers() >= DIRECTORY_LIMITS.inboxDevices) return undefined
    const now = this.#clock.now()
    const sites = this.#state.sites.list()
    const named = sites.find(({ id }) => id === decoded.siteId || decoded.device.startsWith(`${id}/`))
    const site = named ?? sites[0]
    if (site === undefined) return undefined
    const device: Device = {
      id: deviceIdFor(codec, decoded.device, id => this.#byId.has(id)),
      siteId: site.id,
      areaId: null,
      name: nameOf((decoded.name ?? decoded.device).slice(0, 120)),
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
    return this.#write(device)
  }

  #strangers(): number {
    let count = 0
    for (const { device } of this.#byId.values()) if (device.status === 'inbox') count += 1
    return count
  }

  #pointOf({ device, points }: Known, value: DecodedValue): Point | null {
    const channel = value.channel ?? null
    const known = points.get(pointKey(value.metric, channel))
    if (known !== undefined) return known
    if (points.size >= DIRECTORY_LIMITS.pointsPerDevice || this.#nextPoint > DIRECTORY_LIMITS.points)
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

  #index(device: Device): Known {
    const before = this.#byId.get(device.id)
    for (const { codec, address } of before === undefined ? [] : addressesOf(before.device))
      if (this.#byAddress.get(codec)?.get(address) === before) this.#byAddress.get(codec)?.delete(address)
    const known: Known = before ?? {
      device,
      seenAt: null,
      points: new Map(),
      packet: undefined,
      rhythm: newRhythm(),
    }
    known.device = device
    known.seenAt = device.lastSeenAt
    if (device.status !== 'inbox') known.packet = undefined
    this.#byId.set(device.id, known)
    for (const { codec, address } of addressesOf(device)) {
      const addresses = this.#byAddress.get(codec) ?? new Map<string, Known>()
      this.#byAddress.set(codec, addresses.set(address, known))
    }
    return known
  }

  #indexPoint(point: Point): void {
    this.#byId.get(point.deviceId)?.points.set(pointKey(point.metric, point.channel), point)
    this.#nextPoint = Math.max(this.#nextPoint, point.id + 1)
  }

  #write(device: Device): Known {
    const known = this.#index(device)
    this.#unwritten.delete(known)
    this.#state.devices.put(device)
    this.#changes.publish({ type: 'device', device })
    return known
  }

  /** All that were heard, in one commit: a hundred devices must not wear the disk out with their signs of life. */
  #flushHeard(at: number): void {
    this.#flushedAt = at
    const heard = [...this.#unwritten].map(current)
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

function addressesOf({
  codec,
  address,
  aliases = [],
}: Device): readonly { codec: string; address: string }[] {
  return [{ codec, address }, ...aliases]
}

/** Under the other's names too, or with the other's names for its own. */
function heardAs(kept: Device, other: Device, how: 'also' | 'instead'): Device {
  const { codec, address, model } = other
  if (how === 'instead')
    return { ...kept, codec, address, model: model ?? kept.model, aliases: other.aliases ?? [] }
  return { ...kept, aliases: [...(kept.aliases ?? []), ...addressesOf(other)].slice(-ALIASES_MAX) }
}

function current(known: Known): Device {
  if (known.seenAt !== known.device.lastSeenAt) known.device = { ...known.device, lastSeenAt: known.seenAt }
  return known.device
}

/** Copied, because the bytes belong to the socket; in place, because a stranger may talk a lot. */
function keepPacket(known: Known, topic: string, payload: Uint8Array): void {
  known.packet ??= { topic, bytes: Buffer.alloc(DIRECTORY_LIMITS.payloadLength), length: 0 }
  known.packet.topic = topic
  known.packet.length = Math.min(payload.length, DIRECTORY_LIMITS.payloadLength)
  known.packet.bytes.set(payload.subarray(0, DIRECTORY_LIMITS.payloadLength))
}

function pointKey(metric: string, channel: string | null): string {
  return channel === null ? metric : `${metric}\n${channel}`
}

/** The same object when nothing changed, so that the caller can tell. */
function textsOf(device: Device, values: readonly DecodedValue[]): Device['texts'] {
  const isFresh = ({ metric, value }: DecodedValue) =>
    typeof value === 'string' && device.texts[metric] !== value
  if (!values.some(isFresh)) return device.texts
  const fresh = values.filter(isFresh)
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
