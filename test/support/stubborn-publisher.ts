/**
 * A device that never gives up: QoS 1 over a raw socket, one window of unacknowledged messages, sent again in their order
 * after every reconnection until they are acknowledged, and remembered from then on.
 */
import { connect, type Socket } from 'node:net'
import { connectPacket, publishPacket } from '../../bench/load/packets.ts'

const RECONNECT_MS = 20
const PUMP_MS = 5
const CONNACK = 0x20
const PUBACK = 0x40
const ANSWER_BYTES = 4
const DUPLICATE = 0x08
/** How often the connection is looked after while it waits for the last acknowledgements. */
const LOOK_MS = 20

export interface Message {
  readonly topic: string
  readonly at: number
  readonly value: number
}

export interface PublisherOptions {
  readonly port: number
  readonly username: string
  readonly password: string
  readonly clientId: string
  readonly window: number
  /** The next message that is due now, or undefined when none is. */
  readonly next: () => Message | undefined
}

export class StubbornPublisher {
  readonly acknowledged: Message[] = []
  /** When the newest acknowledgement came, steady ms. */
  acknowledgedAt = 0
  readonly #options: PublisherOptions
  readonly #waiting = new Map<number, Message>()
  readonly #pump: NodeJS.Timeout
  #socket: Socket | undefined
  #answers: Buffer = Buffer.alloc(0)
  #signedIn = false
  #messageId = 0
  #stopping = false

  constructor(options: PublisherOptions) {
    this.#options = options
    this.#pump = setInterval(() => this.#send(), PUMP_MS)
    this.#connect()
  }

  /** Takes nothing more; resolves when everything is acknowledged. Rejects when that does not happen in time. */
  async stop(limitMs = 30_000): Promise<void> {
    this.#stopping = true
    const end = performance.now() + limitMs
    while (this.#waiting.size > 0) {
      if (performance.now() > end) throw new Error(`${this.#waiting.size} messages are never acknowledged`)
      await new Promise(resolve => setTimeout(resolve, LOOK_MS))
    }
    clearInterval(this.#pump)
    this.#socket?.destroy()
  }

  #connect(): void {
    const { port, clientId, username, password } = this.#options
    const socket = connect(port, '127.0.0.1')
    this.#socket = socket
    this.#answers = Buffer.alloc(0)
    socket.setNoDelay(true)
    socket.on('connect', () => socket.write(connectPacket(clientId, username, password)))
    socket.on('data', (chunk: Buffer) => this.#hear(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.#signedIn = false
      if (!this.#stopping || this.#waiting.size > 0) setTimeout(() => this.#connect(), RECONNECT_MS)
    })
  }

  #hear(chunk: Buffer): void {
    this.#answers = Buffer.concat([this.#answers, chunk])
    let start = 0
    for (; start + ANSWER_BYTES <= this.#answers.length; start += ANSWER_BYTES)
      this.#answer(this.#answers.subarray(start, start + ANSWER_BYTES))
    this.#answers = this.#answers.subarray(start)
    this.#send()
  }

  #answer(answer: Buffer): void {
    if (answer[0] === CONNACK) {
      if (answer[3] !== 0) return void this.#socket?.destroy()
      this.#signedIn = true
      for (const [messageId, message] of this.#waiting) this.#publish(messageId, message, DUPLICATE)
    } else if (answer[0] === PUBACK) {
      const messageId = answer.readUInt16BE(2)
      const message = this.#waiting.get(messageId)
      this.#waiting.delete(messageId)
      if (message === undefined) return
      this.acknowledged.push(message)
      this.acknowledgedAt = performance.now()
    }
  }

  #send(): void {
    while (this.#signedIn && !this.#stopping && this.#waiting.size < this.#options.window) {
      const message = this.#options.next()
      if (message === undefined) return
      this.#messageId = (this.#messageId % 65_535) + 1
      this.#waiting.set(this.#messageId, message)
      this.#publish(this.#messageId, message, 0)
    }
  }

  #publish(messageId: number, { topic, at, value }: Message, flag: number): void {
    const packet = publishPacket(topic, messageId, `{"temperature":${value},"ts":${at}}`)
    packet[0] = (packet[0] ?? 0) | flag
    this.#socket?.write(packet)
  }
}
