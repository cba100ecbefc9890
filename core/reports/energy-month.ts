/** The month's use of electricity, water and gas as a neutral document. Pure: everything measured is handed in. */
import type { Band, Medium, Meter, MeterUse } from '../contract/energy.ts'
import { BANDS, MEDIA } from '../contract/energy.ts'
import type { Block, Cell, ReportDocument, Words } from '../contract/report-document.ts'
import type { Site } from '../contract/site.ts'
import { ELECTRICITY_CARBON, STANDARD_COAL } from '../energy/factors.ts'
import { bandTexts, mediumTexts } from '../text/energy.ts'
import { reportTexts as words } from '../text/reports.ts'
import { fillBoth } from '../text/text.ts'

export const UNIT_OF: Readonly<Record<Medium, string>> = {
  electricity: 'kWh',
  water: 'm³',
  gas: 'm³',
  heat: 'GJ',
}

/** One meter's month. */
export interface MeterMonth {
  readonly meter: Meter
  readonly days: readonly MeterUse[]
  /** Days that are over and without any reading, whose use the register's next reading tells all the same. */
  readonly bridgedDays: number
  /** The whole month before, or the same part of it while this one is running. */
  readonly before: number | null
}

export interface EnergyMonthInput {
  readonly site: Site
  readonly year: number
  readonly month: number
  /** Local dates of the days, YYYY-MM-DD, ascending. */
  readonly dates: readonly string[]
  readonly meters: readonly MeterMonth[]
  readonly madeAt: number
  /** Local date and time up to which a running month is counted; null when it is over. */
  readonly runningUntil: string | null
}

export function energyMonth(input: EnergyMonthInput): ReportDocument {
  const { site, year, month, dates } = input
  return {
    kind: 'energy',
    title: words.title,
    subtitle: fillBoth(words.subtitle, { site: site.name, year, month: String(month).padStart(2, '0') }),
    siteId: site.id,
    timeZone: site.timeZone,
    currency: site.currency,
    from: dates[0] ?? '',
    to: dates.at(-1) ?? '',
    madeAt: input.madeAt,
    sections: [
      { heading: words.summary, blocks: [summary(input)] },
      { heading: words.meters, blocks: MEDIA.flatMap(medium => meterTable(input, medium)) },
      { heading: words.bands, blocks: bandTable(input) },
      { heading: words.days, blocks: MEDIA.flatMap(medium => dailyBars(input, medium)) },
      { heading: words.quality, blocks: dataNotes(input) },
    ].filter(section => section.blocks.length > 0),
    sources: [ELECTRICITY_CARBON.source, STANDARD_COAL.electricity.source],
  }
}

/** Meters of a medium that are behind no other: children are part of their parent and not counted again. */
function mains({ meters }: EnergyMonthInput, medium: Medium): MeterMonth[] {
  const ids = new Set(meters.filter(({ meter }) => meter.medium === medium).map(({ meter }) => meter.id))
  return meters.filter(
    ({ meter }) => meter.medium === medium && (meter.parentId === null || !ids.has(meter.parentId)),
  )
}

/** A meter and all that is behind it, each right below the one it is a part of. */
function withChildren(month: MeterMonth, input: EnergyMonthInput): MeterMonth[] {
  const children = input.meters.filter(
    ({ meter }) => meter.parentId === month.meter.id && meter.medium === month.meter.medium,
  )
  return [month, ...children.flatMap(child => withChildren(child, input))]
}

/** The sum of what is known; null when nothing is. */
function total(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}

const useOf = ({ days }: MeterMonth) => total(days.map(day => day.use))
const costOf = ({ days }: MeterMonth) => total(days.map(day => day.cost))

function summary(input: EnergyMonthInput): Block {
  const { currency } = input.site
  const perMedium = MEDIA.map(medium => ({
    medium,
    use: total(mains(input, medium).map(useOf)),
    before: total(mains(input, medium).map(({ before }) => before)),
  }))
  const electricity = perMedium.find(({ medium }) => medium === 'electricity')?.use ?? null
  const coal = total(
    perMedium.map(({ medium, use }) => (use === null ? null : use * STANDARD_COAL[medium].value)),
  )
  const alone = { compared: null, comparedWith: null }
  return {
    type: 'figures',
    figures: [
      ...perMedium.map(({ medium, use, before }) => ({
        label: mediumTexts[medium],
        value: use,
        unit: UNIT_OF[medium],
        digits: 1,
        compared: before,
        comparedWith: before === null ? null : words.previous,
      })),
      {
        label: words.cost,
        value: total(MEDIA.flatMap(medium => mains(input, medium).map(costOf))),
        unit: currency,
        digits: 2,
        format: 'money' as const,
        ...alone,
      },
      {
        label: words.carbon,
        value: electricity === null ? null : electricity * ELECTRICITY_CARBON.value,
        unit: ELECTRICITY_CARBON.unit,
        digits: 1,
        ...alone,
      },
      { label: words.coal, value: coal, unit: 'kgce', digits: 1, ...alone },
    ],
  }
}

