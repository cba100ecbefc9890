/**
 * An outside broker instead of the built-in one. Everything it carries is taken in by the same road, and it is told that
 * a packet arrived only when its readings are durable: what was not acknowledged it sends again, to the same session.
 */
import { createHash } from 'node:crypto'
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { connect, type IPublishPacket, type MqttClient, type Packet } from 'mqtt'
import type { Clock } from '../core/ports.ts'
import { validTopic } from './access.ts'
import type { Message } from './codecs/codec.ts'
import type { Ingest } from './ingest.ts'
import {
  CONNECT_TIMEOUT_MS,
  DRAIN_MAX_MS,
  FRAME_MAX_BYTES,
  OUTSIDE_IN_FLIGHT_MAX,
  OUTSIDE_RECONNECT_FIRST_MS,
  OUTSIDE_RECONNECT_LONGEST_MS,
} from './limits.ts'

/** All but the broker's own: which topics mean something is for the codecs to say. */
const EVERYTHING = '#'
const KEEPALIVE_S = 30

export interface OutsideParts {
  /** mqtt://, mqtts://, ws:// or wss://, with user and password where needed. */
  readonly url: string
  /** The folder of this installation, which tells its session from that of another on the same broker. */
  readonly data: string
  readonly ingest: Ingest
  readonly clock: Clock
  readonly onError: (error: Error) => void
  /** The broker can be reached, now or again. */
  readonly onConnected: () => void
}

export interface OutsideBroker {
  /** To those who listen now; nothing is kept for later, not even while the broker is away. */
  publish(message: Message): void
  clients(): number
  /** Takes nothing more in, waits for what is on its way to the disk, says goodbye. The session stays. */
  close(): Promise<void>
}

/** Connects in the background, for as long as it takes. */
export function connectOutside(parts: OutsideParts): OutsideBroker {
  return new Outside(parts)
}

class Outside implements OutsideBroker {
  readonly #parts: OutsideParts
  readonly #client: MqttClient
  /** The packets that wait for their acknowledgement, until their message id is needed. */
  readonly #ids = new WeakMap<object, number>()
  readonly #onRoom: (() => void)[] = []
  #inFlight = 0
  #closing = false

  constructor(parts: OutsideParts) {
    this.#parts = parts
    this.#client = connect(parts.url, {
      clientId: clientIdOf(parts.data),
      clean: false,
      resubscribe: false,
      queueQoSZero: false,
      keepalive: KEEPALIVE_S,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: OUTSIDE_RECONNECT_FIRST_MS,
    })
    this.#client.on('packetreceive', packet => this.#takeOverAck(packet))
    this.#client.handleMessage = (packet, done) => this.#take(packet, done)
    this.#client.on('error', error => parts.onError(error))
    this.#client.on('close', () => this.#backOff())
    this.#client.on('connect', ({ sessionPresent }) => this.#connected(sessionPresent))
  }

  publish({ topic, payload }: Message): void {
    this.#client.publish(
      topic,
      typeof payload === 'string' ? payload : Buffer.from(payload),
      { qos: 0 },
      error => error && this.#parts.onError(error),
    )
  }

  clients(): number {
    return this.#client.connected ? 1 : 0
  }

  async close(): Promise<void> {
    this.#closing = true
    const until = this.#parts.clock.monotonic() + DRAIN_MAX_MS
    while (this.#inFlight > 0 && this.#parts.clock.monotonic() < until)
      await new Promise(resolve => setTimeout(resolve, 10))
    await this.#client.endAsync(!this.#client.connected)
  }

  #connected(sessionPresent: boolean): void {
    this.#client.options.reconnectPeriod = OUTSIDE_RECONNECT_FIRST_MS
    // A session knows what it listens to; subscribing again would bring every retained message once more.
    if (!sessionPresent)
      this.#client.subscribe(EVERYTHING, { qos: 1 }, error => error && this.#parts.onError(error))
    this.#parts.onConnected()
  }

  #backOff(): void {
    const { options } = this.#client
    options.reconnectPeriod = Math.min(
      OUTSIDE_RECONNECT_LONGEST_MS,
      2 * (options.reconnectPeriod ?? OUTSIDE_RECONNECT_FIRST_MS),
    )
  }

  /**
   * mqtt.js acknowledges one packet before it looks at the next, so a commit would be paid for every single packet. It is
   * told that nothing is to be acknowledged, and the PUBACK is written here when the readings are durable.
   */
  #takeOverAck(packet: Packet): void {
    if (packet.cmd !== 'publish' || packet.qos !== 1 || packet.messageId === undefined) return
    this.#ids.set(packet, packet.messageId)
    packet.qos = 0
  }

  #take(packet: IPublishPacket, done: (error?: Error) => void): void {
    // Neither taken nor acknowledged: it comes again to the next start.
    if (this.#closing) return
    const id = this.#ids.get(packet)
    const { stream } = this.#client
    this.#inFlight += 1
    this.#durable(packet, id === undefined ? 0 : 1)
      .then(
        () => {
          if (id !== undefined && stream === this.#client.stream && !stream.destroyed)
            stream.write(Buffer.from([0x40, 2, id >> 8, id & 255]))
        },
        (error: Error) => {
          this.#parts.onError(error)
          // Only a new connection makes the broker send it again.
          if (stream === this.#client.stream) stream.destroy()
        },
      )
      .finally(() => {
        this.#inFlight -= 1
        this.#onRoom.shift()?.()
      })
    if (this.#inFlight < OUTSIDE_IN_FLIGHT_MAX) done()
    else this.#onRoom.push(done)
  }

  async #durable({ topic, payload, retain }: IPublishPacket, qos: number): Promise<void> {
    const { ingest, clock } = this.#parts
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
    const packet = { topic, payload: bytes, retained: retain, receivedAt: clock.now() }
    if (!validTopic(topic))
      return ingest.reject('topic.unknown', 'the topic is too long or too deep', packet, '')
    if (bytes.length > FRAME_MAX_BYTES)
      return ingest.reject('decoder.failed', `more than ${FRAME_MAX_BYTES} bytes`, packet, '')
    await ingest.take(packet, '', qos)
  }
}

/** The same after every restart, another for every installation. */
function clientIdOf(data: string): string {
  const place = `${hostname()} ${resolve(data)}`
  return `steward-${createHash('sha256').update(place).digest('hex').slice(0, 12)}`
}
