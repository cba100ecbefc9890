/**
 * The protobuf payload of Sparkplug B, read and written field by field.
 *
 * Payload        1 timestamp · 2 metrics · 3 seq · 4 uuid · 5 body
 * Metric         1 name · 2 alias · 3 timestamp · 4 datatype · 5 is_historical · 7 is_null · 9 properties
 *                10 int (uint32) · 11 long (uint64) · 12 float · 13 double · 14 boolean · 15 string
 * PropertySet    1 keys · 2 values;  PropertyValue  7 boolean · 8 string
 *
 * Signed integers come as two's complement in the unsigned fields. Data sets, templates, bytes and metadata are passed
 * over. Source: Sparkplug 3.0.0, chapter 6 and appendix.
 */
import { gunzipSync, inflateSync } from 'node:zlib'
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

/** A node's birth may be large; beyond this somebody plays with us. */
const METRICS_MAX = 5000
const PROPERTIES_MAX = 50
/** By this uuid a payload says that its body is another one, deflated, or zipped as its metric `algorithm` says. */
const COMPRESSED = 'SPBV1.0_COMPRESSED'
const UNPACKED_MAX_BYTES = 1024 * 1024
/** Single precision holds seven digits: 12.1 arrives as 12.100000381. */
const FLOAT_DIGITS = 7

/** Numbers of the specification's data types. */
export const DATATYPE = {
  int8: 1,
  int16: 2,
  int32: 3,
  int64: 4,
  uint64: 8,
  float: 9,
  double: 10,
  boolean: 11,
} as const

type Raw =
  | { readonly kind: 'integer'; readonly of: bigint; readonly bits: 32 | 64 }
  | { readonly kind: 'real'; readonly of: number; readonly single: boolean }
  | { readonly kind: 'boolean'; readonly of: boolean }
  | { readonly kind: 'string'; readonly of: string }

export interface SparkplugMetric {
  readonly name?: string
  /** Decimal: it may exceed what a number holds. */
  readonly alias?: string
  /** ms since 1970. */
  readonly at?: number
  readonly datatype?: number
  readonly historical: boolean
  readonly isNull: boolean
  readonly raw?: Raw
  readonly properties: ReadonlyMap<string, string | boolean>
}

export interface SparkplugPayload {
  /** ms since 1970. */
  readonly at?: number
  readonly seq?: number
  readonly metrics: readonly SparkplugMetric[]
  readonly uuid?: string
  readonly body?: Uint8Array
}

/** Field numbers that are read, with the wire type each must have. */
type Shape = Readonly<Record<number, WireType>>

const { Varint, Bit32, Bit64, LengthDelimited } = WireType
const PAYLOAD: Shape = { 1: Varint, 2: LengthDelimited, 3: Varint, 4: LengthDelimited, 5: LengthDelimited }
const METRIC: Shape = {
  ...{ 1: LengthDelimited, 2: Varint, 3: Varint, 4: Varint, 5: Varint, 7: Varint, 9: LengthDelimited },
  ...{ 10: Varint, 11: Varint, 12: Bit32, 13: Bit64, 14: Varint, 15: LengthDelimited },
}
const PROPERTIES: Shape = { 1: LengthDelimited, 2: LengthDelimited }
const PROPERTY: Shape = { 7: Varint, 8: LengthDelimited }
const NO_PROPERTIES: ReadonlyMap<string, string | boolean> = new Map()

type Draft<T> = { -readonly [K in keyof T]: T[K] }

/** Throws when the bytes are no such message. One that is compressed is read from within. */
export function readPayload(bytes: Uint8Array): SparkplugPayload {
  const payload = readMessage(bytes)
  const { uuid, body, metrics } = payload
  if (uuid !== COMPRESSED || body === undefined) return payload
  const algorithm = metrics.find(({ name }) => name === 'algorithm')?.raw?.of
  const unpack = algorithm === 'GZIP' ? gunzipSync : inflateSync
  return readMessage(unpack(body, { maxOutputLength: UNPACKED_MAX_BYTES }))
}

function readMessage(bytes: Uint8Array): SparkplugPayload {
  const metrics: SparkplugMetric[] = []
  const payload: Draft<SparkplugPayload> = { metrics }
  readFields(bytes, PAYLOAD, (number, reader) => {
    if (number === 1) stamp(payload, reader.uint64())
    else if (number === 3) payload.seq = Number(reader.uint64())
    else if (number === 4) payload.uuid = reader.string()
    else if (number === 5) payload.body = reader.bytes()
    else if (metrics.length < METRICS_MAX) metrics.push(readMetric(reader.bytes()))
    else throw new RangeError(`more than ${METRICS_MAX} metrics`)
  })
  return payload
}

function readMetric(bytes: Uint8Array): SparkplugMetric {
  const metric: Draft<SparkplugMetric> = { historical: false, isNull: false, properties: NO_PROPERTIES }
  readFields(bytes, METRIC, (number, reader) => {
    if (number >= 10) metric.raw = readRaw(number, reader)
    else if (number === 1) metric.name = reader.string()
    else if (number === 2) metric.alias = String(reader.uint64())
    else if (number === 3) stamp(metric, reader.uint64())
    else if (number === 4) metric.datatype = reader.uint32()
    else if (number === 5) metric.historical = reader.bool()
    else if (number === 7) metric.isNull = reader.bool()
    else metric.properties = readProperties(reader.bytes())
  })
  return metric
}

