/** Charts as lines and boxes of the page itself: sharp at every size, and read by nobody as numbers they are not. */
import type { BlockOf } from '../../core/contract/report-document.ts'
import { scaleOf } from '../../core/reports/scale.ts'
import { formatNumber } from '../../core/text/format.ts'
import { unitText } from '../../core/text/metrics.ts'
import { INK, LINE, QUIET, type Sheet, SIZE } from './sheet.ts'
import { blockTitle } from './words.ts'

type ChartBlock = BlockOf<'chart'>

/** Told apart also without colour: each is darker or lighter than its neighbours (after Okabe and Ito, 2008). */
export const SERIES_COLORS = [
  '#0b5c8a',
  '#e69f00',
  '#2a9d6f',
  '#8c4a8e',
  '#56b4e9',
  '#b5492c',
  '#6b7075',
  '#c7b446',
]
const LIMIT_COLOR = '#b3261e'
const HEIGHT = 120
/** With its title, legend and labels. */
export const CHART_HEIGHT = HEIGHT + 60
const AXIS_WIDTH = 44
const LABEL_HEIGHT = 14

interface Plot {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** From a value to its height on the page. */
  readonly at: (value: number) => number
  readonly zero: number
}

export function chart(sheet: Sheet, block: ChartBlock): void {
  if (block.labels.length === 0 || block.series.length === 0) return
  sheet.need(CHART_HEIGHT)
  blockTitle(sheet, block.title)
  legend(sheet, block)
  const plot = axes(sheet, block)
  if (block.shape === 'lines') lines(sheet, block, plot)
  else if (block.shape === 'stacked') stacked(sheet, block, plot)
  else bars(sheet, block, plot)
  limits(sheet, block, plot)
  xLabels(sheet, block, plot)
  sheet.y = plot.y + plot.height + LABEL_HEIGHT + 10
}

const colorOf = (n: number) => SERIES_COLORS[n % SERIES_COLORS.length] ?? INK

function legend(sheet: Sheet, { series, unit }: ChartBlock): void {
  const { language, pdf } = sheet
  let x = sheet.left
  sheet.font('regular', SIZE.small, QUIET)
  const word = unitText(unit, language)
  pdf.text(word, x, sheet.y, { lineBreak: false })
  x += pdf.widthOfString(word) + 14
  series.forEach(({ name }, n) => {
    const shown = name[language]
    const width = pdf.widthOfString(shown) + 24
    if (x + width > sheet.left + sheet.width) {
      x = sheet.left
      sheet.y += 12
    }
    pdf.rect(x, sheet.y + 3, 8, 6).fill(colorOf(n))
    sheet.font('regular', SIZE.small, QUIET)
    pdf.text(shown, x + 11, sheet.y, { lineBreak: false })
    x += width
  })
  sheet.y += 15
}

function axes(sheet: Sheet, block: ChartBlock): Plot {
  const { pdf, language } = sheet
  const { low, high, ticks, digits } = scaleOf(block)
  const plot = { x: sheet.left + AXIS_WIDTH, y: sheet.y, width: sheet.width - AXIS_WIDTH, height: HEIGHT }
  const at = (value: number) => plot.y + plot.height * (1 - (value - low) / (high - low))
  for (const tick of ticks) {
    const y = at(tick)
    pdf
      .moveTo(plot.x, y)
      .lineTo(plot.x + plot.width, y)
      .lineWidth(tick === 0 ? 0.8 : 0.4)
      .stroke(LINE)
    sheet.font('regular', 7, QUIET)
    const shown = formatNumber(tick, digits, language)
    pdf.text(shown, sheet.left, y - 5, { width: AXIS_WIDTH - 6, align: 'right', lineBreak: false })
  }
  return { ...plot, at, zero: at(Math.min(high, Math.max(low, 0))) }
}

