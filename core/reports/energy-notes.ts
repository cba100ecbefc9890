/** What a reader must know before believing the figures of the energy report. */
import { MEDIA } from '../contract/energy-words.ts'
import type { Block, Words } from '../contract/report-document.ts'
import { mediumTexts } from '../text/energy.ts'
import { energyReportTexts as words } from '../text/reports-energy.ts'
import { fillBoth } from '../text/text.ts'
import { type EnergyInput, type MediumTotal, type MeterFigures, mains } from './energy-figures.ts'

export function notesOf(input: EnergyInput, totals: readonly MediumTotal[]): Block[] {
  const notes = qualityNotes(input)
  if (totals.some(({ cost }) => cost !== null)) notes.push(words.energyOnly)
  return notes.length === 0 ? [] : [{ type: 'notes', notes }]
}

/** Gaps, guesses and missing prices of the main meters. */
export function qualityNotes(input: Pick<EnergyInput, 'meters' | 'runningUntil'>): Words[] {
  const notes: Words[] = []
  if (input.runningUntil !== null) notes.push(fillBoth(words.running, { at: input.runningUntil }))
  const main = MEDIA.flatMap(medium => mains(input, medium))
  for (const figures of main) {
    const { meter, days } = figures
    if (days.missing > 0) notes.push(fillBoth(words.gaps, { meter: meter.name, days: days.missing }))
    if (days.bridged > 0) notes.push(fillBoth(words.bridged, { meter: meter.name, days: days.bridged }))
    notes.push(...priceNotes(figures))
  }
  if (main.length > 0 && main.every(({ days }) => days.missing === 0 && days.bridged === 0))
    notes.push(words.complete)
  return notes
}

/** Money that is missing from the sum is said, all of it or some days of it. */
function priceNotes({ meter, days }: MeterFigures): Words[] {
  const used = days.all - days.missing
  if (days.unpriced === 0) return []
  const medium = mediumTexts[meter.medium]
  return [
    days.unpriced >= used
      ? fillBoth(words.noTariff, { medium })
      : fillBoth(words.partTariff, { medium, days: days.unpriced }),
  ]
}
