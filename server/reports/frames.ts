/** The frame of a report, and the months it touches. */
import type { Site } from '../../core/contract/site.ts'
import type { Frame } from '../../core/reports/frame.ts'
import { datesOf, keysBack, type PeriodSpan, periodName, wallText } from '../../core/reports/period.ts'

export function frameOf(site: Site, span: PeriodSpan, now: number): Frame {
  return {
    site,
    span,
    name: periodName(span, site.timeZone),
    dates: datesOf(span, now, site.timeZone),
    madeAt: now,
    runningUntil: span.to > now ? wallText(now, site.timeZone) : null,
  }
}

const MONTHS_MAX = 14

/** Oldest first. */
export function monthsOf(
  { from, to }: Pick<PeriodSpan, 'from' | 'to'>,
  now: number,
  timeZone: string,
): string[] {
  return keysBack('month', from, Math.min(to, now) - 1, timeZone, MONTHS_MAX).reverse()
}
