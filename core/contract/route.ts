/**
 * What a route is: one value that the server mounts, the browser calls, and OpenAPI prints. The action names the
 * permission it needs, so a route without one cannot be written.
 */
import type { Static, TSchema } from 'typebox'
import type { Action } from '../access/can.ts'

export interface RouteShape {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Under /api/v1, with `:name` for parameters. */
  readonly path: string
  /** `public`: no sign-in needed. Everything else is checked against the user's role before the handler runs. */
  readonly action: Action | 'public' | 'signed-in'
  readonly summary: string
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** The largest body it takes, where that is more than the usual megabyte. */
  readonly bodyBytes?: number
  readonly reply: TSchema
}

type StaticOr<S, Otherwise> = S extends TSchema ? Static<S> : Otherwise
export type ParamsOf<R extends RouteShape> = StaticOr<R['params'], Record<never, never>>
export type QueryOf<R extends RouteShape> = StaticOr<R['query'], Record<never, never>>
export type BodyOf<R extends RouteShape> = StaticOr<R['body'], undefined>
export type ReplyOf<R extends RouteShape> = Static<R['reply']>

/** Keeps the exact schema types of a table of routes. */
export function routes<const T extends Record<string, RouteShape>>(table: T): T {
  return table
}
