/** What the energy report and the work summary know of a period: figures of meters, and the sums of main meters. */
import type { SavingReport } from '../contract/energy-baseline.ts'
import type { Factor } from '../contract/energy-carbon.ts'
import type { Meter } from '../contract/energy-meter.ts'
import type { HolidayYear, Tariff } from '../contract/energy-tariff.ts'
import { type Band, MEDIA, MEDIUM_UNIT, type Medium } from '../contract/energy-words.ts'
import type { ReportDocument, ReportPeriod, Words } from '../contract/report-document.ts'
import type { Measure, Trace } from '../contract/report-trace.ts'
import type { Site } from '../contract/site.ts'
import { factorFor, factorWords } from '../energy/factors.ts'
import { mainsOf } from '../energy/tree.ts'
import { mediumTexts } from '../text/energy.ts'
import { energyReportTexts as words } from '../text/reports-energy.ts'
import { fillBoth } from '../text/text.ts'
import type { PeriodSpan, Steps } from './period.ts'

/** One meter's period. */
export interface MeterFigures {
  readonly meter: Meter
  readonly use: number | null
  /** The period before, or the same stretch of it while this one is running. */
  readonly before: number | null
  readonly cost: number | null
  readonly bands: Readonly<Partial<Record<Band, { readonly use: number; readonly cost: number }>>>
  /** Use in each step of the period. */
  readonly steps: readonly (number | null)[]
  readonly days: MeterDays
  /** Part of it was spread over a gap. */
  readonly estimated: boolean
}

/** Days that have begun. */
export interface MeterDays {
  readonly all: number
  readonly missing: number
  /** Without any reading, whose use the register's next reading tells all the same. */
  readonly bridged: number
  /** With use for which no tariff was in force. */
  readonly unpriced: number
}

/** What a baseline says of the period. */
export interface SavingLine {
  readonly name: Words
  /** Whether it keeps the limits of ASHRAE Guideline 14. */
  readonly passes: boolean
  /** Whether a saving may be claimed by it: it passes, and the saving is not claimed by another one already. */
  readonly counts: boolean
  readonly meter: Meter
  readonly report: SavingReport
}

export interface EnergyInput {
  readonly site: Site
  readonly span: PeriodSpan
  readonly name: Words
  readonly dates: readonly string[]
  readonly steps: Steps
  readonly meters: readonly MeterFigures[]
  /** Only baselines that can say something of the period. */
  readonly savings: readonly SavingLine[]
  /** The stretch every `before` is of. */
  readonly compared: { readonly from: number; readonly to: number }
  /** The site's, those that never were in force in the period among them. */
  readonly tariffs: readonly Tariff[]
  /** The days off its prices go by. */
  readonly holidays: readonly HolidayYear[]
  /** The site's own factors. */
  readonly factors: readonly Factor[]
  readonly meals: number | null
  readonly heads: number | null
  readonly areaM2: number | null
  readonly madeAt: number
  /** Local date and time up to which a running period is counted; null when it is over. */
  readonly runningUntil: string | null
}

/** The sum of what is known; null when nothing is. */
export function total(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null)
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0)
}

/** Figures of main meters of a medium: children are part of their parent and not counted again. */
export function mains({ meters }: Pick<EnergyInput, 'meters'>, medium: Medium): MeterFigures[] {
  const ids = new Set(
    mainsOf(
      meters.map(({ meter }) => meter),
      medium,
    ).map(({ id }) => id),
  )
  return meters.filter(({ meter }) => ids.has(meter.id))
}

/** More main meters than this are named by what they are: those of a medium, or all. */
const NAMED_MAX = 60

/** What was reckoned of meters in the period. `more` narrows it, or says what it is compared with. */
export function traceTo(
  input: Pick<EnergyInput, 'span' | 'madeAt'>,
  meters: readonly Pick<Meter, 'id' | 'medium'>[],
  as: Measure = 'use',
  more: Partial<Trace> = {},
): Trace {
  const [first] = meters
  const alike = first !== undefined && meters.every(({ medium }) => medium === first.medium)
  const named =
    meters.length === 1
      ? { id: first?.id ?? '' }
      : meters.length <= NAMED_MAX
        ? { id: '', ids: meters.map(({ id }) => id) }
        : { id: '', ...(alike && { only: { medium: first.medium, ...more.only } }) }
  return {
    of: 'meter',
    from: input.span.from,
    to: Math.min(input.span.to, input.madeAt),
    as,
    ...more,
    ...named,
  }
}

const STEP_WORDS: Readonly<Record<ReportPeriod, Words>> = {
  day: words.hours,
  week: words.days,
  month: words.days,
  quarter: words.weeks,
  year: words.months,
}
export const stepWord = (per: ReportPeriod) => STEP_WORDS[per]

export interface MediumTotal {
  readonly medium: Medium
  readonly unit: string
  readonly use: number | null
  readonly before: number | null
  readonly cost: number | null
  readonly kgCo2: number | null
  readonly kgce: number | null
  readonly carbonFactor: Factor | null
  readonly coalFactor: Factor | null
  readonly meters: readonly Meter[]
}

/** What the site bought of each medium it has a main meter of, with the factors of the period's year. */
export function totalsOf(input: Pick<EnergyInput, 'meters' | 'factors' | 'dates' | 'span'>): MediumTotal[] {
  const year = Number(input.span.key.slice(0, 4))
  return MEDIA.filter(medium => mains(input, medium).length > 0).map(medium => {
    const own = mains(input, medium)
    const use = total(own.map(one => one.use))
    const carbonFactor = factorFor(input.factors, 'carbon', medium, year)
    const coalFactor = factorFor(input.factors, 'coal', medium, year)
    const times = (factor: Factor | null) => (factor === null || use === null ? null : use * factor.value)
    return {
      medium,
      unit: MEDIUM_UNIT[medium],
      use,
      before: total(own.map(one => one.before)),
      cost: total(own.map(one => one.cost)),
      kgCo2: times(carbonFactor),
      kgce: times(coalFactor),
      carbonFactor,
      coalFactor,
      meters: own.map(({ meter }) => meter),
    }
  })
}

/** The factors that were used, with year and publisher: they stay with the report for good. */
export function sourcesOf(
  totals: readonly MediumTotal[],
): Required<Pick<ReportDocument, 'sources' | 'factors'>> {
  const used = totals
    .filter(({ use }) => use !== null)
    .flatMap(({ carbonFactor, coalFactor }) => [carbonFactor, coalFactor])
    .filter(factor => factor !== null)
  return {
    sources: used.map(factor =>
      fillBoth(factor.kind === 'carbon' ? words.carbonSource : words.coalSource, {
        medium: mediumTexts[factor.medium],
        source: factorWords(factor),
      }),
    ),
    factors: used.map(factor => ({
      name: fillBoth(factor.kind === 'carbon' ? words.carbonSource : words.coalSource, {
        medium: mediumTexts[factor.medium],
        source: '',
      }),
      value: factor.value,
      unit: factor.kind === 'carbon' ? 'kgCO₂' : 'kgce',
      year: factor.year,
      publisher: { zh: factor.publisher, en: factor.publisher },
      kind: factor.kind,
      medium: factor.medium,
    })),
  }
}
