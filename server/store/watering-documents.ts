/** The tables of watering's documents. */
import type { Run } from '../../core/contract/watering-run.ts'
import type { ZoneDay } from '../../core/contract/watering-zone.ts'
import type { WateringCollections } from '../../core/ports.ts'
import { SqliteDocuments, type SqliteRunner } from './sqlite-documents.ts'

export function wateringDocuments(sql: SqliteRunner): WateringCollections {
  const documents = <T extends { readonly id: string }>(table: string) => new SqliteDocuments<T>(sql, table)
  return {
    supplies: documents('supplies'),
    calendars: documents('calendars'),
    incidents: documents('incidents'),
    learnings: documents('learnings'),
    zoneDays: new ZoneDayDocuments(sql, 'zone_days'),
    weatherDays: documents('weather_days'),
  }
}

class ZoneDayDocuments extends SqliteDocuments<ZoneDay> {
  /** Local dates, both included; of one zone, when it is named. Ascending. */
  between(from: string, to: string, zoneId?: string): ZoneDay[] {
    const [filter, values] = zoneId === undefined ? ['true', []] : ["body ->> '$.zoneId' = ?", [zoneId]]
    return this.rows(
      `SELECT body FROM zone_days WHERE ${filter} AND body ->> '$.date' >= ? AND body ->> '$.date' <= ?
       ORDER BY body ->> '$.date', id`,
      ...values,
      from,
      to,
    )
  }

  last(zoneId: string): ZoneDay | undefined {
    return this.rows(
      "SELECT body FROM zone_days WHERE body ->> '$.zoneId' = ? ORDER BY body ->> '$.date' DESC LIMIT 1",
      zoneId,
    )[0]
  }
}

export class RunDocuments extends SqliteDocuments<Run> {
  /** Planned in [from, to), newest first. */
  between(from: number, to: number, limit: number): Run[] {
    const key = "body ->> '$.plannedAt'"
    return this.rows(
      `SELECT body FROM runs WHERE ${key} >= ? AND ${key} < ? ORDER BY ${key} DESC, id DESC LIMIT ?`,
      from,
      to,
      limit,
    )
  }

  ofZone(zoneId: string, limit: number): Run[] {
    return this.rows(
      "SELECT body FROM runs WHERE body ->> '$.zoneId' = ? ORDER BY body ->> '$.plannedAt' DESC, id DESC LIMIT ?",
      zoneId,
      limit,
    )
  }
}
