/**
 * What the rooms ask of each other. A room depends on these interfaces, never on another room; main.ts hands the
 * implementations over. Each port with more than one implementation has one suite in test/contract that all must pass.
 */

import type { CabinetProfile } from './coldchain/profile.ts'
import type { Thermal } from './coldchain/warm-up.ts'
import type { Alarm, AlarmEvent } from './contract/alarm.ts'
import type { Cabinet, Restocking } from './contract/cabinet.ts'
import type { Channel, Contact, Delivery, PushSubscription } from './contract/channel.ts'
import type { Command, CommandKind } from './contract/command.ts'
import type { CredentialKind } from './contract/credential.ts'
import type { Device, RejectedPacket } from './contract/device.ts'
import type { Meter, Tariff } from './contract/energy.ts'
import type { RejectionCode } from './contract/error.ts'
import type { Course, EscalationPlan } from './contract/escalation.ts'
import type { IngestStatus } from './contract/ingest.ts'
import type { Checklist, Inspection } from './contract/inspection.ts'
import type { Mapping } from './contract/mapping.ts'
import type { Picture } from './contract/picture.ts'
import type { CounterFacts, Point } from './contract/point.ts'
import type { Bucket, Decoded, PointId, Reading } from './contract/reading.ts'
import type { Responsibility, Roster } from './contract/roster.ts'
import type { Rule } from './contract/rule.ts'
import type { Drill, FloorPlan, Interlock } from './contract/safety.ts'
import type { FoodSample } from './contract/sample.ts'
import type { Area, Site } from './contract/site.ts'
import type { AuditEntry, Token, User } from './contract/user.ts'
import type { Program, Run, Zone, ZoneDay } from './contract/watering.ts'
import type { EnergyNouns } from './energy/nouns.ts'
import type { WateringNouns } from './irrigation/nouns.ts'
import type { CounterUse } from './points/counter.ts'
import type { ReportNouns } from './reports/nouns.ts'

/** Time as an argument. Virtual in tests and simulations. */
export interface Clock {
  /** ms since 1970; may jump when somebody sets the clock. */
  now(): number
  /** ms since an arbitrary start; never jumps. Durations are measured with this. */
  monotonic(): number
}

// ── Readings ────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The time-series store.
 *
 * Times are ms since 1970; `from` is included and `to` is not. Every method rejects with a `Problem` of code
 * `store.unavailable` when the store cannot be reached, and never answers with part of the truth.
 */
export interface SeriesStore {
  /**
   * Keeps a batch. Resolves only when every reading of it would survive a power cut. Idempotent on point + time: a
   * reading that is there already is not kept twice, and the first value stays.
   */
  append(batch: readonly Reading[]): Promise<void>
  /** Raw readings of one point, ascending, at most `limit` (10,000). */
  range(point: PointId, from: number, to: number, limit?: number): Promise<Reading[]>
  /** `count` equal stretches of [from, to); stretches without readings are left out. */
  buckets(point: PointId, from: number, to: number, count: number): Promise<Bucket[]>
  /** The newest reading of each point that has one, by measured time. */
  last(): Promise<Map<PointId, Reading>>
  /** The newest reading of one point strictly before a time. */
  before(point: PointId, at: number): Promise<Reading | undefined>
  /**
   * What counters used between each neighbouring pair of `edges` (ascending, at least two). The rules for rollover,
   * reset and noise, and the interpolation at the edges, are those of `counterUse` in core/points/counter.ts. One answer
   * for each point, in the order asked; a use is NaN where no readings bracket it.
   */
  deltas(points: readonly CounterQuery[], edges: readonly number[]): Promise<CounterUse[]>
  /** Readings of all points after a time, ascending by time; used to evaluate again after a crash. */
  since(at: number, limit?: number): Promise<Reading[]>
  /** Forgets readings older than a time. */
  drop(before: number): Promise<void>
  /** Housekeeping that may take a while and holds nobody up: to be asked every few minutes. `now` is ms since 1970. */
  maintain?(now: number): Promise<void>
  /** A consistent copy in a new folder, made while readings come in. Missing where the store is another program's. */
  backup?(folder: string): Promise<void>
  stats(): Promise<SeriesStats>
  /** Flushes and closes. Nothing may be called afterwards. */
  close(): Promise<void>
}

