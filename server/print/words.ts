/** Headings, paragraphs, notes, figures, and the lines on which people write and sign. */
import type { BlockOf, Words } from '../../core/contract/report-document.ts'
import { figureText, noteTexts, runsOf } from '../../core/reports/document.ts'
import { printTexts } from '../../core/text/reports-print.ts'
import { ATTENTION, INK, LINE, QUIET, SHADE, type Sheet, SIZE } from './sheet.ts'

const GAP = 6
const SIZE_FIGURE = 12.5
const SIZE_COMPARED = 7
const SIZE_LEAST = 5
const FIGURES_A_ROW = 4
const FIGURE_HEIGHT = 46
const HEADING_HEIGHT = 40
/** Writing lines lie so far apart that a pen fits between them. */
const BLANK_STEP = 22
const SIGNATURE_HEIGHT = 40

/** `follows`: the height of what must stand on the same page, as a heading alone at its foot is of no use. */
export function heading(sheet: Sheet, words: Words, follows: number): void {
  sheet.need(Math.min(HEADING_HEIGHT + follows, sheet.pageRoom))
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
  for (const shown of noteTexts(block, sheet.language)) {
    sheet.font('regular', SIZE.body)
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
    const place = { x: x + 7, width: width - 14 }
    sheet.pdf.roundedRect(x, sheet.y, width, FIGURE_HEIGHT, 4).fill(SHADE)
    sheet.font('regular', SIZE.small, QUIET)
    shrinkToFit(sheet, figure.label[sheet.language], { ...place, y: sheet.y + 4 }, SIZE.small)
    sheet.font('bold', SIZE_FIGURE)
    shrinkToFit(sheet, figureText(figure, sheet.language), { ...place, y: sheet.y + 15 }, SIZE_FIGURE)
    if (figure.comparedWith !== null) {
      const compared = figureText({ ...figure, value: figure.compared }, sheet.language)
      sheet.font('regular', SIZE_COMPARED, QUIET)
      const said = `${figure.comparedWith[sheet.language]} ${compared}`
      shrinkToFit(sheet, said, { ...place, y: sheet.y + 32 }, SIZE_COMPARED)
    }
    if (column === FIGURES_A_ROW - 1 || n === block.figures.length - 1) sheet.y += FIGURE_HEIGHT + gap
  })
  sheet.y += GAP
}

/** Neither a number nor what it is called is ever cut short: it is written smaller. In the font set last. */
function shrinkToFit(
  { pdf }: Sheet,
  shown: string,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  size: number,
): void {
  const natural = pdf.widthOfString(shown)
  if (natural > width) pdf.fontSize(Math.max(SIZE_LEAST, (size * width) / natural - 0.1))
  pdf.text(shown, x, y, { lineBreak: false })
}

/** Lines to write on. */
export function blank(sheet: Sheet, block: BlockOf<'blank'>): void {
  sheet.need(blankHeight(block))
  sheet.font('bold', SIZE.body, ATTENTION)
  sheet.write(`【${block.prompt[sheet.language]}】`)
  for (let line = 0; line < block.lines; line++) {
    sheet.y += BLANK_STEP
    sheet.rule()
  }
  sheet.y += GAP * 2
}

export const blankHeight = ({ lines }: BlockOf<'blank'>) => 18 + BLANK_STEP * lines

export const signatureHeight = ({ roles }: BlockOf<'signature'>) => SIGNATURE_HEIGHT * roles.length

/** A line to sign and one for the date, for each role; who signs signs on one page with the others. */
export function signature(sheet: Sheet, block: BlockOf<'signature'>): void {
  sheet.need(signatureHeight(block))
  for (const role of block.roles) {
    sheet.y += SIGNATURE_HEIGHT - 14
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
