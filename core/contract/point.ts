/** One measured quantity of one device: the thing a rule watches and a chart draws. */
import { type Static, Type } from 'typebox'
import { MetricSchema, UnitSchema } from './metric.ts'
import { Bucket, PeriodUse, PointId, ReadingView } from './reading.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, NameInput, nullable, oneOf, page, partial, record } from './schema.ts'

/** The meter was exchanged, or its register began a new life (another serial number, another epoch). */
export const RegisterSwap = record({
  at: Instant,
  /** What the old one showed last; null when nobody looked: what it used since its last reading is not counted. */
  finalRegister: nullable(Type.Number({ minimum: 0 })),
  /** What the new one showed first; null: its first reading is where it begins. */
  firstRegister: nullable(Type.Number({ minimum: 0 })),
  serial: Type.Optional(nullable(Type.String({ maxLength: 64 }))),
})
export type RegisterSwap = Static<typeof RegisterSwap>

export const SWAPS_MAX = 32

/** How a register behaves, so that use never comes out negative. See core/points/counter.ts. */
export const CounterFacts = Type.Object({
  /** The value at which the register starts again from zero; null when unknown. */
  modulus: nullable(Type.Number({ exclusiveMinimum: 0 })),
  /** Steps back up to this size are noise of the device, in the point's unit. */
  noise: Type.Number({ minimum: 0 }),
  /** The most that can really be used in an hour, in the point's unit; a faster rise is refused as use. */
  maxPerHour: nullable(Type.Number({ exclusiveMinimum: 0 })),
  /** Exchanges of the meter, ascending. */
  swaps: Type.Optional(Type.Array(RegisterSwap, { maxItems: SWAPS_MAX })),
})
export type CounterFacts = Static<typeof CounterFacts>

export const Point = Type.Object({
  id: PointId,
  siteId: Id,
  deviceId: Id,
  metric: MetricSchema,
  channel: nullable(Type.String({ maxLength: 64 })),
  name: nullable(Name),
  unit: UnitSchema,
  kind: oneOf(['gauge', 'counter', 'state', 'text']),
  counter: nullable(CounterFacts),
  createdAt: Instant,
})
export type Point = Static<typeof Point>

/** A point with its newest reading and that reading's age when the answer was written. */
export const PointView = Type.Object({
  ...Point.properties,
  last: nullable(ReadingView),
  ageS: nullable(Type.Number()),
})
export type PointView = Static<typeof PointView>

const Span = {
  from: Type.Optional(Type.String({ maxLength: 40 })),
  to: Type.Optional(Type.String({ maxLength: 40 })),
}
const ById = record({ id: PointId })

export const pointRoutes = routes({
  listPoints: {
    method: 'GET',
    path: '/points',
    action: 'device.read',
    summary: 'Points with their newest readings',
    query: partial(record({ deviceId: Id, metric: MetricSchema })),
    reply: Type.Array(PointView),
  },
  getPoint: {
    method: 'GET',
    path: '/points/:id',
    action: 'device.read',
    summary: 'One point',
    params: ById,
    reply: PointView,
  },
  changePoint: {
    method: 'PATCH',
    path: '/points/:id',
    action: 'device.change',
    summary: 'Rename a point or say how its register behaves',
    params: ById,
    body: partial(record({ name: nullable(NameInput), counter: nullable(CounterFacts) })),
    reply: Point,
  },
  listReadings: {
    method: 'GET',
    path: '/points/:id/readings',
    action: 'device.read',
    summary: 'Raw readings, ascending; `from` and `to` are ms since 1970 or ISO 8601, `to` exclusive',
    params: ById,
    query: record({
      ...Span,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10000 })),
      cursor: Type.Optional(Type.String({ maxLength: 40 })),
    }),
    reply: page(ReadingView),
  },
  listBuckets: {
    method: 'GET',
    path: '/points/:id/buckets',
    action: 'device.read',
    summary: 'Minimum, mean and maximum over equal stretches of time',
    params: ById,
    query: record({ ...Span, count: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000 })) }),
    reply: Type.Array(Bucket),
  },
  listUse: {
    method: 'GET',
    path: '/points/:id/use',
    action: 'meter.read',
    summary: 'What a counter used per hour, day or month of the site',
    params: ById,
    query: record({ ...Span, per: Type.Optional(oneOf(['hour', 'day', 'month'])) }),
    reply: Type.Array(PeriodUse),
  },
})
