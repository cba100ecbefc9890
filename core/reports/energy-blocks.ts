/** The figures, tables and charts of the energy report. */
import type { Meter } from '../contract/energy-meter.ts'
import { BANDS, type Band, MEDIUM_UNIT, type Medium } from '../contract/energy-words.ts'
import type { Block, BlockOf, Cell, Column, Words } from '../contract/report-document.ts'
import type { Trace } from '../contract/report-trace.ts'
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
  const all = totals.flatMap(({ meters }) => meters)
  const beforeWord = input.runningUntil === null ? words.previous : words.previousSoFar
  const figures: Figures = [
    ...totals.map(({ medium, unit, use, before, meters }) => ({
      label: mediumTexts[medium],
      value: use,
      unit,
      digits: 1,
      compared: before,
      comparedWith: before === null ? null : beforeWord,
      trace: traceTo(input, meters),
      comparedTrace: traceTo(input, meters, 'between', input.compared),
    })),
    {
      label: words.cost,
      value: total(totals.map(({ cost }) => cost)),
      unit: currency,
      digits: 2,
      format: 'money',
      trace: traceTo(input, all, 'cost'),
      ...alone,
    },
    {
      label: words.carbon,
      value: total(totals.map(({ kgCo2 }) => kgCo2)),
      unit: 'kgCO₂',
      digits: 1,
      trace: traceTo(input, all, 'carbon'),
      ...alone,
    },
    {
      label: words.coal,
      value: total(totals.map(({ kgce }) => kgce)),
      unit: 'kgce',
      digits: 1,
      trace: traceTo(input, all, 'coal'),
      ...alone,
    },
    ...perSomething(input, totals),
  ]
  return { type: 'figures', figures }
}

/** Only of what was counted: without meals there is no figure per meal. */
function perSomething(input: EnergyInput, totals: readonly MediumTotal[]): Figures {
  const { meals, heads, areaM2 } = input
  const per = (by: number | null, as: 'per-meal' | 'per-head' | 'per-m2', label: Words, digits: number) =>
    by === null || by <= 0
      ? []
      : totals
          .filter(({ use }) => use !== null)
          .map(({ medium, unit, use, meters }) => ({
            label: fillBoth(label, { medium: mediumTexts[medium] }),
            value: use === null ? null : use / by,
            unit,
            digits,
            trace: traceTo(input, meters, as),
            ...alone,
          }))
  const served: Figures =
    meals === null
      ? []
      : [{ label: words.meals, value: meals, unit: '', digits: 0, trace: mealsTrace(input), ...alone }]
  return [
    ...served,
    ...per(meals, 'per-meal', words.perMeal, 3),
    ...per(heads, 'per-head', words.perHead, 2),
    ...per(areaM2, 'per-m2', words.perM2, 3),
  ]
}

/** Entries of people, each with who said it. */
export const mealsTrace = ({ span, madeAt }: Pick<EnergyInput, 'span' | 'madeAt'>): Trace => ({
  of: 'activity',
  id: '',
  from: span.from,
  to: Math.min(span.to, madeAt),
  as: 'meals',
})

const TOTAL_OF_ALL = 1

interface Sums {
  readonly use: number | null
  readonly before: number | null
  readonly cost: number | null
  readonly share: number | null
}

