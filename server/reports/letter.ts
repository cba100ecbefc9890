/** A report as a letter: what it is in a few lines, and the file itself. */
import type { ReportDocument, ReportFormat } from '../../core/contract/report.ts'
import type { Language } from '../../core/contract/schema.ts'
import type { Mail } from '../../core/ports.ts'
import { blanksOf, figureText, fileNameOf } from '../../core/reports/document.ts'
import { reportMailTexts as words } from '../../core/text/reports-mail.ts'
import { fill } from '../../core/text/text.ts'

const FIGURES_MAX = 8

export const CONTENT_TYPES: Readonly<Record<ReportFormat, string>> = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  csv: 'text/csv; charset=utf-8',
}

export interface LetterInput {
  readonly document: ReportDocument
  readonly file: Uint8Array
  readonly format: ReportFormat
  readonly language: Language
  readonly to: readonly string[]
  /** Sent by a schedule, not by a person's hand. */
  readonly byItself: boolean
}

export function letterOf({ document, file, format, language, to, byItself }: LetterInput): Mail {
  const names = { title: document.title[language], subtitle: document.subtitle[language] }
  const blanks = blanksOf(document).length
  const lines = [
    fill(words.attached, language, names),
    '',
    ...figureLines(document, language),
    ...(blanks === 0 ? [] : [fill(words.blanks, language, { count: blanks }), '']),
    words.kept[language],
    ...(byItself ? [words.byItself[language]] : []),
  ]
  return {
    to,
    subject: fill(words.subject, language, names),
    text: lines.join('\n'),
    attachments: [
      {
        filename: `${fileNameOf(document, language)}.${format}`,
        content: file,
        contentType: CONTENT_TYPES[format],
      },
    ],
  }
}

function figureLines({ sections }: ReportDocument, language: Language): string[] {
  const figures = sections
    .flatMap(({ blocks }) => blocks)
    .flatMap(block => (block.type === 'figures' ? block.figures : []))
    .filter(({ value }) => value !== null)
    .slice(0, FIGURES_MAX)
  if (figures.length === 0) return []
  const colon = language === 'zh' ? '：' : ': '
  const lines = figures.map(figure => `- ${figure.label[language]}${colon}${figureText(figure, language)}`)
  return [words.keyFigures[language], ...lines, '']
}
