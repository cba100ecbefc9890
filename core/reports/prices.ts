/** The prices a report was reckoned with: in words on every form of it, and as they were for whoever follows its money. */
import type { Tariff, TariffPeriod } from '../contract/energy-tariff.ts'
import { BANDS, type Band, MEDIUM_UNIT, type Medium } from '../contract/energy-words.ts'
import type { Block, Cell, ReportSection, Words } from '../contract/report-document.ts'
import type { Site } from '../contract/site.ts'
import { tariffOn } from '../energy/tariff.ts'
import { bandTexts, mediumTexts } from '../text/energy.ts'
import { unitText } from '../text/metrics.ts'
import { dayKindTexts, priceTexts as words } from '../text/reports-prices.ts'
import { fillBoth } from '../text/text.ts'
import { keyAt, type PeriodSpan, spanOf } from './period.ts'
import { settled } from './settled.ts'

/** Those in force on any of the days, the oldest first within each medium. */
export function tariffsUsed(
  tariffs: readonly Tariff[],
  media: readonly Medium[],
  dates: readonly string[],
): Tariff[] {
  const used = media.flatMap(medium => dates.map(date => tariffOn(tariffs, medium, date)))
  return [...new Set(used)].filter(tariff => tariff !== undefined)
}

export interface PricesInput {
  readonly site: Site
  readonly span: PeriodSpan
  readonly madeAt: number
  /** All of the site's: the next one says until when one is in force. */
  readonly tariffs: readonly Tariff[]
}

/** No section where nothing had a price. */
export function pricesSection(input: PricesInput, used: readonly Tariff[]): ReportSection {
  const tables = used.map(tariff => tariffTable(input, tariff))
  const notes: Block[] = tables.length === 0 ? [] : [{ type: 'notes', notes: [words.note] }]
  return { heading: words.heading, blocks: [...tables, ...notes] }
}

interface Line {
  readonly part: Words
  readonly when: Words
  readonly price: number
  readonly per: Words
  readonly counted: boolean
}

function tariffTable(input: PricesInput, tariff: Tariff): Block {
  const { site, span, madeAt } = input
  const lines = [...bandLines(tariff), ...surchargeLines(tariff), ...tierLines(tariff), ...monthLines(tariff)]
  const trace = (n: number) => ({
    of: 'tariff' as const,
    id: tariff.id,
    from: span.from,
    to: Math.min(span.to, madeAt),
    as: 'price' as const,
    only: { line: String(n) },
  })
  return {
    type: 'table',
    title: titleOf(input, tariff),
    columns: [
      { key: 'part', title: words.part, format: 'text' },
      { key: 'when', title: words.when, format: 'text' },
      {
        key: 'price',
        title: words.price,
        format: 'number',
        digits: priceDigits(lines.map(({ price }) => price)),
      },
      { key: 'unit', title: words.unit, format: 'text' },
      { key: 'counted', title: words.counted, format: 'text' },
    ],
    rows: lines.map(
      ({ part, when, price, per, counted }, n): Record<string, Cell> => ({
        part,
        when,
        price: { value: price, trace: trace(n) },
        unit: fillBoth(words.perUnit, { currency: unitWords(site.currency), unit: per }),
        counted: counted ? words.yes : words.no,
      }),
    ),
    total: null,
    ...noteOf(tariff),
  }
}

/** Prices of a tariff in the order its table lists them. */
export const pricesOf = (tariff: Tariff): number[] =>
  [...bandLines(tariff), ...surchargeLines(tariff), ...tierLines(tariff), ...monthLines(tariff)].map(
    ({ price }) => price,
  )

function noteOf({ source, powerFactor }: Tariff): { note?: Words } {
  const said = [
    ...(source === undefined || source === '' ? [] : [fillBoth(words.source, { source })]),
    ...(powerFactor == null ? [] : [fillBoth(words.factor, { standard: powerFactor })]),
  ]
  if (said.length === 0) return {}
  return { note: { zh: said.map(({ zh }) => zh).join('；'), en: said.map(({ en }) => en).join('; ') } }
}

function titleOf({ tariffs, site }: PricesInput, { medium, name, validFrom }: Tariff): Words {
  const next = tariffs
    .filter(one => one.medium === medium && one.validFrom > validFrom)
    .map(one => one.validFrom)
    .sort()[0]
  const until = next === undefined ? words.inForce : fillBoth(words.until, { to: dayBefore(next, site) })
  return fillBoth(words.title, { medium: mediumTexts[medium], name, from: validFrom, until })
}

