/** Headings, paragraphs, notes, figures, and the lines on which people write and sign. */
import type { BlockOf, Words } from '../../core/contract/report-document.ts'
import { figureText, runsOf } from '../../core/reports/document.ts'
import { printTexts } from '../../core/text/reports-print.ts'
import { ATTENTION, INK, LINE, QUIET, SHADE, type Sheet, SIZE } from './sheet.ts'

const GAP = 6
const FIGURES_A_ROW = 4
const FIGURE_HEIGHT = 46

export function heading(sheet: Sheet, words: Words): void {
  // A heading alone at the foot of a page is of no use.
  sheet.need(90)
  sheet.y += 12
  sheet.font('bold', SIZE.heading)
  sheet.write(words[sheet.language])
  sheet.y += GAP
}

export function blockTitle(sheet: Sheet, words: Words): void {
  sheet.font('bold', SIZE.block)
  sheet.write(words[sheet.language])
  sheet.y += 3
}

export function text(sheet: Sheet, words: Words): void {
  sheet.font('regular', SIZE.body)
  sheet.write(words[sheet.language], { lineGap: 2 })
  sheet.y += GAP
}

/** A sentence whose figures stand out and whose blanks cannot be overlooked. */
export function paragraph(sheet: Sheet, block: BlockOf<'paragraph'>): void {
  const runs = runsOf(block, sheet.language)
  const whole = runs.map(({ text }) => text).join('')
  sheet.font('bold', SIZE.body)
  sheet.need(Math.min(sheet.heightOf(whole, sheet.width) * 1.25, sheet.pageRoom))
  runs.forEach(({ text, kind }, n) => {
    const options = { width: sheet.width, lineGap: 3, continued: n < runs.length - 1 }
    const color = kind === 'blank' ? ATTENTION : INK
    sheet.font(kind === 'words' ? 'regular' : 'bold', SIZE.body, color)
    if (n === 0) sheet.pdf.text(text, sheet.left, sheet.y, options)
    else sheet.pdf.text(text, options)
  })
  sheet.y = sheet.pdf.y + GAP
}

export function notes(sheet: Sheet, block: BlockOf<'notes'>): void {
  const indent = 12
  for (const note of block.notes) {
    sheet.font('regular', SIZE.body)
    const shown = note[sheet.language]
    sheet.need(Math.min(sheet.heightOf(shown, sheet.width - indent), sheet.pageRoom))
    sheet.pdf.circle(sheet.left + 3, sheet.y + 7.5, 1.5).fill(QUIET)
    sheet.font('regular', SIZE.body)
    sheet.pdf.text(shown, sheet.left + indent, sheet.y, { width: sheet.width - indent, lineGap: 1 })
    sheet.y = sheet.pdf.y + 3
  }
  sheet.y += GAP
}

/** Numbers side by side, each under its label and above what it is compared with. */
export function figures(sheet: Sheet, block: BlockOf<'figures'>): void {
  const gap = 8
  const width = (sheet.width - gap * (FIGURES_A_ROW - 1)) / FIGURES_A_ROW
  block.figures.forEach((figure, n) => {
    const column = n % FIGURES_A_ROW
    if (column === 0) sheet.need(FIGURE_HEIGHT + gap)
    const x = sheet.left + column * (width + gap)
    const inner = { width: width - 14, height: 14, ellipsis: true }
    sheet.pdf.roundedRect(x, sheet.y, width, FIGURE_HEIGHT, 4).fill(SHADE)
    sheet.font('regular', SIZE.small, QUIET)
    sheet.pdf.text(figure.label[sheet.language], x + 7, sheet.y + 4, inner)
    shrinkToFit(sheet, figureText(figure, sheet.language), x + 7, sheet.y + 15, width - 14)
    if (figure.comparedWith !== null) {
      const compared = figureText({ ...figure, value: figure.compared }, sheet.language)
      sheet.font('regular', 7, QUIET)
      sheet.pdf.text(`${figure.comparedWith[sheet.language]} ${compared}`, x + 7, sheet.y + 32, inner)
    }
    if (column === FIGURES_A_ROW - 1 || n === block.figures.length - 1) sheet.y += FIGURE_HEIGHT + gap
  })
  sheet.y += GAP
}

/** A number is never cut short: it is written smaller. */
function shrinkToFit(sheet: Sheet, shown: string, x: number, y: number, width: number): void {
  sheet.font('bold', 12.5)
  const natural = sheet.pdf.widthOfString(shown)
  if (natural > width) sheet.font('bold', Math.max(5, (12.5 * width) / natural - 0.1))
  sheet.pdf.text(shown, x, y, { lineBreak: false })
}

/** Lines to write on. */
export function blank(sheet: Sheet, block: BlockOf<'blank'>): void {
  const step = 22
  sheet.need(18 + step * block.lines)
  sheet.font('bold', SIZE.body, ATTENTION)
  sheet.write(`【${block.prompt[sheet.language]}】`)
  for (let line = 0; line < block.lines; line++) {
    sheet.y += step
    sheet.rule()
  }
  sheet.y += GAP * 2
}

/** A line to sign and one for the date, for each role. */
export function signature(sheet: Sheet, block: BlockOf<'signature'>): void {
  const height = 40
  for (const role of block.roles) {
    sheet.need(height)
    sheet.y += height - 14
    sheet.font('regular', SIZE.body)
    const label = `${role[sheet.language]}：`.replace(/：$/, sheet.language === 'zh' ? '：' : ':')
    const dateWord = `${printTexts.date[sheet.language]}${sheet.language === 'zh' ? '：' : ':'}`
    line(sheet, label, sheet.left, sheet.width * 0.58)
    line(sheet, dateWord, sheet.left + sheet.width * 0.64, sheet.width * 0.36)
    sheet.y += 14
  }
  sheet.y += GAP
}

function line(sheet: Sheet, label: string, x: number, width: number): void {
  sheet.font('regular', SIZE.body)
  sheet.pdf.text(label, x, sheet.y, { lineBreak: false })
  const from = x + sheet.pdf.widthOfString(label) + 6
  sheet.pdf
    .moveTo(from, sheet.y + 12)
    .lineTo(x + width, sheet.y + 12)
    .lineWidth(0.6)
    .stroke(LINE)
}
