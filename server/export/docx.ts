/**
 * A neutral document as a Word file: headings that make an outline, tables whose heads repeat, charts that Word can
 * edit, blanks marked so that they are found. The letters are those of the reader's Word; none are carried along.
 */
import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  HeadingLevel,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import { ChartRun } from 'docx/charts'
import type { Block, BlockOf, ReportDocument, Words } from '../../core/contract/report-document.ts'
import type { Language } from '../../core/contract/schema.ts'
import {
  cellText,
  figureText,
  footnotesOf,
  headerText,
  isNumeric,
  madeAtText,
  noteTexts,
  runsOf,
} from '../../core/reports/document.ts'
import { folded } from '../../core/reports/fold.ts'
import { unitText } from '../../core/text/metrics.ts'
import { printTexts } from '../../core/text/reports-print.ts'

type Part = Paragraph | Table

const FONT = { ascii: 'Calibri', hAnsi: 'Calibri', eastAsia: 'Microsoft YaHei' }
const COLORS = ['0B5C8A', 'E69F00', '2A9D6F', '8C4A8E', '56B4E9', 'B5492C', '6B7075', 'C7B446']
const LIMIT_COLOR = 'B3261E'
const QUIET = '5D6468'
const SHADE = { type: ShadingType.CLEAR, color: 'auto', fill: 'F1F0EC' }
const BLANK_SHADE = { type: ShadingType.CLEAR, color: 'auto', fill: 'FFF2CC' }
/** Twentieths of a point. */
const A4 = { width: 11_906, height: 16_838 }
const MARGIN = 1_000
/** A table of so many rows is not torn in two. */
const ROWS_TOGETHER = 12
const LETTERS_LEAST = 6
const LETTERS_MARGIN = 2
const LETTERS_MOST = 40
const CHART_PX = { width: 600, height: 250 }

/** The bytes of a .docx file. */
export async function wordOf(document: ReportDocument, language: Language): Promise<Uint8Array> {
  const title = document.title[language]
  const file = new Document({
    title,
    creator: 'Steward',
    styles: {
      default: {
        document: { run: { font: FONT, size: 21 } },
        title: { run: { font: FONT, size: 36, bold: true } },
        heading1: {
          run: { font: FONT, size: 27, bold: true, color: '1C2022' },
          paragraph: { spacing: { before: 280, after: 120 } },
        },
        heading2: {
          run: { font: FONT, size: 22, bold: true, color: '1C2022' },
          paragraph: { spacing: { before: 160, after: 80 } },
        },
      },
    },
    sections: [
      {
        properties: {
          page: {
            size: {
              ...A4,
              orientation: document.landscape ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
            },
            margin: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
          },
        },
        footers: { default: footer(document, language) },
        children: partsOf(document, language),
      },
    ],
  })
  return new Uint8Array(await Packer.toBuffer(file))
}

function partsOf(document: ReportDocument, language: Language): Part[] {
  const quiet = (text: string) => new Paragraph({ children: [new TextRun({ text, color: QUIET, size: 18 })] })
  return [
    new Paragraph({ text: document.title[language], heading: HeadingLevel.TITLE }),
    quiet(document.subtitle[language]),
    ...document.sections.flatMap(({ heading, blocks, newPage = false }): Part[] => [
      new Paragraph({
        text: heading[language],
        heading: HeadingLevel.HEADING_1,
        keepNext: true,
        pageBreakBefore: newPage,
      }),
      ...blocks.flatMap(block => partsOfBlock(block, language)),
    ]),
    ...(document.sources.length === 0 ? [] : [quiet('')]),
    ...document.sources.map(source => quiet(source[language])),
  ]
}

function footer(document: ReportDocument, language: Language): Footer {
  const [before = '', between = '', after = ''] = printTexts.page[language].split(/\{\w+\}/)
  const numbers = [before, PageNumber.CURRENT, between, PageNumber.TOTAL_PAGES, after]
  return new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          new TextRun({
            children: [`${madeAtText(document, language)}    `, ...numbers],
            color: QUIET,
            size: 16,
          }),
        ],
      }),
    ],
  })
}

function partsOfBlock(block: Block, language: Language): Part[] {
  switch (block.type) {
    case 'text':
      return [plain(block.text, language)]
    case 'paragraph':
      return [sentence(block, language)]
    case 'figures':
      return figures(block, language)
    case 'table':
      return table(block, language)
    case 'chart':
      return chart(block, language)
    case 'notes':
      return noteTexts(block, language).map(text => new Paragraph({ text, bullet: { level: 0 } }))
    case 'blank':
      return blank(block, language)
    case 'signature':
      return block.roles.map((role, n) => signature(role, language, n < block.roles.length - 1))
  }
}

function plain(words: Words, language: Language): Paragraph {
  return new Paragraph({ text: words[language], spacing: { after: 100 } })
}

function sentence(block: BlockOf<'paragraph'>, language: Language): Paragraph {
  const children = runsOf(block, language).map(
    ({ text, kind }) =>
      new TextRun({ text, bold: kind === 'figure', ...(kind === 'blank' ? { shading: BLANK_SHADE } : {}) }),
  )
  return new Paragraph({ children, spacing: { after: 120, line: 340 } })
}

function subtitle(words: Words, language: Language): Paragraph[] {
  if (words[language] === '') return []
  return [new Paragraph({ text: words[language], heading: HeadingLevel.HEADING_2, keepNext: true })]
}

interface CellLook {
  readonly right?: boolean
  readonly bold?: boolean
  readonly shaded?: boolean
  /** On the page of what follows. */
  readonly keep?: boolean
}

