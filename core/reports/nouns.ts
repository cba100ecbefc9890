/** Reports that the state keeps, by the name of their collection. */
import type { ReportDocument, ReportSchedule, StoredReport } from '../contract/report.ts'

/** What a kept report says, apart from the list, which is read often. Has the report's id. */
export interface KeptDocument {
  readonly id: string
  readonly document: ReportDocument
}

export interface ReportNouns {
  readonly reports: StoredReport
  readonly reportDocuments: KeptDocument
  readonly reportSchedules: ReportSchedule
}
