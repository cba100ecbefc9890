/** What was saved against a fair baseline: never without the range the true saving lies in. */
import { MEDIUM_UNIT } from '../contract/energy-words.ts'
import type { Block, Cell, Figure } from '../contract/report-document.ts'
import { energyReportTexts as words } from '../text/reports-energy.ts'
import { fillBoth } from '../text/text.ts'
import { type EnergyInput, type SavingLine, traceTo } from './energy-figures.ts'
import { type Sentence, sentence } from './sentence.ts'

export function savingBlocks(input: EnergyInput): Block[] {
  const lines = input.savings.filter(({ report }) => report.total !== null)
  if (lines.length === 0) return []
  return [...lines.map(line => tableOf(input, line)), ...lines.flatMap(chartOf), notesOf(lines)]
}

function tableOf(input: EnergyInput, { name, meter, report }: SavingLine): Block {
  const unit = MEDIUM_UNIT[meter.medium]
  const total = report.total
  const number = { format: 'number', unit, digits: 1 } as const
  const trace = traceTo(input, meter.id)
  const cell = (value: number | null | undefined): Cell => ({ value: value ?? null, trace })
  const row: Record<string, Cell> = {
    span: `${report.from} – ${report.to}`,
    actual: cell(total?.actual),
    expected: cell(total?.expected),
    saved: cell(total?.saved),
    low: cell(total?.low),
    high: cell(total?.high),
    part: cell(total?.savedPercent == null ? null : total.savedPercent / 100),
    money: cell(report.money?.saved),
  }
  return {
    type: 'table',
    title: name,
    columns: [
      { key: 'span', title: words.savingSpan, format: 'date' },
      { key: 'actual', title: words.actual, ...number },
      { key: 'expected', title: words.expected, ...number },
      { key: 'saved', title: words.saved, ...number },
      { key: 'low', title: words.low, ...number },
      { key: 'high', title: words.high, ...number },
      { key: 'part', title: words.savedPart, format: 'percent', digits: 1 },
      { key: 'money', title: words.savedMoney, format: 'money', unit: input.site.currency, digits: 2 },
    ],
    rows: [row],
    total: null,
  }
}

function chartOf({ name, meter, report }: SavingLine): Block[] {
  if (report.steps.length < 2) return []
  return [
    {
      type: 'chart',
      shape: 'lines',
      title: fillBoth(words.cusum, { name }),
      unit: MEDIUM_UNIT[meter.medium],
      digits: 1,
      labels: report.steps.map(({ date }) => date.slice(5)),
      series: [{ name: words.cusumSeries, values: report.steps.map(({ cusum }) => cusum) }],
      limits: [],
    },
  ]
}

function notesOf(lines: readonly SavingLine[]): Block {
  const [first] = lines
  const missing = lines.filter(({ report }) => (report.total?.stepsMissing ?? 0) > 0)
  const beyond = lines.filter(({ report }) => (report.total?.stepsBeyond ?? 0) > 0)
  return {
    type: 'notes',
    notes: [
      fillBoth(words.savingNote, { percent: first?.report.total?.confidencePercent ?? 0 }),
      ...missing.map(({ name, report }) =>
        fillBoth(words.savingMissing, { name, steps: report.total?.stepsMissing ?? 0 }),
      ),
      ...beyond.map(({ name, report }) =>
        fillBoth(words.savingBeyond, { name, steps: report.total?.stepsBeyond ?? 0 }),
      ),
    ],
  }
}

/** A saving is claimed only where the whole of its range is one; a waste likewise. */
export function savingSentences(input: EnergyInput): Sentence[] {
  return input.savings.flatMap(({ name, meter, report }) => {
    const { total, money } = report
    if (total === null) return []
    const unit = MEDIUM_UNIT[meter.medium]
    const figure = (value: number): Figure => ({ value, unit, digits: 1, trace: traceTo(input, meter.id) })
    const slots = {
      name,
      saved: figure(Math.abs(total.saved)),
      low: figure(total.low),
      high: figure(total.high),
    }
    if (total.low <= 0 && total.high >= 0) return [sentence(words.nothingProven, slots)]
    const worth =
      money === null
        ? []
        : [
            sentence(words.worth, {
              money: { value: Math.abs(money.saved), unit: input.site.currency, digits: 2, format: 'money' },
            }),
          ]
    return [sentence(total.low > 0 ? words.provenSaving : words.provenWaste, slots), ...worth]
  })
}
