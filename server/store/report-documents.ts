/** The tables of kept reports. */
import type { ReportCollections } from '../../core/ports.ts'
import { SqliteDocuments, type SqliteRunner } from './sqlite-documents.ts'

export function reportDocuments(sql: SqliteRunner): ReportCollections {
  return {
    reports: new SqliteDocuments(sql, 'reports'),
    reportDocuments: new SqliteDocuments(sql, 'report_documents'),
    reportSchedules: new SqliteDocuments(sql, 'report_schedules'),
  }
}
