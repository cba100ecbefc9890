/** Reports as one part: made, kept, printed, sent by themselves. */
import type { Clock, Mailer, SeriesStore, StateStore } from '../../core/ports.ts'
import type { CabinetService } from '../coldchain/cabinets.ts'
import type { Baselines } from '../energy/baselines.ts'
import type { UseBooks } from '../energy/books.ts'
import type { LatestValues, Logger, ReportService } from '../services.ts'
import { createReportLibrary, type ReportLibrary } from './library.ts'
import { createPress, type Press } from './press.ts'
import { createReportService } from './report-service.ts'
import { createReportSchedules, type ReportSchedules } from './schedules.ts'
import { createReportTraces, type ReportTraces } from './traces/traces.ts'

export interface DocumentsParts {
  readonly state: StateStore
  readonly series: SeriesStore
  readonly latest: LatestValues
  readonly clock: Clock
  readonly log: Logger
  readonly books: UseBooks
  readonly cabinets: Pick<CabinetService, 'states' | 'log'>
  readonly baselines: Pick<Baselines, 'savings'>
  readonly mailer: Mailer
}

export interface DocumentServices {
  readonly reports: ReportService
  readonly reportLibrary: ReportLibrary
  readonly reportSchedules: ReportSchedules
  readonly press: Press
  readonly reportTraces: ReportTraces
}

export interface Documents {
  readonly services: DocumentServices
  start(): void
  stop(): Promise<void>
}

export function createDocuments(parts: DocumentsParts): Documents {
  const reports = createReportService(parts)
  const press = createPress()
  const reportTraces = createReportTraces(parts)
  const reportLibrary = createReportLibrary({ ...parts, reports, press })
  const reportSchedules = createReportSchedules({ ...parts, library: reportLibrary })
  return {
    services: { reports, reportLibrary, reportSchedules, press, reportTraces },
    start: () => reportSchedules.start(),
    async stop() {
      reportSchedules.stop()
      await press.stop()
    },
  }
}