export function meterTables(input: EnergyInput, medium: Medium): Block[] {
  const main = mains(input, medium)
  if (main.length === 0) return []
  const unit = MEDIUM_UNIT[medium]
  const mainUse = total(main.map(({ use }) => use))
  const mainBefore = total(main.map(({ before }) => before))
  const mainMeters = main.map(({ meter }) => meter)
  const cells = (meters: readonly Meter[], { use, before, cost, share }: Sums) => ({
    use: { value: use, trace: traceTo(input, meters) },
    before: { value: before, trace: traceTo(input, meters, 'between', input.compared) },
    change: {
      value: changeOf(use, before),
      trace: traceTo(input, meters, 'change', { before: input.compared }),
    },
    share: { value: share, trace: traceTo(input, meters, 'share') },
    money: { value: cost, trace: traceTo(input, meters, 'cost') },
  })
  const row = (figures: MeterFigures, depth: number): Record<string, Cell> => {
    const { meter, use, estimated } = figures
    const share = use === null || mainUse === null || mainUse === 0 ? null : use / mainUse
    const own = cells([meter], { ...figures, share })
    return {
      meter: indented(meter.name, depth),
      ...own,
      use: { ...own.use, ...(estimated && { marked: true }) },
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
        ...cells(mainMeters, {
          use: mainUse,
          before: mainBefore,
          cost: total(main.map(({ cost }) => cost)),
          share: mainUse === null ? null : TOTAL_OF_ALL,
        }),
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
  const priced = mains(input, 'electricity').filter(one => Object.keys(one.bands).length > 0)
  const meters = priced.map(({ meter }) => meter)
  const cells = (use: number, share: number | null, money: number | null, more: Partial<Trace>) => ({
    use: { value: use, trace: traceTo(input, meters, 'use', more) },
    share: { value: share, trace: traceTo(input, meters, 'share', more) },
    money: { value: money, trace: traceTo(input, meters, 'cost', more) },
  })
  const rows = bands.map((band): Record<string, Cell> => {
    const { use, cost } = sums.get(band) ?? { use: 0, cost: 0 }
    return { band: bandTexts[band], ...cells(use, all === 0 ? null : use / all, cost, { only: { band } }) }
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
      total: { band: words.total, ...cells(all, all === 0 ? null : TOTAL_OF_ALL, money, {}) },
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
  const { labels, edges } = input.steps
  const title = fillBoth(words.chart, { medium: mediumTexts[medium], step: stepWord(input.span.per) })
  const meters = main.map(({ meter }) => meter)
  const all: Line = {
    key: 'all',
    name: words.total,
    meters,
    values: labels.map((_, n) => total(main.map(({ steps }) => steps[n] ?? null))),
  }
  const apart = main.length > 1 && main.length <= SERIES_MAX ? main.map(lineOf(labels)) : []
  const drawn =
    apart.length > 0 ? apart : [main.length === 1 ? { ...all, name: meters[0]?.name ?? all.name } : all]
  const lines = [...apart, all]
  const cell = ({ meters, values }: Line, n: number): Cell => ({
    value: values[n] ?? null,
    trace: traceTo(input, meters, 'use', { from: edges[n] ?? 0, to: endOf(input, n) }),
  })
  const cells = (pick: (line: Line) => Cell) => Object.fromEntries(lines.map(line => [line.key, pick(line)]))
  return [
    {
      type: 'chart',
      shape: apart.length > 0 ? 'stacked' : 'bars',
      title,
      unit,
      digits: 1,
      labels: [...labels],
      edges: [...edges],
      series: drawn.map(({ name, values, meters }) => ({
        name,
        values: [...values],
        trace: traceTo(input, meters),
      })),
    },
    {
      type: 'table',
      title: { zh: '', en: '' },
      columns: [
        { key: 'when', title: words.when, format: 'text' },
        ...lines.map(({ key, name }): Column => ({ key, title: name, format: 'number', unit, digits: 2 })),
      ],
      rows: labels.map((label, n) => ({ when: label, ...cells(line => cell(line, n)) })),
      total: {
        when: words.total,
        ...cells(({ meters, values }) => ({ value: total(values), trace: traceTo(input, meters) })),
      },
    },
  ]
}

interface Line {
  readonly key: string
  readonly name: Words
  readonly meters: readonly Meter[]
  readonly values: readonly (number | null)[]
}

const lineOf =
  (labels: readonly string[]) =>
  ({ meter, steps }: MeterFigures, n: number): Line => ({
    key: `m${n}`,
    name: meter.name,
    meters: [meter],
    values: labels.map((_, k) => steps[k] ?? null),
  })

/** The last step of a running period ends when the report was made. */
const endOf = ({ steps, madeAt }: EnergyInput, n: number) =>
  Math.max(steps.edges[n] ?? 0, Math.min(steps.edges[n + 1] ?? 0, madeAt))
