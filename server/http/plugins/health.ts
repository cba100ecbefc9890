/** For whoever watches the process: is it alive, and can it do its work. */
import type { FastifyInstance } from 'fastify'
import type { AppDependencies } from '../dependencies.ts'

type HealthParts = Pick<AppDependencies, 'series' | 'state'>

export function installHealth(app: FastifyInstance, parts: HealthParts): void {
  app.get('/healthz', { schema: { hide: true } }, () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const reasons = await reasonsNotReady(parts)
    if (reasons.length > 0) reply.code(503)
    return { ready: reasons.length === 0, reasons }
  })
}

/** One short line each; what is wrong in detail is for those who are signed in. */
async function reasonsNotReady({ series, state }: HealthParts): Promise<string[]> {
  const reasons: string[] = []
  const stats = await series.stats().catch(() => undefined)
  if (stats === undefined || !stats.healthy) reasons.push('the store of readings does not answer')
  try {
    state.settings.get('ready')
  } catch {
    reasons.push('the state database does not answer')
  }
  return reasons
}
