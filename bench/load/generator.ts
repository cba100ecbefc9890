/**
 * A process that publishes as fast as it is taken, or at a steady rate: N connections over raw sockets, so that it is
 * never the bottleneck. QoS 1 keeps a window of unacknowledged messages on each; QoS 0 is held back by TCP alone, and a
 * last message with QoS 1 says when all before it was taken. Prints what happened as one JSON line.
 */
import { connect, type Socket } from 'node:net'
import { AckCounter, connectPacket, publishPacket } from './packets.ts'

export interface Load {
  readonly port: number
  readonly username: string
  readonly password: string
  readonly connections: number
  readonly window: number
  readonly devices: number
  readonly seconds: number
  readonly qos?: 0 | 1
  /** Messages a second over all connections; as fast as possible when it is not said. */
  readonly ratePerS?: number
  /** Only this many messages, at most. */
  readonly messages?: number
  /** Of the only device, or with each one's number behind it. */
  readonly topic?: string
}

export interface LoadResult {
  readonly acknowledged: number
  /** From the first message sent to the last one acknowledged. */
  readonly seconds: number
}

const TOPIC = 'steward/canteen/bench-'
/** At a rate, what is due is sent this often. */
const PACE_MS = 5
const QOS0_CHUNK = 200

/** Every message has a device time of its own, so that none is a repeat of another. */
class Messages {
  readonly #load: Load
  readonly #start = Date.now() - 60_000
  readonly #startedAt = performance.now()
  sent = 0
  acknowledged = 0
  lastAt = this.#startedAt

  constructor(load: Load) {
    this.#load = load
  }

  /** How many more may be sent now. */
  due(): number {
    const { seconds, messages = Number.POSITIVE_INFINITY, ratePerS } = this.#load
    const elapsedS = (performance.now() - this.#startedAt) / 1000
    if (elapsedS >= seconds) return 0
    const paced = ratePerS === undefined ? Number.POSITIVE_INFINITY : Math.floor(elapsedS * ratePerS)
    return Math.min(messages, paced) - this.sent
  }

  get over(): boolean {
    const { seconds, messages = Number.POSITIVE_INFINITY } = this.#load
    return this.sent >= messages || performance.now() - this.#startedAt >= seconds * 1000
  }

  next(messageId: number | null): Buffer {
    const n = this.sent++
    const { devices, topic = TOPIC } = this.#load
    const payload = `{"temperature":${(4 + (n % 100) / 100).toFixed(2)},"ts":${this.#start + Math.floor(n / devices)}}`
    return publishPacket(devices === 1 ? topic : `${topic}${n % devices}`, messageId, payload)
  }

  took(count: number): void {
    this.acknowledged += count
    if (count > 0) this.lastAt = performance.now()
  }

  result(): LoadResult {
    return { acknowledged: this.acknowledged, seconds: (this.lastAt - this.#startedAt) / 1000 }
  }
}

async function run(load: Load): Promise<LoadResult> {
  const messages = new Messages(load)
  const publish = load.qos === 0 ? publishUnacknowledged : publishAcknowledged
  await Promise.all(Array.from({ length: load.connections }, (_, n) => publish(load, n, messages)))
  return messages.result()
}

function publishAcknowledged(load: Load, n: number, messages: Messages): Promise<void> {
  return new Promise((resolve, reject) => {
    const acks = new AckCounter()
    const socket = open(load, n, reject)
    let outstanding = 0
    let messageId = 0
    const fill = () => {
      const batch: Buffer[] = []
      for (let room = Math.min(messages.due(), load.window - outstanding); room > 0; room--) {
        messageId = (messageId % 65_535) + 1
        batch.push(messages.next(messageId))
        outstanding += 1
      }
      if (batch.length > 0) socket.write(Buffer.concat(batch))
      else if (outstanding === 0 && messages.over) socket.end(resolve)
    }
    let pacing: NodeJS.Timeout | undefined
    socket.once('data', () => {
      if (load.ratePerS !== undefined) pacing = setInterval(fill, PACE_MS)
    })
    socket.on('data', (chunk: Buffer) => {
      const more = acks.take(chunk)
      outstanding -= more
      messages.took(more)
      fill()
    })
    socket.on('close', () => {
      clearInterval(pacing)
      resolve()
    })
  })
}

function publishUnacknowledged(load: Load, n: number, messages: Messages): Promise<void> {
  return new Promise((resolve, reject) => {
    const acks = new AckCounter()
    const socket = open(load, n, reject)
    let sent = 0
    const fill = () => {
      let writable = true
      while (writable && messages.due() > 0) {
        const count = Math.min(QOS0_CHUNK, messages.due())
        writable = socket.write(Buffer.concat(Array.from({ length: count }, () => messages.next(null))))
        sent += count
      }
      if (!writable) socket.once('drain', fill)
      else if (messages.over) socket.write(messages.next(1))
      else setTimeout(fill, PACE_MS)
    }
    socket.on('data', (chunk: Buffer) => {
      if (acks.take(chunk) > 0) {
        messages.took(sent + 1)
        socket.end(resolve)
      } else fill()
    })
    socket.on('close', () => resolve())
  })
}

function open(load: Load, n: number, onError: (error: Error) => void): Socket {
  const socket = connect(load.port, '127.0.0.1')
  socket.setNoDelay(true)
  socket.on('connect', () => socket.write(connectPacket(`bench-${n}`, load.username, load.password)))
  socket.on('error', onError)
  return socket
}

if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(await run(JSON.parse(process.argv[2] ?? '{}'))))
  process.exit(0)
}