export interface CounterQuery {
  readonly point: PointId
  readonly facts: CounterFacts | null
}

export interface SeriesStats {
  readonly kind: string
  readonly healthy: boolean
  /** One line for a person, in English, for logs and the health page. */
  readonly detail: string
  readonly readings: number | null
  readonly bytes: number | null
  /** Readings that are safe on this machine's disk but not yet in the server-grade store. */
  readonly spooled: number
  /** Readings given up because that disk space was full; only while that goes on. */
  readonly dropped?: number
  readonly duplicates: number
  readonly earliest: number | null
}

// ── Everything else ─────────────────────────────────────────────────────────────────────────────────────────────

/** Documents of one noun. Synchronous: the engine is in this process. */
export interface Collection<T extends { readonly id: string | number }, Query extends object = Partial<T>> {
  get(id: T['id']): T | undefined
  /** All that match every field of `where`, in the order of their ids. */
  list(where?: Query): T[]
  /** Adds or replaces. */
  put(document: T): void
  remove(id: T['id']): boolean
}

/** Rows that are only ever added, numbered by the store, newest first when listed. */
export interface Log<T extends { readonly id: number }, Query extends object = Partial<T>> {
  add(entry: Omit<T, 'id'>): T
  list(where?: Query, options?: { readonly limit?: number; readonly before?: number }): T[]
}

/** How an alarm rule stands at this moment, kept so that a restart neither loses nor repeats anything. */
export interface AlarmMemory {
  /** The alarm key: a rule's id, or a fixed word with a device's id. */
  readonly id: string
  /** The `AlarmMachine` of core/alarms/step.ts as JSON. */
  readonly machine: unknown
}

/** What was learned of a cabinet; of a hot one with every temperature's sign turned. */
export interface LearnedCabinet {
  readonly id: string
  readonly learnedAt: number
  readonly profile: CabinetProfile
  /** How it warms up with its machine standing still, once that was seen. */
  readonly thermal: Thermal | null
}

export interface Session {
  /** SHA-256 of the cookie's token, hexadecimal. */
  readonly id: string
  readonly userId: string
  readonly createdAt: number
  readonly expiresAt: number
}

/** What a device signs in with. The secret is a random token of 128 bits or more, so a plain hash is enough. */
export interface Credential {
  /** The MQTT user name; a device id, or any name for a gateway that speaks for many devices. */
  readonly id: string
  /** SHA-256, hexadecimal. */
  readonly secretHash: string
  /** Topic filters it may publish to, and subscribe to; `%u` stands for its own name. */
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
  readonly createdAt: number
  readonly disabled: boolean
  /** The kind of gateway and what stands for it in its topics; missing for a device of plain JSON. */
  readonly kind?: CredentialKind
  readonly base?: string | null
  /** When its secret was made; missing when it was with the credential. */
  readonly issuedAt?: number
  readonly lastConnectedAt?: number
  readonly lastAddress?: string
}

/** What a dialect of the gateway was told once and needs later: a birth, an announcement, a unit. */
export interface Announcement {
  readonly id: string
  readonly value: unknown
}

export interface Setting {
  readonly id: string
  readonly value: unknown
}

/** Documents of management, a collection for each noun. */
export type EnergyCollections = { readonly [K in keyof EnergyNouns]: Collection<EnergyNouns[K]> }

/** Documents of watering, a collection for each noun. */
export type WateringCollections = { readonly [K in keyof WateringNouns]: Collection<WateringNouns[K]> } & {
  readonly zoneDays: {
    /** Local dates, both included; of one zone, when it is named. Ascending. */
    between(from: string, to: string, zoneId?: string): ZoneDay[]
    last(zoneId: string): ZoneDay | undefined
  }
}

