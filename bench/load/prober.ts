/**
 * Measures from a reading that is published to the alarm that is heard: one device crosses its limit and comes back,
 * again and again, while somebody listens. Over two raw connections, so that nothing waits behind the probe itself.
 */
import { connect, type Socket } from 'node:net'
import { connectPacket, publishPacket, subscribePacket } from './packets.ts'

export interface Probe {
  readonly port: number
  readonly username: string
  readonly password: string
  readonly publishOn: string
  readonly listenOn: string
  readonly seconds: number
}

const EVERY_MS = 20
const [WARM, COLD] = [12, 4]

/** Latencies in ms, in the order they were measured. An alarm that does not come is an error. */
export async function probe({ seconds, ...what }: Probe): Promise<number[]> {
  const publisher = await signedIn(what, 'prober')
  const listener = await signedIn(what, 'listener')
  const heard = await subscribed(listener, what.listenOn)
  const latencies: number[] = []
  const until = performance.now() + seconds * 1000
  let messageId = 0
  // It ends as it began, cold: the next measurement is to find no alarm.
  for (let warm = true; performance.now() < until || !warm; warm = !warm) {
    messageId = (messageId % 65_535) + 1
    const payload = JSON.stringify({ temperature: warm ? WARM : COLD, ts: Date.now() })
    const answered = heard.next()
    const sentAt = performance.now()
    publisher.write(publishPacket(what.publishOn, messageId, payload))
    latencies.push((await answered) - sentAt)
    await new Promise(resolve => setTimeout(resolve, EVERY_MS))
  }
  publisher.destroy()
  listener.destroy()
  return latencies
}

/** The value below which a share of them lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

function signedIn({ port, username, password }: Omit<Probe, 'seconds'>, clientId: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.setNoDelay(true)
    socket.on('error', reject)
    socket.on('connect', () => socket.write(connectPacket(clientId, username, password)))
    socket.once('data', () => resolve(socket))
  })
}

/** When the next message comes in, as the steady clock says. */
async function subscribed(socket: Socket, filter: string): Promise<{ next(): Promise<number> }> {
  const suback = new Promise(resolve => socket.once('data', resolve))
  socket.write(subscribePacket(filter))
  await suback
  return {
    next: () =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(new Error('no alarm within 30 s')), 30_000)
        socket.once('data', () => {
          clearTimeout(late)
          resolve(performance.now())
        })
      }),
  }
}
