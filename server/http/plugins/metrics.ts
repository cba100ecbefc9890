/** Numbers for Prometheus. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { can } from '../../../core/access/can.ts'
import { ALARM_STATES } from '../../../core/contract/alarm.ts'
import { Problem } from '../../../core/contract/error.ts'
import { PRIORITIES } from '../../../core/contract/rule.ts'
import type { AppDependencies } from '../dependencies.ts'

type MetricParts = Pick<AppDependencies, 'gatewayStatus' | 'stored' | 'series' | 'state' | 'mqtt'>

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

/** Everything is asked for when a scraper comes: nothing here counts on its own. */
function registryOf({ gatewayStatus, stored, series, state, mqtt }: MetricParts): Registry {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const statsOf = () => series.stats().catch(() => undefined)

  /** A number that only rises; undefined leaves it out. */
  const counter = (name: string, help: string, now: () => number | undefined | Promise<number | undefined>) =>
    new Counter({
      ...{ name, help, registers },
      async collect() {
        this.reset()
        this.inc((await now()) ?? 0)
      },
    })
  const gauge = (name: string, help: string, now: () => number | null | Promise<number | null | undefined>) =>
    new Gauge({
      ...{ name, help, registers },
      async collect() {
        const value = await now()
        if (value === null || value === undefined) this.remove()
        else this.set(value)
      },
    })

  gauge(
    'steward_tls_certificate_end_seconds',
    'When the certificate of MQTT over TLS ends, Unix time',
    () => {
      const { tls } = mqtt.door()
      return tls === null ? null : tls.validTo / 1000
    },
  )
  counter('steward_packets_total', 'MQTT packets taken in', () => gatewayStatus().packets)
  counter('steward_readings_stored_total', 'Readings made durable', stored)
  counter(
    'steward_duplicates_total',
    'Readings that were there already',
    async () => (await statsOf())?.duplicates,
  )
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
  gauge('steward_clients', 'MQTT clients connected', () => gatewayStatus().clients)
  gauge('steward_ingest_queue_depth', 'Readings on their way to the disk', () => gatewayStatus().queueDepth)
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
  gauge('steward_store_healthy', '1 when the store of readings answers', async () =>
    (await statsOf())?.healthy ? 1 : 0,
  )
  gauge('steward_store_readings', 'Readings in the store', async () => (await statsOf())?.readings)
  gauge('steward_store_bytes', 'Disk space the readings take', async () => (await statsOf())?.bytes)
  gauge(
    'steward_store_spooled_readings',
    'Readings safe on this machine but not yet in the server-grade store',
    async () => (await statsOf())?.spooled,
  )
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
