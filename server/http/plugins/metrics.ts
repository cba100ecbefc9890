/** Numbers for Prometheus. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { can } from '../../../core/access/can.ts'
import { ALARM_STATES } from '../../../core/contract/alarm.ts'
import { Problem } from '../../../core/contract/error.ts'
import { PRIORITIES } from '../../../core/contract/rule.ts'
import type { AppDependencies } from '../dependencies.ts'

type MetricParts = Pick<AppDependencies, 'gatewayStatus' | 'stored' | 'series' | 'state'>

/**
 * `GET /metrics` for a token or user with `system.read`, or for a scraper on the same machine: the loopback address,
 * as long as no proxy stands in between.
 */
export function installMetrics(app: FastifyInstance, parts: MetricParts): void {
  const registry = registryOf(parts)
  app.addHook('onClose', async () => registry.clear())
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    permit(request)
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}

function permit(request: FastifyRequest): void {
  const { identity, headers } = request
  const proxied = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined
  if (identity === undefined && !proxied && /^(127\.|::1$|::ffff:127\.)/.test(request.ip)) return
  if (identity === undefined) throw new Problem('session.required', 'metrics need a token')
  if (!can(identity.actor, 'system.read')) throw new Problem('access.forbidden', 'metrics need system.read')
}

function registryOf({ gatewayStatus, stored, series, state }: MetricParts): Registry {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  new Counter({
    name: 'steward_packets_total',
    help: 'MQTT packets taken in',
    registers,
    collect() {
      this.reset()
      this.inc(gatewayStatus().packets)
    },
  })
  new Counter({
    name: 'steward_rejections_total',
    help: 'Packets that gave no reading',
    labelNames: ['code'],
    registers,
    collect() {
      this.reset()
      for (const [code, count] of Object.entries(gatewayStatus().rejections)) this.inc({ code }, count)
    },
  })
  new Counter({
    name: 'steward_readings_stored_total',
    help: 'Readings made durable',
    registers,
    collect() {
      this.reset()
      this.inc(stored())
    },
  })
  new Gauge({
    name: 'steward_clients',
    help: 'MQTT clients connected',
    registers,
    collect() {
      this.set(gatewayStatus().clients)
    },
  })
  new Gauge({
    name: 'steward_ingest_queue_depth',
    help: 'Readings on their way to the disk',
    registers,
    collect() {
      this.set(gatewayStatus().queueDepth)
    },
  })
  new Gauge({
    name: 'steward_durable_ack_seconds',
    help: 'Arrival to acknowledgement over the last minute; absent when nothing came',
    labelNames: ['quantile'],
    registers,
    collect() {
      this.reset()
      const ack = gatewayStatus().durableAckMs
      if (ack === null) return
      this.set({ quantile: '0.5' }, ack.p50 / 1000)
      this.set({ quantile: '0.99' }, ack.p99 / 1000)
      this.set({ quantile: '1' }, ack.max / 1000)
    },
  })
  new Gauge({
    name: 'steward_store_healthy',
    help: '1 when the store of readings answers',
    registers,
    async collect() {
      const stats = await series.stats().catch(() => undefined)
      this.set(stats?.healthy ? 1 : 0)
    },
  })
  new Gauge({
    name: 'steward_store_spooled_readings',
    help: 'Readings safe on this machine but not yet in the server-grade store',
    registers,
    async collect() {
      const stats = await series.stats().catch(() => undefined)
      if (stats === undefined) this.reset()
      else this.set(stats.spooled)
    },
  })
  new Gauge({
    name: 'steward_alarms_open',
    help: 'Open alarms',
    labelNames: ['state', 'priority'],
    registers,
    collect() {
      const open = state.alarms.list({ closedAt: null })
      for (const alarmState of ALARM_STATES)
        for (const priority of PRIORITIES)
          this.set(
            { state: alarmState, priority },
            open.filter(alarm => alarm.state === alarmState && alarm.priority === priority).length,
          )
    },
  })
  return registry
}
