/** Meters in a tree: what counts, what is calculated from others, and what a person reads off. */
import { type Static, Type } from 'typebox'
import { MEDIA, PURPOSES } from './energy-words.ts'
import { RegisterSwap } from './point.ts'
import { PointId } from './reading.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, NameInput, nullable, oneOf, partial, record } from './schema.ts'

/** `YYYY-MM-DD` on the site's calendar. */
export const LocalDate = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' })
/** `YYYY-MM` on the site's calendar. */
export const LocalMonth = Type.String({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$' })

export const FORMULA_TERMS_MAX = 64

/** A meter nobody screwed to a wall: the sum of others, one without others, or a part of one. */
export const MeterFormula = Type.Union([
  record({ type: Type.Literal('sum'), of: Type.Array(Id, { minItems: 1, maxItems: FORMULA_TERMS_MAX }) }),
  record({
    type: Type.Literal('difference'),
    from: Id,
    minus: Type.Array(Id, { minItems: 1, maxItems: FORMULA_TERMS_MAX }),
  }),
  /** `part` is a fraction, 0.25 for a quarter. */
  record({
    type: Type.Literal('share'),
    of: Id,
    part: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
  }),
])
export type MeterFormula = Static<typeof MeterFormula>

const MeterFields = {
  name: Name,
  medium: oneOf(MEDIA),
  /** The counter it reads; null for a virtual meter. A hand-read meter has a counter too: its readings are typed in. */
  pointId: nullable(PointId),
  /** The meter this one is behind; null for a main meter. */
  parentId: nullable(Id),
  areaId: nullable(Id),
  /** Only for a virtual meter. */
  formula: Type.Optional(nullable(MeterFormula)),
  /** True when a person walks there and reads it off. */
  handRead: Type.Optional(Type.Boolean()),
  /** What one unit of the register is worth in the medium's unit: the ratio of its current transformers; 1 if missing. */
  ratio: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 })),
  purpose: Type.Optional(nullable(oneOf(PURPOSES))),
  /** Of a water meter: legitimate at night, L/min, where the site's own setting does not suit it: dormitories are no kitchen. */
  nightUseLpm: Type.Optional(nullable(Type.Number({ minimum: 0, maximum: 1000 }))),
  serial: Type.Optional(nullable(Type.String({ maxLength: 64 }))),
}
export const Meter = Type.Object({ id: Id, siteId: Id, ...MeterFields, createdAt: Instant })
export type Meter = Static<typeof Meter>

