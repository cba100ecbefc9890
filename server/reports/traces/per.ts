/** Use times a factor, use per something, use against another time, and days of which there is nothing. */
import type { Meter } from '../../../core/contract/energy.ts'
import { MEDIUM_UNIT } from '../../../core/contract/energy-words.ts'
import type { Cell, FrozenFactor, TraceAnswer, Words } from '../../../core/contract/report.ts'
import type { Trace } from '../../../core/contract/report-trace.ts'
import { factorFor } from '../../../core/energy/factors.ts'
import { HALF_HOUR_MS, sumOf } from '../../../core/energy/grid.ts'
import { tariffOn } from '../../../core/energy/tariff.ts'
import { keyAt } from '../../../core/reports/period.ts'
import { unitText } from '../../../core/text/metrics.ts'
import { traceTexts as words } from '../../../core/text/reports-traces.ts'
import { fillBoth } from '../../../core/text/text.ts'
import { activitiesBetween, countsByDate } from '../../energy/calendars.ts'
import {
  answerOf,
  listed,
  numberColumn,
  operands,
  plain,
  type Question,
  sumKnown,
  textColumn,
  wallOf,
} from './answer.ts'
import { datesIn } from './entries.ts'
import { halfHoursOf, metersOf, movedBetween, namesOf, unitOf } from './meters.ts'

const asUse = ({ of, id, ids, from, to }: Trace): Trace => ({
  of,
  id,
  from,
  to,
  as: 'use',
  ...(ids !== undefined && { ids }),
})

async function usesOf(question: Question, meters: readonly Meter[]): Promise<(number | null)[]> {
  const { uses, start, end } = await halfHoursOf(question, meters)
  return uses.map(use => sumOf(use, start, end))
}

/** Carbon or coal: of each meter its use times the factor of its medium. */
export async function factorAnswer(question: Question): Promise<TraceAnswer> {
  const { trace } = question
  const kind = trace.as === 'coal' ? 'coal' : 'carbon'
  const unit = kind === 'coal' ? 'kgce' : 'kgCO₂'
  const meters = metersOf(question)
  const uses = await usesOf(question, meters)
  const lines = meters.map((meter, n) => {
    const factor = factorOf(question, kind, meter)
    const use = uses[n] ?? null
    return { meter, factor, use, result: factor === null || use === null ? null : use * factor.value }
  })
  const blocks = [
    listed({
      title: words.factored,
      columns: [
        textColumn('meter', words.meter),
        numberColumn('use', words.use),
        textColumn('unit', words.what),
        numberColumn('factor', words.factor, '', 6),
        textColumn('from', words.by),
        numberColumn('result', words.result, unit),
      ],
      rows: lines.map(
        ({ meter, factor, use, result }): Record<string, Cell> => ({
          meter: meter.name,
          use: { value: use, trace: { ...asUse(trace), id: meter.id, ids: [meter.id] } },
          unit: unitWords(meter),
          factor: factor?.value ?? null,
          from: factor === null ? '' : factorWords(factor),
          result,
        }),
      ),
      total: {
        meter: words.sum,
        use: '',
        unit: '',
        factor: '',
        from: '',
        result: sumKnown(lines.map(({ result }) => result)),
      },
    }),
  ]
  const value = sumKnown(lines.map(({ result }) => result))
  return answerOf({ title: namesOf(meters), as: kind, value, unit, blocks, page: '/utilities' })
}

const unitWords = ({ medium }: Meter): Words => ({
  zh: unitText(MEDIUM_UNIT[medium], 'zh'),
  en: unitText(MEDIUM_UNIT[medium], 'en'),
})

const factorWords = ({ year, publisher }: Pick<FrozenFactor, 'year' | 'publisher'>): Words => ({
  zh: `${year} · ${publisher.zh}`,
  en: `${year} · ${publisher.en}`,
})

type UsedFactor = Pick<FrozenFactor, 'value' | 'year' | 'publisher'>

function factorOf(
  { state, site, trace, factors }: Question,
  kind: 'carbon' | 'coal',
  { medium }: Meter,
): UsedFactor | null {
  const kept = factors?.find(one => one.kind === kind && one.medium === medium)
  if (kept !== undefined) return kept
  const year = Number(keyAt('year', trace.from, site.timeZone))
  const found = factorFor(state.factors.list({ siteId: site.id }), kind, medium, year)
  return found === null ? null : { ...found, publisher: plain(found.publisher) }
}

