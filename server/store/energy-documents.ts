/** The tables of management's documents. */
import type { EnergyCollections } from '../../core/ports.ts'
import { SqliteDocuments, type SqliteRunner } from './sqlite-documents.ts'

export function energyDocuments(sql: SqliteRunner): EnergyCollections {
  const documents = <T extends { readonly id: string }>(table: string) => new SqliteDocuments<T>(sql, table)
  return {
    activities: documents('activities'),
    premises: documents('premises'),
    baselines: documents('baselines'),
    adjustments: documents('adjustments'),
    measures: documents('measures'),
    targets: documents('targets'),
    factors: documents('factors'),
    holidays: documents('holidays'),
    handReadings: documents('hand_readings'),
    meterPhotos: documents('meter_photos'),
    bookMonths: documents('book_months'),
    resettlements: documents('resettlements'),
  }
}
