/** One bad neighbour on the broker must not harm the others: who reads nothing, who borrows names, who digs too deep. */
import { connect, type Socket } from 'node:net'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connectPacket } from '../../bench/load/packets.ts'
import type { Credential } from '../../core/ports.ts'
import { createGateway, type Gateway } from '../../gateway/gateway.ts'
import { memoryCollection } from '../support/collection.ts'
import { silentLog } from '../support/silent-log.ts'

const rejected: string[] = []
const clients: MqttClient[] = []
let gateway: Gateway
let port: number

beforeEach(async () => {
  rejected.length = 0
  gateway = createGateway({
    config: { host: '127.0.0.1', mqttPort: 0, mqttsPort: null, mqttUrl: null } as never,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: silentLog,
    directory: {
      resolve: () => ({ device: null, points: [] }),
      heard() {},
      byAddress: () => undefined,
      byId: () => undefined,
    },
    sink: { notice() {}, accept: async () => {} },
    rejections: { reject: ({ code }) => void rejected.push(code) },
    credentials: {
      verify: (id, secret) =>
        secret === 'secret'
          ? ({ id, publish: ['bus/#'], subscribe: ['bus/#'] } as unknown as Credential)
          : undefined,
    },
    commands: memoryCollection(),
    announcements: memoryCollection(),
  })
  port = (await gateway.listen()).mqttPort ?? 0
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map(client => client.endAsync(true)))
  await gateway.close()
})

async function sign(username: string, options: IClientOptions = {}): Promise<MqttClient> {
  const address = `mqtt://127.0.0.1:${port}`
  const client = await connectAsync(address, { username, password: 'secret', reconnectPeriod: 0, ...options })
  client.on('error', () => {})
  clients.push(client)
  return client
}

test('a client id belongs to its credential while it is connected and while its session is kept', async () => {
  const owner = await sign('bridge', { clientId: 'b1', clean: false })
  await expect(sign('stranger', { clientId: 'b1' })).rejects.toThrow()
  expect(owner.connected).toBe(true)
  await owner.endAsync(true)
  await expect(sign('stranger', { clientId: 'b1', clean: false })).rejects.toThrow()
  await expect(sign('bridge', { clientId: 'b1', clean: false })).resolves.toBeDefined()
})

test('a subscriber that reads nothing delays nobody and is dropped', async () => {
  const frozen = await frozenSubscriber()
  const reader = await sign('reader')
  await reader.subscribeAsync('bus/#')
  const publisher = await sign('publisher')
  let slowestMs = 0
  let heard = 0
  reader.on('message', (_, payload) => {
    heard += 1
    slowestMs = Math.max(slowestMs, performance.now() - Number(payload.toString().split(' ')[0]))
  })
  for (let n = 0; n < 200; n++) {
    await publisher.publishAsync('bus/news', `${performance.now()} ${'x'.repeat(60_000)}`, { qos: 1 })
  }
  await expect.poll(() => heard, { timeout: 10_000 }).toBe(200)
  // The bar is two seconds; a stalled broker takes a minute.
  expect(slowestMs).toBeLessThan(2000)
  await expect.poll(() => gateway.status().clients, { timeout: 15_000 }).toBe(2)
  frozen.destroy()
})

test('topics beyond the limits are refused by name, and the line stays open for nobody who uses them', async () => {
  const client = await sign('digger')
  const closed = new Promise<void>(resolve => client.once('close', () => resolve()))
  client.publish(`bus/${'deep/'.repeat(30)}end`, '1', { qos: 1 }, () => {})
  await closed
  const other = await sign('other')
  const granted = await other.subscribeAsync('bus/+a').catch(() => [])
  expect(granted.every(({ qos }) => qos === 128)).toBe(true)
})

/** Signs in, subscribes, and never reads again. */
function frozenSubscriber(): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', reject)
    socket.write(connectPacket('frozen', 'frozen', 'secret'))
    socket.once('data', () => {
      const filter = Buffer.from('bus/#')
      const body = Buffer.concat([Buffer.from([0, 1, 0, filter.length]), filter, Buffer.from([0])])
      socket.write(Buffer.concat([Buffer.from([0x82, body.length]), body]))
      socket.once('data', () => {
        socket.removeListener('error', reject)
        socket.on('error', () => {})
        socket.pause()
        resolve(socket)
      })
    })
  })
}
