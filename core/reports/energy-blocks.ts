/** The figures, tables and charts of the energy report. */
import { BANDS, type Band, MEDIUM_UNIT, type Medium } from '../contract/energy-words.ts'
import type { Block, BlockOf, Cell, Column, Words } from '../contract/report-document.ts'
import { bandTexts, mediumTexts } from '../text/energy.ts'
import { energyReportTexts as words } from '../text/reports-energy.ts'
import { fillBoth } from '../text/text.ts'
import {
  type EnergyInput,
  type MediumTotal,
  type MeterFigures,
  mains,
  stepWord,
  total,
  traceTo,
} from './energy-figures.ts'

type Figures = BlockOf<'figures'>['figures']
const alone = { compared: null, comparedWith: null }

export function summaryBlock(input: EnergyInput, totals: readonly MediumTotal[]): Block {
  const { currency } = input.site
  // All meters: what a sum of several is followed to.
  const trace = traceTo(input, '')
  const beforeWord = input.runningUntil === null ? words.previous : words.previousSoFar
  const figures: Figures = [
    ...totals.map(({ medium, unit, use, before, meterId }) => ({
      label: mediumTexts[medium],
      value: use,
      unit,
      digits: 1,
      compared: before,
      comparedWith: before === null ? null : beforeWord,
      trace: traceTo(input, meterId),
    })),
    {
      label: words.cost,
      value: total(totals.map(({ cost }) => cost)),
      unit: currency,
      digits: 2,
      format: 'money',
      trace,
      ...alone,
    },
    {
      label: words.carbon,
      value: total(totals.map(({ kgCo2 }) => kgCo2)),
      unit: 'kgCO₂',
      digits: 1,
      trace,
      ...alone,
    },
    {
      label: words.coal,
      value: total(totals.map(({ kgce }) => kgce)),
      unit: 'kgce',
      digits: 1,
      trace,
      ...alone,
    },
    ...perSomething(input, totals),
  ]
  return { type: 'figures', figures }
}

/** Only of what was counted: without meals there is no figure per meal. */
function perSomething(input: EnergyInput, totals: readonly MediumTotal[]): Figures {
  const { meals, heads, areaM2 } = input
  const per = (by: number | null, label: Words, digits: number): Figures =>
    by === null || by <= 0
      ? []
      : totals
          .filter(({ use }) => use !== null)
          .map(({ medium, unit, use, meterId }) => ({
            label: fillBoth(label, { medium: mediumTexts[medium] }),
            value: use === null ? null : use / by,
            unit,
            digits,
            trace: traceTo(input, meterId),
            ...alone,
          }))
  const served: Figures =
    meals === null ? [] : [{ label: words.meals, value: meals, unit: '', digits: 0, ...alone }]
  return [
    ...served,
    ...per(meals, words.perMeal, 3),
    ...per(heads, words.perHead, 2),
    ...per(areaM2, words.perM2, 3),
  ]
}

const TOTAL_OF_ALL = 1

export function meterTables(input: EnergyInput, medium: Medium): Block[] {
  const main = mains(input, medium)
  if (main.length === 0) return []
  const unit = MEDIUM_UNIT[medium]
  const mainUse = total(main.map(({ use }) => use))
  const mainBefore = total(main.map(({ before }) => before))
  const row = (figures: MeterFigures, depth: number): Record<string, Cell> => {
    const { meter, use, before, cost, estimated } = figures
    const trace = traceTo(input, meter.id)
    return {
      meter: indented(meter.name, depth),
      use: { value: use, trace, ...(estimated && { marked: true }) },
      before: { value: before, trace },
      change: { value: changeOf(use, before), trace },
      share: { value: use === null || mainUse === null || mainUse === 0 ? null : use / mainUse, trace },
      money: { value: cost, trace },
    }
  }
  return [
    {
      type: 'table',
      title: mediumTexts[medium],
      columns: [
        { key: 'meter', title: words.meter, format: 'text' },
        { key: 'use', title: words.use, format: 'number', unit, digits: 2 },
        { key: 'before', title: words.before, format: 'number', unit, digits: 2 },
        { key: 'change', title: words.change, format: 'percent', digits: 1 },
        { key: 'share', title: words.share, format: 'percent', digits: 1 },
        { key: 'money', title: words.money, format: 'money', unit: input.site.currency, digits: 2 },
      ],
      rows: inTree(input, medium).map(({ figures, depth }) => row(figures, depth)),
      total: {
        meter: words.mainTotal,
        use: { value: mainUse, trace: traceTo(input, '') },
        before: mainBefore,
        change: changeOf(mainUse, mainBefore),
        share: mainUse === null ? null : TOTAL_OF_ALL,
        money: { value: total(main.map(({ cost }) => cost)), trace: traceTo(input, '') },
      },
    },
  ]
}

const changeOf = (use: number | null, before: number | null) =>
  use === null || before === null || before === 0 ? null : use / before - 1

