/** The work summary that is sent upward: sentences made of figures, blanks for what only a person knows. */
import type { Block, ReportDocument, ReportSection, Words } from '../contract/report-document.ts'
import type { Measure, Trace } from '../contract/report-trace.ts'
import { energyReportTexts } from '../text/reports-energy.ts'
import { summaryTexts as words } from '../text/reports-summary.ts'
import { fillBoth } from '../text/text.ts'
import type { AlarmPick } from './alarm-picks.ts'
import { type AlarmInput, alarmFigures, alarmTrace } from './alarm-response.ts'
import { type CabinetFigures, isUnanswered } from './coldchain-figures.ts'
import { pricesOfPeriod } from './energy.ts'
import { type EnergyInput, sourcesOf, totalsOf } from './energy-figures.ts'
import { savingSentences } from './energy-savings.ts'
import { type Frame, framed } from './frame.ts'
import {
  DUE_SOON_DAYS,
  type Due,
  devicesTrace,
  duesOf,
  duesTrace,
  type LedgerDevice,
  type LedgerInput,
} from './ledger.ts'
import { pricesSection } from './prices.ts'
import { counted, paragraph, type Sentence, sentence } from './sentence.ts'
import { energySentences, qualitySentences } from './summary-energy.ts'
import { type WateringInput, waterTrace } from './watering.ts'

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
    ...(energy === null ? [] : [pricesSection(energy, pricesOfPeriod(energy))]),
  ]
  const report = framed('summary', words.title, input, sections)
  return energy === null
    ? report
    : {
        ...report,
        ...sourcesOf(totalsOf(energy)),
        tariffs: pricesOfPeriod(energy),
        holidays: [...energy.holidays],
      }
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

const allCabinets = ({ span, madeAt }: Frame, as: Measure): Trace => ({
  of: 'cabinet',
  id: '',
  from: span.from,
  to: Math.min(span.to, madeAt),
  as,
})

function foodBlocks(input: SummaryInput): Block[] {
  const { cabinets } = input
  const of = (value: number, as: Measure) => counted(value, allCabinets(input, as))
  if (cabinets.length === 0) return []
  const sum = (pick: (one: CabinetFigures) => number) => cabinets.reduce((all, one) => all + pick(one), 0)
  const excursions = cabinets.flatMap(one => one.excursions)
  const unanswered = excursions.filter(isUnanswered).length
  const explained = excursions.filter(({ explainedBy }) => explainedBy !== null).length
  const unknownMin = sum(one => one.minutesUnknown)
  const sentences: Sentence[] = [
    sentence(words.cabinets, {
      count: of(cabinets.length, 'cabinets'),
      due: of(
        sum(one => one.checksDue),
        'checks-due',
      ),
      done: of(
        sum(one => one.checksDone),
        'checks-done',
      ),
    }),
  ]
  // Without a single reading not even this can be said.
  if (excursions.length === 0) {
    if (cabinets.some(({ meanC }) => meanC !== null)) sentences.push(sentence(words.noExcursion))
  } else {
    sentences.push(
      sentence(words.excursions, {
        count: of(excursions.length, 'excursions'),
        explained: of(explained, 'explained'),
      }),
    )
    if (unanswered > 0) sentences.push(sentence(words.unanswered, { count: of(unanswered, 'unanswered') }))
    else sentences.push(sentence(explained === excursions.length ? words.stop : words.answered))
  }
  if (unknownMin > 0)
    sentences.push(
      sentence(words.unknownTime, {
        hours: {
          value: unknownMin / HOUR_MIN,
          unit: 'h',
          digits: 1,
          trace: { ...allCabinets(input, 'unknown'), only: { unit: 'h' } },
        },
      }),
    )
  return [...paragraph(sentences), blank(words.foodMore, 2)]
}

function alarmSentences(alarms: AlarmInput): Sentence[] {
  const figures = alarmFigures(alarms)
  if (figures.total === 0) return [sentence(words.noAlarms)]
  const of = (pick: AlarmPick, value: number) => counted(value, alarmTrace(alarms, pick))
  const minutes = (value: number | null, as: Measure) => ({
    value,
    unit: 'min',
    digits: 1,
    trace: alarmTrace(alarms, {}, as),
  })
  return [
    sentence(words.alarms, { total: of({}, figures.total), urgent: of({ urgent: 'yes' }, figures.urgent) }),
    ...(figures.lifeSafety === 0
      ? []
      : [sentence(words.life, { count: of({ lifeSafety: 'yes' }, figures.lifeSafety) })]),
    ...(figures.answered === 0
      ? []
      : [
          sentence(words.response, {
            answered: of({ answered: 'yes' }, figures.answered),
            median: minutes(figures.medianMin, 'answer-median'),
            ninety: minutes(figures.ninetyMin, 'answer-ninety'),
          }),
        ]),
    figures.open === 0
      ? sentence(words.allClosed)
      : sentence(words.stillOpen, { count: of({ open: 'yes' }, figures.open) }),
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
      water: { value, unit: 'm3', digits: 1, trace: waterTrace(watering, 'litres', '', { unit: 'm3' }) },
      runs: counted(given.length, waterTrace(watering, 'runs')),
    }),
    ...(given.every(run => run.litresMeasured) ? [] : [sentence(words.unmeteredWater)]),
    ...(skips === 0
      ? []
      : [sentence(words.skipped, { skips: counted(skips, waterTrace(watering, 'skips')) })]),
    ...(incidents.length === 0
      ? []
      : [sentence(words.troubles, { count: counted(incidents.length, troubles(watering)) })]),
  ])
}

/** What went wrong with valves and water at any moment of the period. */
const troubles = ({ span, madeAt }: Frame): Trace => ({
  of: 'incidents',
  id: '',
  from: span.from,
  to: Math.min(span.to, madeAt),
})

function equipmentSentences(ledger: LedgerInput): Sentence[] {
  const dues = duesOf(ledger)
  const overdue = dues.filter(({ days }) => days < 0)
  const soon = dues.filter(({ days }) => days >= 0 && days <= DUE_SOON_DAYS)
  const of = (list: readonly LedgerDevice[]) => counted(list.length, devicesTrace(ledger, list))
  const due = (list: readonly Due[]) => counted(list.length, duesTrace(ledger, list))
  return [
    sentence(words.devices, { count: of(ledger.devices) }),
    ...(overdue.length > 0
      ? [sentence(words.overdue, { count: due(overdue) })]
      : dues.length > 0
        ? [sentence(words.noDue)]
        : []),
    ...(soon.length > 0
      ? [sentence(fillBoth(words.soon, { days: DUE_SOON_DAYS, count: '{count}' }), { count: due(soon) })]
      : []),
  ]
}
