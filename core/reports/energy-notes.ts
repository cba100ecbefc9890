/** What a reader must know before believing the figures of the energy report. */
import { MEDIA } from '../contract/energy-words.ts'
import type { Block, Words } from '../contract/report-document.ts'
import type { Measure } from '../contract/report-trace.ts'
import { mediumTexts } from '../text/energy.ts'
import { energyReportTexts as words } from '../text/reports-energy.ts'
import { fillBoth } from '../text/text.ts'
import { type EnergyInput, type MediumTotal, type MeterFigures, mains, traceTo } from './energy-figures.ts'
import { counted, notes, type Sentence, sentence } from './sentence.ts'

export function notesOf(input: EnergyInput, totals: readonly MediumTotal[]): Block[] {
  const priced = totals.some(({ cost }) => cost !== null)
  return notes([...qualityNotes(input), ...(priced ? [sentence(words.energyOnly)] : [])])
}

/** Gaps, guesses and missing prices of the main meters, each day of them to be followed. */
function qualityNotes(input: EnergyInput): Sentence[] {
  const said: Sentence[] = []
  if (input.runningUntil !== null) said.push(sentence(fillBoth(words.running, { at: input.runningUntil })))
  const main = MEDIA.flatMap(medium => mains(input, medium))
  for (const figures of main) {
    const { meter, days } = figures
    const dayNote = (text: Words, count: number, as: Measure) =>
      sentence(text, { meter: meter.name, days: counted(count, traceTo(input, [meter], as)) })
    if (days.missing > 0) said.push(dayNote(words.gaps, days.missing, 'missing-days'))
    if (days.bridged > 0) said.push(dayNote(words.bridged, days.bridged, 'bridged-days'))
    said.push(...priceNotes(input, figures))
  }
  if (main.length > 0 && main.every(({ days }) => days.missing === 0 && days.bridged === 0))
    said.push(sentence(words.complete))
  return said
}

/** Money that is missing from the sum is said, all of it or some days of it. */
function priceNotes(input: EnergyInput, { meter, days }: MeterFigures): Sentence[] {
  const used = days.all - days.missing
  if (days.unpriced === 0) return []
  const medium = mediumTexts[meter.medium]
  return [
    days.unpriced >= used
      ? sentence(words.noTariff, { medium })
      : sentence(words.partTariff, {
          medium,
          days: counted(days.unpriced, traceTo(input, [meter], 'unpriced-days')),
        }),
  ]
}
