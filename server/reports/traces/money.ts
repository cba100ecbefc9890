/** Money of meters: the use of each band times its price, by the prices the report was made with. */
import type { Meter, Tariff } from '../../../core/contract/energy.ts'
import { BANDS, type Band, MEDIUM_UNIT } from '../../../core/contract/energy-words.ts'
import type { Block, Cell, TraceAnswer, Words } from '../../../core/contract/report.ts'
import type { Trace } from '../../../core/contract/report-trace.ts'
import type { Language } from '../../../core/contract/schema.ts'
import { dayKinds } from '../../../core/energy/calendar.ts'
import { pricesOn, surchargePerUnit, tariffOn } from '../../../core/energy/tariff.ts'
import { priceDigits } from '../../../core/reports/prices.ts'
import { bandTexts } from '../../../core/text/energy.ts'
import { unitText } from '../../../core/text/metrics.ts'
import { traceTexts as words } from '../../../core/text/reports-traces.ts'
import { fillBoth } from '../../../core/text/text.ts'
import { answerOf, listed, numberColumn, operands, type Question, sumKnown, textColumn } from './answer.ts'
import { type HalfHours, halfHoursOf, metersOf, namesOf, unitOf } from './meters.ts'

/** What one meter used in one band under one tariff. */
interface Slice {
  readonly meter: Meter
  readonly tariff: Tariff | null
  readonly band: Band
  readonly use: number
  /** Money per unit, surcharges included; null where nothing was in force. */
  readonly price: number | null
}

export async function costAnswer(question: Question): Promise<TraceAnswer> {
  const meters = metersOf(question)
  const slices = slicesOf(question, meters, await halfHoursOf(question, meters)).filter(
    ofBand(question.trace),
  )
  const costs = slices.map(({ use, price }) => (price === null ? null : use * price))
  return answerOf({
    title: namesOf(meters),
    as: 'cost',
    value: sumKnown(costs),
    unit: question.site.currency,
    digits: 2,
    format: 'money',
    blocks: [slicesTable(question, slices)],
    page: '/utilities',
  })
}

/** The use of one band, with the price it had. */
export async function bandAnswer(question: Question): Promise<TraceAnswer> {
  const meters = metersOf(question)
  const slices = slicesOf(question, meters, await halfHoursOf(question, meters)).filter(
    ofBand(question.trace),
  )
  return answerOf({
    title: namesOf(meters),
    as: 'use',
    value: sumKnown(slices.map(({ use }) => use)),
    unit: unitOf(meters),
    blocks: [slicesTable(question, slices)],
    page: '/utilities',
  })
}

/** A band is a part of what its meters used in all; a meter is a part of what the main ones of its medium used. */
export async function shareAnswer(question: Question): Promise<TraceAnswer> {
  const { trace } = question
  const meters = metersOf(question)
  const [{ medium }] = meters as [Meter]
  const { from, to, id, ids, only } = trace
  const whole: Trace =
    only?.band === undefined
      ? { of: 'meter', from, to, as: 'use', id: '', only: { medium } }
      : { of: 'meter', from, to, as: 'use', id, ...(ids !== undefined && { ids }) }
  const among = metersOf({ ...question, trace: whole })
  const [used, all] = await Promise.all([
    usedIn(question, meters),
    usedIn({ ...question, trace: whole }, among),
  ])
  return answerOf({
    title: namesOf(meters),
    as: 'share',
    value: used === null || all === null || all === 0 ? null : used / all,
    digits: 1,
    format: 'percent',
    blocks: [
      operands(
        [
          { what: words.part, value: used, trace: { ...trace, as: 'use' } },
          { what: words.whole, value: all, trace: whole },
        ],
        unitOf(among),
      ),
    ],
  })
}

async function usedIn(question: Question, meters: readonly Meter[]): Promise<number | null> {
  const slices = slicesOf(question, meters, await halfHoursOf(question, meters))
  return sumKnown(slices.filter(ofBand(question.trace)).map(({ use }) => use))
}

const ofBand =
  ({ only }: Trace) =>
  ({ band }: Slice) =>
    only?.band === undefined || only.band === band

