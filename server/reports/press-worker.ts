/** Prints documents beside the main thread, so that a thick one delays no reading. */
import { parentPort } from 'node:worker_threads'
import type { ReportDocument, ReportFormat } from '../../core/contract/report.ts'
import type { Language } from '../../core/contract/schema.ts'
import { csvOf } from '../export/csv.ts'
import { wordOf } from '../export/docx.ts'
import { pdfOf } from '../export/pdf.ts'
import { excelOf } from '../export/xlsx.ts'

export interface PrintOrder {
  readonly id: number
  readonly document: ReportDocument
  readonly format: ReportFormat
  readonly language: Language
}
export type Printed =
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly error: string }

const PRINTERS = { pdf: pdfOf, xlsx: excelOf, docx: wordOf, csv: csvOf } as const

parentPort?.on('message', async ({ id, document, format, language }: PrintOrder) => {
  try {
    const bytes = await PRINTERS[format](document, language)
    parentPort?.postMessage({ id, bytes } satisfies Printed)
  } catch (error) {
    parentPort?.postMessage({
      id,
      error: error instanceof Error ? error.message : String(error),
    } satisfies Printed)
  }
})
