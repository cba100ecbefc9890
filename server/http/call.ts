/** What a handler gets and gives: typed by the route it answers. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Actor, seesSite } from '../../core/access/can.ts'
import { Problem } from '../../core/contract/error.ts'
import type { BodyOf, ParamsOf, QueryOf, ReplyOf, RouteShape } from '../../core/contract/route.ts'
import type { StateStore } from '../../core/ports.ts'
import type { Identity } from '../access/access.ts'

/** What the audit log is told about a change, filled while the handler works. */
export interface AuditNote {
  target?: string
  before?: unknown
  after?: unknown
}

/** Somebody who may do what the route does, and what they see. */
export interface Visit {
  readonly identity: Identity
  readonly actor: Actor
  /** The thing, or `thing.not-found` when it is missing or at a site the actor does not see: nobody learns which. */
  own<T extends { readonly id: string | number; readonly siteId: string }>(
    collection: { get(id: T['id']): T | undefined },
    id: T['id'],
  ): T
  /** Those at the sites the actor sees. */
  visible<T extends { readonly siteId: string }>(things: readonly T[]): T[]
  sees(siteId: string): boolean
  /** True when the actor sees all there is, so also what belongs to no site. */
  seesEverything(): boolean
  /** The site meant when nothing names one: the first the actor sees. */
  homeSiteId(): string
}

type VisitOf<R extends RouteShape> = R['action'] extends 'public' ? Partial<Visit> : Visit

export type Call<R extends RouteShape> = VisitOf<R> & {
  readonly params: ParamsOf<R>
  readonly query: QueryOf<R>
  readonly body: BodyOf<R>
  readonly audit: AuditNote
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

export type Handler<R extends RouteShape> = (call: Call<R>) => ReplyOf<R> | Promise<ReplyOf<R>>

/** One handler for every route of a table: a forgotten one does not compile. */
export type HandlersOf<T extends Readonly<Record<string, RouteShape>>> = {
  readonly [K in keyof T]: Handler<T[K]>
}

/** The view of one actor on the state. What `own` finds is remembered as what was before. */
export function visitOf(identity: Identity, state: StateStore, audit: AuditNote): Visit {
  const { actor } = identity
  const sees = (siteId: string) => seesSite(actor, siteId)
  return {
    identity,
    actor,
    sees,
    own(collection, id) {
      const thing = collection.get(id)
      if (thing === undefined || !sees(thing.siteId))
        throw new Problem('thing.not-found', `there is no ${id}`)
      audit.before ??= thing
      return thing
    },
    visible: things => things.filter(thing => sees(thing.siteId)),
    seesEverything: () => actor.sites.includes('*') || state.sites.list().every(site => sees(site.id)),
    homeSiteId() {
      const site = state.sites.list().find(one => sees(one.id))
      if (site === undefined) throw new Problem('thing.not-found', 'there is no site you see')
      return site.id
    },
  }
}
