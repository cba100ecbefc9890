/** Everything that is done to many devices, or to the list of them as a whole. */
import { type Static, Type } from 'typebox'
import { Day, DEVICE_KINDS, Device, DeviceDetail } from './device.ts'
import { MetricSchema, UnitSchema } from './metric.ts'
import { PointId } from './reading.ts'
import { routes } from './route.ts'
import { Id, Instant, Language, NameInput, nullable, oneOf, partial, record } from './schema.ts'

export const REGISTRY_LIMITS = {
  adoptAtOnce: 200,
  sheetChars: 900_000,
  sheetRows: 5000,
  labels: 500,
} as const

const Adoption = record({
  key: Id,
  kind: oneOf(DEVICE_KINDS),
  name: Type.Optional(NameInput),
  areaId: Type.Optional(nullable(Id)),
})
export type Adoption = Static<typeof Adoption>

/** What the old meter showed last and the new one first, in the point's unit; null when nobody looked. */
export const RegisterReading = record({
  pointId: PointId,
  final: nullable(Type.Number({ minimum: 0 })),
  first: nullable(Type.Number({ minimum: 0 })),
})
export type RegisterReading = Static<typeof RegisterReading>

/** One field of one device that a sheet would change; `before` is null for a device that is new. */
export const SheetChange = Type.Object({
  row: Type.Integer(),
  id: Type.String(),
  field: Type.String(),
  before: nullable(Type.String()),
  after: Type.String(),
})
export type SheetChange = Static<typeof SheetChange>

export const SHEET_FAULTS = [
  'id.missing',
  'id.unusable',
  'id.twice',
  'site.unknown',
  'area.unknown',
  'kind.unknown',
  'status.unknown',
  'day.unreadable',
  'number.unreadable',
  'text.too-long',
  'column.unknown',
  'address.fixed',
] as const
export const SheetFault = Type.Object({
  row: Type.Integer(),
  column: Type.String(),
  code: oneOf(SHEET_FAULTS),
  value: Type.String(),
})
export type SheetFault = Static<typeof SheetFault>

export const SheetOutcome = Type.Object({
  added: Type.Array(Type.String()),
  changes: Type.Array(SheetChange),
  faults: Type.Array(SheetFault),
  /** False for a dry run, and when anything in it is wrong: a sheet is taken whole or not at all. */
  applied: Type.Boolean(),
})
export type SheetOutcome = Static<typeof SheetOutcome>

/** How a device is doing, beyond what it measures. */
export const DeviceHealth = Type.Object({
  lastSeenAt: nullable(Instant),
  /** Packets, and readings that came twice, since Steward started. */
  packets: Type.Integer(),
  repeats: Type.Integer(),
  /** How often it usually speaks, seconds; null until it has spoken a few times. */
  everyS: nullable(Type.Number()),
  points: Type.Array(
    Type.Object({
      pointId: PointId,
      lastAt: nullable(Instant),
      everyS: nullable(Type.Number()),
      /** It spoke regularly and has missed at least three of its times. */
      overdue: Type.Boolean(),
    }),
  ),
  battery: nullable(
    Type.Object({
      percent: Type.Number(),
      at: Instant,
      /** Lost in thirty days, percent; null until two weeks are known. */
      monthlyLoss: nullable(Type.Number()),
      /** The day it will be down to 10 %; null when that is not foreseeable. */
      emptyOn: nullable(Day),
    }),
  ),
  signal: nullable(
    Type.Object({
      metric: MetricSchema,
      value: Type.Number(),
      unit: UnitSchema,
      at: Instant,
      word: oneOf(['good', 'fair', 'poor']),
    }),
  ),
  /** How far its own clock is ahead, seconds, negative when it is behind; null when it sends no times. */
  clockAheadS: nullable(Type.Number()),
})
export type DeviceHealth = Static<typeof DeviceHealth>

const ById = record({ id: Id })

export const registryRoutes = routes({
  adoptDevices: {
    method: 'POST',
    path: '/inbox/adopt-many',
    action: 'device.change',
    summary: 'Adopt several devices at once, all or none',
    body: record({
      items: Type.Array(Adoption, { minItems: 1, maxItems: REGISTRY_LIMITS.adoptAtOnce }),
    }),
    reply: Type.Array(Device),
  },
  replaceDevice: {
    method: 'POST',
    path: '/devices/:id/replace',
    action: 'device.change',
    summary: 'Put a new device in the place of an old one, which keeps its name, rules and history',
    params: ById,
    body: record({
      /** The new one, from the inbox. */
      by: Id,
      registers: Type.Optional(Type.Array(RegisterReading, { maxItems: 20 })),
    }),
    reply: DeviceDetail,
  },
  mergeDevice: {
    method: 'POST',
    path: '/devices/:id/merge',
    action: 'device.change',
    summary: 'Take in a device that is the same one, heard a second way: its history and its packets',
    params: ById,
    body: record({ other: Id }),
    reply: DeviceDetail,
  },
  getDeviceHealth: {
    method: 'GET',
    path: '/devices/:id/health',
    action: 'device.read',
    summary: 'How a device is doing: its rhythm, battery, signal and clock',
    params: ById,
    reply: DeviceHealth,
  },
  exportRegistry: {
    method: 'GET',
    path: '/registry.csv',
    action: 'device.read',
    summary: 'The registry as a sheet, one device a row',
    reply: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  },
  importRegistry: {
    method: 'POST',
    path: '/registry',
    action: 'device.change',
    summary: 'Take in an edited sheet; a dry run only says what it would change',
    body: record({
      csv: Type.String({ minLength: 1, maxLength: REGISTRY_LIMITS.sheetChars }),
      dryRun: Type.Boolean(),
    }),
    reply: SheetOutcome,
  },
  printLabels: {
    method: 'GET',
    path: '/labels.pdf',
    action: 'device.read',
    summary: 'A sheet of labels whose QR code opens the device on a phone',
    query: partial(
      record({
        /** Device ids, comma separated; all that are in use when left out. */
        ids: Type.String({ maxLength: 8000 }),
        language: Language,
        /** Where phones reach Steward; as the request came when left out. */
        base: Type.String({ pattern: '^https?://[^\\s]{1,200}$' }),
      }),
    ),
    reply: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  },
})
