/**
 * A process that connects many clients, keeps them connected and silent, and publishes now and then with one of them,
 * as a canary. Prints what happened as one JSON line, then keeps the clients until its input ends.
 */
import { connect, type Socket } from 'node:net'
import { connectPacket, publishPacket } from './packets.ts'

export interface Idle {
  readonly port: number
  readonly username: string
  readonly password: string
  readonly clients: number
  readonly canarySeconds: number
}

export interface IdleResult {
  readonly connected: number
  readonly connectS: number
  /** Acknowledgement times of the canary while all are connected, ms. */
  readonly canaryMs: number[]
}

const TOPIC = 'steward/canteen/canary'
const AT_ONCE = 200
const CANARY_EVERY_MS = 20

async function run(idle: Idle): Promise<IdleResult> {
  const started = performance.now()
  let next = 0
  let connected = 0
  const sockets: Socket[] = []
  const connecting = async () => {
    while (next < idle.clients) {
      const socket = await signedIn(idle, `idle-${next++}`)
      if (socket === undefined) continue
      connected += 1
      sockets.push(socket)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, connecting))
  const connectS = (performance.now() - started) / 1000
  const canary = sockets[0]
  const canaryMs = canary === undefined ? [] : await sing(canary, idle.canarySeconds)
  return { connected, connectS, canaryMs }
}

/** Undefined for one that was refused. */
function signedIn({ port, username, password }: Idle, clientId: string): Promise<Socket | undefined> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => socket.write(connectPacket(clientId, username, password)))
    socket.once('data', (chunk: Buffer) => resolve(chunk[3] === 0 ? socket : undefined))
    socket.on('error', () => resolve(undefined))
  })
}

async function sing(socket: Socket, seconds: number): Promise<number[]> {
  const times: number[] = []
  const until = performance.now() + seconds * 1000
  socket.setNoDelay(true)
  for (let id = 1; performance.now() < until; id++) {
    const payload = JSON.stringify({ temperature: 4, ts: Date.now() })
    const answered = new Promise(resolve => socket.once('data', resolve))
    const sentAt = performance.now()
    socket.write(publishPacket(TOPIC, (id % 65_535) + 1, payload))
    await answered
    times.push(performance.now() - sentAt)
    await new Promise(resolve => setTimeout(resolve, CANARY_EVERY_MS))
  }
  return times
}

if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(await run(JSON.parse(process.argv[2] ?? '{}'))))
  process.stdin.on('end', () => process.exit(0)).resume()
}