const indented = (name: Words, depth: number): Words => {
  const space = '\u3000'.repeat(Math.min(depth, 4))
  return { zh: space + name.zh, en: space + name.en }
}

/** Main meters, each followed by what is behind it, then virtual ones. A tree that bites its tail is cut. */
function inTree(input: EnergyInput, medium: Medium): { figures: MeterFigures; depth: number }[] {
  const own = input.meters.filter(({ meter }) => meter.medium === medium)
  const children = Map.groupBy(own, ({ meter }) => meter.parentId ?? '')
  const seen = new Set<string>()
  const walk = (figures: MeterFigures, depth: number): { figures: MeterFigures; depth: number }[] => {
    if (seen.has(figures.meter.id)) return []
    seen.add(figures.meter.id)
    const below = children.get(figures.meter.id) ?? []
    return [{ figures, depth }, ...below.flatMap(child => walk(child, depth + 1))]
  }
  return [...mains(input, medium), ...own].flatMap(figures => walk(figures, 0))
}

export function bandTables(input: EnergyInput): Block[] {
  const sums = new Map<Band, { use: number; cost: number }>()
  for (const { bands } of mains(input, 'electricity'))
    for (const band of BANDS) {
      const { use, cost } = bands[band] ?? {}
      if (use === undefined || cost === undefined) continue
      const sum = sums.get(band) ?? { use: 0, cost: 0 }
      sums.set(band, { use: sum.use + use, cost: sum.cost + cost })
    }
  const bands = BANDS.filter(band => sums.has(band))
  if (bands.length < 2) return []
  const all = total([...sums.values()].map(({ use }) => use)) ?? 0
  const rows = bands.map((band): Record<string, Cell> => {
    const { use, cost } = sums.get(band) ?? { use: 0, cost: 0 }
    return { band: bandTexts[band], use, share: all === 0 ? null : use / all, money: cost }
  })
  const money = total([...sums.values()].map(({ cost }) => cost))
  return [
    {
      type: 'table',
      title: mediumTexts.electricity,
      columns: [
        { key: 'band', title: words.band, format: 'text' },
        { key: 'use', title: words.use, format: 'number', unit: 'kWh', digits: 2 },
        { key: 'share', title: words.share, format: 'percent', digits: 1 },
        { key: 'money', title: words.money, format: 'money', unit: input.site.currency, digits: 2 },
      ],
      rows,
      total: { band: words.total, use: all, share: all === 0 ? null : TOTAL_OF_ALL, money },
    },
  ]
}

/** More main meters than this are one sum in a chart and a table over time. */
const SERIES_MAX = 6

/** How the use of main meters went: drawn, and as numbers. */
export function courseBlocks(input: EnergyInput, medium: Medium): Block[] {
  const main = mains(input, medium)
  if (main.length === 0) return []
  const unit = MEDIUM_UNIT[medium]
  const { labels } = input.steps
  const title = fillBoth(words.chart, { medium: mediumTexts[medium], step: stepWord(input.span.per) })
  const sums = labels.map((_, n) => total(main.map(({ steps }) => steps[n] ?? null)))
  const single = main.length === 1 || main.length > SERIES_MAX
  const series = single
    ? [{ name: main.length === 1 ? (main[0]?.meter.name ?? words.total) : words.total, values: sums }]
    : main.map(({ meter, steps }) => ({ name: meter.name, values: labels.map((_, n) => steps[n] ?? null) }))
  const columns: Column[] = [
    { key: 'when', title: words.when, format: 'text' },
    ...(single
      ? []
      : series.map(({ name }, n) => ({
          key: `m${n}`,
          title: name,
          format: 'number' as const,
          unit,
          digits: 2,
        }))),
    { key: 'all', title: words.total, format: 'number', unit, digits: 2 },
  ]
  const stretch = (n: number) => ({ from: input.steps.edges[n] ?? 0, to: input.steps.edges[n + 1] ?? 0 })
  const rows = labels.map((label, n): Record<string, Cell> => {
    const cells = single
      ? []
      : main.map(({ meter }, k) => [
          `m${k}`,
          {
            value: series[k]?.values[n] ?? null,
            trace: { of: 'meter' as const, id: meter.id, ...stretch(n) },
          },
        ])
    const own = main.length === 1 ? main[0] : undefined
    const trace =
      own === undefined ? {} : { trace: { of: 'meter' as const, id: own.meter.id, ...stretch(n) } }
    return { when: label, ...Object.fromEntries(cells), all: { value: sums[n] ?? null, ...trace } }
  })
  return [
    {
      type: 'chart',
      shape: series.length > 1 ? 'stacked' : 'bars',
      title,
      unit,
      digits: 1,
      labels: [...labels],
      series,
    },
    {
      type: 'table',
      title: { zh: '', en: '' },
      columns,
      rows,
      total: {
        when: words.total,
        ...Object.fromEntries(single ? [] : series.map(({ values }, k) => [`m${k}`, total(values)])),
        all: total(sums),
      },
    },
  ]
}
