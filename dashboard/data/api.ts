/** Calls the API by its route values, so that a wrong field is a compile error here too. */
import type { Static, TSchema } from 'typebox'
import { API_PREFIX, api } from '../../core/contract/api.ts'
import { type ErrorBody, type ErrorCode, Problem } from '../../core/contract/error.ts'
import type { ReplyOf, RouteShape } from '../../core/contract/route.ts'
import { errorTexts } from '../../core/text/errors.ts'
import { fill } from '../../core/text/text.ts'
import { ui } from '../../core/text/ui.ts'
import { language } from './preferences.ts'

export { api }

/** Longer than any report takes; a request that hangs must end in words. */
const TIMEOUT_MS = 20_000

type With<K extends string, S> = S extends TSchema ? { readonly [P in K]: Static<S> } : Record<never, never>
type MaybeWith<K extends string, S> = S extends TSchema
  ? { readonly [P in K]?: Static<S> }
  : Record<never, never>
export type InputOf<R extends RouteShape> = With<'params', R['params']> &
  MaybeWith<'query', R['query']> &
  With<'body', R['body']>

interface AnyInput {
  readonly params?: Record<string, unknown>
  readonly query?: Record<string, unknown>
  readonly body?: unknown
}

/** Told when the server no longer knows us. */
export const sessionEnded = new EventTarget()

/** Throws a {@link Problem}; a dead line is `store.unavailable`-free: it is a {@link LineDown}. */
export async function call<R extends RouteShape>(route: R, input?: InputOf<R>): Promise<ReplyOf<R>> {
  const { params, query, body } = (input ?? {}) as AnyInput
  const response = await send(addressOf(route, params, query), route.method, body)
  const answer = await response.json().catch(() => undefined)
  if (response.ok) return answer as ReplyOf<R>
  const problem = problemOf(answer, response.status)
  if (problem.code === 'session.required') sessionEnded.dispatchEvent(new Event('ended'))
  throw problem
}

/** The address of a route with its parameters filled in, also for links to files. */
export function addressOf(
  route: Pick<RouteShape, 'path'>,
  params: Record<string, unknown> = {},
  query: Record<string, unknown> = {},
): string {
  const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])))
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  )
  return `${API_PREFIX}${path}${search.size > 0 ? `?${search}` : ''}`
}

/** The server did not answer at all. */
export class LineDown extends Error {}

async function send(address: string, method: string, body: unknown): Promise<Response> {
  try {
    return await fetch(address, {
      method,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  } catch (error) {
    throw new LineDown('no answer', { cause: error })
  }
}

function problemOf(answer: unknown, status: number): Problem {
  const body = (answer ?? {}) as Partial<ErrorBody>
  const known = body.code !== undefined && Object.hasOwn(errorTexts, body.code)
  const code: ErrorCode = known
    ? (body.code as ErrorCode)
    : status === 401
      ? 'session.required'
      : 'server.failed'
  return new Problem(code, body.message ?? `status ${status}`, body.details)
}

/** What a person reads about a failure: what happened and what to do. */
export function wordsOf(error: unknown): string {
  if (error instanceof Problem) {
    const details = typeof error.details === 'object' && error.details !== null ? error.details : {}
    return fill(errorTexts[error.code], language.value, { detail: error.message, seconds: 60, ...details })
  }
  return error instanceof LineDown ? ui.noAnswer[language.value] : errorTexts['server.failed'][language.value]
}
