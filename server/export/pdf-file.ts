/**
 * A PDF that reads the same on every machine: the font for Chinese and Latin is inside, cut down to the characters used.
 * Noto Sans SC, SIL Open Font License 1.1.
 */
import PDFDocument from 'pdfkit'
import { paperFonts } from '../print/fonts.ts'

/** ISO 216 A4, in points of 1/72 inch. */
export const A4 = { width: 595.28, height: 841.89 } as const
export const MM = 72 / 25.4

export type PdfDocument = PDFKit.PDFDocument

export interface PdfFile {
  readonly page: PdfDocument
  /** Ends the document. Resolves with the whole file. */
  finish(): Promise<Uint8Array>
}

export interface PdfOptions {
  readonly title: string
  readonly language: 'zh' | 'en'
  /** Points. */
  readonly margin: number
  readonly landscape?: boolean
  /** ms since 1970: the same input gives the same bytes. */
  readonly madeAt: number
}

/** Opens an A4 document with the fonts `regular` and `bold`; `regular` is chosen. */
export function openPdf({ title, language, margin, landscape, madeAt }: PdfOptions): PdfFile {
  const page = new PDFDocument({
    size: 'A4',
    layout: landscape ? 'landscape' : 'portrait',
    margin,
    lang: language === 'zh' ? 'zh-CN' : 'en',
    info: { Title: title, Creator: 'Steward 后勤管家', CreationDate: new Date(madeAt) },
    pdfVersion: '1.7',
    bufferPages: true,
    // The first page is made with a font that is embedded, not with one that readers must have.
    font: undefined as unknown as string,
  })
  for (const [name, font] of Object.entries(paperFonts())) page.registerFont(name, font)
  page.font('regular')
  const chunks: Uint8Array[] = []
  page.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  return {
    page,
    finish: () =>
      new Promise((resolve, reject) => {
        page.once('end', () => resolve(Buffer.concat(chunks)))
        page.once('error', reject)
        page.end()
      }),
  }
}
