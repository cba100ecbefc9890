/** Something that speaks MQTT, from the moment it is first heard. */
import { type Static, Type } from 'typebox'
import { MetricSchema } from './metric.ts'
import { Point, PointView } from './point.ts'
import { routes } from './route.ts'
import { Id, Instant, Name, NameInput, nullable, oneOf, partial, record } from './schema.ts'

/** What it watches or does; decides its template, its tile and the page it is shown on. */
export const DEVICE_KINDS = [
  'fridge',
  'freezer',
  'cold-room',
  'sample-fridge',
  'display',
  'blast-chiller',
  'hot-holding',
  'gas',
  'co',
  'smoke',
  'heat',
  'flame',
  'call-point',
  'leak',
  'door',
  'water-meter',
  'electricity-meter',
  'gas-meter',
  'valve',
  'soil',
  'station',
  'plug',
  'siren',
  'gateway',
  'other',
] as const
export type DeviceKind = (typeof DEVICE_KINDS)[number]

/**
 * inbox: heard, readings kept, nobody has said what it is. ignored: heard and not wanted. disabled: kept, not listened
 * to. retired: another took its place and its history; only its numbers are kept, so that none is given twice.
 */
export const DEVICE_STATUSES = ['inbox', 'active', 'ignored', 'disabled', 'retired'] as const

/** A day of the site's calendar. */
export const Day = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' })

/** What the equipment ledger says of a device: what nobody knows is not there. */
export const Ledger = partial(
  record({
    serial: Type.String({ maxLength: 80 }),
    maker: Type.String({ maxLength: 80 }),
    installedOn: Day,
    warrantyUntil: Day,
    calibratedOn: Day,
    calibrationDueOn: Day,
    /** Bump test of a detector, alarm test of a siren. */
    testedOn: Day,
    testDueOn: Day,
    /** The day the sensor itself is worn out by its maker's word. */
    lifeEndsOn: Day,
    batteryChangedOn: Day,
    /** Recharge of an extinguisher, service of a cabinet. */
    serviceDueOn: Day,
    /** What a gas detector's 100 %LEL is: the gas and by whose table, since the same air reads differently. */
    calibratedTo: Type.String({ maxLength: 80 }),
    /** The name of the person who answers for it. */
    responsible: Type.String({ maxLength: 80 }),
    note: Type.String({ maxLength: 400 }),
  }),
)
export type Ledger = Static<typeof Ledger>

export const Device = Type.Object({
  id: Id,
  siteId: Id,
  areaId: nullable(Id),
  name: Name,
  kind: oneOf(DEVICE_KINDS),
  status: oneOf(DEVICE_STATUSES),
  /** The codec that decodes it, and its name in that dialect: together unique. */
  codec: Type.String({ maxLength: 40 }),
  address: Type.String({ maxLength: 200 }),
  model: nullable(Type.String({ maxLength: 120 })),
  /** How long it may be silent before that is an alarm, seconds. */
  silentAfterS: Type.Integer({ minimum: 10, maximum: 604800 }),
  availability: nullable(oneOf(['online', 'offline'])),
  /** The gateway it is heard through, when somebody said so; where its dialect tells, nobody need. */
  gatewayId: Type.Optional(nullable(Id)),
  /** Latest texts it sent (a fault word, a firmware version), by metric. */
  texts: Type.Record(Type.String(), Type.String({ maxLength: 120 })),
  ledger: Type.Optional(Ledger),
  /** Other names under which the same device is heard: through a second gateway, in a second dialect. */
  aliases: Type.Optional(
    Type.Array(Type.Object({ codec: Type.String(), address: Type.String() }), { maxItems: 8 }),
  ),
  adoptedAt: Type.Optional(Instant),
  /** Simulated, for exercises only. */
  drill: Type.Optional(Type.Boolean()),
  /** A detector somebody is trying: what it says until then is no emergency. */
  testUntil: Type.Optional(nullable(Instant)),
  firstSeenAt: nullable(Instant),
  lastSeenAt: nullable(Instant),
  createdAt: Instant,
})
export type Device = Static<typeof Device>

export const DeviceDetail = Type.Object({ device: Device, points: Type.Array(Point) })
export type DeviceDetail = Static<typeof DeviceDetail>

