/**
 * Steward's own dialect, for anything that can be programmed.
 *
 * `steward/<site>/<device>`         { "temperature": 3.4, "door_open": false, "ts": 1772409600000 }
 * `steward/<site>/<device>/status`  online | offline, retained, as the will
 * `steward/<site>/alarms/<key>`   alarms, from Steward
 * `steward/<site>/<device>/set`     { "valve_open": true, "for_s": 600 }, from Steward
 *
 * Null is "no reading" and no fault. Keys are the words of METRICS in METRICS' units; `ts` is ms since 1970 or ISO 8601 with a zone. Source: our own.
 */

import type { RejectionCode } from '../../core/contract/error.ts'
import { METRIC_NAMES, METRICS, type Metric, type MetricKind, type Unit } from '../../core/contract/metric.ts'
import type { DecodedValue, Decoding, Fault } from '../../core/contract/reading.ts'
import { instantOf } from '../../core/points/spoken.ts'
import type { Codec } from './codec.ts'
import { bodyOf, rejected, reportOf, textOf, UNREADABLE_TIME } from './json.ts'

/** Steward's own words, which come back from an outside broker. */
const OWN = /^steward\/[^/]+\/alarms\/./
const TOPIC = /^steward\/([^/]+)\/([^/]+)(?:\/(status|set))?$/
const TEXT_LENGTH_MAX = 120
const KEYS_MAX = 100
const PLACES_MAX = 20_000

interface Place {
  readonly device: string
  readonly leaf: string | undefined
}

interface Field {
  readonly metric: Metric
  readonly unit: Unit
  readonly kind: MetricKind
}

const FIELDS: ReadonlyMap<string, Field> = new Map(
  METRIC_NAMES.map(metric => [metric, { metric, unit: METRICS[metric].unit, kind: METRICS[metric].kind }]),
)
/** What is not said by a device: nothing to read, as on the topics of orders. */
const NOBODY: Place = { device: '', leaf: 'set' }
/** Topics come again and again; each is taken apart once. */
const places = new Map<string, Place>()

export const plain: Codec = {
  name: 'plain',
  claims: topic => TOPIC.test(topic) || OWN.test(topic),
  decode({ topic, payload }) {
    const { device, leaf } = places.get(topic) ?? placeOf(topic)
    if (leaf === undefined) return report(device, payload)
    return leaf === 'status' ? status(device, textOf(payload)) : []
  },
  encode({ kind, forS }, address) {
    const metric = kind.startsWith('valve') ? 'valve_open' : 'switch_on'
    const on = kind === 'valve.open' || kind === 'switch.on'
    const body = on ? { [metric]: true, for_s: forS } : { [metric]: false }
    return [{ topic: `steward/${address}/set`, payload: JSON.stringify(body) }]
  },
}

function placeOf(topic: string): Place {
  const [, site, name, leaf] = TOPIC.exec(topic) ?? []
  const place = site === undefined ? NOBODY : { device: `${site}/${name}`, leaf }
  if (places.size >= PLACES_MAX) places.clear()
  places.set(topic, place)
  return place
}

function status(device: string, text: string): Decoding {
  const availability = text.trim()
  if (availability !== 'online' && availability !== 'offline')
    return rejected('value.unknown', 'a status is online or offline', device)
  return [{ device, values: [], events: [], availability }]
}

function report(device: string, payload: Uint8Array): Decoding {
  const body = bodyOf(payload, device)
  if (!body.ok) return body.rejected
  const { fields } = body
  const at = instantOf(fields.ts)
  const values: DecodedValue[] = []
  const faults: Fault[] = []
  let keys = 0
  let known = 0
  for (const key in fields) {
    if (++keys > KEYS_MAX) break
    const field = FIELDS.get(key)
    if (field === undefined) continue
    known += 1
    const raw = fields[key]
    if (raw === null) continue
    const fault = faultOf(field.kind, raw)
    if (fault !== undefined) faults.push({ code: fault, message: `${key} cannot be read` })
    else values.push(valueIn(field, field.kind === 'state' ? Boolean(raw) : (raw as number | string), at))
  }
  if (values.length > 0) {
    if (at === undefined && fields.ts != null) faults.push(UNREADABLE_TIME)
    return [reportOf(device, values, [], faults)]
  }
  const [first] = faults
  if (first !== undefined) return rejected(first.code, first.message, device)
  if (known > 0) return rejected('value.unknown', 'every known metric in it is null', device)
  return rejected('payload.no-metric', 'it names no known metric', device)
}

function valueIn(
  { metric, unit }: Field,
  value: number | boolean | string,
  at: number | undefined,
): DecodedValue {
  return at === undefined ? { metric, value, unit } : { metric, value, unit, at }
}

/** Why a value is no reading; undefined when it is one. */
function faultOf(kind: MetricKind, raw: unknown): RejectionCode | undefined {
  switch (kind) {
    case 'text':
      if (typeof raw !== 'string') return 'value.unknown'
      return raw.length > TEXT_LENGTH_MAX ? 'value.text-too-long' : undefined
    case 'state':
      return typeof raw === 'boolean' || raw === 0 || raw === 1 ? undefined : 'value.unknown'
    default:
      return typeof raw === 'number' && Number.isFinite(raw) ? undefined : 'value.not-a-number'
  }
}
