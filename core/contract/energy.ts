/** Meters and what their use costs. */
import { type Static, Type } from 'typebox'
import { PointId } from './reading.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, NameInput, nullable, oneOf, partial, record } from './schema.ts'

export const MEDIA = ['electricity', 'water', 'gas'] as const
export type Medium = (typeof MEDIA)[number]

const MeterFields = {
  name: Name,
  medium: oneOf(MEDIA),
  pointId: PointId,
  /** The meter this one is behind; null for a main meter. */
  parentId: nullable(Id),
  areaId: nullable(Id),
}
export const Meter = Type.Object({ id: Id, siteId: Id, ...MeterFields, createdAt: Instant })
export type Meter = Static<typeof Meter>

/** 尖 峰 平 谷 深谷. A tariff without times of use has only `flat`. */
export const BANDS = ['sharp', 'peak', 'flat', 'valley', 'deep-valley'] as const
export type Band = (typeof BANDS)[number]

/** Local wall-clock time on a half hour; 24:00 ends a day. */
const HalfHour = Type.String({ pattern: '^(([01][0-9]|2[0-3]):(00|30)|24:00)$' })

/** The first period that matches a half hour names its band; none means flat. */
export const TariffPeriod = record({
  band: oneOf(BANDS),
  /** 1-12; empty for every month. */
  months: Type.Array(Type.Integer({ minimum: 1, maximum: 12 }), { maxItems: 12, uniqueItems: true }),
  from: HalfHour,
  to: HalfHour,
})
export type TariffPeriod = Static<typeof TariffPeriod>

/** Money per kWh or m³ and band, in the site's currency; `flat` is always there. */
const Price = Type.Number({ minimum: 0 })
const Prices = record({
  flat: Price,
  sharp: Type.Optional(Price),
  peak: Type.Optional(Price),
  valley: Type.Optional(Price),
  'deep-valley': Type.Optional(Price),
})

const TariffFields = {
  name: Name,
  medium: oneOf(MEDIA),
  /** In force from this local date, YYYY-MM-DD, until the next one of the same medium. */
  validFrom: Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }),
  prices: Prices,
  periods: Type.Array(TariffPeriod, { maxItems: 96 }),
}
export const Tariff = Type.Object({ id: Id, siteId: Id, ...TariffFields, createdAt: Instant })
export type Tariff = Static<typeof Tariff>

/** Use and money of one meter in one period, split by band. `use` null: not known. */
export const MeterUse = Type.Object({
  meterId: Id,
  at: Instant,
  use: nullable(Type.Number()),
  cost: nullable(Type.Number()),
  bands: Type.Record(Type.String(), Type.Object({ use: Type.Number(), cost: Type.Number() })),
})
export type MeterUse = Static<typeof MeterUse>

/** A meter on the utilities page: its register now, today and this month so far, and the same stretch before. */
export const MeterStatus = Type.Object({
  meter: Meter,
  unit: Type.String(),
  register: nullable(Type.Number()),
  registerAt: nullable(Instant),
  /** Power in W or flow in L/min now, when the device says so. */
  rate: nullable(Type.Number()),
  today: nullable(Type.Number()),
  yesterdaySoFar: nullable(Type.Number()),
  month: nullable(Type.Number()),
  monthCost: nullable(Type.Number()),
  lastMonthSoFar: nullable(Type.Number()),
})
export type MeterStatus = Static<typeof MeterStatus>

const MeterInput = record({ ...MeterFields, name: NameInput })
const TariffInput = record({ ...TariffFields, name: NameInput })
const ById = record({ id: Id })

export const energyRoutes = routes({
  listMeters: {
    method: 'GET',
    path: '/meters',
    action: 'meter.read',
    summary: 'Meters and their use today and this month',
    reply: Type.Array(MeterStatus),
  },
  createMeter: {
    method: 'POST',
    path: '/meters',
    action: 'meter.change',
    summary: 'Make a meter of a counter',
    body: MeterInput,
    reply: Meter,
  },
  changeMeter: {
    method: 'PATCH',
    path: '/meters/:id',
    action: 'meter.change',
    summary: 'Change a meter',
    params: ById,
    body: partial(MeterInput),
    reply: Meter,
  },
  deleteMeter: {
    method: 'DELETE',
    path: '/meters/:id',
    action: 'meter.change',
    summary: 'Remove a meter; its readings stay',
    params: ById,
    reply: Type.Object({}),
  },
  listMeterUse: {
    method: 'GET',
    path: '/meters/:id/use',
    action: 'meter.read',
    summary: 'Use and cost per hour, day or month',
    params: ById,
    query: record({
      from: Type.Optional(Type.String()),
      to: Type.Optional(Type.String()),
      per: Type.Optional(oneOf(['hour', 'day', 'month'])),
    }),
    reply: Type.Array(MeterUse),
  },
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
