/**
 * Labels to stick on things: a QR code that opens the thing's page, its name, and a few lines. A4 sheets of 3 × 8 labels
 * of 70 × 37 mm, the commonest size of the trade, or one label a page for a roll printer.
 */
import { create } from 'qrcode'
import { paperFonts } from '../print/fonts.ts'
import { bytesOf, PaperPdf } from '../print/sheet.ts'

export interface Label {
  readonly title: string
  /** As many as fit, at most four. */
  readonly lines: readonly string[]
  readonly url: string
}

export interface LabelOptions {
  /** One label a page of its own size instead of A4 sheets. */
  readonly roll?: boolean
  /** Places of the first sheet that are used up already. */
  readonly skip?: number
}

const MM = 72 / 25.4
const WIDTH = 70 * MM
const HEIGHT = 37 * MM
const COLUMNS = 3
const ROWS = 8
const PAD = 4 * MM
const QR = HEIGHT - 2 * PAD
const LINES_MAX = 4
export const LABELS_MAX = 1_000

/** The bytes of a PDF file. Throws a RangeError beyond {@link LABELS_MAX} labels. */
export function labelSheet(labels: readonly Label[], options: LabelOptions = {}): Promise<Uint8Array> {
  if (labels.length > LABELS_MAX) throw new RangeError(`at most ${LABELS_MAX} labels at once`)
  const { roll = false, skip = 0 } = options
  const size: 'A4' | [number, number] = roll ? [WIDTH, HEIGHT] : 'A4'
  const pdf = new PaperPdf({ size, margin: 0, autoFirstPage: false })
  const done = bytesOf(pdf)
  pdf.registerFont('regular', paperFonts().regular)
  pdf.registerFont('bold', paperFonts().bold)
  if (labels.length === 0) pdf.addPage()
  labels.forEach((label, n) => {
    const place = roll ? 0 : (n + skip) % (COLUMNS * ROWS)
    if (n === 0 || place === 0) pdf.addPage()
    drawLabel(pdf, label, (place % COLUMNS) * WIDTH, Math.floor(place / COLUMNS) * HEIGHT)
  })
  pdf.end()
  return done
}

function drawLabel(pdf: PDFKit.PDFDocument, { title, lines, url }: Label, x: number, y: number): void {
  drawQr(pdf, url, x + PAD, y + PAD)
  const left = x + PAD + QR + 3 * MM
  const width = x + WIDTH - PAD - left
  pdf.font('bold').fontSize(10).fillColor('#000')
  // A long name takes two lines and then ends in dots.
  const titleHeight = Math.min(pdf.heightOfString(title, { width }), 30)
  pdf.text(title, left, y + PAD, { width, height: titleHeight, ellipsis: true })
  pdf.font('regular').fontSize(7.5)
  lines.slice(0, LINES_MAX).forEach((line, n) => {
    const top = y + PAD + titleHeight + 3 + n * 11
    if (top + 11 <= y + HEIGHT - PAD / 2) pdf.text(line, left, top, { width, height: 11, ellipsis: true })
  })
}

/** Drawn as boxes, so that it is sharp on every printer. */
function drawQr(pdf: PDFKit.PDFDocument, url: string, x: number, y: number): void {
  const { modules } = create(url, { errorCorrectionLevel: 'M' })
  const step = QR / modules.size
  for (let row = 0; row < modules.size; row++) {
    for (let from = 0; from < modules.size; ) {
      let to = from
      while (to < modules.size && modules.get(row, to)) to++
      // A hair of overlap, or viewers show white lines between the rows.
      if (to > from) pdf.rect(x + from * step, y + row * step, (to - from) * step, step + 0.05)
      from = to + 1
    }
  }
  pdf.fill('#000')
}
