/**
 * Steward's own dialect, for anything that can be programmed.
 *
 * `steward/<site>/<device>`         { "temperature": 3.4, "door_open": false, "ts": 1772409600000 }
 * `steward/<site>/<device>/status`  online | offline, retained, as the will
 * `steward/<site>/<device>/set`     { "valve_open": true, "for_s": 600 }, from Steward
 *
 * Keys are the words of METRICS in METRICS' units; `ts` is ms since 1970 or ISO 8601 with a zone. Source: our own.
 */

import type { RejectionCode } from '../../core/contract/error.ts'
import { isMetric, METRICS, type Metric } from '../../core/contract/metric.ts'
import type { DecodedValue, Decoding, Rejected } from '../../core/contract/reading.ts'
import type { Codec } from './codec.ts'

const TOPIC = /^steward\/([^/]+)\/([^/]+)(?:\/(status|set))?$/
const ZONED_ISO = /^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:?\d\d)$/
const TEXT_LENGTH_MAX = 120
const KEYS_MAX = 100

export const plain: Codec = {
  name: 'plain',
  claims: topic => TOPIC.test(topic),
  decode({ topic, payload }) {
    const [, site, name, leaf] = TOPIC.exec(topic) ?? []
    if (leaf === 'set') return []
    const device = `${site}/${name}`
    const text = new TextDecoder().decode(payload)
    return leaf === 'status' ? status(device, text) : report(device, text)
  },
  encode({ kind, forS }, address) {
    const metric = kind.startsWith('valve') ? 'valve_open' : 'switch_on'
    const on = kind === 'valve.open' || kind === 'switch.on'
    const body = on ? { [metric]: true, for_s: forS } : { [metric]: false }
    return [{ topic: `steward/${address}/set`, payload: JSON.stringify(body) }]
  },
}

function status(device: string, text: string): Decoding {
  const availability = text.trim()
  if (availability !== 'online' && availability !== 'offline')
    return rejected('value.unknown', 'a status is online or offline', device)
  return [{ device, values: [], events: [], availability }]
}

function report(device: string, text: string): Decoding {
  if (text.trim() === '') return rejected('payload.empty', 'no payload', device)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    return rejected('payload.not-json', 'not JSON', device)
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return rejected('payload.not-object', 'not a JSON object', device)
  const fields = body as Record<string, unknown>
  const at = timeOf(fields.ts)
  const values: DecodedValue[] = []
  for (const [key, raw] of Object.entries(fields).slice(0, KEYS_MAX)) {
    const value = isMetric(key) ? readingOf(key, raw) : undefined
    if (value !== undefined) values.push({ ...value, ...(at === undefined ? {} : { at }) })
  }
  if (values.length === 0) return rejected('payload.no-metric', 'no known metric with a usable value', device)
  return [{ device, values, events: [] }]
}

/** Undefined is "no reading": null, a sentinel text, a number that is not finite. */
function readingOf(metric: Metric, raw: unknown): DecodedValue | undefined {
  const { kind, unit } = METRICS[metric]
  if (kind === 'text')
    return typeof raw === 'string' && raw.length <= TEXT_LENGTH_MAX ? { metric, value: raw } : undefined
  if (kind === 'state') {
    if (typeof raw === 'boolean') return { metric, value: raw, unit }
    return raw === 0 || raw === 1 ? { metric, value: raw === 1, unit } : undefined
  }
  return typeof raw === 'number' && Number.isFinite(raw) ? { metric, value: raw, unit } : undefined
}

function timeOf(ts: unknown): number | undefined {
  const at = typeof ts === 'string' && ZONED_ISO.test(ts) ? Date.parse(ts) : ts
  return typeof at === 'number' && Number.isFinite(at) ? Math.round(at) : undefined
}

function rejected(code: RejectionCode, message: string, device: string): Rejected {
  return { rejected: { code, message }, device }
}
