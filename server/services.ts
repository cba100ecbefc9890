/**
 * The services of this room, as its HTTP routes and jobs see them. server.ts builds them; a route never reaches
 * behind them.
 */
import type { Alarm, AlarmEvent } from '../core/contract/alarm.ts'
import type { Channel } from '../core/contract/channel.ts'
import type { Command } from '../core/contract/command.ts'
import type { Device, InboxEntry } from '../core/contract/device.ts'
import type { Meter, MeterStatus, MeterUse } from '../core/contract/energy.ts'
import type { Point } from '../core/contract/point.ts'
import type { PointId, Reading } from '../core/contract/reading.ts'
import type { AskedKind, ReportDocument, ReportPeriod, Words } from '../core/contract/report.ts'
import type { RuleStanding } from '../core/contract/rule.ts'
import type { Name } from '../core/contract/schema.ts'
import type { Site } from '../core/contract/site.ts'
import type {
  PlannedRun,
  Program,
  ProgramPreview,
  Run,
  WeatherOutlook,
  ZoneStatus,
} from '../core/contract/watering.ts'
import type { SiteDay } from '../core/irrigation/days.ts'
import type { ValveRef } from '../core/irrigation/keeper-effect.ts'
import type { Period } from '../core/time/zone.ts'

/** The newest reading of every point, in memory, rebuilt from the store at start. */
export interface LatestValues {
  get(point: PointId): Reading | undefined
  all(): IterableIterator<Reading>
}

/** What changed, told inside this process as it happens; the live view and the jobs listen. */
export type Change =
  | { readonly type: 'readings'; readonly readings: readonly Reading[] }
  | { readonly type: 'alarm'; readonly alarm: Alarm }
  | { readonly type: 'device'; readonly device: Device }
  | { readonly type: 'point'; readonly point: Point }
  | { readonly type: 'zones' }

export interface ChangeFeed {
  publish(change: Change): void
  /** Returns the way to stop listening. A listener that throws is logged and harms no other. */
  subscribe(listener: (change: Change) => void): () => void
}

/** A person's dealings with alarms. All throw a `Problem`; all are recorded with who did it. */
export interface AlarmService {
  acknowledge(id: string, by: string, note?: string): Alarm
  close(id: string, by: string, what: { note?: string; action?: string }): Alarm
  /** Life safety is refused unless a second person, `seconder`, agrees. */
  shelve(id: string, by: string, minutes: number, note?: string, seconder?: string): Alarm
  unshelve(id: string, by: string): Alarm
  /** Names whose it is, or adds what somebody saw; also to one that is closed. */
  amend(
    id: string,
    by: string,
    amendment: { assignedTo?: string | null; note?: string; pictureId?: string },
  ): AlarmEvent
  /** Takes rules out of service for maintenance. Refused, all of them, where life safety has no second person. */
  takeOut(ruleIds: readonly string[], what: Maintenance): void
  /** Ends that; what is wrong is told at once. */
  putBack(ruleIds: readonly string[], by: string): void
  /**
   * Holds back exactly these rules for one reason (a dead gateway, a power cut), for so long; said again to renew it,
   * with fewer rules to release the others, with none to end it. Life safety is never held back.
   */
  suppress(reason: string, ruleIds: readonly string[], minutes: number): void
  /** Every rule in force, or only those that are out of service. */
  standings(which?: 'out-of-service'): RuleStanding[]
  /** A rule was added, changed or removed: its machine is rebuilt, its open alarm kept or closed. */
  ruleChanged(ruleId: string): void
  /** Raises or ends an alarm of the product itself (a command nobody confirmed, a failed store). */
  signal(signal: SystemSignal): void
}

export interface Maintenance {
  readonly by: string
  readonly second: string | null
  readonly minutes: number
  readonly note: string
}

export interface SystemSignal {
  readonly source: 'command' | 'system'
  /** Fixed word, with a device's id where it is about one: `command.unconfirmed:valve-1`. */
  readonly key: string
  readonly active: boolean
  readonly siteId: string
  readonly deviceId: string | null
  readonly name: Name
  readonly priority: Alarm['priority']
}

export interface DeviceService {
  inbox(status?: 'inbox' | 'ignored'): InboxEntry[]
  /** Gives it a kind, name and place, and the rules of the kind's template. */
  adopt(
    key: string,
    choice: { kind: Device['kind']; name?: Name; areaId?: string | null; siteId?: string },
  ): Device
  /** A device that is known before it has spoken, by the name its dialect gives it. */
  register(input: {
    id: string
    siteId: string
    codec: string
    address: string
    name?: Name
    kind?: Device['kind']
    areaId?: string | null
  }): Device
  /** A plain-JSON device with its own credential; the password is answered once and kept only as a hash. */
  create(input: {
    id: string
    siteId?: string
    name?: Name
    kind?: Device['kind']
    areaId?: string | null
  }): {
    device: Device
    credential: { username: string; password: string }
  }
  change(
    id: string,
    change: Partial<
      Pick<Device, 'name' | 'kind' | 'areaId' | 'status' | 'silentAfterS' | 'gatewayId' | 'ledger'>
    >,
  ): Device
}

export interface WateringService {
  status(): ZoneStatus[]
  runZone(zoneId: string, runS: number, by: string): Run
  stopZone(zoneId: string, by: string): Command[]
  /** Of one site, when it is named. */
  stopAll(by: string, siteId?: string): Command[]
  /** What will start before `to`, ms, skips included. */
  plan(to: number): PlannedRun[]
  /** What a draft would do beside the other programs; the one of its id gives way to it. */
  preview(program: Program): ProgramPreview
  /** Zones, supplies, programs, calendars, settings or weather were changed. */
  changed(): void
  programRemoved(programId: string): void
  closeIncident(id: string, by: string): void
  outlook(site: Site, days: readonly SiteDay[]): WeatherOutlook
  weatherWritten(site: Site, date: string): void
  closesItself(ref: ValveRef): boolean | null
  refreshWeather(): Promise<void>
}

export interface MeterService {
  status(): Promise<MeterStatus[]>
  /** Meters, tariffs or readings were changed by hand: what is at hand is not to be told any more. */
  changed?(): void
  use(meter: Meter, from: number, to: number, per: Period): Promise<MeterUse[]>
}

export interface ReportAsk {
  readonly siteId: string
  readonly kind: AskedKind
  /** `2026-11-23`, `2026-W47`, `2026-11`, `2026-Q4` or `2026`. */
  readonly period: string
}

export interface ReportService {
  /** Those there are readings for, newest first. */
  periods(siteId: string, per: ReportPeriod): Promise<{ key: string; name: Words; running: boolean }[]>
  /** Rejects with `report.no-data` when there is nothing to report. `onProgress` hears from 0 to 1. */
  make(ask: ReportAsk, onProgress?: (part: number) => void): Promise<ReportDocument>
}

export interface Notice {
  readonly title: Name
  /** A line each. */
  readonly lines: { readonly zh: readonly string[]; readonly en: readonly string[] }
  /** A path of the dashboard to open, such as `/handover`. */
  readonly path: string
}

export interface ChannelService {
  /** `userId`: whoever asks, who is told on a personal channel. */
  test(channel: Channel, userId?: string): Promise<{ ok: boolean; detail: string }>
  /**
   * Says something that is no alarm (a handover) on one channel, now, once. On a personal channel `userId` is told. It is
   * not kept: whoever asks hears whether it was taken.
   */
  say(channel: Channel, notice: Notice, userId?: string): Promise<{ ok: boolean; detail: string }>
}

/** pino's shape, as much of it as is used. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