function dayBefore(date: string, { timeZone }: Site): string {
  const from = spanOf(date, timeZone)?.from
  return from === undefined ? date : keyAt('day', from - 1, timeZone)
}

const DIGITS_MIN = 2
const DIGITS_MAX = 6

/** As many decimals as the finest price has, so that use times price is what stands beside it. */
export function priceDigits(prices: readonly number[]): number {
  const decimals = prices.map(price => String(settled(price)).split('.')[1]?.length ?? 0)
  return Math.min(DIGITS_MAX, Math.max(DIGITS_MIN, ...decimals))
}

const unitWords = (unit: string): Words => ({ zh: unitText(unit, 'zh'), en: unitText(unit, 'en') })

function bandLines({ prices, periods, medium }: Tariff): Line[] {
  const named = BANDS.filter(band => band === 'flat' || periods.some(period => period.band === band))
  return named.map(band => ({
    part: bandTexts[band],
    when: hoursOf(band, periods),
    price: prices[band] ?? prices.flat,
    per: unitWords(MEDIUM_UNIT[medium]),
    counted: true,
  }))
}

/** `22:00–06:00（1、2 月，周末）`; flat is what no other band has. */
function hoursOf(band: Band, periods: readonly TariffPeriod[]): Words {
  if (band === 'flat') return periods.length === 0 ? words.always : words.otherwise
  const own = periods.filter(period => period.band === band)
  const groups = Map.groupBy(own, ({ months, days = [] }) => `${months.join(',')}/${days.join(',')}`)
  const said = [...groups.values()].map(group => {
    const hours = group.map(({ from, to }) => `${from}–${to}`).join(', ')
    const [{ months, days = [] }] = group as [TariffPeriod]
    const limits = [
      ...(months.length === 0
        ? []
        : [fillBoth(words.months, { months: { zh: months.join('、'), en: months.join(', ') } })]),
      ...days.map(day => dayKindTexts[day]),
    ]
    if (limits.length === 0) return { zh: hours, en: hours }
    return {
      zh: `${hours}（${limits.map(({ zh }) => zh).join('，')}）`,
      en: `${hours} (${limits.map(({ en }) => en).join(', ')})`,
    }
  })
  return { zh: said.map(({ zh }) => zh).join('；'), en: said.map(({ en }) => en).join('; ') }
}

function surchargeLines({ surcharges = [], medium }: Tariff): Line[] {
  return surcharges.map(({ name, perUnit, part }) => ({
    part: fillBoth(words.surcharge, { name }),
    when: part === 1 ? words.always : fillBoth(words.onPart, { percent: part * 100 }),
    price: perUnit,
    per: unitWords(MEDIUM_UNIT[medium]),
    counted: true,
  }))
}

function tierLines({ tiers, medium }: Tariff): Line[] {
  const per = unitWords(MEDIUM_UNIT[medium])
  return (tiers?.steps ?? []).map(({ above, add }, n) => ({
    part: fillBoth(words.tier, { n: n + 2 }),
    when: fillBoth(tiers?.per === 'year' ? words.aboveYear : words.aboveMonth, {
      above: { zh: `${above} ${per.zh}`, en: `${above} ${per.en}` },
    }),
    price: add,
    per,
    counted: false,
  }))
}

function monthLines({ fixedPerMonth, basic }: Tariff): Line[] {
  const lines: Line[] = []
  if (fixedPerMonth !== undefined && fixedPerMonth > 0)
    lines.push({
      part: words.fixed,
      when: words.perMonth,
      price: fixedPerMonth,
      per: words.month,
      counted: false,
    })
  if (basic?.type === 'capacity')
    lines.push({
      part: words.capacity,
      when: fillBoth(words.kva, { kva: basic.kva }),
      price: basic.perKva,
      per: { zh: '(kVA·月)', en: '(kVA·month)' },
      counted: false,
    })
  if (basic?.type === 'demand')
    lines.push({
      part: words.demand,
      when: basic.contractKw === null ? words.perMonth : fillBoth(words.contract, { kw: basic.contractKw }),
      price: basic.perKw,
      per: { zh: '(kW·月)', en: '(kW·month)' },
      counted: false,
    })
  return lines
}
