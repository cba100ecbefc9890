/** Sheets of sticky labels: what it is, where it is, and a QR code that opens its page on a phone. */
import { create } from 'qrcode'
import { A4, MM, openPdf, type PdfDocument } from '../export/pdf-file.ts'

export interface Label {
  readonly title: string
  /** At most two, below the title. */
  readonly lines: readonly string[]
  readonly url: string
}

/** Three by eight of 70 × 37 mm on A4, the commonest sheet there is (Avery L7160 and its kin are near it). */
const GRID = { columns: 3, rows: 8, width: 70 * MM, height: 37 * MM } as const
const TOP = (A4.height - GRID.rows * GRID.height) / 2
const PAD = 3.5 * MM
const CODE = 26 * MM
/** Quiet zone of a QR code, modules (ISO/IEC 18004). */
const QUIET = 4

/** One label a cell, as many pages as it takes. `madeAt`: ms since 1970. */
export function labelSheet(
  labels: readonly Label[],
  language: 'zh' | 'en',
  madeAt: number,
): Promise<Uint8Array> {
  const title = language === 'zh' ? '设备标签' : 'Device labels'
  const file = openPdf({ title, language, margin: 0, madeAt })
  const perPage = GRID.columns * GRID.rows
  for (const [index, label] of labels.entries()) {
    if (index > 0 && index % perPage === 0) file.page.addPage()
    const place = index % perPage
    const x = (place % GRID.columns) * GRID.width
    const y = TOP + Math.floor(place / GRID.columns) * GRID.height
    drawLabel(file.page, label, x, y)
  }
  return file.finish()
}

function drawLabel(page: PdfDocument, { title, lines, url }: Label, x: number, y: number): void {
  drawCode(page, url, x + PAD, y + (GRID.height - CODE) / 2)
  const left = x + PAD + CODE + 2 * MM
  const width = GRID.width - PAD - CODE - 2 * MM - PAD
  const fit = { width, ellipsis: true, lineBreak: true } as const
  page.font('bold').fontSize(10.5).fillColor('black')
  page.text(title, left, y + PAD + 2 * MM, { ...fit, height: 34 })
  page.font('regular').fontSize(8)
  for (const [index, line] of lines.slice(0, 2).entries())
    page.text(line, left, y + PAD + 14 * MM + index * 5 * MM, { ...fit, height: 12 })
}

/** As vectors, so that it prints sharp at any size. */
function drawCode(page: PdfDocument, url: string, x: number, y: number): void {
  const { modules } = create(url, { errorCorrectionLevel: 'M' })
  const step = CODE / (modules.size + 2 * QUIET)
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size; column += 1)
      if (modules.get(row, column))
        page.rect(x + (column + QUIET) * step, y + (row + QUIET) * step, step * 1.01, step * 1.01)
  page.fill('black')
}
