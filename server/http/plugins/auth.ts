/** Who asks: the session cookie of a browser, or a script's Bearer token. */
import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../../core/contract/error.ts'
import type { Access, Identity } from '../../access/access.ts'
import { SESSION_MS } from '../../access/sessions.ts'
import { proofOf, SESSION_COOKIE, sameOrigin } from '../proof.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined for somebody unknown. */
    identity: Identity | undefined
  }
}

export async function installAuth(app: FastifyInstance, access: Access): Promise<void> {
  await app.register(cookie)
  app.decorateRequest('identity', undefined)
  app.addHook('onRequest', async (request, reply) => {
    const proof = proofOf(request.headers)
    const writing = request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'OPTIONS'
    // A token is never sent by a browser on its own, a cookie is; sign-in itself must not be forged either.
    if (writing && proof.bearer === undefined && !sameOrigin(request.headers))
      throw new Problem('access.forbidden', 'this page belongs to another site')
    request.identity = access.identify(proof)
    if (request.identity?.moved && proof.cookie !== undefined) sendSession(request, reply, proof.cookie)
  })
}

/** `Secure` when this server itself speaks TLS; behind a proxy that ends TLS, the proxy adds it. */
export function sendSession(request: FastifyRequest, reply: FastifyReply, token: string): void {
  reply.setCookie(SESSION_COOKIE, token, { ...cookieOptions(request), maxAge: SESSION_MS / 1000 })
}

export function clearSession(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(SESSION_COOKIE, cookieOptions(request))
}

function cookieOptions(request: FastifyRequest) {
  return { path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' } as const
}
