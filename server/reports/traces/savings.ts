/** What a baseline expected and what there was, step by step. */
import type { SavingReport } from '../../../core/contract/energy-baseline.ts'
import { Problem } from '../../../core/contract/error.ts'
import type { Block, Cell, TraceAnswer } from '../../../core/contract/report.ts'
import type { Measure, Trace } from '../../../core/contract/report-trace.ts'
import { keyAt, spanOf } from '../../../core/reports/period.ts'
import { energyReportTexts } from '../../../core/text/reports-energy.ts'
import { traceTexts as words } from '../../../core/text/reports-traces.ts'
import { answerOf, listed, numberColumn, type Question, textColumn } from './answer.ts'

export async function savingAnswer(question: Question): Promise<TraceAnswer> {
  const { state, site, trace, baselines } = question
  const baseline = state.baselines.get(trace.id)
  if (baseline === undefined || baseline.siteId !== site.id)
    throw new Problem('thing.not-found', `there is no baseline ${trace.id}`)
  const dateOf = (at: number) => keyAt('day', at, site.timeZone)
  const { from = dateOf(trace.from), to = dateOf(trace.to - 1) } = trace.only ?? {}
  const report = await baselines.savings(baseline, from, to)
  const as = trace.as ?? 'saved'
  const last = as === 'cusum' ? dateOf(trace.from) : to
  return answerOf({
    title: baseline.name,
    as,
    value: numberIn(report, as, last),
    ...(as === 'saved-part'
      ? { format: 'percent' as const, digits: 1 }
      : as === 'saved-money'
        ? { format: 'money' as const, digits: 2, unit: site.currency }
        : as === 'steps-missing' || as === 'steps-beyond'
          ? { digits: 0 }
          : { unit: report.unit }),
    blocks: stepTables(question, baseline.meterId, report, last),
    page: '/utilities',
  })
}

function numberIn({ total, money, steps }: SavingReport, as: Measure, last: string): number | null {
  switch (as) {
    case 'actual':
      return total?.actual ?? null
    case 'expected':
      return total?.expected ?? null
    case 'saved-low':
      return total?.low ?? null
    case 'saved-high':
      return total?.high ?? null
    case 'saved-part':
      return total?.savedPercent == null ? null : total.savedPercent / 100
    case 'saved-money':
      return money?.saved ?? null
    case 'steps-missing':
      return total?.stepsMissing ?? null
    case 'steps-beyond':
      return total?.stepsBeyond ?? null
    case 'cusum':
      return steps.find(({ date }) => date === last)?.cusum ?? null
    default:
      return total?.saved ?? null
  }
}

/** Steps that can be compared, which add up to the number, and apart from them those that cannot. */
function stepTables(
  { site }: Question,
  meterId: string,
  { steps, unit }: SavingReport,
  last: string,
): Block[] {
  const numbered = steps.map((step, n) => ({ ...step, n })).filter(({ date }) => date <= last)
  const compared = numbered.filter(({ saved }) => saved !== null)
  const apart = numbered.filter(({ saved }) => saved === null)
  const sum = (key: 'actual' | 'expected' | 'saved') =>
    compared.reduce((all, step) => all + (step[key] ?? 0), 0)
  const down = (n: number): Trace => {
    const from = spanOf(steps[n]?.date ?? '', site.timeZone)
    const next = spanOf(steps[n + 1]?.date ?? '', site.timeZone)
    return { of: 'meter', id: meterId, from: from?.from ?? 0, to: next?.from ?? from?.to ?? 0, as: 'use' }
  }
  const columns = [
    textColumn('when', words.when),
    numberColumn('actual', energyReportTexts.actual, unit),
    numberColumn('expected', energyReportTexts.expected, unit),
    numberColumn('saved', energyReportTexts.saved, unit),
  ]
  const row = ({ date, actual, expected, saved, n }: (typeof numbered)[number]): Record<string, Cell> => ({
    when: date,
    actual: { value: actual, trace: down(n) },
    expected,
    saved,
  })
  const total = { when: words.sum, actual: sum('actual'), expected: sum('expected'), saved: sum('saved') }
  return [
    listed({ title: words.steps, columns, rows: compared.map(row), total }),
    ...(apart.length === 0 ? [] : [listed({ title: words.apart, columns, rows: apart.map(row) })]),
  ]
}
