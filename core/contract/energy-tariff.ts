/** What a unit costs, when, and what is charged whatever is used. */
import { type Static, Type } from 'typebox'
import { LocalDate, LocalMonth } from './energy-meter.ts'
import { BANDS, DAY_KINDS, MEDIA } from './energy-words.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, NameInput, nullable, oneOf, partial, record } from './schema.ts'

/** Local wall-clock time on a half hour; 24:00 ends a day. */
const HalfHour = Type.String({ pattern: '^(([01][0-9]|2[0-3]):(00|30)|24:00)$' })

/** The first period that matches a half hour names its band; none means flat. */
export const TariffPeriod = record({
  band: oneOf(BANDS),
  /** 1-12; empty for every month. */
  months: Type.Array(Type.Integer({ minimum: 1, maximum: 12 }), { maxItems: 12, uniqueItems: true }),
  /** Missing or empty for every day. */
  days: Type.Optional(Type.Array(oneOf(DAY_KINDS), { maxItems: 3, uniqueItems: true })),
  from: HalfHour,
  to: HalfHour,
})
export type TariffPeriod = Static<typeof TariffPeriod>

/** Money per unit of the medium and band, in the site's currency; `flat` is always there. */
const Price = Type.Number({ minimum: 0 })
const Prices = record({
  flat: Price,
  sharp: Type.Optional(Price),
  peak: Type.Optional(Price),
  valley: Type.Optional(Price),
  'deep-valley': Type.Optional(Price),
})

/** Dearer the more is used: what is above `above` in the month or the year costs `add` more a unit than the band's price. */
const Tiers = record({
  per: oneOf(['month', 'year']),
  steps: Type.Array(record({ above: Type.Number({ minimum: 0 }), add: Price }), { minItems: 1, maxItems: 8 }),
})

/** Paid per unit beside the price. fund: for the state, left out of the power-factor adjustment. sewage: on `part` of the water. */
export const Surcharge = record({
  name: Name,
  kind: oneOf(['fund', 'sewage', 'other']),
  perUnit: Price,
  part: Type.Number({ minimum: 0, maximum: 1 }),
})
export type Surcharge = Static<typeof Surcharge>

/** The basic charge of a two-part tariff. */
const BasicCharge = Type.Union([
  record({ type: Type.Literal('capacity'), kva: Type.Number({ exclusiveMinimum: 0 }), perKva: Price }),
  /** By the month's highest 15-minute demand; what is above `contractKw` by more than a twentieth counts twice. */
  record({
    type: Type.Literal('demand'),
    perKw: Price,
    contractKw: nullable(Type.Number({ exclusiveMinimum: 0 })),
  }),
])

export const POWER_FACTOR_STANDARDS = ['0.90', '0.85', '0.80'] as const

const TariffFields = {
  name: Name,
  medium: oneOf(MEDIA),
  /** In force from this local date, YYYY-MM-DD, until the next one of the same medium. */
  validFrom: LocalDate,
  prices: Prices,
  periods: Type.Array(TariffPeriod, { maxItems: 192 }),
  tiers: Type.Optional(nullable(Tiers)),
  surcharges: Type.Optional(Type.Array(Surcharge, { maxItems: 12 })),
  /** Money a month whatever is used. */
  fixedPerMonth: Type.Optional(Price),
  basic: Type.Optional(nullable(BasicCharge)),
  powerFactor: Type.Optional(nullable(oneOf(POWER_FACTOR_STANDARDS))),
  /** Where it was read: a document's number, a bill. */
  source: Type.Optional(Type.String({ maxLength: 200 })),
}
export const Tariff = Type.Object({ id: Id, siteId: Id, ...TariffFields, createdAt: Instant })
export type Tariff = Static<typeof Tariff>

export const BILL_LINES = [
  'energy',
  'tier',
  'surcharge',
  'fixed',
  'capacity',
  'demand',
  'demand-over',
  'power-factor',
] as const

export const BillLine = Type.Object({
  kind: oneOf(BILL_LINES),
  /** The band of energy, the place of a tier, the name of a surcharge. */
  band: Type.Optional(oneOf(BANDS)),
  name: Type.Optional(Name),
  quantity: nullable(Type.Number()),
  unit: Type.String(),
  price: nullable(Type.Number()),
  amount: nullable(Type.Number()),
})
export type BillLine = Static<typeof BillLine>

