import { connect } from 'node:net'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Command } from '../../core/contract/command.ts'
import type { Device } from '../../core/contract/device.ts'
import type { Point } from '../../core/contract/point.ts'
import type { Reading } from '../../core/contract/reading.ts'
import type { Credential } from '../../core/ports.ts'
import { createGateway, type Gateway } from '../../gateway/gateway.ts'
import { memoryCollection } from '../support/collection.ts'
import { silentLog } from '../support/silent-log.ts'

const stored: Reading[] = []
const rejected: string[] = []
let release: (() => void) | null = null
let hold = false
let gateway: Gateway
let port: number
const clients: MqttClient[] = []
const device = { id: 'valve-1', siteId: 'home', codec: 'plain', address: 'home/valve-1' } as Device

beforeEach(async () => {
  stored.length = 0
  rejected.length = 0
  hold = false
  const kept = new Map<string, Command>()
  gateway = createGateway({
    config: { host: '127.0.0.1', mqttPort: 0, mqttsPort: null, mqttUrl: null } as never,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: silentLog,
    directory: {
      resolve: (_codec, { values }) => ({
        device,
        points: values.map((_, index) => ({ id: index + 1 }) as Point),
      }),
      heard() {},
      byAddress: () => device,
      byId: id => (id === device.id ? device : undefined),
    },
    sink: {
      notice() {},
      async accept(batch) {
        if (hold)
          await new Promise<void>(resolve => {
            release = resolve
          })
        stored.push(...batch)
      },
    },
    rejections: { reject: ({ code }) => void rejected.push(code) },
    credentials: {
      verify: (id, secret) =>
        secret === `secret of ${id}`
          ? ({
              id,
              publish: ['steward/home/%u', 'steward/home/%u/status'],
              subscribe: ['steward/home/%u/set'],
            } as unknown as Credential)
          : undefined,
    },
    commands: memoryCollection(kept),
    announcements: memoryCollection(),
  })
  port = (await gateway.listen()).mqttPort ?? 0
})

afterEach(async () => {
  release?.()
  await Promise.all(clients.splice(0).map(client => client.endAsync(true)))
  await gateway.close()
})

async function sign(username: string, options = {}): Promise<MqttClient> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    ...{ username, password: `secret of ${username}`, reconnectPeriod: 0, ...options },
  })
  client.on('error', () => {})
  clients.push(client)
  return client
}

test('a reading is acknowledged only when it is durable', async () => {
  const client = await sign('valve-1')
  hold = true
  let acknowledged = false
  const publish = client.publishAsync('steward/home/valve-1', '{"temperature":3.5}', { qos: 1 }).then(() => {
    acknowledged = true
  })
  await expect.poll(() => release).not.toBeNull()
  await new Promise(resolve => setTimeout(resolve, 100))
  expect(acknowledged).toBe(false)
  release?.()
  await publish
  expect(stored).toMatchObject([{ value: 3.5, quality: 'good' }])
})

test('poison is acknowledged, counted and harms nobody', async () => {
  const client = await sign('valve-1')
  await client.publishAsync('steward/home/valve-1', '{broken', { qos: 1 })
  await client.publishAsync('steward/home/valve-1', '{"temperature":4}', { qos: 1 })
  expect(rejected).toEqual(['payload.not-json'])
  expect(stored).toHaveLength(1)
})

test('nobody signs in with a wrong secret, speaks for another, or takes its client id', async () => {
  await expect(sign('valve-1', { password: 'guess' })).rejects.toThrow()
  const owner = await sign('valve-1', { clientId: 'one' })
  await expect(sign('other', { clientId: 'one' })).rejects.toThrow()
  expect(owner.connected).toBe(true)
  const other = await sign('other')
  const closed = new Promise<void>(resolve => other.once('close', () => resolve()))
  other.publish('steward/home/valve-1', '{"temperature":1}', { qos: 1 }, () => {})
  await closed
  expect(rejected).toEqual(['topic.forbidden'])
  expect(stored).toEqual([])
})

test('an order reaches the device once and is confirmed by its own report', async () => {
  const client = await sign('valve-1')
  await client.subscribeAsync('steward/home/valve-1/set', { qos: 1 })
  const orders: string[] = []
  client.on('message', (_topic, payload) => {
    orders.push(payload.toString())
    client.publish('steward/home/valve-1', '{"valve_open":true}', { qos: 1 })
  })
  const settled = new Promise<Command>(resolve => gateway.commands.onSettled(resolve))
  const order = {
    id: 'o1',
    deviceId: 'valve-1',
    kind: 'valve.open',
    channel: null,
    forS: 600,
    by: 'test',
    reason: '',
  } as const
  expect(gateway.commands.send(order).id).toBe(gateway.commands.send(order).id)
  expect((await settled).state).toBe('confirmed')
  expect(orders).toEqual(['{"valve_open":true,"for_s":600}'])
})

test('a frame that is too large closes its connection before it is buffered', async () => {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  const closed = new Promise(resolve => socket.once('close', resolve))
  // CONNECT that declares 2 MiB.
  socket.write(Buffer.from([0x10, 0x80, 0x80, 0x80, 0x01]))
  await closed
  const client = await sign('valve-1')
  expect(client.connected).toBe(true)
})
