/** One uplink, whichever network server brought it: its frame decoded by us, or else what was decoded upstream. */
import type { DecodedValue, Fault } from '../../../core/contract/reading.ts'
import { numberOf } from '../../../core/points/spoken.ts'
import { decodedOf } from '../json.ts'
import { fieldValues, normalizedValues } from './fields.ts'
import { type Model, modelOf } from './models.ts'

export interface Uplink {
  readonly eui: string | undefined
  /** Texts that may name the model, the most certain first. */
  readonly hints: readonly unknown[]
  readonly fPort: unknown
  /** Base64. */
  readonly frame: unknown
  /** What a decoder upstream made of it. */
  readonly object: unknown
  readonly normalized?: unknown
  /** ms since 1970, when it was received by a gateway or the network. */
  readonly at: number | undefined
}

export interface UplinkReport {
  readonly values: readonly DecodedValue[]
  readonly events: readonly string[]
  readonly faults: readonly Fault[]
  readonly model: Model | undefined
}

/** LoRaWAN frames have at most 242 bytes. */
const FRAME_MAX_BASE64 = 400
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/**
 * Our own decoding comes first, because we know its units; names of an upstream decoder are its writer's choice and change
 * with its versions.
 */
export function readUplink(uplink: Uplink): UplinkReport {
  const model = modelOf(uplink.hints, uplink.eui)
  const bytes = bytesOf(uplink.frame)
  if (model !== undefined && bytes !== undefined && bytes.length > 0) {
    const { values, events, faults } = model.decode(bytes, numberOf(uplink.fPort) ?? 0)
    return { values: stamped(values, uplink.at), events, faults, model }
  }
  const normalized = normalizedValues(uplink.normalized)
  const values = normalized.length > 0 ? normalized : fieldValues(uplink.object)
  const faults = values.length > 0 || isEmpty(uplink, bytes) ? [] : [unknownModel(uplink)]
  return { values: stamped(values, uplink.at), events: [], faults, model }
}

/** Without a port or a payload it is the network's own talk. */
function isEmpty({ object, fPort }: Uplink, bytes: Uint8Array | undefined): boolean {
  return (bytes === undefined || bytes.length === 0 || numberOf(fPort) === 0) && object == null
}

function unknownModel({ fPort }: Uplink): Fault {
  const port = numberOf(fPort)
  return {
    code: 'model.unknown',
    message: `no known model is named by its profile, and no field of a decoder is known (port ${port ?? 'not said'})`,
  }
}

function stamped(values: readonly DecodedValue[], at: number | undefined): DecodedValue[] {
  return values.map(value => (value.at !== undefined || at === undefined ? value : { ...value, at }))
}

function bytesOf(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string' || text.length > FRAME_MAX_BASE64 || !BASE64.test(text)) return undefined
  return Buffer.from(text, 'base64')
}

/** Of the gateway that heard it best. */
export function radioValues(receptions: unknown, at: number | undefined): DecodedValue[] {
  let best: { rssi: number; snr: number | undefined } | undefined
  for (const one of Array.isArray(receptions) ? receptions.slice(0, 50) : []) {
    const rssi = numberOf(one?.rssi)
    if (rssi !== undefined && rssi < 0 && (best === undefined || rssi > best.rssi))
      best = { rssi, snr: numberOf(one?.snr) }
  }
  if (best === undefined) return []
  const rssi = decodedOf('rssi', best.rssi, undefined, at)
  return best.snr === undefined ? [rssi] : [rssi, decodedOf('snr', best.snr, undefined, at)]
}
