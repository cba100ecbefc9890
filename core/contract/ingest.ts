/** How the taking-in of readings is doing. */
import { type Static, Type } from 'typebox'
import { routes } from './route.ts'
import { Instant, nullable } from './schema.ts'

export const IngestStatus = Type.Object({
  /** When this was so. */
  at: Instant,
  /** Counted since the start. */
  packets: Type.Integer(),
  stored: Type.Integer(),
  duplicates: Type.Integer(),
  rejections: Type.Record(Type.String(), Type.Integer()),
  clients: Type.Integer(),
  queueDepth: Type.Integer(),
  /** Time from a packet's arrival to its acknowledgement, ms, over the last minute; null when nothing came. */
  durableAckMs: nullable(Type.Object({ p50: Type.Number(), p99: Type.Number(), max: Type.Number() })),
  store: Type.Object({
    kind: Type.String(),
    healthy: Type.Boolean(),
    detail: Type.String(),
    readings: nullable(Type.Integer()),
    bytes: nullable(Type.Integer()),
    spooled: Type.Integer(),
    /** Readings given up because the space for waiting ones is full; only while that goes on. */
    dropped: Type.Optional(Type.Integer()),
    earliest: nullable(Instant),
  }),
  /** The certificate that devices see; missing without TLS. */
  tls: Type.Optional(Type.Object({ validTo: Instant, refused: nullable(Type.String()) })),
  machine: Type.Object({
    startedAt: Instant,
    residentBytes: Type.Integer(),
    /** How long what is due waits for its turn, ms, over the last minute. */
    loopDelayMs: Type.Object({ p50: Type.Number(), p99: Type.Number(), max: Type.Number() }),
  }),
})
export type IngestStatus = Static<typeof IngestStatus>

export const ingestRoutes = routes({
  getIngest: {
    method: 'GET',
    path: '/ingest',
    action: 'device.read',
    summary: 'Counters of the way in',
    reply: IngestStatus,
  },
})
