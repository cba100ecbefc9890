/** The HTTP side of the server: the API of core/contract/api.ts, its documentation, health, metrics, the dashboard. */
import Fastify, { type FastifyInstance } from 'fastify'
import type { Api } from '../../core/contract/api.ts'
import { api } from '../../core/contract/api.ts'
import type { HandlersOf } from './call.ts'
import type { AppDependencies } from './dependencies.ts'
import { lazySchemas } from './lazy-schemas.ts'
import { mountAll } from './mount.ts'
import { installAnswerPage } from './plugins/answer-page.ts'
import { installAuth } from './plugins/auth.ts'
import { installDashboard } from './plugins/dashboard.ts'
import { installErrors, problemOf, sendProblem } from './plugins/errors.ts'
import { installHeaders } from './plugins/headers.ts'
import { installHealth } from './plugins/health.ts'
import { installMetrics } from './plugins/metrics.ts'
import { installOpenApi } from './plugins/openapi.ts'
import { alarmHandlers } from './routes/alarms.ts'
import { backupHandlers } from './routes/backup.ts'
import { cabinetHandlers } from './routes/cabinets.ts'
import { channelHandlers } from './routes/channels.ts'
import { configurationHandlers } from './routes/configuration.ts'
import { credentialHandlers } from './routes/credentials.ts'
import { deviceHandlers } from './routes/devices.ts'
import { energyHandlers } from './routes/energy.ts'
import { escalationHandlers } from './routes/escalations.ts'
import { ingestHandlers } from './routes/ingest.ts'
import { inspectionHandlers } from './routes/inspections.ts'
import { mappingHandlers } from './routes/mappings.ts'
import { matterHandlers } from './routes/matters.ts'
import { pairingHandlers } from './routes/pairing.ts'
import { pictureHandlers } from './routes/pictures.ts'
import { pointHandlers } from './routes/points.ts'
import { quietHandlers } from './routes/quiet.ts'
import { recordingHandlers } from './routes/recordings.ts'
import { registryHandlers } from './routes/registry.ts'
import { reportHandlers } from './routes/reports.ts'
import { rosterHandlers } from './routes/roster.ts'
import { ruleFileHandlers } from './routes/rule-files.ts'
import { ruleHandlers } from './routes/rules.ts'
import { safetyHandlers } from './routes/safety.ts'
import { siteHandlers } from './routes/sites.ts'
import { userHandlers } from './routes/users.ts'
import { wateringHandlers } from './routes/watering.ts'

export type { AppDependencies } from './dependencies.ts'

export const HTTP_LIMITS = {
  bodyBytes: 1024 * 1024,
  /** A request that has not arrived whole by then is dropped; so much for a client that sends a byte a second. */
  requestMs: 30_000,
  /** A socket that sends nothing at all. */
  connectionMs: 60_000,
  parameterChars: 200,
  sockets: 2000,
} as const

/** Ready to listen or to `inject`. Closing it ends its listeners, not the services. */
export async function createApp(deps: AppDependencies): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: HTTP_LIMITS.bodyBytes,
    requestTimeout: HTTP_LIMITS.requestMs,
    connectionTimeout: HTTP_LIMITS.connectionMs,
    // Anybody can write X-Forwarded-For.
    trustProxy: false,
    // Live sockets and keep-alive connections must not hold a stop up.
    forceCloseConnections: true,
    routerOptions: { maxParamLength: HTTP_LIMITS.parameterChars },
    // An address that cannot be read never reaches a route, so its error has no handler but this.
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, problemOf(error)),
    // What the schema does not name is refused, not dropped, and nothing becomes a number by guessing: null is not 0.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, useDefaults: false } },
    schemaController: lazySchemas,
  })
  app.server.maxConnections = HTTP_LIMITS.sockets
  readEmptyBodies(app)
  installErrors(app, deps.log)
  await installHeaders(app)
  await installAuth(app, deps.access)
  await installOpenApi(app)
  mountAll(app, api, handlersOf(deps), deps)
  installHealth(app, deps)
  installMetrics(app, deps)
  await installAnswerPage(app, deps)
  await installDashboard(app, deps.dashboardFolder)
  await app.ready()
  return app
}

function handlersOf(deps: AppDependencies): HandlersOf<Api> {
  return {
    ...siteHandlers(deps),
    ...deviceHandlers(deps),
    ...inspectionHandlers(deps),
    ...mappingHandlers(deps),
    ...credentialHandlers(deps),
    ...pictureHandlers(deps),
    ...safetyHandlers(deps),
    ...pointHandlers(deps),
    ...ruleHandlers(deps),
    ...ruleFileHandlers(deps),
    ...alarmHandlers(deps),
    ...cabinetHandlers(deps),
    ...channelHandlers(deps),
    ...rosterHandlers(deps),
    ...quietHandlers(deps),
    ...escalationHandlers(deps),
    ...wateringHandlers(deps),
    ...energyHandlers(deps),
    ...registryHandlers(deps),
    ...reportHandlers(deps),
    ...userHandlers(deps),
    ...matterHandlers(deps),
    ...ingestHandlers(deps),
    ...pairingHandlers(deps),
    ...recordingHandlers(deps),
    ...configurationHandlers(deps),
    ...backupHandlers(deps),
  }
}

/** JSON only; an empty body under that name is no body. `__proto__` and `constructor.prototype` are refused. */
function readEmptyBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, String(body), done)
  })
}
