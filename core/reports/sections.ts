/** Sections of any report. */
import type { ReportSection } from '../contract/report-document.ts'

const DIGITS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九']

/** 1 to 99 as headings count: 一, 十, 十六, 二十一. */
function numeral(n: number): string {
  const tens = Math.floor(n / 10)
  return `${tens > 1 ? DIGITS[tens] : ''}${tens > 0 ? '十' : ''}${DIGITS[n % 10]}`
}

/** Sections that have something to say, numbered as each language does. */
export function numbered(sections: readonly ReportSection[]): ReportSection[] {
  return sections
    .filter(({ blocks }) => blocks.length > 0)
    .map(({ heading, ...section }, n) => ({
      heading: { zh: `${n < 99 ? numeral(n + 1) : n + 1}、${heading.zh}`, en: `${n + 1}. ${heading.en}` },
      ...section,
    }))
}
