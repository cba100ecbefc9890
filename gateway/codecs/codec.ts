/** What every device family's codec offers: bytes in, named values out; it never throws on purpose. */
import type { Decoding } from '../../core/contract/reading.ts'
import type { Order, RawPacket } from '../../core/ports.ts'

export type Packet = RawPacket

export interface Message {
  readonly topic: string
  readonly payload: string | Uint8Array
}

export interface Codec {
  readonly name: string
  /** The same for the same topic until the dialect's memory changes. */
  claims(topic: string): boolean
  decode(packet: Packet): Decoding
  /** The messages that give an order; undefined for one this dialect cannot say. */
  encode?(order: Order, address: string): readonly Message[] | undefined
}

/**
 * What a dialect was told once and needs for every later packet: births, announcements, units. JSON values. It outlives
 * the process, because no device says these things again only because Steward was restarted.
 */
export interface DialectMemory {
  get(key: string): unknown
  /** Forgets what it has longest when it is full. */
  put(key: string, value: unknown): void
  forget(key: string): void
  keys(): Iterable<string>
}

/** A codec with a memory of its own. One that needs none ignores it, and is pure. */
export type Dialect = (memory: DialectMemory) => Codec
