/** The few MQTT 3.1.1 packets a publisher needs, written byte by byte so that making them costs next to nothing. */

export function connectPacket(clientId: string, username: string, password: string): Buffer {
  const credentials = username === '' ? [] : [text(username), text(password)]
  const flags = username === '' ? 0x02 : 0xc2
  const head = Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, flags, 0, 60])
  return packet(0x10, Buffer.concat([head, text(clientId), ...credentials]))
}

/** QoS 1; QoS 0 without a message id. */
export function publishPacket(topic: string, messageId: number | null, payload: string): Buffer {
  if (messageId === null) return packet(0x30, Buffer.concat([text(topic), Buffer.from(payload)]))
  const id = Buffer.from([messageId >> 8, messageId & 255])
  return packet(0x32, Buffer.concat([text(topic), id, Buffer.from(payload)]))
}

export function subscribePacket(filter: string): Buffer {
  return packet(0x82, Buffer.concat([Buffer.from([0, 1]), text(filter), Buffer.from([0])]))
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes])
}

function packet(header: number, body: Buffer): Buffer {
  const length: number[] = []
  let rest = body.length
  do {
    length.push((rest & 127) | (rest > 127 ? 128 : 0))
    rest >>= 7
  } while (rest > 0)
  return Buffer.concat([Buffer.from([header, ...length]), body])
}

const CONNACK_BYTES = 4
const PUBACK_BYTES = 4

/** Counts the PUBACKs in a stream that holds nothing else after the CONNACK, however it is cut. */
export class AckCounter {
  #bytes = 0

  /** How many more messages this chunk acknowledges. Throws when the broker refused the connection. */
  take(chunk: Buffer): number {
    const code = chunk[CONNACK_BYTES - 1 - this.#bytes]
    if (code !== undefined && this.#bytes < CONNACK_BYTES && code !== 0) {
      throw new Error(`the broker refused the connection (${code})`)
    }
    const before = this.#acknowledged
    this.#bytes += chunk.length
    return this.#acknowledged - before
  }

  get #acknowledged(): number {
    return Math.max(0, Math.floor((this.#bytes - CONNACK_BYTES) / PUBACK_BYTES))
  }
}
