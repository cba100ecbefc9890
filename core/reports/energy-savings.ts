/** What was saved against a fair baseline: never without the range the true saving lies in. */
import type { SavingReport } from '../contract/energy-baseline.ts'
import { MEDIUM_UNIT } from '../contract/energy-words.ts'
import type { Block, Cell, Figure } from '../contract/report-document.ts'
import type { Measure, Trace } from '../contract/report-trace.ts'
import { mediumTexts } from '../text/energy.ts'
import { energyReportTexts as words } from '../text/reports-energy.ts'
import { fillBoth } from '../text/text.ts'
import type { EnergyInput, SavingLine } from './energy-figures.ts'
import { spanOf } from './period.ts'
import { counted, notes, type Sentence, sentence } from './sentence.ts'

export function savingBlocks(input: EnergyInput): Block[] {
  const lines = input.savings.filter(({ report }) => report.total !== null)
  if (lines.length === 0) return []
  const alike = Map.groupBy(lines, ({ meter, report }) => `${meter.medium} ${report.from} ${report.to}`)
  return [
    ...[...alike.values()].map(some => tableOf(input, some)),
    ...lines.filter(({ counts }) => counts).flatMap(line => chartOf(input, line)),
    ...notesOf(input, lines),
  ]
}

/** What a baseline says of the days that were compared, whatever part of the period they are. */
const savingTrace = ({ span, madeAt }: EnergyInput, report: SavingReport, as: Measure): Trace => ({
  of: 'baseline',
  id: report.baselineId,
  from: span.from,
  to: Math.min(span.to, madeAt),
  as,
  only: { from: report.from, to: report.to },
})

/** Baselines of one medium on one stretch, those that may be claimed first. */
function tableOf(input: EnergyInput, lines: readonly SavingLine[]): Block {
  const [first] = lines
  const medium = first?.meter.medium ?? 'electricity'
  const number = { format: 'number', unit: MEDIUM_UNIT[medium], digits: 1 } as const
  const span = `${first?.report.from} – ${first?.report.to}`
  return {
    type: 'table',
    title: fillBoth(words.savingTable, { medium: mediumTexts[medium], span }),
    columns: [
      { key: 'name', title: words.baseline, format: 'text' },
      { key: 'actual', title: words.actual, ...number },
      { key: 'expected', title: words.expected, ...number },
      { key: 'saved', title: words.saved, ...number },
      { key: 'low', title: words.low, ...number },
      { key: 'high', title: words.high, ...number },
      { key: 'part', title: words.savedPart, format: 'percent', digits: 1 },
      { key: 'money', title: words.savedMoney, format: 'money', unit: input.site.currency, digits: 2 },
      { key: 'fits', title: words.fits, format: 'text' },
    ],
    rows: lines.toSorted((a, b) => Number(b.counts) - Number(a.counts)).map(line => rowOf(input, line)),
    total: null,
  }
}

function rowOf(input: EnergyInput, { name, passes, report }: SavingLine): Record<string, Cell> {
  const { total, money } = report
  const cell = (value: number | null | undefined, as: Measure): Cell => ({
    value: value ?? null,
    trace: savingTrace(input, report, as),
  })
  return {
    name,
    actual: cell(total?.actual, 'actual'),
    expected: cell(total?.expected, 'expected'),
    saved: cell(total?.saved, 'saved'),
    low: cell(total?.low, 'saved-low'),
    high: cell(total?.high, 'saved-high'),
    part: cell(total?.savedPercent == null ? null : total.savedPercent / 100, 'saved-part'),
    money: cell(money?.saved, 'saved-money'),
    fits: passes ? words.fitsYes : words.fitsNo,
  }
}

function chartOf(input: EnergyInput, { name, meter, report }: SavingLine): Block[] {
  if (report.steps.length < 2) return []
  return [
    {
      type: 'chart',
      shape: 'lines',
      title: fillBoth(words.cusum, { name }),
      unit: MEDIUM_UNIT[meter.medium],
      digits: 1,
      labels: report.steps.map(({ date }) => date.slice(5)),
      edges: edgesOf(report.steps, input.site.timeZone),
      series: [
        {
          name: words.cusumSeries,
          values: report.steps.map(({ cusum }) => cusum),
          trace: savingTrace(input, report, 'cusum'),
        },
      ],
      limits: [],
    },
  ]
}

/** Midnights of the steps' first days, and the one after the last. */
function edgesOf(steps: SavingReport['steps'], timeZone: string): number[] {
  const starts = steps.map(({ date }) => spanOf(date, timeZone)?.from ?? 0)
  return [...starts, spanOf(steps.at(-1)?.date ?? '', timeZone)?.to ?? 0]
}

function notesOf(input: EnergyInput, lines: readonly SavingLine[]): Block[] {
  const [first] = lines
  const steps = ({ name, report }: SavingLine, count: number, as: Measure) => ({
    name,
    steps: counted(count, savingTrace(input, report, as)),
  })
  const missing = lines.filter(({ report }) => (report.total?.stepsMissing ?? 0) > 0)
  const beyond = lines.filter(({ report }) => (report.total?.stepsBeyond ?? 0) > 0)
  return notes([
    sentence(fillBoth(words.savingNote, { percent: first?.report.total?.confidencePercent ?? 0 })),
    ...(lines.every(({ passes }) => passes) ? [] : [sentence(words.fitsNote)]),
    ...missing.map(line =>
      sentence(words.savingMissing, steps(line, line.report.total?.stepsMissing ?? 0, 'steps-missing')),
    ),
    ...beyond.map(line =>
      sentence(words.savingBeyond, steps(line, line.report.total?.stepsBeyond ?? 0, 'steps-beyond')),
    ),
  ])
}

/**
 * A saving is claimed only where the whole of its range is one, a waste likewise; none by a baseline that does not fit,
 * and no meter's twice.
 */
export function savingSentences(input: EnergyInput): Sentence[] {
  return input.savings.flatMap(({ name, counts, meter, report }) => {
    const { total, money } = report
    if (total === null || !counts) return []
    const unit = MEDIUM_UNIT[meter.medium]
    const figure = (value: number, as: Measure): Figure => ({
      value,
      unit,
      digits: 1,
      trace: savingTrace(input, report, as),
    })
    const slots = {
      name,
      saved: figure(Math.abs(total.saved), 'saved'),
      low: figure(total.low, 'saved-low'),
      high: figure(total.high, 'saved-high'),
    }
    if (total.low <= 0 && total.high >= 0) return [sentence(words.nothingProven, slots)]
    const worth =
      money === null
        ? []
        : [
            sentence(words.worth, {
              money: {
                value: Math.abs(money.saved),
                unit: input.site.currency,
                digits: 2,
                format: 'money',
                trace: savingTrace(input, report, 'saved-money'),
              },
            }),
          ]
    return [sentence(total.low > 0 ? words.provenSaving : words.provenWaste, slots), ...worth]
  })
}