/** Every series side by side in its period; a period nobody measured is an empty outline, not a zero. */
function bars({ pdf }: Sheet, { labels, series }: ChartBlock, plot: Plot): void {
  const slot = plot.width / labels.length
  const width = (slot * 0.8) / series.length
  labels.forEach((_, period) => {
    series.forEach(({ values }, n) => {
      const x = plot.x + period * slot + slot * 0.1 + n * width
      const value = values[period] ?? null
      if (value === null) gap(pdf, x, plot, width)
      else box(pdf, x, plot.zero, plot.at(value), width, colorOf(n))
    })
  })
}

/** Parts of one whole, on top of each other. */
function stacked({ pdf }: Sheet, { labels, series }: ChartBlock, plot: Plot): void {
  const slot = plot.width / labels.length
  labels.forEach((_, period) => {
    const x = plot.x + period * slot + slot * 0.1
    if (series.every(({ values }) => (values[period] ?? null) === null)) gap(pdf, x, plot, slot * 0.8)
    let below = 0
    series.forEach(({ values }, n) => {
      const value = values[period] ?? null
      if (value === null) return
      box(pdf, x, plot.at(below), plot.at(below + value), slot * 0.8, colorOf(n))
      below += value
    })
  })
}

function box(
  pdf: PDFKit.PDFDocument,
  x: number,
  from: number,
  to: number,
  width: number,
  color: string,
): void {
  if (from === to) return
  pdf.rect(x, Math.min(from, to), Math.max(width - 0.4, 0.4), Math.abs(from - to)).fill(color)
}

function gap(pdf: PDFKit.PDFDocument, x: number, plot: Plot, width: number): void {
  pdf.save().dash(2, { space: 2 }).lineWidth(0.5)
  pdf
    .rect(x, plot.y + plot.height - 14, Math.max(width - 0.6, 0.5), 14)
    .stroke('#a6aaad')
    .restore()
}

/** Where there is no reading the line is broken; a reading alone between two gaps is a dot. */
function lines({ pdf }: Sheet, { labels, series }: ChartBlock, plot: Plot): void {
  const step = labels.length > 1 ? plot.width / (labels.length - 1) : plot.width
  series.forEach(({ values }, n) => {
    const points = labels.map((_, k) => {
      const value = values[k] ?? null
      return value === null ? null : ([plot.x + k * step, plot.at(value)] as const)
    })
    points.forEach((point, k) => {
      if (point === null) return
      const before = k === 0 ? null : (points[k - 1] ?? null)
      const after = points[k + 1] ?? null
      if (before !== null)
        pdf
          .moveTo(...before)
          .lineTo(...point)
          .lineWidth(1.1)
          .stroke(colorOf(n))
      else if (after === null) pdf.circle(point[0], point[1], 1.2).fill(colorOf(n))
    })
  })
}

function limits(sheet: Sheet, block: ChartBlock, plot: Plot): void {
  const { pdf, language } = sheet
  for (const { value, name } of block.limits ?? []) {
    const y = plot.at(value)
    pdf.save().dash(4, { space: 2 }).lineWidth(0.9)
    pdf
      .moveTo(plot.x, y)
      .lineTo(plot.x + plot.width, y)
      .stroke(LIMIT_COLOR)
      .restore()
    sheet.font('regular', 7, LIMIT_COLOR)
    // Below the line where above it would stand in the legend.
    pdf.text(name[language], plot.x + 3, y - 10 < plot.y ? y + 1 : y - 10, { lineBreak: false })
  }
}

/** As many labels as stand beside each other without touching. */
function xLabels(sheet: Sheet, { labels, shape }: ChartBlock, plot: Plot): void {
  sheet.font('regular', 7, QUIET)
  const widest = Math.max(...labels.map(label => sheet.pdf.widthOfString(label))) + 6
  const slot = plot.width / (shape === 'lines' ? Math.max(1, labels.length - 1) : labels.length)
  const every = Math.max(1, Math.ceil(widest / slot))
  labels.forEach((label, n) => {
    if (n % every !== 0) return
    const center = plot.x + (shape === 'lines' ? n * slot : (n + 0.5) * slot)
    const width = sheet.pdf.widthOfString(label)
    const x = Math.min(center - width / 2, plot.x + plot.width - width)
    sheet.pdf.text(label, x, plot.y + plot.height + 3, { lineBreak: false })
  })
}
