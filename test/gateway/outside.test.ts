/** A real Mosquitto as the outside broker: nothing is lost, whoever of the two ends or starts again. */
import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Reading } from '../../core/contract/reading.ts'
import { type Mosquitto, startMosquitto } from '../support/mosquitto.ts'
import { messageTo, pause, type Rig, startRig } from './rig.ts'

let broker: Mosquitto
let rig: Rig
let device: MqttClient
let stored: Set<number>
/** While set, the store keeps everybody waiting. */
let gate: Promise<void> | null
let failing: boolean
/** How far the steady clock has run ahead, so that nobody waits ten seconds for a store that stays away. */
let aheadMs = 0

beforeEach(async () => {
  stored = new Set()
  gate = null
  failing = false
  broker = await startMosquitto()
  await begin()
  device = await connectAsync(broker.url, { clientId: 'device', clean: false, reconnectPeriod: 100 })
  device.on('error', () => {})
})
afterEach(async () => {
  await device.endAsync(true)
  await rig.stop()
  await broker.stop()
})

async function begin(): Promise<void> {
  const accept = async (batch: readonly Reading[]) => {
    await gate
    if (failing) {
      aheadMs += 20_000
      throw new Error('the store is away')
    }
    for (const { value } of batch) stored.add(value)
  }
  const clock = { now: () => Date.now(), monotonic: () => performance.now() + aheadMs }
  const config = { mqttUrl: broker.url, data: '/nowhere/steward' }
  rig = await startRig({ sink: { notice() {}, accept }, config, parts: { clock } })
  await expect.poll(() => rig.gateway.status().clients, { timeout: 5000 }).toBe(1)
  // The subscription is on its way, too.
  await pause(100)
}

const say = (value: number) =>
  device.publishAsync('steward/home/valve-1', `{"temperature":${value}}`, { qos: 1 })
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

async function allStored(count: number): Promise<void> {
  await expect.poll(() => stored.size, { timeout: 10_000 }).toBe(count)
  expect([...stored].sort((a, b) => a - b)).toEqual(numbers(count))
}

test('readings arrive, many in one commit', async () => {
  await Promise.all(numbers(500).map(say))
  await allStored(500)
})

test('what was not durable comes again after Steward went away without a word', async () => {
  let open = () => {}
  gate = new Promise<void>(resolve => {
    open = resolve
  })
  await Promise.all(numbers(40).map(say))
  await expect.poll(() => rig.gateway.status().queueDepth).toBeGreaterThan(0)
  // The end of a process, as the broker sees it: what waits here is gone, and was never acknowledged.
  const lost = stored
  stored = new Set()
  failing = true
  open()
  await rig.stop()
  expect(lost.size).toBe(0)
  expect(stored.size).toBe(0)
  failing = false
  gate = null
  await begin()
  await allStored(40)
}, 20_000)

test('what was said while Steward was away waits for it', async () => {
  await rig.stop()
  await Promise.all(numbers(200).map(say))
  await begin()
  await allStored(200)
})

test('the broker is started again in the middle: nothing is lost, and nobody has to help', async () => {
  const sending = (async () => {
    for (const value of numbers(300)) {
      await say(value)
      if (value % 10 === 0) await pause(10)
    }
  })()
  await pause(100)
  await broker.halt()
  await pause(500)
  await broker.start()
  await sending
  await allStored(300)
}, 20_000)

test('an order goes out through it, and none is kept for later while it is away', async () => {
  await device.subscribeAsync('steward/home/valve-1/set', { qos: 1 })
  const told = messageTo(device)
  const order = { deviceId: 'valve-1', channel: null, by: 'anna', reason: '' }
  rig.gateway.commands.send({ ...order, kind: 'valve.open', forS: 60 })
  expect(JSON.parse((await told).text)).toEqual({ valve_open: true, for_s: 60 })
  await device.publishAsync('steward/home/valve-1', '{"valve_open":true}', { qos: 1 })
  await expect.poll(() => [...rig.commands.values()].map(({ state }) => state)).toEqual(['confirmed'])
})

test('a close is told again as soon as the broker is back', async () => {
  await device.subscribeAsync('steward/home/valve-1/set', { qos: 0 })
  await broker.halt()
  const order = { deviceId: 'valve-1', channel: null, by: 'anna', reason: '' }
  rig.gateway.commands.send({ ...order, kind: 'valve.close', forS: null })
  const told = messageTo(device)
  await broker.start()
  expect(JSON.parse((await told).text)).toEqual({ valve_open: false })
}, 20_000)
