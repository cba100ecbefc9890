/** The web app, and its front page for every address that is one of its pages. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { Problem } from '../../../core/contract/error.ts'
import { sendProblem } from './errors.ts'

const NOT_BUILT = 'The dashboard is not built. Run "npm run build" and start Steward again.\n'
const YEAR_S = 31_536_000
/** A file that is missing must say so, not answer with the front page. */
const NOT_A_PAGE = /^\/(api|assets)(\/|$)|\.(js|css|map|json|png|svg|ico|woff2|txt|webmanifest)$/i

/** Whether it is built is looked at once, at start; a newer build beside a running Steward is served as it is. */
export async function installDashboard(app: FastifyInstance, folder: string): Promise<void> {
  const built = existsSync(join(folder, 'index.html'))
  if (built)
    await app.register(fastifyStatic, {
      root: folder,
      index: 'index.html',
      setHeaders: (response, path) => response.header('cache-control', cachingOf(path)),
    })
  else
    app.get('/', { schema: { hide: true } }, (_request, reply) =>
      reply.code(503).type('text/plain').send(NOT_BUILT),
    )
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && !NOT_A_PAGE.test(path)
    if (isPage && built) return reply.header('cache-control', 'no-cache').sendFile('index.html')
    return sendProblem(reply, new Problem('thing.not-found', 'there is no such address'))
  })
}

/** Files named after their content never change. */
function cachingOf(path: string): string {
  return /[/\\]assets[/\\]/.test(path) ? `public, max-age=${YEAR_S}, immutable` : 'no-cache'
}
