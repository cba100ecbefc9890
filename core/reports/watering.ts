/** How much was watered, when, why not, and what went wrong. */

import type { Tariff } from '../contract/energy-tariff.ts'
import type { Block, Cell, ReportDocument, Words } from '../contract/report-document.ts'
import type { Measure, Trace } from '../contract/report-trace.ts'
import type { WateringSection } from '../contract/watering-history.ts'
import type { Incident } from '../contract/watering-record.ts'
import type { Run, RunReason } from '../contract/watering-run.ts'
import { wateringReportTexts as words } from '../text/reports-watering.ts'
import { runReasonTexts } from '../text/watering.ts'
import { type Frame, framed } from './frame.ts'
import { type Steps, wallText } from './period.ts'
import { pricesSection, tariffsUsed } from './prices.ts'
import { counted, notes, sentence } from './sentence.ts'

export interface WateringInput extends Frame {
  readonly steps: Steps
  /** Water by zone against need and a plain timer, as the grounds keep it. */
  readonly section: WateringSection
  readonly zones: readonly { readonly id: string; readonly name: Words }[]
  readonly runs: readonly Run[]
  readonly incidents: readonly Incident[]
  /** The site's, of all media. */
  readonly tariffs: readonly Tariff[]
}

const LITRES_PER_M3 = 1000

const waterPrices = ({ tariffs, dates }: WateringInput) => tariffsUsed(tariffs, ['water'], dates)

export function wateringReport(input: WateringInput): ReportDocument {
  const report = framed('watering', words.title, input, [
    { heading: words.summary, blocks: [...input.section.blocks, ...measuredNote(input)] },
    { heading: words.course, blocks: chartOf(input) },
    { heading: words.skips, blocks: skipTable(input) },
    { heading: words.troubles, blocks: [troubleTable(input)] },
    pricesSection(input, waterPrices(input)),
  ])
  return { ...report, tariffs: waterPrices(input) }
}

/** The runs of a stretch a number was made of; empty for all zones. */
export const waterTrace = (
  { span, madeAt }: Pick<Frame, 'span' | 'madeAt'>,
  as: Measure,
  zoneId = '',
  only: Readonly<Record<string, string>> = {},
): Trace => ({
  of: 'zone',
  id: zoneId,
  from: span.from,
  to: Math.min(span.to, madeAt),
  as,
  ...(Object.keys(only).length > 0 && { only }),
})

function measuredNote(input: WateringInput): Block[] {
  const given = input.runs.filter(({ litres }) => (litres ?? 0) > 0)
  const sum = (list: readonly Run[]) => list.reduce((all, { litres }) => all + (litres ?? 0), 0)
  const all = sum(given)
  if (all === 0) return []
  const percent = Math.floor((100 * sum(given.filter(run => run.litresMeasured))) / all)
  const note = percent === 0 ? words.noneMeasured : percent === 100 ? words.allMeasured : words.measured
  return notes([sentence(note, { percent: counted(percent, waterTrace(input, 'measured')) })])
}

function chartOf(input: WateringInput): Block[] {
  const { runs, zones, steps, madeAt } = input
  const watered = zones.filter(zone => runs.some(run => run.zoneId === zone.id && (run.litres ?? 0) > 0))
  if (watered.length === 0) return []
  const litresIn = (zoneId: string, n: number) => {
    const from = steps.edges[n] ?? 0
    const to = steps.edges[n + 1] ?? 0
    if (from >= madeAt) return null
    const own = runs.filter(run => run.zoneId === zoneId && run.plannedAt >= from && run.plannedAt < to)
    // A run whose water is not known makes the whole step unknown.
    if (own.some(run => run.openedAt !== null && run.litres === null)) return null
    return own.reduce((sum, { litres }) => sum + (litres ?? 0), 0) / LITRES_PER_M3
  }
  return [
    {
      type: 'chart',
      shape: 'stacked',
      title: words.chart,
      unit: 'm3',
      digits: 2,
      labels: [...steps.labels],
      edges: [...steps.edges],
      series: watered.map(({ id, name }) => ({
        name,
        values: steps.labels.map((_, n) => litresIn(id, n)),
        trace: waterTrace(input, 'litres', id, { unit: 'm3' }),
      })),
    },
  ]
}

/** Whatever the reason was, as long as there was one. */
export const ANY_REASON = 'any'

function skipTable(input: WateringInput): Block[] {
  const { runs } = input
  const groups = Map.groupBy(
    runs.filter((run): run is Run & { reason: RunReason } => run.state === 'skipped' && run.reason !== null),
    ({ reason }) => reason,
  )
  if (groups.size === 0) return []
  const spared = (list: readonly Run[]) =>
    list.reduce((sum, { decision }) => sum + Math.max(0, decision?.savedLitres ?? 0), 0) / LITRES_PER_M3
  const cells = (list: readonly Run[], reason: string): Record<string, Cell> => ({
    times: { value: list.length, trace: waterTrace(input, 'skips', '', { reason }) },
    spared: { value: spared(list), trace: waterTrace(input, 'spared', '', { reason, unit: 'm3' }) },
  })
  return [
    {
      type: 'table',
      title: { zh: '', en: '' },
      columns: [
        { key: 'reason', title: words.reason, format: 'text' },
        { key: 'times', title: words.times, format: 'number', digits: 0 },
        { key: 'spared', title: words.spared, format: 'number', unit: 'm3', digits: 2 },
      ],
      rows: [...groups]
        .sort(([, a], [, b]) => b.length - a.length)
        .map(([reason, own]) => ({
          reason: runReasonTexts[reason],
          ...cells(own, reason),
        })),
      total: { reason: words.total, ...cells([...groups.values()].flat(), ANY_REASON) },
    },
  ]
}

function troubleTable({ incidents, zones, site }: WateringInput): Block {
  if (incidents.length === 0) return { type: 'text', text: words.none }
  const nameOf = (id: string | null): Cell => zones.find(zone => zone.id === id)?.name ?? ''
  return {
    type: 'table',
    title: { zh: '', en: '' },
    columns: [
      { key: 'since', title: words.since, format: 'date' },
      { key: 'until', title: words.until, format: 'date' },
      { key: 'zone', title: words.zone, format: 'text' },
      { key: 'what', title: words.what, format: 'text' },
      { key: 'by', title: words.by, format: 'text' },
    ],
    rows: incidents.map(
      ({ since, until, zoneId, sentence, closedBy }): Record<string, Cell> => ({
        since: wallText(since, site.timeZone),
        until: until === null ? words.lasting : wallText(until, site.timeZone),
        zone: nameOf(zoneId),
        what: sentence,
        by: closedBy ?? '',
      }),
    ),
    total: null,
  }
}
