/**
 * What a DTU makes of the bytes on its serial line: the bytes themselves, hexadecimal text with or without spaces, or JSON
 * that carries either (or base64) in one of its fields.
 */
import { bodyOf } from '../json.ts'

/** Names under which DTUs put the bytes. */
const FIELDS = ['data', 'payload', 'hex', 'frame', 'raw', 'value', 'msg'] as const
const HEX = /^(?:[0-9a-f]{2}[\s,]*)+$/i
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
const BYTES_MAX = 4096
const BRACE = 0x7b

/** The bytes of the line; undefined when there are none. */
export function lineBytes(payload: Uint8Array): Uint8Array | undefined {
  const head = payload.subarray(0, BYTES_MAX * 3)
  if (head[0] === BRACE) return fromJson(head)
  // A frame of bytes begins with 68H or FEH, and neither is a hexadecimal digit.
  const text = Buffer.from(head).toString('latin1').trim()
  return (fromHex(text) ?? head).subarray(0, BYTES_MAX)
}

function fromJson(payload: Uint8Array): Uint8Array | undefined {
  const body = bodyOf(payload, '')
  if (!body.ok) return undefined
  for (const field of FIELDS) {
    const value = body.fields[field]
    const text = Array.isArray(value) ? value.join('') : value
    if (typeof text !== 'string' || text === '') continue
    return fromHex(text.trim()) ?? (BASE64.test(text) ? Buffer.from(text, 'base64') : undefined)
  }
  return undefined
}

function fromHex(text: string): Uint8Array | undefined {
  return HEX.test(text) ? Buffer.from(text.replaceAll(/[\s,]/g, ''), 'hex') : undefined
}
