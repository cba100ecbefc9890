/** Puts the routes of the contract on the app: permission first, then validation, the handler, and the audit log. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { TSchema } from 'typebox'
import { can } from '../../core/access/can.ts'
import { API_PREFIX } from '../../core/contract/api.ts'
import { ErrorBody, Problem } from '../../core/contract/error.ts'
import type { RouteShape } from '../../core/contract/route.ts'
import type { Clock, StateStore } from '../../core/ports.ts'
import type { Identity } from '../access/access.ts'
import { writeAudit } from './audit.ts'
import { type AuditNote, type Call, type Handler, type HandlersOf, visitOf } from './call.ts'

export interface MountParts {
  readonly state: StateStore
  readonly clock: Clock
}

/** Mounts every route of a table. */
export function mountAll<T extends Readonly<Record<string, RouteShape>>>(
  app: FastifyInstance,
  table: T,
  handlers: HandlersOf<T>,
  parts: MountParts,
): void {
  for (const [name, route] of Object.entries(table))
    mount(app, name, route, handlers[name as keyof T] as unknown as Handler<RouteShape>, parts)
}

function mount(
  app: FastifyInstance,
  name: string,
  route: RouteShape,
  handler: Handler<RouteShape>,
  { state, clock }: MountParts,
): void {
  app.route({
    method: route.method,
    url: API_PREFIX + route.path,
    ...(route.bodyBytes !== undefined && { bodyLimit: route.bodyBytes }),
    schema: schemaOf(name, route),
    onRequest: async request => permit(route, request.identity),
    preValidation: async request => prepare(route, request),
    handler: async (request, reply) => {
      const audit: AuditNote = {}
      const identity = request.identity
      const visit = identity === undefined ? {} : visitOf(identity, state, audit)
      const { params, query, body } = request
      const call = { ...visit, params, query, body, audit, request, reply } as unknown as Call<RouteShape>
      const answer = await handler(call)
      if (route.method !== 'GET')
        writeAudit(state, clock, {
          name,
          by: identity?.actor.name ?? audit.target ?? '',
          params,
          audit,
          answer,
        })
      return answer
    },
  })
}

/** Throws unless the caller's role allows what the route does. */
function permit(route: RouteShape, identity: Identity | undefined): void {
  if (route.action === 'public') return
  if (identity === undefined) throw new Problem('session.required', 'sign in first')
  if (route.action !== 'signed-in' && !can(identity.actor, route.action))
    throw new Problem('access.forbidden', `the role ${identity.actor.role} may not ${route.action}`)
}

function schemaOf(name: string, route: RouteShape): object {
  return {
    operationId: name,
    summary: route.summary,
    description: `Permission: ${route.action}`,
    tags: [route.path.split('/')[1]],
    security: route.action === 'public' ? [] : [{ session: [] }, { token: [] }],
    ...(route.params && { params: closed(route.params) }),
    ...(route.query && { querystring: closed(route.query) }),
    ...(route.body && { body: closed(route.body) }),
    response: { 200: route.reply, '4xx': ErrorBody, '5xx': ErrorBody },
  }
}

/**
 * The schema of something sent to us, refusing every field it does not name, at any depth: what is stored is what the
 * contract says, and nobody slips a `siteId` into a change. (`Type.Partial` forgets that its record was closed.)
 */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  return 'properties' in schema && !('additionalProperties' in schema)
    ? { ...inner, additionalProperties: false }
    : inner
}

/** An address carries only text: numbers are read where the schema asks for them. No body means an empty one. */
function prepare(route: RouteShape, request: FastifyRequest): void {
  if (route.body !== undefined && request.body === undefined) request.body = {}
  readNumbers(route.params, request.params)
  readNumbers(route.query, request.query)
}

function readNumbers(schema: TSchema | undefined, values: unknown): void {
  if (schema === undefined || !('properties' in schema)) return
  const texts = values as Record<string, unknown>
  for (const [field, property] of Object.entries(schema.properties as Record<string, { type?: string }>)) {
    const text = texts[field]
    const numeric = property.type === 'integer' || property.type === 'number'
    if (numeric && typeof text === 'string' && /^-?\d{1,16}(\.\d+)?$/.test(text)) texts[field] = Number(text)
  }
}
