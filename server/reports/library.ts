/** Reports that are kept: made in the background with progress, filled in by people, printed and sent. */
import { randomUUID } from 'node:crypto'
import { Problem } from '../../core/contract/error.ts'
import type { ReportDocument, ReportFormat, StoredReport } from '../../core/contract/report.ts'
import type { Language } from '../../core/contract/schema.ts'
import type { Clock, Mailer, StateStore } from '../../core/ports.ts'
import { withAnswers } from '../../core/reports/answers.ts'
import { blanksOf } from '../../core/reports/document.ts'
import { periodName, spanOf } from '../../core/reports/period.ts'
import type { Logger, ReportAsk, ReportService } from '../services.ts'
import { letterOf } from './letter.ts'
import type { Press } from './press.ts'

/** Beyond this the oldest that a schedule made go first. */
export const REPORTS_MAX = 2_000
const MAKING_MAX = 8
const SENT_MAX = 50

export interface ReportLibrary {
  list(sees: (siteId: string) => boolean): StoredReport[]
  /** Throws `thing.not-found`. */
  get(id: string): StoredReport
  /** With people's answers in it; null while it is being made or when that failed. */
  document(id: string): ReportDocument | null
  /** Begins; `whenDone` tells of the end, also of a bad one. */
  make(ask: ReportAsk, by: string, scheduleId?: string): StoredReport
  whenDone(id: string): Promise<StoredReport>
  answer(id: string, answers: readonly string[]): StoredReport
  print(id: string, format: ReportFormat, language: Language): Promise<Uint8Array>
  send(id: string, order: SendOrder): Promise<StoredReport>
  remove(id: string): void
}

export interface SendOrder {
  readonly to: readonly string[]
  readonly format: ReportFormat
  readonly language: Language
}

export interface LibraryParts {
  readonly state: StateStore
  readonly clock: Clock
  readonly log: Logger
  readonly reports: ReportService
  readonly press: Press
  readonly mailer: Mailer
}

export function createReportLibrary(parts: LibraryParts): ReportLibrary {
  return new Library(parts)
}

class Library implements ReportLibrary {
  readonly #parts: LibraryParts
  /** Being made now, with how far each is. */
  readonly #making = new Map<string, { progress: number; readonly done: Promise<StoredReport> }>()

  constructor(parts: LibraryParts) {
    this.#parts = parts
    const { state } = parts
    for (const report of state.reports.list({ state: 'making' }))
      state.reports.put({ ...report, state: 'failed', problem: 'server.failed' })
  }

  list(sees: (siteId: string) => boolean): StoredReport[] {
    return this.#parts.state.reports
      .list()
      .filter(({ siteId }) => sees(siteId))
      .sort((a, b) => b.madeAt - a.madeAt)
      .map(report => this.#withProgress(report))
  }

  get(id: string): StoredReport {
    const report = this.#parts.state.reports.get(id)
    if (report === undefined) throw new Problem('thing.not-found', `there is no report ${id}`)
    return this.#withProgress(report)
  }

  document(id: string): ReportDocument | null {
    const kept = this.#parts.state.reportDocuments.get(id)
    return kept === undefined ? null : withAnswers(kept.document, this.get(id).answers)
  }

  make(ask: ReportAsk, by: string, scheduleId?: string): StoredReport {
    const { state, clock } = this.#parts
    if (this.#making.size >= MAKING_MAX)
      throw new Problem('request.too-many', `${MAKING_MAX} reports are being made already`)
    const site = state.sites.get(ask.siteId)
    const span = site === undefined ? null : spanOf(ask.period, site.timeZone)
    if (site === undefined || span === null) throw new Problem('request.invalid', `there is no ${ask.period}`)
    const report: StoredReport = {
      id: randomUUID(),
      ...ask,
      title: { zh: '', en: '' },
      subtitle: periodName(span, site.timeZone),
      state: 'making',
      progress: 0,
      problem: null,
      madeAt: clock.now(),
      madeBy: by,
      scheduleId: scheduleId ?? null,
      blanks: [],
      answers: [],
      sent: [],
    }
    this.#makeRoom()
    state.reports.put(report)
    const entry = { progress: 0, done: this.#work(report, part => (entry.progress = part)) }
    this.#making.set(report.id, entry)
    return report
  }

  async whenDone(id: string): Promise<StoredReport> {
    return (await this.#making.get(id)?.done) ?? this.get(id)
  }

  answer(id: string, answers: readonly string[]): StoredReport {
    const report = this.#ready(id)
    if (answers.length > report.blanks.length)
      throw new Problem('request.invalid', `the report has ${report.blanks.length} blanks`)
    const changed = { ...report, answers: answers.map(answer => answer.trim()) }
    this.#parts.state.reports.put(changed)
    return changed
  }

  print(id: string, format: ReportFormat, language: Language): Promise<Uint8Array> {
    this.#ready(id)
    return this.#parts.press.print(this.document(id) as ReportDocument, format, language)
  }

  async send(id: string, { to, format, language }: SendOrder): Promise<StoredReport> {
    const { state, clock, mailer } = this.#parts
    const { scheduleId } = this.#ready(id)
    const document = this.document(id) as ReportDocument
    const file = await this.#parts.press.print(document, format, language)
    await mailer.send(letterOf({ document, file, format, language, to, byItself: scheduleId !== null }))
    const report = this.#ready(id)
    const sent = [...report.sent, { at: clock.now(), to: [...to], format }].slice(-SENT_MAX)
    state.reports.put({ ...report, sent })
    return { ...report, sent }
  }

  remove(id: string): void {
    this.get(id)
    this.#forget(id)
  }

  async #work(report: StoredReport, onProgress: (part: number) => void): Promise<StoredReport> {
    const { state, reports, log } = this.#parts
    const { siteId, kind, period } = report
    try {
      const document = await reports.make({ siteId, kind, period }, onProgress)
      const { title, subtitle } = document
      const ready: StoredReport = {
        ...report,
        title,
        subtitle,
        state: 'ready',
        progress: 1,
        blanks: blanksOf(document),
      }
      state.transaction(() => {
        state.reports.put(ready)
        state.reportDocuments.put({ id: report.id, document })
      })
      return ready
    } catch (error) {
      const problem = error instanceof Problem ? error.code : 'server.failed'
      if (problem === 'server.failed') log.error({ error, kind, period }, 'a report could not be made')
      const failed: StoredReport = { ...report, state: 'failed', problem }
      state.reports.put(failed)
      return failed
    } finally {
      this.#making.delete(report.id)
    }
  }

  #withProgress(report: StoredReport): StoredReport {
    const making = this.#making.get(report.id)
    return making === undefined ? report : { ...report, progress: making.progress }
  }

  #ready(id: string): StoredReport {
    const report = this.get(id)
    if (report.state !== 'ready') throw new Problem('thing.conflict', `the report ${id} is not ready`)
    return report
  }

  #makeRoom(): void {
    const all = this.#parts.state.reports.list()
    if (all.length < REPORTS_MAX) return
    const oldest = (list: readonly StoredReport[]) => list.toSorted((a, b) => a.madeAt - b.madeAt)[0]
    const leaving = oldest(all.filter(({ scheduleId }) => scheduleId !== null)) ?? oldest(all)
    if (leaving !== undefined) this.#forget(leaving.id)
  }

  #forget(id: string): void {
    const { state } = this.#parts
    state.transaction(() => {
      state.reports.remove(id)
      state.reportDocuments.remove(id)
    })
  }
}
