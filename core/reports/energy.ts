/** What was used of electricity, water, gas and heat in a period, as a neutral document. Pure: what was measured is handed in. */
import { MEDIA } from '../contract/energy-words.ts'
import type { ReportDocument, ReportSection } from '../contract/report-document.ts'
import { energyReportTexts as words } from '../text/reports-energy.ts'
import { fillBoth } from '../text/text.ts'
import { bandTables, courseBlocks, meterTables, summaryBlock } from './energy-blocks.ts'
import { type EnergyInput, sourcesOf, totalsOf } from './energy-figures.ts'
import { notesOf } from './energy-notes.ts'
import { savingBlocks } from './energy-savings.ts'
import { pricesSection, tariffsUsed } from './prices.ts'
import { numbered } from './sections.ts'

export function energyReport(input: EnergyInput): ReportDocument {
  const { site, name, dates } = input
  const totals = totalsOf(input)
  const tariffs = pricesOfPeriod(input)
  const sections: ReportSection[] = [
    { heading: words.summary, blocks: [summaryBlock(input, totals)] },
    { heading: words.meters, blocks: MEDIA.flatMap(medium => meterTables(input, medium)) },
    { heading: words.bands, blocks: bandTables(input) },
    { heading: words.course, blocks: MEDIA.flatMap(medium => courseBlocks(input, medium)) },
    { heading: words.savings, blocks: savingBlocks(input) },
    pricesSection(input, tariffs),
    { heading: words.quality, blocks: notesOf(input, totals) },
  ]
  return {
    kind: 'energy',
    title: words.title,
    subtitle: fillBoth(words.subtitle, { site: site.name, period: name }),
    siteId: site.id,
    timeZone: site.timeZone,
    currency: site.currency,
    from: dates[0] ?? '',
    to: dates.at(-1) ?? '',
    madeAt: input.madeAt,
    sections: numbered(sections),
    ...sourcesOf(totals),
    tariffs,
    holidays: [...input.holidays],
  }
}

/** The tariffs the period's money was reckoned with. */
export const pricesOfPeriod = (input: EnergyInput) =>
  tariffsUsed(
    input.tariffs,
    MEDIA.filter(medium => input.meters.some(({ meter, cost }) => meter.medium === medium && cost !== null)),
    input.dates,
  )
