/** What the work summary says of energy and water. */
import { MEDIA } from '../contract/energy-words.ts'
import type { Figure, Trace, Words } from '../contract/report-document.ts'
import { mediumTexts } from '../text/energy.ts'
import { summaryTexts as words } from '../text/reports-summary.ts'
import { mealsTrace } from './energy-blocks.ts'
import { type EnergyInput, type MediumTotal, mains, total, totalsOf, traceTo } from './energy-figures.ts'
import { counted, type Sentence, sentence } from './sentence.ts'

/** Changes smaller than this are none. */
const SAME = 0.0005

/** A paragraph for the media, and one for what they come to. */
export function energySentences(input: EnergyInput, before: Words): Sentence[][] {
  const totals = totalsOf(input).filter(({ use }) => use !== null)
  const opening = totals.length === 0 ? [] : [sentence(words.opening, { period: input.name })]
  const media = [...opening, ...totals.flatMap(one => mediumSentences(input, one, before))]
  return [media, sumSentences(input, totals)].filter(list => list.length > 0)
}

function mediumSentences(input: EnergyInput, one: MediumTotal, before: Words): Sentence[] {
  const { medium, use, unit } = one
  const figure: Figure = { value: use, unit, digits: 1, trace: traceTo(input, one.meters) }
  const change = traceTo(input, one.meters, 'change', { before: input.compared })
  return [
    sentence(words.used, { medium: mediumTexts[medium], use: figure }),
    changeSentence(use, one.before, before, change),
  ]
}

function changeSentence(use: number | null, compared: number | null, before: Words, trace: Trace): Sentence {
  if (use === null || compared === null || compared <= 0) return sentence(words.stop)
  const change = use / compared - 1
  if (Math.abs(change) < SAME) return sentence(words.same, { before })
  const figure: Figure = { value: Math.abs(change), unit: '', digits: 1, format: 'percent', trace }
  return sentence(change < 0 ? words.less : words.more, { before, change: figure })
}

function sumSentences(input: EnergyInput, totals: readonly MediumTotal[]): Sentence[] {
  const { currency } = input.site
  const all = totals.flatMap(({ meters }) => meters)
  const cost = total(totals.map(one => one.cost))
  const carbon = total(totals.map(({ kgCo2 }) => kgCo2))
  const coal = total(totals.map(({ kgce }) => kgce))
  const power = totals.find(({ medium }) => medium === 'electricity')
  const electricity = power?.use ?? null
  const isWhole = totals.every(one => one.cost !== null) && isAllPriced(input)
  return [
    ...(cost === null
      ? []
      : [
          sentence(isWhole ? words.cost : words.partCost, {
            cost: {
              value: cost,
              unit: currency,
              digits: 2,
              format: 'money',
              trace: traceTo(input, all, 'cost'),
            },
          }),
        ]),
    ...(carbon === null || coal === null
      ? []
      : [
          sentence(words.carbon, {
            carbon: { value: carbon, unit: 'kgCO₂', digits: 1, trace: traceTo(input, all, 'carbon') },
            coal: { value: coal, unit: 'kgce', digits: 1, trace: traceTo(input, all, 'coal') },
          }),
        ]),
    ...(input.meals === null || input.meals <= 0 || electricity === null
      ? []
      : [
          sentence(words.perMeal, {
            meals: counted(input.meals, mealsTrace(input)),
            electricity: {
              value: electricity / input.meals,
              unit: 'kWh',
              digits: 3,
              trace: traceTo(input, power?.meters ?? [], 'per-meal'),
            },
          }),
        ]),
  ]
}

const isAllPriced = (input: EnergyInput) =>
  MEDIA.every(medium => mains(input, medium).every(({ use, days }) => use === null || days.unpriced === 0))

/** What is missing or reckoned is said in the same breath. */
export function qualitySentences(input: EnergyInput): Sentence[] {
  return MEDIA.flatMap(medium => mains(input, medium)).flatMap(({ meter, days, use }) => {
    if (use === null) return []
    return [
      ...(days.bridged === 0
        ? []
        : [
            sentence(words.estimated, {
              meter: meter.name,
              days: counted(days.bridged, traceTo(input, [meter], 'bridged-days')),
            }),
          ]),
      ...(days.missing === 0
        ? []
        : [
            sentence(words.missing, {
              meter: meter.name,
              days: counted(days.missing, traceTo(input, [meter], 'missing-days')),
            }),
          ]),
    ]
  })
}