function readRaw(number: number, reader: BinaryReader): Raw {
  switch (number) {
    case 10:
      return { kind: 'integer', of: BigInt(reader.uint32()), bits: 32 }
    case 11:
      return { kind: 'integer', of: BigInt(reader.uint64()), bits: 64 }
    case 12:
      return { kind: 'real', of: reader.float(), single: true }
    case 13:
      return { kind: 'real', of: reader.double(), single: false }
    case 14:
      return { kind: 'boolean', of: reader.bool() }
    default:
      return { kind: 'string', of: reader.string() }
  }
}

/** Keys and values are two lists; only texts and booleans are wanted. */
function readProperties(bytes: Uint8Array): Map<string, string | boolean> {
  const keys: string[] = []
  const values: (string | boolean | undefined)[] = []
  readFields(bytes, PROPERTIES, (number, reader) => {
    if (number === 1) keys.push(reader.string())
    else values.push(readProperty(reader.bytes()))
  })
  const properties = new Map<string, string | boolean>()
  for (const [index, key] of keys.slice(0, PROPERTIES_MAX).entries()) {
    const value = values[index]
    if (value !== undefined) properties.set(key, value)
  }
  return properties
}

function readProperty(bytes: Uint8Array): string | boolean | undefined {
  let value: string | boolean | undefined
  readFields(bytes, PROPERTY, (number, reader) => {
    value = number === 7 ? reader.bool() : reader.string()
  })
  return value
}

function readFields(
  bytes: Uint8Array,
  shape: Shape,
  read: (number: number, reader: BinaryReader) => void,
): void {
  const reader = new BinaryReader(bytes)
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag()
    const expected = shape[number]
    if (expected === undefined) reader.skip(type, number)
    else if (type === expected) read(number, reader)
    else throw new TypeError(`field ${number} has wire type ${type}`)
  }
}

function stamp(on: { at?: number }, ms: bigint | string): void {
  const at = Number(ms)
  if (at > 0 && Number.isSafeInteger(at)) on.at = at
}

/** What a metric says, by the data type it was born with; undefined for what is null, not finite or does not fit. */
export function valueIn(
  { raw, isNull }: SparkplugMetric,
  datatype: number | undefined,
): number | boolean | string | undefined {
  if (raw === undefined || isNull) return undefined
  switch (raw.kind) {
    case 'integer':
      return integerOf(raw.of, raw.bits, datatype)
    case 'real':
      if (datatype !== undefined && datatype !== DATATYPE.float && datatype !== DATATYPE.double)
        return undefined
      if (!Number.isFinite(raw.of)) return undefined
      return raw.single ? Number(raw.of.toPrecision(FLOAT_DIGITS)) : raw.of
    case 'boolean':
      return datatype === undefined || datatype === DATATYPE.boolean ? raw.of : undefined
    default:
      return raw.of
  }
}

/** Width in bits of the signed and of the unsigned types, by their number. */
const SIGNED: Readonly<Record<number, number>> = { 1: 8, 2: 16, 3: 32, 4: 64 }
const UNSIGNED: Readonly<Record<number, number>> = { 5: 8, 6: 16, 7: 32, 8: 64 }

/** Senders extend the sign to 32 or 64 bits or not at all; whatever else does not fit its type is no value. */
function integerOf(of: bigint, bits: 32 | 64, datatype: number | undefined): number | undefined {
  if (datatype === undefined) return undefined
  const unsigned = UNSIGNED[datatype]
  if (unsigned !== undefined) return of < 1n << BigInt(unsigned) ? safe(of) : undefined
  const signed = SIGNED[datatype]
  if (signed === undefined) return undefined
  const value = of < 1n << BigInt(signed) ? BigInt.asIntN(signed, of) : BigInt.asIntN(bits, of)
  return value === BigInt.asIntN(signed, value) ? safe(value) : undefined
}

function safe(value: bigint): number | undefined {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : undefined
}

/** One metric of a command. */
export interface Instruction {
  readonly name: string
  readonly datatype: number
  readonly value: number | boolean
}

/** A command's payload; it has no sequence number. `at` is ms since 1970. */
export function writeCommand(instructions: readonly Instruction[], at: number): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.Varint).uint64(BigInt(at))
  for (const { name, datatype, value } of instructions) {
    writer.tag(2, WireType.LengthDelimited).fork()
    writer.tag(1, WireType.LengthDelimited).string(name)
    writer.tag(3, WireType.Varint).uint64(BigInt(at))
    writer.tag(4, WireType.Varint).uint32(datatype)
    writeValue(writer, datatype, value)
    writer.join()
  }
  return writer.finish()
}

function writeValue(writer: BinaryWriter, datatype: number, value: number | boolean): void {
  if (typeof value === 'boolean') writer.tag(14, WireType.Varint).bool(value)
  else if (datatype === DATATYPE.float) writer.tag(12, WireType.Bit32).float(value)
  else if (datatype === DATATYPE.double) writer.tag(13, WireType.Bit64).double(value)
  else if (datatype === DATATYPE.int64 || datatype === DATATYPE.uint64)
    writer.tag(11, WireType.Varint).uint64(BigInt(value))
  else writer.tag(10, WireType.Varint).uint32(value)
}
