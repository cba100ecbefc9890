/**
 * Steward's own dialect, for anything that can be programmed.
 *
 * `steward/<site>/<device>`         { "temperature": 3.4, "door_open": false, "ts": 1772409600000 }
 * `steward/<site>/<device>/status`  online | offline, retained, as the will
 * `steward/<site>/<device>/set`     { "valve_open": true, "for_s": 600 }, from Steward
 *
 * Keys are the words of METRICS in METRICS' units; `ts` is ms since 1970 or ISO 8601 with a zone. Source: our own.
 */

import { isMetric, METRICS, type Metric } from '../../core/contract/metric.ts'
import type { DecodedValue, Decoding } from '../../core/contract/reading.ts'
import type { Codec } from './codec.ts'
import { fieldsOf, instantOf, isRejected, rejected, textOf } from './json.ts'

const TOPIC = /^steward\/([^/]+)\/([^/]+)(?:\/(status|set))?$/
const TEXT_LENGTH_MAX = 120
const KEYS_MAX = 100

export const plain: Codec = {
  name: 'plain',
  claims: topic => TOPIC.test(topic),
  decode({ topic, payload }) {
    const [, site, name, leaf] = TOPIC.exec(topic) ?? []
    if (leaf === 'set') return []
    const device = `${site}/${name}`
    return leaf === 'status' ? status(device, textOf(payload)) : report(device, payload)
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

function report(device: string, payload: Uint8Array): Decoding {
  const fields = fieldsOf(payload, device)
  if (isRejected(fields)) return fields
  const at = instantOf(fields.ts)
  const values: DecodedValue[] = []
  for (const [key, raw] of Object.entries(fields).slice(0, KEYS_MAX)) {
    const value = isMetric(key) ? readingOf(key, raw) : undefined
    if (value !== undefined) values.push(at === undefined ? value : { ...value, at })
  }
  if (values.length > 0) return [{ device, values, events: [] }]
  const known = Object.keys(fields).some(isMetric)
  if (known) return rejected('value.unknown', 'every known metric in it is null or not a number', device)
  return rejected('payload.no-metric', 'it names no known metric', device)
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
