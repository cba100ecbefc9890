/** What is watered and through what: zones with their plants and soils, and the supplies that feed them. */
import { type Static, Type } from 'typebox'
import { PointId } from './reading.ts'
import { Id, Instant, Name, NameInput, nullable, oneOf, partial, record } from './schema.ts'

/** Their water use by season and their roots are in core/irrigation/plants.ts. */
export const PLANTS = ['turf', 'turf-warm', 'groundcover', 'shrubs', 'trees', 'beds', 'vegetables'] as const
export type Plant = (typeof PLANTS)[number]

/** What they hold and how fast they drink is in core/irrigation/soils.ts. */
export const SOILS = ['sand', 'sandy-loam', 'loam', 'clay-loam', 'clay'] as const
export type SoilKind = (typeof SOILS)[number]

/** How the water leaves the pipe: wind carries away what sprays, and each loses another share on the way. */
export const EMITTERS = ['spray', 'rotor', 'bubbler', 'drip'] as const
export type Emitter = (typeof EMITTERS)[number]

export const SLOPES = ['flat', 'gentle', 'steep'] as const
export const EXPOSURES = ['full-sun', 'part-shade', 'shade'] as const

const Twelve = <T extends Parameters<typeof Type.Array>[0]>(item: T) =>
  Type.Array(item, { minItems: 12, maxItems: 12 })
const RUN_S = { minimum: 10, maximum: 14_400 }

const REQUIRED = {
  name: Name,
  /** The valve that waters it, and which of the device's outlets. */
  valveDeviceId: Id,
  valveChannel: nullable(Type.String()),
  /** A point of kind water_flow, L/min, that sees this zone's water; null when its supply's meter sees it or none does. */
  flowPointId: nullable(PointId),
  /** A point of kind soil_moisture, %. */
  soilPointId: nullable(PointId),
  areaM2: Type.Number({ exclusiveMinimum: 0, maximum: 1e6 }),
  /** Water put on when the valve is open, L/min, measured or from the emitters' data sheet. */
  nominalFlowLpm: Type.Number({ exclusiveMinimum: 0, maximum: 1e5 }),
  plant: oneOf(PLANTS),
  /** Longest one opening may last whatever a program says. */
  maxRunS: Type.Integer(RUN_S),
  enabled: Type.Boolean(),
}

const OPTIONAL = {
  /** The pipe that feeds it; null when it hangs on the mains alone. */
  supplyId: nullable(Id),
  /** Where nominalFlowLpm comes from. */
  flowBasis: oneOf(['typed', 'measured']),
  soil: oneOf(SOILS),
  emitter: oneOf(EMITTERS),
  slope: oneOf(SLOPES),
  exposure: oneOf(EXPOSURES),
  /** Crop coefficient January to December; null for the plant's own by season. */
  kcByMonth: nullable(Twelve(Type.Number({ minimum: 0.05, maximum: 1.5 }))),
  /** m; null for the plant's own. */
  rootDepthM: nullable(Type.Number({ minimum: 0.05, maximum: 3 })),
  /** Share of the water given that reaches the roots; null for the emitter's own. */
  efficiency: nullable(Type.Number({ minimum: 0.3, maximum: 1 })),
  /** Longest time without a pause before water runs off, and the pause; null: worked out from soil, slope and rate. */
  maxCycleS: nullable(Type.Integer(RUN_S)),
  soakS: nullable(Type.Integer({ minimum: 0, maximum: 14_400 })),
  /** Programs that go by soil moisture water below the first and never above the second, %. */
  moistureLowPct: nullable(Type.Number({ minimum: 1, maximum: 99 })),
  moistureHighPct: nullable(Type.Number({ minimum: 2, maximum: 100 })),
  /** The most it may be given per month, m³, January to December; null in a month without a limit. */
  quotaM3: nullable(Twelve(nullable(Type.Number({ minimum: 0, maximum: 1e6 })))),
  /** Where it is on the plan picture, as fractions of its width and height. */
  place: nullable(
    record({ x: Type.Number({ minimum: 0, maximum: 1 }), y: Type.Number({ minimum: 0, maximum: 1 }) }),
  ),
  /** No program starts it before then. */
  delayedUntil: nullable(Instant),
}

