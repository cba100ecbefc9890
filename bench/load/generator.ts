/**
 * A process that publishes as fast as it is acknowledged: N connections, a window of unacknowledged QoS 1 messages on
 * each, over raw sockets, so that it is never the bottleneck. Prints what happened as one JSON line.
 */
import { connect } from 'node:net'
import { AckCounter, connectPacket, publishPacket } from './packets.ts'

export interface Load {
  readonly port: number
  readonly username: string
  readonly password: string
  readonly connections: number
  readonly window: number
  readonly devices: number
  readonly seconds: number
  /** Only this many messages, at most. */
  readonly messages?: number
}

export interface LoadResult {
  readonly acknowledged: number
  /** From the first message sent to the last one acknowledged. */
  readonly seconds: number
}

const TOPIC = 'steward/canteen/bench-'

/** Every message has a device time of its own, so that none is a repeat of another. */
class Messages {
  readonly #devices: number
  readonly #start = Date.now() - 60_000
  #next = 0

  constructor(devices: number) {
    this.#devices = devices
  }

  next(messageId: number): Buffer {
    const n = this.#next++
    const round = Math.floor(n / this.#devices)
    const payload = `{"temperature":${(4 + (n % 100) / 100).toFixed(2)},"ts":${this.#start + round}}`
    return publishPacket(`${TOPIC}${n % this.#devices}`, messageId, payload)
  }
}

async function run(load: Load): Promise<LoadResult> {
  const messages = new Messages(load.devices)
  const started = performance.now()
  const until = started + load.seconds * 1000
  const limit = load.messages ?? Number.POSITIVE_INFINITY
  const totals = { sent: 0, acknowledged: 0, lastAt: started }
  const ends = Array.from({ length: load.connections }, (_, n) =>
    publisher(load, n, messages, until, limit, totals),
  )
  await Promise.all(ends)
  return { acknowledged: totals.acknowledged, seconds: (totals.lastAt - started) / 1000 }
}

type Totals = { sent: number; acknowledged: number; lastAt: number }

function publisher(
  load: Load,
  n: number,
  messages: Messages,
  until: number,
  limit: number,
  totals: Totals,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(load.port, '127.0.0.1')
    const acks = new AckCounter()
    let outstanding = 0
    let messageId = 0
    const fill = () => {
      const batch: Buffer[] = []
      while (outstanding < load.window && performance.now() < until && totals.sent < limit) {
        messageId = (messageId % 65_535) + 1
        batch.push(messages.next(messageId))
        outstanding += 1
        totals.sent += 1
      }
      if (batch.length > 0) socket.write(Buffer.concat(batch))
      else if (outstanding === 0) socket.end(resolve)
    }
    socket.on('connect', () => socket.write(connectPacket(`bench-${n}`, load.username, load.password)))
    socket.on('data', (chunk: Buffer) => {
      const more = acks.take(chunk)
      outstanding -= more
      totals.acknowledged += more
      if (more > 0) totals.lastAt = performance.now()
      fill()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.setNoDelay(true)
  })
}

if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(await run(JSON.parse(process.argv[2] ?? '{}'))))
  process.exit(0)
}