/** Use and money of one meter in one period, split by band. `use` null: not known. */
export const MeterUse = Type.Object({
  meterId: Id,
  at: Instant,
  use: nullable(Type.Number()),
  /** Energy and surcharges by the tariff of the time; monthly charges are in a {@link Bill} only. */
  cost: nullable(Type.Number()),
  bands: Type.Record(Type.String(), Type.Object({ use: Type.Number(), cost: Type.Number() })),
  /** Part of it was spread over a gap between readings. */
  estimated: Type.Optional(Type.Boolean()),
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

/** How a typed-in reading compares with what the meter usually uses. */
export const READING_CHECKS = ['plausible', 'first', 'low', 'high', 'backwards', 'rollover'] as const

export const ReadingCheck = Type.Object({
  check: oneOf(READING_CHECKS),
  /** The reading before, and what it would have used since. */
  before: nullable(Type.Object({ at: Instant, value: Type.Number() })),
  use: nullable(Type.Number()),
  /** What it usually uses in that time, low and high. */
  usual: nullable(Type.Object({ low: Type.Number(), high: Type.Number() })),
})
export type ReadingCheck = Static<typeof ReadingCheck>

/** One walk to the meter. */
export const HandReading = Type.Object({
  id: Id,
  siteId: Id,
  meterId: Id,
  at: Instant,
  value: Type.Number(),
  check: oneOf(READING_CHECKS),
  by: Type.String(),
  note: Type.String(),
  hasPhoto: Type.Boolean(),
  enteredAt: Instant,
})
export type HandReading = Static<typeof HandReading>

/** A JPEG, PNG or WebP in base64; the page makes it small before it is sent. */
export const PHOTO_CHARS_MAX = 800_000

const HandReadingInput = record({
  at: Instant,
  value: Type.Number({ minimum: 0 }),
  note: Type.Optional(Type.String({ maxLength: 400 })),
  photo: Type.Optional(Type.String({ maxLength: PHOTO_CHARS_MAX, pattern: '^[A-Za-z0-9+/=]+$' })),
  /** An unusual reading is refused with `thing.conflict` until somebody says that it is what the meter shows. */
  confirmed: Type.Optional(Type.Boolean()),
})

/** A day that was in the books and is not what it was, and why. */
export const Resettlement = Type.Object({
  id: Id,
  siteId: Id,
  meterId: Id,
  date: LocalDate,
  before: nullable(Type.Number()),
  after: nullable(Type.Number()),
  at: Instant,
})
export type Resettlement = Static<typeof Resettlement>

/** Where it goes: a meter with what it used, and what its children do not account for. */
export const FlowNode = Type.Object({
  meterId: Id,
  name: Name,
  parentId: nullable(Id),
  use: nullable(Type.Number()),
  cost: nullable(Type.Number()),
  /** Own use minus that of the children; null where one of them is not known; of a meter without children its own use. */
  rest: nullable(Type.Number()),
  estimated: Type.Boolean(),
})
export type FlowNode = Static<typeof FlowNode>

/** A day beside the usual one: half hours from local midnight, in the medium's unit per half hour. */
export const DayProfile = Type.Object({
  date: LocalDate,
  use: Type.Array(nullable(Type.Number())),
  /** Of the same kind of day in the weeks before: a tenth were below `low`, a tenth above `high`. */
  typical: Type.Array(
    Type.Object({
      low: nullable(Type.Number()),
      middle: nullable(Type.Number()),
      high: nullable(Type.Number()),
    }),
  ),
  typicalDays: Type.Integer(),
})
export type DayProfile = Static<typeof DayProfile>

/** A year by the hour: `use[day][hour]`, from 1 January; null where nothing is known. */
export const YearMap = Type.Object({
  year: Type.Integer(),
  dates: Type.Array(LocalDate),
  use: Type.Array(Type.Array(nullable(Type.Number()))),
})
export type YearMap = Static<typeof YearMap>

/** What the three phases and the demand of an electricity meter were. */
export const PowerQuality = Type.Object({
  /** Largest distance from the mean over the mean, %, by the newest currents. */
  currentImbalancePercent: nullable(Type.Number()),
  voltageImbalancePercent: nullable(Type.Number()),
  /** Share of the time the voltage was within the limits, by phase. */
  voltage: Type.Array(
    Type.Object({
      pointId: PointId,
      channel: nullable(Type.String()),
      low: Type.Number(),
      mean: Type.Number(),
      high: Type.Number(),
      limits: Type.Object({ low: Type.Number(), high: Type.Number() }),
      withinPercent: Type.Number(),
    }),
  ),
  powerFactor: nullable(Type.Number()),
  /** The highest mean over 15 minutes, kW, and when it ended. */
  maxDemandKw: nullable(Type.Number()),
  maxDemandAt: nullable(Instant),
})
export type PowerQuality = Static<typeof PowerQuality>

/** What became of a file of readings. */
export const ImportReport = Type.Object({
  rows: Type.Integer(),
  accepted: Type.Integer(),
  refused: Type.Array(Type.Object({ line: Type.Integer(), reason: Type.String() })),
  from: nullable(Instant),
  to: nullable(Instant),
  series: Type.Array(
    Type.Object({ name: Type.String(), readings: Type.Integer(), pointId: nullable(PointId) }),
  ),
  /** Whole days of weather that were found. */
  weatherDays: Type.Integer(),
})
export type ImportReport = Static<typeof ImportReport>

/** A file goes over in pieces of at most this many characters. */
export const IMPORT_CHARS_MAX = 900_000

const ImportInput = record({
  /** Text with a line for each time: the time first, then a column for each meter. */
  csv: Type.String({ minLength: 1, maxLength: IMPORT_CHARS_MAX }),
  /** register: what the meter showed. use: what was used until that time. rate: power in kW or flow in m³/h at that time. */
  values: oneOf(['register', 'use', 'rate']),
  /** Whether a use belongs to the time that ends or that begins with its line; without a word it ends. */
  lineIs: Type.Optional(oneOf(['end', 'start'])),
  /** The column of the outdoor temperature, °C: the highest and lowest of each day become the site's weather. */
  temperature: Type.Optional(Type.String({ maxLength: 120 })),
  /** Which column goes to which meter, by the column's title; one that is not named is left out. */
  columns: Type.Record(Type.String({ maxLength: 120 }), Id, { maxProperties: 64 }),
  /** Only look: nothing is kept. */
  dryRun: Type.Optional(Type.Boolean()),
})

const MeterInput = record({ ...MeterFields, name: NameInput })
const ById = record({ id: Id })
const Span = { from: Type.Optional(Type.String()), to: Type.Optional(Type.String()) }

export const meterRoutes = routes({
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
    summary: 'Make a meter: of a counter, of other meters, or one that is read by hand',
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
    summary: 'Use and cost per half hour, hour, day or month',
    params: ById,
    query: record({ ...Span, per: Type.Optional(oneOf(['half-hour', 'hour', 'day', 'month'])) }),
    reply: Type.Array(MeterUse),
  },
})

/** Mounted beside the first ones as their handlers are there. */
export const meterMoreRoutes = routes({
  swapMeter: {
    method: 'POST',
    path: '/meters/:id/swap',
    action: 'meter.change',
    summary: 'Say that the meter was exchanged, with its last and first readings',
    params: ById,
    body: RegisterSwap,
    reply: Meter,
  },
  checkHandReading: {
    method: 'GET',
    path: '/meters/:id/check',
    action: 'meter.read',
    summary: 'Whether a reading looks right, before it is kept',
    params: ById,
    query: record({ value: Type.Number({ minimum: 0 }), at: Type.Optional(Type.Integer()) }),
    reply: ReadingCheck,
  },
  addHandReading: {
    method: 'POST',
    path: '/meters/:id/readings',
    action: 'meter.enter',
    summary: 'Keep what a person read off the meter, with a photo if there is one',
    params: ById,
    body: HandReadingInput,
    reply: HandReading,
  },
  listHandReadings: {
    method: 'GET',
    path: '/meters/:id/readings',
    action: 'meter.read',
    summary: 'What people read off the meter, newest first',
    params: ById,
    reply: Type.Array(HandReading),
  },
  getReadingPhoto: {
    method: 'GET',
    path: '/meter-photos/:id',
    action: 'meter.read',
    summary: 'The photo of a hand reading',
    params: ById,
    reply: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  },
  importReadings: {
    method: 'POST',
    path: '/energy/import',
    action: 'meter.change',
    summary: 'Readings or uses of the past out of a CSV file',
    body: ImportInput,
    reply: ImportReport,
  },
  listResettlements: {
    method: 'GET',
    path: '/energy/resettlements',
    action: 'meter.read',
    summary: 'Days whose use changed after they were over, newest first',
    query: partial(record({ meterId: Id })),
    reply: Type.Array(Resettlement),
  },
  listFlows: {
    method: 'GET',
    path: '/energy/flows',
    action: 'meter.read',
    summary: 'Where a medium goes: every meter with what its children leave over',
    query: record({ ...Span, medium: oneOf(MEDIA) }),
    reply: Type.Array(FlowNode),
  },
  getDayProfile: {
    method: 'GET',
    path: '/meters/:id/profile',
    action: 'meter.read',
    summary: 'A day by half hours beside the usual day of its kind',
    params: ById,
    query: partial(record({ date: LocalDate })),
    reply: DayProfile,
  },
  getYearMap: {
    method: 'GET',
    path: '/meters/:id/year',
    action: 'meter.read',
    summary: 'A year by the hour',
    params: ById,
    query: partial(record({ year: Type.Integer({ minimum: 1970, maximum: 9999 }) })),
    reply: YearMap,
  },
  getPowerQuality: {
    method: 'GET',
    path: '/meters/:id/quality',
    action: 'meter.read',
    summary: 'Imbalance, voltage, power factor and maximum demand of an electricity meter',
    params: ById,
    query: record(Span),
    reply: PowerQuality,
  },
})
