/** Raw packets of a topic, kept in a file: a bug report is one file. */
import { type Static, Type } from 'typebox'
import { routes } from './route.ts'
import { Instant, nullable, oneOf, record } from './schema.ts'

export const RECORDING_SECONDS_MAX = 86_400
export const RECORDING_BYTES_MAX = 20 * 1024 * 1024
export const RECORDINGS_KEPT = 10
export const RECORDINGS_AT_ONCE = 3

const RecordingId = Type.String({ pattern: '^[0-9]{13}$' })

export const Recording = Type.Object({
  /** When it began, ms since 1970; also the name of its file. */
  id: RecordingId,
  filter: Type.String(),
  by: Type.String(),
  startedAt: Instant,
  endsAt: Instant,
  endedAt: nullable(Instant),
  /** Null while it goes on. */
  ended: nullable(oneOf(['time', 'stopped', 'size', 'failed', 'restart'])),
  /** Null when a restart cut it off. */
  packets: nullable(Type.Integer()),
  bytes: Type.Integer(),
  /** Packets left out because the disk was too slow. */
  missed: Type.Integer(),
})
export type Recording = Static<typeof Recording>

const params = record({ id: RecordingId })

export const recordingRoutes = routes({
  listRecordings: {
    method: 'GET',
    path: '/recordings',
    action: 'device.change',
    summary: 'Recordings, the newest first',
    reply: Type.Array(Recording),
  },
  startRecording: {
    method: 'POST',
    path: '/recordings',
    action: 'device.change',
    summary: 'Keep every packet of a topic filter as it comes; ends by itself',
    body: record({
      filter: Type.String({ minLength: 1, maxLength: 200 }),
      seconds: Type.Integer({ minimum: 1, maximum: RECORDING_SECONDS_MAX }),
    }),
    reply: Recording,
  },
  stopRecording: {
    method: 'POST',
    path: '/recordings/:id/stop',
    action: 'device.change',
    summary: 'End it now',
    params,
    reply: Recording,
  },
  downloadRecording: {
    method: 'GET',
    path: '/recordings/:id/file',
    action: 'device.change',
    summary: 'JSON lines of { at, topic, payloadBase64, qos, retain }',
    params,
    reply: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
  },
  deleteRecording: {
    method: 'DELETE',
    path: '/recordings/:id',
    action: 'device.change',
    summary: 'Remove a recording',
    params,
    reply: Type.Object({}),
  },
})
