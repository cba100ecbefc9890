/** Every failure leaves as `{ code, message, details? }`; what is inside stays inside. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifySchemaValidationError } from 'fastify'
import { ERROR_STATUS, type ErrorBody, Problem } from '../../../core/contract/error.ts'
import type { Logger } from '../../services.ts'

export function installErrors(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error: FastifyError | Problem, request, reply) => {
    const problem = problemOf(error)
    if (problem.code === 'server.failed')
      log.error({ error, method: request.method, url: request.url }, 'a request failed')
    return sendProblem(reply, problem)
  })
}

export function sendProblem(reply: FastifyReply, { code, message, details }: Problem): FastifyReply {
  const seconds = (details as { seconds?: number } | undefined)?.seconds
  if (code === 'request.too-many' && seconds !== undefined) reply.header('retry-after', seconds)
  const body: ErrorBody = details === undefined ? { code, message } : { code, message, details }
  return reply
    .code(ERROR_STATUS[code])
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(body)
}

/** Down to the field that is missing or too many, which the validator names beside its path. */
function pathOf({ instancePath, params }: FastifySchemaValidationError): string {
  const field = params.missingProperty ?? params.additionalProperty
  return typeof field === 'string' ? `${instancePath}/${field}` : instancePath
}

/** What a caller is told of any error: its own words where it is the caller's fault, none of ours where it is not. */
export function problemOf(error: FastifyError | Problem): Problem {
  if (error instanceof Problem) return error
  if (error.validation !== undefined)
    return new Problem(
      'request.invalid',
      error.message,
      error.validation.map(fault => ({ path: pathOf(fault), message: fault.message })),
    )
  if (error.statusCode === 413) return new Problem('request.too-large', 'the body is larger than 1 MB')
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return new Problem('request.invalid', error.message)
  return new Problem('server.failed', 'the server failed')
}
