/** A neutral document as a PDF on A4, with its own letters in it and its charts drawn as vectors. */
import type { Block, BlockOf, ReportDocument } from '../../core/contract/report-document.ts'
import type { Language } from '../../core/contract/schema.ts'
import { madeAtText } from '../../core/reports/document.ts'
import { printTexts } from '../../core/text/reports-print.ts'
import { CHART_HEIGHT, chart } from '../print/chart.ts'
import { QUIET, Sheet, SIZE } from '../print/sheet.ts'
import { table, tableHeight } from '../print/table.ts'
import {
  blank,
  blankHeight,
  figures,
  heading,
  notes,
  paragraph,
  signature,
  signatureHeight,
  text,
} from '../print/words.ts'

const COLUMNS_UPRIGHT = 10
const SOURCES_HEAD = 30

/** The bytes of a PDF file. */
export async function pdfOf(document: ReportDocument, language: Language): Promise<Uint8Array> {
  const title = document.title[language]
  const subtitle = document.subtitle[language]
  const sheet = new Sheet({
    language,
    title: subtitle === '' ? title : `${title} · ${subtitle}`,
    foot: madeAtText(document, language),
    madeAt: document.madeAt,
    landscape: document.landscape ?? isWide(document),
  })
  sheet.font('bold', SIZE.title)
  sheet.write(title)
  sheet.font('regular', SIZE.block, QUIET)
  if (subtitle !== '') sheet.write(subtitle)
  sheet.y += 4
  for (const section of document.sections) {
    if (section.newPage === true) sheet.turn()
    heading(sheet, section.heading, leastOf(sheet, section.blocks))
    for (const block of section.blocks) draw(sheet, block)
  }
  drawSources(sheet, document)
  return sheet.end()
}

/** Wide tables want the paper turned. */
function isWide({ sections }: ReportDocument): boolean {
  return sections.some(({ blocks }) =>
    blocks.some(block => block.type === 'table' && block.columns.length > COLUMNS_UPRIGHT),
  )
}

const WRITERS: { readonly [T in Block['type']]: (sheet: Sheet, block: BlockOf<T>) => void } = {
  text: (sheet, block) => text(sheet, block.text),
  paragraph,
  figures,
  table,
  chart,
  notes,
  blank,
  signature,
}

const LINES_HEIGHT = 40

/** The height of what a block begins with, below which it would turn the page. */
function leastOf(sheet: Sheet, [block, ...rest]: readonly Block[]): number {
  switch (block?.type) {
    case 'table':
      return tableHeight(sheet, block)
    case 'chart':
      return CHART_HEIGHT
    case 'blank':
      return blankHeight(block)
    case 'signature':
      return signatureHeight(block)
    // A line or two above a table or a chart say nothing without it.
    case 'text':
    case 'paragraph':
      return LINES_HEIGHT + (rest.length > 0 ? leastOf(sheet, rest) : 0)
    default:
      return LINES_HEIGHT
  }
}

function draw(sheet: Sheet, block: Block): void {
  const write = WRITERS[block.type] as (sheet: Sheet, block: Block) => void
  write(sheet, block)
}

function drawSources(sheet: Sheet, { sources }: ReportDocument): void {
  if (sources.length === 0) return
  sheet.font('regular', SIZE.small, QUIET)
  const heights = sources.map(source => sheet.heightOf(source[sheet.language], sheet.width))
  const all = heights.reduce((sum, height) => sum + height, SOURCES_HEAD)
  sheet.need(Math.min(all, sheet.pageRoom / 2))
  sheet.y += 10
  sheet.rule()
  sheet.y += 5
  sheet.font('bold', SIZE.small, QUIET)
  sheet.write(printTexts.sources[sheet.language])
  for (const source of sources) {
    sheet.font('regular', SIZE.small, QUIET)
    sheet.write(source[sheet.language])
  }
}