/** Reports that are kept, a collection for each noun. */
export type ReportCollections = { readonly [K in keyof ReportNouns]: Collection<ReportNouns[K]> }

/** Everything that is not a reading. One file, one transaction at a time. */
export interface StateStore extends EnergyCollections, WateringCollections, ReportCollections {
  readonly sites: Collection<Site>
  readonly areas: Collection<Area>
  readonly devices: Collection<Device>
  readonly points: Collection<Point>
  readonly rules: Collection<Rule>
  /** Open and closed; list open ones with `{ closedAt: null }`. */
  readonly alarms: Collection<Alarm> & {
    /** Newest raised first. `before` is an alarm id, for paging. */
    newest(where: Partial<Alarm>, limit: number, before?: string): Alarm[]
    /**
     * Removes closed ones with their events, those that closed first before others: what closed before `before`, and
     * what is more than fits. At most `limit`; answers with how many.
     */
    forget(before: number, limit: number): number
  }
  readonly alarmEvents: Log<AlarmEvent>
  readonly alarmMemories: Collection<AlarmMemory>
  readonly cabinets: Collection<Cabinet>
  readonly cabinetProfiles: Collection<LearnedCabinet>
  readonly restockings: Collection<Restocking>
  readonly samples: Collection<FoodSample>
  readonly channels: Collection<Channel>
  /** The outbox: rows are added in the same transaction as the alarm they tell of. */
  readonly deliveries: Log<Delivery> & {
    /** Waiting rows whose `nextTryAt` has come, oldest first; of one channel, when it is named. */
    due(now: number, limit: number, channelId?: string): Delivery[]
    update(delivery: Delivery): void
  }
  readonly rosters: Collection<Roster>
  readonly responsibilities: Collection<Responsibility>
  readonly escalationPlans: Collection<EscalationPlan>
  /** How far the telling of each open alarm has come; written in the same transaction as its deliveries. */
  readonly courses: Collection<Course> & { due(now: number, limit: number): Course[] }
  readonly contacts: Collection<Contact>
  readonly pushSubscriptions: Collection<PushSubscription>
  readonly zones: Collection<Zone>
  readonly programs: Collection<Program>
  readonly runs: Collection<Run> & {
    /** Planned in [from, to), newest first. */
    between(from: number, to: number, limit: number): Run[]
    /** Newest first. */
    ofZone(zoneId: string, limit: number): Run[]
  }
  readonly commands: Collection<Command>
  readonly meters: Collection<Meter>
  readonly tariffs: Collection<Tariff>
  readonly users: Collection<User>
  readonly sessions: Collection<Session>
  readonly tokens: Collection<Token>
  readonly credentials: Collection<Credential>
  readonly settings: Collection<Setting>
  readonly announcements: Collection<Announcement>
  readonly mappings: Collection<Mapping>
  readonly pictures: Collection<Picture>
  readonly interlocks: Collection<Interlock>
  readonly drills: Collection<Drill>
  readonly plans: Collection<FloorPlan>
  readonly checklists: Collection<Checklist>
  readonly inspections: Collection<Inspection>
  /** Bounded: the newest 500,000. */
  readonly audit: Log<AuditEntry>
  /** Bounded: the oldest are dropped beyond 1,000. */
  readonly rejections: Log<RejectedPacket> & {
    get(id: number): RejectedPacket | undefined
    /** Those that were understood after all. */
    forget(ids: readonly number[]): void
  }
  /** All or nothing; durable when it returns. May be nested, the outermost commits. */
  transaction<T>(work: () => T): T
  /** A consistent copy of the whole state, written to a file while running. */
  backup(path: string): Promise<void>
  /** Another number whenever another program, the command line, has written since this was asked last. */
  foreignVersion(): number
  close(): void
}