export const Zone = Type.Object({ id: Id, siteId: Id, ...REQUIRED, ...OPTIONAL, createdAt: Instant })
export type Zone = Static<typeof Zone>

/** What a zone is until somebody says more. */
export const ZONE_DEFAULTS: Pick<Zone, keyof typeof OPTIONAL> = {
  supplyId: null,
  flowBasis: 'typed',
  soil: 'loam',
  emitter: 'spray',
  slope: 'flat',
  exposure: 'full-sun',
  kcByMonth: null,
  rootDepthM: null,
  efficiency: null,
  maxCycleS: null,
  soakS: null,
  moistureLowPct: null,
  moistureHighPct: null,
  quotaM3: null,
  place: null,
  delayedUntil: null,
}

const optional = Type.Partial(Type.Object(OPTIONAL)).properties
export const ZoneInput = record({ ...REQUIRED, ...optional, name: NameInput })
export const ZoneChange = partial(record({ ...REQUIRED, ...OPTIONAL, name: NameInput }))

/**
 * master-valve: opened with the first zone and shut after the last · pump: the same, started after a zone's valve is open
 * and stopped before it shuts · shut-off: stands open and is only ever shut, to isolate · mains: nothing to shut.
 */
export const SUPPLY_KINDS = ['mains', 'master-valve', 'pump', 'shut-off'] as const

const SupplyFields = {
  name: Name,
  kind: oneOf(SUPPLY_KINDS),
  /** The master valve or pump; null for mains. */
  deviceId: nullable(Id),
  channel: nullable(Type.String()),
  /** A meter that all its zones share, L/min. */
  flowPointId: nullable(PointId),
  /** What it can give at once with enough pressure left, L/min; null when nobody knows: then one zone at a time. */
  capacityLpm: nullable(Type.Number({ exclusiveMinimum: 0, maximum: 1e5 })),
  /** Flow above this with every valve shut is a leak, L/min. */
  leakLpm: Type.Number({ exclusiveMinimum: 0, maximum: 1000 }),
}
export const Supply = Type.Object({
  id: Id,
  siteId: Id,
  ...SupplyFields,
  /** Shut because a valve of it would not close or it leaks; nothing of it opens until a person says it is mended. */
  isolatedAt: nullable(Instant),
  createdAt: Instant,
})
export type Supply = Static<typeof Supply>
export const SupplyInput = record({ ...SupplyFields, name: NameInput })
export const LEAK_LPM_DEFAULT = 0.5

/** How dry the roots of a zone stand, by the water balance of FAO-56. */
export const Moisture = Type.Object({
  /** mm missing in the root zone; 0 is full. */
  depletionMm: Type.Number(),
  /** Beyond this plants begin to suffer: time to water. */
  readilyMm: Type.Number(),
  /** All that the roots could ever take. */
  totalMm: Type.Number(),
  /** Days until watering is due if nothing falls and nothing is given; null beyond the outlook. */
  daysLeft: nullable(Type.Number()),
  at: Instant,
})
export type Moisture = Static<typeof Moisture>

/** One day of a zone's water, mm over its area. `et0Mm` null: nobody knew. */
export const ZoneDay = Type.Object({
  /** `<zone>:<date>`. */
  id: Type.String(),
  zoneId: Id,
  siteId: Id,
  /** Local date, YYYY-MM-DD. */
  date: Type.String(),
  et0Mm: nullable(Type.Number()),
  needMm: Type.Number(),
  rainMm: Type.Number(),
  wateredMm: Type.Number(),
  litres: Type.Number(),
  /** At the end of the day. */
  depletionMm: Type.Number(),
  readilyMm: Type.Number(),
  totalMm: Type.Number(),
})
export type ZoneDay = Static<typeof ZoneDay>