export async function changeAnswer(question: Question): Promise<TraceAnswer> {
  const { trace } = question
  const meters = metersOf(question)
  const stretch = trace.before ?? { from: trace.from, to: trace.from }
  const use = sumKnown(await usesOf(question, meters))
  const before = sumKnown(await movedBetween(question, meters, stretch))
  const compared = fillBoth(words.compared, {
    from: wallOf(question, stretch.from),
    to: wallOf(question, stretch.to),
  })
  return answerOf({
    title: namesOf(meters),
    as: 'change',
    value: use === null || before === null || before === 0 ? null : use / before - 1,
    digits: 1,
    format: 'percent',
    blocks: [
      operands(
        [
          { what: words.thisPeriod, value: use, trace: asUse(trace) },
          { what: compared, value: before, trace: { ...asUse(trace), ...stretch, as: 'between' } },
        ],
        unitOf(meters),
      ),
    ],
  })
}

export async function perAnswer(question: Question): Promise<TraceAnswer> {
  const { trace } = question
  const meters = metersOf(question)
  const use = sumKnown(await usesOf(question, meters))
  const { what, count, entered } = dividedBy(question)
  return answerOf({
    title: namesOf(meters),
    as: trace.as ?? 'per-meal',
    value: use === null || count === null || count === 0 ? null : use / count,
    unit: unitOf(meters),
    blocks: [
      operands([{ what: namesOf(meters), value: use, trace: asUse(trace) }], unitOf(meters)),
      operands([{ what, value: count, ...(entered && { trace: mealsOf(trace) }) }], ''),
    ],
    page: '/utilities',
  })
}

const mealsOf = ({ from, to }: Trace): Trace => ({ of: 'activity', id: '', from, to, as: 'meals' })

function dividedBy({ state, site, trace }: Question) {
  const premises = state.premises.get(site.id)
  if (trace.as === 'per-m2') return { what: words.area, count: premises?.areaM2 ?? null, entered: false }
  const [from, to] = datesIn(trace, site.timeZone)
  const activities = activitiesBetween(state, site.id, from, to)
  const kind = trace.as === 'per-head' ? 'heads' : 'meals'
  const counts = [...countsByDate(activities, kind).values()]
  const sum = counts.length === 0 ? null : counts.reduce((all, one) => all + one, 0)
  if (kind === 'meals') return { what: words.meals, count: sum, entered: true }
  const heads = sum === null ? (premises?.heads ?? null) : sum / counts.length
  return { what: words.heads, count: heads, entered: false }
}

/** Days of which nothing is known, whose use is only guessed, or which no tariff was in force on. */
export async function daysAnswer(question: Question): Promise<TraceAnswer> {
  const { trace, tariffs } = question
  const meters = metersOf(question)
  const [meter] = meters
  const { grid, end, uses, estimated } = await halfHoursOf(question, meters)
  const [use, guessed] = [uses[0] ?? new Float64Array(), estimated[0] ?? new Uint8Array()]
  const rows = grid.dates.flatMap((date, day): Record<string, Cell>[] => {
    const [first, last] = [grid.dayAt[day] ?? 0, grid.dayAt[day + 1] ?? 0]
    if (first >= end) return []
    const ofDay = use.subarray(first, last)
    const known = ofDay.filter(value => !Number.isNaN(value)).length
    const guesses = ofDay.filter((value, n) => !Number.isNaN(value) && guessed[first + n] === 1).length
    const isPriced = meter !== undefined && tariffOn(tariffs, meter.medium, date) !== undefined
    const at = (place: number) => grid.from + place * HALF_HOUR_MS
    const down = { ...asUse(trace), from: at(first), to: at(last) }
    return isMeant(trace.as, { known, guesses, isPriced })
      ? [{ when: date, use: { value: sumOf(use, first, last), trace: down } }]
      : []
  })
  return answerOf({
    title: namesOf(meters),
    as: trace.as ?? 'missing-days',
    value: rows.length,
    digits: 0,
    blocks: [
      listed({
        title: words.days,
        columns: [textColumn('when', words.when), numberColumn('use', words.use, unitOf(meters))],
        rows,
      }),
    ],
  })
}

function isMeant(
  as: Trace['as'],
  { known, guesses, isPriced }: { known: number; guesses: number; isPriced: boolean },
): boolean {
  if (as === 'missing-days') return known === 0
  return as === 'unpriced-days' ? known > 0 && !isPriced : known > 0 && guesses === known
}
