/** The work summary that is sent upward: sentences made of figures, blanks for what only a person knows. */
import type { Block, ReportDocument, ReportSection, Words } from '../contract/report-document.ts'
import { energyReportTexts } from '../text/reports-energy.ts'
import { summaryTexts as words } from '../text/reports-summary.ts'
import { type AlarmInput, alarmFigures } from './alarm-response.ts'
import { type CabinetFigures, isUnanswered } from './coldchain-figures.ts'
import { type EnergyInput, sourcesOf, totalsOf } from './energy-figures.ts'
import { savingSentences } from './energy-savings.ts'
import { type Frame, framed } from './frame.ts'
import { DUE_SOON_DAYS, duesOf, type LedgerInput } from './ledger.ts'
import { counted, paragraph, type Sentence, sentence } from './sentence.ts'
import { energySentences, qualitySentences } from './summary-energy.ts'
import type { WateringInput } from './watering.ts'

export interface SummaryInput extends Frame {
  /** Null where there is nothing of it at the site. */
  readonly energy: EnergyInput | null
  readonly cabinets: readonly CabinetFigures[]
  readonly alarms: AlarmInput
  readonly watering: WateringInput | null
  readonly ledger: LedgerInput
}

export function summaryReport(input: SummaryInput): ReportDocument {
  const { energy } = input
  const sections: ReportSection[] = [
    { heading: words.energy, blocks: [...energyBlocks(energy), blank(words.measures, 3)] },
    { heading: words.food, blocks: foodBlocks(input) },
    { heading: words.safety, blocks: [...paragraph(alarmSentences(input.alarms)), blank(words.drills, 2)] },
    { heading: words.grounds, blocks: groundsBlocks(input) },
    { heading: words.equipment, blocks: paragraph(equipmentSentences(input.ledger)) },
    { heading: words.people, blocks: [blank(words.problems, 3), blank(words.next, 3)] },
    { heading: words.basis, blocks: [{ type: 'notes', notes: [words.only] }] },
    { heading: words.signatures, blocks: [{ type: 'signature', roles: [words.author, words.head] }] },
  ]
  const report = framed('summary', words.title, input, sections)
  return energy === null ? report : { ...report, ...sourcesOf(totalsOf(energy)) }
}

const blank = (prompt: Words, lines: number): Block => ({ type: 'blank', prompt, lines })

function energyBlocks(energy: EnergyInput | null): Block[] {
  if (energy === null || energy.meters.every(({ use }) => use === null))
    return [{ type: 'text', text: words.noEnergy }]
  const notes = qualitySentences(energy)
  const running = energy.runningUntil === null ? energyReportTexts.previous : energyReportTexts.previousSoFar
  return [
    ...energySentences(energy, running).flatMap(paragraph),
    ...paragraph(savingSentences(energy)),
    ...paragraph(notes),
  ]
}

const HOUR_MIN = 60

function foodBlocks({ cabinets }: SummaryInput): Block[] {
  if (cabinets.length === 0) return []
  const sum = (pick: (one: CabinetFigures) => number) => cabinets.reduce((all, one) => all + pick(one), 0)
  const excursions = cabinets.flatMap(one => one.excursions)
  const unanswered = excursions.filter(isUnanswered).length
  const explained = excursions.filter(({ explainedBy }) => explainedBy !== null).length
  const unknownMin = sum(one => one.minutesUnknown)
  const sentences: Sentence[] = [
    sentence(words.cabinets, {
      count: counted(cabinets.length),
      due: counted(sum(one => one.checksDue)),
      done: counted(sum(one => one.checksDone)),
    }),
  ]
  // Without a single reading not even this can be said.
  if (excursions.length === 0) {
    if (cabinets.some(({ meanC }) => meanC !== null)) sentences.push(sentence(words.noExcursion))
  } else {
    sentences.push(
      sentence(words.excursions, { count: counted(excursions.length), explained: counted(explained) }),
    )
    if (unanswered > 0) sentences.push(sentence(words.unanswered, { count: counted(unanswered) }))
    else sentences.push(sentence(explained === excursions.length ? words.stop : words.answered))
  }
  if (unknownMin > 0)
    sentences.push(
      sentence(words.unknownTime, { hours: { value: unknownMin / HOUR_MIN, unit: 'h', digits: 1 } }),
    )
  return [...paragraph(sentences), blank(words.foodMore, 2)]
}

function alarmSentences(alarms: AlarmInput): Sentence[] {
  const figures = alarmFigures(alarms)
  if (figures.total === 0) return [sentence(words.noAlarms)]
  const trace = {
    of: 'alarms' as const,
    id: '',
    from: alarms.span.from,
    to: Math.min(alarms.span.to, alarms.madeAt),
  }
  const minutes = (value: number | null) => ({ value, unit: 'min', digits: 1, trace })
  return [
    sentence(words.alarms, { total: counted(figures.total, trace), urgent: counted(figures.urgent, trace) }),
    ...(figures.lifeSafety === 0
      ? []
      : [sentence(words.life, { count: counted(figures.lifeSafety, trace) })]),
    ...(figures.answered === 0
      ? []
      : [
          sentence(words.response, {
            answered: counted(figures.answered, trace),
            median: minutes(figures.medianMin),
            ninety: minutes(figures.ninetyMin),
          }),
        ]),
    figures.open === 0
      ? sentence(words.allClosed)
      : sentence(words.stillOpen, { count: counted(figures.open, trace) }),
  ]
}

function groundsBlocks({ watering }: SummaryInput): Block[] {
  if (watering === null) return []
  const { runs, incidents } = watering
  const given = runs.filter(({ openedAt }) => openedAt !== null)
  const skips = runs.filter(({ state }) => state === 'skipped').length
  if (given.length + skips === 0) return []
  const isKnown = given.every(({ litres }) => litres !== null)
  const value = isKnown ? given.reduce((sum, { litres }) => sum + (litres ?? 0), 0) / 1000 : null
  return paragraph([
    sentence(words.watered, {
      water: { value, unit: 'm3', digits: 1 },
      runs: counted(given.length),
    }),
    ...(given.every(run => run.litresMeasured) ? [] : [sentence(words.unmeteredWater)]),
    ...(skips === 0 ? [] : [sentence(words.skipped, { skips: counted(skips) })]),
    ...(incidents.length === 0 ? [] : [sentence(words.troubles, { count: counted(incidents.length) })]),
  ])
}

function equipmentSentences(ledger: LedgerInput): Sentence[] {
  const dues = duesOf(ledger)
  const overdue = dues.filter(({ days }) => days < 0).length
  const soon = dues.filter(({ days }) => days >= 0 && days <= DUE_SOON_DAYS).length
  return [
    sentence(words.devices, { count: counted(ledger.devices.length) }),
    ...(overdue > 0
      ? [sentence(words.overdue, { count: counted(overdue) })]
      : dues.length > 0
        ? [sentence(words.noDue)]
        : []),
    ...(soon > 0 ? [sentence(words.soon, { count: counted(soon), days: counted(DUE_SOON_DAYS) })] : []),
  ]
}
