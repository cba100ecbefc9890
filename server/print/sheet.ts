/** A4 paper with a cursor: margins, page breaks, running head and foot. Lengths are points, 72 to the inch. */
import PdfDocument from 'pdfkit'
import type { Language } from '../../core/contract/schema.ts'
import { printTexts } from '../../core/text/reports-print.ts'
import { fill } from '../../core/text/text.ts'
import { paperFonts } from './fonts.ts'

export const INK = '#1c2022'
export const QUIET = '#5d6468'
export const LINE = '#c9ccc8'
export const SHADE = '#f1f0ec'
export const ATTENTION = '#9a5b00'

export const SIZE = { title: 20, heading: 13, block: 10.5, body: 9.5, small: 8 } as const

const MARGIN = 48
const HEAD_ROOM = 22
const FOOT_ROOM = 26
/** More pages than anybody reads: a document that wants more is a fault. */
const PAGES_MAX = 1_000

export interface Paper {
  readonly language: Language
  readonly title: string
  readonly foot: string
  readonly madeAt: number
  readonly landscape: boolean
}

/** What the font has no sign for, and how it is written then: CO2 for CO₂. */
const PLAIN_SIGNS: Readonly<Record<string, string>> = { '☐': '□', '✗': '×' }

function printable(text: string): string {
  return text.replace(/[₀-₉☐✗]/g, sign => PLAIN_SIGNS[sign] ?? sign.normalize('NFKC'))
}

/** The font's quotation marks and dashes are as wide as a Chinese letter unless asked for otherwise. */
const WIDE_MARKS = /[‘’“”…—]/
const NARROW: PDFKit.Mixins.OpenTypeFeatures[] = ['pwid']

/** pdfkit that never meets a sign its font has not, and sets the marks of a Latin text as wide as its letters. */
export class PaperPdf extends PdfDocument {
  override text(text: string, x?: number, y?: number, options?: PDFKit.Mixins.TextOptions): this
  override text(text: string, options?: PDFKit.Mixins.TextOptions): this
  override text(text: string, ...rest: unknown[]): this {
    const options = rest.at(-1)
    const at = (typeof options === 'object' ? rest.slice(0, -1) : rest) as [number, number]
    const own = typeof options === 'object' ? (options as PDFKit.Mixins.TextOptions) : undefined
    return super.text(printable(text), ...at, this.#set(text, own) as PDFKit.Mixins.TextOptions)
  }

  override widthOfString(text: string, options?: PDFKit.Mixins.TextOptions): number {
    // The end of a line has no width; pdfkit would break the line before it for want of room.
    return super.widthOfString(printable(text).replace(/\n$/, ''), this.#set(text, options))
  }

  override heightOfString(text: string, options?: PDFKit.Mixins.TextOptions): number {
    return super.heightOfString(printable(text), this.#set(text, options))
  }

  #set(text: string, options: PDFKit.Mixins.TextOptions | undefined): PDFKit.Mixins.TextOptions | undefined {
    const isLatin = this.options.lang?.startsWith('en') === true
    return isLatin && WIDE_MARKS.test(text) ? { ...options, features: NARROW } : options
  }
}

export class Sheet {
  readonly pdf: PDFKit.PDFDocument
  readonly language: Language
  readonly left = MARGIN
  readonly width: number
  y = MARGIN
  readonly #bottom: number
  readonly #paper: Paper
  readonly #done: Promise<Uint8Array>

  constructor(paper: Paper) {
    this.#paper = paper
    this.language = paper.language
    const layout = paper.landscape ? 'landscape' : 'portrait'
    this.pdf = new PaperPdf({
      size: 'A4',
      layout,
      margin: MARGIN,
      bufferPages: true,
      autoFirstPage: false,
      lang: paper.language === 'zh' ? 'zh-CN' : 'en-GB',
      displayTitle: true,
      info: { Title: paper.title, Creator: 'Steward', CreationDate: new Date(paper.madeAt) },
    })
    this.#done = bytesOf(this.pdf)
    this.pdf.registerFont('regular', paperFonts().regular)
    this.pdf.registerFont('bold', paperFonts().bold)
    this.#addPage()
    this.width = this.pdf.page.width - 2 * MARGIN
    this.#bottom = this.pdf.page.height - MARGIN - FOOT_ROOM
  }

  /** Points left below the cursor. */
  get room(): number {
    return this.#bottom - this.y
  }

  /** The most that fits on a page. */
  get pageRoom(): number {
    return this.#bottom - MARGIN - HEAD_ROOM
  }

  /** Turns the page unless so much fits below the cursor. True when it was turned. */
  need(height: number): boolean {
    if (height <= this.room || this.y <= MARGIN + HEAD_ROOM) return false
    this.turn()
    return true
  }

  turn(): void {
    this.#addPage()
    this.y = MARGIN + HEAD_ROOM
  }

  font(weight: 'regular' | 'bold', size: number, color: string = INK): PDFKit.PDFDocument {
    return this.pdf.font(weight).fontSize(size).fillColor(color)
  }

  /** Height of a text at the font set last. */
  heightOf(text: string, width: number): number {
    return this.pdf.heightOfString(text, { width })
  }

  /** Writes at the cursor, over as many pages as it takes, and moves below it. */
  write(text: string, options: PDFKit.Mixins.TextOptions = {}): void {
    const height = this.heightOf(text, this.width)
    this.need(Math.min(height, this.pageRoom))
    this.pdf.text(text, this.left, this.y, { width: this.width, ...options })
    this.y = this.pdf.y
  }

  rule(color: string = LINE): void {
    this.pdf
      .moveTo(this.left, this.y)
      .lineTo(this.left + this.width, this.y)
      .lineWidth(0.6)
      .stroke(color)
  }

  /** Numbers the pages and closes; the bytes of the file. */
  async end(): Promise<Uint8Array> {
    const { count } = this.pdf.bufferedPageRange()
    for (let page = 0; page < count; page++) {
      this.pdf.switchToPage(page)
      this.#head(page)
      this.#foot(page, count)
    }
    this.pdf.end()
    return this.#done
  }

  #addPage(): void {
    if (this.pdf.bufferedPageRange().count >= PAGES_MAX) throw new RangeError(`more than ${PAGES_MAX} pages`)
    this.pdf.addPage()
    // What stands in the margin must not turn the page by itself.
    this.pdf.page.margins.bottom = 0
  }

  #head(page: number): void {
    if (page === 0) return
    this.font('regular', SIZE.small, QUIET)
    this.pdf.text(this.#paper.title, this.left, MARGIN - 8, { width: this.width, height: 12, ellipsis: true })
    this.pdf
      .moveTo(this.left, MARGIN + 6)
      .lineTo(this.left + this.width, MARGIN + 6)
      .lineWidth(0.5)
      .stroke(LINE)
  }

  #foot(page: number, pages: number): void {
    const y = this.pdf.page.height - MARGIN - 4
    this.font('regular', SIZE.small, QUIET)
    const count = fill(printTexts.page, this.language, { page: page + 1, pages })
    const side = 130
    this.pdf.text(this.#paper.foot, this.left, y, { width: this.width - side, height: 12, ellipsis: true })
    this.pdf.text(count, this.left + this.width - side, y, { width: side, align: 'right', lineBreak: false })
  }
}

/** Everything a PDF says until its end. */
export function bytesOf(pdf: PDFKit.PDFDocument): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  return new Promise((resolve, reject) => {
    pdf.on('data', chunk => chunks.push(chunk))
    pdf.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))))
    pdf.on('error', reject)
  })
}
