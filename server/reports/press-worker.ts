/** Prints documents beside the main thread, so that a thick one delays no reading. */
import { parentPort } from 'node:worker_threads'
import type { ReportDocument, ReportFormat } from '../../core/contract/report.ts'
import type { Language } from '../../core/contract/schema.ts'
import { csvOf } from '../export/csv.ts'
import { wordOf } from '../export/docx.ts'
import { pdfOf } from '../export/pdf.ts'
import { excelOf } from '../export/xlsx.ts'
import { type Label, labelSheet } from '../registry/labels.ts'

export type Paper =
  | { readonly document: ReportDocument; readonly format: ReportFormat; readonly language: Language }
  | { readonly labels: readonly Label[]; readonly language: Language; readonly madeAt: number }
export interface PrintOrder {
  readonly id: number
  readonly paper: Paper
}
export type Printed =
  | { readonly id: number; readonly bytes: Uint8Array }
  | { readonly id: number; readonly error: string }

const PRINTERS = { pdf: pdfOf, xlsx: excelOf, docx: wordOf, csv: csvOf } as const

parentPort?.on('message', async ({ id, paper }: PrintOrder) => {
  try {
    const bytes = await printed(paper)
    parentPort?.postMessage({ id, bytes } satisfies Printed)
  } catch (error) {
    parentPort?.postMessage({
      id,
      error: error instanceof Error ? error.message : String(error),
    } satisfies Printed)
  }
})

async function printed(paper: Paper): Promise<Uint8Array> {
  if ('labels' in paper) return labelSheet(paper.labels, paper.language, paper.madeAt)
  return PRINTERS[paper.format](paper.document, paper.language)
}