// ── Gateway ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** How the gateway learns who a device is. Unknown devices and points are made on the spot, as inbox entries. */
export interface DeviceDirectory {
  /**
   * The points for what one packet said, in the order of `decoded.values`; null for texts and for points refused.
   * `refused` says why when a device or a point could not be made (limits).
   */
  resolve(
    codec: string,
    decoded: Decoded,
    topic: string,
    /** Shown in the inbox while nobody has adopted the device. */
    payload?: Uint8Array,
  ): {
    readonly device: Device | null
    readonly points: readonly (Point | null)[]
    readonly refused?: RejectionCode
  }
  /** Marks a device as heard, now; keeps its texts and availability. */
  heard(device: Device, decoded: Decoded, at: number): void
  byAddress(codec: string, address: string): Device | undefined
  byId(id: string): Device | undefined
}

/** Where readings go. */
export interface ReadingSink {
  /**
   * What came in, at once, before it is on any disk: alarms and screens do not wait for one. Each reading once, and
   * before it is given to `accept`. Never throws.
   */
  notice(batch: readonly Reading[]): void
  /** Resolves when they are durable; rejects when they were not kept, and may then be given again. */
  accept(batch: readonly Reading[]): Promise<void>
}

/** A message as it came. */
export interface RawPacket {
  readonly topic: string
  readonly payload: Uint8Array
  readonly retained: boolean
  /** ms since 1970. */
  readonly receivedAt: number
  /** From a client without a credential, while pairing is open: it speaks for new devices only. */
  readonly stranger?: boolean
  /** Its sender asked that it be kept for others. It is no older for that. */
  readonly retain?: boolean
}

/** Packets that gave nothing. Counted at once, kept a bounded number, never throws. */
export interface RejectionSink {
  reject(packet: Omit<RejectedPacket, 'id'> & { readonly code: RejectionCode }): void
}

/** How JSON of no known dialect is read, from memory. */
export interface MappingBook {
  /** The same array until one is added, changed or removed. */
  current(): readonly Mapping[]
  onChange(listener: () => void): void
}

/** Who may connect. Answers at once, from memory. */
export interface CredentialBook {
  /** The credential whose secret this is, or undefined. Compares in constant time. */
  verify(username: string, secret: string): Credential | undefined
  /** One that counts, for a client whose certificate says who it is. */
  named?(username: string): Credential | undefined
  /** False for one that has been revoked, rotated or changed since a client signed in with it. */
  holds?(credential: Credential): boolean
  /** Somebody came in with it. */
  connected?(id: string, address: string): void
}

/** An order for a device, before it has an id. */
export interface Order {
  readonly deviceId: string
  readonly kind: CommandKind
  readonly channel: string | null
  readonly forS: number | null
  readonly by: string
  readonly reason: string
  /** An order with the same key is the same order: it is not given twice. */
  readonly id?: string
}

/**
 * The road of commands, implemented by the gateway.
 *
 * What confirms an order is the device's next report of that valve or switch, on that channel, which arrives after the
 * order was sent and was not measured more than a minute before it. Some dialects echo the order before the valve has
 * moved (Zigbee2MQTT's optimistic mode): such an echo confirms. An order is told only to who listens at that moment and is
 * repeated here, so no broker keeps an open for later; a close is told again as soon as its device listens. After a
 * restart closes are sent again and opens past their expiry are not.
 */
export interface CommandRoad {
  /** Keeps the order, cancels older ones for the same valve, and sends it until the device confirms or the tries are used up. Throws a `Problem` for an order that no codec can say. */
  send(order: Order): Command
  /**
   * Called once for every command that is confirmed, failed, expired or cancelled. A close is repeated until the device
   * confirms it and never fails here: whoever ordered it watches how long that takes.
   */
  onSettled(listener: (command: Command) => void): void
  /** Whether an order to open it carries the device's own end; null when no dialect can say that order now. */
  isTimed(order: Pick<Order, 'deviceId' | 'channel' | 'kind'>): boolean | null
}

/** The gateway's part of the ingest status. */
export type GatewayStatus = Pick<
  IngestStatus,
  'packets' | 'rejections' | 'clients' | 'queueDepth' | 'durableAckMs'
>

// ── Telling people ──────────────────────────────────────────────────────────────────────────────────────────────

export * from './notify/ports.ts'
