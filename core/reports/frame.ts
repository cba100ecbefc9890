/** What every report has: its site, its period, when it was made. */
import type { ReportDocument, ReportKind, ReportSection, Words } from '../contract/report-document.ts'
import type { Site } from '../contract/site.ts'
import { fillBoth } from '../text/text.ts'
import type { PeriodSpan } from './period.ts'
import { numbered } from './sections.ts'

export interface Frame {
  readonly site: Site
  readonly span: PeriodSpan
  /** The period in words. */
  readonly name: Words
  /** Local dates of the days that have begun, ascending. */
  readonly dates: readonly string[]
  readonly madeAt: number
  /** Local date and time up to which a running period is counted; null when it is over. */
  readonly runningUntil: string | null
}

const SUBTITLE = { zh: '{site} · {period}', en: '{site} · {period}' }
const RUNNING = {
  zh: '本期尚未结束，数字计到 {at}。',
  en: 'The period is not over; figures up to {at}.',
}

export function framed(
  kind: ReportKind,
  title: Words,
  frame: Frame,
  sections: readonly ReportSection[],
): ReportDocument {
  const { site, name, dates, madeAt, runningUntil } = frame
  const running = runningUntil === null ? [] : [fillBoth(RUNNING, { at: runningUntil })]
  const all = numbered(sections)
  const [first, ...rest] = all
  const withNote =
    first === undefined || running.length === 0
      ? all
      : [{ ...first, blocks: [...first.blocks, { type: 'notes' as const, notes: running }] }, ...rest]
  return {
    kind,
    title,
    subtitle: fillBoth(SUBTITLE, { site: site.name, period: name }),
    siteId: site.id,
    timeZone: site.timeZone,
    currency: site.currency,
    from: dates[0] ?? '',
    to: dates.at(-1) ?? '',
    madeAt,
    sections: withNote,
    sources: [],
  }
}
