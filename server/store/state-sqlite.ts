/**
 * Everything that is not a reading, in one SQLite file (built into Node).
 *
 * WAL with synchronous=FULL: a transaction that returned survives a power cut. One writer, this process; other programs
 * may read the file while it runs.
 */
import { chmodSync, renameSync } from 'node:fs'
import { backup, type DatabaseSync } from 'node:sqlite'
import type { Alarm, AlarmEvent } from '../../core/contract/alarm.ts'
import type { Delivery } from '../../core/contract/channel.ts'
import type { RejectedPacket } from '../../core/contract/device.ts'
import type { Course } from '../../core/contract/escalation.ts'
import type { AuditEntry } from '../../core/contract/user.ts'
import type { StateStore } from '../../core/ports.ts'
import { energyDocuments } from './energy-documents.ts'
import { reportDocuments } from './report-documents.ts'
import { condition, SqliteDocuments, SqliteLog, SqliteRunner } from './sqlite-documents.ts'
import { openSqliteFile } from './sqlite-file.ts'
import { RunDocuments, wateringDocuments } from './watering-documents.ts'

/** What was sent is looked up for a year or so, not for ever; what waits is never this far behind. */
const DELIVERIES_KEPT = 200_000
/** A hundred alarms a day for five years, some 600 MB: beyond that something chatters, and the disk is small. */
const ALARMS_KEPT = 200_000
/** Some 300 MB. */
const AUDIT_KEPT = 500_000
/** Packets that gave nothing are kept for a person to look at, not for ever. */
const REJECTIONS_KEPT = 1000

/** Opens or makes the file, at mode 0600. Throws a `StoreFault` that names it when it cannot be used. */
export function openStateStore(path: string): StateStore {
  const database = openSqliteFile(path)
  const sql = new SqliteRunner(database)
  const documents = <T extends { readonly id: string | number }>(table: string) =>
    new SqliteDocuments<T>(sql, table)
  return {
    sites: documents('sites'),
    areas: documents('areas'),
    devices: documents('devices'),
    points: documents('points'),
    rules: documents('rules'),
    alarms: new AlarmDocuments(sql, 'alarms'),
    alarmEvents: new SqliteLog<AlarmEvent>(sql, 'alarm_events'),
    alarmMemories: documents('alarm_memories'),
    cabinets: documents('cabinets'),
    cabinetProfiles: documents('cabinet_profiles'),
    restockings: documents('restockings'),
    samples: documents('samples'),
    channels: documents('channels'),
    deliveries: new DeliveryLog(sql, 'deliveries', DELIVERIES_KEPT),
    rosters: documents('rosters'),
    responsibilities: documents('responsibilities'),
    escalationPlans: documents('escalation_plans'),
    courses: new CourseDocuments(sql, 'courses'),
    contacts: documents('contacts'),
    pushSubscriptions: documents('push_subscriptions'),
    zones: documents('zones'),
    programs: documents('programs'),
    runs: new RunDocuments(sql, 'runs'),
    ...wateringDocuments(sql),
    commands: documents('commands'),
    meters: documents('meters'),
    tariffs: documents('tariffs'),
    users: documents('users'),
    sessions: documents('sessions'),
    tokens: documents('tokens'),
    credentials: documents('credentials'),
    settings: documents('settings'),
    announcements: documents('announcements'),
    mappings: documents('mappings'),
    pictures: documents('pictures'),
    interlocks: documents('interlocks'),
    drills: documents('drills'),
    plans: documents('plans'),
    checklists: documents('checklists'),
    inspections: documents('inspections'),
    ...energyDocuments(sql),
    ...reportDocuments(sql),
    audit: new SqliteLog<AuditEntry>(sql, 'audit', AUDIT_KEPT),
    rejections: new RejectionLog(sql, 'rejections', REJECTIONS_KEPT),
    transaction: work => sql.transaction(work),
    backup: target => copyWhole(database, target),
    // SQLite's own count of commits by other connections.
    foreignVersion: () => Number(sql.all('PRAGMA data_version')[0]?.data_version ?? 0),
    close: () => database.close(),
  }
}

class AlarmDocuments extends SqliteDocuments<Alarm> {
  newest(where: Partial<Alarm>, limit: number, before?: string): Alarm[] {
    const [filter, values] = condition(where)
    const key = "body ->> '$.raisedAt'"
    const page = before === undefined ? 'true' : `(${key}, id) < (SELECT ${key}, id FROM alarms WHERE id = ?)`
    return this.rows(
      `SELECT body FROM alarms WHERE ${filter} AND ${page} ORDER BY ${key} DESC, id DESC LIMIT ?`,
      ...values,
      ...(before === undefined ? [] : [before]),
      limit,
    )
  }

  forget(before: number, limit: number): number {
    const closed = "body ->> '$.closedAt'"
    const [count] = this.sql.all(`SELECT count(*) AS n FROM alarms WHERE ${closed} IS NOT NULL`)
    const beyond = Math.max(0, Number(count?.n ?? 0) - ALARMS_KEPT)
    const oldest = this.sql.all(
      `SELECT id, ${closed} AS closedAt FROM alarms WHERE ${closed} IS NOT NULL ORDER BY ${closed} LIMIT ?`,
      limit,
    )
    const leaving = oldest.filter(({ closedAt }, n) => n < beyond || Number(closedAt) < before)
    this.sql.transaction(() => {
      for (const { id } of leaving) {
        this.sql.run("DELETE FROM alarm_events WHERE body ->> '$.alarmId' = ?", String(id))
        this.remove(String(id))
      }
    })
    return leaving.length
  }
}

class DeliveryLog extends SqliteLog<Delivery> {
  due(now: number, limit: number, channelId?: string): Delivery[] {
    const [filter, values] = condition({ channelId })
    return this.rows(
      `SELECT id, body FROM deliveries WHERE body ->> '$.state' = 'waiting' AND body ->> '$.nextTryAt' <= ?
       AND ${filter} ORDER BY id LIMIT ?`,
      now,
      ...values,
      limit,
    )
  }

  update(delivery: Delivery): void {
    this.replace(delivery)
  }
}

class RejectionLog extends SqliteLog<RejectedPacket> {
  get(id: number): RejectedPacket | undefined {
    return this.rows('SELECT id, body FROM rejections WHERE id = ?', id)[0]
  }

  forget(ids: readonly number[]): void {
    for (const id of ids) this.sql.run('DELETE FROM rejections WHERE id = ?', id)
  }
}

class CourseDocuments extends SqliteDocuments<Course> {
  due(now: number, limit: number): Course[] {
    const key = "body ->> '$.dueAt'"
    return this.rows(`SELECT body FROM courses WHERE ${key} <= ? ORDER BY ${key} LIMIT ?`, now, limit)
  }
}

/** Under a name of its own until it is whole: half a copy is never taken for one. */
async function copyWhole(database: DatabaseSync, target: string): Promise<void> {
  const unfinished = `${target}.unfinished`
  await backup(database, unfinished)
  chmodSync(unfinished, 0o600)
  renameSync(unfinished, target)
}
