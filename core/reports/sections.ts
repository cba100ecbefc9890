/** Sections of any report. */
import type { ReportSection } from '../contract/report-document.ts'

const NUMERALS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二']

/** Sections that have something to say, numbered as each language does. */
export function numbered(sections: readonly ReportSection[]): ReportSection[] {
  return sections
    .filter(({ blocks }) => blocks.length > 0)
    .map(({ heading, ...section }, n) => ({
      heading: { zh: `${NUMERALS[n] ?? n + 1}、${heading.zh}`, en: `${n + 1}. ${heading.en}` },
      ...section,
    }))
}
