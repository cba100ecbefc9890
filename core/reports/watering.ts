/** How much was watered, when, why not, and what went wrong. */
import type { Block, Cell, ReportDocument, Words } from '../contract/report-document.ts'
import type { WateringSection } from '../contract/watering-history.ts'
import type { Incident } from '../contract/watering-record.ts'
import type { Run, RunReason } from '../contract/watering-run.ts'
import { wateringReportTexts as words } from '../text/reports-watering.ts'
import { fillBoth } from '../text/text.ts'
import { runReasonTexts } from '../text/watering.ts'
import { type Frame, framed } from './frame.ts'
import { type Steps, wallText } from './period.ts'

export interface WateringInput extends Frame {
  readonly steps: Steps
  /** Water by zone against need and a plain timer, as the grounds keep it. */
  readonly section: WateringSection
  readonly zones: readonly { readonly id: string; readonly name: Words }[]
  readonly runs: readonly Run[]
  readonly incidents: readonly Incident[]
}

const LITRES_PER_M3 = 1000

export function wateringReport(input: WateringInput): ReportDocument {
  return framed('watering', words.title, input, [
    { heading: words.summary, blocks: [...followed(input), ...measuredNote(input)] },
    { heading: words.course, blocks: chartOf(input) },
    { heading: words.skips, blocks: skipTable(input) },
    { heading: words.troubles, blocks: [troubleTable(input)] },
  ])
}

/** The grounds' own figures, each with the way to the page that shows its runs. */
function followed({ section, span, madeAt }: WateringInput): Block[] {
  const trace = { of: 'zone' as const, id: '', from: span.from, to: Math.min(span.to, madeAt) }
  const cells = (row: Readonly<Record<string, Cell>>): Record<string, Cell> =>
    Object.fromEntries(
      Object.entries(row).map(([key, cell]) => [
        key,
        typeof cell === 'number' ? { value: cell, trace } : cell,
      ]),
    )
  return section.blocks.map((block): Block => {
    if (block.type === 'figures')
      return { ...block, figures: block.figures.map(figure => ({ ...figure, trace })) }
    if (block.type !== 'table') return block
    return { ...block, rows: block.rows.map(cells), total: block.total === null ? null : cells(block.total) }
  })
}

function measuredNote({ runs }: WateringInput): Block[] {
  const given = runs.filter(({ litres }) => (litres ?? 0) > 0)
  const sum = (list: readonly Run[]) => list.reduce((all, { litres }) => all + (litres ?? 0), 0)
  const all = sum(given)
  if (all === 0) return []
  const percent = Math.floor((100 * sum(given.filter(run => run.litresMeasured))) / all)
  return [{ type: 'notes', notes: [fillBoth(words.measured, { percent })] }]
}

function chartOf({ runs, zones, steps, madeAt }: WateringInput): Block[] {
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
      series: watered.map(({ id, name }) => ({ name, values: steps.labels.map((_, n) => litresIn(id, n)) })),
    },
  ]
}

function skipTable({ runs, span, madeAt }: WateringInput): Block[] {
  const trace = { of: 'zone' as const, id: '', from: span.from, to: Math.min(span.to, madeAt) }
  const groups = Map.groupBy(
    runs.filter((run): run is Run & { reason: RunReason } => run.state === 'skipped' && run.reason !== null),
    ({ reason }) => reason,
  )
  if (groups.size === 0) return []
  const spared = (list: readonly Run[]) =>
    list.reduce((sum, { decision }) => sum + Math.max(0, decision?.savedLitres ?? 0), 0) / LITRES_PER_M3
  const all = [...groups.values()].flat()
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
          times: { value: own.length, trace },
          spared: { value: spared(own), trace },
        })),
      total: {
        reason: words.total,
        times: { value: all.length, trace },
        spared: { value: spared(all), trace },
      },
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
