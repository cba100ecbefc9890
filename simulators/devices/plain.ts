/**
 * Steward's own dialect, as a maker with an ESP32 would write it.
 *
 * `steward/<site>/<device>`         { "temperature": 68.4, "ts": 1772409600000 }
 * `steward/<site>/<device>/status`  online | offline, retained, the will
 * `steward/<site>/<device>/set`     { "valve_open": true, "for_s": 600 }
 */
import type { Sensed } from '../models.ts'
import type { Dialect, Frame, Heard } from './dialect.ts'

export const plain: Dialect = (spec, { siteId, timestamps }) => {
  const address = `${siteId}/${spec.id}`
  const topic = `steward/${address}`
  const status = (payload: string): Frame => ({ topic: `${topic}/status`, payload, retain: true, qos: 1 })
  const report = (values: readonly Sensed[], at: number): Frame[] => {
    const fields = Object.fromEntries(values.map(({ metric, value }) => [metric, value]))
    const payload = JSON.stringify(timestamps ? { ...fields, ts: at } : fields)
    return [{ topic, payload, retain: false, qos: 1 }]
  }
  return {
    address,
    connection: spec.id,
    orders: spec.kind === 'valve' ? [`${topic}/set`] : [],
    birth: [status('online')],
    will: status('offline'),
    report,
    changed: report,
    hear: (heardTopic, payload) => (heardTopic === `${topic}/set` ? hear(payload) : undefined),
  }
}

function hear(payload: string): Heard {
  const body = objectOf(payload)
  if (typeof body?.valve_open !== 'boolean') return { answers: [] }
  const forS = typeof body.for_s === 'number' && body.for_s > 0 ? body.for_s : null
  return { order: { open: body.valve_open, forS }, answers: [] }
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
