/** The closed list of things that can go wrong at a boundary. Words for people are in core/text/errors.ts. */
import { type Static, Type } from 'typebox'
import { oneOf } from './schema.ts'

/** Code -> HTTP status. Adding a line here makes the compiler ask for its words in both languages. */
export const ERROR_STATUS = {
  'request.invalid': 400,
  'request.too-large': 413,
  'request.too-many': 429,
  'session.required': 401,
  'session.wrong-credentials': 401,
  'session.setup-code-wrong': 401,
  'access.forbidden': 403,
  'thing.not-found': 404,
  'thing.conflict': 409,
  'setup.already-done': 409,
  'alarm.not-open': 409,
  'alarm.action-required': 422,
  'alarm.still-active': 409,
  'alarm.not-shelvable': 422,
  'valve.busy': 409,
  'valve.unsafe': 409,
  'device.not-commandable': 422,
  'report.no-data': 422,
  'store.unavailable': 503,
  'server.failed': 500,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS
export const ERROR_CODES = Object.keys(ERROR_STATUS) as ErrorCode[]

/** What every failed request answers with. `message` is for logs and scripts, in English. */
export const ErrorBody = Type.Object({
  code: oneOf(ERROR_CODES),
  message: Type.String(),
  details: Type.Optional(Type.Unknown()),
})
export type ErrorBody = Static<typeof ErrorBody>

/** An expected failure, thrown inside a room and turned into an {@link ErrorBody} at its edge. */
export class Problem extends Error {
  readonly code: ErrorCode
  readonly details: unknown
  constructor(code: ErrorCode, message: string, details?: unknown) {
    super(message)
    this.name = 'Problem'
    this.code = code
    this.details = details
  }
}

/** Why a packet gave no reading. Counted by code and kept, a bounded number, with its payload. */
export const REJECTION_CODES = [
  'topic.unknown',
  'payload.empty',
  'payload.not-json',
  'payload.not-object',
  'payload.too-deep',
  'payload.no-metric',
  'value.not-a-number',
  'value.unknown',
  'value.text-too-long',
  'unit.unknown',
  'time.unreadable',
  'device.limit',
  'point.limit',
  'topic.forbidden',
  'rate.exceeded',
  'queue.full',
  'decoder.failed',
  'birth.missing',
  'frame.broken',
  'device.error',
  'model.unknown',
  'template.unreadable',
] as const
export type RejectionCode = (typeof REJECTION_CODES)[number]