function meterTable(input: EnergyMonthInput, medium: Medium): Block[] {
  const main = mains(input, medium)
  if (main.length === 0) return []
  const unit = UNIT_OF[medium]
  const mainUse = total(main.map(useOf))
  const row = (month: MeterMonth): Record<string, Cell> => {
    const use = useOf(month)
    const share = use === null || mainUse === null || mainUse === 0 ? null : use / mainUse
    return { meter: month.meter.name, use, before: month.before, share, money: costOf(month) }
  }
  return [
    {
      type: 'table',
      title: mediumTexts[medium],
      columns: [
        { key: 'meter', title: words.meter, format: 'text' },
        { key: 'use', title: words.use, format: 'number', unit, digits: 2 },
        { key: 'before', title: words.before, format: 'number', unit, digits: 2 },
        { key: 'share', title: words.share, format: 'percent', digits: 1 },
        { key: 'money', title: words.money, format: 'money', unit: input.site.currency, digits: 2 },
      ],
      rows: main.flatMap(one => withChildren(one, input)).map(row),
      total: {
        meter: words.mainTotal,
        use: mainUse,
        before: total(main.map(({ before }) => before)),
        share: mainUse === null ? null : 1,
        money: total(main.map(costOf)),
      },
    },
  ]
}

function bandTable(input: EnergyMonthInput): Block[] {
  const sums = new Map<Band, { use: number; cost: number }>()
  for (const { days } of mains(input, 'electricity')) {
    for (const [band, { use, cost }] of days.flatMap(
      day => Object.entries(day.bands) as [Band, { use: number; cost: number }][],
    )) {
      const sum = sums.get(band) ?? { use: 0, cost: 0 }
      sums.set(band, { use: sum.use + use, cost: sum.cost + cost })
    }
  }
  const bands = BANDS.filter(band => sums.has(band))
  if (bands.length < 2) return []
  const all = total([...sums.values()].map(({ use }) => use)) ?? 0
  const rows = bands.map((band): Record<string, Cell> => {
    const { use, cost } = sums.get(band) ?? { use: 0, cost: 0 }
    return { band: bandTexts[band], use, share: all === 0 ? null : use / all, money: cost }
  })
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
      total: {
        band: words.total,
        use: all,
        share: all === 0 ? null : 1,
        money: total([...sums.values()].map(({ cost }) => cost)),
      },
    },
  ]
}

function dailyBars(input: EnergyMonthInput, medium: Medium): Block[] {
  const main = mains(input, medium)
  if (main.length === 0) return []
  return [
    {
      type: 'chart',
      shape: 'bars',
      title: fillBoth(words.dailyUse, { medium: mediumTexts[medium] }),
      unit: UNIT_OF[medium],
      digits: 1,
      labels: input.dates.map(date => date.slice(8)),
      series: main.map(({ meter, days }) => ({
        name: meter.name,
        values: input.dates.map((_, n) => days[n]?.use ?? null),
      })),
    },
  ]
}

/** What a reader must know before believing the figures. */
function dataNotes(input: EnergyMonthInput): Block[] {
  const notes: Words[] = []
  if (input.runningUntil !== null) notes.push(fillBoth(words.running, { at: input.runningUntil }))
  const main = MEDIA.flatMap(medium => mains(input, medium))
  for (const month of main) {
    const missing = month.days.filter(day => day.use === null).length
    if (missing > 0) notes.push(fillBoth(words.gaps, { meter: month.meter.name, days: missing }))
    if (month.bridgedDays > 0)
      notes.push(fillBoth(words.bridged, { meter: month.meter.name, days: month.bridgedDays }))
    notes.push(...priceNotes(month))
  }
  if (main.length > 0 && main.every(isComplete)) notes.push(words.complete)
  return notes.length === 0 ? [] : [{ type: 'notes', notes }]
}

function isComplete({ days, bridgedDays }: MeterMonth): boolean {
  return bridgedDays === 0 && days.every(day => day.use !== null)
}

/** Money that is missing from the sum is said, all of it or some days of it. */
function priceNotes(month: MeterMonth): Words[] {
  const medium = mediumTexts[month.meter.medium]
  const used = month.days.filter(day => day.use !== null)
  const unpriced = used.filter(day => day.cost === null).length
  if (unpriced === 0) return []
  return [
    unpriced === used.length
      ? fillBoth(words.noTariff, { medium })
      : fillBoth(words.partTariff, { medium, days: unpriced }),
  ]
}