/** Use without a tariff counts as flat, and costs nothing that is known. */
export function slicesOf(
  { tariffs, holidays }: Question,
  meters: readonly Meter[],
  { grid, start, end, uses }: HalfHours,
): Slice[] {
  const kindOf = dayKinds(holidays)
  const media = new Set(meters.map(({ medium }) => medium))
  const prices = new Map([...media].map(medium => [medium, pricesOn(grid, medium, tariffs, kindOf)]))
  return meters.flatMap((meter, m) => {
    const use = uses[m] ?? new Float64Array()
    const band = prices.get(meter.medium)?.band ?? new Uint8Array()
    /** By tariff, the use of each band; NaN where it has none. */
    const sums = new Map<Tariff | null, Float64Array>()
    for (const [day, date] of grid.dates.entries()) {
      const tariff = tariffOn(tariffs, meter.medium, date) ?? null
      const own = sums.get(tariff) ?? new Float64Array(BANDS.length).fill(Number.NaN)
      sums.set(tariff, own)
      const last = Math.min(end, grid.dayAt[day + 1] ?? 0)
      for (let n = Math.max(start, grid.dayAt[day] ?? 0); n < last; n++) {
        const value = use[n] as number
        if (Number.isNaN(value)) continue
        const place = tariff === null ? FLAT : (band[n] as number)
        const before = own[place] as number
        own[place] = Number.isNaN(before) ? value : before + value
      }
    }
    return slicesIn(meter, sums)
  })
}

const FLAT = BANDS.indexOf('flat')

function slicesIn(meter: Meter, sums: ReadonlyMap<Tariff | null, Float64Array>): Slice[] {
  const slices = [...sums].flatMap(([tariff, uses]) =>
    BANDS.flatMap((band, place): Slice[] => {
      const use = uses[place] as number
      if (Number.isNaN(use)) return []
      const price =
        tariff === null ? null : (tariff.prices[band] ?? tariff.prices.flat) + surchargePerUnit(tariff)
      return [{ meter, tariff, band, use, price }]
    }),
  )
  return slices.sort((a, b) => BANDS.indexOf(a.band) - BANDS.indexOf(b.band))
}

function slicesTable(question: Question, slices: readonly Slice[]): Block {
  const { trace, site } = question
  const unit = unitOf(slices.map(({ meter }) => meter))
  const money = { key: 'money', title: words.money, format: 'money', unit: site.currency, digits: 2 } as const
  const prices = slices.flatMap(({ price }) => (price === null ? [] : [price]))
  const down = ({ meter, band }: Slice): Trace => ({
    of: 'meter',
    id: meter.id,
    from: trace.from,
    to: trace.to,
    as: 'use',
    // Of one band alone there is nothing further down but the meter itself.
    ...(trace.as === 'cost' && { only: { band } }),
  })
  return listed({
    title: words.priced,
    columns: [
      textColumn('meter', words.meter),
      textColumn('band', words.band),
      numberColumn('use', words.use, unit),
      numberColumn('price', words.price, '', priceDigits(prices)),
      money,
    ],
    rows: slices.map((slice): Record<string, Cell> => {
      const { meter, use, price } = slice
      return {
        meter: meter.name,
        band: bandWords(slice),
        use: { value: use, trace: down(slice) },
        price,
        money: price === null ? null : use * price,
      }
    }),
    total: {
      meter: words.sum,
      band: '',
      use: unit === '' ? '' : sumKnown(slices.map(({ use }) => use)),
      price: '',
      money: sumKnown(slices.map(({ use, price }) => (price === null ? null : use * price))),
    },
  })
}

function bandWords({ band, tariff, meter }: Slice): Words {
  const unit = (language: Language) => unitText(MEDIUM_UNIT[meter.medium], language)
  if (tariff === null) return fillBoth(words.noPrice, { band: bandTexts[band] })
  const name = bandTexts[band]
  return {
    zh: `${name.zh} · ${tariff.name.zh}（${unit('zh')}）`,
    en: `${name.en} · ${tariff.name.en} (${unit('en')})`,
  }
}
