/** The protobuf of a Sparkplug B edge node, written and read without knowing how Steward does it. */
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire'

export const TYPES = { int32: 3, uint64: 8, float: 9, boolean: 11 } as const

export interface Metric {
  readonly name?: string
  readonly alias?: number
  readonly type: number
  readonly value: number | boolean
  readonly unit?: string
}

/** `at` is ms since 1970, 0 for a payload without a time (a will is written long before it is sent). */
export function payloadOf(at: number, metrics: readonly Metric[], seq?: number): Uint8Array {
  const writer = new BinaryWriter()
  if (at > 0) writer.tag(1, WireType.Varint).uint64(at)
  for (const { name, alias, type, value, unit } of metrics) {
    writer.tag(2, WireType.LengthDelimited).fork()
    if (name !== undefined) writer.tag(1, WireType.LengthDelimited).string(name)
    if (alias !== undefined) writer.tag(2, WireType.Varint).uint64(alias)
    if (at > 0) writer.tag(3, WireType.Varint).uint64(at)
    writer.tag(4, WireType.Varint).uint32(type)
    if (unit !== undefined) writeUnit(writer, unit)
    if (typeof value === 'boolean') writer.tag(14, WireType.Varint).bool(value)
    else if (type === TYPES.float) writer.tag(12, WireType.Bit32).float(value)
    else if (type === TYPES.uint64) writer.tag(11, WireType.Varint).uint64(value)
    // Signed integers travel as two's complement.
    else writer.tag(10, WireType.Varint).uint32(value >>> 0)
    writer.join()
  }
  if (seq !== undefined) writer.tag(3, WireType.Varint).uint64(seq)
  return writer.finish()
}

function writeUnit(writer: BinaryWriter, unit: string): void {
  writer.tag(9, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).string('engUnit')
  writer.tag(2, WireType.LengthDelimited).fork().tag(1, WireType.Varint).uint32(12)
  writer.tag(8, WireType.LengthDelimited).string(unit).join().join()
}

/** Names and values of a command; true is 1. */
export function valuesIn(bytes: Uint8Array): Map<string, number> {
  const values = new Map<string, number>()
  const reader = new BinaryReader(bytes)
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    if (field !== 2 || type !== WireType.LengthDelimited) {
      reader.skip(type, field)
      continue
    }
    const [name, value] = metricIn(new BinaryReader(reader.bytes()))
    values.set(name, value)
  }
  return values
}

function metricIn(reader: BinaryReader): [name: string, value: number] {
  let name = ''
  let value = 0
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag()
    if (field === 1) name = reader.string()
    else if (field === 10) value = reader.uint32()
    else if (field === 14) value = Number(reader.bool())
    else reader.skip(type, field)
  }
  return [name, value]
}
