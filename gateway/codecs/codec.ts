/** What every device family's codec offers. A codec is pure: bytes in, named values out; it never throws on purpose. */
import type { Decoding } from '../../core/contract/reading.ts'
import type { Order } from '../../core/ports.ts'

export interface Packet {
  readonly topic: string
  readonly payload: Uint8Array
  readonly retained: boolean
  /** ms since 1970. */
  readonly receivedAt: number
}

export interface Codec {
  readonly name: string
  claims(topic: string): boolean
  decode(packet: Packet): Decoding
  /** The messages that give an order; undefined for one this dialect cannot say. */
  encode?(
    order: Order,
    address: string,
  ): readonly { readonly topic: string; readonly payload: string }[] | undefined
}
