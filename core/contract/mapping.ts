/** How somebody's own JSON is read: made in the browser from a packet that came, without a line of code. */
import { type Static, Type } from 'typebox'
import { MetricSchema } from './metric.ts'
import { routes } from './route.ts'
import { Id, Instant, nullable, record } from './schema.ts'

export const MAPPING_LIMITS = { fields: 60, mappings: 200, path: 200 } as const

/** Steps to a value inside JSON: `data.t1`, `sensors[0].value`, `["a.b"]`; empty for the payload itself. */
export const Path = Type.String({ maxLength: MAPPING_LIMITS.path })

export const MappingField = record({
  path: Path,
  metric: MetricSchema,
  /** Tells several of one kind apart. */
  channel: nullable(Type.String({ minLength: 1, maxLength: 64 })),
  /** The unit the device sends; null when it is the metric's own. */
  unit: nullable(Type.String({ maxLength: 16 })),
  /** What is read is `sent × scale + offset`, in `unit`. */
  scale: Type.Number({ minimum: -1e9, maximum: 1e9 }),
  offset: Type.Number({ minimum: -1e9, maximum: 1e9 }),
  /** For a state: what stands for true, besides true, 1 and "on". Everything in `falseWords` is false. */
  trueWords: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 8 }),
  falseWords: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 8 }),
  /** Numbers by which this device says that it has no reading. */
  nothing: Type.Array(Type.Number(), { maxItems: 8 }),
})
export type MappingField = Static<typeof MappingField>

const fields = {
  siteId: Id,
  name: Type.String({ minLength: 1, maxLength: 120 }),
  /** A topic filter in which one level may be `{device}`, the device's own name: `canteen/+/{device}/up`. */
  topic: Type.String({ minLength: 1, maxLength: 200 }),
  /** Where the payload names the device, when the topic does not. */
  devicePath: nullable(Path),
  /** Where the payload says when it was measured: ms or s since 1970, or ISO 8601 with a zone. */
  timePath: nullable(Path),
  fields: Type.Array(MappingField, { minItems: 1, maxItems: MAPPING_LIMITS.fields }),
  /** How its valve or relay is ordered; `{device}` and `{seconds}` are filled in. Null for a device that takes none. */
  order: nullable(
    record({
      topic: Type.String({ minLength: 1, maxLength: 200 }),
      on: Type.String({ maxLength: 1000 }),
      off: Type.String({ maxLength: 1000 }),
    }),
  ),
}

export const Mapping = Type.Object({ id: Id, ...fields, createdAt: Instant, changedAt: Instant })
export type Mapping = Static<typeof Mapping>
/** What decides how a packet is read. */
export type MappingRules = Pick<Mapping, 'id' | 'siteId' | 'topic' | 'devicePath' | 'timePath' | 'fields'>

const ById = record({ id: Id })

export const mappingRoutes = routes({
  listMappings: {
    method: 'GET',
    path: '/mappings',
    action: 'device.read',
    summary: 'How JSON of no known dialect is read',
    reply: Type.Array(Mapping),
  },
  createMapping: {
    method: 'POST',
    path: '/mappings',
    action: 'device.change',
    summary: 'Say how the JSON on a topic is read',
    body: record(fields),
    reply: Mapping,
  },
  changeMapping: {
    method: 'PUT',
    path: '/mappings/:id',
    action: 'device.change',
    summary: 'Change how JSON is read',
    params: ById,
    body: record(fields),
    reply: Mapping,
  },
  deleteMapping: {
    method: 'DELETE',
    path: '/mappings/:id',
    action: 'device.change',
    summary: 'Read that JSON no longer; its devices and readings stay',
    params: ById,
    reply: Mapping,
  },
})