function cell(
  text: string,
  { right = false, bold = false, shaded = false, keep = false }: CellLook = {},
): TableCell {
  return new TableCell({
    margins: { left: 70, right: 70, top: 30, bottom: 30 },
    ...(shaded ? { shading: SHADE } : {}),
    children: [
      new Paragraph({
        alignment: right ? AlignmentType.RIGHT : AlignmentType.LEFT,
        keepNext: keep,
        children: [new TextRun({ text, bold, size: 18 })],
      }),
    ],
  })
}

const LINE = { style: BorderStyle.SINGLE, size: 4, color: 'C9CCC8' }
const BORDERS = {
  top: LINE,
  bottom: LINE,
  left: LINE,
  right: LINE,
  insideHorizontal: LINE,
  insideVertical: LINE,
}

function grid(rows: TableRow[], columnWidths?: number[]): Table {
  return new Table({ rows, columnWidths, borders: BORDERS, width: { size: 100, type: WidthType.PERCENTAGE } })
}

function figures({ figures }: BlockOf<'figures'>, language: Language): Part[] {
  const rows = figures.map(figure => {
    const { label, comparedWith, compared } = figure
    const other =
      comparedWith === null
        ? ''
        : `${comparedWith[language]} ${figureText({ ...figure, value: compared }, language)}`
    return new TableRow({
      cantSplit: true,
      children: [
        cell(label[language]),
        cell(figureText(figure, language), { right: true, bold: true }),
        cell(other, { right: true }),
      ],
    })
  })
  return [grid(rows), new Paragraph({ text: '' })]
}

function table(block: BlockOf<'table'>, language: Language): Part[] {
  const { columns, rows, total, title } = folded(block)
  const all = total === null ? rows : [...rows, total]
  const inWords = all.map(row => columns.map(column => cellText(row[column.key], column, language)))
  const heads = columns.map(column => headerText(column, language))
  const look = (n: number, rest: CellLook) => ({ right: columns.slice(n, n + 1).some(isNumeric), ...rest })
  const head = heads.map((text, n) => cell(text, look(n, { bold: true, shaded: true, keep: true })))
  const line = (texts: readonly string[], number: number) => {
    // A small table stays on one page; of a long one the first rows stay with the head, the last with the total.
    const isLast = number === all.length - 1
    const keep = !isLast && (all.length <= ROWS_TOGETHER || number < 1 || number === all.length - 2)
    const bold = total !== null && isLast
    return new TableRow({
      cantSplit: true,
      children: texts.map((text, n) => cell(text, look(n, { bold, keep }))),
    })
  }
  return [
    ...subtitle(title, language),
    grid(
      [new TableRow({ tableHeader: true, cantSplit: true, children: head }), ...inWords.map(line)],
      widthsOf([heads, ...inWords]),
    ),
    ...footnotesOf(block).map(words => plain(words, language)),
    new Paragraph({ text: '' }),
  ]
}

/** Columns share the page as their longest words do, within reason. In twentieths of a point. */
function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const wide = (text: string) => [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e7f ? 2 : 1), 0)
  const wants = (rows[0] ?? []).map((_, n) =>
    Math.min(LETTERS_MOST, Math.max(LETTERS_LEAST, ...rows.map(row => wide(row[n] ?? '') + LETTERS_MARGIN))),
  )
  const all = wants.reduce((sum, want) => sum + want, 0)
  return wants.map(want => Math.floor(((A4.width - 2 * MARGIN) * want) / all))
}

function chart(
  { title, unit, shape, labels, series, limits = [] }: BlockOf<'chart'>,
  language: Language,
): Part[] {
  if (labels.length === 0 || series.length === 0) return []
  const drawn = series.map(({ name, values }, n) => ({
    name: name[language],
    values: labels.map((_, k) => values[k] ?? null),
    color: COLORS[n % COLORS.length] ?? QUIET,
  }))
  const across = limits.map(({ name, value }) => ({
    name: name[language],
    values: labels.map(() => value),
    color: LIMIT_COLOR,
    type: 'line' as const,
  }))
  const shared = {
    title: unit === '' ? title[language] : `${title[language]} (${unitText(unit, language)})`,
    categories: labels,
    series: [...drawn, ...across],
    transformation: CHART_PX,
    emptyValues: 'gap' as const,
  }
  const run =
    shape === 'lines'
      ? new ChartRun({ type: 'line', ...shared })
      : new ChartRun({
          type: 'column',
          stacking: shape === 'stacked' ? 'stacked' : 'none',
          gapWidth: 40,
          ...shared,
        })
  return [new Paragraph({ children: [run], keepLines: true }), new Paragraph({ text: '' })]
}

function blank({ prompt, lines }: BlockOf<'blank'>, language: Language): Part[] {
  return [
    new Paragraph({
      keepNext: true,
      children: [new TextRun({ text: `【${prompt[language]}】`, bold: true, shading: BLANK_SHADE })],
    }),
    ...Array.from(
      { length: lines },
      (_, n) =>
        new Paragraph({
          border: { bottom: LINE, between: LINE },
          spacing: { before: 240 },
          keepNext: n < lines - 1,
        }),
    ),
    new Paragraph({ text: '' }),
  ]
}

function signature(role: Words, language: Language, keepNext: boolean): Paragraph {
  const colon = language === 'zh' ? '：' : ': '
  const text = `${role[language]}${colon}____________________      ${printTexts.date[language]}${colon}______________`
  return new Paragraph({ text, keepNext, spacing: { before: 360 } })
}