/** A month of a meter as the supplier would bill it. */
export const Bill = Type.Object({
  meterId: Id,
  month: LocalMonth,
  use: nullable(Type.Number()),
  lines: Type.Array(BillLine),
  /** The sum of the lines that are known; null when none is. */
  total: nullable(Type.Number()),
  /** Why it may not be the supplier's figure. */
  notes: Type.Array(
    oneOf([
      'no-tariff',
      'part-tariff',
      'gaps',
      'estimated',
      'demand-unknown',
      'power-factor-unknown',
      'tiers-unknown',
      'running',
    ]),
  ),
})
export type Bill = Static<typeof Bill>

/** Days off by law, and weekend days that are worked for them, of one year. */
export const HolidayYear = Type.Object({
  /** `site.year`, or `built-in.year`. */
  id: Id,
  siteId: nullable(Id),
  year: Type.Integer({ minimum: 2000, maximum: 2100 }),
  source: Type.String({ maxLength: 300 }),
  /** Days off, with what they are for. */
  off: Type.Array(Type.Object({ date: LocalDate, name: Name }), { maxItems: 120 }),
  /** Saturdays and Sundays that are worked. */
  work: Type.Array(LocalDate, { maxItems: 40 }),
})
export type HolidayYear = Static<typeof HolidayYear>

const HolidayInput = record({
  year: Type.Integer({ minimum: 2000, maximum: 2100 }),
  source: Type.String({ maxLength: 300 }),
  off: Type.Array(record({ date: LocalDate, name: NameInput }), { maxItems: 120 }),
  work: Type.Array(LocalDate, { maxItems: 40 }),
})

export const TariffInput = record({ ...TariffFields, name: NameInput })
const ById = record({ id: Id })

export const tariffRoutes = routes({
  listTariffs: {
    method: 'GET',
    path: '/tariffs',
    action: 'meter.read',
    summary: 'Tariffs',
    reply: Type.Array(Tariff),
  },
  createTariff: {
    method: 'POST',
    path: '/tariffs',
    action: 'meter.change',
    summary: 'Add a tariff',
    body: TariffInput,
    reply: Tariff,
  },
  changeTariff: {
    method: 'PATCH',
    path: '/tariffs/:id',
    action: 'meter.change',
    summary: 'Change a tariff',
    params: ById,
    body: partial(TariffInput),
    reply: Tariff,
  },
  deleteTariff: {
    method: 'DELETE',
    path: '/tariffs/:id',
    action: 'meter.change',
    summary: 'Remove a tariff',
    params: ById,
    reply: Type.Object({}),
  },
})

export const billRoutes = routes({
  getBill: {
    method: 'GET',
    path: '/meters/:id/bill',
    action: 'meter.read',
    summary: 'A month as the supplier would bill it',
    params: ById,
    query: record({ month: LocalMonth }),
    reply: Bill,
  },
  whatIf: {
    method: 'POST',
    path: '/meters/:id/what-if',
    action: 'meter.change',
    summary: 'What a month would have cost under a tariff, beside what it did cost; keeps nothing',
    params: ById,
    body: record({ month: LocalMonth, tariff: TariffInput }),
    reply: Type.Object({ actual: Bill, under: Bill }),
  },
})

export const holidayRoutes = routes({
  listHolidays: {
    method: 'GET',
    path: '/holidays',
    action: 'meter.read',
    summary: 'Calendars of days off, the site’s own before those that come with Steward',
    reply: Type.Array(HolidayYear),
  },
  putHolidays: {
    method: 'PUT',
    path: '/holidays',
    action: 'meter.change',
    summary: 'Import the days off of a year',
    body: HolidayInput,
    reply: HolidayYear,
  },
  deleteHolidays: {
    method: 'DELETE',
    path: '/holidays/:id',
    action: 'meter.change',
    summary: 'Remove an imported year; one that comes with Steward counts again',
    params: ById,
    reply: Type.Object({}),
  },
})