/** A device nobody has adopted yet, with what it last said and what it probably is. */
export const InboxEntry = Type.Object({
  key: Id,
  device: Device,
  points: Type.Array(PointView),
  guess: oneOf(DEVICE_KINDS),
  lastTopic: nullable(Type.String()),
  lastPayload: nullable(Type.String()),
})
export type InboxEntry = Static<typeof InboxEntry>

/** A packet that gave no reading, kept so that somebody can see what a device really sends. */
export const RejectedPacket = Type.Object({
  id: Type.Integer(),
  at: Instant,
  code: Type.String(),
  message: Type.String(),
  topic: Type.String(),
  clientId: Type.String(),
  /** As text when it is text, else hexadecimal. */
  payload: Type.String(),
  encoding: oneOf(['text', 'hex']),
  /** There was more of it than is kept, so it cannot be read again. */
  cut: Type.Boolean(),
})
export type RejectedPacket = Static<typeof RejectedPacket>

const DeviceChange = partial(
  record({
    name: NameInput,
    kind: oneOf(DEVICE_KINDS),
    areaId: nullable(Id),
    status: oneOf(['active', 'ignored', 'disabled', 'inbox']),
    silentAfterS: Type.Integer({ minimum: 10, maximum: 604800 }),
    gatewayId: nullable(Id),
    /** The whole ledger: what is left out is forgotten. */
    ledger: Ledger,
  }),
)

export const deviceRoutes = routes({
  listDevices: {
    method: 'GET',
    path: '/devices',
    action: 'device.read',
    summary: 'All adopted devices',
    reply: Type.Array(Device),
  },
  getDevice: {
    method: 'GET',
    path: '/devices/:id',
    action: 'device.read',
    summary: 'One device and its points',
    params: record({ id: Id }),
    reply: DeviceDetail,
  },
  createDevice: {
    method: 'POST',
    path: '/devices',
    action: 'device.change',
    summary: 'Register a plain-JSON device and get its MQTT credential, shown once',
    body: record({
      id: Id,
      siteId: Type.Optional(Id),
      name: Type.Optional(NameInput),
      kind: Type.Optional(oneOf(DEVICE_KINDS)),
      areaId: Type.Optional(nullable(Id)),
    }),
    reply: Type.Object({
      device: Device,
      credential: Type.Object({ username: Type.String(), password: Type.String() }),
    }),
  },
  changeDevice: {
    method: 'PATCH',
    path: '/devices/:id',
    action: 'device.change',
    summary: 'Change a device',
    params: record({ id: Id }),
    body: DeviceChange,
    reply: Device,
  },
  listInbox: {
    method: 'GET',
    path: '/inbox',
    action: 'device.read',
    summary: 'Devices nobody has adopted',
    query: partial(record({ status: oneOf(['inbox', 'ignored']) })),
    reply: Type.Array(InboxEntry),
  },
  adoptDevice: {
    method: 'POST',
    path: '/inbox/:key/adopt',
    action: 'device.change',
    summary: 'Adopt a device: choose its kind and place; the template brings its rules',
    params: record({ key: Id }),
    body: record({
      kind: oneOf(DEVICE_KINDS),
      name: Type.Optional(NameInput),
      areaId: Type.Optional(nullable(Id)),
      siteId: Type.Optional(Id),
    }),
    reply: DeviceDetail,
  },
  ignoreDevice: {
    method: 'POST',
    path: '/inbox/:key/ignore',
    action: 'device.change',
    summary: 'Hide a device from the inbox',
    params: record({ key: Id }),
    reply: Device,
  },
  listRejections: {
    method: 'GET',
    path: '/rejections',
    action: 'device.read',
    summary: 'The latest packets that gave no reading, newest first',
    query: partial(record({ limit: Type.Integer({ minimum: 1, maximum: 200 }) })),
    reply: Type.Array(RejectedPacket),
  },
  decodeRejectionsAgain: {
    method: 'POST',
    path: '/rejections/decode-again',
    action: 'device.change',
    summary: 'Read kept packets again after a mapping was mended; what they say becomes history',
    body: record({ ids: Type.Array(Type.Integer(), { minItems: 1, maxItems: 1000 }) }),
    reply: Type.Object({ understood: Type.Integer(), refused: Type.Integer() }),
  },
  listMetrics: {
    method: 'GET',
    path: '/metrics-vocabulary',
    action: 'device.read',
    summary: 'What can be measured, and the unit each is kept in',
    reply: Type.Array(Type.Object({ metric: MetricSchema, unit: Type.String(), kind: Type.String() })),
  },
})
